"""Numbers that frames of one camera are compared by: motion, what is new, sharpness, content."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.scanning.page import Corners
from app.scanning.picture import Picture

Grey = NDArray[np.uint8]
Mask = NDArray[np.uint8]
Floats = NDArray[np.float32]

SMALL_PX = 480
"""Width, or height of a frame on end, in which outlines and motion are looked for."""

_CHANGED = 12
_NEW_SHARE = (0.06, 7.0, 14.0)
_DETAIL_PX = (420, 280)
_SOFT_PX = (0.9, 2.7)
_CONTENT_PX = (256, 160)
_TRIM_PX = 12
_JITTER_PX = 2
_PARTS = (12, 8)
_FAINT = 9.0
_PLAIN = 0.35
_BLOWN = 250
_HIDDEN = 0.1


@dataclass(frozen=True)
class Reduced:
    """A frame made small.

    Attributes:
        small: longer side `SMALL_PX`.
        grey: of `small`, softened.
        scale: pixels of the frame in one of `small`.
    """

    small: Picture
    grey: Grey
    scale: float


def reduced(frame: Picture) -> Reduced:
    """Make a frame small; in two steps, which costs a third."""
    import cv2

    scale = max(frame.shape[:2]) / SMALL_PX
    size = (round(frame.shape[1] / scale), round(frame.shape[0] / scale))
    middle = cv2.resize(frame, (size[0] * 2, size[1] * 2), interpolation=cv2.INTER_AREA)
    small = cv2.resize(middle, size, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (3, 3), 0)
    return Reduced(np.asarray(small, np.uint8), np.asarray(grey, np.uint8), scale)


def motion(before: Grey, now: Grey) -> float:
    """Share of the picture that changed, 0…1; all of it while the exposure swings."""
    import cv2

    swing = cv2.mean(now)[0] - cv2.mean(before)[0]
    changed = cv2.countNonZero(cv2.threshold(cv2.absdiff(now, before), _CHANGED, 255, cv2.THRESH_BINARY)[1])
    share = changed / now.size
    return 1.0 if abs(swing) > _CHANGED / 2 and share > 0.5 else share


class EmptyDesk:
    """The desk without a document, as far as it is known."""

    def __init__(self, small: Picture) -> None:
        self._seen = small.astype(np.float32)

    @property
    def small(self) -> Picture:
        """What it looks like."""
        return self._seen.astype(np.uint8)

    def follow(self, small: Picture) -> None:
        """The desk is still empty: take over a little of how it looks now."""
        import cv2

        cv2.accumulateWeighted(small, self._seen, 0.15)

    def new_in(self, small: Picture) -> Mask:
        """Where something lies that was not there; light and exposure may have changed meanwhile."""
        import cv2

        gain = np.median(small[::4, ::4], axis=(0, 1)) / np.maximum(
            np.median(self._seen[::4, ::4], axis=(0, 1)), 1.0
        )
        expected = np.clip(self._seen * np.clip(gain, 0.4, 2.5), 0, 255).astype(np.uint8)
        away = cv2.absdiff(small, expected)
        most = np.asarray(cv2.max(cv2.max(away[..., 0], away[..., 1]), away[..., 2]))
        share, low, high = _NEW_SHARE
        least = float(np.clip(share * float(expected[::8, ::8].mean()), low, high))
        mask = cv2.threshold(most, least, 255, cv2.THRESH_BINARY)[1]
        return np.asarray(cv2.medianBlur(mask, 3), np.uint8)


def detail(frame: Picture, corners: Corners) -> float:
    """How sharp the inside is, 0…1: how much its steepest edges flatten when it is softened.

    The picture is compared with itself only, so contrast plays no part, and noise hardly any.

    Args:
        corners: in pixels of the frame.
    """
    import cv2

    middle = corners.mean(axis=0)
    width, height = _DETAIL_PX
    left = int(np.clip(middle[0] - width / 2, 0, max(0, frame.shape[1] - width)))
    top = int(np.clip(middle[1] - height / 2, 0, max(0, frame.shape[0] - height)))
    grey = cv2.cvtColor(frame[top : top + height, left : left + width], cv2.COLOR_BGR2GRAY)
    mask = np.zeros_like(grey)
    inside = (corners - middle) * 0.88 + middle - [left, top]
    cv2.fillConvexPoly(mask, np.rint(inside).astype(np.int32), 255)
    steepest = []
    for sigma in _SOFT_PX:
        soft = cv2.GaussianBlur(grey, (0, 0), sigma).astype(np.float32)
        slope = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))[mask > 0]
        if slope.size < 400:
            return 0.0
        count = slope.size // 50
        steepest.append(float(np.partition(slope, -count)[-count:].mean()))
    ratio = steepest[0] / max(steepest[1], 1e-3)
    return float(np.clip((ratio - 1) / (_SOFT_PX[1] / _SOFT_PX[0] - 1), 0, 1))


@dataclass(frozen=True)
class Content:
    """What a document shows, independent of place and light.

    Attributes:
        local: brightness against its surroundings.
        blown: 255 where light is so strong that nothing can be seen.
    """

    local: Floats
    blown: Mask


def content(frame: Picture, corners: Corners) -> Content:
    """What the document within the corners (pixels of the frame, first side a long one) shows."""
    import cv2

    width, height = _CONTENT_PX
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.ascontiguousarray(corners, np.float32), flat)
    laid = cv2.warpPerspective(frame, matrix, _CONTENT_PX, borderMode=cv2.BORDER_REPLICATE)
    raw = cv2.cvtColor(laid, cv2.COLOR_BGR2GRAY)
    grey = cv2.GaussianBlur(raw, (0, 0), 1.3).astype(np.float32)
    local = grey - cv2.GaussianBlur(grey, (0, 0), 9)
    spread = np.sqrt(cv2.GaussianBlur(local * local, (0, 0), 9))
    blown = cv2.dilate(cv2.threshold(raw, _BLOWN, 255, cv2.THRESH_BINARY)[1], np.ones((9, 9), np.uint8))
    return Content(np.asarray(local / (spread + _FAINT), np.float32), np.asarray(blown, np.uint8))


def likeness(one: Content, other: Content) -> float:
    """Of two contents, −1…1, whichever way up: of the part that is least alike.

    Two cards of one kind share labels and layout; a name or a few digits that differ tell them apart.
    Parts without print and parts under glare say nothing; when little else is left they are unlike.
    """
    import cv2

    inner = one.local[_TRIM_PX:-_TRIM_PX, _TRIM_PX:-_TRIM_PX]
    ways = (other, Content(other.local[::-1, ::-1], other.blown[::-1, ::-1]))
    marks = [
        cv2.matchTemplate(np.ascontiguousarray(w.local), inner, cv2.TM_CCOEFF_NORMED).max() for w in ways
    ]
    way = ways[int(np.argmax(marks))]
    return _least_alike(one, _fitted(one, way))


def _fitted(one: Content, other: Content) -> Content:
    """The other laid exactly on the one: outlines are right to a pixel or two only.

    Source: Evangelidis and Psarakis, Parametric image alignment using ECC (2008).
    """
    import cv2

    half = (_CONTENT_PX[0] // 2, _CONTENT_PX[1] // 2)
    small = [
        cv2.resize(np.ascontiguousarray(c.local), half, interpolation=cv2.INTER_AREA) for c in (one, other)
    ]
    stop = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 25, 1e-3)
    try:
        _, found = cv2.findTransformECC(
            small[0],
            small[1],
            np.eye(3, dtype=np.float32),
            cv2.MOTION_HOMOGRAPHY,
            stop,
            np.full(half[::-1], 255, np.uint8),
            5,
        )
    except cv2.error:
        return other  # too unlike to be laid on each other
    double = np.diag([2.0, 2.0, 1.0])
    matrix = double @ found.astype(np.float64) @ np.linalg.inv(double)
    local, blown = (
        cv2.warpPerspective(
            np.ascontiguousarray(each),
            matrix,
            _CONTENT_PX,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        for each in (other.local, other.blown)
    )
    return Content(np.asarray(local, np.float32), np.asarray(blown, np.uint8))


def _least_alike(one: Content, other: Content) -> float:
    import cv2

    width, height = _CONTENT_PX
    across, down = (width - 2 * _TRIM_PX) // _PARTS[0], (height - 2 * _TRIM_PX) // _PARTS[1]
    marks, hidden = [], 0
    for y in range(_TRIM_PX, height - _TRIM_PX - down + 1, down):
        for x in range(_TRIM_PX, width - _TRIM_PX - across + 1, across):
            place = np.s_[y : y + down, x : x + across]
            if max(float(one.local[place].std()), float(other.local[place].std())) < _PLAIN:
                continue
            if max(float(one.blown[place].mean()), float(other.blown[place].mean())) > 255 * _HIDDEN:
                hidden += 1
                continue
            around = other.local[
                y - _JITTER_PX : y + down + _JITTER_PX, x - _JITTER_PX : x + across + _JITTER_PX
            ]
            part = np.ascontiguousarray(one.local[place])
            found = cv2.matchTemplate(np.ascontiguousarray(around), part, cv2.TM_CCOEFF_NORMED)
            marks.append(float(found.max()))
    if not marks:
        return 1.0 if not hidden else 0.0
    return min(marks) if len(marks) >= hidden else 0.0
