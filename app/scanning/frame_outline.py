"""Outlines of documents in a small picture of the desk, fast enough for every frame.

A document is four straight sides with a change of brightness or colour along them. Straight segments
are gathered along and across each prevailing direction, and every quadrilateral they make is judged by
how much of its sides is really there, so that fingers, glare and a sleeve may hide a part of them.
What was on the desk before (papers, a keyboard) is left out by the mask of what is new.

Source: von Gioi et al., LSD (2010), for the segments; ISO/IEC 7810 and ICAO Doc 9303-2 for the shapes.
"""

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.scanning.frame_patches import ASPECTS, SMALLEST_SHARE, Floats, Grey, Mask, outline_of, patches
from app.scanning.page import Outline
from app.scanning.picture import Picture

MOST = 4
_SHORTEST_PX = 9.0
_MOST_SEGMENTS = 90
_MOST_LINES = 11
_DIRECTIONS = 3
_SPREAD = 14.0  # degrees that tilt may turn a side against its direction
_SAME_PX, _SAME_DEGREES = 2.5, 5.0
_CLOSEST_PX = 20.0
_SKEW = 26.0  # degrees that a corner may differ from a right angle
_SIDES_RATIO = 1.6
_SAMPLES, _ROUGH = 20, 5
_JUDGED = 240
_EDGE = 7.0
_KNOWN, _UNKNOWN, _FURTHER = (0.55, 0.12), (0.72, 0.45), (0.68, 0.35)
"""Least mean and least smallest share of the sides that is seen: with and without a mask, and of a second
document beside the first."""

_NEW_INSIDE = 0.6
_NEW_AROUND = 0.55
_RANKED = 40
_SHARED = 0.08
_ROOM_PX = 8
_HOLES_PX = 15
_INSIDE_PX = 3.0


@dataclass(frozen=True)
class _Lines:
    """Lines as points and unit directions, longest first."""

    at: Floats
    along: Floats


def find_outlines(small: Picture, new: Mask | None = None, was: Picture | None = None) -> tuple[Outline, ...]:
    """Documents in a picture, best first, none within another.

    Args:
        small: the desk, about 480 px wide; larger ones cost more and show no more.
        new: where it differs from the empty desk; None = nothing is known of that, and only what is
            outlined plainly is taken for a document.
        was: the empty desk.
    """
    import cv2

    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
    found = _outlined(grey, grey.shape, new)
    if not found:
        colour = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)[..., 1:].astype(np.int16) - 128
        strength = np.clip(np.abs(colour).sum(axis=2) * 3, 0, 255).astype(np.uint8)
        found = _outlined(np.asarray(cv2.GaussianBlur(strength, (3, 3), 0), np.uint8), grey.shape, new)
    if not found and new is not None and was is not None:
        found = patches(new, grey, was)
    kept: list[Outline] = []
    for each in found:
        if all(_shared(each, other) < _SHARED for other in kept):
            kept.append(each)
    return tuple(kept[:MOST])


def _outlined(grey: Grey, shape: tuple[int, ...], new: Mask | None) -> list[Outline]:
    segments = _segments(grey, new)
    stack = [_quads(segments, direction, shape) for direction in _directions(segments)]
    quads = np.concatenate(stack) if stack else np.zeros((0, 4, 2), np.float32)
    if not len(quads):
        return []
    slopes = _slopes(grey)
    whole = None if new is None else _closed(new)
    if len(quads) > _JUDGED:
        rough = _sides_seen(slopes, whole, quads, _ROUGH).mean(axis=1) * _areas(quads) ** 0.25
        quads = quads[np.argsort(-rough)[:_JUDGED]]
    sides = _sides_seen(slopes, whole, quads, _SAMPLES)
    mean, least = sides.mean(axis=1), sides.min(axis=1)
    least_mean, least_side = _UNKNOWN if new is None else _KNOWN
    areas = _areas(quads)
    fits = (mean >= least_mean) & (least >= least_side)
    rank = np.where(fits, mean * areas**0.25, -1.0)
    found: list[Outline] = []
    for i in np.argsort(-rank)[:_RANKED]:
        if rank[i] < 0:
            break
        plain = mean[i] >= _FURTHER[0] and least[i] >= _FURTHER[1]
        if (plain or not found) and (new is None or whole is None or _is_new(new, whole, quads[i])):
            found.append(outline_of(quads[i]))
    return found


