"""Deadlines page: widgets only."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.domain.due import DueFilter, Span
from app.domain.matter_terms import EXECUTION
from app.intake.due_board import PAGE_LINES, DueBoard, DueLine
from ui.pages.deadlines.filters import DueFilters
from ui.pages.deadlines.handover_form import HandoverForm
from ui.pages.deadlines.list_preview import ListPreview
from ui.pages.matters.words import nature_of, term_name
from ui.text import days_left_text
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import Card, note
from ui.widgets.fields import line_edit
from ui.widgets.page_view import Page
from ui.widgets.paged_rows import PagedRows
from ui.widgets.table import Column, table_view

SOON_DAYS = 5
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class DeadlinesView(QWidget):
    """The board above, what narrows it on top; below, how a date is counted. Lists are shown in its place.

    `matter_opened` carries the number of a line that was opened; `supervise_requested` number and words;
    `asked` a filter, `page_wanted` the list and the row a page of it begins at.
    """

    activated = Signal()
    asked = Signal(object)
    page_wanted = Signal(int, int)
    matter_opened = Signal(str)
    supervise_requested = Signal(str, str)
    urging_requested = Signal()
    handover_requested = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("期限")
        self._board = DueBoard()
        self._chosen: DueLine | None = None
        self._model: PagedRows[DueLine] = PagedRows(_columns(), PAGE_LINES, self)
        self._model.page_wanted.connect(self.page_wanted)
        self._model.dataChanged.connect(self._on_read)
        self.preview = ListPreview()
        self._alarm = note("", "error")
        self._alarm.setObjectName("deadlineAlarm")
        self._warning = note("", "warn")
        self._warning.setObjectName("calendarWarning")
        board = QWidget()
        column = QVBoxLayout(board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for words in (self._alarm, self._warning):
            column.addWidget(words)
            words.hide()
        self.handover = HandoverForm()
        self.handover.chosen.connect(self.handover_requested)
        self.handover.hide()
        column.addWidget(self.handover)
        column.addWidget(self._make_table(), 1)
        column.addWidget(self._make_explanation())
        self._pages = QStackedWidget()
        self._pages.addWidget(board)
        self._pages.addWidget(self.preview)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.addWidget(self._pages)
        self.show_board(DueBoard())

    def activate(self) -> None:
        """The page is shown."""
        self.activated.emit()
        if self._pages.currentIndex() == 0:
            self._table.setFocus()

    def show_waiting(self, left: int = 0) -> None:
        """Say that the board is being read, or how many matters are still to be counted."""
        self._card.set_note(f"正在计算期限，还有 {left} 件…" if left else "正在读取…")
        self._empty.setVisible(False)

    def show_lead(self, leads: bool) -> None:
        """Only a lead takes lists out."""
        for button in (self._urge, self._hand_over):
            button.setVisible(leads)
        if not leads:
            self.handover.hide()

    def show_board(self, board: DueBoard) -> None:
        """Show what was asked for; the line chosen before stays chosen while it is on the first page."""
        before = self._chosen
        self._board = board
        self.filters.show_board(board)
        self._alarm.setText(
            f"督办：{board.alarms} 件已超期或支持未执行、还没有督办记录（第四十条）。选中后按“记录督办”；"
            "超期不能作为拒绝登记的理由。"
        )
        self._alarm.setVisible(bool(board.alarms))
        years = "、".join(str(year) for year in board.uncovered_years)
        self._warning.setText(
            f"注意：{years} 年的节假日安排还没有导入，涉及这些日子的期限只按周末计算，可能有出入。"
            "请把节假日文件放进数据文件夹的 rulepacks。"
        )
        self._warning.setVisible(bool(years))
        self._model.show_first(board.lines, board.count)
        targets = board.asked.span is Span.TARGETS
        self._card.set_title("内部目标" if targets else "期限")
        self._table.setAccessibleName("内部目标" if targets else "法定期限")
        self._card.set_note(f"共 {board.count} 项" + ("，不是法定期限，不标红" if targets else ""))
        narrowed = board.asked != DueFilter(board.asked.span, board.asked.within_days)
        self._empty.setText(_nothing(board.asked.span, narrowed))
        self._empty.setVisible(not board.count)
        self._table.setVisible(bool(board.count))
        place = next(
            (n for n, line in enumerate(board.lines) if before is not None and _same(line, before)), 0
        )
        if board.lines:
            self._table.selectRow(place)
        else:
            self._explain(None)

    def put_lines(self, turn: int, first: int, lines: Sequence[DueLine]) -> None:
        """A page that came into sight."""
        self._model.put(turn, first, lines)

    def show_list(self, title: str, pages: Sequence[Page], note_text: str, *, recordable: int) -> None:
        """Show a list in place of the board; `recordable` = how many can be recorded as urged on."""
        self.handover.hide()
        self.preview.show_list(title, pages, note_text, recordable=recordable)
        self._pages.setCurrentIndex(1)
        self.preview.pages.setFocus()

    def close_list(self) -> None:
        """The board is back; nothing of the list stays."""
        shown = self._pages.currentIndex() == 1
        self._pages.setCurrentIndex(0)
        self.preview.forget()
        if shown:
            self._table.setFocus()

    def show_handover(self, today: date) -> None:
        """Ask for the period of a hand-over list."""
        self.handover.open_at(today)

    def forget(self) -> None:
        """Nothing stays for the next person."""
        self._supervise_words.clear()
        self.handover.hide()
        self.close_list()
        self.show_board(DueBoard())

    def show_busy(self, busy: bool) -> None:
        """While something is being written or made it cannot be asked for twice."""
        self._held.hold(busy)

    def supervision_kept(self) -> None:
        """The words belong to the one that was recorded."""
        self._supervise_words.clear()

    def _make_table(self) -> QWidget:
        self._card = Card("期限")
        self._urge = key_button("催办单", "Ctrl+U", name="urgingList")
        self._urge.setToolTip("按承办单位打印催办单：看的是全部时只列已超期的（Ctrl+U）")
        self._hand_over = key_button("移交清单", name="handoverList")
        self._hand_over.setToolTip("一段时间转送、交办各单位的事项，供移交签收")
        for button in (self._urge, self._hand_over):
            self._card.header.addWidget(button)
        self._urge.clicked.connect(self.urging_requested)
        self._hand_over.clicked.connect(lambda _checked=False: self.handover.toggle())
        self.filters = DueFilters()
        self.filters.changed.connect(self.asked)
        self._table = table_view(self._model, "法定期限", "deadlineTable")
        self._empty = QLabel()
        self._empty.setObjectName("deadlineEmpty")
        self._empty.setProperty("role", "note")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._card.fill(self.filters)
        self._card.body.setSpacing(0)
        self._card.body.addWidget(self._table, 1)
        self._card.body.addWidget(self._empty, 1)
        self._table.selectionModel().selectionChanged.connect(self._on_selected)
        self._table.doubleClicked.connect(self._on_opened)
        self._table.installEventFilter(self)
        return self._card

    def _make_explanation(self) -> QWidget:
        frame = QFrame()
        frame.setProperty("role", "card")
        self._how = note("", "note")
        self._how.setObjectName("deadlineHow")
        self._how.setAccessibleName("期限是怎样算的")
        self._how.setMinimumHeight(52)
        self._how.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._open = key_button("打开事项", "Enter", name="deadlineOpen")
        self._open.setShortcut("")
        self._supervise_words = line_edit(
            "督办说明", "superviseText", max_points=200, placeholder="督办方式、对象，可不填"
        )
        self._supervise_words.setFixedWidth(250)
        self._supervise = key_button("记录督办", "Alt+D", name="superviseSave", kind="primary")
        self._held = Held(self._supervise, self._urge, self._hand_over, self.preview.record)
        row = QHBoxLayout()
        row.addStretch(1)
        for widget in (self._supervise_words, self._supervise, self._open):
            row.addWidget(widget)
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self._how)
        column.addLayout(row)
        self._open.clicked.connect(self._on_open)
        self._supervise.clicked.connect(self._on_supervise)
        self._supervise_words.returnPressed.connect(self._on_supervise)
        return frame

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self._table
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _ENTER
            and self._table.currentIndex().isValid()
        ):
            self._on_opened(self._table.currentIndex())
            return True
        return super().eventFilter(watched, event)

    def _on_selected(self, selected: QItemSelection) -> None:
        rows = selected.indexes()
        if rows:
            self._explain(self._model.row_at(rows[0].row()))

    def _on_read(self) -> None:
        """What was chosen before it was read."""
        index = self._table.currentIndex()
        if index.isValid() and self._chosen is None:
            self._explain(self._model.row_at(index.row()))

    def _on_opened(self, index: QModelIndex) -> None:
        line = self._model.row_at(index.row())
        if line is not None:
            self.matter_opened.emit(line.reg_no)

    def _explain(self, line: DueLine | None) -> None:
        self._chosen = line
        late = line is not None and (line.overdue or self._board.asked.span is Span.UNEXECUTED)
        self._open.setVisible(line is not None)
        self._supervise.setVisible(late)
        self._supervise_words.setVisible(late)
        if line is None:
            self._how.setText("选中一行，这里说明到期日是怎样算出来的。")
            return
        people = f"首接责任人 {line.owner}" + (f"，包案领导 {line.leader}" if line.leader else "")
        urged = "已有督办记录。" if line.supervised else ""
        self._how.setText(
            f"{line.reg_no}　{nature_of(line.term)}　{term_name(line.term)}　{line.term.due}　{people}\n"
            f"{line.term.how}{urged}"
        )

    def _on_open(self) -> None:
        if self._chosen is not None:
            self.matter_opened.emit(self._chosen.reg_no)

    def _on_supervise(self) -> None:
        if self._chosen is not None and self._supervise.isEnabled():
            self.supervise_requested.emit(self._chosen.reg_no, self._supervise_words.text().strip())


def _nothing(span: Span, narrowed: bool) -> str:
    if narrowed:
        return "没有符合条件的期限。可以清除筛选，或者换一个时段。"
    words = {
        Span.OVERDUE: "没有超期的事项。",
        Span.TODAY: "今天没有到期的事项。",
        Span.TOMORROW: "明天没有到期的事项。",
        Span.WITHIN: "这几天没有到期的事项。",
        Span.PROMISES: "没有待兑现的领导接访承诺。",
        Span.UNEXECUTED: "没有支持诉求而未执行的处理意见。",
    }
    return words.get(span, "没有正在计算的期限。登记、受理、转送的事项会按到期日列在这里。")


def _same(one: DueLine, other: DueLine) -> bool:
    return (one.reg_no, one.term.kind, one.term.due) == (other.reg_no, other.term.kind, other.term.due)


def _columns() -> tuple[Column[DueLine], ...]:
    return (
        Column("到期日", lambda m: m.term.due.isoformat() if _dated(m) else "—", 100, bold=True),
        Column("剩余", _left, 104, _tone),
        Column("性质", lambda m: nature_of(m.term), 88, _tone),
        Column("期限", lambda m: term_name(m.term), 142),
        Column("编号", lambda m: m.reg_no, 230),
        Column("信访人", lambda m: m.line.petitioners or "—", 88),
        Column("诉求", lambda m: m.line.demand),
        Column("承办单位", lambda m: m.unit or "—", 126),
        Column("首接", lambda m: m.owner or "—", 70),
        Column("督办", _urged, 62, _urged_tone),
    )


def _dated(line: DueLine) -> bool:
    return line.term.kind != EXECUTION


def _left(line: DueLine) -> str:
    if not _dated(line):
        return f"已 {-line.days_left} 天"
    if line.days_left < 0 and not line.overdue:
        return f"已过 {-line.days_left} 天"
    return days_left_text(line.days_left)


def _late(line: DueLine) -> bool:
    return line.overdue or not _dated(line)


def _urged(line: DueLine) -> str:
    return ("已督办" if line.supervised else "待督办") if _late(line) else "—"


def _urged_tone(line: DueLine) -> str:
    return ("good" if line.supervised else "fault") if _late(line) else "muted"


def _tone(line: DueLine) -> str:
    if line.term.internal or line.term.visitors_right:
        return "muted"
    if line.promised:
        return "warn" if line.days_left <= SOON_DAYS else ""
    return "fault" if line.days_left < 0 else "warn" if line.days_left <= SOON_DAYS else ""
