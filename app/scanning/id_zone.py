"""Machine-readable zones: from lines as recognised to lines of the right size.

What the position in the zone decides is put right by position (a date has no letters, a country
no digits). A number is changed only where the recogniser was in doubt itself and one single change
makes the check digits hold. Source: ICAO Doc 9303-4, 9303-5; domain reference 11.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, product
from math import prod

from app.domain.mrz import Mrz, parse_mrz
from app.scanning.text_line import Glyph, TextLine, glyphs, least, rows_of, text_of
from app.scanning.zone_twins import twin, twins_of, unnoticed

_FILLERS = str.maketrans(
    {
        "《": "<",
        "〈": "<",
        "＜": "<",
        "≤": "<",
        "く": "<",
        "ぐ": "<",
        "«": "<",
        "‹": "<",
        "(": "<",
        "Λ": "<",
        "∧": "<",
        "^": "<",
        "∪": "U",
        "|": "I",
        "ハ": "<",
        "八": "<",
        "へ": "<",
        "∠": "<",
        "ㄑ": "<",
        "﹤": "<",
    }
)
_TO_DIGIT = str.maketrans("OQDILBSZG", "000118526")
_TO_LETTER = str.maketrans("0185268", "OIBSZGB")
_MOST_STRANGE = 0.25
_FIRST_OF_THREE = re.compile(
    r"(?=(?:[^0-9]*[0-9]){3})[ACI1][A-Z<][A-Z0]{3}[A-Z0-9<]{9}[0-9OISB<][A-Z0-9<]{10,}$"
)
_ZONE_CHAR = re.compile(r"[A-Z0-9<]")
_ZONE_LINE = re.compile(r"[A-Z0-9<]{24,50}")
DOUBT = 0.02
"""Probability from which a second-best character may be the true one."""

_MOST_CHANGES = 2
_SURE = 0.9
_NO_TWIN = 0.04
"""Odds up to which a misreading that the check digit does not notice is taken for impossible."""

_THOUGHT_OF = 0.001
"""Least probability that a reader reports for another character."""

_MOSTLY = 0.4
_SPECK = 2
_PLAIN = 0.97
"""Mark of every other character of a number from which none of them is suspected instead."""

_LOOKS_LIKE = {"O": "0Q", "I": "1", "B": "8", "S": "5", "Z": "2", "G": "6", "D": "0"}
Row = tuple[Glyph, ...]


@dataclass(frozen=True)
class ZoneReading:
    """A zone brought to size, or only found.

    Attributes:
        mrz: None when the lines could not be brought to 2 × 44 or 3 × 30.
        certainty: least probability among the characters of the document number.
        name_certainty: the same for the name line, which no digit guards.
        name_choices: for each letter of the name, in the zone's order, the other letters that its reader
            gave a probability of `DOUBT` or more while it was not sure of the letter.
        data_certainty: the same for the line with nationality and sex, which no digit guards either.
        repaired: a character was changed because the check digits proved it.
        ambiguous: more than one change makes the checks hold, or only one that the reader never
            thought of; the likeliest was made, and a person has to look.
        unguarded: the number holds a doubted character whose twin would pass the checks as well.
        lines: the zone as parsed.
        wide: the lines are those of a passport rather than of a card.
    """

    mrz: Mrz | None
    lines: tuple[str, ...] = ()
    certainty: float = 0.0
    name_certainty: float = 0.0
    name_choices: tuple[str, ...] = ()
    data_certainty: float = 0.0
    repaired: bool = False
    ambiguous: bool = False
    unguarded: bool = False
    wide: bool = False

    @property
    def nationality(self) -> str:
        """The code as the zone prints it, without fillers: Germany's stays `D`."""
        if self.mrz is None:
            return ""
        start = 10 if self.mrz.kind == "td3" else 15
        return self.lines[1][start : start + 3].replace("<", "")


def read_zone(lines: Sequence[TextLine], today: date) -> ZoneReading | None:
    """The zone on an upright page, None when there is none.

    A number printed elsewhere on the page decides between changes that the checks allow alike.
    """
    printed = frozenset("".join(line.text.split()) for line in lines)
    rows = [_zone_row(row) for row in rows_of(lines)]
    at = [i for i, row in enumerate(rows) if _looks_like_zone(row)]
    found: ZoneReading | None = None
    for first in at:
        for count, width in ((3, 30), (2, 44)):
            group = rows[first : first + count]
            if len(group) == count and all(_fits(row, width) for row in group):
                sized = (_td1 if count == 3 else _td3)(group, today, printed)
                if sized is not None and sized.mrz is not None:
                    return sized
        found = found or ZoneReading(None, wide=len(rows[first]) > 37)
    return found if len(at) >= 2 else None


