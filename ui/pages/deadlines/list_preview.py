"""A list as it will come out of the printer, in place of the board. Widgets only."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.pages.matters.paper_preview import PaperPreview
from ui.widgets.buttons import key_button
from ui.widgets.card import note
from ui.widgets.page_view import Page


class ListPreview(PaperPreview):
    """Pages, 打印, and for a 催办单 one step that records all overdue matters on it as urged on."""

    record_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("listPreviewCard")
        self.print.setObjectName("listPrint")
        self.record = key_button("记录督办", "Alt+R", name="listRecord")
        self.header.insertWidget(1, self.record)
        self.record.clicked.connect(self.record_requested)
        self._said = note("", "note")
        self._said.setContentsMargins(12, 6, 12, 6)
        self.body.insertWidget(0, self._said)

    def show_list(self, title: str, pages: Sequence[Page], said: str, *, recordable: int) -> None:
        """Show it; `recordable` = how many matters can be recorded as urged on by it."""
        self.show_paper(title, pages, printable=True)
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self.record.setVisible(bool(recordable))
        self.record.setText(f"记录督办（{recordable} 件）")

    def recorded(self) -> None:
        """It is written down; once is enough."""
        self.record.hide()