def _segments(grey: Grey, new: Mask | None) -> Floats:
    """Straight pieces of edges, longest first; rows of x, y, x, y."""
    left, top, width, height = (0, 0, grey.shape[1], grey.shape[0]) if new is None else _place(new)
    found = _detector().detect(np.ascontiguousarray(grey[top : top + height, left : left + width]))[0]
    if found is None:
        return np.zeros((0, 4), np.float32)
    segments = np.asarray(found, np.float32).reshape(-1, 4) + np.array([left, top, left, top], np.float32)
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    keep = lengths >= _SHORTEST_PX
    segments, lengths = segments[keep], lengths[keep]
    if new is not None and len(segments):
        t = np.linspace(0.1, 0.9, 6, dtype=np.float32)[:, None]
        xs = np.clip(segments[:, 0] + (segments[:, 2] - segments[:, 0]) * t, 0, grey.shape[1] - 1)
        ys = np.clip(segments[:, 1] + (segments[:, 3] - segments[:, 1]) * t, 0, grey.shape[0] - 1)
        fresh = (_grown(new)[ys.astype(int), xs.astype(int)] > 0).mean(axis=0) >= 0.5
        segments, lengths = segments[fresh], lengths[fresh]
    return np.asarray(segments[np.argsort(-lengths)[: 2 * _MOST_SEGMENTS]], np.float32)


def _place(new: Mask) -> tuple[int, int, int, int]:
    """Left, top, width and height of the new part with a little room; the whole when nothing is new."""
    import cv2

    left, top, width, height = cv2.boundingRect(new)
    if not width:
        return 0, 0, new.shape[1], new.shape[0]
    x, y = max(0, left - _ROOM_PX), max(0, top - _ROOM_PX)
    right = min(new.shape[1], left + width + _ROOM_PX)
    bottom = min(new.shape[0], top + height + _ROOM_PX)
    return x, y, right - x, bottom - y


@cache
def _detector() -> Any:
    import cv2

    return cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)


def _grown(mask: Mask) -> Mask:
    import cv2

    return np.asarray(cv2.dilate(mask, np.ones((5, 5), np.uint8)), np.uint8)


def _angles(segments: Floats) -> Floats:
    """Degrees, 0 ≤ a < 180."""
    radians = np.arctan2(segments[:, 3] - segments[:, 1], segments[:, 2] - segments[:, 0])
    return np.asarray(np.degrees(radians) % 180, np.float32)


def _directions(segments: Floats) -> list[float]:
    """The directions, of right-angled pairs, in which most edges run; degrees in 0 ≤ a < 90."""
    if len(segments) < 4:
        return []
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    bins = np.bincount((_angles(segments) % 90 / 3).astype(int) % 30, weights=lengths, minlength=30)
    smooth = bins + np.roll(bins, 1) + np.roll(bins, -1)
    chosen: list[float] = []
    for i in np.argsort(-smooth):
        angle = (i + 0.5) * 3.0
        if smooth[i] > 0 and all(abs((angle - other + 45) % 90 - 45) > _SPREAD - 2 for other in chosen):
            chosen.append(angle)
        if len(chosen) == _DIRECTIONS:
            break
    return chosen