def zone_count(lines: Sequence[TextLine]) -> int:
    """How many zones stand on the page, judged by their first lines."""
    rows = [text for row in rows_of(lines) if "<<" in (text := text_of(_zone_row(row)))]
    wide = sum(len(row) > 37 and re.match(r"P[A-Z<]{4}", row) is not None for row in rows)
    return wide + sum(len(row) <= 37 and _FIRST_OF_THREE.match(row) is not None for row in rows)


def _zone_row(row: Sequence[TextLine]) -> Row:
    """A row in the zone's alphabet: look-alikes by shape, a few others by the reader's next best."""
    run = _in_shape(row)
    strange = [glyph for glyph in run if not _ZONE_CHAR.fullmatch(glyph.char)]
    if not strange or len(strange) > len(run) * _MOST_STRANGE:
        return run
    return tuple(
        Glyph(*glyph.options[0], glyph.options) if glyph in strange and glyph.options else glyph
        for glyph in run
    )


def _in_shape(row: Sequence[TextLine]) -> Row:
    return tuple(
        Glyph(char, _as_capital(glyph, char), glyph.options)
        for line in row
        if not (len(row) > 1 and line.text.strip().isalpha())  # a printed word beside the zone
        for glyph in glyphs(line)
        for char in glyph.char.translate(_FILLERS).upper()
    )


def _as_capital(glyph: Glyph, char: str) -> float:
    """The zone has capitals and fillers alone: what its reader gave to their likes counts for them."""
    if glyph.char == char:
        return glyph.mark
    return min(1.0, glyph.mark + dict(glyph.options).get(char, 0.0))


def _looks_like_zone(row: Row) -> bool:
    text = text_of(row)
    return bool(_ZONE_LINE.fullmatch(text)) and ("<<" in text or sum(map(str.isdigit, text)) > 8)


def _fits(row: Row, width: int) -> bool:
    return bool(row) and abs(len(row) - width) <= 6 and _ZONE_LINE.fullmatch(text_of(row)) is not None


def _td3(group: Sequence[Row], today: date, printed: frozenset[str]) -> ZoneReading | None:
    name = _sized_name(text_of(group[0]), 44)
    if not name.startswith("P"):
        return None
    head = name[:2] + name[2:5].translate(_TO_LETTER) + name[5:]
    partly: ZoneReading | None = None
    for data, run in _sized(group[1], 44, (28, 42)):
        line = _by_position(data, digits=(9, *range(13, 20), *range(21, 28), 43), letters=(10, 11, 12))
        read = _checked((head, line), (1, 0, 9), run, today, printed)
        if read.mrz is not None and (read.mrz.valid or len(group[1]) == 44):
            return _with_marks(read, group[0][5:], (*run[10:13], run[20]))
        if _further(read, partly):
            partly = _with_marks(read, group[0][5:], (*run[10:13], run[20]))
    return partly or ZoneReading(None)


def _td1(group: Sequence[Row], today: date, printed: frozenset[str]) -> ZoneReading | None:
    second_text = text_of(group[1])
    if not re.match(r"[\dOQDILBSZG]{2}[\dOQDILBSZG<]{4}", second_text):
        return None
    name = _sized_name(text_of(group[2]), 30)
    partly: ZoneReading | None = None
    for (upper, upper_run), (lower, lower_run) in product(
        _sized(group[0], 30, (15, 30)), _sized(group[1], 30, (18, 29))
    ):
        first = upper[0].translate(_TO_LETTER) + upper[1] + upper[2:5].translate(_TO_LETTER) + upper[5:]
        first = _by_position(first, digits=(14,) if first[14] != "<" else ())
        second = _by_position(lower, digits=(*range(7), *range(8, 15), 29), letters=(15, 16, 17))
        read = _checked((first, second, name), (0, 5, 14), upper_run, today, printed)
        if read.mrz is not None and (read.mrz.valid or (len(group[0]) == len(group[1]) == 30)):
            return _with_marks(read, group[2], (*lower_run[15:18], lower_run[7]))
        if _further(read, partly):
            partly = _with_marks(read, group[2], (*lower_run[15:18], lower_run[7]))
    return partly or ZoneReading(None)


