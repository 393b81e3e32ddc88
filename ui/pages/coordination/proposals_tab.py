"""The three proposals and what was answered to them. Widgets only."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.domain.leaders import PROPOSALS_ZH, Proposal, ProposalFigures
from ui.widgets.buttons import key_button
from ui.widgets.entry_form import Entry, EntryForm, Kind
from ui.widgets.fields import combo_box
from ui.widgets.listing import Listing
from ui.widgets.table import Column

_YEARS = 5


class ProposalsTab(QWidget):
    """The presenter listens to the forms' `saved`; `year_chosen` carries a year."""

    year_chosen = Signal(int)
    matter_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("三项建议")
        self._today = date(2000, 1, 1)
        self.form = EntryForm("提出建议", _PROPOSAL, "保存建议")
        self.feedback = EntryForm("记录书面反馈", _FEEDBACK, "保存反馈")
        self.proposals = Listing[Proposal](
            "三项建议",
            _columns(),
            "proposalTable",
            "这一年还没有提出建议。改进工作、完善政策、追究责任的建议和反馈记在这里，年度报告据此统计。",
        )
        self._year: QComboBox = combo_box("年度", {}, "proposalYear")
        add = key_button("提出建议", "Alt+N", name="proposalAdd")
        self._answer = key_button("记录反馈", "Alt+F", name="proposalFeedback")
        self.proposals.header.addWidget(self._year)
        for button in (add, self._answer):
            self.proposals.header.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(8)
        for form in (self.form, self.feedback):
            whole.addWidget(form)
        whole.addWidget(self.proposals, 1)
        self._year.currentIndexChanged.connect(lambda _: self.year_chosen.emit(self.year))
        self.proposals.chosen.connect(lambda: self._answer.setVisible(self.proposals.row() is not None))
        self.proposals.opened.connect(self._on_opened)
        add.clicked.connect(self._on_add)
        self._answer.clicked.connect(self._on_answer)
        self._answer.hide()

    @property
    def year(self) -> int:
        """The year that is shown."""
        return int(self._year.currentData() or self._today.year)

    def show_today(self, today: date) -> None:
        """Years to choose from, this one first."""
        if today.year == self._today.year:
            return
        self._today = today
        self._year.blockSignals(True)
        self._year.clear()
        for year in range(today.year, today.year - _YEARS, -1):
            self._year.addItem(f"{year} 年", year)
        self._year.blockSignals(False)

    def show_year(self, proposals: Sequence[Proposal], figures: Sequence[ProposalFigures]) -> None:
        """What was proposed, and the figures of the annual report."""
        told = "；".join(
            f"{PROPOSALS_ZH[f.kind]} {f.made} 条（反馈 {f.answered}，采纳 {f.adopted}）" for f in figures
        )
        self.proposals.show_rows(proposals)
        self.proposals.set_note(told)

    def forget(self) -> None:
        """Nothing stays for the next person."""
        self.form.close_form()
        self.feedback.close_form()
        self.show_year((), ())

    def _on_add(self) -> None:
        self.feedback.close_form()
        self.form.open_with({"proposalOn": self._today})

    def _on_answer(self) -> None:
        row = self.proposals.row()
        if row is not None:
            self.form.close_form()
            self.feedback.open_with({"feedbackOn": self._today}, title=f"书面反馈：{row.to_unit}")

    def _on_opened(self) -> None:
        row = self.proposals.row()
        if row is not None and row.reg_no:
            self.matter_opened.emit(row.reg_no)


def _columns() -> tuple[Column[Proposal], ...]:
    return (
        Column("提出日期", lambda p: p.made_on.isoformat(), 100),
        Column("建议", lambda p: PROPOSALS_ZH[p.kind], 84, bold=True),
        Column("建议对象", lambda p: p.to_unit, 150),
        Column("内容", lambda p: p.text),
        Column("编号", lambda p: p.reg_no or "—", 232),
        Column("反馈", _answered, 130, _tone),
        Column("反馈内容", lambda p: p.feedback.text if p.feedback else "—", 150),
    )


def _answered(proposal: Proposal) -> str:
    if proposal.feedback is None:
        return "未反馈"
    return f"{'已采纳' if proposal.feedback.adopted else '未采纳'} {proposal.feedback.on:%m-%d}"


def _tone(proposal: Proposal) -> str:
    if proposal.feedback is None:
        return "warn"
    return "good" if proposal.feedback.adopted else "muted"


_PROPOSAL = (
    Entry("proposalKind", "建议种类", Kind.CHOICE, 120, choices=PROPOSALS_ZH),
    Entry("proposalOn", "提出日期", Kind.DATE, 130),
    Entry("proposalUnit", "建议对象", width_px=180),
    Entry("proposalText", "建议内容", width_px=420, most=500),
    Entry("proposalRegNo", "有关事项（可不填）", width_px=240, most=40),
)
_FEEDBACK = (
    Entry("feedbackAdopted", "是否采纳", Kind.CHOICE, 110, choices={"yes": "已采纳", "no": "未采纳"}),
    Entry("feedbackOn", "反馈日期", Kind.DATE, 130),
    Entry("feedbackText", "反馈内容", width_px=420, most=500),
)
