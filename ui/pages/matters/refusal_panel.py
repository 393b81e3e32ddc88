"""The four ticks before a notice of non-acceptance: widgets only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, tzinfo

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.matter import Outcome
from app.domain.refusal import GROUNDS_ZH, STAGES_ZH, Ground, Stage
from app.intake.refusals import RefusalCheck
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note, restyle
from ui.widgets.fields import combo_box, date_edit, labelled, line_edit

_TITLES = {
    Outcome.NOT_ACCEPT_PENDING: "不予受理（第十九条第三款）：四项逐一由人核对，缺一项不得出具告知书。",
    Outcome.NO_LONGER_ACCEPT: "不再受理（第三十六条第三款）：必须有同一事实和理由的复核意见。",
}
_NOTICES = {
    Outcome.NOT_ACCEPT_PENDING: "不予受理告知书",
    Outcome.NO_LONGER_ACCEPT: "不再受理告知书",
}


@dataclass(frozen=True)
class GroundsEntered:
    """What was ticked and typed; `until` None = as the regulation counts."""

    grounds: frozenset[Ground]
    organ: str
    stage: Stage
    since: date
    until: date | None


class RefusalPanel(QWidget):
    """Ticks, the accepting organ and its dates; below, whether the notice may be printed."""

    save_requested = Signal(object)

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("不予受理、不再受理核对")
        self._zone = zone
        self.today: Callable[[], date] = date.today
        self._title = note("")
        self._ticks = {ground: QCheckBox(GROUNDS_ZH[ground]) for ground in Ground}
        self._organ = line_edit("受理、办理机关", "groundsOrgan", max_points=60)
        self._stage = combo_box("办理阶段", STAGES_ZH, "groundsStage")
        self._since = date_edit("受理（收到申请）日期", "groundsSince")
        self._until = date_edit("期限届满日期", "groundsUntil")
        self._counted = QCheckBox("按规定计算（未延期）")
        self._counted.setAccessibleName("届满日期按规定计算（未延期）")
        self._counted.setObjectName("groundsCounted")
        self._save = key_button("记录核对", name="groundsSave", kind="primary")
        self._held = Held(self._save)
        self._reg_no = ""
        self._as_kept: GroundsEntered | None = None
        self._half: dict[str, GroundsEntered] = {}
        self._kept = note("", "caption")
        self._gate = note("", "warn")
        self._gate.setObjectName("refusalGate")
        self._message = note("", "error")
        self._form = QWidget()
        column = QVBoxLayout(self._form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for ground, tick in self._ticks.items():
            tick.setObjectName(f"ground_{ground.value}")
            tick.setAccessibleName(GROUNDS_ZH[ground])
            column.addWidget(tick)
        column.addWidget(labelled("受理、办理机关", self._organ))
        column.addWidget(labelled("办理阶段", self._stage))
        dates = QHBoxLayout()
        dates.addWidget(labelled("受理（收到申请）日期", self._since))
        dates.addWidget(labelled("期限届满日期", self._until))
        dates.addWidget(self._counted, alignment=Qt.AlignmentFlag.AlignBottom)
        dates.addStretch(1)
        column.addLayout(dates)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._save)
        column.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 6, 0, 0)
        whole.setSpacing(6)
        for widget in (self._title, self._gate, self._form, self._message, self._kept):
            whole.addWidget(widget)
        whole.addStretch(1)
        self._counted.toggled.connect(lambda on: self._until.setEnabled(not on))
        self._stage.currentIndexChanged.connect(self._on_stage)
        self._save.clicked.connect(self._on_save)

    def show_waiting(self, reg_no: str) -> None:
        """What was ticked for a matter is being read: until it is there, nothing can be typed over it.

        A matter that is only read again keeps its form open.
        """
        if reg_no == self._reg_no and self._as_kept is not None:
            return
        self._keep_half()
        self._reg_no, self._as_kept = reg_no, None
        self._title.setText("")
        self._kept.setText("")
        self.show_message("")
        self._gate.setText("正在读取核对情况…")
        self._gate.setProperty("role", "note")
        restyle(self._gate)
        self._form.setEnabled(False)

    def show_check(self, check: RefusalCheck, reg_no: str = "") -> None:
        """Fill in the last ticks of a raising and what is still missing.

        What was ticked or typed and not kept stays: when the matter is read again, and when it is left
        and chosen again.
        """
        if check.outcome is None:
            return
        self._keep_half()
        self._reg_no = reg_no
        self._form.setEnabled(True)
        self._title.setText(_TITLES[check.outcome])
        self._form.setVisible(check.outcome is Outcome.NOT_ACCEPT_PENDING)
        self.show_message("")
        self._held.hold(False)
        ticked, day = check.ticked, self.today()
        if ticked is None:
            self._fill(GroundsEntered(frozenset(), "", Stage.ACCEPTED, day, None))
        else:
            self._fill(
                GroundsEntered(
                    ticked.grounds, ticked.organ, ticked.stage, ticked.since or day, ticked.until or day
                )
            )
        self._as_kept = self._entered()
        if (half := self._half.pop(reg_no, None)) is not None:
            self._fill(half)
        if ticked is not None and ticked.at is not None:
            signed = "" if ticked.may_sign else "（尚须有权签字的人员核对）"
            self._kept.setText(
                f"最近一次核对：{ticked.by}　{ticked.at.astimezone(self._zone):%Y-%m-%d %H:%M}{signed}"
            )
        else:
            self._kept.setText("")
        notice = _NOTICES[check.outcome]
        if check.gate.allowed:
            self._gate.setText(
                f"四项齐备，可以出具{notice}。" if self._form.isVisibleTo(self) else f"可以出具{notice}。"
            )
        else:
            self._gate.setText(f"还不能出具{notice}：\n" + "\n".join(f"· {s}" for s in check.gate.sentences))
        self._gate.setProperty("role", "good" if check.gate.allowed else "warn")
        restyle(self._gate)

    def kept(self) -> None:
        """What stands in the form is written down: it is nothing half done any more."""
        self._as_kept = self._entered()

    def forget(self) -> None:
        """Nothing anybody ticked stays for the next person."""
        self._half.clear()
        self._as_kept = None

    def show_message(self, text: str) -> None:
        """Why it was not kept; what was ticked stays."""
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._held.hold(False)

    def _keep_half(self) -> None:
        if self._as_kept is not None and (half := self._entered()) != self._as_kept:
            self._half[self._reg_no] = half

    def _on_stage(self) -> None:
        own_term = self._stage.currentData() != Stage.DUTY.value
        if not own_term:
            self._counted.setChecked(False)
        self._counted.setEnabled(own_term)
        self._until.setEnabled(not self._counted.isChecked())

    def _on_save(self) -> None:
        self._held.hold(True)
        self.save_requested.emit(self._entered())

    def _entered(self) -> GroundsEntered:
        return GroundsEntered(
            grounds=frozenset(ground for ground, tick in self._ticks.items() if tick.isChecked()),
            organ=self._organ.text().strip(),
            stage=Stage(self._stage.currentData()),
            since=self._since.date().toPython(),
            until=None if self._counted.isChecked() else self._until.date().toPython(),
        )

    def _fill(self, entered: GroundsEntered) -> None:
        for ground, tick in self._ticks.items():
            tick.setChecked(ground in entered.grounds)
        self._organ.setText(entered.organ)
        self._stage.setCurrentIndex(self._stage.findData(entered.stage.value))
        for field, day in ((self._since, entered.since), (self._until, entered.until or self.today())):
            field.setDate(QDate(day.year, day.month, day.day))
        self._counted.setChecked(entered.until is None)
        self._on_stage()
