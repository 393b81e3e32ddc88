"""The camera of this desk: opened when somebody looks, given back when nobody does."""

import threading
from collections.abc import Callable

from app.errors import CameraLost, NoCamera
from app.scanning.frame_source import FrameSource, open_source
from app.scanning.picture import Picture

_LOOKS = 40
_REST_S = 0.05


class DeskCamera:
    """One camera by its address; every method blocks up to 2 s, so none is for Qt's thread.

    Callers on several lanes wait for each other.
    """

    def __init__(self, opener: Callable[[str], FrameSource] = open_source) -> None:
        self._opener = opener
        self._source: FrameSource | None = None
        self._opened_at = ""
        self._lock = threading.RLock()

    def grab(self, address: str) -> Picture | None:
        """The newest frame; opens the camera if need be, another one when the address has changed.

        Raises:
            NoCamera: none is set or there; and the other errors of `FrameSource`.
        """
        with self._lock:
            if self._source is not None and self._opened_at != address:
                self.close()
            if not address:
                raise NoCamera("no camera set")
            if self._source is None:
                self._source, self._opened_at = self._opener(address), address
            return self._source.grab()

    def close(self) -> None:
        """Give the camera back."""
        with self._lock:
            if self._source is not None:
                self._source.close()
                self._source = None

    def frame_size(self, address: str, rest: Callable[[float], object]) -> tuple[int, int]:
        """Width and height in pixels of one frame, to test an address.

        Args:
            rest: waits so many seconds.
        Raises:
            CameraLost: it opens but sends nothing for 2 s; and the errors of `grab`.
        """
        for _ in range(_LOOKS):
            frame = self.grab(address)
            if frame is not None:
                return frame.shape[1], frame.shape[0]
            rest(_REST_S)
        raise CameraLost("no frame")
