"""Buttons that show their key."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

_CAP_GAP_PX = 8
_CAP_PAD_PX = 6


class KeyButton(QPushButton):
    """A push button with a small key cap behind its words, as `读证件 [F3]`."""

    def __init__(self, text: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._cap = key
        self.setAccessibleName(text)
        if key:
            self.setToolTip(f"{text}（{key}）")
            self.setAccessibleDescription(f"快捷键 {key}")

    def setText(self, text: str) -> None:
        key = self.shortcut()
        super().setText(text)  # which forgets the shortcut
        self.setShortcut(key)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + self._cap_width(), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._cap:
            super().paintEvent(event)
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        metrics = QFontMetrics(self.font())
        words = metrics.horizontalAdvance(self.text())
        left = (self.width() - words - self._cap_width()) // 2
        primary = self.property("kind") == "primary"
        colour = QColor("#ffffff" if primary else "#1f2933" if self.isEnabled() else "#8493a1")
        painter.setPen(colour)
        area = QRect(left, 0, words + 2, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        self._draw_cap(painter, left + words + _CAP_GAP_PX, colour, primary)

    def _draw_cap(self, painter: QPainter, left: int, colour: QColor, primary: bool) -> None:
        font = self._cap_font()
        width = self._cap_width() - _CAP_GAP_PX
        box = QRect(left, (self.height() - 17) // 2, width, 17)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = QColor(255, 255, 255, 130) if primary else QColor("#ccd4dc")
        painter.setPen(QPen(border, 1))
        painter.setBrush(QColor(255, 255, 255, 30) if primary else QColor("#f6f8fa"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(colour if primary or not self.isEnabled() else QColor("#3e4c59"))
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._cap)

    def _cap_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(11)
        font.setBold(True)
        return font

    def _cap_width(self) -> int:
        if not self._cap:
            return 0
        return QFontMetrics(self._cap_font()).horizontalAdvance(self._cap) + 2 * _CAP_PAD_PX + _CAP_GAP_PX


class Held:
    """Buttons that cannot be pressed while something is being done.

    Qt hands the keyboard on from a button that is disabled, here as far as 锁定 in the top bar; the
    button that had it gets it back.
    """

    def __init__(self, *buttons: QPushButton) -> None:
        self._buttons = buttons
        self._pressed: QPushButton | None = None

    def hold(self, busy: bool) -> None:
        """Disable them, or give them and the keyboard back."""
        if busy:
            self._pressed = next((b for b in self._buttons if b.hasFocus()), self._pressed)
        for button in self._buttons:
            button.setEnabled(not busy)
        if not busy:
            if self._pressed is not None and self._pressed.isVisible():
                self._pressed.setFocus()
            self._pressed = None


def key_button(text: str, key: str = "", *, name: str = "", kind: str = "") -> KeyButton:
    """A button with an optional key, which also triggers it.

    Args:
        text: its words, also its accessible name.
        key: `F9`, `Ctrl+L`, … or empty.
        name: objectName.
        kind: look of style.qss: primary, quiet, danger, or empty.
    """
    button = KeyButton(text, key)
    button.setObjectName(name)
    if kind:
        button.setProperty("kind", kind)
    if key:
        button.setShortcut(QKeySequence(key))
    return button
