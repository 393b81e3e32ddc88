"""Misreadings in the number of a zone that its check digit does not notice.

O and 0 are alike in its type. One swapped for the other changes the sum of a check by 24 times its
weight, that is by 8, 2 or 4: two or three of them together can cancel out, so that a number with
several noughts passes its check in more than one way. G and 6, S and 8, L and 1 have one value modulo
10 and pass alone; any two misread together pass once in ten [ICAO Doc 9303-3, 4.9].
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from app.domain.mrz import check_digit
from app.scanning.text_line import Glyph

_TWIN = {"O": "0", "0": "O"}
_MOST_TWINS = 9


def twins_of(number: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Every number that differs in O and 0 alone, with the places that differ; fewest first."""
    places = [i for i, char in enumerate(number) if char in _TWIN][:_MOST_TWINS]
    for count in range(1, len(places) + 1):
        for changed in combinations(places, count):
            chars = list(number)
            for i in changed:
                chars[i] = _TWIN[chars[i]]
            yield "".join(chars), changed


def unnoticed(number: Sequence[Glyph], but: Collection[int] = ()) -> float:
    """Odds that one or two signs were misread such that the check digit holds all the same.

    O and 0 are left to `twins_of`, which looks at any number of them.

    Args:
        number: the whole field.
        but: places of signs that something else proves.
    """
    rivals = [
        (i, _shift(glyph.char, char, i), p / max(glyph.mark, p))
        for i, glyph in enumerate(number)
        for char, p in glyph.options
        if i not in but and char != glyph.char and twin(glyph.char) != char
    ]
    alone = sum(odds for _, shift, odds in rivals if shift == 0)
    together = sum(
        one[2] * other[2]
        for one, other in combinations(rivals, 2)
        if one[0] != other[0] and one[1] and (one[1] + other[1]) % 10 == 0
    )
    return alone + together


def _shift(read: str, other: str, at: int) -> int:
    """By how much the check changes modulo 10 when a sign at a place is another one."""
    behind = "<" * at
    return (check_digit(behind + other) - check_digit(behind + read)) % 10


def twin(char: str) -> str:
    """The other one of the two; empty for any other character."""
    return _TWIN.get(char, "")
