"""Deadlines page: widgets only."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.intake.matter_lists import MOST_SHOWN
from app.intake.results import MatterLine
from ui.labels import DUE_ZH, INTERNAL_TERMS, label
from ui.text import date_text, days_left_text
from ui.widgets.card import Card, note
from ui.widgets.table import Column, RowsModel, table_view

SOON_DAYS = 5


class DeadlinesView(QWidget):
    """Open matters, the nearest due date first."""

    activated = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("期限")
        self._model: RowsModel[MatterLine] = RowsModel(_columns(), self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(10)
        self._card = Card("在办事项期限")
        self._table = table_view(self._model, "在办事项期限", "deadlineTable")
        self._empty = QLabel("没有在办的期限。登记并受理、转送的事项会按到期日列在这里。")
        self._empty.setProperty("role", "note")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._card.fill(self._table)
        self._card.body.addWidget(self._empty, 1)
        whole.addWidget(self._card, 1)
        whole.addWidget(
            note(
                "“法定”期限依《信访工作条例》，超期用红字标明；“内部”是本单位的工作目标，不标红。"
                "期限从事件次日起算。",
                "caption",
            )
        )
        self._empty.hide()

    def activate(self) -> None:
        """The page is shown."""
        self.activated.emit()
        self._table.setFocus()

    def show_waiting(self) -> None:
        """Say that the list is being read."""
        self._card.set_note("正在读取…")

    def show_lines(self, lines: tuple[MatterLine, ...]) -> None:
        """Show the open matters in the order given."""
        self._model.show_rows(lines)
        legal = [m.days_left for m in lines if m.days_left is not None and m.due_kind not in INTERNAL_TERMS]
        over = sum(days < 0 for days in legal)
        soon = sum(0 <= days <= SOON_DAYS for days in legal)
        counted = f"法定期限已超 {over} 件　{SOON_DAYS} 天内到期 {soon} 件"
        whole = len(lines) < MOST_SHOWN
        self._card.set_note(
            f"共 {len(lines)} 件　{counted}" if whole else f"最早到期的 {len(lines)} 件，其中{counted}"
        )
        self._empty.setVisible(not lines)
        self._table.setVisible(bool(lines))


def _columns() -> tuple[Column[MatterLine], ...]:
    return (
        Column("到期日", lambda m: date_text(m.due_on), 100, bold=True),
        Column("剩余", lambda m: days_left_text(m.days_left), 118, _tone),
        Column("性质", lambda m: "内部" if m.due_kind in INTERNAL_TERMS else "法定", 56, _tone),
        Column("期限", lambda m: label(DUE_ZH, m.due_kind), 138),
        Column("编号", lambda m: m.reg_no, 226),
        Column("信访人", lambda m: m.petitioners or "—", 100),
        Column("诉求", lambda m: m.demand),
        Column("状态", lambda m: m.state_zh, 190),
        Column("承办单位", lambda m: m.target_unit or "—", 126),
    )


def _tone(line: MatterLine) -> str:
    if line.days_left is None or line.due_kind in INTERNAL_TERMS:
        return "muted"
    return "fault" if line.days_left < 0 else "warn" if line.days_left <= SOON_DAYS else ""
