"""The state of the things outside: one light each in the top bar."""

from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from app.errors import NoReader, NoReaderPermission, ReaderBusy, ReaderNotAuthorised, ReaderSilent


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
