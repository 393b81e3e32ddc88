"""Which camera and which scanner this desk uses: widgets only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from app.scanning.flatbed import ScannerInfo
from app.scanning.frame_source import CameraInfo
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note
from ui.widgets.fields import labelled

NO_CAMERA = "（不使用）"
NO_SCANNER = "（不使用）"
_HINT = (
    "高拍仪可从列表中选，也可填地址：网络高拍仪填 http://…；"
    "厂家软件自动存图的，填它存图的文件夹，新存的图片会自动识别。扫描仪按“重新查找设备”后可选。"
)


class CameraChoice(QWidget):
    """Camera by list or typed address, scanner by list.

    Attributes:
        test: the button that tries the camera out; the tab puts it beside its others.
    """

    camera_test_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera, self._scanner = QComboBox(), QComboBox()
        self._camera.setObjectName("deviceCamera")
        self._camera.setEditable(True)
        self._camera.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._camera.lineEdit().setAccessibleName("高拍仪")
        self._camera.lineEdit().setPlaceholderText("不使用；可选择，也可填地址或文件夹")
        self._scanner.setObjectName("deviceScanner")
        for box, name in ((self._camera, "高拍仪"), (self._scanner, "扫描仪")):
            box.setAccessibleName(name)
            box.setAccessibleDescription(name)
            box.view().setAccessibleName(name)
        self.test = key_button("检测高拍仪", name="deviceCameraTest")
        self._camera_says, self._scanner_says = note(""), note("")
        self._camera_says.setObjectName("deviceCameraSays")
        self._scanner_says.setObjectName("deviceScannerSays")
        self.test.clicked.connect(lambda: self.camera_test_requested.emit(self.camera))
        self._held = Held(self.test)

        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.addWidget(labelled("高拍仪", self._camera), 0, 0)
        grid.addWidget(labelled("扫描仪", self._scanner), 0, 1)
        grid.addWidget(self._camera_says, 1, 0)
        grid.addWidget(self._scanner_says, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(grid)
        whole.addWidget(note(_HINT))
        self.show_scanners(())

    @property
    def camera(self) -> str:
        """Address of the chosen camera, or what is typed; empty = none."""
        typed = self._camera.currentText().strip()
        at = self._camera.findText(typed)
        return str(self._camera.itemData(at)) if at >= 0 else typed

    @property
    def scanner(self) -> str:
        """SANE's name of the chosen scanner; empty = none."""
        return self._scanner.currentData() or ""

    def show_devices(self, devices: dict[str, str]) -> None:
        """Fill the fields with what is set for this desk."""
        self._choose_camera(devices.get("camera", ""))
        self._choose_scanner(devices.get("scanner", ""))
        self.show_camera_says("")
        self.show_scanner_says("")

    def show_cameras(self, found: tuple[CameraInfo, ...]) -> None:
        """Offer the cameras of this computer; what is chosen or typed stays."""
        chosen = self.camera
        self._camera.clear()
        self._camera.addItem(NO_CAMERA, "")
        for info in found:
            self._camera.addItem(f"{info.name}　{info.address}", info.address)
        self._choose_camera(chosen)

    def show_scanners(self, found: tuple[ScannerInfo, ...]) -> None:
        """Offer the scanners; the chosen one stays."""
        chosen = self.scanner
        self._scanner.clear()
        self._scanner.addItem(NO_SCANNER, "")
        for info in found:
            self._scanner.addItem(f"{info.name}　{info.device}", info.device)
        self._choose_scanner(chosen)

    def show_camera_says(self, text: str, role: str = "note") -> None:
        """What the camera's test or the search said."""
        _say(self._camera_says, text, role)

    def show_scanner_says(self, text: str, role: str = "note") -> None:
        """What the search for scanners said."""
        _say(self._scanner_says, text, role)

    def show_busy(self, busy: bool) -> None:
        """While the camera is tried out."""
        self._held.hold(busy)

    def _choose_camera(self, address: str) -> None:
        at = self._camera.findData(address)
        self._camera.setCurrentIndex(at)
        if at < 0:
            self._camera.setEditText(address)

    def _choose_scanner(self, device: str) -> None:
        if self._scanner.findData(device) < 0:
            self._scanner.addItem(device, device)
        self._scanner.setCurrentIndex(self._scanner.findData(device))


def _say(label: QWidget, text: str, role: str) -> None:
    label.setProperty("role", role)
    label.setText(text)
    label.style().polish(label)
