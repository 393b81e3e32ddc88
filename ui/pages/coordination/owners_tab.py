"""Who sees what through: first contacts and leaders who own cases. Widgets only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.intake.due_board import WorkList
from ui.widgets.buttons import key_button
from ui.widgets.entry_form import Entry, EntryForm, Kind
from ui.widgets.listing import Listing
from ui.widgets.table import Column


class OwnersTab(QWidget):
    """`list_opened` carries a `WorkList`: its terms are shown on the deadlines page."""

    list_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("首接包案")
        self.contact = EntryForm(
            "更换首接责任人",
            (
                Entry("contactRegNo", "登记编号", width_px=240, most=40),
                Entry("contactName", "首接责任人", Kind.CHOICE, 150),
            ),
            "保存责任人",
        )
        self.leader = EntryForm(
            "领导包案",
            (
                Entry("leaderRegNo", "登记编号", width_px=240, most=40),
                Entry("leaderName", "包案领导", width_px=200, most=60, example="姓名和职务；留空为取消包案"),
            ),
            "保存包案",
        )
        self.lists = Listing[WorkList](
            "工作清单",
            _columns(),
            "workListTable",
            "还没有在办的事项。谁先接待，谁就是首接责任人，登记后自动列在这里。",
        )
        self.lists.set_note("首接首办：谁先接待谁负责到底；按 Enter 看清单")
        self._contact = key_button("更换首接责任人", "Alt+T", name="contactChange")
        self._leader = key_button("领导包案", "Alt+G", name="leaderCase")
        open_list = key_button("看清单", "", name="workListOpen")
        for button in (self._contact, self._leader, open_list):
            self.lists.header.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(8)
        for widget in (self.contact, self.leader):
            whole.addWidget(widget)
        whole.addWidget(self.lists, 1)
        self._contact.clicked.connect(self._on_contact)
        self._leader.clicked.connect(self._on_leader)
        for signal in (open_list.clicked, self.lists.opened):
            signal.connect(lambda *_: self._on_open())

    def show_lead(self, leads: bool) -> None:
        """Only a lead names people."""
        self._contact.setVisible(leads)
        self._leader.setVisible(leads)

    def show_staff(self, names: tuple[str, ...]) -> None:
        """Who may be a first contact."""
        self.contact.choose_among("contactName", {name: name for name in names})

    def forget(self) -> None:
        """Nothing stays for the next person."""
        self.contact.close_form()
        self.leader.close_form()
        self.lists.show_rows(())

    def _on_contact(self) -> None:
        self.leader.close_form()
        self.contact.open_with({})

    def _on_leader(self) -> None:
        self.contact.close_form()
        self.leader.open_with({})

    def _on_open(self) -> None:
        row = self.lists.row()
        if row is not None:
            self.list_opened.emit(row)


def _columns() -> tuple[Column[WorkList], ...]:
    return (
        Column("责任", lambda w: "包案领导" if w.leads else "首接责任人", 120),
        Column("姓名", lambda w: w.person, 0, bold=True),
        Column("在办期限", lambda w: f"{w.open} 项", 140),
        Column("已超期", lambda w: f"{w.late} 项" if w.late else "—", 140, _late),
        Column("三天内到期", lambda w: f"{w.soon} 项" if w.soon else "—", 140, _soon),
    )


def _late(row: WorkList) -> str:
    return "fault" if row.late else ""


def _soon(row: WorkList) -> str:
    return "warn" if row.soon else ""
