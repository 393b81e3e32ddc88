"""The devices of this desk: widgets only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QSpinBox, QVBoxLayout, QWidget

from app.scanning.card_ports import AUTO, ReaderPort
from ui.devices import NO_READER
from ui.pages.settings.camera_choice import CameraChoice
from ui.pages.settings.printer_choice import PrinterChoice
from ui.pages.settings.scanner_gun import ScannerGun
from ui.pages.settings.tab import SettingsTab
from ui.widgets.buttons import key_button
from ui.widgets.card import note
from ui.widgets.fields import labelled

READER_WORDS = {AUTO: "自动查找", NO_READER: "不使用阅读器"}


class DevicesTab(SettingsTab):
    """Reader port, printer, camera, scanners, receipt paper, window number."""

    save_requested = Signal(object)
    look_requested = Signal()
    reader_test_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("settingsDevices", "设备设置", parent)
        self._port = QComboBox()
        self._port.setObjectName("deviceReaderPort")
        self._port.setAccessibleName("证件阅读器端口")
        self._port.setEditable(True)
        self._port.lineEdit().setAccessibleName("证件阅读器端口")
        self._port.setAccessibleDescription(self._port.accessibleName())
        self._port.view().setAccessibleName(self._port.accessibleName())
        self.printers = PrinterChoice()
        self._window = QSpinBox()
        self._window.setObjectName("deviceWindow")
        self._window.setAccessibleName("本机窗口号")
        self._window.setRange(1, 99)
        self._look = key_button("重新查找设备", name="deviceLook")
        self._test = key_button("检测阅读器", name="deviceReaderTest")
        self.cameras = CameraChoice()
        self.scanner_gun = ScannerGun()
        self._reader_says = note("")
        self._save = key_button("保存设备设置", name="devicesSave", kind="primary")
        self._look.clicked.connect(self.look_requested)
        self._test.clicked.connect(lambda: self.reader_test_requested.emit(self._chosen_port()))
        self._save.clicked.connect(lambda: self.save_requested.emit(self.entered()))
        self.hold_while_busy(self._save, self._test, self._look)
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.addWidget(
            labelled("证件阅读器端口（一般选自动查找；也可填 /dev/ttyUSB0、COM3）", self._port), 0, 0
        )
        grid.addWidget(labelled("本机窗口号（用于编号和日志）", self._window), 0, 1)
        grid.addWidget(self._reader_says, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(12)
        whole.addWidget(note("没有阅读器时可拍照识别或手工录入；没有打印机时照常登记，回执可以后补打。"))
        whole.addLayout(grid)
        whole.addWidget(self.printers)
        whole.addWidget(self.cameras)
        whole.addWidget(self.scanner_gun)
        whole.addLayout(self.button_row(self._save, self._test, self.cameras.test, self._look))
        whole.addStretch(1)

    def show_devices(self, devices: dict[str, str]) -> None:
        """Fill the fields with what is set for this desk."""
        self._show_port(devices.get("reader_port", "") or AUTO)
        self.printers.show_devices(devices)
        self._window.setValue(int(devices.get("window") or 1))
        self.cameras.show_devices(devices)
        self.scanner_gun.show_devices(devices)
        self.show_message("")

    def show_ports(self, ports: tuple[ReaderPort, ...]) -> None:
        """Offer the places where a reader can be; what is typed stays."""
        chosen = self._chosen_port() or AUTO
        self._port.clear()
        self._port.addItems([*READER_WORDS.values(), *(port.name for port in ports)])
        self._show_port(chosen)
        if ports:
            named = "、".join(f"{p.name}（{p.label}）" if p.label else p.name for p in ports)
            self.show_reader(f"本机的端口：{named}")
        else:
            self.show_reader("没有发现可接阅读器的端口。请检查阅读器的连接线和电源。", "warn")

    def show_reader(self, text: str, role: str = "note") -> None:
        """What the reader's test said."""
        self._reader_says.setProperty("role", role)
        self._reader_says.setText(text)
        self._reader_says.style().polish(self._reader_says)

    def entered(self) -> dict[str, str]:
        """Keys as `app.intake.office.change_devices` takes them."""
        return {
            "reader_port": self._chosen_port(),
            **self.printers.entered(),
            "window": str(self._window.value()),
            "camera": self.cameras.camera,
            "scanner": self.cameras.scanner,
            **self.scanner_gun.entered(),
        }

    def _chosen_port(self) -> str:
        typed = self._port.currentText().strip()
        return {words: name for name, words in READER_WORDS.items()}.get(typed, typed)

    def _show_port(self, name: str) -> None:
        self._port.setEditText(READER_WORDS.get(name, name))
