"""How sure the characters of an 18-digit number are that nothing else on the card speaks for.

The birth printed besides says what characters 7–14 are, the sex what is even or odd at the 17th, the
list of divisions what the first six can be. None of them says anything about the 15th, the 16th and
the check character [GB 11643-1999, 4]; two characters misread together pass the check once in 11.
"""

from app.scanning.reading import Value
from app.scanning.regions import known_code
from app.scanning.text_line import Glyph

CODE = range(6)
BIRTH = range(6, 14)
SEX_AT = 16


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
    in_list = known_code(number.text)
    sure = [1.0]
    for i, (char, glyph) in enumerate(zip(number.text, number.glyphs, strict=True)):
        if i == but or (birth and i in BIRTH):
            continue
        if in_list and i in CODE:
            ruled_out = {
                d for d in "0123456789" if not known_code(number.text[:i] + d + number.text[i + 1 :])
            }
        elif sex and i == SEX_AT:
            ruled_out = {d for d in "0123456789" if int(d) % 2 != int(char) % 2}
        else:
            ruled_out = set()
        sure.append(_without(glyph, char, ruled_out))
    return min(sure)


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
