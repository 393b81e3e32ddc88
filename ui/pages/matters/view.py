"""Matters page: widgets only."""

import re
from collections.abc import Sequence
from datetime import date, tzinfo

from PySide6.QtCore import QItemSelection, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.intake.matter_lists import MOST_SHOWN
from app.intake.results import MatterDetail, MatterLine
from ui.keys_back import keys_back
from ui.pages.matters.detail_view import MatterDetailView
from ui.pages.matters.model import MatterTableModel
from ui.pages.matters.paper_preview import PaperPreview
from ui.pages.matters.person_search import PersonSearch
from ui.text import days_left_text
from ui.widgets.buttons import key_button
from ui.widgets.card import Card
from ui.widgets.fields import search_field
from ui.widgets.hanzi_picker import attach_hanzi_picker
from ui.widgets.page_view import Page
from ui.widgets.table import Column, table_view

_TYPING_PAUSE_MS = 300
_PAPER_FILES = "文书 (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp)"
_ID_NUMBER = re.compile(r"\d{17}[\dXx]")


class MattersView(QWidget):
    """The matters on the left; on the right the chosen one's course and its next step."""

    activated = Signal()
    search_changed = Signal(str)
    matter_chosen = Signal(str)
    repeat_requested = Signal(str)
    file_chosen = Signal(str)

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        """Build the page; `zone` is the office's, times of events may be of any."""
        super().__init__(parent)
        self.setAccessibleName("事项")
        self._wanted = ""
        self.model = MatterTableModel(_columns(), self)
        self.detail = MatterDetailView(zone)
        self.form, self.repeat = self.detail.form, self.detail.repeat
        whole = QHBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(10)
        self.preview = PaperPreview()
        self._left = QStackedWidget()
        self._left.addWidget(self._make_list())
        self._left.addWidget(self.preview)
        whole.addWidget(self._left, 13)
        whole.addWidget(self.detail, 8)
        self.repeat.answered.connect(self.repeat_requested)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._typing.timeout.connect(self._on_typed)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Find), self._to_search),
            (QKeySequence("Ctrl+Shift+F"), self.person.open_with),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda then=slot: then())

    def activate(self) -> None:
        """The page is shown."""
        self.activated.emit()
        self._search.setFocus()

    def show_waiting(self) -> None:
        """Say that the list is being read."""
        self._card.set_note("正在读取…")

    def show_matters(self, lines: tuple[MatterLine, ...], searched: bool) -> None:
        """Show the list; the matter chosen before stays chosen while it is in it."""
        chosen = self._wanted or self._chosen()
        self._wanted = ""
        self.model.show_rows(lines)
        whole = len(lines) < MOST_SHOWN
        self._card.set_note(f"共 {len(lines)} 件" if whole else f"最新的 {len(lines)} 件，向下翻看其余")
        if not whole:
            self.model.expect_more()
        self._empty.setText("没有符合查找条件的事项。" if searched else "还没有登记过事项。")
        self._empty.setVisible(not lines)
        self._table.setVisible(bool(lines))
        row = self.model.row_of(chosen)
        if row >= 0:
            self._table.selectRow(row)
        elif lines:
            self._table.selectRow(0)
        else:
            self.show_detail(None)

    def show_index(self, numbers: Sequence[str]) -> None:
        """Go on with all numbers there are; an empty list means that more cannot be told."""
        self.model.extend(numbers)
        count = self.model.rowCount()
        told = f"共 {count} 件" if numbers else f"最新的 {count} 件；更早的请按编号、姓名或诉求查找"
        self._card.set_note(told)

    def show_person(self, lines: tuple[MatterLine, ...], shown_as: str) -> None:
        """Show what a person's document led to."""
        self.show_matters(lines, True)
        self._card.set_note(f"{shown_as}：{len(lines)} 件")
        self._empty.setText("没有用这个证件登记过的事项。")

    def show_search(self, text: str, wanted: str) -> None:
        """Put words into the search field without asking; `wanted` is chosen once the list is there."""
        self._search.setText(text)
        self._typing.stop()
        self._wanted = wanted

    def show_detail(self, detail: MatterDetail | None) -> None:
        """Show one matter's content and course; None = none is chosen."""
        self.detail.show_detail(detail)

    def show_form(self, today: date) -> None:
        """Open the form for the next step."""
        self.detail.show_form(today)

    def close_form(self, reg_no: str) -> None:
        """A matter's step is written down."""
        self.detail.close_form(reg_no)

    def show_preview(self, title: str, pages: Sequence[Page], *, printable: bool) -> None:
        """Show a paper in place of the list."""
        self.preview.show_paper(title, pages, printable=printable)
        self._left.setCurrentIndex(1)

    def close_preview(self) -> None:
        """The list is back, and nothing of the paper stays."""
        shown = self._left.currentIndex() == 1
        self._left.setCurrentIndex(0)
        self.preview.forget()
        if shown:
            self.detail.papers.list.setFocus()

    def ask_for_file(self) -> None:
        """Open the file dialog for a paper to be checked; what is chosen comes through `file_chosen`."""
        dialog = QFileDialog(self, "选择要核验的文书", "", _PAPER_FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setViewMode(QFileDialog.ViewMode.List)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.file_chosen)
        keys_back(dialog, self)
        dialog.open()

    def forget(self) -> None:
        """Nothing anybody typed or searched for stays."""
        self.detail.forget()
        self.person.forget()
        self.show_search("", "")

    def _to_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def _chosen(self) -> str:
        index = self._table.currentIndex()
        return self.model.number_at(index.row()) if index.isValid() else ""

    def _make_list(self) -> QWidget:
        self._card = Card("事项")
        self._search = search_field(
            "查找事项", "matterSearch", placeholder="编号、查询码、信访人、诉求  Ctrl+F", width_px=240
        )
        attach_hanzi_picker(self._search)
        self._search.textChanged.connect(lambda _text: self._typing.start())
        by_person = key_button("按证件查找", name="personSearchOpen")
        by_person.setToolTip("按证件号码查找一个人的事项，须写明理由（Ctrl+Shift+F）")
        by_person.clicked.connect(lambda _checked=False: self.person.open_with(""))
        self._card.header.addWidget(by_person)
        self._card.header.addWidget(self._search)
        self._table = table_view(self.model, "事项列表", "matterTable")
        self._table.selectionModel().selectionChanged.connect(self._on_selected)
        self._empty = QLabel()
        self._empty.setProperty("role", "note")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.hide()
        self._card.fill(self._table)
        self._card.body.addWidget(self._empty, 1)
        self.person = PersonSearch()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.person)
        column.addWidget(self._card, 1)
        return holder

    def _on_typed(self) -> None:
        text = self._search.text().strip()
        if _ID_NUMBER.fullmatch(text):
            # A document number is no word of a list: who looks a person up says why.
            self.show_search("", "")
            self.person.open_with(text)
            return
        self.search_changed.emit(text)

    def _on_selected(self, selected: QItemSelection) -> None:
        if not selected.isEmpty():
            self.matter_chosen.emit(self._chosen())


def _columns() -> tuple[Column[MatterLine], ...]:
    def muted(line: MatterLine) -> str:
        return "muted" if line.sealed else ""

    return (
        Column("编号", lambda m: m.reg_no, 228),
        Column("信访人", lambda m: m.petitioners or "—", 76, bold=True),
        Column("诉求", lambda m: m.demand, 0, muted),
        Column("状态", lambda m: m.state_zh, 148),
        Column("期限", lambda m: days_left_text(m.days_left), 104, _tone),
    )


def _tone(line: MatterLine) -> str:
    if line.days_left is None:
        return "muted"
    return "fault" if line.days_left < 0 else "warn" if line.days_left <= 5 else ""
