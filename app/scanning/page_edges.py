"""Straight edges of a picture: segments, the lines they lie on, and how well a line is borne out.

Source: von Gioi et al., LSD (2010), for the segments.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.scanning.page import WORK_SIDE_PX
from app.scanning.picture import Picture

_SHORTEST_SEGMENT_PX = 14.0
_SHORTEST_SIDE_PX = 26.0
_MOST_SIDES = 14
_COLLINEAR_PX = 2.5
_COLLINEAR_DEGREES = 4.0
_STEP_PX = 1.5
_ROUND = 0.08
_REACH_PX = 2
_STRONG = 10.0

Points = NDArray[np.float32]


@dataclass(frozen=True)
class Edges:
    """What a picture shows before any text is known; can be found beside the search for text.

    Attributes:
        scale: `WORK_SIDE_PX` by the picture's longer side.
        shape: height and width of the scaled picture.
        segments: straight segments, scaled, shape (n, 2, 2).
        across, down: gradient at each scaled pixel, of the colour channel where it is strongest.
    """

    scale: float
    shape: tuple[int, int]
    segments: Points
    across: Points
    down: Points

    @classmethod
    def of(cls, picture: Picture) -> "Edges":
        """Segments and gradients of a picture."""
        import cv2

        scale = WORK_SIDE_PX / max(picture.shape[:2])
        small = np.asarray(
            cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )
        return cls(scale, (small.shape[0], small.shape[1]), _segments(small), *_gradients(small))


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


def _gradients(small: Picture) -> tuple[Points, Points]:
    """Of the channel that changes most at each pixel; colour counts twice."""
    import cv2

    lab = cv2.split(cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.COLOR_BGR2LAB))
    gx, gy, strongest = (np.zeros(small.shape[:2], np.float32) for _ in range(3))
    for channel, weight in zip(lab, (1.0, 2.0, 2.0), strict=True):
        dx = cv2.Sobel(channel, cv2.CV_32F, 1, 0, scale=0.25 * weight)
        dy = cv2.Sobel(channel, cv2.CV_32F, 0, 1, scale=0.25 * weight)
        strength = cv2.magnitude(dx, dy)
        more = cv2.compare(strength, strongest, cv2.CMP_GT)
        for each, whole in ((dx, gx), (dy, gy), (strength, strongest)):
            cv2.copyTo(each, more, whole)
    return gx, gy


def straight_lines(segments: Points, direction: float, spread: float) -> Points:
    """Straight lines near a direction as a point and a unit vector, longest support first."""
    if not len(segments):
        return np.zeros((0, 2, 2), np.float32)
    run = segments[:, 1] - segments[:, 0]
    length = np.hypot(run[:, 0], run[:, 1])
    angle = np.degrees(np.arctan2(run[:, 1], run[:, 0]))
    near = np.flatnonzero(np.abs((angle - direction + 90) % 180 - 90) < spread)
    near = near[np.argsort(-length[near])]
    left, angle, units = segments[near], angle[near], run[near] / length[near, None]
    sides: list[tuple[float, Points]] = []
    while len(left) and len(sides) < 4 * _MOST_SIDES:
        unit = units[0]
        apart = left - left[0, 0]
        offset = np.abs(apart @ np.array([-unit[1], unit[0]], np.float32)).max(axis=1)
        turn = np.abs((angle - angle[0] + 90) % 180 - 90)
        same = (offset < _COLLINEAR_PX) & (turn < _COLLINEAR_DEGREES)
        same[0] = True
        support = _covered_length(apart[same] @ unit)
        if support >= _SHORTEST_SIDE_PX:
            sides.append((support, _line_through(left[same].reshape(-1, 2))))
        left, angle, units = left[~same], angle[~same], units[~same]
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


@dataclass(frozen=True)
class Borne:
    """How much of every stretch of some straight lines lies on an edge that runs their way.

    Attributes:
        lines: see `straight_lines`.
        until: hits up to each `_STEP_PX` along each line, from `-reach` on; shape (lines, steps + 1).
        reach: pixels from a line's point to its first step.
    """

    lines: Points
    until: NDArray[np.int32]
    reach: float

    @classmethod
    def of(cls, edges: Edges, lines: Points) -> "Borne":
        """Every line looked at along its whole run through the picture."""
        height, width = edges.shape
        reach = float(np.hypot(height, width)) * 1.05
        at = np.arange(-reach, reach, _STEP_PX, dtype=np.float32)
        unit = lines[:, 1]
        normal = np.stack([-unit[:, 1], unit[:, 0]], axis=-1)
        points = lines[:, None, 0] + at[None, :, None] * unit[:, None]
        room = _REACH_PX + 0.02 * max(edges.shape)
        seen = ((points > -room) & (points < np.array([width, height]) + room)).all(axis=2)
        line, place = np.nonzero(seen)
        points, normals = points[line, place], normal[line]
        hit = np.zeros(len(points), bool)
        for step in range(-_REACH_PX, _REACH_PX + 1):
            moved = np.rint(points + step * normals).astype(np.intp)
            x, y = np.clip(moved[:, 0], 0, width - 1), np.clip(moved[:, 1], 0, height - 1)
            gx, gy = edges.across[y, x], edges.down[y, x]
            strength = np.hypot(gx, gy)
            hit |= (strength > _STRONG / 2) & (
                np.abs(gx * normals[:, 0] + gy * normals[:, 1]) > 0.9 * strength
            )
        hits = np.zeros(seen.shape, np.int32)
        hits[line, place] = hit
        until = np.concatenate([np.zeros((len(lines), 1), np.int32), hits.cumsum(axis=1)], axis=1)
        return cls(lines, until.astype(np.int32), reach)

    def share(self, which: NDArray[np.intp], start: Points, end: Points) -> Points:
        """Between two points on each chosen line, its ends left out: corners are round, 0…1."""
        point, unit = self.lines[which, 0], self.lines[which, 1]
        ends = [((each - point) * unit).sum(axis=1) for each in (start, end)]
        low, high = np.minimum(*ends), np.maximum(*ends)
        trim = _ROUND * (high - low)
        first, last = (
            np.clip(np.rint((each + self.reach) / _STEP_PX), 0, self.until.shape[1] - 1).astype(np.intp)
            for each in (low + trim, high - trim)
        )
        hits = self.until[which, last] - self.until[which, first]
        return np.asarray(hits / np.maximum(last - first, 1), np.float32)
