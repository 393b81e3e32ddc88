"""Data Matrix and QR codes too soft, small or bent for the engines: outline, size, then a fitted grid.

The engine still decodes, so error correction and text are its business: it is given the modules as a
clean drawing.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.scanning.code_engines import Grey, Quad, Reading, of_modules
from app.scanning.code_regions import Region, cut_out
from app.scanning.code_shapes import (
    DATAMATRIX_SIDES,
    FINDER,
    QR_SIDES,
    Modules,
    datamatrix_shape,
    datamatrix_telling,
    qr_shape,
)
from app.scanning.grid_fit import GridFit

_SQUARE = 1.45
"""Length to breadth up to which a region may be a square symbol seen aslant."""
_OUTLINE_PX = 100
_AROUND = 0.25
_OUTSIDE_PX = 10
"""How far a symbol may stick out of the region found."""
_WIDEST_INK_PX = 27
"""Broadest black area within a symbol: what is larger is shadow or desk."""
_DARK = 0.3
_LEAST_FILL = 0.82
_MODULE_PX = (1.6, 4.5)
"""Below, a blur swallows modules whole; above, an engine reads what is legible."""
_BLUR_PX = 1.15
_BLURS_PX = (1.2, 1.0, 1.4)
_HOLD_ROUNDS = 7
_LEAST_AGREEMENT = 0.3
_LEAST_FINDER = 0.45
_SURELY = 0.7
_MOST_CANDIDATES = 2
_WINDOWS = {"datamatrix": (4, 4, 4, 4, 2.5), "qr": (6, 6, 6, 6, 5, 5, 4, 4, 3)}
_MOST_ROUNDS = 14
_WORST_MISFIT = 0.16


@dataclass(frozen=True)
class _Candidate:
    """A symbol that may stand in the picture: `score` tells which is likelier."""

    kind: str
    quad: Quad
    shape: Modules
    score: float


def read_matrix(grey: Grey, region: Region, until: float) -> Iterator[Reading]:
    """The matrix code that fills the region, if it is one.

    Args:
        until: `time.thread_time()` at which no further attempt is begun.
    """
    if region.size[0] > _SQUARE * region.size[1]:
        return
    quad = outline(grey, region)
    if quad is None:
        return
    for candidate in _candidates(grey, quad, until):
        reading = _fitted(grey, candidate, until)
        if reading is not None:
            yield reading
            return


def _candidates(grey: Grey, quad: Quad, until: float) -> Iterator[_Candidate]:
    """The likeliest of each kind; without three finders it is no QR code."""
    for find in (_qr, _datamatrix):
        candidates = sorted(find(grey, quad, until), key=lambda candidate: -candidate.score)
        yield from candidates[:_MOST_CANDIDATES]
        if candidates and candidates[0].score > _SURELY:
            return


def _fitted(grey: Grey, candidate: _Candidate, until: float) -> Reading | None:
    windows = _WINDOWS[candidate.kind]
    for blur in _BLURS_PX:
        fit = GridFit(grey, candidate.quad, candidate.shape, blur)
        fit.hold(_HOLD_ROUNDS)
        before: NDArray[np.bool_] | None = None
        for index in range(_MOST_ROUNDS):
            if time.thread_time() > until:
                return None
            modules = fit.settle(windows[min(index, len(windows) - 1)])
            if before is None or (modules != before).any():
                for reading in of_modules(candidate.kind, modules, candidate.quad):
                    if reading.sure:
                        return reading
            elif index >= len(windows):
                break
            if index > 1 and fit.misfit > _WORST_MISFIT:
                break
            before = modules
    return None


def outline(grey: Grey, region: Region) -> Quad | None:
    """Corners of the one dark, even patch in the region, light all around; None when there is none."""
    import cv2

    margin = _AROUND * region.size[1]
    cut = cut_out(grey, region, _OUTLINE_PX / region.size[1], margin)
    widest = np.ones((_WIDEST_INK_PX, _WIDEST_INK_PX), np.uint8)
    paper = cv2.morphologyEx(cv2.blur(cut, (5, 5)), cv2.MORPH_CLOSE, widest)
    lit = np.asarray(paper, np.float32)
    dark = np.asarray(1 - cut / np.maximum(lit, 1), np.float32)
    darkest = max(float(np.percentile(dark, 97)), 0.05)
    mask = np.asarray(cv2.GaussianBlur(dark, (0, 0), 2.0) > _DARK * darkest, np.uint8)
    beyond = round(_AROUND * _OUTLINE_PX - _OUTSIDE_PX)
    mask[:beyond] = mask[-beyond:] = 0
    mask[:, :beyond] = mask[:, -beyond:] = 0
    nine = np.ones((9, 9), np.uint8)
    filled = cv2.morphologyEx(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, nine), cv2.MORPH_OPEN, nine)
    labels = cv2.connectedComponents(filled)[1]
    middle = labels[cut.shape[0] // 3 : -cut.shape[0] // 3, cut.shape[1] // 3 : -cut.shape[1] // 3]
    counts = np.bincount(middle.ravel())
    if counts.size < 2 or not counts[1:].any():
        return None
    patch = np.asarray(labels == 1 + int(counts[1:].argmax()))
    corners = _corners(patch)
    if corners is None:
        return None
    inside = cv2.fillConvexPoly(np.zeros(patch.shape, np.uint8), np.round(corners).astype(np.int32), 1)
    if patch.sum() == 0 or (inside * patch).sum() < _LEAST_FILL * max(int(inside.sum()), int(patch.sum())):
        return None
    scale = cut.shape[1] / (region.size[0] + 2 * margin)
    off = (corners - np.array([cut.shape[1], cut.shape[0]]) / 2) / scale
    along = np.deg2rad(region.turn_deg)
    cos, sin = np.cos(along), np.sin(along)
    return np.asarray(off @ np.array([[cos, sin], [-sin, cos]]) + np.array(region.centre), np.float32)


def _corners(patch: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    """Where the four sides of a patch meet; a dashed side's gaps are passed over."""
    above, below = _side(patch), _side(patch[::-1])
    left, right = _side(patch.T), _side(patch.T[::-1])
    if above is None or below is None or left is None or right is None:
        return None
    below = np.array([-below[0], patch.shape[0] - below[1]])
    right = np.array([-right[0], patch.shape[1] - right[1]])
    return np.array(
        [_meeting(above, left), _meeting(above, right), _meeting(below, right), _meeting(below, left)]
    )