def _further(read: ZoneReading, known: ZoneReading | None) -> bool:
    """Whether a zone with a sign lost is worth giving, and more than the one known.

    The dates hold each by its own digit, so number and dates stand where they should.
    """
    if read.mrz is None or not (read.mrz.checks["birth"] and read.mrz.checks["expiry"]):
        return False
    return known is None or known.mrz is None or len(read.mrz.failed) < len(known.mrz.failed)


def _with_marks(read: ZoneReading, name: Row, data: Row) -> ZoneReading:
    """Certainties of what no digit guards; nationality is proven when the issuer prints the same."""
    same = read.lines[0][2:5].replace("<", "") == read.nationality
    sure = min(
        (_as_letter(glyph) for glyph in (data[-1:] if same else data) if glyph.char != "<"), default=1.0
    )
    letters = [_as_letter(glyph) for glyph in name if glyph.char != "<"]
    rivals = tuple(_rivals(glyph) for glyph in name if glyph.char.translate(_TO_LETTER).isalpha())
    return replace(read, name_certainty=min(letters, default=0.0), name_choices=rivals, data_certainty=sure)


def _rivals(glyph: Glyph) -> str:
    """Letters that may stand there instead; none where the reader was sure."""
    if glyph.mark >= _SURE:
        return ""
    return "".join(char for char, p in glyph.options if p >= DOUBT and char.isalpha() and char.isascii())


def _as_letter(glyph: Glyph) -> float:
    """Probability of the letter at a place where only letters stand: digits that look alike count.

    The zone's alphabet is closed, so what its reader gave to other signs is shared out.
    """
    letter = glyph.char.translate(_TO_LETTER)
    alike = letter + _LOOKS_LIKE.get(letter, "")
    share = {char: p for char, p in glyph.options if p > 0}
    share[letter] = max(share.get(letter, 0.0), glyph.mark)  # it may have been a likeness of the letter
    total = sum(share.values())
    likely = sum(p for char, p in share.items() if char in alike)
    return max(glyph.mark, likely / total if total > _MOSTLY else likely)


def _sized(row: Row, width: int, fillers: tuple[int, int]) -> Iterator[tuple[str, Row]]:
    """The line at its size: runs of `<` lose or gain single signs to a reader, nothing else may."""
    text = text_of(row)
    excess = len(text) - width
    if excess == 0:
        yield text, row
        return
    runs = [m for m in re.finditer("<+", text) if m.end() > fillers[0] - 4 and m.start() < fillers[1] + 6]
    for run in sorted(runs, key=lambda m: m.end() - m.start(), reverse=True):
        if excess < run.end() - run.start():
            keep = run.end() - max(excess, 0)
            extra = "<" * max(-excess, 0)
            blank = tuple(Glyph("<", 1.0, ()) for _ in extra)
            yield text[:keep] + extra + text[run.end() :], row[:keep] + blank + row[run.end() :]
    if excess < 0 and fillers[1] == width:
        yield text.ljust(width, "<"), row


def _sized_name(text: str, width: int) -> str:
    """Name line: letters only, and its end is filled, so its size is no evidence."""
    prefix = 5 if width == 44 else 0
    name, _, rest = text[prefix:].partition("<<<")
    if max(map(len, rest.split("<"))) <= _SPECK:  # a filler read as a letter; no name goes on here
        rest = ""
    named = text[:prefix] + (f"{name}<<<{rest}" if rest.strip("<") else name).translate(_TO_LETTER)
    return named[:width].ljust(width, "<")


def _by_position(text: str, digits: Sequence[int] = (), letters: Sequence[int] = ()) -> str:
    chars = list(text)
    for i in digits:
        chars[i] = chars[i].translate(_TO_DIGIT)
    for i in letters:
        chars[i] = chars[i].translate(_TO_LETTER)
    return "".join(chars)


