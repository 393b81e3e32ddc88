"""Names in ideographs looked at a second time by the shapes of their characters.

The recogniser has seldom seen rare characters: it names a common one that looks alike, now and then
with great certainty, or leaves the place empty. Shapes do not know what is likely, only what it looks
like: they cast doubt, propose, and bear out. A name they changed is left to a person unless one rare
character alone looks like what is printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.scanning.glyph_match import Likeness, RareShapes, is_common
from app.scanning.lookalikes import lookalikes_of

_ROOM_BEHIND = 0.85
_ROOM_BETWEEN = 1.25
_LIKE, _BETTER = 0.895, 0.04
"""Likeness, and how far ahead of the character read, from which a doubted one is replaced."""

_LIKE_SURE, _SUSPECT = 0.915, 0.02
"""The same from which one that its reader believed is doubted."""

_LIKE_PLAIN, _AHEAD_PLAIN = 0.93, 0.025
"""The same from which one that its reader believed is replaced."""

_LIKE_ALONE, _AHEAD_ALONE, _NEXT_ALONE = 0.95, 0.035, 0.02
"""Likeness, and how far ahead of the character read and of every other rare one, from which a replaced
one is stated. Of 1,200 names drawn in three faces none was stated wrongly; of characters that no reader
knows at all, 1 in 400."""

_HARDLY_DOUBTED, _LIKE_READ, _AHEAD_READ = 0.9, 0.88, 0.02
"""Reader's probability, likeness and how far ahead of every rare one, from which a character stays as
it was read: a soft picture makes everything less like its drawing, but not another one more like it."""

_RARE_AHEAD = 0.01
"""A rare character as read has to look more like itself than like others by this much."""

_LOOKALIKE_AHEAD = 0.007
"""How much more alike a lookalike has to be for a doubt. Of 2,160 such characters drawn in two faces, four
grades of blur and three of noise, 1 in 140 is doubted needlessly; of those misread 19 in 20 are found."""

_USUAL_PITCH = 0.72


@dataclass(frozen=True)
class NameGlyph:
    """A character of a name: how sure its reader was, and its middle along the strip, 0…1."""

    char: str
    mark: float
    place: float


@dataclass(frozen=True)
class CheckedName:
    """A name after the second look.

    Attributes:
        doubted: a person has to compare it with the picture.
        borne_out: every character that its reader doubted looks like what stands in the name now.
    """

    name: str
    doubted: bool
    borne_out: bool


def checked_name(
    shapes: RareShapes, glyphs: Sequence[NameGlyph], strip: NDArray[np.uint8], certain: float
) -> CheckedName:
    """Look at each character, and at places where one is missing.

    Args:
        glyphs: the name's own, in order; dots too.
        strip: the level line that the name stands on, shape (height_px, width_px, 3).
        certain: the reader's probability from which it is believed unless the shape speaks against it.
    """
    likeness = shapes.likeness(strip)
    aspect = strip.shape[1] / strip.shape[0]
    chars: list[str] = []
    doubted, borne_out = len(glyphs) < 2, True
    before: NameGlyph | None = None
    for glyph in glyphs:
        if before is not None and (glyph.place - before.place) * aspect > _ROOM_BETWEEN:
            missing = _missing(likeness, (before.place + glyph.place) / 2)
            chars += missing
            doubted = doubted or bool(missing)
        char, fits, speaks_against = _looked_at(likeness, glyph, certain)
        chars.append(char)
        doubted = doubted or speaks_against
        borne_out = borne_out and fits
        before = glyph
    if before is not None and (1 - before.place) * aspect > _ROOM_BEHIND:
        doubted = True
        chars += _missing(likeness, before.place + _pitch(glyphs, aspect) / aspect)
    return CheckedName("".join(chars), doubted or not chars, borne_out and not doubted)


def _looked_at(likeness: Likeness, glyph: NameGlyph, certain: float) -> tuple[str, bool, bool]:
    """The character or a plainly more alike one; whether it is believed; whether the shape objects."""
    if glyph.char == "·":
        return glyph.char, True, False
    if glyph.char < "\u2e80":
        best = likeness.best("", glyph.place)
        return (best.char if best is not None and best.like >= _LIKE else glyph.char), False, True
    best = likeness.best(glyph.char, glyph.place)
    if best is None:
        return glyph.char, glyph.mark >= certain, False
    ahead = best.like - best.read
    alone = best.like >= _LIKE_ALONE and ahead >= _AHEAD_ALONE and best.like - best.next >= _NEXT_ALONE
    if alone:
        return best.char, True, False
    if glyph.mark >= certain:
        objects = best.like >= _LIKE_SURE and ahead >= _SUSPECT
        objects = objects or (not is_common(glyph.char) and ahead > -_RARE_AHEAD)
        others = lookalikes_of(glyph.char)
        objects = objects or likeness.ahead(others, glyph.char, glyph.place) >= _LOOKALIKE_AHEAD
        plainly = best.like >= _LIKE_PLAIN and ahead >= _AHEAD_PLAIN
        return best.char if plainly else glyph.char, not objects, objects
    if best.like >= _LIKE and ahead >= (_BETTER if is_common(glyph.char) else _SUSPECT):
        return best.char, False, True
    plain = glyph.mark >= _HARDLY_DOUBTED and best.read >= _LIKE_READ and -ahead >= _AHEAD_READ
    return glyph.char, plain or likeness.bears_out(glyph.char, best), False


def _missing(likeness: Likeness, place: float) -> list[str]:
    """What stands at a place where nothing was read, as far as its shape tells."""
    best = likeness.best("", place)
    return [best.char] if best is not None and best.like >= _LIKE else []


def _pitch(glyphs: Sequence[NameGlyph], aspect: float) -> float:
    """Distance of the characters, in heights of the strip."""
    steps = [(b.place - a.place) * aspect for a, b in pairwise(glyphs)]
    return float(np.median(steps)) if steps else _USUAL_PITCH
