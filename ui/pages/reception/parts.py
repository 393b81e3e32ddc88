"""Small building blocks the panels of this page share."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.pages.reception.conversion import DECLINED_ZH, UNKNOWN_ZH
from ui.pages.reception.inputs import set_mark


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties and let the style sheet see them."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A plain-text label: what a visitor said is never taken for markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def small_button(text: str, slot: Callable[[], None], *, kind: str = "small", name: str = "") -> QPushButton:
    """A button inside a card."""
    button = QPushButton(text)
    button.setProperty("kind", kind)
    button.setAccessibleName(text)
    button.setAutoDefault(False)
    if name:
        button.setObjectName(name)
    # clicked carries a bool that the slot does not take
    button.clicked.connect(lambda _checked=False: slot())
    return button


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout; the widgets go when Qt is back in its loop."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear_layout(inner)


class Flow(QWidget):
    """What stands in a scroll area: as tall as its wrapped texts need at this width.

    Qt takes the minimum height of a layout without asking how texts wrap, and would squeeze cards.
    """

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))


class OpenOnly(QStackedWidget):
    """A stack that asks for the room of the page that is open, not of its tallest one.

    `asks` goes out when that may have become another.
    """

    asks = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self.updateGeometry)

    def hasHeightForWidth(self) -> bool:
        """No: wrapped texts of a page that is not open would take room from the one that is."""
        return False

    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.asks.emit()
        return done


def scrolled(inner: QWidget) -> QScrollArea:
    """A frameless scroll area that follows the width of what it holds."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


class Captioned(QFrame):
    """A caption above a field, and in the caption's line what is missing.

    Args:
        caption: also spoken before the field.
        field: the field; its accessible name is already set.
        said: offer 不详 / 拒绝提供 as answers; called with the chosen word.
        side: a widget at the right end of the caption's line, such as a counter.
    """

    def __init__(
        self,
        caption: str,
        field: QWidget,
        *,
        said: Callable[[str], None] | None = None,
        side: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.field = field
        self._caption = label(caption, "caption")
        self._caption.setBuddy(field)
        self._problem = label("", "error")
        font = self._problem.font()
        font.setPixelSize(12)
        self._problem.setFont(font)
        self._problem.hide()
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self._caption)
        line.addWidget(self._problem, 1)
        line.addStretch()
        if side is not None:
            line.addWidget(side)
        if said is not None:
            line.addWidget(_said_button(caption, said))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(field)

    def set_caption(self, text: str) -> None:
        """Change the caption."""
        self._caption.setText(text)

    def set_problem(self, hint: str, sentence: str) -> None:
        """Say beside the caption what is missing, or nothing."""
        self._problem.setText(hint)
        self._problem.setToolTip(sentence)
        self._problem.setVisible(bool(hint))
        if self.field.property("mark") != "doubt" or hint:
            set_mark(self.field, "missing" if hint else "", sentence)


def _said_button(caption: str, said: Callable[[str], None]) -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "said")
    button.setText("不详…")
    button.setAccessibleName(f"{caption}：不详或拒绝提供")
    button.setToolTip("也可直接输入“不详”或“拒绝提供”")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu = QMenu(button)
    for word in (UNKNOWN_ZH, DECLINED_ZH):
        menu.addAction(word, lambda word=word: said(word))
    button.setMenu(menu)
    return button