def _lines(segments: Floats, direction: float) -> _Lines:
    """Lines near a direction, pieces of one line together, those with most length first."""
    angles = _angles(segments)
    near = np.abs((angles - direction + 90) % 180 - 90) <= _SPREAD
    chosen, angles = segments[near][:_MOST_SEGMENTS], angles[near][:_MOST_SEGMENTS]
    middle = (chosen[:, :2] + chosen[:, 2:]) / 2
    run = chosen[:, 2:] - chosen[:, :2]
    length = np.linalg.norm(run, axis=1)
    unit = run / np.maximum(length, 1e-3)[:, None]
    free = np.ones(len(chosen), bool)
    lines: list[tuple[float, int]] = []
    for i in range(len(chosen)):
        if not free[i]:
            continue
        normal = np.array([-unit[i, 1], unit[i, 0]], np.float32)
        off = np.maximum(
            np.abs((chosen[:, :2] - middle[i]) @ normal), np.abs((chosen[:, 2:] - middle[i]) @ normal)
        )
        turn = np.abs((angles - angles[i] + 90) % 180 - 90)
        same = free & (off <= _SAME_PX) & (turn <= _SAME_DEGREES)
        same[i] = True
        free &= ~same
        lines.append((float(length[same].sum()), i))
    best = [i for _, i in sorted(lines, reverse=True)[:_MOST_LINES]]
    return _Lines(middle[best], unit[best])


def _quads(segments: Floats, direction: float, shape: tuple[int, ...]) -> Floats:
    """Every quadrilateral of two lines along and two across that could be a document."""
    along, across = _lines(segments, direction), _lines(segments, direction + 90)
    first, second = _pairs(along), _pairs(across)
    if not len(first) or not len(second):
        return np.zeros((0, 4, 2), np.float32)
    i = np.repeat(first, len(second), axis=0)
    k = np.tile(second, (len(first), 1))
    corners = np.stack(
        [
            _crossing(along, i[:, a], across, k[:, b])
            for a, b in ((0, 0), (0, 1), (1, 1), (1, 0))
        ],
        axis=1,
    )  # fmt: skip
    return corners[_plausible(corners, shape)]


def _pairs(lines: _Lines) -> NDArray[np.intp]:
    pairs = []
    for i, k in combinations(range(len(lines.at)), 2):
        normal = np.array([-lines.along[i, 1], lines.along[i, 0]])
        if abs(float((lines.at[k] - lines.at[i]) @ normal)) >= _CLOSEST_PX:
            pairs.append((i, k))
    return np.array(pairs, np.intp).reshape(-1, 2)


def _crossing(one: _Lines, i: NDArray[np.intp], other: _Lines, k: NDArray[np.intp]) -> Floats:
    p, r, q, s = one.at[i], one.along[i], other.at[k], other.along[k]
    turn = r[:, 0] * s[:, 1] - r[:, 1] * s[:, 0]
    gap = q - p
    t = (gap[:, 0] * s[:, 1] - gap[:, 1] * s[:, 0]) / np.where(np.abs(turn) < 1e-3, 1e-3, turn)
    return np.asarray(p + t[:, None] * r, np.float32)


def _areas(quads: Floats) -> Floats:
    diagonal, other = quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1]
    return np.asarray(np.abs(diagonal[:, 0] * other[:, 1] - diagonal[:, 1] * other[:, 0]) / 2, np.float32)


def _plausible(quads: Floats, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    height, width = shape[:2]
    sides = np.roll(quads, -1, axis=1) - quads
    lengths = np.linalg.norm(sides, axis=2)
    pairs = lengths[:, :2] + lengths[:, 2:]
    aspect = pairs.max(axis=1) / np.maximum(pairs.min(axis=1), 1e-3)
    ratio = np.maximum(lengths[:, :2], lengths[:, 2:]) / np.maximum(
        np.minimum(lengths[:, :2], lengths[:, 2:]), 1e-3
    )
    cosine = np.abs((sides * np.roll(sides, -1, axis=1)).sum(axis=2)) / np.maximum(
        lengths * np.roll(lengths, -1, axis=1), 1e-3
    )
    inside = (
        (quads[..., 0] > -4)
        & (quads[..., 1] > -4)
        & (quads[..., 0] < width + 4)
        & (quads[..., 1] < height + 4)
    )
    areas = _areas(quads)
    return np.asarray(
        inside.all(axis=1)
        & (areas >= SMALLEST_SHARE * width * height)
        & (areas <= 0.95 * width * height)
        & (aspect >= ASPECTS[0])
        & (aspect <= ASPECTS[1])
        & (ratio.max(axis=1) <= _SIDES_RATIO)
        & (cosine.max(axis=1) <= np.sin(np.radians(_SKEW)))
    )


def _slopes(grey: Grey) -> tuple[Floats, Floats]:
    import cv2

    return (
        np.asarray(cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3, scale=0.25), np.float32),
        np.asarray(cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3, scale=0.25), np.float32),
    )


