"""The way from a text field into the rare-character panel and back to its cursor."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QAction, QColor, QFont, QIcon, QKeySequence, QPainter, QPen, QPixmap, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QToolButton, QWidget

from ui.widgets.hanzi_picker_panel import HanziPicker

__all__ = ["HANZI_KEY", "HanziPicker", "attach_hanzi_key", "attach_hanzi_picker", "close_hanzi_picker"]

HANZI_KEY = "Ctrl+G"
_ICON_PX = 18
_SHARP = 3


def attach_hanzi_picker(field: QLineEdit, beside: QWidget | None = None) -> QAction:
    """Give a field a trailing button 生僻字 and Ctrl+G, which open the panel of its window.

    The chosen character goes in at the cursor, in place of what is selected. Positions are Qt's, in
    UTF-16 units: a character beyond the basic plane counts two there and one in the field's own limit.

    Args:
        field: a line of text, already named for screen readers. If its validator refuses the longer
            text, the field says so itself through `inputRejected`.
        beside: what the panel never covers while it is shown: the strip the field was read from.
    Returns:
        The action behind the button.
    """
    return _LineDoor(field, beside).action


def attach_hanzi_key(editor: QPlainTextEdit) -> None:
    """Give a longer text Ctrl+G; the chosen character goes in at its cursor."""
    _Door(editor, editor.insertPlainText)


def close_hanzi_picker(window: QObject) -> None:
    """Close a window's panel and let it forget what was chosen: the sitting is over."""
    for panel in window.findChildren(HanziPicker):
        panel.close_panel()
        panel.forget()


class _Door(QObject):
    """Ctrl+G in a field, the panel of its window, and the character that comes back."""

    def __init__(self, field: QWidget, insert: Callable[[str], None], beside: QWidget | None = None) -> None:
        super().__init__(field)
        self._target, self._insert, self._beside = field, insert, beside
        self._known: HanziPicker | None = None
        shortcut = QShortcut(QKeySequence(HANZI_KEY), field)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self.open)

    def open(self) -> None:
        window = self._target.window()
        found = window.findChildren(HanziPicker, options=Qt.FindChildOption.FindDirectChildrenOnly)
        panel = found[0] if found else HanziPicker(window)
        if panel is not self._known:
            panel.picked.connect(self._on_picked)
            self._known = panel
        panel.open_at(self._target, self._beside)

    def _on_picked(self, char: str) -> None:
        if self._known is not None and self._known.field is self._target:
            self._insert(char)


class _LineDoor(_Door):
    """Remembers where the cursor of its field stood when the keyboard left it."""

    def __init__(self, field: QLineEdit, beside: QWidget | None) -> None:
        super().__init__(field, self._put, beside)
        self._field = field
        self._to_end()
        self.action = QAction(_icon(), "生僻字", field)
        self.action.setToolTip(f"生僻字：按拼音、部首、部件或编码查（{HANZI_KEY}）")
        self.action.triggered.connect(lambda _checked=False: self.open())
        before = set(field.findChildren(QToolButton))
        field.addAction(self.action, QLineEdit.ActionPosition.TrailingPosition)
        (button,) = set(field.findChildren(QToolButton)) - before
        button.setAccessibleName(f"生僻字：{field.accessibleName()}")
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._remember()
        return super().eventFilter(watched, event)

    def _to_end(self) -> None:
        self._text = self._field.text()
        self._begin, self._length = _units(self._text), 0

    def _remember(self) -> None:
        field = self._field
        self._text = field.text()
        self._begin, self._length = field.cursorPosition(), _units(field.selectedText())
        if self._length:
            self._begin = field.selectionStart()

    def open(self) -> None:
        if self._field.hasFocus():
            self._remember()
        super().open()

    def _put(self, char: str) -> None:
        field = self._field
        if field.text() != self._text:  # another person was chosen meanwhile: the old place means nothing
            self._to_end()
        field.setFocus(Qt.FocusReason.PopupFocusReason)
        field.setCursorPosition(self._begin)
        if self._length:
            field.setSelection(self._begin, self._length)
        field.insert(char)
        if field.text() == self._text:
            field.inputRejected.emit()
        self._remember()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def _icon() -> QIcon:
    """The word's most telling character in a frame."""
    pixmap = QPixmap(_ICON_PX * _SHARP, _ICON_PX * _SHARP)
    pixmap.setDevicePixelRatio(_SHARP)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("#1769b4"), 1.2))
    painter.drawRoundedRect(QRect(1, 1, _ICON_PX - 2, _ICON_PX - 2), 3, 3)
    font = QFont()
    font.setPixelSize(12)
    painter.setFont(font)
    painter.drawText(QRect(0, 0, _ICON_PX, _ICON_PX), Qt.AlignmentFlag.AlignCenter, "僻")
    painter.end()
    return QIcon(pixmap)