def _side(patch: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    """Slope and start of the line along the patch's upper side."""
    columns = np.nonzero(patch.any(axis=0))[0]
    if columns.size < 12:
        return None
    columns = columns[columns.size // 10 : -(columns.size // 10)]
    first = patch[:, columns].argmax(axis=0).astype(np.float64)
    keep = np.ones(columns.size, bool)
    line = np.zeros(2)
    for _ in range(4):
        line = np.polyfit(columns[keep] + 0.5, first[keep], 1)
        inward = first - np.polyval(line, columns + 0.5)
        keep = inward <= max(1.0, float(np.percentile(inward, 65)))
    return line


def _meeting(row: NDArray[np.float64], column: NDArray[np.float64]) -> tuple[float, float]:
    """x, y where y = row(x) and x = column(y)."""
    y = (row[0] * column[1] + row[1]) / (1 - row[0] * column[0])
    return column[0] * y + column[1], y


def _likely(sides: tuple[int, ...], quad: Quad) -> list[int]:
    length = float(np.linalg.norm(np.roll(quad, -1, 0) - quad, axis=1).mean())
    return [side for side in sides if _MODULE_PX[0] <= length / side <= _MODULE_PX[1]]


def _datamatrix(grey: Grey, quad: Quad, until: float) -> Iterator[_Candidate]:
    """Every size, whichever way it lies, whose dashes are where this one has them."""
    for side in _likely(DATAMATRIX_SIDES, quad):
        shape = datamatrix_shape(side)
        for turn in range(4):
            if time.thread_time() > until:
                return
            turned = np.roll(quad, turn, 0)
            fit = GridFit(grey, turned, shape, _BLUR_PX)
            fit.hold(_HOLD_ROUNDS)
            score = fit.agreement(datamatrix_telling(side))
            if score > _LEAST_AGREEMENT:
                yield _Candidate("datamatrix", turned, shape, score)


def _qr(grey: Grey, quad: Quad, until: float) -> Iterator[_Candidate]:
    """Every size with a finder in three corners; the corners then are where the finders say."""
    import cv2

    fine, around, reach = 3, 4, FINDER + 2
    ring = np.pad(qr_shape(21)[:FINDER, :FINDER], 1)
    finder = cv2.GaussianBlur(
        np.kron(np.where(ring, 0, 255), np.ones((fine, fine))).astype(np.uint8), (0, 0), fine * 0.45
    )
    for side in _likely(QR_SIDES, quad):
        if time.thread_time() > until:
            return
        span = (side + 2 * around) * fine
        nominal = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
        back = cv2.getPerspectiveTransform((nominal + around) * fine, quad)
        flat = cv2.warpPerspective(grey, back, (span, span), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)
        window = (reach + 2 * (around - 1)) * fine
        scores, moved = [], []
        for column, row in ((0, 0), (1, 0), (1, 1), (0, 1)):
            left, top = column * (span - window), row * (span - window)
            match = cv2.matchTemplate(
                flat[top : top + window, left : left + window], finder, cv2.TM_CCOEFF_NORMED
            )
            _, best, _, at = cv2.minMaxLoc(match)
            scores.append(best)
            moved.append(np.array(at) / fine - (around - 1))
        missing = int(np.argmin(scores))
        score = (sum(scores) - scores[missing]) / 3
        if score < _LEAST_FINDER:
            continue
        moved[missing] = moved[missing - 1] + moved[(missing + 1) % 4] - moved[missing - 2]
        corners = (
            ((nominal + np.array(moved, np.float32) + around) * fine).reshape(-1, 1, 2).astype(np.float32)
        )
        found = cv2.perspectiveTransform(corners, back).reshape(4, 2)
        yield _Candidate("qr", np.roll(found, 2 - missing, 0), qr_shape(side), score)