def _sides_seen(slopes: tuple[Floats, Floats], whole: Mask | None, quads: Floats, samples: int) -> Floats:
    """Share of each side that stands on an edge of its own direction, shape (n, 4).

    Where it is known what is new, just inside of an edge must be new.
    """
    dx, dy = slopes
    sides = np.roll(quads, -1, axis=1) - quads
    unit = sides / np.maximum(np.linalg.norm(sides, axis=2, keepdims=True), 1e-3)
    normal = np.stack([-unit[..., 1], unit[..., 0]], axis=2)
    t = np.linspace(0.1, 0.9, samples, dtype=np.float32)[:, None]
    points = quads[:, :, None, :] + sides[:, :, None, :] * t
    seen = np.zeros(points.shape[:3], bool)
    for reach in (-1.0, 0.0, 1.0):
        at = points + normal[:, :, None, :] * np.float32(reach)
        x = np.clip(np.rint(at[..., 0]).astype(np.intp), 0, dx.shape[1] - 1)
        y = np.clip(np.rint(at[..., 1]).astype(np.intp), 0, dx.shape[0] - 1)
        across = dx[y, x] * normal[..., :1] + dy[y, x] * normal[..., 1:]
        seen |= np.abs(across) >= _EDGE
    if whole is not None:
        inward = (quads.mean(axis=1, keepdims=True) - (quads + sides / 2)) * normal
        towards = normal * np.sign(inward.sum(axis=2, keepdims=True))
        at = points + towards[:, :, None, :] * np.float32(_INSIDE_PX)
        x = np.clip(np.rint(at[..., 0]).astype(np.intp), 0, dx.shape[1] - 1)
        y = np.clip(np.rint(at[..., 1]).astype(np.intp), 0, dx.shape[0] - 1)
        seen &= whole[y, x] > 0
    return np.asarray(seen.mean(axis=2), np.float32)


def _closed(new: Mask) -> Mask:
    """The new part without its holes: a white card on white paper differs at its sides and its print."""
    import cv2

    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_HOLES_PX, _HOLES_PX))
    return np.asarray(cv2.morphologyEx(new, cv2.MORPH_CLOSE, kernel), np.uint8)


def _is_new(new: Mask, whole: Mask, quad: Floats) -> bool:
    """Whether most of the inside is new, and the ring around it is not all new too."""
    import cv2

    inner, outer = np.zeros_like(new), np.zeros_like(new)
    middle = quad.mean(axis=0)
    cv2.fillConvexPoly(inner, np.rint(quad).astype(np.int32), 255)
    cv2.fillConvexPoly(outer, np.rint(middle + (quad - middle) * 1.3).astype(np.int32), 255)
    ring = cv2.subtract(outer, _grown(_grown(inner)))
    if cv2.mean(whole, inner)[0] < 255 * _NEW_INSIDE:
        return False
    return not cv2.countNonZero(ring) or cv2.mean(new, ring)[0] <= 255 * _NEW_AROUND


def _shared(one: Outline, other: Outline) -> float:
    """Shared area by the smaller one's."""
    import cv2

    # OpenCV says 0 for two polygons with a corner in common.
    middle = other.corners.mean(axis=0)
    apart = np.ascontiguousarray(middle + (other.corners - middle) * 0.997 + 0.013, np.float32)
    area, _ = cv2.intersectConvexConvex(one.corners, apart)
    return float(area) / max(min(one.area, other.area), 1.0)
