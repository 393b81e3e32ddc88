"""Where a card or page lies in a picture, and how to lay it straight.

A document is a light quadrilateral with straight sides: ID-1 cards are 85.60 × 53.98 mm (ISO/IEC
7810), passport pages 125 × 88 mm (ICAO Doc 9303-2, ID-3), an open passport 125 × 176 mm. Which of
the outlines is a document is not decided here; the text on it tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.scanning.picture import Picture

Corners = NDArray[np.float32]
"""Shape (4, 2), pixels, clockwise, the first side a long one."""

WORK_SIDE_PX = 640
SMALLEST_SHARE = 0.035
"""Smallest share of the picture's area an outline may cover."""

PAGE_WIDTHS_PX = (900, 1500)
MARGIN = 0.012
_ASPECTS = (1.2, 1.85)
_LEAST_FILL = 0.9
_SAME_IOU = 0.6


@dataclass(frozen=True)
class Outline:
    """A quadrilateral that may be a document.

    Attributes:
        corners: in the picture, see `Corners`.
        area: pixels of the picture.
        aspect: longer by shorter side.
        fill: share of the quadrilateral that the traced shape covers, 0…1.
    """

    corners: Corners
    area: float
    aspect: float
    fill: float


def find_outlines(picture: Picture) -> tuple[Outline, ...]:
    """Outlines of document shape, best first; overlapping ones once.

    Best means well filled and large: the border of a card beats the border of its photograph.
    """
    import cv2

    scale = WORK_SIDE_PX / max(picture.shape[:2])
    small = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    frame = float(small.shape[0] * small.shape[1])
    found: list[Outline] = []
    for edges in _edge_maps(small):
        shapes, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for shape in shapes:
            hull = np.asarray(cv2.convexHull(shape), dtype=np.int32)
            covered = float(cv2.contourArea(hull))
            if covered < SMALLEST_SHARE * frame or covered > 0.985 * frame:
                continue
            corners = _four_corners(hull)
            if corners is None or not cv2.isContourConvex(corners.astype(np.int32)):
                continue
            outline = _measured(corners, covered)
            if outline.fill >= _LEAST_FILL and _ASPECTS[0] <= outline.aspect <= _ASPECTS[1]:
                found.append(outline)
    kept: list[Outline] = []
    for outline in sorted(found, key=lambda each: each.fill * each.area**0.5, reverse=True):
        if all(_overlap(outline, other) < _SAME_IOU for other in kept):
            kept.append(outline)
    return tuple(
        Outline(
            corners=(each.corners / np.float32(scale)).astype(np.float32),
            area=each.area / scale**2,
            aspect=each.aspect,
            fill=each.fill,
        )
        for each in kept
    )


def apart(one: Outline, other: Outline) -> bool:
    """Whether two outlines lie beside each other rather than one in the other."""
    return _shared(one, other) < 0.1 * min(one.area, other.area)


def covered(picture: Picture, outline: Outline) -> Picture:
    """A copy of the picture with the outlined page painted over in grey."""
    import cv2

    rest = picture.copy()
    cv2.fillConvexPoly(rest, _spread(outline.corners, 1.03).astype(np.int32), (128, 128, 128))
    return rest


def straighten(picture: Picture, outline: Outline) -> Picture:
    """The outlined page alone, flat, longer side horizontal; a thin margin is kept."""
    import cv2

    corners = _spread(outline.corners, 1 + 2 * MARGIN)
    long_px = max(np.linalg.norm(corners[0] - corners[1]), np.linalg.norm(corners[2] - corners[3]))
    width = round(float(np.clip(long_px * 1.1, *PAGE_WIDTHS_PX)))
    height = round(width / outline.aspect)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, flat)
    page = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(page, dtype=np.uint8)


def turned(picture: Picture, degrees: float) -> Picture:
    """The whole picture turned counter-clockwise; new corners are grey, nothing is cut off."""
    import cv2

    quarters = round(degrees / 90)
    if abs(degrees - quarters * 90) < 0.5:
        return np.ascontiguousarray(np.rot90(picture, quarters % 4))
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    new_width, new_height = round(height * sin + width * cos), round(height * cos + width * sin)
    matrix[0, 2] += new_width / 2 - width / 2
    matrix[1, 2] += new_height / 2 - height / 2
    flat = cv2.warpAffine(
        picture, matrix, (new_width, new_height), flags=cv2.INTER_CUBIC, borderValue=(128, 128, 128)
    )
    return np.asarray(flat, dtype=np.uint8)


