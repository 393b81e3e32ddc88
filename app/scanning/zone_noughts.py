"""O and 0 in a machine-readable zone told apart by their size among the signs around them.

A reader of single lines takes one for the other, now and then with great certainty, and its check
digit does not always tell (`zone_twins`). In the type of zones figures stand taller than capitals; in
proportional faces O is wide and figures are narrow. So each O or 0 is measured against the noughts of
the dates and the O of the nationality, which stand where nothing else may, or else against the figures
and the capitals of the same line, and what is known of it afterwards is what its size says. Where
sizes say nothing, both stay possible.

Source: ISO 1073-2 (OCR-B), ICAO Doc 9303-3, 4.3.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.scanning.ocr import strip_of
from app.scanning.page_text import PageText
from app.scanning.picture import Picture
from app.scanning.text_line import Options, TextLine
from app.scanning.zone_twins import twin

Ink = NDArray[np.float32]

_TALL = ("3689", "ABDEFHKLMNPRTUVWXYZ")
"""Figures as tall as 0, and flat capitals."""

_WIDE = ("235689", "ADGHKNRUVXY")
"""Figures as wide as 0, and capitals as wide as O in a face that has wide ones."""

_SURE = 0.9
_LEAST_KNOWN = 3
_LEAST_LENGTH = 24
_HALF = 0.5
_LEAST_SPREAD = {"tall": 0.015, "wide": 0.035}
_ACROSS_LINES = 0.025
_LEAST_APART = 2.5
"""Spreads between 0 and O below which a measure tells nothing."""

_NORMAL = 1.4826
"""Standard deviation by median deviation of what is spread normally."""

_ROUND_OVER_FLAT = 1.03
"""Round letters stand over flat ones, in every face."""

_OFF_PITCH = 0.3
_PROPORTIONAL = 1.12
"""Width of capitals by that of figures from which O is wide, too; in type of one width it is not."""

_LIKE_TALL = (0.88, 1.08)
"""Height by the usual one of its line; beyond it something else was measured, or not all."""

_LEAST_WIDE = 3
_MOST_TOLD = 5.0
_READER_TELLS = 1.0
_PLAINLY = 0.95
"""Probability from which the size overrules the reader; below it both stay possible."""

_DARKEST, _PAPER = 3, 80

_DATES = re.compile("[0-9O]{7}[MFX<][0-9O]{7}")
"""Birth, sex and expiry, each date with its check digit: no O stands in them. The nationality stands
before them in zones of two lines and behind them in zones of three."""

_NATION = re.compile("(?=.*[A-Z].*[A-Z])[A-Z0]{3}")


@dataclass(frozen=True)
class _Size:
    """Of one sign, by the pitch of its line; from edge to edge at half darkness."""

    wide: float
    tall: float


@dataclass(frozen=True)
class _Scale:
    """What one measure is for 0 and for O, and how much it varies among alike signs."""

    figure: float
    letter: float
    spread: float

    def tells(self, measured: float) -> float:
        """Logarithm of the odds for O."""
        apart = (measured - self.figure) ** 2 - (measured - self.letter) ** 2
        told = apart / (2 * self.spread**2)
        return max(-_MOST_TOLD, min(_MOST_TOLD, told))


Sizes = Sequence[_Size | None]


def with_noughts(text: PageText) -> PageText:
    """The page with every O and 0 of its zone as its size says, both kept as options.

    Lines that are no zone's, and pages without one, stay as they are.
    """
    at = [i for i, line in enumerate(text.lines) if _is_zone(line)]
    if not any(twin(char) for i in at for char in text.lines[i].text):
        return text
    seen = {i: (text.lines[i], _sizes(text.lines[i], strip_of(text.picture, text.quads[i]))) for i in at}
    zone = list(seen.values())
    zone_wide = _scale("wide", [_known(zone, "wide", signs) for signs in _WIDE])
    zone_tall = _scale("tall", [_known(zone, "tall", signs) for signs in _TALL], _ACROSS_LINES)
    lines = list(text.lines)
    for i, (line, sizes) in seen.items():
        heights = [_known([(line, sizes)], "tall", signs) for signs in _TALL]
        own = min(map(len, heights)) >= _LEAST_KNOWN
        by_place = _at_known_places(line, sizes)
        scales = {
            "wide": by_place["wide"] or zone_wide,
            "tall": by_place["tall"] or (_scale("tall", heights) if own else zone_tall),
        }
        lines[i] = _told(line, sizes, scales, np.concatenate(heights))
    return replace(text, lines=lines)


def _is_zone(line: TextLine) -> bool:
    return len(line.text) >= _LEAST_LENGTH and "<" in line.text and len(line.places) == len(line.text)


def _told(line: TextLine, sizes: Sizes, scales: Mapping[str, _Scale | None], heights: Ink) -> TextLine:
    """A line with each O and 0 as measured.

    Args:
        heights: of signs of this line that are known.
    """
    chars, marks, options = list(line.text), list(line.marks), list(line.options)
    usual = float(np.median(heights)) if len(heights) else 0.0
    for i, size in enumerate(sizes):
        if not twin(line.text[i]):
            continue
        told = 0.0
        if size is not None and _LIKE_TALL[0] * usual <= size.tall <= _LIKE_TALL[1] * usual:
            told = sum(scale.tells(getattr(size, name)) for name, scale in scales.items() if scale)
        likely = _likely(told + _reader_tells(line, i))
        if max(likely, 1 - likely) >= _PLAINLY:
            chars[i] = "O" if likely >= _HALF else "0"
        marks[i] = round(likely if chars[i] == "O" else 1 - likely, 4)
        options[i] = _both(likely)
    return replace(line, text="".join(chars), marks=tuple(marks), options=tuple(options))


def _reader_tells(line: TextLine, i: int) -> float:
    """Logarithm of the odds for O by the reader, which is believed only a little."""
    said = dict(line.choices(i))
    letter, figure = max(said.get("O", 0.0), 1e-4), max(said.get("0", 0.0), 1e-4)
    return max(-_READER_TELLS, min(_READER_TELLS, math.log(letter / figure)))


def _likely(told: float) -> float:
    return 1 / (1 + math.exp(-told))


def _both(likely: float) -> Options:
    pair = (("O", likely), ("0", 1 - likely))
    return pair if likely >= _HALF else pair[::-1]


def _known(zone: Sequence[tuple[TextLine, Sizes]], name: str, signs: str) -> Ink:
    """One measure of the signs that are surely among some."""
    return np.array(
        [
            getattr(size, name)
            for line, sizes in zone
            for char, mark, size in zip(line.text, line.marks, sizes, strict=True)
            if size is not None and char in signs and mark >= _SURE
        ],
        np.float32,
    )


def _at_known_places(line: TextLine, sizes: Sizes) -> Mapping[str, _Scale | None]:
    """Each measure by the noughts of the dates and the O of the nationality, where the line has them."""
    scales: dict[str, _Scale | None] = {"wide": None, "tall": None}
    dates = _DATES.search(line.text)
    if dates is None:
        return scales
    start, end = dates.span()
    nations = [at for at in (start - 3, end) if at >= 0 and _NATION.fullmatch(line.text[at : at + 3])]
    figures = [sizes[i] for i in range(start, end) if twin(line.text[i])]
    letters = [sizes[i] for at in nations for i in range(at, at + 3) if twin(line.text[i])]
    for name in scales:
        figure, letter = (
            np.array([getattr(size, name) for size in known if size is not None], np.float32)
            for known in (figures, letters)
        )
        if len(figure) >= _LEAST_KNOWN and len(letter):
            scales[name] = _apart(name, figure, float(np.median(letter)))
    return scales


def _scale(name: str, known: Sequence[Ink], spread: float = 0.0) -> _Scale | None:
    """One measure, if enough signs are known to be figures and capitals and it sets O and 0 apart.

    Args:
        known: measures of figures, and of capitals.
        spread: least one by the measure, where lines at different distances are compared.
    """
    if min(map(len, known)) < _LEAST_KNOWN:
        return None
    figure, letter = (float(np.median(each)) for each in known)
    if name == "tall":
        letter *= _ROUND_OVER_FLAT
    elif letter < _PROPORTIONAL * figure:
        return None
    return _apart(name, known[0], letter, spread)


def _apart(name: str, figures: Ink, letter: float, spread: float = 0.0) -> _Scale | None:
    """A measure by what figures and an O are in it; None where they are too alike."""
    figure = float(np.median(figures))
    least = max(spread, _LEAST_SPREAD[name]) * figure
    spread = max(_NORMAL * float(np.median(np.abs(figures - figure))), least)
    return _Scale(figure, letter, spread) if abs(letter - figure) >= _LEAST_APART * spread else None


def _ink(strip: Picture) -> Ink:
    """Darkness 0…1 of a line cut out level."""
    grey = strip.astype(np.float32).mean(axis=2)
    paper, dark = np.percentile(grey, _PAPER), np.percentile(grey, _DARKEST)
    return np.asarray(np.clip((paper - grey) / max(float(paper - dark), 1.0), 0, 1), np.float32)


def _sizes(line: TextLine, strip: Picture) -> Sizes:
    """Every sign of a line, each between the lightest columns on its way to its neighbours."""
    ink = _ink(strip)
    columns, width = ink.max(axis=0), ink.shape[1]
    at = [min(width - 1, max(0, round(place * width))) for place in line.places]
    steps = [
        (after - before) * width
        for (one, before), (other, after) in pairwise(zip(line.text, line.places, strict=True))
        if "<" not in (one, other)  # some fillers of a long run are lost to a reader
    ]
    pitch = _mean_near_middle(steps) if steps else float(ink.shape[0])
    sizes: list[_Size | None] = []
    for i, middle in enumerate(at):
        before = at[i - 1] if i else max(0, round(middle - pitch))
        after = at[i + 1] if i + 1 < len(at) else min(width - 1, round(middle + pitch))
        left = before + int(np.argmin(columns[before : middle + 1]))
        right = middle + int(np.argmin(columns[middle : after + 1]))
        cell = ink[:, left : right + 1]
        upright = cell.max(axis=1)
        # Ink from edge to edge is a shadow or a neighbour's: such a sign cannot be measured.
        runs_on = max(columns[left], columns[right], min(upright[0], upright[-1])) > _HALF
        if cell.shape[1] < _LEAST_WIDE or float(cell.max()) < _HALF or runs_on:
            sizes.append(None)
            continue
        sizes.append(_Size(_extent(cell.max(axis=0)) / pitch, _extent(upright) / pitch))
    return sizes


def _mean_near_middle(steps: Sequence[float]) -> float:
    """Mean without outliers: the places of signs are known in coarse steps only."""
    middle = float(np.median(steps))
    return float(np.mean([step for step in steps if abs(step - middle) <= _OFF_PITCH * middle]))


def _extent(profile: Ink) -> float:
    """From the first to the last point where a profile passes half of its peak."""
    level = _HALF * float(profile.max())
    inside = np.flatnonzero(profile >= level)
    first, last = int(inside[0]), int(inside[-1])
    low, high = float(first), float(last)
    if first:
        step = float(profile[first] - profile[first - 1])
        low -= float(profile[first] - level) / max(step, 1e-6)
    if last + 1 < len(profile):
        step = float(profile[last] - profile[last + 1])
        high += float(profile[last] - level) / max(step, 1e-6)
    return high - low
