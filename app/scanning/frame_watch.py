"""Watching the desk: is a document there, does it lie still and sharp, was it read already?

What the desk looks like without a document is learned whenever nothing is found on it, so papers and
a keyboard that always lie there are no documents. A document is given for reading once; whether
another one has taken its place is told by what it shows, not by whether the desk was empty in between.
In doubt it is given again: reading twice costs half a second, a card passed over costs a visitor.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

import numpy as np

from app.scanning.frame_measures import (
    Content,
    EmptyDesk,
    Grey,
    Mask,
    Reduced,
    content,
    detail,
    likeness,
    motion,
    reduced,
)
from app.scanning.frame_outline import find_outlines
from app.scanning.page import Corners, Outline
from app.scanning.picture import Picture

Quad = tuple[tuple[float, float], ...]
"""Four corners in pixels of the frame, clockwise, the first side a long one."""

SETTLE_S = 0.3
"""How long a document must lie still."""

SHARPEN_S = 1.5
"""How long a lens may take to focus; then the picture is taken as it is."""

_HELD_S = 1.2
_LEARN_S = 0.5
_ABSORB_S = 6.0
_MOVES = 0.006
_WAVES = 0.03
_DRIFTS = 0.004
_SAME = 0.94
_SAME_PLACE = 0.012
_SHARP = 0.45
_AS_SHARP = 0.7
_RISING = 1.08
_REMEMBERED = 5


class SightState(StrEnum):
    """What is to be seen.

    `EMPTY`: no document. `MOVING`: something moves, or a document has not lain long enough. `BLURRED`:
    it lies still but the picture is not sharp yet. `STEADY`: read this frame, said once. `DONE`: what
    lies there has been given for reading; lift or exchange it.
    """

    EMPTY = "empty"
    MOVING = "moving"
    BLURRED = "blurred"
    STEADY = "steady"
    DONE = "done"


@dataclass(frozen=True)
class Sight:
    """What one frame showed.

    Attributes:
        corners: of the document to be read or read last; empty when none is seen.
        sharpness: 0…1, of what lies within the corners; only comparisons mean anything.
        documents: how many are seen; lay one at a time when it is more than one.
        outlines: of each of them, `corners` first.
    """

    state: SightState
    corners: Quad = ()
    sharpness: float = 0.0
    documents: int = 0
    outlines: tuple[Quad, ...] = ()


class FrameWatch:
    """Follows one camera from frame to frame. No clock inside: the time is given with each frame."""

    def __init__(self) -> None:
        self._empty: EmptyDesk | None = None
        self._bare: EmptyDesk | None = None
        self._before: Grey | None = None
        self._searched: Grey | None = None
        self._found: tuple[Outline, ...] = ()
        self._large_new = False
        self._moved_at = 0.0
        self._placed_at = 0.0
        self._place: tuple[Outline, ...] = ()
        self._given: list[Content] = []
        self._judged: Grey | None = None
        self._best: deque[float] = deque(maxlen=_REMEMBERED)
        self._last_detail = 0.0

    def look(self, frame: Picture, at_s: float) -> Sight:
        """Judge the next frame.

        Args:
            frame: as `FrameSource.grab` gives it.
            at_s: when it was taken, seconds on any clock that does not go back.
        """
        small = reduced(frame)
        if self._before is None or self._before.shape != small.grey.shape:
            self._start_over(small, at_s)
        share = 0.0 if self._before is None else motion(self._before, small.grey)
        self._before = small.grey
        if share > _MOVES:
            self._moved_at = at_s
            self._judged = None
        if share > _WAVES:
            self._placed_at = at_s
            return Sight(SightState.MOVING)
        found = self._outlines(small, at_s)
        still_s = max(at_s - self._moved_at, at_s - self._placed_at - _HELD_S)
        if not found:
            return self._nothing(small, at_s, share)
        if still_s < 0 or at_s - self._placed_at < SETTLE_S / 2:
            return self._sight(SightState.MOVING, found, small.scale)
        return self._document(frame, small, found, still_s)

    def again(self) -> None:
        """Give what lies there for reading once more."""
        self._given.clear()
        self._judged = None

    def dismiss(self, frame: Picture) -> None:
        """What lay there in this frame is no document (a keyboard, a leaflet): part of the desk from now
        on, until it is taken away.

        Args:
            frame: an earlier one of this camera; what was laid down since is found as before.
        """
        small = reduced(frame)
        if self._before is None or self._before.shape != small.grey.shape:
            return
        self._bare = self._bare or self._empty
        self._empty = EmptyDesk(small.small)
        self._forget()

    def _start_over(self, small: Reduced, at_s: float) -> None:
        """The first frame, or another size of frames."""
        self._empty = self._bare = None
        self._moved_at = self._placed_at = at_s
        self._before = None
        self._forget()

    def _forget(self) -> None:
        self._given.clear()
        self._found, self._place = (), ()
        self._searched = self._judged = None

    def _outlines(self, small: Reduced, at_s: float) -> tuple[Outline, ...]:
        """What lies there, looked for again only where something has changed."""
        if self._searched is None or motion(self._searched, small.grey) > _DRIFTS:
            new = self._new_in(small)
            was = None if self._empty is None else self._empty.small
            self._found = find_outlines(small.small, new, was) if new is None or self._large_new else ()
            self._searched = small.grey
            if not _same_place(self._found, self._place):
                self._placed_at = at_s
            self._place = self._found
        return self._found

    def _new_in(self, small: Reduced) -> Mask | None:
        """Where the desk differs from the empty one; None = that is not known."""
        new = None if self._empty is None else self._empty.new_in(small.small)
        self._large_new = new is not None and _large(new)
        if self._large_new and self._bare is not None:
            before = self._bare.new_in(small.small)
            if not _large(before):  # what was dismissed has been taken away
                self._empty, self._bare, self._large_new = self._bare, None, False
                return before
        return new

    def _nothing(self, small: Reduced, at_s: float, share: float) -> Sight:
        still_s = at_s - self._moved_at
        if share > _MOVES:
            return Sight(SightState.MOVING)
        if still_s >= (_ABSORB_S if self._large_new else _LEARN_S):
            if self._empty is None or self._large_new:
                self._empty = EmptyDesk(small.small)
                self._searched = None
            else:
                self._empty.follow(small.small)
        if still_s >= SETTLE_S:
            self._given.clear()
            self._judged = None
        return Sight(SightState.EMPTY)

    def _document(self, frame: Picture, small: Reduced, found: tuple[Outline, ...], still_s: float) -> Sight:
        if self._judged is not None and _unchanged(self._judged, small.grey, found):
            return self._sight(SightState.DONE, found, small.scale)
        if still_s < SETTLE_S:
            self._last_detail = 0.0
            return self._sight(SightState.MOVING, found, small.scale)
        shown = [content(frame, outline.corners * small.scale) for outline in found]
        fresh = [i for i, each in enumerate(shown) if not self._was_given(each)]
        if not fresh:
            self._given, self._judged = shown, small.grey
            return self._sight(SightState.DONE, found, small.scale)
        order = (*(found[i] for i in fresh), *(o for i, o in enumerate(found) if i not in fresh))
        sharpness = detail(frame, order[0].corners * small.scale)
        rising = 0 < self._last_detail * _RISING < sharpness
        self._last_detail = sharpness
        if still_s < SHARPEN_S and (rising or sharpness < self._sharp_enough()):
            return self._sight(SightState.BLURRED, order, small.scale, sharpness)
        self._best.append(sharpness)
        self._given, self._judged = shown, small.grey
        self._last_detail = 0.0
        return self._sight(SightState.STEADY, order, small.scale, sharpness)

    def _was_given(self, shown: Content) -> bool:
        return any(likeness(given, shown) >= _SAME for given in self._given)

    def _sharp_enough(self) -> float:
        """Least sharpness not worth waiting for better: what this lens has lately been capable of."""
        return median(self._best) * _AS_SHARP if self._best else _SHARP

    def _sight(
        self, state: SightState, found: tuple[Outline, ...], scale: float, sharpness: float = 0.0
    ) -> Sight:
        quads = tuple(_quad(outline.corners, scale) for outline in found)
        return Sight(state, quads[0], sharpness, len(quads), quads)


def cut_out(frame: Picture, corners: Quad, room: float = 0.06) -> Picture:
    """The part of a frame that holds one document, for reading; what lies beside it is painted over.

    Args:
        corners: one of `Sight.outlines`.
        room: kept around it, as a share of its longer side.
    """
    import cv2

    quad = np.array(corners, np.float32)
    middle = quad.mean(axis=0)
    wide = float(np.linalg.norm(quad[0] - quad[1])) * room
    reach = np.maximum(np.linalg.norm(quad - middle, axis=1, keepdims=True), 1.0)
    grown = middle + (quad - middle) * (1 + wide * np.sqrt(2.0) / reach)
    low = np.clip(np.floor(grown.min(axis=0)), 0, [frame.shape[1] - 1, frame.shape[0] - 1]).astype(int)
    high = np.clip(np.ceil(grown.max(axis=0)), low + 1, [frame.shape[1], frame.shape[0]]).astype(int)
    part = frame[low[1] : high[1], low[0] : high[0]]
    mask = np.zeros(part.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, np.rint(grown - low).astype(np.int32), 255)
    ground = np.median(frame[::16, ::16].reshape(-1, 3), axis=0)
    return np.where(mask[..., None] > 0, part, ground).astype(np.uint8)


def _large(new: Mask) -> bool:
    return float(new.mean()) > 255 * _MOVES * 2


def _unchanged(before: Grey, now: Grey, found: tuple[Outline, ...]) -> bool:
    """Whether nothing has changed within any of the outlines."""
    for outline in found:
        low = np.maximum(outline.corners.min(axis=0), 0).astype(int)
        high = np.ceil(outline.corners.max(axis=0)).astype(int)
        place = np.s_[low[1] : high[1], low[0] : high[0]]
        if motion(before[place], now[place]) > _DRIFTS:
            return False
    return True


def _quad(corners: Corners, scale: float) -> Quad:
    return tuple((float(x * scale), float(y * scale)) for x, y in corners)


def _same_place(found: tuple[Outline, ...], before: tuple[Outline, ...]) -> bool:
    if len(found) != len(before) or not found:
        return False
    return all(
        min(_away(each, other) for other in before) <= _SAME_PLACE * np.sqrt(each.area) * 2 for each in found
    )


def _away(one: Outline, other: Outline) -> float:
    """Largest distance of a corner from its counterpart, px."""
    return min(
        float(np.linalg.norm(one.corners - np.roll(other.corners, k, axis=0), axis=1).max()) for k in range(4)
    )
