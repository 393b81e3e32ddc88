"""What the `preview` lane does: grab, watch, make small. Knows no widget; used on one thread."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.scanning.frame_watch import FrameWatch, Quad, Sight
from app.scanning.picture import Picture


@dataclass(frozen=True)
class Shot:
    """One frame, what was seen in it, and the small picture of it that is shown.

    Attributes:
        frame: the whole frame, to be read from; blue, green, red.
        pixels: the small one, blue, green, red, unused, row by row without gaps.
        size: width and height of the small one in pixels.
        outlines: of every document seen, in the small one; the one to be read first.
    """

    frame: Picture
    sight: Sight
    pixels: bytes
    size: tuple[int, int]
    outlines: tuple[Quad, ...]


class CameraFeed:
    """The camera while its picture is shown. Every method belongs on the `preview` lane."""

    def __init__(
        self,
        grab: Callable[[], Picture | None],
        close: Callable[[], None],
        make_watch: Callable[[], FrameWatch],
        *,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args are those of the services; `now_s` is any clock that does not go back."""
        self._grab = grab
        self._close = close
        self._make_watch = make_watch
        self._now_s = now_s
        self._watch = make_watch()

    def look(self, room: tuple[int, int]) -> Shot | None:
        """The newest frame; None = there is no new one yet. The first call opens the camera.

        Args:
            room: width and height in pixels that the small picture must fit.
        Raises:
            StationError: the camera cannot be opened or is lost; call again after a while.
        """
        frame = self._grab()
        if frame is None:
            return None
        sight = self._watch.look(frame, self._now_s())
        pixels, size = _small(frame, room)
        scale = size[0] / frame.shape[1]
        seen = sight.outlines or ((sight.corners,) if sight.corners else ())
        outlines = tuple(tuple((x * scale, y * scale) for x, y in quad) for quad in seen)
        return Shot(frame, sight, pixels, size, outlines)

    def again(self) -> None:
        """Give what lies there for reading once more."""
        self._watch.again()

    def dismiss(self, frame: Picture) -> None:
        """What lay there in this frame is no document: it counts as part of the desk."""
        self._watch.dismiss(frame)

    def close(self) -> None:
        """Let the camera go; `look` opens it again."""
        self._watch = self._make_watch()
        self._close()


def _small(frame: Picture, room: tuple[int, int]) -> tuple[bytes, tuple[int, int]]:
    import cv2

    height, width = frame.shape[:2]
    scale = min(max(room[0], 1) / width, max(room[1], 1) / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    shrunk = cv2.resize(frame, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    return np.ascontiguousarray(cv2.cvtColor(shrunk, cv2.COLOR_BGR2BGRA)).tobytes(), size
