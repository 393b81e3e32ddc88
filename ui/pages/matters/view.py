"""Matters page: widgets only."""

from datetime import date, tzinfo

from PySide6.QtCore import QItemSelection, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.intake.matter_lists import MOST_SHOWN
from app.intake.results import MatterDetail, MatterLine
from ui.labels import EVENT_ZH, label
from ui.pages.matters.event_form import EventForm
from ui.text import date_text, days_left_text
from ui.widgets.buttons import key_button
from ui.widgets.card import Card, note
from ui.widgets.fields import search_field
from ui.widgets.table import Column, RowsModel, table_view

_TYPING_PAUSE_MS = 300


class MattersView(QWidget):
    """The matters on the left; on the right the chosen one's course and its next step."""

    activated = Signal()
    search_changed = Signal(str)
    matter_chosen = Signal(str)

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        """Build the page; `zone` is the office's, times of events may be of any."""
        super().__init__(parent)
        self.setAccessibleName("事项")
        self._zone = zone
        self._model: RowsModel[MatterLine] = RowsModel(_columns(), self)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(10)
        whole.addWidget(self._make_list(), 13)
        whole.addWidget(self._make_detail(), 7)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._typing.timeout.connect(lambda: self.search_changed.emit(self._search.text().strip()))
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._search.setFocus)
        find.activated.connect(self._search.selectAll)
        self.show_detail(None)

    def activate(self) -> None:
        """The page is shown."""
        self.activated.emit()
        self._search.setFocus()

    def show_waiting(self) -> None:
        """Say that the list is being read."""
        self._card.set_note("正在读取…")

    def show_matters(self, lines: tuple[MatterLine, ...], searched: bool) -> None:
        """Show the list; the matter chosen before stays chosen while it is in it."""
        chosen = self._chosen()
        self._model.show_rows(lines)
        whole = len(lines) < MOST_SHOWN
        self._card.set_note(
            f"共 {len(lines)} 件" if whole else f"最新的 {len(lines)} 件；更早的请按编号、姓名或诉求查找"
        )
        self._empty.setText("没有符合查找条件的事项。" if searched else "还没有登记过事项。")
        self._empty.setVisible(not lines)
        self._table.setVisible(bool(lines))
        numbers = [line.reg_no for line in lines]
        if chosen in numbers:
            self._table.selectRow(numbers.index(chosen))
        elif lines:
            self._table.selectRow(0)
        else:
            self.show_detail(None)

    def show_detail(self, detail: MatterDetail | None) -> None:
        """Show one matter's content and course; None = none is chosen."""
        typing = self.form.isAncestorOf(focused) if (focused := QApplication.focusWidget()) else False
        self.form.hide()
        self._record.setVisible(detail is not None)
        self._record.setEnabled(True)
        self._timeline.clear()
        self._nothing.setVisible(detail is None)
        self._content.setVisible(detail is not None)
        if detail is None:
            self._detail.set_title("事项经过")
            return
        line = detail.line
        self._detail.set_title(line.reg_no)
        self._demand.setText(line.demand)
        about = [line.purpose, line.state_zh]
        if line.due_on:
            about.append(f"{date_text(line.due_on)} {days_left_text(line.days_left)}")
        self._about.setText("　".join(about))
        self._people.setText(f"信访人：{line.petitioners or '—'}　承办单位：{line.target_unit or '—'}")
        self._facts.setPlainText(detail.facts)
        self._facts.setVisible(bool(detail.facts) and not line.sealed)
        for event in detail.events:
            words = label(EVENT_ZH, event.kind)
            said = f"{event.at.astimezone(self._zone):%Y-%m-%d %H:%M}　{words}" + (
                f"　{event.by}" if event.by else ""
            )
            item = QListWidgetItem(said + (f"\n{event.text}" if event.text else ""))
            self._timeline.addItem(item)
        self._timeline.scrollToBottom()
        if typing:
            self._record.setFocus()

    def show_form(self, today: date) -> None:
        """Open the form for the next step."""
        self.form.clear(today)
        self.form.show()
        self._facts.hide()
        self._record.setEnabled(False)

    def _chosen(self) -> str:
        index = self._table.currentIndex()
        return self._model.rows[index.row()].reg_no if index.isValid() else ""

    def _make_list(self) -> QWidget:
        self._card = Card("事项")
        self._search = search_field(
            "查找事项", "matterSearch", placeholder="编号、信访人、诉求  Ctrl+F", width_px=260
        )
        self._search.textChanged.connect(lambda _text: self._typing.start())
        self._card.header.addWidget(self._search)
        self._table = table_view(self._model, "事项列表", "matterTable")
        self._table.selectionModel().selectionChanged.connect(self._on_selected)
        self._empty = QLabel()
        self._empty.setProperty("role", "note")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.hide()
        self._card.fill(self._table)
        self._card.body.addWidget(self._empty, 1)
        return self._card

    def _make_detail(self) -> QWidget:
        self._detail = Card("事项经过")
        self._record = key_button("记录进展", name="recordReply")
        self._record.setAccessibleDescription("记录受理、答复、复查等下一步")
        self._detail.header.addWidget(self._record)
        self._nothing = note("在左边选一个事项，这里显示它的经过。")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._demand = note("", "title")
        self._about = note("")
        self._people = note("")
        self._facts = QPlainTextEdit()
        self._facts.setObjectName("matterFacts")
        self._facts.setAccessibleName("事实与理由")
        self._facts.setReadOnly(True)
        self._facts.setTabChangesFocus(True)
        self._facts.setFixedHeight(104)
        self._timeline = QListWidget()
        self._timeline.setObjectName("matterTimeline")
        self._timeline.setAccessibleName("事项经过")
        self._timeline.setWordWrap(True)
        self.form = EventForm()
        for widget in (self._demand, self._about, self._people, self._facts):
            column.addWidget(widget)
        caption = note("经过", "caption")
        column.addWidget(caption)
        column.addWidget(self._timeline, 1)
        column.addWidget(self.form)
        self._detail.body.addWidget(self._nothing, 1)
        self._detail.body.addWidget(self._content, 1)
        self._record.clicked.connect(lambda: self.show_form(self.form.today()))
        self.form.cancelled.connect(self._on_cancelled)
        return self._detail

    def _on_selected(self, selected: QItemSelection) -> None:
        if not selected.isEmpty():
            self.matter_chosen.emit(self._chosen())

    def _on_cancelled(self) -> None:
        self.form.hide()
        self._facts.setVisible(bool(self._facts.toPlainText()))
        self._record.setEnabled(True)
        self._record.setFocus()


def _columns() -> tuple[Column[MatterLine], ...]:
    def muted(line: MatterLine) -> str:
        return "muted" if line.sealed else ""

    return (
        Column("编号", lambda m: m.reg_no, 226),
        Column("信访人", lambda m: m.petitioners or "—", 96, bold=True),
        Column("诉求", lambda m: m.demand, 0, muted),
        Column("状态", lambda m: m.state_zh, 190),
        Column("期限", lambda m: days_left_text(m.days_left), 118, _tone),
    )


def _tone(line: MatterLine) -> str:
    if line.days_left is None:
        return "muted"
    return "fault" if line.days_left < 0 else "warn" if line.days_left <= 5 else ""
