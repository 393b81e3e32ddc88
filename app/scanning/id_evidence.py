"""Judging a reading: check digits, the birth date and sex inside a number, the closed lists.

Never states a wrong number as valid: what contradicts itself gets `number_check_failed`,
`number_uncertain` or `mrz_check_failed`. A character is changed only where the recogniser doubted
it and a check digit proves the change (domain reference 11).
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from app.domain.id_numbers import NumberState, check_number
from app.domain.identity import DocType, IdDocument, IdFields
from app.domain.person import IdType, Sex
from app.scanning.number_doubt import BIRTH, least_unproven, unnoticed
from app.scanning.reading import ETHNICITIES, Reading, Value
from app.scanning.regions import issuer_place, place_of
from app.scanning.text_line import least
from app.scanning.thresholds import thresholds

_LEAST = thresholds().least
CERTAIN = _LEAST["printed"]
"""Least character probability from which a printed field is stated without a warning."""

NAME_CERTAIN = _LEAST["name"]
"""The same for a name in ideographs: no list and no digit guards it, and a rare character is read as
a common one with some certainty. `tests/bench/calibrate_scan.py` shows what other values would do."""

NUMBER_CERTAIN = _LEAST["number"]
"""The same for each character of a number whose check digit holds and that nothing else on the card
speaks for; two digits misread together pass the check once in 11."""

BARE_NUMBER_CERTAIN = _LEAST["bare_number"]
"""The same for a number that no check digit guards."""

LISTED_CERTAIN = _LEAST["in_list"]
"""The same for characters that make up a name of the division list, or an authority's."""

DOUBT = 0.02
PROVEN = 0.99

_ID_TYPES = {
    DocType.PRC_ID_FRONT: IdType.PRC_ID,
    DocType.HMT_RESIDENCE: IdType.HMT_RESIDENCE,
    DocType.FOREIGN_PERMANENT_RESIDENCE: IdType.FOREIGN_PERMANENT_RESIDENCE,
}
_PERMITS = {
    DocType.MAINLAND_TRAVEL_PERMIT: IdType.MAINLAND_TRAVEL_PERMIT,
    DocType.TAIWAN_TRAVEL_PERMIT: IdType.TAIWAN_TRAVEL_PERMIT,
}
_SEX = {"男": "male", "女": "female", "M": "male", "F": "female"}
_EXPECTED: dict[DocType, tuple[str, ...]] = {
    DocType.PRC_ID_FRONT: ("name", "sex", "ethnicity", "birth_date", "address", "number"),
    DocType.PRC_ID_BACK: ("issuer", "valid_from", "valid_to"),
    DocType.FOREIGN_PERMANENT_RESIDENCE: (
        "name", "sex", "birth_date", "nationality", "number", "valid_from", "valid_to",
    ),
    DocType.MAINLAND_TRAVEL_PERMIT: ("name", "sex", "birth_date", "valid_to", "document_number"),
    DocType.TAIWAN_TRAVEL_PERMIT: ("name", "sex", "birth_date", "valid_to", "document_number"),
}  # fmt: skip
_HMT_FACES = (
    ("name", "sex", "birth_date", "address", "number"),
    ("issuer", "valid_from", "valid_to", "document_number"),
)
_OWN_WARNING = {"name": "name_uncertain", "address": "address_uncertain", "number": "number_uncertain"}

_GOES_ON = re.compile(r"\d|[号室组户村社队院楼舍屯营场寺]$")
"""What an address has after its region; without it the lines below the first were not seen."""


