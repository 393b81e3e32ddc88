"""Where a combining mark stands: on or under the character before it, whichever font drew that.

PDF knows no mark positioning, and the bundled fonts leave it to the tables `GPOS` and `mark`: drawn where
the pen is, an acute would stand on the next character, and at a line's end beyond the paper's edge.
"""

import unicodedata
from dataclasses import dataclass, replace

from app.receipts.fonts import Ink

_ENCLOSING, _BELOW, _ABOVE = 0, 220, 230
"""Canonical combining classes [Unicode 4.3]; marks of the others are drawn for full-width characters."""
_SPACE = 30
_HIGHEST, _LOWEST = 1150, -300
"""More would run into the lines above and below; thousandths of the type size."""


@dataclass(frozen=True)
class MarkPlace:
    """How far a mark moves from the pen, which is behind its base, in thousandths of the type size.

    Attributes:
        base: what the next mark on the same character stands on.
    """

    right: float
    up: float
    base: Ink


def place_of(mark: str, ink: Ink, base: Ink | None) -> MarkPlace:
    """The place of a mark with that ink on its base; None = the line begins with it."""
    if base is None:
        return MarkPlace(max(0.0, -ink.left), 0.0, replace(ink, advance=0.0))
    kind = unicodedata.combining(mark)
    if kind not in (_ENCLOSING, _BELOW, _ABOVE):
        return MarkPlace(0.0, 0.0, base)
    right = (base.left + base.right - ink.left - ink.right) / 2 - base.advance
    up = 0.0
    if kind == _ABOVE:
        up = min(max(0.0, base.top + _SPACE - ink.bottom), max(0.0, _HIGHEST - ink.top))
        base = replace(base, top=ink.top + up)
    elif kind == _BELOW:
        up = max(min(0.0, base.bottom - _SPACE - ink.top), min(0.0, _LOWEST - ink.bottom))
        base = replace(base, bottom=ink.bottom + up)
    return MarkPlace(right, up, base)
