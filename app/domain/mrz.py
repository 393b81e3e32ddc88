"""Machine-readable zones TD3 (2 x 44) and TD1 (3 x 30), also the 3 x 30 of travel permits.

Source: ICAO Doc 9303-3 (check digit), 9303-4 (TD3), 9303-5 (TD1); domain reference 11. The zone is
parsed by its size: document codes of travel permits are not published.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from app.domain.person import Sex

_ZONE = re.compile(r"[A-Z0-9<]+")
_WEIGHTS = (7, 3, 1)
_LONGEST_VALIDITY_YEARS = 50
_SEX = {"M": Sex.MALE, "F": Sex.FEMALE}
_GERMANY = {"D": "DEU"}  # the one-letter code of ICAO Doc 9303-3, section 5


@dataclass(frozen=True)
class Mrz:
    """What a zone says, and which of its checks hold.

    Attributes:
        kind: `td3` or `td1`.
        birth_date, expiry: None when filled or not in the calendar.
        checks: by name `number birth expiry optional composite` (`optional` on TD3 only): True if
            the check digit holds. A date outside the calendar fails its check.
        optional: the optional fields joined, without fillers.
    """

    kind: str
    document_code: str
    issuer: str
    number: str
    nationality: str
    birth_date: date | None
    sex: Sex
    expiry: date | None
    surname: str
    given_names: str
    optional: str = ""
    checks: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def name(self) -> str:
        """Surname first, upper case, single spaces. No digit guards it: a person compares it."""
        return f"{self.surname} {self.given_names}".strip()

    @property
    def valid(self) -> bool:
        """Whether every check holds."""
        return all(self.checks.values())

    @property
    def failed(self) -> tuple[str, ...]:
        """Names of the checks that do not hold."""
        return tuple(name for name, holds in self.checks.items() if not holds)


def check_digit(text: str) -> int:
    """ICAO check digit 0…9: weights 7 3 1, A=10…Z=35, `<`=0, sum modulo 10.

    Raises:
        ValueError: a character that cannot stand in a zone.
    """
    return sum(_value(c) * _WEIGHTS[i % 3] for i, c in enumerate(text)) % 10


def _value(character: str) -> int:
    if character == "<":
        return 0
    if _ZONE.fullmatch(character) is None:
        raise ValueError(character)
    return int(character, 36)


def parse_mrz(lines: Sequence[str], today: date) -> Mrz | None:
    """Parse two lines of 44 or three lines of 30.

    Args:
        lines: as read; spaces are dropped and letters raised.
        today: decides the century of two-digit years.
    Returns:
        None when the lines have neither size or hold other characters. Failing checks are told in
        `checks`, not refused.
    """
    zone = ["".join(line.split()).upper() for line in lines]
    if not all(_ZONE.fullmatch(line) for line in zone):
        return None
    sizes = [len(line) for line in zone]
    if sizes == [44, 44]:
        return _td3(zone[0], zone[1], today)
    if sizes == [30, 30, 30]:
        return _td1(zone[0], zone[1], zone[2], today)
    return None


def _td3(first: str, second: str, today: date) -> Mrz:
    surname, given = _names(first[5:])
    birth, expiry = _birth(second[13:19], today), _expiry(second[21:27], today)
    optional, optional_check = second[28:42], second[42]
    return Mrz(
        kind="td3",
        document_code=_plain(first[:2]),
        issuer=_country(first[2:5]),
        number=_plain(second[:9]),
        nationality=_country(second[10:13]),
        birth_date=birth,
        sex=_SEX.get(second[20], Sex.X),
        expiry=expiry,
        surname=surname,
        given_names=given,
        optional=_plain(optional),
        checks=MappingProxyType(
            {
                "number": _holds(second[:9], second[9]),
                "birth": _holds_date(second[13:19], second[19], birth),
                "expiry": _holds_date(second[21:27], second[27], expiry),
                "optional": _holds(optional, optional_check)
                or (optional_check == "<" and not _plain(optional)),
                "composite": _holds(second[:10] + second[13:20] + second[21:43], second[43]),
            }
        ),
    )


def _td1(first: str, second: str, third: str, today: date) -> Mrz:
    surname, given = _names(third)
    birth, expiry = _birth(second[:6], today), _expiry(second[8:14], today)
    number, number_check, rest = first[5:14], first[14], first[15:30]
    if number_check == "<" and rest[0] != "<":
        tail, _, rest = rest.partition("<")
        number, number_check = number + tail[:-1], tail[-1]
    optional = " ".join(part for part in (_plain(rest), _plain(second[18:29])) if part)
    composite = first[5:30] + second[:7] + second[8:15] + second[18:29]
    return Mrz(
        kind="td1",
        document_code=_plain(first[:2]),
        issuer=_country(first[2:5]),
        number=_plain(number),
        nationality=_country(second[15:18]),
        birth_date=birth,
        sex=_SEX.get(second[7], Sex.X),
        expiry=expiry,
        surname=surname,
        given_names=given,
        optional=optional,
        checks=MappingProxyType(
            {
                "number": _holds(number, number_check),
                "birth": _holds_date(second[:6], second[6], birth),
                "expiry": _holds_date(second[8:14], second[14], expiry),
                "composite": _holds(composite, second[29]),
            }
        ),
    )


def _holds(text: str, digit: str) -> bool:
    return digit.isdigit() and check_digit(text) == int(digit)


def _holds_date(text: str, digit: str, parsed: date | None) -> bool:
    filled = "<" in text  # unknown parts of a date are fillers [9303-3, 4.8]
    return _holds(text, digit) and (parsed is not None or filled)


def _date(year: int, text: str) -> date | None:
    try:
        return date(year, int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


def _birth(text: str, today: date) -> date | None:
    if not text.isdigit():
        return None
    this_century = _date(2000 + int(text[:2]), text)
    if this_century is not None and this_century <= today:
        return this_century
    return _date(1900 + int(text[:2]), text)


def _expiry(text: str, today: date) -> date | None:
    if not text.isdigit():
        return None
    year = 2000 + int(text[:2])
    return _date(year if year <= today.year + _LONGEST_VALIDITY_YEARS else year - 100, text)


def _plain(text: str) -> str:
    return " ".join(text.replace("<", " ").split())


def _country(text: str) -> str:
    code = _plain(text)
    return _GERMANY.get(code, code)


def _names(text: str) -> tuple[str, str]:
    surname, _, given = text.partition("<<")
    return _plain(surname), _plain(given)
