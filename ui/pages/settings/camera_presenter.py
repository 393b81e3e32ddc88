"""Looking for cameras and scanners, and trying a camera out."""

from collections.abc import Callable
from dataclasses import dataclass

from app.errors import StationError
from app.scanning.flatbed import ScannerInfo
from app.scanning.frame_source import CameraInfo
from ui.notify import Messages
from ui.pages.presenter import DeskPresenter
from ui.pages.settings.view import SettingsView
from ui.tasks import Runner
from ui.text import sentence_for


@dataclass(frozen=True)
class CameraUseCases:
    """What is asked of the devices; all blocking.

    Attributes:
        cameras: of this computer.
        check_camera: width and height of one frame, or a `StationError`; up to 4 s.
        scanners: of this computer and the network; up to 15 s.
    """

    cameras: Callable[[], tuple[CameraInfo, ...]]
    check_camera: Callable[[str], tuple[int, int]]
    scanners: Callable[[], tuple[ScannerInfo, ...]]


class CameraPresenter(DeskPresenter):
    """The camera's part of the devices tab.

    Scanners are looked for only when asked: the search takes seconds and wakes network devices.
    """

    def __init__(self, view: SettingsView, runner: Runner, messages: Messages, use: CameraUseCases) -> None:
        super().__init__(view, runner, messages)
        self._choice = view.devices.cameras
        self._use = use
        view.activated.connect(self._look_for_cameras)
        view.devices.look_requested.connect(self._look)
        self._choice.camera_test_requested.connect(self._on_test)

    def end(self) -> None:
        """Nobody is signed in any more."""
        super().end()
        self._choice.show_busy(False)

    def _look(self) -> None:
        self._look_for_cameras()
        choice = self._choice
        choice.show_scanner_says("正在查找扫描仪…")

        def found(scanners: tuple[ScannerInfo, ...]) -> None:
            choice.show_scanners(scanners)
            if scanners:
                choice.show_scanner_says(f"找到 {len(scanners)} 台扫描仪。", "good")
            else:
                choice.show_scanner_says("没有发现扫描仪。请检查电源和连接线。", "warn")

        def none(error: BaseException) -> None:
            choice.show_scanner_says(sentence_for(error), "warn")
            self._report(error)

        self.ask(lambda _s: self._use.scanners(), found, none, lane="scanner", topic="scanners")

    def _look_for_cameras(self) -> None:
        self.ask(lambda _s: self._use.cameras(), self._choice.show_cameras, lane="preview", topic="cameras")

    def _on_test(self, address: str) -> None:
        choice = self._choice
        if not address:
            choice.show_camera_says("请先选择高拍仪，或填写地址。", "warn")
            return
        choice.show_busy(True)
        choice.show_camera_says("正在检测…")

        def answered(size: tuple[int, int]) -> None:
            choice.show_busy(False)
            choice.show_camera_says(f"画面正常，{size[0]}×{size[1]} 像素。", "good")

        def silent(error: BaseException) -> None:
            choice.show_busy(False)
            choice.show_camera_says(sentence_for(error), "error")
            self._report(error)

        self.ask(lambda _s: self._use.check_camera(address), answered, silent, lane="preview", topic="camera")

    def _report(self, error: BaseException) -> None:
        if not isinstance(error, StationError):
            self._messages.fail(error)