def _checked(
    lines: tuple[str, ...], number_at: tuple[int, int, int], run: Row, today: date, printed: frozenset[str]
) -> ZoneReading:
    """Parse, and where the number's check fails look for the doubtful characters that mend it."""
    which, start, end = number_at
    mrz = parse_mrz(lines, today)
    doubt = run[start:end]
    certainty = least(doubt)
    if mrz is None or mrz.valid:
        # A print that says the same is read by the same reader: it proves nothing about O and 0.
        unguarded = mrz is not None and (
            (mrz.number not in printed and unnoticed(doubt) > _NO_TWIN)
            or _passes_otherwise(lines, number_at, run, today, printed)
        )
        return ZoneReading(mrz, lines, certainty, unguarded=unguarded)
    mended: dict[str, tuple[float, tuple[str, ...], Mrz]] = {}
    for twin_lines, told, places_changed in _passing_twins(lines, number_at, today):
        likely = prod(_likely(run[start + i], twin_lines[which][start + i]) for i in places_changed)
        mended[told.number] = (likely, twin_lines, told)
    doubtful = [
        (i, _others(run[i], lines[which][i], start <= i < end)) for i in range(start, min(len(run), 44))
    ]
    doubtful = [(i, others) for i, others in doubtful if others]
    for count in range(1, _MOST_CHANGES + 1):
        for places in combinations(doubtful, count):
            for chars in product(*(others for _, others in places)):
                changed = list(lines[which])
                for (i, _), char in zip(places, chars, strict=True):
                    changed[i] = char
                trial = (*lines[:which], "".join(changed), *lines[which + 1 :])
                attempt = parse_mrz(trial, today)
                if attempt is not None and attempt.valid:
                    likely = prod(_likely(run[i], char) for (i, _), char in zip(places, chars, strict=True))
                    known = mended.get(attempt.number)
                    if known is None or likely > known[0]:
                        mended[attempt.number] = (likely, trial, attempt)
        if mended:
            break
    if not mended:
        return ZoneReading(mrz, lines, certainty)
    agreed = [number for number in mended if number in printed] or list(mended)
    best = max(agreed, key=lambda number: mended[number][0])
    likely, trial, attempt = mended[best]
    changed_at = [i for i in range(start, end) if trial[which][i] != lines[which][i]]
    others = [glyph for i, glyph in enumerate(doubt, start) if i not in changed_at]
    # Where a number has noughts, one of its twins passes sooner or later, also if its check digit is
    # wrong in truth: of those a person judges, unless the print says the same.
    nought = any(twin(lines[which][i]) == trial[which][i] for i in changed_at)
    sure = not nought and (likely >= _THOUGHT_OF or (bool(others) and least(others) >= _PLAIN))
    proven = best in printed or (len(agreed) == 1 and sure)
    rest = unnoticed(doubt, but=[i - start for i in changed_at])
    unguarded = best not in printed and rest > _NO_TWIN
    return ZoneReading(attempt, trial, certainty, repaired=True, ambiguous=not proven, unguarded=unguarded)


def _passing_twins(
    lines: tuple[str, ...], number_at: tuple[int, int, int], today: date
) -> Iterator[tuple[tuple[str, ...], Mrz, tuple[int, ...]]]:
    """The zones that differ in O and 0 of the number alone and pass every check."""
    which, start, end = number_at
    for number, changed in twins_of(lines[which][start:end]):
        trial = (
            *lines[:which],
            lines[which][:start] + number + lines[which][end:],
            *lines[which + 1 :],
        )
        attempt = parse_mrz(trial, today)
        if attempt is not None and attempt.valid:
            yield trial, attempt, changed


def _passes_otherwise(
    lines: tuple[str, ...], number_at: tuple[int, int, int], run: Row, today: date, printed: frozenset[str]
) -> bool:
    """Whether a number that passes would pass with other noughts that cannot be ruled out.

    The print counts for a twin unless every sign that differs looks otherwise plainly.
    """
    which, start, _ = number_at
    for trial, attempt, changed in _passing_twins(lines, number_at, today):
        known = [dict(run[start + i].options).get(trial[which][start + i]) for i in changed]
        if all(p is not None and p >= DOUBT for p in known):
            return True
        if attempt.number in printed and any(p is None or p >= DOUBT for p in known):
            return True
    return False


def _likely(glyph: Glyph, char: str) -> float:
    """How likely a character is another one, by its reader; a twin it never thought of is possible."""
    return max(dict(glyph.options).get(char, 0.0), _THOUGHT_OF / 10)


def _others(glyph: Glyph, char: str, in_number: bool) -> list[str]:
    """What else a character may be: what its reader thought of, and its twin in the number."""
    others = [c for c, p in glyph.options if c != char and p >= DOUBT]
    other = twin(char) if in_number else ""
    return [*others, other] if other and other not in others else others
