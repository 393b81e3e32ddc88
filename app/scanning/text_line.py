"""One line of text as recognised: where it stands, and how sure every character is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_LOOK_AGAIN = 0.95
_MORE_THAN_A_GUESS = 0.7
_UNLIKE = 0.8
_NO_VALUES = frozenset(
    ("样张", "公民身份号码", "签发机关", "有效期限", "中华人民共和国", "居民身份证", "签发次数")
)

_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide).isalnum()}

Options = tuple[tuple[str, float], ...]
"""Likeliest members of `0-9 A-Z <` for one character with their probabilities, best first."""


@dataclass(frozen=True)
class TextLine:
    """A line on an upright page.

    Attributes:
        left, top, right, bottom: pixels of the page.
        marks: probability 0…1 per character of `text`.
        options: per character of `text`; empty when not known.
        places: middle of each character along the line, 0…1; empty when not known.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    marks: tuple[float, ...] = ()
    options: tuple[Options, ...] = ()
    places: tuple[float, ...] = ()

    @property
    def height(self) -> float:
        """Pixels, never 0."""
        return max(self.bottom - self.top, 1.0)

    @property
    def middle(self) -> float:
        """Vertical middle in pixels."""
        return (self.top + self.bottom) / 2

    @property
    def certainty(self) -> float:
        """Mean of the marks; 1 when they are not known."""
        return sum(self.marks) / len(self.marks) if self.marks else 1.0

    def mark(self, index: int) -> float:
        """Probability of one character; 1 when not known."""
        return self.marks[index] if index < len(self.marks) else 1.0

    def choices(self, index: int) -> Options:
        """Options of one character; itself alone when not known."""
        if index < len(self.options) and self.options[index]:
            return self.options[index]
        return ((self.text[index].upper(), self.mark(index)),)

    @property
    def doubted(self) -> bool:
        """Whether a line with ideographs that may hold a value deserves another look."""
        if "".join(self.text.split()) in _NO_VALUES or len(self.text) < 2:
            return False
        seen = [mark for char, mark in zip(self.text, self.marks, strict=False) if not char.isspace()]
        return min(seen, default=1.0) < _LOOK_AGAIN and any(char > "\u2e80" for char in self.text)


def agreed(one: TextLine, other: TextLine) -> TextLine:
    """One line from two looks at it: where both read alike doubts multiply, else the doubt stays.

    An ideograph that was hardly more than a guess at one look stays as doubted as the better look
    leaves it: a rare one is taken for the same common one twice. A character that the second look
    reads otherwise keeps the likelier reading with its mark cut by the share of the rival. Texts of
    other lengths cannot be compared; the likelier one stays.
    """
    first, second = ([i for i, char in enumerate(line.text) if not char.isspace()] for line in (one, other))
    if len(first) != len(second):
        likelier = max((one, other), key=lambda line: line.certainty)
        return replace(likelier, marks=tuple(mark * _UNLIKE for mark in likelier.marks))
    text, marks, options = list(one.text), list(one.marks), list(one.options)
    for i, k in zip(first, second, strict=True):
        mine, rival = one.mark(i), other.mark(k)
        char = one.text[i].translate(_HALF_WIDTH)
        if char == other.text[k].translate(_HALF_WIDTH):
            guess = char > "\u2e80" and min(mine, rival) < _MORE_THAN_A_GUESS
            marks[i] = max(mine, rival) if guess else 1 - (1 - mine) * (1 - rival)
            continue
        if rival > mine:
            text[i], marks[i] = other.text[k], rival * (1 - mine)
            if k < len(other.options) and i < len(options):
                options[i] = other.options[k]
        else:
            marks[i] = mine * (1 - rival)
    return replace(one, text="".join(text), marks=tuple(marks), options=tuple(options))


@dataclass(frozen=True)
class Glyph:
    """One character taken out of its line, so that lines can be joined and cut freely."""

    char: str
    mark: float
    options: Options


def glyphs(line: TextLine) -> tuple[Glyph, ...]:
    """The line's characters without spaces; letters and figures at half width, as numbers have them."""
    return tuple(
        Glyph(char.translate(_HALF_WIDTH), line.mark(i), line.choices(i))
        for i, char in enumerate(line.text)
        if not char.isspace()
    )


def text_of(row: Iterable[Glyph]) -> str:
    """The characters of a run of glyphs."""
    return "".join(glyph.char for glyph in row)


def least(row: Sequence[Glyph]) -> float:
    """Probability of the least certain character; 1 for none."""
    return min((glyph.mark for glyph in row), default=1.0)


def rows_of(lines: Iterable[TextLine]) -> list[list[TextLine]]:
    """Lines that stand side by side, as rows from top to bottom, each from left to right.

    Two lines share a row when their middles are closer than half of the smaller height, the
    distance at which labels and values of one printed row still meet on a page 3° askew.
    """
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda each: each.middle):
        for row in reversed(rows[-3:]):
            nearest = min(row, key=lambda each: abs(each.left - line.left))
            if abs(nearest.middle - line.middle) < 0.5 * min(nearest.height, line.height):
                row.append(line)
                break
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda each: each.left)
    return rows
