"""Quadrilaterals in pictures, and how to lay them straight.

A document is a quadrilateral with straight sides: ID-1 cards are 85.60 × 53.98 mm (ISO/IEC 7810),
passport pages 125 × 88 mm (ICAO Doc 9303-2, ID-3), an open passport 125 × 176 mm.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.scanning.picture import Picture

Corners = NDArray[np.float32]
"""Shape (4, 2), pixels, clockwise, the first side a long one."""

Matrix = NDArray[np.float64]

WORK_SIDE_PX = 640
SMALLEST_SHARE = 0.035
"""Smallest share of the picture's area an outline may cover."""

PAGE_WIDTHS_PX = (900, 1500)
PAGE_GROWTH = 1.1
MARGIN = 0.012
ASPECTS = (1.2, 1.85)
"""Longer by shorter side, with room for tilt."""

_TEXT_ROOM = 0.25
_ASKEW = (0.998, 0.017)
"""Factor and shift in pixels by which corners are set apart."""


@dataclass(frozen=True)
class Outline:
    """A quadrilateral that may be a document.

    Attributes:
        corners: in the picture, see `Corners`.
        area: pixels of the picture.
        aspect: longer by shorter side.
    """

    corners: Corners
    area: float
    aspect: float


def apart(one: Outline, other: Outline) -> bool:
    """Whether two outlines lie beside each other rather than one in the other."""
    return _shared(one, other) < 0.1 * min(one.area, other.area)


def within(point: NDArray[np.float32], outline: Outline, factor: float = 1.0) -> bool:
    """Whether a point lies in an outline grown by a factor."""
    import cv2

    corners = _spread(outline.corners, factor)
    return bool(cv2.pointPolygonTest(corners, (float(point[0]), float(point[1])), False) >= 0)


@dataclass(frozen=True)
class Frame:
    """A level page laid over a part of a picture.

    Attributes:
        matrix: shape (3, 3), leads points of the picture onto the page.
        size: width and height of the page in pixels.
    """

    matrix: Matrix
    size: tuple[int, int]

    def onto(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points of the picture, shape (n, 2), on the page."""
        return carried(points, self.matrix)

    def back(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points of the page, shape (n, 2), in the picture."""
        return carried(points, np.asarray(np.linalg.inv(self.matrix), np.float64))

    def headlong(self) -> "Frame":
        """The same page turned upside down."""
        width, height = self.size
        about = np.array([[-1, 0, width], [0, -1, height], [0, 0, 1]], np.float64)
        return Frame(about @ self.matrix, self.size)

    def cut(self, picture: Picture) -> Picture:
        """The page alone."""
        import cv2

        page = cv2.warpPerspective(
            picture, self.matrix, self.size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(page, dtype=np.uint8)


def page_frame(outline: Outline, *, quarter: bool = False) -> Frame:
    """The outlined page laid flat; a thin margin is kept.

    Args:
        quarter: turn the page by 90° counter-clockwise from its longer side being level.
    """
    import cv2

    corners = _spread(outline.corners, 1 + 2 * MARGIN)
    long_px = max(np.linalg.norm(corners[0] - corners[1]), np.linalg.norm(corners[2] - corners[3]))
    width = round(float(np.clip(long_px * PAGE_GROWTH, *PAGE_WIDTHS_PX)))
    height = round(width / outline.aspect)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    if quarter:
        flat = np.stack([flat[:, 1], width - flat[:, 0]], axis=1)
        width, height = height, width
    matrix = cv2.getPerspectiveTransform(corners, np.ascontiguousarray(flat, np.float32))
    return Frame(np.asarray(matrix, np.float64), (width, height))


def text_frame(picture: Picture, quads: Sequence[Corners], direction: float) -> Frame:
    """The part of a picture that some lines of text take, turned until they are level.

    Args:
        direction: degrees, as `text_directions` gives them.
    """
    points = np.concatenate(list(quads))
    turn = np.radians(direction)
    level = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    height, width = picture.shape[:2]
    ends = np.array([[0, 0], [width, 0], [width, height], [0, height]]) @ level.T
    laid = points @ level.T
    room = _TEXT_ROOM * np.ptp(laid, axis=0).max()
    low = np.maximum(laid.min(axis=0) - room, ends.min(axis=0))
    high = np.minimum(laid.max(axis=0) + room, ends.max(axis=0))
    matrix = np.eye(3)
    matrix[:2, :2], matrix[:2, 2] = level, -low
    across, down = np.ceil(high - low).astype(int)
    return Frame(matrix, (max(int(across), 1), max(int(down), 1)))


def carried(points: NDArray[np.float32], matrix: Matrix) -> NDArray[np.float32]:
    """Points of shape (n, 2) led through a projective matrix."""
    import cv2

    return np.asarray(cv2.perspectiveTransform(points.reshape(-1, 1, 2), matrix), np.float32).reshape(-1, 2)


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


def ordered(corners: Corners) -> Corners:
    """The corners clockwise, beginning with a long side."""
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    clockwise = corners[np.argsort(angles)]
    sides = np.linalg.norm(np.roll(clockwise, -1, axis=0) - clockwise, axis=1)
    if sides[0] + sides[2] < sides[1] + sides[3]:
        clockwise = np.roll(clockwise, -1, axis=0)
    return np.ascontiguousarray(clockwise, dtype=np.float32)


def _shared(one: Outline, other: Outline) -> float:
    import cv2

    # OpenCV says 0 for two polygons with a corner or a side in common.
    beside = _spread(other.corners, _ASKEW[0]) + np.float32(_ASKEW[1])
    area, _ = cv2.intersectConvexConvex(one.corners, beside)
    return float(area)


def overlap(one: Outline, other: Outline) -> float:
    """Shared area by joint area, 0…1."""
    shared = _shared(one, other)
    return shared / max(one.area + other.area - shared, 1.0)


def _spread(corners: Corners, factor: float) -> Corners:
    centre = corners.mean(axis=0)
    return np.ascontiguousarray(centre + (corners - centre) * factor, dtype=np.float32)
