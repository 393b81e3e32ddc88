"""A slip page as the dots of a thermal print head.

Receipt printers of both widths have 203 dpi heads, which are 8 dots a millimetre; 80 mm paper has 576
of them across, 58 mm paper 384, in the middle of the paper.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.errors import PrintFailed, WrongPaper
from app.pdfium import grey_pages

DOTS_PER_MM = 8
_DOTS_PER_POINT = DOTS_PER_MM * 25.4 / 72
_DARK_BELOW = 150  # of 255; thin strokes of small hanzi stay whole
_TOLERANCE_DOTS = 2


@dataclass(frozen=True)
class Roll:
    """A paper roll: its width in millimetres, and the dots its printers have across."""

    width_mm: int
    dots: int

    @property
    def margin_dots(self) -> int:
        """Paper on either side that no dot reaches."""
        return (self.width_mm * DOTS_PER_MM - self.dots) // 2


ROLLS = {"80mm": Roll(80, 576), "58mm": Roll(58, 384)}


def slip_rows(pdf: bytes, paper: str) -> Iterator[NDArray[np.bool_]]:
    """The pages of a slip as dots.

    Args:
        pdf: pages as wide as the paper.
        paper: `80mm` or `58mm`.
    Returns:
        per page, shape (rows, dots across), True = black.
    Raises:
        WrongPaper: the pages have another width, or the paper is no roll.
        PrintFailed: no PDF.
    """
    roll = ROLLS.get(paper)
    if roll is None:
        raise WrongPaper(paper, frozenset(ROLLS))
    try:
        for page in grey_pages(pdf, _DOTS_PER_POINT):
            if abs(page.shape[1] - roll.width_mm * DOTS_PER_MM) > _TOLERANCE_DOTS:
                raise WrongPaper(paper, frozenset(ROLLS))
            left = roll.margin_dots
            yield page[:, left : left + roll.dots] < _DARK_BELOW
    except ValueError as error:
        raise PrintFailed("no PDF") from error
