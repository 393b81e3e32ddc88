"""Which quadrilateral in a cluttered picture is the document: sides and printed text must agree.

Edges alone cannot tell a card from a sheet, a shadow or a keyboard. On a document the lines of
text run parallel to its sides once it is laid flat, and none of them crosses a side. So quads are
built from straight segments along and across a direction of text (pale cards under shadow, fingers
on the edge and glare leave enough of each side for that) and ranked by how well edges support
their sides and how well the text fits.

Sources: von Gioi et al., LSD (2010), for the segments; ISO/IEC 7810 for the shapes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from app.scanning.page import (
    ASPECTS,
    SMALLEST_SHARE,
    WORK_SIDE_PX,
    Corners,
    Outline,
    ordered,
    overlap,
    text_directions,
)
from app.scanning.picture import Picture

MOST_FOUND = 4
LEAST_TEXT = 2
"""Lines of text a document must show to be looked for at all."""

_ALONG, _ACROSS = 12.0, 26.0  # degrees that tilt may turn a side against the text
_SHORTEST_SEGMENT_PX = 14.0
_SHORTEST_SIDE_PX = 26.0
_MOST_SIDES = 14
_COLLINEAR_PX = 2.5
_COLLINEAR_DEGREES = 4.0
_SAMPLES = 24
_REACH_PX = 2
_STRONG = 10.0
_LEAST_SUPPORT = 0.42
_RANKED = 64
_TWINS_PX = 12.0
_STRAIGHT_DEGREES = 4.5
_BEYOND = 0.03
_SAME_IOU = 0.7
_LONGEST_LIKE = 2.2  # a line this much longer than tall tells its direction

Points = NDArray[np.float32]


@dataclass(frozen=True)
class Found:
    """A quadrilateral that text and edges support.

    Attributes:
        support: mean share of the sides that stand on edges of their own direction, 0…1.
        text: share of the text touching it that lies inside and parallel to its sides, 0…1.
        score: rank; only its order means anything.
        inside: indices of the lines of text inside.
        upright: whether the text runs along the longer side.
    """

    outline: Outline
    support: float
    text: float
    score: float
    inside: tuple[int, ...]
    upright: bool


def search_pages(picture: Picture, lines: Sequence[Corners]) -> tuple[Found, ...]:
    """Likely documents in a picture, best first, at most `MOST_FOUND`.

    Args:
        lines: outlines of the lines of text anywhere in the picture, in its pixels.
    """
    if len(lines) < LEAST_TEXT:
        return ()
    import cv2

    scale = WORK_SIDE_PX / max(picture.shape[:2])
    small = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    text = np.stack(lines).astype(np.float32) * np.float32(scale)
    segments = _segments(small)
    stack = np.concatenate(
        [_quads(segments, direction, small.shape[:2]) for direction in text_directions(list(text))]
        or [np.zeros((0, 4, 2), np.float32)]
    )
    if not len(stack):
        return ()
    support = _support(small, stack)
    best = _various(stack, support)
    frame = float(small.shape[0] * small.shape[1])
    found = [_fitted(ordered(stack[i]), float(support[i]), text, frame) for i in best]
    kept: list[Found] = []
    for each in sorted((f for f in found if f is not None), key=lambda f: f.score, reverse=True):
        if all(overlap(each.outline, other.outline) < _SAME_IOU for other in kept):
            kept.append(each)
        if len(kept) == MOST_FOUND:
            break
    return tuple(_enlarged(each, scale) for each in kept)


def _various(quads: Points, support: NDArray[np.float32]) -> list[int]:
    """Indices of the best supported quads, larger ones first among equals, near twins once."""
    size = np.linalg.norm(quads[:, 0] - quads[:, 2], axis=1)
    seen: set[bytes] = set()
    chosen: list[int] = []
    for i in np.argsort(-support * size**0.5):
        place = np.rint(quads[i] / _TWINS_PX).astype(np.int16).tobytes()
        if support[i] >= _LEAST_SUPPORT and place not in seen:
            seen.add(place)
            chosen.append(int(i))
        if len(chosen) == _RANKED:
            break
    return chosen


def _segments(small: Picture) -> Points:
    """Straight segments of every colour channel; shape (n, 2, 2)."""
    import cv2

    light, _, blue = cv2.split(cv2.cvtColor(small, cv2.COLOR_BGR2LAB))
    even = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(4, 4)).apply(light)
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE)
    found: list[Points] = []
    for channel in (even, blue):
        lines = detector.detect(channel)[0]
        if lines is not None:
            found.append(np.asarray(lines, np.float32).reshape(-1, 2, 2))
    if not found:
        return np.zeros((0, 2, 2), np.float32)
    every = np.concatenate(found)
    long = np.linalg.norm(every[:, 1] - every[:, 0], axis=1) >= _SHORTEST_SEGMENT_PX
    return np.asarray(every[long], np.float32)


def _quads(segments: Points, direction: float, shape: tuple[int, int]) -> Points:
    """Quadrilaterals of document shape with two sides along a direction of text."""
    along = _sides(segments, direction, _ALONG)
    across = _sides(segments, direction + 90, _ACROSS)
    if len(along) < 2 or len(across) < 2:
        return np.zeros((0, 4, 2), np.float32)
    pairs_a = np.array(list(combinations(range(len(along)), 2)))
    pairs_b = np.array(list(combinations(range(len(across)), 2)))
    meet = _meetings(along, across)
    a, b = (grid.ravel() for grid in np.meshgrid(np.arange(len(pairs_a)), np.arange(len(pairs_b))))
    (i, j), (k, m) = pairs_a[a].T, pairs_b[b].T
    quads = np.stack([meet[i, k], meet[i, m], meet[j, m], meet[j, k]], axis=1)
    height, width = shape
    room = 0.02 * max(shape)
    inside = ((quads > -room) & (quads < np.array([width, height]) + room)).all(axis=(1, 2))
    quads = quads[inside]
    sides = np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2)
    one, other = sides[:, 0] + sides[:, 2], sides[:, 1] + sides[:, 3]
    aspect = np.maximum(one, other) / np.maximum(np.minimum(one, other), 1.0)
    x, y = quads[..., 0], quads[..., 1]
    area = 0.5 * np.abs((x * np.roll(y, -1, 1) - np.roll(x, -1, 1) * y).sum(axis=1))
    like = (aspect >= ASPECTS[0]) & (aspect <= ASPECTS[1])
    like &= (area >= SMALLEST_SHARE * height * width) & (area <= 0.99 * height * width)
    like &= area > 0.8 * one * other / 4  # neither crossed nor a kite
    return np.asarray(quads[like], np.float32)


def _sides(segments: Points, direction: float, spread: float) -> Points:
    """Straight lines near a direction as a point and a unit vector, longest support first."""
    if not len(segments):
        return np.zeros((0, 2, 2), np.float32)
    run = segments[:, 1] - segments[:, 0]
    length = np.linalg.norm(run, axis=1)
    angle = np.degrees(np.arctan2(run[:, 1], run[:, 0]))
    near = np.abs((angle - direction + 90) % 180 - 90) < spread
    left = segments[near][np.argsort(-length[near])]
    sides: list[tuple[float, Points]] = []
    while len(left) and len(sides) < 4 * _MOST_SIDES:
        start, end = left[0]
        unit = (end - start) / np.linalg.norm(end - start)
        normal = np.array([-unit[1], unit[0]], np.float32)
        offset = np.abs((left - start) @ normal).max(axis=1)
        run = left[:, 1] - left[:, 0]
        turn = np.degrees(np.arcsin(np.clip(np.abs(run @ normal) / np.linalg.norm(run, axis=1), 0, 1)))
        same = (offset < _COLLINEAR_PX) & (turn < _COLLINEAR_DEGREES)
        same[0] = True
        group = left[same].reshape(-1, 2)
        support = _covered_length((left[same] - start) @ unit)
        if support >= _SHORTEST_SIDE_PX:
            sides.append((support, _line_through(group)))
        left = left[~same]
    sides.sort(key=lambda side: side[0], reverse=True)
    chosen = [line for _, line in sides[:_MOST_SIDES]]
    return np.stack(chosen) if chosen else np.zeros((0, 2, 2), np.float32)


def _line_through(points: Points) -> Points:
    """Centre and unit direction of least squares, in closed form."""
    centre = points.mean(axis=0)
    x, y = (points - centre).T
    angle = 0.5 * np.arctan2(2 * float((x * y).sum()), float((x * x).sum() - (y * y).sum()))
    return np.array([centre, [np.cos(angle), np.sin(angle)]], np.float32)


def _covered_length(spans: Points) -> float:
    total, reach = 0.0, -np.inf
    for low, high in sorted((min(span), max(span)) for span in spans.tolist()):
        total += max(0.0, high - max(low, reach))
        reach = max(reach, high)
    return total


def _meetings(one: Points, other: Points) -> Points:
    """Where every line of one set meets every line of the other; shape (n, m, 2)."""
    p, u = one[:, None, 0], one[:, None, 1]
    q, v = other[None, :, 0], other[None, :, 1]
    cross = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    cross = np.where(np.abs(cross) < 0.2, np.nan, cross)
    gap = q - p
    reach = (gap[..., 0] * v[..., 1] - gap[..., 1] * v[..., 0]) / cross
    return np.asarray(np.nan_to_num(p + reach[..., None] * u, nan=-1e6), np.float32)


def _support(small: Picture, quads: Points) -> NDArray[np.float32]:
    """Share of each quad's sides that lie on an edge running their way; weakest side counts half."""
    import cv2

    smooth = cv2.GaussianBlur(small, (0, 0), 1.0)
    lab = cv2.cvtColor(smooth, cv2.COLOR_BGR2LAB).astype(np.float32)
    dx = cv2.Sobel(lab, cv2.CV_32F, 1, 0, scale=0.25)
    dy = cv2.Sobel(lab, cv2.CV_32F, 0, 1, scale=0.25)
    weight = np.array([1.0, 2.0, 2.0], np.float32)
    strongest = (np.hypot(dx, dy) * weight).argmax(axis=2)[..., None]
    gx = np.take_along_axis(dx * weight, strongest, 2)[..., 0]
    gy = np.take_along_axis(dy * weight, strongest, 2)[..., 0]
    height, width = gx.shape
    starts, ends = quads, np.roll(quads, -1, axis=1)
    share = np.linspace(0.08, 0.92, _SAMPLES, dtype=np.float32)
    run = ends - starts
    normal = np.stack([-run[..., 1], run[..., 0]], axis=-1)
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-6)
    points = starts[:, :, None] + share[None, None, :, None] * run[:, :, None]
    hit = np.zeros(points.shape[:3], bool)
    for step in range(-_REACH_PX, _REACH_PX + 1):
        at = np.rint(points + step * normal[:, :, None]).astype(int)
        x, y = np.clip(at[..., 0], 0, width - 1), np.clip(at[..., 1], 0, height - 1)
        gradient = np.stack([gx[y, x], gy[y, x]], axis=-1)
        strength = np.linalg.norm(gradient, axis=-1)
        across = np.abs((gradient * normal[:, :, None]).sum(axis=-1))
        hit |= (strength > _STRONG / 2) & (across > 0.9 * strength)
    sides = np.sort(hit.mean(axis=2), axis=1)
    return np.asarray((0.5 * sides[:, 0] + sides[:, 1:].sum(axis=1)) / 3.5, np.float32)


