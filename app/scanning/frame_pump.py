"""A thread that keeps up with a camera, so that whoever looks sees the newest frame and never waits."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from app.errors import CameraLost, StationError
from app.scanning.picture import Picture

OPEN_S = 2.0
"""Longest wait of `await_first`; a camera that needs longer to open shows itself in `grab`."""

SILENT_S = 4.0
FRESH_S = 0.6
AGAIN_S = 1.0
_CLOSE_S = 1.5


class Shots(Protocol):
    """One open connection to a camera; used by one thread alone."""

    def advance(self) -> bool:
        """Wait for the next frame without unpacking it; False = the connection is lost.

        Must come back within a few seconds whatever happens.
        """

    def picture(self) -> Picture | None:
        """The frame advanced to; None if it came damaged."""

    def release(self) -> None:
        """Close the connection."""


class FramePump:
    """Frames of a connection that is opened again whenever it breaks.

    Only frames that somebody waits for are unpacked: a camera sends 30 a second, and a page that
    looks five times a second pays for five.
    """

    def __init__(
        self,
        opened: Callable[[], Shots],
        *,
        clock: Callable[[], float] = time.monotonic,
        again_s: float = AGAIN_S,
    ) -> None:
        """Begin to open in the background.

        Args:
            opened: makes a connection; raises a `StationError` when it cannot.
            clock: seconds, never going back.
            again_s: pause between two attempts to open.
        """
        self._opened = opened
        self._clock = clock
        self._again_s = again_s
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._settled = threading.Event()
        self._frame: Picture | None = None
        self._taken_at = 0.0
        self._heard_at = clock()
        self._wanted = True
        self._error: StationError | None = None
        self._refused: StationError | None = None  # the first opening; what comes later is `grab`'s to tell
        self._bug: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="camera-frames", daemon=True)
        self._thread.start()

    def await_first(self) -> None:
        """Wait until it is open or known why not, at most `OPEN_S`.

        Raises:
            NoCamera, CameraBusy, CameraForbidden: the pump is closed then.
        """
        self._settled.wait(OPEN_S)
        with self._lock:
            error = self._bug or self._refused
        if error is not None:
            self.close()
            raise error

    def grab(self) -> Picture | None:
        """See `FrameSource`."""
        with self._lock:
            now = self._clock()
            if self._bug is not None:
                raise self._bug
            frame, taken_at = self._frame, self._taken_at
            self._frame, self._wanted = None, True
            if frame is not None and now - taken_at <= FRESH_S:
                return frame
            if self._error is not None:
                raise type(self._error)(*self._error.args)
            if now - self._heard_at > SILENT_S:
                raise CameraLost("no frame")
            return None

    def close(self) -> None:
        """See `FrameSource`. A driver that hangs is left to end by itself."""
        self._stopped.set()
        self._thread.join(_CLOSE_S)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                shots = self._opened()
            except StationError as error:
                self._tell(error)
            except Exception as error:
                with self._lock:
                    self._bug = error
                self._settled.set()
                return
            else:
                self._tell(None)
                try:
                    self._follow(shots)
                finally:
                    shots.release()
                if not self._stopped.is_set():
                    self._tell(CameraLost("connection ended"))
            self._stopped.wait(self._again_s)

    def _follow(self, shots: Shots) -> None:
        while not self._stopped.is_set() and shots.advance():
            with self._lock:
                self._heard_at = self._clock()
                wanted = self._wanted
            picture = shots.picture() if wanted else None
            if picture is not None:
                with self._lock:
                    self._frame, self._taken_at, self._wanted = picture, self._clock(), False

    def _tell(self, error: StationError | None) -> None:
        with self._lock:
            self._error = error
            if not self._settled.is_set():
                self._refused = error
            self._heard_at = self._clock()
        self._settled.set()
