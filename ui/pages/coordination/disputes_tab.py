"""Competence in dispute while the fifteen days run. Widgets only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.intake.disputes import STAGES_ZH, Dispute
from ui.text import days_left_text
from ui.widgets.buttons import key_button
from ui.widgets.card import note
from ui.widgets.entry_form import Entry, EntryForm
from ui.widgets.listing import Listing
from ui.widgets.table import Column

_LAW = (
    "两个以上机关都有权处理的，由所涉机关协商受理；协商不成的，由共同上一级机关决定，没有共同上一级的由联席会议协调"
    "（第二十四条）。管辖未定期间，首接单位的 15 日照常计算，不得推诿。"
)


class DisputesTab(QWidget):
    """The presenter listens to the forms' `saved`; `matter_opened` carries a number."""

    matter_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("管辖争议")
        self.conference = EntryForm(
            "提请联席会议协调", (Entry("conferenceText", "说明", width_px=420, most=200),), "记录提请"
        )
        self.settle = EntryForm(
            "管辖已确定",
            (Entry("settleUnit", "确定由哪个单位受理、主办", width_px=320),),
            "记录确定",
        )
        self.disputes = Listing[Dispute](
            "管辖争议",
            _columns(),
            "disputeTable",
            "没有管辖争议。登记时勾选“管辖有争议”，或者在事项里记录“管辖有争议，协商中”，就会列在这里。",
        )
        self._conference = key_button("提请联席会议", "Alt+J", name="disputeConference")
        self._settle = key_button("管辖已确定", "Alt+Q", name="disputeSettle")
        open_matter = key_button("打开事项", "", name="disputeOpen")
        self._buttons = (self._conference, self._settle, open_matter)
        for button in self._buttons:
            self.disputes.header.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(8)
        whole.addWidget(note(_LAW))
        for form in (self.conference, self.settle):
            whole.addWidget(form)
        whole.addWidget(self.disputes, 1)
        self.disputes.chosen.connect(self._show_buttons)
        self.disputes.opened.connect(self._on_open)
        open_matter.clicked.connect(lambda _checked=False: self._on_open())
        self._conference.clicked.connect(lambda _checked=False: self._on_form(self.conference))
        self._settle.clicked.connect(lambda _checked=False: self._on_form(self.settle))
        self._show_buttons()

    def forget(self) -> None:
        """Nothing stays for the next person."""
        self.conference.close_form()
        self.settle.close_form()
        self.disputes.show_rows(())

    def _show_buttons(self) -> None:
        row = self.disputes.row()
        for button in self._buttons:
            button.setVisible(row is not None)
        self._conference.setVisible(row is not None and row.stage != "conference")

    def _on_open(self) -> None:
        row = self.disputes.row()
        if row is not None:
            self.matter_opened.emit(row.reg_no)

    def _on_form(self, form: EntryForm) -> None:
        row = self.disputes.row()
        if row is None:
            return
        for other in (self.conference, self.settle):
            if other is not form:
                other.close_form()
        form.open_with({}, said=row.reg_no)


def _columns() -> tuple[Column[Dispute], ...]:
    def tone(row: Dispute) -> str:
        if row.days_left is None:
            return "muted"
        return "fault" if row.days_left < 0 else "warn" if row.days_left <= 5 else ""

    return (
        Column("编号", lambda d: d.reg_no, 224),
        Column("诉求", lambda d: d.demand),
        Column("主办单位", lambda d: d.lead_unit or "—", 130),
        Column("协办单位", lambda d: "、".join(d.co_units) or "—", 130),
        Column("争议自", lambda d: d.since.isoformat(), 98),
        Column("进展", lambda d: STAGES_ZH[d.stage], 150),
        Column("到期日", lambda d: d.due_on.isoformat() if d.due_on else "—", 98, bold=True),
        Column("剩余", lambda d: days_left_text(d.days_left), 100, tone),
    )
