"""The page of who is responsible: its tabs."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTableView, QTabWidget, QVBoxLayout, QWidget

from ui.pages.coordination.disputes_tab import DisputesTab
from ui.pages.coordination.hall_tab import HallTab
from ui.pages.coordination.owners_tab import OwnersTab
from ui.pages.coordination.proposals_tab import ProposalsTab
from ui.pages.coordination.reception_tab import ReceptionTab


class CoordinationView(QWidget):
    """Leaders' reception, owners, disputes, proposals, the hall; Ctrl+1 … 5 change the tab."""

    activated = Signal()
    tab_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("统筹")
        self.reception, self.owners, self.disputes = ReceptionTab(), OwnersTab(), DisputesTab()
        self.proposals, self.hall = ProposalsTab(), HallTab()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("coordinationTabs")
        self.tabs.setAccessibleName("统筹分类")
        self._keys = ("reception", "owners", "disputes", "proposals", "hall")
        for number, (tab, words) in enumerate(
            (
                (self.reception, "领导接访"),
                (self.owners, "首接包案"),
                (self.disputes, "管辖争议"),
                (self.proposals, "三项建议"),
                (self.hall, "大厅"),
            )
        ):
            self.tabs.addTab(tab, words)
            self.tabs.setTabToolTip(number, f"{words}（Ctrl+{number + 1}）")
            keys = QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self)
            keys.activated.connect(lambda place=number: self._open(place))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.addWidget(self.tabs)
        self.tabs.currentChanged.connect(lambda _: self.tab_opened.emit(self.tab))

    @property
    def tab(self) -> str:
        """Which one is open."""
        return self._keys[self.tabs.currentIndex()]

    def activate(self) -> None:
        """The page is shown."""
        self.activated.emit()
        self.tabs.tabBar().setFocus()

    def show_person(self, leads: bool, may_propose: bool, today: date) -> None:
        """What the signed-in person may do."""
        self.reception.show_lead(leads)
        self.reception.show_today(today)
        self.owners.show_lead(leads)
        self.proposals.show_today(today)
        self.tabs.setTabVisible(self._keys.index("proposals"), may_propose)
        self.tabs.setTabVisible(self._keys.index("hall"), leads)

    def _open(self, place: int) -> None:
        """By its keys: ready to be worked with."""
        if not self.tabs.isTabVisible(place):
            return
        self.tabs.setCurrentIndex(place)
        table = self.tabs.currentWidget().findChild(QTableView)
        if table is not None:
            table.setFocus()

    def forget(self) -> None:
        """Nothing stays for the next person."""
        for tab in (self.reception, self.owners, self.disputes, self.proposals):
            tab.forget()
