"""Words of invented documents: names, regions, streets, dates, numbers; put together at random.

Numbers use the unassigned area code 110199 and the synthetic series of domain reference 11; places
are real divisions, streets and people are not.
"""

import random
import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from stdnum.iso7064 import mod_11_2

from app.scanning.reading import ETHNICITIES
from app.scanning.regions import regions

TODAY = date(2026, 11, 22)
"""The day every rendered set is meant to be read on."""

_LISTS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
SURNAMES, GIVEN, IN_LIST, RARE = (
    "".join(_LISTS[key].split()) for key in ("surnames", "given", "listed", "rare")
)
DOUBLE, MINORITY, STREETS, VILLAGES, ESTATES, LATIN_SURNAMES, LATIN_GIVEN = (
    _LISTS[key].split()
    for key in (
        "double_surnames", "minority", "streets", "villages", "estates", "latin_surnames", "latin_given",
    )
)  # fmt: skip
LONG_LATIN = (
    ("VENKATANARASIMHARAJUVARIPETA", "SUBRAHMANYA LAKSHMI"),
    ("PAPANDROPOULOUS CHRISTODOULOU", "ANASTASIA MARIA"),
    ("DE ALBUQUERQUE CAVALCANTI", "BARTHOLOMAEUS JOAO"),
)
COUNTRIES = {entry[:3]: entry[3:] for entry in _LISTS["countries"].split()}


def hanzi_name(dice: random.Random, kind: str) -> str:
    """A name of two to four ideographs; kind `plain`, `listed` (in dictionaries), `rare` or `dotted`."""
    if kind == "dotted":
        return "·".join(dice.sample(MINORITY, 2 if dice.random() < 0.9 else 3))
    surname = dice.choice(DOUBLE) if dice.random() < 0.08 else dice.choice(SURNAMES)
    given = dice.choices(GIVEN, k=dice.choice((1, 2, 2, 2)))
    if kind in ("listed", "rare"):
        given[dice.randrange(len(given))] = dice.choice(IN_LIST if kind == "listed" else RARE)
    return surname + "".join(given)


def latin_name(dice: random.Random) -> tuple[str, str]:
    """Surname and given names; a few have no given name, a few are too long for a zone."""
    chance = dice.random()
    if chance < 0.06:
        return dice.choice(LONG_LATIN)
    surname = dice.choice(LATIN_SURNAMES)
    if chance < 0.12:
        return surname, ""
    return surname, " ".join(dice.sample(LATIN_GIVEN, dice.choice((1, 1, 2))))


def birth(dice: random.Random) -> date:
    """A day of birth, children and the old included."""
    return date(1938, 1, 1) + timedelta(days=dice.randrange(80 * 365))


def ethnicity(dice: random.Random) -> str:
    """Mostly the common ones."""
    if dice.random() < 0.6:
        return "汉"
    return dice.choice(sorted(ETHNICITIES - {"穿青人"}))


@cache
def _counties() -> tuple[tuple[str, str], ...]:
    """Whole names of today's counties with the name of the police there."""
    names = regions()
    found = []
    for code, own in names.items():
        outer, middle = names.get(code[:2] + "0000", ()), names.get(code[:4] + "00", ())
        if code.endswith("00") or len(own) != 1 or not outer or code[:2] in ("71", "81", "82", "83"):
            continue
        city = middle[-1] if middle else outer[0]
        office = f"{city}公安局{own[0][:-1]}分局" if own[0].endswith("区") else f"{own[0]}公安局"
        found.append((outer[0] + (middle[-1] if middle else "") + own[0], office))
    return tuple(found)


def address(dice: random.Random) -> tuple[str, str]:
    """Where an invented person lives, and the authority that issues cards there."""
    place, office = dice.choice(_counties())
    kind = dice.random()
    if kind < 0.3:
        text = f"{dice.choice(VILLAGES)}{dice.choice('前后东西大小')}{dice.choice('沟湾岭坪屯庄')}村"
        text += f"{dice.randrange(1, 14)}组{dice.randrange(1, 300)}号"
    elif kind < 0.6:
        text = f"{dice.choice(STREETS)}{dice.randrange(1, 999)}号"
    else:
        text = f"{dice.choice(STREETS)}{dice.randrange(1, 999)}号{dice.choice(ESTATES)}"
        text += f"{dice.randrange(1, 30)}{dice.choice(('号楼', '栋', '幢'))}"
        text += f"{dice.randrange(1, 9)}单元{dice.randrange(100, 2900)}室"
    return place + text, office


def citizen_number(dice: random.Random, born: date, male: bool) -> str:
    """A number of the unassigned area 110199."""
    return with_check(f"110199{born:%Y%m%d}{900 + dice.randrange(50) * 2 + male}")


def with_check(body: str) -> str:
    """Seventeen digits and their MOD 11-2 check [GB 11643]."""
    return body + str(mod_11_2.calc_check_digit(body))


def another_check(dice: random.Random, number: str) -> str:
    """The same number with a check digit that does not hold."""
    return number[:-1] + dice.choice([each for each in "0123456789X" if each != number[-1]])


def validity(dice: random.Random, years: int, *, over: bool = False) -> tuple[date, date]:
    """First and last day; `over` ends before `TODAY`."""
    days = dice.randrange(30, 365 * max(1, years) - 30) if years > 1 else dice.randrange(5, 80)
    start = TODAY - timedelta(days=days)
    if over:
        start -= timedelta(days=366 * max(1, years))
    try:
        end = start.replace(year=start.year + years) if years else start + timedelta(days=91)
    except ValueError:
        end = start.replace(year=start.year + years, day=28)
    return start, end


def office_of(home: str) -> str:
    """The authority that issues cards where an address of `address` lies."""
    fitting = [(len(place), office) for place, office in _counties() if home.startswith(place)]
    return max(fitting)[1]
