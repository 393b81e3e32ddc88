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
from ui.pages.matters.event_form import EventForm, EventTyped
from ui.pages.matters.repeat_question import RepeatQuestion
from ui.text import date_text, days_left_text
from ui.widgets.buttons import key_button
from ui.widgets.card import Card, note
from ui.widgets.fields import search_field
from ui.widgets.hanzi_picker import attach_hanzi_picker
from ui.widgets.table import Column, RowsModel, table_view

_TYPING_PAUSE_MS = 300


class MattersView(QWidget):
    """The matters on the left; on the right the chosen one's course and its next step."""

    activated = Signal()
    search_changed = Signal(str)
    matter_chosen = Signal(str)
    repeat_requested = Signal(str)

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        """Build the page; `zone` is the office's, times of events may be of any."""
        super().__init__(parent)
        self.setAccessibleName("事项")
        self._zone = zone
        self._shown = ""
        self._wanted = ""
        self._steps: dict[str, EventTyped] = {}
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
        chosen = self._wanted or self._chosen()
        self._wanted = ""
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

    def show_search(self, text: str, wanted: str) -> None:
        """Put words into the search field without asking; `wanted` is chosen once the list is there."""
        self._search.setText(text)
        self._typing.stop()
        self._wanted = wanted

    def show_detail(self, detail: MatterDetail | None) -> None:
        """Show one matter's content and course; None = none is chosen.

        A step being written down stays: when the matter is read again, and when it is left and chosen
        again.
        """
        shown = detail.line.reg_no if detail is not None else ""
        if shown != self._shown:
            if not self.form.isHidden():
                self._steps[self._shown] = self.form.typed()
                self.form.hide()
            self.repeat.hide()
            self._shown = shown
        self._record.setVisible(detail is not None)
        self._again.setVisible(detail is not None and not detail.line.sealed)
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
        self._has_facts = bool(detail.facts) and not line.sealed
        for event in detail.events:
            words = label(EVENT_ZH, event.kind)
            said = f"{event.at.astimezone(self._zone):%Y-%m-%d %H:%M}　{words}" + (
                f"　{event.by}" if event.by else ""
            )
            item = QListWidgetItem(said + (f"\n{event.text}" if event.text else ""))
            self._timeline.addItem(item)
        self._timeline.scrollToBottom()
        if shown in self._steps:
            self.form.take_up(self._steps.pop(shown))
            self.form.show()
        self._fit_form()

    def show_form(self, today: date) -> None:
        """Open the form for the next step."""
        self.form.clear(today)
        self.form.show()
        self.repeat.hide()
        self._fit_form()

    def close_form(self, reg_no: str) -> None:
        """A matter's step is written down: its form goes, and the keyboard stays at the matter."""
        self._steps.pop(reg_no, None)
        if reg_no != self._shown or self.form.isHidden():
            return
        focused = QApplication.focusWidget()
        typing = focused is not None and self.form.isAncestorOf(focused)
        self.form.hide()
        self._fit_form()
        if typing:
            self._record.setFocus()

    def forget(self) -> None:
        """Nothing anybody typed or searched for stays."""
        self._steps.clear()
        self.form.hide()
        self.show_search("", "")

    def _fit_form(self) -> None:
        writing = not self.form.isHidden()
        self._facts.setVisible(self._has_facts and not writing)
        self._record.setEnabled(not writing)

    def _chosen(self) -> str:
        index = self._table.currentIndex()
        return self._model.rows[index.row()].reg_no if index.isValid() else ""

    def _make_list(self) -> QWidget:
        self._card = Card("事项")
        self._search = search_field(
            "查找事项", "matterSearch", placeholder="编号、查询码、信访人、诉求  Ctrl+F", width_px=280
        )
        attach_hanzi_picker(self._search)
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
        self._again = key_button("再次来访", name="repeatVisit")
        self._again.setAccessibleDescription("来访人就这件事又来了：把它带到接待页，认定为同一事项")
        self._detail.header.addWidget(self._again)
        self._detail.header.addWidget(self._record)
        self._has_facts = False
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
        self.repeat = RepeatQuestion()
        column.addWidget(self.repeat)
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
        self._again.clicked.connect(self.repeat.ask)
        self.repeat.answered.connect(self.repeat_requested)
        return self._detail

    def _on_selected(self, selected: QItemSelection) -> None:
        if not selected.isEmpty():
            self.matter_chosen.emit(self._chosen())

    def _on_cancelled(self) -> None:
        self.form.hide()
        self._fit_form()
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
