"""How sure the characters of an 18-digit number are that nothing else on the card speaks for.

The birth printed besides says what characters 7–14 are, the sex what is even or odd at the 17th, the
list of divisions what the first six can be. None of them says anything about the 15th, the 16th and
the check character [GB 11643-1999, 4]; two characters misread together pass the check once in 11.
"""

from collections.abc import Iterator
from itertools import combinations

from app.scanning.reading import Value
from app.scanning.regions import known_code
from app.scanning.text_line import Glyph

CODE = range(6)
BIRTH = range(6, 14)
SEX_AT = 16
CHECK_AT = 17
_DIGITS = "0123456789"
_MODULUS = 11


def least_unproven(number: Value, *, birth: bool, sex: bool, but: int | None = None) -> float:
    """Probability 0…1 of the least certain character, each by itself, in the light of the evidence.

    Args:
        number: 18 characters; without its glyphs the value's own certainty counts.
        birth: the card prints the birth that the number holds.
        sex: the same for the sex.
        but: a character that something else proves.
    """
    if len(number.glyphs) != len(number.text):
        return number.certainty
    return min(
        (
            _without(glyph, number.text[i], impossible)
            for i, glyph, impossible in _unproven(number, birth=birth, sex=sex)
            if i != but
        ),
        default=1.0,
    )


def unnoticed(number: Value, *, birth: bool, sex: bool) -> float:
    """Odds that two characters were misread such that the check character holds all the same.

    One alone is always noticed. Arguments as of `least_unproven`.
    """
    if len(number.glyphs) != len(number.text):
        return 0.0
    rivals = [
        (i, _shift(number.text, i, char), p / max(glyph.mark, p))
        for i, glyph, impossible in _unproven(number, birth=birth, sex=sex)
        for char, p in glyph.options
        if char != number.text[i] and char not in impossible and char in (_DIGITS + "X" * (i == CHECK_AT))
    ]
    return sum(
        one[2] * other[2]
        for one, other in combinations(rivals, 2)
        if one[0] != other[0] and (one[1] + other[1]) % _MODULUS == 0
    )


def _unproven(number: Value, *, birth: bool, sex: bool) -> Iterator[tuple[int, Glyph, set[str]]]:
    """Characters that nothing else on the card proves, each with the digits it cannot be."""
    in_list = known_code(number.text)
    for i, (char, glyph) in enumerate(zip(number.text, number.glyphs, strict=True)):
        if birth and i in BIRTH:
            continue
        impossible: set[str] = set()
        if in_list and i in CODE:
            impossible = {d for d in _DIGITS if not known_code(number.text[:i] + d + number.text[i + 1 :])}
        elif sex and i == SEX_AT:
            impossible = {d for d in _DIGITS if int(d) % 2 != int(char) % 2}
        yield i, glyph, impossible


def _shift(number: str, at: int, other: str) -> int:
    """By how much the weighted sum changes modulo 11 when a character is another one."""
    worth = [10 if char == "X" else int(char) for char in (other, number[at])]
    return (worth[0] - worth[1]) * pow(2, CHECK_AT - at, _MODULUS) % _MODULUS


def _without(glyph: Glyph, char: str, ruled_out: set[str]) -> float:
    """Probability of a character when some of the digits it was doubted for are impossible."""
    doubt = 1 - glyph.mark
    thought_of = {c: p for c, p in glyph.options if c != char and p > 0}
    unnamed = max(0.0, doubt - sum(thought_of.values()))
    whole = sum(thought_of.values()) + unnamed
    if not ruled_out or doubt <= 0 or whole <= 0:
        return glyph.mark
    possible = sum(p for c, p in thought_of.items() if c not in ruled_out) + unnamed
    left = doubt * possible / whole
    return glyph.mark / (glyph.mark + left) if glyph.mark else 0.0
