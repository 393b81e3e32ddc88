"""Deadlines page: widgets only."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.intake.matter_lists import MOST_SHOWN, DueGroup, DueLine, DueList
from ui.pages.matters.words import TERMS_ZH, nature_of, term_name
from ui.text import days_left_text
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import Card, note, restyle
from ui.widgets.fields import combo_box, line_edit
from ui.widgets.table import Column, RowsModel, table_view

SOON_DAYS = 5
_SPANS: Mapping[str, str] = {
    "all": "全部",
    "overdue": "已超期",
    "today": "今天到期",
    "week": "本周到期",
    "unexecuted": "支持未执行",
}
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class DeadlinesView(QWidget):
    """Legal terms above, by span and kind; the office's own targets apart; below, how a date is counted.

    `matter_opened` carries the number of a line that was opened; `supervise_requested` number and words.
    """

    activated = Signal()
    matter_opened = Signal(str)
    supervise_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("期限")
        self._list = DueList()
        self._span, self._kind = "all", ""
        self._chosen: DueLine | None = None
        self._model: RowsModel[DueLine] = RowsModel(_columns(), self)
        self._targets_model: RowsModel[DueLine] = RowsModel(_columns(), self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(8)
        self._alarm = note("", "error")
        self._alarm.setObjectName("deadlineAlarm")
        self._warning = note("", "warn")
        self._warning.setObjectName("calendarWarning")
        for words in (self._alarm, self._warning):
            whole.addWidget(words)
            words.hide()
        whole.addWidget(self._make_table(), 1)
        whole.addWidget(self._make_targets())
        whole.addWidget(self._make_explanation())
        self._show()

    def activate(self) -> None:
        """The page is shown."""
        self.activated.emit()
        self._table.setFocus()

    def show_waiting(self) -> None:
        """Say that the list is being read."""
        self._card.set_note("正在读取…")

    def show_due(self, due: DueList) -> None:
        """Show what is open; the line chosen before stays chosen while it is there."""
        self._list = due
        kind = self._kind
        self._kinds.blockSignals(True)
        self._kinds.clear()
        self._kinds.addItem("各种期限", "")
        for word, count in due.kinds:
            self._kinds.addItem(f"{TERMS_ZH.get(word, word)}（{count}）", word)
        place = self._kinds.findData(kind)
        self._kinds.setCurrentIndex(max(place, 0))
        self._kind = self._kinds.currentData()
        self._kinds.blockSignals(False)
        for span, button in self._spans.items():
            count = _count(due, span)
            button.setText(f"{_SPANS[span]} {count}")
            button.setAccessibleName(f"{_SPANS[span]} {count} 件")
        self._spans["unexecuted"].setVisible(bool(due.unexecuted.count))
        self._alarm.setText(
            f"督办：{due.alarms} 件已超期或支持未执行、还没有督办记录（第四十条）。选中后按“记录督办”；"
            "超期不能作为拒绝登记的理由。"
        )
        self._alarm.setVisible(bool(due.alarms))
        years = "、".join(str(year) for year in due.uncovered_years)
        self._warning.setText(
            f"注意：{years} 年的节假日安排还没有导入，涉及这些日子的期限只按周末计算，可能有出入。"
            "请把节假日文件放进数据文件夹的 rulepacks。"
        )
        self._warning.setVisible(bool(years))
        self._show()

    def forget(self) -> None:
        """Nothing stays for the next person."""
        self._supervise_words.clear()
        self.show_due(DueList())

    def show_busy(self, busy: bool) -> None:
        """While supervision is being recorded it cannot be sent twice."""
        self._held.hold(busy)

    def supervision_kept(self) -> None:
        """The words belong to the one that was recorded."""
        self._supervise_words.clear()

    def _show(self) -> None:
        group = _group(self._list, self._span)
        rows = tuple(line for line in group.lines if self._kind in ("", line.term.kind))
        before = self._chosen
        self._model.show_rows(rows)
        self._targets_model.show_rows(self._list.targets.lines)
        cut = group.count > len(group.lines)
        self._card.set_note(f"共 {len(rows)} 项" if not cut else f"各段先列前 {MOST_SHOWN} 项")
        self._empty.setVisible(not rows)
        self._table.setVisible(bool(rows))
        self._targets.setVisible(bool(self._list.targets.count))
        self._targets.set_note(f"共 {self._list.targets.count} 项，不是法定期限，不标红")
        place = next((n for n, line in enumerate(rows) if before is not None and _same(line, before)), 0)
        if rows:
            self._table.selectRow(place)
        else:
            self._explain(None)

    def _make_table(self) -> QWidget:
        self._card = Card("法定期限")
        self._spans: dict[str, QPushButton] = {}
        together = QButtonGroup(self)
        together.setExclusive(True)
        for place, (span, words) in enumerate(_SPANS.items(), 1):
            button = key_button(words, name=f"due_{span}", kind="quiet")
            button.setShortcut(QKeySequence(f"Ctrl+{place}"))
            button.setToolTip(f"{words}（Ctrl+{place}）")
            button.setCheckable(True)
            button.setChecked(span == "all")
            button.clicked.connect(lambda _checked=False, which=span: self._on_span(which))
            together.addButton(button)
            self._spans[span] = button
            self._card.header.addWidget(button)
        self._mark_span()
        self._kinds: QComboBox = combo_box("期限种类", {"": "各种期限"}, "deadlineKind")
        self._kinds.setMinimumWidth(170)
        self._kinds.currentIndexChanged.connect(self._on_kind)
        self._card.header.addWidget(self._kinds)
        self._table = table_view(self._model, "法定期限", "deadlineTable")
        self._empty = QLabel("没有符合条件的期限。登记、受理、转送的事项会按到期日列在这里。")
        self._empty.setProperty("role", "note")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.hide()
        self._card.fill(self._table)
        self._card.body.addWidget(self._empty, 1)
        self._listen(self._table, self._model)
        return self._card

    def _make_targets(self) -> QWidget:
        self._targets = Card("内部目标")
        table = table_view(self._targets_model, "内部目标", "localTargetTable")
        table.setFixedHeight(140)
        self._targets.fill(table)
        self._listen(table, self._targets_model)
        self._targets.hide()
        return self._targets

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
        self._held = Held(self._supervise)
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

    def _listen(self, table: QTableView, model: RowsModel[DueLine]) -> None:
        def chosen(selected: QItemSelection, *_before: object) -> None:
            rows = selected.indexes()
            if rows:
                self._explain(model.rows[rows[0].row()])

        def opened(index: QModelIndex) -> None:
            self.matter_opened.emit(model.rows[index.row()].reg_no)

        table.selectionModel().selectionChanged.connect(chosen)
        table.doubleClicked.connect(opened)
        table.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _ENTER
            and isinstance(watched, QTableView)
            and watched.currentIndex().isValid()
        ):
            model = self._model if watched is self._table else self._targets_model
            self.matter_opened.emit(model.rows[watched.currentIndex().row()].reg_no)
            return True
        return super().eventFilter(watched, event)

    def _explain(self, line: DueLine | None) -> None:
        self._chosen = line
        late = line is not None and (line.overdue or line in self._list.unexecuted.lines)
        self._open.setVisible(line is not None)
        self._supervise.setVisible(late)
        self._supervise_words.setVisible(late)
        if line is None:
            self._how.setText("选中一行，这里说明到期日是怎样算出来的。")
            return
        urged = "已有督办记录。" if line.supervised else ""
        self._how.setText(
            f"{line.reg_no}　{nature_of(line.term)}　{term_name(line.term)}　{line.term.due}\n"
            f"{line.term.how}{urged}"
        )

    def _on_span(self, span: str) -> None:
        self._span = span
        self._mark_span()
        self._show()

    def _mark_span(self) -> None:
        for span, button in self._spans.items():
            button.setProperty("kind", "primary" if span == self._span else "quiet")
            restyle(button)

    def _on_kind(self) -> None:
        self._kind = self._kinds.currentData() or ""
        self._show()

    def _on_open(self) -> None:
        if self._chosen is not None:
            self.matter_opened.emit(self._chosen.reg_no)

    def _on_supervise(self) -> None:
        if self._chosen is not None and self._supervise.isEnabled():
            self.supervise_requested.emit(self._chosen.reg_no, self._supervise_words.text().strip())


def _group(due: DueList, span: str) -> DueGroup:
    if span == "all":
        return DueGroup(due.lines, due.overdue.count + due.today.count + due.week.count + due.later.count)
    if span == "week":
        return DueGroup((*due.today.lines, *due.week.lines), due.today.count + due.week.count)
    groups = {"overdue": due.overdue, "today": due.today, "unexecuted": due.unexecuted}
    return groups[span]


def _count(due: DueList, span: str) -> int:
    return _group(due, span).count


def _same(one: DueLine, other: DueLine) -> bool:
    return (one.reg_no, one.term.kind) == (other.reg_no, other.term.kind)


def _columns() -> tuple[Column[DueLine], ...]:
    return (
        Column("到期日", lambda m: m.term.due.isoformat() if m.term.kind[0] == "T" else "—", 110, bold=True),
        Column("剩余", _left, 108, _tone),
        Column("性质", lambda m: nature_of(m.term), 92, _tone),
        Column("期限", lambda m: term_name(m.term), 158),
        Column("编号", lambda m: m.reg_no, 228),
        Column("信访人", lambda m: m.line.petitioners or "—", 80),
        Column("诉求", lambda m: m.line.demand),
        Column("状态", lambda m: m.line.state_zh, 168),
        Column("督办", _urged, 66, _urged_tone),
        Column("承办单位", lambda m: m.line.target_unit or "—", 108),
    )


def _left(line: DueLine) -> str:
    return days_left_text(line.days_left) if line.term.kind[0] == "T" else f"已 {-line.days_left} 天"


def _late(line: DueLine) -> bool:
    return line.overdue or line.term.kind[0] != "T"


def _urged(line: DueLine) -> str:
    return ("已督办" if line.supervised else "待督办") if _late(line) else "—"


def _urged_tone(line: DueLine) -> str:
    return ("good" if line.supervised else "fault") if _late(line) else "muted"


def _tone(line: DueLine) -> str:
    if line.term.internal or line.term.visitors_right:
        return "muted"
    return "fault" if line.days_left < 0 else "warn" if line.days_left <= SOON_DAYS else ""
