"""Chinese line breaking: where a line may end, and what stays together."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, pairwise

Measure = Callable[[str, bool], float]
"""Width of a text, regular (False) or bold (True), in units of the caller's."""

_KEPT = 512
"""Paragraphs whose parts stay known: those of one paper, whose every size asks for them again."""

# Source: GB/T 15834-2011, 5.1.1–5.1.4: no line begins with a closing mark or ends with an opening
# one; dashes and dots stay with what stands before them.
_NO_START = frozenset("，。、；：？！）》〉」』】〕〗’”…—～·・％‰℃°,.:;?!)]}>%・々ー")
_BLANKS = (" ", "\u3000")
_NO_END = frozenset("（《〈「『【〔〖‘“([{<￥$№")


@dataclass(frozen=True)
class Span:
    """A stretch of text of one look; `keep` = not broken as long as it fits a line by itself."""

    text: str
    bold: bool = False
    keep: bool = False


@dataclass(frozen=True)
class Line:
    """One line: its spans, their width in points, and whether the paragraph goes on after it."""

    spans: tuple[Span, ...]
    width: float
    goes_on: bool

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class _Atom:
    text: str
    bold: bool
    width: float
    kept: bool = False


def break_lines(
    spans: Sequence[Span], width: float, measure: Measure, *, first_indent: float = 0.0, unit: float = 1.0
) -> list[Line]:
    """Fill lines greedily.

    Hanzi break anywhere, Latin words and numbers only at blanks, kept spans nowhere. A kept span wider
    than a line breaks as any other text, a word wider than a line where the line ends. Blanks at a break
    vanish.

    Args:
        width: of a line, points; a line holds at least one character however narrow it is.
        first_indent: by how much the first line is shorter, points.
        unit: of `measure`, in points: the same text is measured once for all type sizes.
    """
    lines: list[Line] = []
    current: list[_Atom] = []
    used = 0.0
    room = (width - first_indent) / unit
    whole = width / unit

    def close(goes_on: bool) -> None:
        nonlocal current, used, room
        while current and current[-1].text in (_BLANKS if goes_on else " "):
            used -= current.pop().width
        lines.append(Line(_joined(current), used * unit, goes_on))
        current, used, room = [], 0.0, whole

    for group, needed in _fitting(_groups(tuple(spans), measure), whole, measure):
        if current and used + needed > room and (needed <= whole or group[0].text == " "):
            close(goes_on=True)
        pieces = group if needed <= room - used else tuple(_characters(group, measure))
        for piece in pieces:
            if current and used + piece.width > room:
                close(goes_on=True)
            if current or piece.text not in (_BLANKS if lines else " "):
                current.append(piece)
                used += piece.width
    if current or not lines:
        close(goes_on=False)
    else:
        lines[-1] = Line(lines[-1].spans, lines[-1].width, goes_on=False)
    return lines


def _fitting(
    groups: Iterable[tuple[tuple[_Atom, ...], float]], room: float, measure: Measure
) -> Iterable[tuple[tuple[_Atom, ...], float]]:
    """The groups; what is kept together and has no room in a line goes by its own words."""
    for group, needed in groups:
        if needed > room and any(atom.kept for atom in group):
            yield from _groups(tuple(Span(atom.text, atom.bold) for atom in group), measure)
        else:
            yield group, needed


def _atoms(spans: Iterable[Span], measure: Measure) -> Iterable[_Atom]:
    for span in spans:
        if span.keep:
            yield _Atom(span.text, span.bold, measure(span.text, span.bold), kept=True)
            continue
        word, wordy = "", False
        for char in span.text:
            goes_on, again = wordy, _is_wordy(char)
            wordy = again
            if word and (is_mark(char) or (goes_on and again)):
                word += char
                continue
            if word:
                yield _Atom(word, span.bold, measure(word, span.bold))
            word = char
        if word:
            yield _Atom(word, span.bold, measure(word, span.bold))


@cache
def is_mark(char: str) -> bool:
    """Whether a character stands on, under or around the one before it."""
    return unicodedata.category(char) in {"Mn", "Me"}


@cache
def _is_wordy(char: str) -> bool:
    """Latin letters, digits and their signs: parts of a word that is not broken."""
    return char != " " and unicodedata.east_asian_width(char) in {"Na", "N", "H"}


@lru_cache(maxsize=_KEPT)
def _groups(spans: tuple[Span, ...], measure: Measure) -> tuple[tuple[tuple[_Atom, ...], float], ...]:
    """Atoms between which no line may end, joined, and how wide they are together."""
    groups: list[list[_Atom]] = []
    before = ""
    for atom in _atoms(spans, measure):
        text = atom.text
        if groups and text and before != " " and (text[0] in _NO_START or before in _NO_END):
            groups[-1].append(atom)
        else:
            groups.append([atom])
        before = text[-1:]
    return tuple((tuple(group), sum(atom.width for atom in group)) for group in groups)


def _characters(group: Iterable[_Atom], measure: Measure) -> Iterable[_Atom]:
    """Each character alone, with the marks that stand on it."""
    for atom in group:
        starts = [at for at, char in enumerate(atom.text) if at == 0 or not is_mark(char)]
        for start, end in pairwise([*starts, len(atom.text)]):
            text = atom.text[start:end]
            yield _Atom(text, atom.bold, measure(text, atom.bold))


def _joined(atoms: Iterable[_Atom]) -> tuple[Span, ...]:
    return tuple(Span("".join(atom.text for atom in run), bold) for bold, run in groupby(atoms, key=_is_bold))


def _is_bold(atom: _Atom) -> bool:
    return atom.bold
