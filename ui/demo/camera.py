"""The demo's camera: somebody lays one sample card after the other under it."""

import time
from collections.abc import Callable

import numpy as np

from app.scanning.picture import Picture
from app.scanning.specimens import (
    CardBack,
    ResidentCard,
    desk,
    foreign_card,
    passport,
    resident_back,
    resident_front,
)

CAMERA = "演示高拍仪"
EMPTY_S = 3.0
LAID_S = 6.0
_BEAT_S = 0.08
_SIZE_PX = (1600, 900)
_SECOND = ResidentCard("乙某", "女", "回", (1988, 5, 12), number="110199198805129020")
_SECOND_BACK = CardBack(validity="2016.08.01-2036.08.01")
_PILE = (
    (resident_front, 4.0),
    (resident_back, -3.0),
    (lambda: resident_front(_SECOND), 176.0),
    (lambda: resident_back(_SECOND_BACK), 8.0),
    (foreign_card, -6.0),
    (passport, 2.0),
)


class DemoCamera:
    """A `FrameSource` without any device. The first card is laid down `EMPTY_S` after the first look."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun_at: float | None = None
        self._next_at = 0.0
        self._drawn: dict[int, Picture] = {}

    def grab(self) -> Picture | None:
        """See `FrameSource`."""
        now = self._clock()
        if self._begun_at is None:
            self._begun_at = now
        if now < self._next_at:
            return None
        self._next_at = now + _BEAT_S
        turn, into_s = divmod(now - self._begun_at, EMPTY_S + LAID_S)
        which = int(turn) % len(_PILE) if into_s >= EMPTY_S else -1
        if which not in self._drawn:
            self._drawn[which] = _drawn(which)
        return self._drawn[which].copy()

    def close(self) -> None:
        """See `FrameSource`; whoever looks again sees the first card first."""


def _drawn(which: int) -> Picture:
    cards = []
    turn = 0.0
    if which >= 0:
        draw, turn = _PILE[which]
        face = draw()
        cards = [face.resize((round(face.width * 0.62), round(face.height * 0.62)))]
    scene = desk(cards, turn=turn, size=_SIZE_PX)
    return np.ascontiguousarray(np.asarray(scene.convert("RGB"), np.uint8)[:, :, ::-1])
