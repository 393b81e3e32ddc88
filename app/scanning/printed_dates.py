"""Dates as passports print them: with months in words, or in figures whose order the page itself tells."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from app.scanning.text_line import TextLine

_MONTH_WORDS = (
    "JAN GEN ENE",
    "FEB FEV FÉV",
    "MAR MRZ MÄR MRT",
    "APR AVR ABR",
    "MAY MAI MAG MEI",
    "JUN GIU JUIN",
    "JUL LUG JUIL",
    "AUG AOU AOÛ AGO",
    "SEP SET",
    "OCT OKT OTT OUT",
    "NOV",
    "DEC DÉC DEZ DIC",
)
_MONTHS = {word: month for month, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}
_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_IN_WORDS = re.compile(
    rf"(\d{{1,2}}) ?(?:\d{{1,2}}月 ?[/／]? ?)?({_WORD})[.,]?(?: ?[/／] ?[^\W\d]{{3,4}}\.?)? ?(\d{{4}})(?!\d)"
)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})[.,。/\- ](\d{2})[.,。/\- ](\d{2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{2})[.,。/\- ]{1,2}(\d{2})[.,。/\- ]{1,2}((?:19|20)\d{2})(?!\d)")


def printed_dates(lines: Iterable[TextLine], known: Sequence[date]) -> Mapping[date, float]:
    """Every date on a page with the probability 0…1 of its least certain character.

    Args:
        known: days that the page is sure to print; they tell whether day or month comes first. Where
            they do not, only dates that can be read one way are given.
    """
    found: dict[date, float] = {}
    figures: list[tuple[int, int, int, float]] = []
    for line in lines:
        text = line.text.upper()
        if len(text) != len(line.text):
            continue

        def certainty(match: re.Match[str], line: TextLine = line) -> float:
            return min(line.mark(i) for i in range(*match.span()) if not line.text[i].isspace())

        for match in _IN_WORDS.finditer(text):
            day, month, year = match.groups()
            _add(found, int(year), _MONTHS[month], int(day), certainty(match))
        for match in _YEAR_FIRST.finditer(text):
            year, month, day = match.groups()
            _add(found, int(year), int(month), int(day), certainty(match))
        for match in _YEAR_LAST.finditer(text):
            one, two, year = match.groups()
            figures.append((int(one), int(two), int(year), certainty(match)))
    found.update(_in_order(figures, known))
    return found


def _in_order(figures: Sequence[tuple[int, int, int, float]], known: Sequence[date]) -> Mapping[date, float]:
    day_first: dict[date, float] = {}
    month_first: dict[date, float] = {}
    for one, two, year, certainty in figures:
        _add(day_first, year, two, one, certainty)
        _add(month_first, year, one, two, certainty)
    fits = [sum(day in each for day in known) for each in (day_first, month_first)]
    if fits[0] > fits[1]:
        return day_first
    if fits[1] > fits[0]:
        return month_first
    both = set(day_first) & set(month_first)
    twice = {date(day.year, day.day, day.month) for day in {*day_first, *month_first} if day.day <= 12}
    either = {**day_first, **month_first}
    return {day: either[day] for day in either if day in both or day not in twice}


def _add(found: dict[date, float], year: int, month: int, day: int, certainty: float) -> None:
    try:
        found[date(year, month, day)] = certainty
    except ValueError:
        return


def issue_day(found: Mapping[date, float], birth: date | None, expiry: date, longest: int) -> date | None:
    """The one day on which a document that ends at `expiry` can have been issued.

    Of several the one whose anniversary is the expiry or the day after it.

    Args:
        longest: validity in days.
    """
    fitting = [day for day in found if day not in (birth, expiry) and 0 < (expiry - day).days < longest]
    if len(fitting) > 1:
        ends = {(end.month, end.day) for end in ends_of(expiry)}
        fitting = [day for day in fitting if (day.month, day.day) in ends]
    return fitting[0] if len(fitting) == 1 else None


def ends_of(expiry: date) -> tuple[date, date]:
    """The last day and the day after it: validities of whole years end on one or the other."""
    return expiry, expiry + timedelta(days=1)