def _fitted(corners: Corners, support: float, text: Points, frame: float) -> Found | None:
    """How the text fits a quad once it is laid flat."""
    import cv2

    outline = _outline(corners)
    flat = np.array([[0, 0], [outline.aspect, 0], [outline.aspect, 1], [0, 1]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, flat)
    laid = cv2.perspectiveTransform(text.reshape(-1, 1, 2), matrix).reshape(-1, 4, 2)
    size = np.array([outline.aspect, 1.0], np.float32)
    middle = laid.mean(axis=1)
    within = ((middle > 0) & (middle < size)).all(axis=1)
    whole = ((laid > -_BEYOND) & (laid < size + _BEYOND)).all(axis=(1, 2))
    edge_out = ((laid > 0) & (laid < size)).all(axis=2)
    crossing = (within & ~whole) | (~within & edge_out.sum(axis=1).astype(bool))
    across, down = laid[:, 1] - laid[:, 0], laid[:, 3] - laid[:, 0]
    length, tall = np.linalg.norm(across, axis=1), np.linalg.norm(down, axis=1)
    longer = np.where((length >= tall)[:, None], across, down)
    angle = np.degrees(np.arctan2(longer[:, 1], longer[:, 0]))
    level = np.abs((angle + 90) % 180 - 90) < _STRAIGHT_DEGREES
    plumb = np.abs(angle % 180 - 90) < _STRAIGHT_DEGREES
    told = np.maximum(length, tall) > _LONGEST_LIKE * np.minimum(length, tall)
    weight = np.linalg.norm(text[:, 1] - text[:, 0], axis=1) * np.linalg.norm(text[:, 3] - text[:, 0], axis=1)
    upright = float(weight[whole & told & level].sum()) >= float(weight[whole & told & plumb].sum())
    straight = whole & (~told | (level if upright else plumb))
    good = float(weight[straight].sum())
    bad = float(weight[(whole & ~straight) | crossing].sum())
    if good <= 0:
        return None
    share = good / (good + bad)
    size_bonus = (outline.area / frame) ** 0.25
    return Found(
        outline=outline,
        support=support,
        text=share,
        score=support**3 * share**0.75 * good**0.75 * size_bonus,
        inside=tuple(int(i) for i in np.flatnonzero(straight)),
        upright=upright,
    )


def _outline(corners: Corners) -> Outline:
    import cv2

    area = float(cv2.contourArea(corners))
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return Outline(corners, area, float(sides[0] + sides[2]) / max(float(sides[1] + sides[3]), 1.0))


def _enlarged(found: Found, scale: float) -> Found:
    outline = found.outline
    corners = (outline.corners / np.float32(scale)).astype(np.float32)
    return replace(found, outline=Outline(corners, outline.area / scale**2, outline.aspect))