def text_directions(quads: Sequence[Corners]) -> tuple[float, ...]:
    """Directions in which lines of text run, most text first.

    Args:
        quads: outlines of lines; short ones say nothing about a direction and are left out.
    Returns:
        Degrees in −90 < a ≤ 90, positive when a line falls to the right; at most three, 12° apart.
    """
    runs: list[tuple[float, float]] = []
    for quad in quads:
        sides = [quad[1] - quad[0], quad[2] - quad[1]]
        lengths = [float(np.linalg.norm(side)) for side in sides]
        if max(lengths) < 2.5 * min(lengths):
            continue
        side = sides[lengths.index(max(lengths))]
        runs.append((float(np.degrees(np.arctan2(side[1], side[0]))), max(lengths)))
    directions: list[float] = []
    while runs and len(directions) < 3:
        best = max(runs, key=lambda run: sum(w for a, w in runs if _turn(a, run[0]) < 6))[0]
        near = [(a, w) for a, w in runs if _turn(a, best) < 6]
        total = sum(w for _, w in near)
        offset = sum(w * ((a - best + 90) % 180 - 90) for a, w in near) / total
        directions.append((best + offset + 89.999) % 180 - 89.999)
        runs = [(a, w) for a, w in runs if _turn(a, best) >= 12]
    return tuple(directions)


def _turn(one: float, other: float) -> float:
    return abs((one - other + 90) % 180 - 90)


def _edge_maps(small: Picture) -> list[Picture]:
    import cv2

    lab = cv2.cvtColor(cv2.bilateralFilter(small, 7, 40, 7), cv2.COLOR_BGR2LAB)
    light, green, blue = cv2.split(lab)
    even = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(4, 4)).apply(light)
    maps = []
    kernel = np.ones((3, 3), dtype=np.uint8)
    for channel, low, high in (
        (light, 20, 60),
        (light, 60, 150),
        (even, 50, 130),
        (green, 10, 25),
        (blue, 10, 25),
    ):
        edges = cv2.Canny(channel, low, high)
        maps.append(np.asarray(cv2.morphologyEx(edges, cv2.MORPH_CLOSE, kernel, iterations=2), np.uint8))
    _, bright = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    maps.append(np.asarray(cv2.morphologyEx(bright, cv2.MORPH_OPEN, kernel, iterations=2), np.uint8))
    return maps


def _four_corners(hull: NDArray[np.int32]) -> Corners | None:
    """Cut a hull's rounded corners down to four, by widening the tolerance."""
    import cv2

    around = cv2.arcLength(hull, True)
    for share in (0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06):
        few = cv2.approxPolyDP(hull, share * around, True)
        if len(few) == 4:
            return _ordered(_sides_met(hull, few.reshape(4, 2).astype(np.float32)))
        if len(few) < 4:
            return None
    return None


def _sides_met(hull: NDArray[np.int32], rough: Corners) -> Corners:
    """Corners where the fitted sides meet: beyond the rounding, where the card would end."""
    points = _dense(hull)
    lines = []
    for i in range(4):
        a, b = rough[i], rough[(i + 1) % 4]
        along = (b - a) / max(float(np.linalg.norm(b - a)), 1e-6)
        normal = np.array([-along[1], along[0]])
        offset = np.abs((points - a) @ normal)
        position = (points - a) @ along / max(float(np.linalg.norm(b - a)), 1e-6)
        near = points[(offset < 4) & (position > 0.12) & (position < 0.88)]
        if len(near) < 8:
            return rough
        centre = near.mean(axis=0)
        _, _, axes = np.linalg.svd(near - centre)
        lines.append((centre, axes[0]))
    met = []
    for before, after in [(lines[-1], lines[0]), *pairwise(lines)]:
        matrix = np.array([before[1], -after[1]]).T
        if abs(float(np.linalg.det(matrix))) < 0.2:
            return rough
        reach = np.linalg.solve(matrix, after[0] - before[0])
        met.append(before[0] + reach[0] * before[1])
    refined = np.array(met, dtype=np.float32)
    if np.linalg.norm(refined - rough, axis=1).max() > 0.12 * np.linalg.norm(rough[0] - rough[2]):
        return rough
    return refined


def _dense(hull: NDArray[np.int32]) -> NDArray[np.float32]:
    points = hull.reshape(-1, 2).astype(np.float32)
    parts = []
    for a, b in pairwise([*points, points[0]]):
        steps = max(1, int(np.linalg.norm(b - a)))
        parts.append(a + (b - a) * np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[:, None])
    return np.concatenate(parts).astype(np.float32)


def _ordered(corners: Corners) -> Corners:
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    clockwise = corners[np.argsort(angles)]
    sides = np.linalg.norm(np.roll(clockwise, -1, axis=0) - clockwise, axis=1)
    if sides[0] + sides[2] < sides[1] + sides[3]:
        clockwise = np.roll(clockwise, -1, axis=0)
    return np.ascontiguousarray(clockwise, dtype=np.float32)


def _measured(corners: Corners, covered: float) -> Outline:
    import cv2

    area = float(cv2.contourArea(corners))
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    short = max(float(sides[1] + sides[3]), 1.0)
    return Outline(corners, area, float(sides[0] + sides[2]) / short, min(covered, area) / max(area, 1.0))


def _shared(one: Outline, other: Outline) -> float:
    import cv2

    area, _ = cv2.intersectConvexConvex(one.corners, other.corners)
    return float(area)


def _overlap(one: Outline, other: Outline) -> float:
    shared = _shared(one, other)
    return shared / max(one.area + other.area - shared, 1.0)


def _spread(corners: Corners, factor: float) -> Corners:
    centre = corners.mean(axis=0)
    return np.ascontiguousarray(centre + (corners - centre) * factor, dtype=np.float32)
