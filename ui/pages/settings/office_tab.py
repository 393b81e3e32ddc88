"""Settings of the office itself: widgets only."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSpinBox, QVBoxLayout, QWidget

from app.domain.office import Office
from ui.labels import LEVEL_ZH, OFFICE_KIND_ZH
from ui.pages.settings.signing_key_panel import SigningKeyPanel
from ui.pages.settings.tab import SettingsTab
from ui.widgets.buttons import key_button
from ui.widgets.card import line, note
from ui.widgets.fields import combo_box, labelled, line_edit


class OfficeTab(SettingsTab):
    """What stands on every paper: name, address, telephone, hours; and what signs its file."""

    save_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("settingsOffice", "单位设置", parent)
        self._name = line_edit("单位名称", "officeName", max_points=60)
        self._short = line_edit("机关代字", "officeShort", max_points=10, placeholder="如：雾信访")
        self._kind = combo_box("单位性质", OFFICE_KIND_ZH, "officeKind")
        self._level = combo_box("单位层级", LEVEL_ZH, "officeLevel")
        self._address = line_edit("地址", "officeAddress", max_points=100)
        self._phone = line_edit("联系电话", "officePhone", max_points=40)
        self._hours = line_edit("接待时间", "officeHours", max_points=60)
        self._parent = line_edit("上级机构代码", "officeParent", max_points=40)
        self._windows = QSpinBox()
        self._windows.setObjectName("officeWindows")
        self._windows.setAccessibleName("窗口数")
        self._windows.setRange(1, 99)
        self._fixed = note("", "note")
        self.signing = SigningKeyPanel()
        self._save = key_button("保存单位资料", name="officeSave", kind="primary")
        self.hold_while_busy(self._save)
        self._save.clicked.connect(lambda: self.save_requested.emit(self.changes()))

        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.addWidget(labelled("单位名称（印在文书抬头）", self._name), 0, 0, 1, 2)
        grid.addWidget(labelled("机关代字（文书编号用）", self._short), 0, 2)
        grid.addWidget(labelled("窗口数", self._windows), 0, 3)
        grid.addWidget(labelled("单位性质", self._kind), 1, 0)
        grid.addWidget(labelled("单位层级", self._level), 1, 1)
        grid.addWidget(labelled("上级机构代码", self._parent), 1, 2, 1, 2)
        grid.addWidget(labelled("地址（印在文书末尾）", self._address), 2, 0, 1, 2)
        grid.addWidget(labelled("联系电话", self._phone), 2, 2, 1, 2)
        grid.addWidget(labelled("接待时间", self._hours), 3, 0, 1, 2)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(12)
        whole.addWidget(self._fixed)
        whole.addLayout(grid)
        whole.addLayout(self.button_row(self._save))
        whole.addWidget(line())
        whole.addWidget(self.signing)
        whole.addStretch(1)
        self._before: dict[str, object] = {}

    def show_office(self, office: Office) -> None:
        """Fill the fields; code and division are parts of numbers given out and stay."""
        self._name.setText(office.name)
        self._short.setText(office.short)
        self._kind.setCurrentIndex(self._kind.findData(office.kind.value))
        self._level.setCurrentIndex(self._level.findData(office.level.value))
        self._address.setText(office.address)
        self._phone.setText(office.phone)
        self._hours.setText(office.hours)
        self._parent.setText(office.parent_code)
        self._windows.setValue(office.windows)
        self._fixed.setText(
            f"机构代码 {office.code}　行政区划 {office.division_code}　（已用于编号，不能修改）"
        )
        self._before = self._entered()
        self.show_message("")

    def changes(self) -> Mapping[str, object]:
        """The fields that differ from what was shown."""
        return {name: value for name, value in self._entered().items() if value != self._before.get(name)}

    def _entered(self) -> dict[str, object]:
        return {
            "name": self._name.text().strip(),
            "short": self._short.text().strip(),
            "kind": self._kind.currentData(),
            "level": self._level.currentData(),
            "address": self._address.text().strip(),
            "phone": self._phone.text().strip(),
            "hours": self._hours.text().strip(),
            "parent_code": self._parent.text().strip(),
            "windows": self._windows.value(),
        }
