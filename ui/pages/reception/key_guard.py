"""Keys that were on their way to something else when a document came into the fields."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ui.pages.reception.inputs import TextField

QUIET_S = 0.4
_ANSWERS = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}


class KeyGuard(QObject):
    """Lets no Space or Return answer for a person whose row came into the fields a moment ago.

    A key held down answers nothing, and Space never presses a guarded button: in the camera's panel
    it reads.
    """

    def __init__(self, now_s: Callable[[], float], owner: QObject) -> None:
        """Args: `now_s`, any clock in seconds that does not go back."""
        super().__init__(owner)
        self.now_s = now_s
        self._quiet_until = float("-inf")

    def watch(self, *widgets: QWidget) -> None:
        """Guard these fields and buttons."""
        for widget in widgets:
            widget.installEventFilter(self)

    def switched(self) -> None:
        """Another person stands in the fields now, or another reading of the same one."""
        self._quiet_until = self.now_s() + QUIET_S

    @property
    def quiet(self) -> bool:
        """Whether a key answers nothing just now."""
        return self.now_s() < self._quiet_until

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _ANSWERS
            and self._guards(watched)
        ):
            on_button = isinstance(watched, QPushButton)
            if self.quiet or event.isAutoRepeat() or (on_button and event.key() == Qt.Key.Key_Space):
                return True
        return super().eventFilter(watched, event)

    def _guards(self, watched: QObject) -> bool:
        return watched.asks if isinstance(watched, TextField) else True
