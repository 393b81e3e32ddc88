"""Outlines of single lines of text: their size, their direction, other ways to look at them."""

from collections.abc import Iterable

import numpy as np

from app.scanning.ocr import Quad, Said
from app.scanning.text_line import TextLine

_ROOM_AGAIN = 0.05


def height_of(quad: Quad) -> float:
    """Pixels across the line, however it is turned."""
    return float(min(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[0] - quad[1])))


def aspect_of(quad: Quad) -> float:
    """Length by height of a line that runs from its first to its second corner."""
    return float(np.linalg.norm(quad[0] - quad[1])) / max(float(np.linalg.norm(quad[0] - quad[3])), 1.0)


def is_level(quad: Quad) -> bool:
    """Whether a line is not taller than it is wide."""
    width, height = np.ptp(quad[:, 0]), np.ptp(quad[:, 1])
    return bool(width > 0.8 * height)


def direction_of(quad: Quad) -> float:
    """Degrees of a line's longer side, positive when it falls to the right."""
    run = lengthwise(quad)[1] - lengthwise(quad)[0]
    return float(np.degrees(np.arctan2(run[1], run[0])))


def alike(one: float, other: float, degrees: float) -> bool:
    """Whether two directions differ by less than some degrees, whichever way they are run."""
    return abs((one - other + 90) % 180 - 90) < degrees


def lengthwise(quad: Quad) -> Quad:
    """The corners such that the text runs from the first to the second, one way or the other."""
    if np.linalg.norm(quad[1] - quad[0]) >= np.linalg.norm(quad[3] - quad[0]):
        return quad
    return np.ascontiguousarray(np.roll(quad, -1, axis=0))


def upside_down(quad: Quad) -> Quad:
    """The same line read from its other end."""
    return np.ascontiguousarray(np.roll(quad, 2, axis=0))


def grown(quad: Quad, room: float = _ROOM_AGAIN) -> Quad:
    """The same line with more room around it, a share of its height: another look at its characters."""
    down = (quad[3] - quad[0] + quad[2] - quad[1]) * room
    along = (quad[1] - quad[0]) / max(float(np.linalg.norm(quad[1] - quad[0])), 1.0)
    aside = along * float(np.linalg.norm(down))
    return np.stack([quad[0] - down - aside, quad[1] - down + aside, quad[2] + down + aside,
                     quad[3] + down - aside]).astype(np.float32)  # fmt: skip


def shortened(quad: Quad, aspect: float, *, middle: bool = False) -> Quad:
    """The beginning of a line, or its middle, at most so many heights long."""
    whole = aspect_of(quad)
    if whole <= aspect:
        return quad
    share = aspect / whole
    start = (1 - share) / 2 if middle else 0.0
    above, below = quad[1] - quad[0], quad[2] - quad[3]
    return np.stack(
        [
            quad[0] + start * above,
            quad[0] + (start + share) * above,
            quad[3] + (start + share) * below,
            quad[3] + start * below,
        ]
    ).astype(np.float32)


def legible(lines: Iterable[Said | TextLine]) -> float:
    """Mean certainty by character, 0…1; lines without any character count as illegible."""
    marks: list[float] = []
    for line in lines:
        marks += line.marks[:12] or (0.0,)
    return sum(marks) / len(marks) if marks else 0.0
