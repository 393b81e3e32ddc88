"""The state of the things outside: one light each in the top bar."""

from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from app.errors import CameraBusy, NoReader, NoReaderPermission, ReaderBusy, ReaderNotAuthorised, ReaderSilent
from app.printing.jobs import PrinterCondition


class Light(StrEnum):
    """Which thing."""

    READER = "reader"
    CAMERA = "camera"
    PRINTER = "printer"
    SYNC = "sync"


class LightState(StrEnum):
    """How it is; each state also has its own shape, so that colour is never alone."""

    OK = "ok"
    WARN = "warn"
    FAULT = "fault"
    OFF = "off"
    BUSY = "busy"


PRINTER_LIGHT: dict[PrinterCondition, tuple[LightState, str]] = {
    PrinterCondition.READY: (LightState.OK, "打印机"),
    PrinterCondition.PRINTING: (LightState.BUSY, "打印机 正在打印"),
    PrinterCondition.OUT_OF_PAPER: (LightState.WARN, "打印机 缺纸"),
    PrinterCondition.COVER_OPEN: (LightState.WARN, "打印机 盖子未合"),
    PrinterCondition.JAMMED: (LightState.FAULT, "打印机 卡纸"),
    PrinterCondition.OFFLINE: (LightState.FAULT, "打印机 离线"),
    PrinterCondition.PAUSED: (LightState.WARN, "打印机 已暂停"),
    PrinterCondition.REFUSING: (LightState.WARN, "打印机 不接受任务"),
    PrinterCondition.MISSING: (LightState.OFF, "打印机 未找到"),
}
"""How the light of the printer shows a condition, and in which words."""


class Lights(QObject):
    """Where presenters say how a device is; the window shows it."""

    changed = Signal(str, str, str)

    def show(self, light: Light, state: LightState, text: str) -> None:
        """Show a light.

        Args:
            light: which thing.
            state: its state.
            text: the whole words shown, for example `打印机 缺纸`.
        """
        self.changed.emit(light.value, state.value, text)


class CameraLight:
    """One light for what reads pictures and for the camera that gives them.

    What keeps documents from being read is shown first: models that cannot be loaded, then a camera that
    is lost or held by another program, as it was when last asked for a picture.
    """

    def __init__(self, lights: Lights) -> None:
        """Begin with models not loaded and a camera nobody has asked."""
        self._lights = lights
        self._models = (LightState.OFF, "图片识别 未载入")
        self._camera: tuple[LightState, str] | None = None
        self._shown: tuple[LightState, str] | None = None
        self._show()

    def show_models(self, *, loaded: bool) -> None:
        """The models were loaded, or cannot be."""
        good, bad = (LightState.OK, "图片识别"), (LightState.FAULT, "图片识别 不可用")
        self._models = good if loaded else bad
        self._show()

    def show_picture(self) -> None:
        """The camera has given a picture."""
        self._camera = (LightState.OK, "高拍仪")
        self._show()

    def show_failure(self, error: BaseException) -> None:
        """The camera could not be opened, or was lost."""
        words = "高拍仪 被占用" if isinstance(error, CameraBusy) else "高拍仪 未连接"
        self._camera = (LightState.FAULT, words)
        self._show()

    def forget_camera(self) -> None:
        """Another camera may be set: nothing is known of it."""
        self._camera = None
        self._show()

    def _show(self) -> None:
        now, camera = self._models, self._camera
        if camera is not None and now[0] is not LightState.FAULT:
            now = camera if LightState.FAULT is camera[0] or now[0] is LightState.OK else now
        if now != self._shown:
            self._shown = now
            self._lights.show(Light.CAMERA, *now)


def reader_light(error: BaseException, *, automatic: bool) -> tuple[LightState, str]:
    """The light of a reader that does not answer.

    Args:
        error: what asking it raised.
        automatic: the port is looked for by itself, so that a desk without a reader is no fault.
    """
    match error:
        case ReaderBusy():
            return LightState.WARN, "证件阅读器 被占用"
        case NoReaderPermission():
            return LightState.FAULT, "证件阅读器 无权限"
        case ReaderSilent() if not automatic:
            return LightState.FAULT, "证件阅读器 无应答"
        case ReaderNotAuthorised():
            return LightState.FAULT, "证件阅读器 未授权"
        case NoReader() if automatic:
            return LightState.OFF, "阅读器 未找到"
        case _:
            return LightState.FAULT, "证件阅读器 未连接"
