"""A paper as it will come out of the printer, in place of the list of matters. Widgets only."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.widgets.buttons import key_button
from ui.widgets.card import Card
from ui.widgets.page_view import Page, PageView


class PaperPreview(Card):
    """Pages and two buttons: print what is shown, and close."""

    print_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("预览", parent=parent)
        self.setObjectName("paperPreviewCard")
        self.pages = PageView("文书的各页")
        self.print = key_button("打印", name="previewPrint", kind="primary")
        close = key_button("关闭", "Esc", name="previewClose")
        self.header.addWidget(self.print)
        self.header.addWidget(close)
        self.fill(self.pages)
        self.print.clicked.connect(self.print_requested)
        close.clicked.connect(self.closed)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)
        close.setShortcut(QKeySequence())

    def show_paper(self, title: str, pages: Sequence[Page], *, printable: bool) -> None:
        """Show it; `printable` = it may be printed from here."""
        self.set_title(title)
        self.set_note(f"共 {len(pages)} 页")
        self.print.setVisible(printable)
        self.pages.show_pages(pages)
        self.pages.setFocus()

    def forget(self) -> None:
        """Nothing of a paper stays on the screen."""
        self.set_title("预览")
        self.pages.show_pages(())
