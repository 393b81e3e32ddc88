"""Which modules of a Data Matrix or QR symbol are the same in every symbol of its size.

Sources: ISO/IEC 16022 table 7 (Data Matrix ECC 200, square sizes) and ISO/IEC 18004 clause 6.3 and
annex E (QR function patterns, alignment positions).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Modules = NDArray[np.int8]
"""Shape (side, side): 1 dark, 0 light, `UNKNOWN` decided by the payload."""

UNKNOWN = -1
DATAMATRIX_SIDES = (10, 12, 14, 16, 18, 20, 22, 24, 26, 32, 36)
QR_SIDES = tuple(range(21, 58, 4))
_MOST_IN_ONE_REGION = 26
FINDER = 7
"""Side of a QR finder in modules."""


@lru_cache
def datamatrix_shape(side: int) -> Modules:
    """Solid bars left and below, dashes above and right, once per region of the symbol."""
    parts = 1 if side <= _MOST_IN_ONE_REGION else 2
    region = side // parts
    one = np.full((region, region), UNKNOWN, np.int8)
    along = np.arange(region)
    one[0] = along % 2 == 0
    one[:, -1] = along % 2 == 1
    one[:, 0] = 1
    one[-1] = 1
    return np.tile(one, (parts, parts))


@lru_cache
def datamatrix_telling(side: int) -> NDArray[np.bool_]:
    """Where the dashes above and on the right are, which tell the size and which way it lies."""
    telling = np.zeros((side, side), np.bool_)
    telling[0] = telling[:, -1] = True
    return telling


@lru_cache
def qr_shape(side: int) -> Modules:
    """Finders with their light edge, timing lines, alignment patterns and the dark module."""
    shape = np.full((side, side), UNKNOWN, np.int8)
    shape[FINDER - 1] = shape[:, FINDER - 1] = np.arange(side) % 2 == 0
    finder = np.zeros((FINDER + 1, FINDER + 1), np.int8)
    finder[:FINDER, :FINDER] = _rings(FINDER)
    shape[: FINDER + 1, : FINDER + 1] = finder
    shape[: FINDER + 1, -FINDER - 1 :] = finder[:, ::-1]
    shape[-FINDER - 1 :, : FINDER + 1] = finder[::-1]
    for row, column in _alignment_centres(side):
        shape[row - 2 : row + 3, column - 2 : column + 3] = _rings(5)
    shape[side - FINDER - 1, FINDER + 1] = 1
    return shape


def _rings(side: int) -> Modules:
    """A dark square with one light ring inside its outermost."""
    rings = np.ones((side, side), np.int8)
    rings[1:-1, 1:-1] = 0
    rings[2:-2, 2:-2] = 1
    return rings


def _alignment_centres(side: int) -> list[tuple[int, int]]:
    version = (side - 17) // 4
    if version < 2:
        return []
    last = side - FINDER
    steps = version // 7 + 1
    gap = 2 * -(-(last - 6) // (2 * steps))
    places = [6, *(last - gap * left for left in range(steps - 1, -1, -1))]
    corners = {(6, 6), (6, last), (last, 6)}
    return [(row, column) for row in places for column in places if (row, column) not in corners]
