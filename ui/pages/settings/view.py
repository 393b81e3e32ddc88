"""Settings page: its tabs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ui.pages.settings.devices_tab import DevicesTab
from ui.pages.settings.doctor_tab import DoctorTab
from ui.pages.settings.hub_tab import HubTab
from ui.pages.settings.office_tab import OfficeTab
from ui.pages.settings.rules_tab import RulesTab
from ui.pages.settings.staff_tab import StaffTab
from ui.pages.settings.wording_tab import WordingTab


class SettingsView(QWidget):
    """Devices, office, rules, wording of papers, staff, the line upstream, self test."""

    activated = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("设置")
        self.office = OfficeTab()
        self.rules = RulesTab()
        self.devices = DevicesTab()
        self.staff = StaffTab()
        self.hub = HubTab()
        self.wording = WordingTab()
        self.doctor = DoctorTab()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("settingsTabs")
        self.tabs.setAccessibleName("设置分类")
        self.tabs.addTab(self.devices, "设备")
        self.tabs.addTab(self.office, "单位")
        self.tabs.addTab(self.rules, "规则")
        self.tabs.addTab(self.wording, "文书")
        self.tabs.addTab(self.staff, "人员")
        self.tabs.addTab(self.hub, "上级")
        self.tabs.addTab(self.doctor, "检测")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.addWidget(self.tabs)

    def activate(self) -> None:
        """The page is shown."""
        self.activated.emit()
        self.tabs.tabBar().setFocus()
