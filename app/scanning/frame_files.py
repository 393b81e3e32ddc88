"""Pictures on disk as if a camera saw them: a file, a folder that fills, a folder played, a video.

Vendors' camera programs put pictures into a folder; watching it makes such a camera usable here.
"""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.errors import CameraLost, NoCamera, PictureUnreadable
from app.scanning.picture import MOST_BYTES, Picture, decode_picture

LONGEST_PX = 2200
SHOWN_S = 3.0
"""How long a picture of a folder lies under the camera."""

GAP_S = 0.8
"""How long the desk is empty between two of them."""

BEAT_S = 0.08
"""A thing that does not move is shown about as often as a camera shows it."""

BORDER = 0.06
GROUND = (96, 96, 96)
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"})
_VIDEOS = frozenset({".mp4", ".avi", ".mkv", ".mov", ".webm", ".mjpeg", ".mjpg", ".m4v"})
_EMPTY_DESK = (1080, 1920, 3)
_MOST_TRIES = 4

Clock = Callable[[], float]


def is_video(path: Path) -> bool:
    """By the end of its name."""
    return path.suffix.lower() in _VIDEOS


def on_ground(picture: Picture) -> Picture:
    """A picture laid on a plain grey ground, so that a scan that fills its file has an outline."""
    height, width = picture.shape[:2]
    room = round(max(height, width) * BORDER)
    laid = np.full((height + 2 * room, width + 2 * room, 3), GROUND, np.uint8)
    laid[room : room + height, room : room + width] = picture
    return laid


def empty_ground(like: tuple[int, ...] = _EMPTY_DESK) -> Picture:
    """The same ground with nothing on it."""
    return np.full(like, GROUND, np.uint8)


class PictureShown:
    """One picture file; when it is written anew, the new picture."""

    def __init__(self, path: Path, *, clock: Clock = time.monotonic) -> None:
        """Read it.

        Raises:
            NoCamera: it is not there.
            PictureUnreadable: it is no picture.
        """
        self._path = path
        self._stamp = _stamp(path)
        if self._stamp is None:
            raise NoCamera("no such file")
        self._laid = on_ground(_decoded(path))
        self._beat = _Beat(clock)

    def grab(self) -> Picture | None:
        """See `FrameSource`; a file half written shows the former picture."""
        if not self._beat.due():
            return None
        stamp = _stamp(self._path)
        if stamp is None:
            raise CameraLost("the file is gone")
        if stamp != self._stamp:
            try:
                self._laid = on_ground(_decoded(self._path))
            except PictureUnreadable:
                return None
            self._stamp = stamp
        return self._laid.copy()

    def close(self) -> None:
        """Nothing is held."""


class _Beat:
    """Says when the next frame is due."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next_at = clock()

    def due(self) -> bool:
        now = self._clock()
        if now < self._next_at:
            return False
        self._next_at = now + BEAT_S
        return True


class _Shown:
    """Pictures shown one after the other, with an empty desk between them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.beat = _Beat(clock)
        self._laid: Picture | None = None
        self._ground = empty_ground()
        self._until = clock()

    def frame(self, following: Callable[[], Picture | None]) -> Picture:
        now = self._clock()
        if now >= self._until:
            if self._laid is None:
                picture = following()
                if picture is not None:
                    self._laid = on_ground(picture)
                    self._until = now + SHOWN_S
            else:
                self._ground = empty_ground(self._laid.shape)
                self._laid = None
                self._until = now + GAP_S
        return self._ground.copy() if self._laid is None else self._laid.copy()


