"""The state of the things outside: one light each in the top bar."""

from enum import StrEnum

from PySide6.QtCore import QObject, Signal


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