def judge(reading: Reading, today: date) -> IdDocument:
    """Fields in the outside interface's forms, with confidences and warnings."""
    values = dict(reading.values)
    warnings: list[str] = []
    if "sex" in values:
        values["sex"] = values["sex"].with_text(_SEX.get(values["sex"].text, values["sex"].text))
    if reading.doc_type in _ID_TYPES and "number" in values:
        warnings += _judge_number(values, _ID_TYPES[reading.doc_type], today)
    if reading.doc_type in _PERMITS and reading.zone is None and "document_number" in values:
        warnings += _judge_bare(values, _PERMITS[reading.doc_type], today)
    if reading.zone_damaged or (reading.zone is not None and not reading.zone.valid):
        warnings.append("mrz_check_failed")
    if reading.zone is not None and not reading.zone.checks["number"]:
        warnings.append("number_check_failed")
    if reading.zone_ambiguous:
        warnings.append("number_uncertain")
    warnings += _judge_words(values, reading.doc_type)
    warnings += _missing(values, reading)
    warnings += _judge_dates(values, today)
    if reading.others:
        warnings.append("multiple")
    worth = thresholds()
    return IdDocument(
        doc_type=reading.doc_type,
        fields=IdFields(**{name: value.text for name, value in values.items()}),
        confidence=MappingProxyType(
            {name: round(worth.probability(name, value.certainty), 3) for name, value in values.items()}
        ),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def expected_fields(doc_type: DocType) -> frozenset[str]:
    """Fields that every document of the kind shows; empty where faces differ or a zone tells."""
    return frozenset(_EXPECTED.get(doc_type, ()))


def _judge_number(values: dict[str, Value], id_type: IdType, today: date) -> Iterator[str]:
    number = values["number"]
    checked = check_number(id_type, number.text, today)
    changed: int | None = None
    if checked.state is NumberState.FAILED:
        mended = _mended(number, values, id_type, today)
        if mended is None:
            values["number"] = replace(number, certainty=min(number.certainty, 0.3))
            yield "number_check_failed"
            return
        changed = next(i for i, char in enumerate(mended) if char != number.text[i])
        number = number.with_text(mended)
        checked = check_number(id_type, mended, today)
    if checked.state is NumberState.PATTERN:
        values["number"] = number
        yield from _foreign_2017(number, values)
        return
    birth = sex = None
    if checked.born_on is not None:
        birth = yield from _agree(values, "birth_date", checked.born_on.isoformat())
    if checked.sex is not None:
        sex = yield from _agree(values, "sex", checked.sex.value)
    sure = least_unproven(number, birth=birth is True, sex=sex is True, but=changed)
    spent = changed is not None and changed not in BIRTH  # the check digit has proven the change alone
    doubted = sure < (BARE_NUMBER_CERTAIN if spent else NUMBER_CERTAIN)
    doubted = doubted or unnoticed(number, birth=birth is True, sex=sex is True) > DOUBT
    if birth is False or sex is False or doubted:
        values["number"] = replace(number, certainty=min(number.certainty, sure, 0.5))
        yield "number_uncertain"
    else:
        values["number"] = replace(number, certainty=max(sure, 0.9))


def _agree(values: dict[str, Value], name: str, inside: str) -> Generator[str, None, bool | None]:
    """Compare a printed field with what the number says of it; None when nothing is printed."""
    printed = values.get(name)
    if printed is None:
        values[name] = Value(inside, CERTAIN)
        return None
    if printed.text == inside:
        values[name] = replace(printed, certainty=PROVEN)
        return True
    values[name] = replace(printed, certainty=min(printed.certainty, 0.5))
    yield f"field_uncertain:{name}"
    return False


def _mended(number: Value, values: dict[str, Value], id_type: IdType, today: date) -> str | None:
    """The one number that a single doubted character makes right and that the card's text supports."""
    if len(number.glyphs) != len(number.text):
        return None
    right = set()
    for i, glyph in enumerate(number.glyphs):
        for char, probability in glyph.options:
            if char == number.text[i] or probability < DOUBT:
                continue
            trial = number.text[:i] + char + number.text[i + 1 :]
            checked = check_number(id_type, trial, today)
            if checked.state is NumberState.HELD and checked.born_on is not None:
                birth = values.get("birth_date")
                sex = values.get("sex")
                if birth is None or birth.text != checked.born_on.isoformat():
                    continue
                if checked.sex is not None and (sex is None or sex.text != checked.sex.value):
                    continue
                right.add(trial)
    return right.pop() if len(right) == 1 else None


def _foreign_2017(number: Value, values: dict[str, Value]) -> Iterator[str]:
    """Three letters of the country, four digits, birth as YYMMDD, two digits; no known check."""
    birth, country = values.get("birth_date"), values.get("nationality")
    supported = (
        birth is not None
        and number.text[7:13] == birth.text[2:].replace("-", "")
        and country is not None
        and number.text[:3] == country.text
    )
    if not supported or number.certainty < BARE_NUMBER_CERTAIN:
        values["number"] = replace(number, certainty=min(number.certainty, 0.5))
        yield "number_uncertain"


def _judge_bare(values: dict[str, Value], id_type: IdType, today: date) -> Iterator[str]:
    number = values["document_number"]
    checked = check_number(id_type, number.text, today)
    if checked.state is NumberState.FAILED or number.certainty < BARE_NUMBER_CERTAIN:
        yield "number_uncertain"


def _judge_words(values: dict[str, Value], doc_type: DocType) -> Iterator[str]:
    for name, value in tuple(values.items()):
        in_hanzi = name in ("name", "name_zh") and any(char > "\u2e80" for char in value.text)
        low = value.certainty < (NAME_CERTAIN if in_hanzi else CERTAIN)
        if name == "ethnicity":
            low = low or value.text not in ETHNICITIES
        elif name == "sex":
            low = low or value.text not in {each.value for each in Sex}
        elif name == "address":
            known = place_of(value.text).length
            values[name] = _listed(value, known)
            whole = known > 0 and _GOES_ON.search(value.text[known:]) is not None
            low = values[name].certainty < CERTAIN or not whole
        elif name == "issuer":
            office = issuer_place(value.text)
            if office is not None and office.length:
                values[name] = _listed(value, len(value.text))
            low = values[name].certainty < CERTAIN or office is None
        elif name == "document_number" and doc_type is DocType.HMT_RESIDENCE:
            low = value.certainty < BARE_NUMBER_CERTAIN
        elif name in ("number", "document_number"):
            continue  # judged by their own evidence
        if low:
            yield _OWN_WARNING.get(name, f"field_uncertain:{name}")


def _listed(value: Value, length: int) -> Value:
    """A value whose first characters make up names of a closed list: their own doubt counts less."""
    if len(value.glyphs) != len(value.text) or least(value.glyphs[:length]) < LISTED_CERTAIN:
        return value
    return replace(value, certainty=max(value.certainty, min(least(value.glyphs[length:]), PROVEN)))


def _missing(values: dict[str, Value], reading: Reading) -> Iterator[str]:
    expected = _EXPECTED.get(reading.doc_type, ())
    if reading.doc_type is DocType.HMT_RESIDENCE:
        expected = max(_HMT_FACES, key=lambda face: len(set(face) & set(values)))
    if reading.zone is not None:
        expected = ()
    for name in expected:
        if name not in values:
            yield _OWN_WARNING.get(name, f"field_uncertain:{name}")


def _judge_dates(values: dict[str, Value], today: date) -> Iterator[str]:
    days: dict[str, date] = {}
    for name in ("birth_date", "valid_from", "valid_to"):
        value = values.get(name)
        if value is None or value.text == "long":
            continue
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.text) or (day := _day(value.text)) is None:
            del values[name]  # no calendar has this day; the interface promises ISO dates
            yield f"field_uncertain:{name}"
            continue
        days[name] = day
    if "valid_to" in days and days["valid_to"] < today:
        yield "expired"
    if "valid_from" in days and "valid_to" in days and days["valid_from"] >= days["valid_to"]:
        yield "field_uncertain:valid_from"
        yield "field_uncertain:valid_to"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
