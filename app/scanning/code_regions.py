"""Where in a picture a code may be: places dense with strong edges, and their cut-outs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.scanning.code_engines import Grey, Quad

_OVERVIEW_PX = 400
_FINEST_STEP = 2
_SMOOTHING = (3, 5, 9)
_SMOOTHING_BESIDE = (5,)
"""Beside a code taken out: the others find nothing more there."""
_LIKE_A_CODE = 0.65
"""Edge density, relative to that of a code taken out, from which another place is tried too."""
_BREADTH_BESIDE_PX = 26.0
_LEVELS = (0.75, 0.6, 0.45, 0.33)
_LEAST_SIDE = 5  # in overview pixels
_LEAST_AREA = 49
_LEAST_EDGE = 16  # pixels along an outline
_LONGEST = 9.0
_LEAST_FILL = 0.62
_SAME_CODE = 0.5
"""Edge strength, relative to that of a code, which around it belongs to it."""
_ROOM = 1.2
_LINEAR_BREADTH = 1.5
"""Breadth of the bars at most, relative to their length."""
_MOST_CUT_PIXELS = 1_500_000


@dataclass(frozen=True)
class Region:
    """A turned rectangle, in pixels of the picture.

    Attributes:
        centre: x, y.
        size: length, breadth; the length is the longer.
        turn_deg: direction of the length, clockwise from the x axis.
        density: mean edge strength relative to the brightness of the paper.
        score: how much it looks like a code, comparable within one picture only.
    """

    centre: tuple[float, float]
    size: tuple[float, float]
    turn_deg: float
    density: float
    score: float

    @property
    def quad(self) -> Quad:
        """Its corners in order around."""
        along = np.deg2rad(self.turn_deg)
        length = np.array([np.cos(along), np.sin(along)]) * self.size[0] / 2
        breadth = np.array([-np.sin(along), np.cos(along)]) * self.size[1] / 2
        middle = np.array(self.centre)
        return np.array(
            [
                middle - length - breadth,
                middle + length - breadth,
                middle + length + breadth,
                middle - length + breadth,
            ],
            np.float32,
        )


def region_of(quad: Quad) -> Region:
    """The place of a code already read; a linear code is at least 24 pixels broad."""
    import cv2

    (x, y), size, turn = cv2.minAreaRect(quad)
    return _region((x, y), (max(size[0], 24.0), max(size[1], 24.0)), turn, 0.0, 0.0)


class Overview:
    """A small picture of edge strength, in which the places that may hold a code stand out.

    Strength is divided by the brightness around, so that shadow does not hide a code.

    Attributes:
        densest: mean edge strength of the densest code taken out; 0 before.
        taken: how many were taken out.
    """

    def __init__(self, grey: Grey) -> None:
        self._step = max(_FINEST_STEP, -(-max(grey.shape) // _OVERVIEW_PX))
        self._strength = _edge_strength(grey, self._step)
        self.densest = 0.0
        self.taken = 0

    def take_out(self, place: Region, *, linear: bool) -> None:
        """Blank a code that has been read, so that others stand out.

        Args:
            place: where it was read; of a linear code perhaps only the middle of its bars.
        """
        import cv2

        broad = place.size[0] * _LINEAR_BREADTH if linear else place.size[1] * _ROOM
        slab = _region(place.centre, (place.size[0] * _ROOM, broad), place.turn_deg, 0, 0)
        inside, around = self._filled(place), self._filled(slab)
        density = float(self._strength[inside > 0].mean()) if inside.any() else 0.0
        self.densest = max(self.densest, density)
        self.taken += 1
        dense = cv2.blur(self._strength, (5, 5)) > _SAME_CODE * density
        labels = cv2.connectedComponents(np.asarray(dense & (around > 0), np.uint8))[1]
        touched = np.unique(labels[inside > 0])
        code = np.isin(labels, touched[touched > 0]) | (inside > 0)
        self._strength[cv2.dilate(code.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0] = 0

    def regions(self, most: int) -> tuple[Region, ...]:
        """Places that may hold a code, the likeliest first.

        Strength is averaged and cut at several levels; what remains as a well filled rectangle counts.
        Beside a code taken out only what is broad and dense enough to be one more of its kind.
        """
        import cv2

        found: list[Region] = []
        least_density = _LIKE_A_CODE * self.densest
        side = max(_LEAST_SIDE, _BREADTH_BESIDE_PX / self._step if self.taken else 0.0)
        least_edge = max(_LEAST_EDGE, int(side * 2.8))  # pixels around a square on its corner
        for smoothing in _SMOOTHING_BESIDE if self.taken else _SMOOTHING:
            density = cv2.blur(self._strength, (smoothing, smoothing))
            sampled = density[::2, ::2].ravel()
            rank = min(sampled.size, max(15, smoothing * smoothing // 4))
            top = float(np.partition(sampled, -rank)[-rank])
            if float(density.max()) < least_density:
                continue
            for level in _LEVELS:
                dense = (density > level * top).astype(np.uint8)
                outlines, _ = cv2.findContours(dense, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
                for outline in outlines:
                    if len(outline) < least_edge:
                        continue
                    region = _measured(self._strength, np.asarray(outline, np.int32), self._step, side)
                    if region is not None and region.density >= least_density:
                        found.append(region)
        found.sort(key=lambda region: -region.score)
        kept: list[Region] = []
        for region in found:
            if not any(_alike(region, other) for other in kept):
                kept.append(region)
            if len(kept) == most:
                break
        return tuple(kept)

    def _filled(self, region: Region) -> NDArray[np.uint8]:
        import cv2

        corners = np.round(region.quad / self._step - 0.5).astype(np.int32)
        return np.asarray(cv2.fillConvexPoly(np.zeros(self._strength.shape, np.uint8), corners, 1), np.uint8)


def evenness(grey: Grey, region: Region) -> float:
    """How far the edges in a region run one way: 0 in a matrix code, about 0.1 in text, 1 in bars.

    The coherence of the structure tensor, (largest - smallest) / (largest + smallest) eigenvalue.
    """
    import cv2

    cut = cut_out(grey, region, 1, 0)
    across, down = cv2.Sobel(cut, cv2.CV_32F, 1, 0), cv2.Sobel(cut, cv2.CV_32F, 0, 1)
    uu, vv = cv2.norm(across, cv2.NORM_L2SQR), cv2.norm(down, cv2.NORM_L2SQR)
    uv = float(across.ravel() @ down.ravel())
    return float(np.hypot(uu - vv, 2 * uv) / (uu + vv + 1e-6))


def cut_out(grey: Grey, region: Region, scale: float, margin_px: float) -> Grey:
    """The region upright with its length across, enlarged, and `margin_px` of the picture around it."""
    import cv2

    length, breadth = region.size[0] + 2 * margin_px, region.size[1] + 2 * margin_px
    scale = min(scale, (_MOST_CUT_PIXELS / (length * breadth)) ** 0.5)
    width, height = max(1, round(length * scale)), max(1, round(breadth * scale))
    along = np.deg2rad(region.turn_deg)
    cos, sin = np.cos(along) * scale, np.sin(along) * scale
    x, y = region.centre
    turn = np.array([[cos, sin, width / 2 - cos * x - sin * y], [-sin, cos, height / 2 + sin * x - cos * y]])
    cut = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def _edge_strength(grey: Grey, step: int) -> NDArray[np.float32]:
    import cv2

    soft = cv2.GaussianBlur(grey, (0, 0), 0.7)
    across = cv2.convertScaleAbs(cv2.Sobel(soft, cv2.CV_16S, 1, 0), alpha=0.25)
    down = cv2.convertScaleAbs(cv2.Sobel(soft, cv2.CV_16S, 0, 1), alpha=0.25)
    small = (max(1, grey.shape[1] // step), max(1, grey.shape[0] // step))
    whole = (slice(step * small[1]), slice(step * small[0]))  # full blocks are averaged fastest
    edges = cv2.resize(cv2.add(across, down)[whole], small, interpolation=cv2.INTER_AREA).astype(np.float32)
    thinned = cv2.resize(grey[whole], small, interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(thinned, np.ones((7, 7), np.uint8))
    return np.asarray(edges / (cv2.blur(paper.astype(np.float32), (9, 9)) + 10), np.float32)


def _measured(
    strength: NDArray[np.float32], outline: NDArray[np.int32], step: int, least_side: float
) -> Region | None:
    """The well filled rectangle an outline makes, if it makes one; the cheapest doubts come first."""
    import cv2

    left, top, across, down = cv2.boundingRect(outline)
    if min(across, down) < least_side or across * down < _LEAST_AREA:
        return None
    area = round(cv2.contourArea(outline) + len(outline) / 2 + 1)  # Pick's theorem
    if area < _LEAST_FILL * least_side * least_side:
        return None
    centre, (width, height), turn = cv2.minAreaRect(outline)
    width, height = width + 1, height + 1
    narrow, fill = min(width, height), area / (width * height)
    if fill < _LEAST_FILL or narrow < least_side or max(width, height) > _LONGEST * narrow:
        return None
    inside = np.zeros((down, across), np.uint8)
    cv2.drawContours(inside, [outline - np.array([left, top], np.int32)], -1, 1, -1)
    density = cv2.mean(strength[top : top + down, left : left + across], inside)[0]
    middle = ((centre[0] + 0.5) * step, (centre[1] + 0.5) * step)
    return _region(middle, (width * step, height * step), turn, density, density * fill * area**0.25)


def _region(
    centre: tuple[float, float], size: tuple[float, float], turn_deg: float, density: float, score: float
) -> Region:
    if size[0] < size[1]:
        size, turn_deg = (size[1], size[0]), turn_deg + 90
    return Region(centre, size, turn_deg, density, score)


def _alike(one: Region, other: Region) -> bool:
    apart = abs(one.centre[0] - other.centre[0]) + abs(one.centre[1] - other.centre[1])
    ratio = one.size[0] * one.size[1] / (other.size[0] * other.size[1])
    return apart < 0.2 * min(one.size[0], other.size[0]) and 0.8 < ratio < 1.25