class FolderWatched:
    """Pictures that come into a folder from now on, each once, in the order they came.

    What lies there already belongs to former visitors and is left alone. A file is taken once it has
    stopped growing; one that cannot be read is passed over.
    """

    def __init__(self, folder: Path, *, clock: Clock = time.monotonic) -> None:
        """Note what is there.

        Raises:
            NoCamera: the folder cannot be read.
        """
        self._folder = folder
        self._shown = _Shown(clock)
        self._tries: dict[str, int] = {}
        self._growing: dict[str, tuple[int, int]] = {}
        try:
            self._seen = self._names()
        except OSError as error:
            raise NoCamera(type(error).__name__) from error

    def grab(self) -> Picture | None:
        """See `FrameSource`."""
        if not self._shown.beat.due():
            return None
        try:
            names = self._names()
        except OSError as error:
            raise CameraLost(type(error).__name__) from error
        self._seen = {name: stamp for name, stamp in self._seen.items() if name in names}
        return self._shown.frame(lambda: self._next(names))

    def close(self) -> None:
        """Nothing is held."""

    def _names(self) -> dict[str, tuple[int, int]]:
        stamps = {path.name: _stamp(path) for path in _pictures(self._folder)}
        return {name: stamp for name, stamp in stamps.items() if stamp is not None}

    def _next(self, names: dict[str, tuple[int, int]]) -> Picture | None:
        new = [name for name, stamp in names.items() if self._seen.get(name) != stamp]
        for name in sorted(new, key=lambda name: (names[name][0], name)):
            if self._growing.get(name) != names[name]:
                self._growing[name] = names[name]
                continue
            try:
                picture = _decoded(self._folder / name)
            except PictureUnreadable:
                self._tries[name] = self._tries.get(name, 0) + 1
                if self._tries[name] >= _MOST_TRIES:
                    self._done(name, names)
                continue
            self._done(name, names)
            return picture
        return None

    def _done(self, name: str, names: dict[str, tuple[int, int]]) -> None:
        self._seen[name] = names[name]
        self._growing.pop(name, None)
        self._tries.pop(name, None)


class FolderPlayed:
    """The pictures of a folder in the order of their names, over and over."""

    def __init__(self, folder: Path, *, clock: Clock = time.monotonic) -> None:
        """List them.

        Raises:
            NoCamera: there is none.
        """
        self._paths = sorted(_pictures(folder))
        if not self._paths:
            raise NoCamera("no picture in the folder")
        self._shown = _Shown(clock)
        self._at = 0

    def grab(self) -> Picture | None:
        """See `FrameSource`; a file that cannot be read is passed over."""
        return self._shown.frame(self._next) if self._shown.beat.due() else None

    def close(self) -> None:
        """Nothing is held."""

    def _next(self) -> Picture | None:
        path = self._paths[self._at % len(self._paths)]
        self._at += 1
        try:
            return _decoded(path)
        except PictureUnreadable:
            return None


class VideoShots:
    """A video played in its own time; at its end it begins anew."""

    def __init__(
        self, path: Path, *, clock: Clock = time.monotonic, rest: Callable[[float], None] = time.sleep
    ) -> None:
        """Open it.

        Raises:
            PictureUnreadable: no video that can be decoded.
        """
        import cv2

        self._path = path
        self._clock = clock
        self._rest = rest
        self._capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        rate = self._capture.get(cv2.CAP_PROP_FPS) if self._capture.isOpened() else 0.0
        self._frame_s = 1 / rate if 1 <= rate <= 120 else 1 / 15
        self._next_at = clock()
        if not self._capture.grab():
            self._capture.release()
            raise PictureUnreadable("no video")
        self._begun = True

    def advance(self) -> bool:
        """See `Shots`."""
        import cv2

        self._rest(max(0.0, min(self._next_at - self._clock(), 1.0)))
        self._next_at = max(self._next_at + self._frame_s, self._clock() - 1.0)
        if self._begun:
            self._begun = False
            return True
        if self._capture.grab():
            return True
        self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
        return bool(self._capture.grab())

    def picture(self) -> Picture | None:
        """See `Shots`."""
        good, frame = self._capture.retrieve()
        return np.asarray(frame, np.uint8) if good else None

    def release(self) -> None:
        """See `Shots`."""
        self._capture.release()


def open_video(path: Path) -> VideoShots:
    """Open a video file; see `VideoShots`."""
    return VideoShots(path)


def _pictures(folder: Path) -> list[Path]:
    return [p for p in folder.iterdir() if p.suffix.lower() in _PICTURES and not p.name.startswith(".")]


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        known = path.stat()
    except OSError:
        return None
    return known.st_mtime_ns, known.st_size


def _decoded(path: Path) -> Picture:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PictureUnreadable("too large")
        return decode_picture(path.read_bytes(), LONGEST_PX)
    except OSError as error:
        raise PictureUnreadable(type(error).__name__) from error
