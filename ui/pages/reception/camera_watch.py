"""Shows what lies under the camera, a short step at a time, for as long as somebody looks."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.scanning.frame_watch import SightState
from app.scanning.picture import Picture
from ui.pages.reception.camera_feed import CameraFeed, Shot
from ui.tasks import Runner

BEAT_MS = 40
RETRY_MS = 1000


class CameraWatch(QObject):
    """Asks the `preview` lane for the next frame and skips a beat while one is under way.

    `seen` carries each `Shot`; `steady` the one to be read, once for each document laid down;
    `failed` the error, after which the camera is tried again by itself.
    """

    seen = Signal(object)
    steady = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: Runner, feed: CameraFeed, owner: QObject) -> None:
        super().__init__(owner)
        self._runner = runner
        self._feed = feed
        self._room = (640, 360)
        self._last: Shot | None = None
        self._sitting = 0
        self._rest_ms = 0
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.beat)

    @property
    def active(self) -> bool:
        """Whether the picture is shown."""
        return self._timer.isActive()

    def set_room(self, width_px: int, height_px: int) -> None:
        """The picture is shown this large."""
        self._room = (width_px, height_px)

    def start(self) -> None:
        """Open the camera and show its picture."""
        if not self.active:
            self._rest_ms = 0
            self._timer.start()
            self.beat()

    def stop(self) -> None:
        """Let the camera go and forget the last frame."""
        if not self.active:
            return
        self._timer.stop()
        self._last = None
        self._sitting += 1
        self._quietly(self._feed.close)

    def read_now(self) -> bool:
        """Read what lies there at once; False when there is no picture."""
        if self._last is None:
            return False
        self.steady.emit(self._last)
        return True

    def again(self) -> None:
        """Let what lies there be read once more, when it is still and sharp."""
        if self.active:
            self._quietly(self._feed.again)

    def dismiss(self, frame: Picture) -> None:
        """What lay there in this frame is no document; a key still reads it."""
        if self.active:
            self._quietly(lambda: self._feed.dismiss(frame))

    def beat(self) -> None:
        """One tick of the clock."""
        self._rest_ms -= BEAT_MS
        if self._rest_ms > 0 or self._runner.busy("preview"):
            return
        room, sitting = self._room, self._sitting
        self._runner.run(
            "preview",
            lambda: self._feed.look(room),
            owner=self.parent(),
            on_ok=lambda shot: self._on_shot(sitting, shot),
            on_error=lambda error: self._on_error(sitting, error),
        )

    def _quietly(self, do: Callable[[], None]) -> None:
        self._runner.run(
            "preview",
            do,
            owner=self.parent(),
            on_ok=lambda _: None,
            on_error=lambda _: None,
        )

    def _on_shot(self, sitting: int, shot: Shot | None) -> None:
        if sitting != self._sitting or not self.active or shot is None:
            return
        self._last = shot
        self.seen.emit(shot)
        if shot.sight.state is SightState.STEADY:
            self.steady.emit(shot)

    def _on_error(self, sitting: int, error: BaseException) -> None:
        if sitting != self._sitting or not self.active:
            return
        self._last = None
        self._rest_ms = RETRY_MS
        self.failed.emit(error)
