"""Numbers of identity documents: normal form, check, and what a number itself tells.

Source: domain reference 11; GB 11643-1999 (MOD 11-2 of ISO 7064), GB 32100 for credit codes. A
number that fails is a fact for the receptionist, never a ground to refuse anybody.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from app.domain.person import IdType, PersonDraft, Sex

OLDEST_AGE_YEARS = 130


class NumberState(StrEnum):
    """How far a number could be checked.

    `HELD`: check digit, calendar and pattern hold. `PATTERN`: the document has no check digit and
    its pattern fits. `TEXT`: nothing to check. `FAILED`: wrong, for the reason given.
    """

    HELD = "held"
    PATTERN = "pattern"
    TEXT = "text"
    FAILED = "failed"


class NumberFault(StrEnum):
    """Why a number failed; the first that applies."""

    PATTERN = "pattern"
    CHECK_DIGIT = "check_digit"
    CALENDAR = "calendar"
    NOT_BORN_YET = "not_born_yet"
    TOO_OLD = "too_old"


@dataclass(frozen=True)
class NumberCheck:
    """A number as far as it can be judged by itself.

    Attributes:
        number: normal form.
        born_on, sex: only from an 18-digit number that held.
        country: the three characters of a foreigner's card: ISO 3166 numeric (2023) or alpha-3
            (2017); empty otherwise.
    """

    number: str
    state: NumberState
    fault: NumberFault | None = None
    born_on: date | None = None
    sex: Sex | None = None
    country: str = ""


_RESIDENT = re.compile(r"[1-7]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]", re.A)
_HMT = re.compile(r"8[123]0000(?:19|20)\d{6}\d{3}[\dX]", re.A)
_FOREIGN_2023 = re.compile(r"9\d{2}\d{3}(?:19|20)\d{6}\d{3}[\dX]", re.A)
_FOREIGN_2017 = re.compile(r"[A-Z]{3}\d{12}", re.A)
_EIGHTEEN = re.compile(r"\d{17}[\dX]", re.A)
_FIFTEEN = re.compile(r"\d{15}", re.A)

_WITH_CHECK_DIGIT: dict[IdType, re.Pattern[str]] = {
    IdType.PRC_ID: _RESIDENT,
    IdType.PRC_TEMP_ID: _RESIDENT,
    IdType.HMT_RESIDENCE: _HMT,
    IdType.FOREIGN_PERMANENT_RESIDENCE: _FOREIGN_2023,
}
_PATTERN_ONLY: dict[IdType, re.Pattern[str]] = {
    IdType.MAINLAND_TRAVEL_PERMIT: re.compile(r"[HM]\d{8}|[HM]\d{10}|(?:HA|MA)\d{7}", re.A),
    IdType.TAIWAN_TRAVEL_PERMIT: re.compile(r"\d{8}|\d{10}(?:\([A-Z]\))?", re.A),
    IdType.PASSPORT: re.compile(r"[A-Z0-9]{5,9}"),
}
_NOT_SAID = frozenset({"UNKNOWN", "DECLINED"})
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")


def normal_number(text: str) -> str:
    """Half-width, without any space, upper case: `１１ 0x` becomes `110X`; not said becomes empty."""
    number = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).upper()
    return "" if number in _NOT_SAID else number


def check_digit_holds(number: str) -> bool:
    """Whether 17 digits and a check character satisfy MOD 11-2 [GB 11643-1999]."""
    return _EIGHTEEN.fullmatch(number) is not None and bool(mod_11_2.is_valid(number))


def kind_of_eighteen(number: str) -> IdType:
    """Document kind of an 18-digit number by its first digit (8 permit, 9 foreigner's card)."""
    return {"8": IdType.HMT_RESIDENCE, "9": IdType.FOREIGN_PERMANENT_RESIDENCE}.get(number[:1], IdType.PRC_ID)


def check_number(id_type: IdType | None, text: str, today: date) -> NumberCheck:
    """Judge a number by the rules of its document.

    Papers without a number of their own (household register, driving licence, social card, others)
    and numbers of unknown kind carry the 18-digit number or free text. First-generation numbers of
    15 digits are text. A credit code that does not hold is text too.

    Args:
        id_type: kind of document, None if not stated.
        text: the number as typed or read.
        today: local date, for births in the future and ages above 130 years.
    """
    number = normal_number(text)
    if not number:
        return NumberCheck(number, NumberState.TEXT)
    if id_type is IdType.CREDIT_CODE:
        return NumberCheck(number, NumberState.HELD if uscc.is_valid(number) else NumberState.TEXT)
    if id_type in _PATTERN_ONLY:
        return _by_pattern(number, _PATTERN_ONLY[id_type])
    if id_type in _WITH_CHECK_DIGIT:
        if id_type is IdType.FOREIGN_PERMANENT_RESIDENCE and _FOREIGN_2017.fullmatch(number):
            return NumberCheck(number, NumberState.PATTERN, country=number[:3])
        if id_type in (IdType.PRC_ID, IdType.PRC_TEMP_ID) and _FIFTEEN.fullmatch(number):
            return NumberCheck(number, NumberState.TEXT)
        return _by_check_digit(number, id_type, today)
    if id_type is not IdType.TD1 and _EIGHTEEN.fullmatch(number):
        return _by_check_digit(number, kind_of_eighteen(number), today)
    return NumberCheck(number, NumberState.TEXT)


def _by_pattern(number: str, pattern: re.Pattern[str]) -> NumberCheck:
    if pattern.fullmatch(number):
        return NumberCheck(number, NumberState.PATTERN)
    return NumberCheck(number, NumberState.FAILED, NumberFault.PATTERN)


def _by_check_digit(number: str, kind: IdType, today: date) -> NumberCheck:
    def failed(fault: NumberFault) -> NumberCheck:
        return NumberCheck(number, NumberState.FAILED, fault)

    if not _EIGHTEEN.fullmatch(number):
        return failed(NumberFault.PATTERN)
    if not check_digit_holds(number):
        return failed(NumberFault.CHECK_DIGIT)
    born_on = birth_in(number)
    if born_on is None:
        return failed(NumberFault.CALENDAR)
    if not _WITH_CHECK_DIGIT[kind].fullmatch(number):
        return failed(NumberFault.PATTERN)
    if born_on > today:
        return failed(NumberFault.NOT_BORN_YET)
    if age_on(born_on, today) > OLDEST_AGE_YEARS:
        return failed(NumberFault.TOO_OLD)
    if kind is IdType.FOREIGN_PERMANENT_RESIDENCE:
        return NumberCheck(number, NumberState.HELD, born_on=born_on, country=number[3:6])
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return NumberCheck(number, NumberState.HELD, born_on=born_on, sex=sex)


def birth_in(number: str) -> date | None:
    """Date at positions 7 to 14 of an 18-digit number, None if the calendar has no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def age_on(born_on: date, day: date) -> int:
    """Age in full years; a birthday completes the year [民法典 1259]."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def completed(person: PersonDraft, today: date | None = None) -> PersonDraft:
    """The person in normal form, with birth and sex from a number that held, where absent.

    Args:
        today: compared with the birth in the number; without it no birth is too late or too early.
    """
    checked = check_number(person.id_type, person.id_no, today or date(2099, 12, 31))
    return replace(
        person,
        name=normal_name(person.name),
        id_no=checked.number,
        born_on=person.born_on or checked.born_on,
        sex=person.sex or checked.sex,
    )


def masked(number: str) -> str:
    """Number for paper, lists and screen: the first 6 and the last 4 stay.

    A number too short for that to hide anything (passports, travel permits) keeps 2 and 2, one of up
    to 4 characters nothing. Source: domain reference 8.
    """
    first, last = (6, 4) if len(number) >= 14 else (2, 2)
    hidden = len(number) - first - last
    return number[:first] + "*" * hidden + number[-last:] if hidden > 0 else "*" * len(number)


_DOTS = re.compile(r"\s*[\u00b7\u2022\uff0e\u2027\u30fb\uff65\u2219\u22c5]\s*")


def normal_name(text: str) -> str:
    """Name with U+00B7 between its parts, trimmed, inner spaces single; no character is lost.

    Rare and compatibility ideographs stay as they are: folding them would change the name.
    """
    return _DOTS.sub("\u00b7", " ".join(text.split()))
