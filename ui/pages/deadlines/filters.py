"""What of the deadlines board is shown: span, kind, unit, person. Widgets only."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.due import DueFilter, Span
from app.intake.due_board import DueBoard
from ui.pages.matters.words import TERMS_ZH
from ui.widgets.buttons import key_button
from ui.widgets.card import restyle
from ui.widgets.fields import combo_box

SPANS_ZH: Mapping[Span, str] = {
    Span.ALL: "全部",
    Span.OVERDUE: "已超期",
    Span.TODAY: "今天",
    Span.TOMORROW: "明天",
    Span.WITHIN: "{} 天内",
    Span.PROMISES: "承诺",
    Span.UNEXECUTED: "支持未执行",
    Span.TARGETS: "内部目标",
}
WITHIN_DAYS = (3, 7, 15, 30)
NO_UNIT = "（未定承办单位）"
_LISTED = 200
"""Choices of a combo box; who looks for a unit with less to do filters by its matters."""
_WHEN_THERE = (Span.PROMISES, Span.UNEXECUTED, Span.TARGETS)


class DueFilters(QWidget):
    """Two lines: spans with how many each has, and what narrows them. `changed` carries the filter."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._asked = DueFilter()
        self._spans: dict[Span, QPushButton] = {}
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 8, 12, 8)
        whole.setSpacing(6)
        whole.addLayout(self._make_spans())
        self._kind = self._choice("期限种类", "deadlineKind", 190)
        self._unit = self._choice("承办单位", "deadlineUnit", 220)
        self._owner = self._choice("首接责任人", "deadlineOwner", 150)
        self._leader = self._choice("包案领导", "deadlineLeader", 150)
        self._clear = key_button("清除筛选", name="deadlineClear", kind="quiet")
        self._clear.clicked.connect(self._on_clear)
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget in (self._kind, self._unit, self._owner, self._leader, self._clear):
            row.addWidget(widget)
        row.addStretch(1)
        whole.addLayout(row)
        self.show_board(DueBoard())

    @property
    def asked(self) -> DueFilter:
        """What is chosen."""
        return self._asked

    def show_board(self, board: DueBoard) -> None:
        """Say how many there are of everything; what was chosen stays chosen."""
        self._asked = asked = board.asked
        for span, button in self._spans.items():
            words, count = SPANS_ZH[span].format(asked.within_days), board.spans.get(span, 0)
            button.setText(f"{words} {count}")
            button.setAccessibleName(f"{words} {count} 项")
            button.setVisible(span not in _WHEN_THERE or bool(count) or span is asked.span)
            button.setChecked(span is asked.span)
            button.setProperty("kind", "primary" if span is asked.span else "quiet")
            restyle(button)
        self._fill(self._kind, "各种期限", [(TERMS_ZH.get(k, k), k, n) for k, n in board.kinds], asked.kind)
        units = [(name or NO_UNIT, name, count) for name, count in board.units]
        self._fill(self._unit, "各承办单位", units, asked.unit)
        self._fill(self._owner, "全部首接责任人", [(n, n, c) for n, c in board.owners], asked.owner)
        self._fill(self._leader, "全部包案领导", [(n, n, c) for n, c in board.leaders], asked.leader)
        self._leader.setVisible(bool(board.leaders) or bool(asked.leader))
        plain = DueFilter(asked.span, asked.within_days)
        self._clear.setVisible(asked != plain)

    def _make_spans(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        together = QButtonGroup(self)
        together.setExclusive(True)
        for place, span in enumerate(SPANS_ZH, 1):
            button = key_button(SPANS_ZH[span].format(7), name=f"due_{span}", kind="quiet")
            button.setShortcut(QKeySequence(f"Ctrl+{place}"))
            button.setToolTip(f"{SPANS_ZH[span].format('若干')}（Ctrl+{place}）")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, which=span: self._on_span(which))
            together.addButton(button)
            self._spans[span] = button
            row.addWidget(button)
            if span is Span.WITHIN:
                row.addWidget(self._make_days())
        row.addStretch(1)
        return row

    def _make_days(self) -> QComboBox:
        self._days = combo_box("几天以内", {}, "deadlineDays")
        for days in WITHIN_DAYS:
            self._days.addItem(f"{days} 天", days)
        self._days.setCurrentIndex(WITHIN_DAYS.index(self._asked.within_days))
        self._days.currentIndexChanged.connect(self._on_days)
        return self._days

    def _choice(self, caption: str, name: str, width_px: int) -> QComboBox:
        box = combo_box(caption, {}, name)
        box.setFixedWidth(width_px)
        box.setMaxVisibleItems(18)
        box.currentIndexChanged.connect(self._on_choice)
        return box

    def _fill(
        self,
        box: QComboBox,
        every: str,
        choices: Sequence[tuple[str, str, int]],
        chosen: str | None,
    ) -> None:
        box.blockSignals(True)
        box.clear()
        box.addItem(every, None)
        for words, value, count in choices[:_LISTED]:
            box.addItem(f"{words}（{count}）", value)
            box.setItemData(box.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
        wanted = chosen if box is self._unit else chosen or None
        place = 0 if wanted is None else box.findData(wanted)
        if place < 0:  # nothing is left of it: the choice stays, so that the empty list explains itself
            box.addItem(f"{_words_of(box, wanted)}（0）", wanted)
            place = box.count() - 1
        box.setCurrentIndex(place)
        box.blockSignals(False)

    def _on_span(self, span: Span) -> None:
        self._ask(span=span)

    def _on_days(self) -> None:
        self._ask(span=Span.WITHIN)

    def _on_choice(self) -> None:
        self._ask(span=self._asked.span)

    def _on_clear(self) -> None:
        self._asked = DueFilter(self._asked.span, self._asked.within_days)
        self.changed.emit(self._asked)

    def _ask(self, span: Span) -> None:
        self._asked = DueFilter(
            span,
            self._days.currentData(),
            self._kind.currentData() or "",
            self._unit.currentData(),
            self._owner.currentData() or "",
            self._leader.currentData() or "",
        )
        self.changed.emit(self._asked)


def _words_of(box: QComboBox, value: str | None) -> str:
    if box.objectName() == "deadlineKind":
        return TERMS_ZH.get(value or "", value or "")
    return value or NO_UNIT
