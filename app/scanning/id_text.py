"""Lines of an upright page to one document's fields: the zone first, then printed cards."""

import re
from collections.abc import Sequence
from datetime import date
from types import MappingProxyType

from app.domain.id_numbers import normal_name
from app.domain.identity import DocType
from app.domain.mrz import Mrz
from app.scanning.id_cards import NO_CARD, read_card
from app.scanning.id_permits import MAINLAND_NUMBER, TAIWAN_NUMBER, kind_by_title, read_permit_front
from app.scanning.id_zone import ZoneReading, read_zone, zone_count
from app.scanning.printed_dates import ends_of, issue_day, printed_dates
from app.scanning.quads import legible
from app.scanning.reading import Reading, Value
from app.scanning.text_line import TextLine, glyphs, text_of

_LONGEST_PASSPORT_DAYS = 366 * 11
_HANZI_NAME = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff·]{2,20}")
_NAME_ABOVE = 3.5
"""Heights of the Latin name within which the one in ideographs stands above it."""

_NO_NAME = re.compile(r"护照|姓名|国籍|中国|共和国|性别|样张")
_ANNIVERSARY = 0.9
"""Certainty of a day of issue whose anniversary the zone proves to be the expiry."""

_PRINTED_NAME = re.compile(r"[A-Z' \-]+")
_ALIKE = str.maketrans("Q", "O")
_PROVEN = 0.99
_CHINESE_ISSUERS = ("CHN", "HKG", "MAC", "TWN")


def read_document(lines: Sequence[TextLine], today: date) -> Reading | None:
    """The one document whose text stands on an upright page.

    Args:
        lines: every recognised line of the page, in any order.
        today: decides the century of the zone's years.
    Returns:
        None when the text is not that of a document the interface names.
    """
    said = [line for line in lines if line.text.strip()]
    zone = read_zone(said, today)
    if zone is not None:
        return _with_zone(zone, said)
    card = read_card(said)
    if card is not None:
        return card
    return read_permit_front(said)


_TITLE = re.compile(r"居民身份证|居民居住证|永久居留|通行证|银行$|借记卡|信用卡|VALIDTHRU|VALIDDATES", re.I)
_NUMBER = re.compile(
    r"公民身份号码|[PIAC][A-Z<][A-Z]{3}[A-Z0-9]*<<|(?<!\d)\d{17}[\dX](?!\d)|(?<!\d)6\d{15}(?:\d{1,3})?(?!\d)"
)


def is_document_line(text: str) -> bool:
    """Whether one line alone betrays a card, a bank's too: a title, a zone, an 18-digit number."""
    return is_document_number(text) or _TITLE.search("".join(text.split())) is not None


def is_document_number(text: str) -> bool:
    """The same without titles."""
    compact = "".join(text.split())
    return not compact.startswith("编号") and _NUMBER.search(compact) is not None


_WORD = re.compile(
    r"姓名|性别|民族|出生|住址|公民|身份|号码|签发|机关|有效|期限|居民|居住|居留|护照|通行|共和国|"
    r"Name|Birth|Nation|PASSPORT|PERMANENT|CHINA|<<|\d{15}|[A-Z]{3}\d{9}|\d月\d|年\d{1,2}(?:月?\d|月?$)|[12]\d{3}[.]\d\d[.]",
)


def is_document_word(text: str) -> bool:
    """Whether a line holds anything that a document would print; cheap, and wrong on other papers.

    A month alone is a form's: on documents a day follows it, or the line was read so far only.
    """
    return _WORD.search("".join(text.split())) is not None


_OWN = re.compile(r"居民身份证|居民居住证|永久居留|通行证|公民身份|签发机关|<<")
_OTHERS = re.compile(r"银行|储蓄卡|借记卡|信用卡|VALID(?:THRU|DATES)|(?<!\d)6\d{15}(?:\d{3})?(?!\d)", re.I)
_COVER = re.compile(r"护照|PASSPORT")
_COVER_LINES, _OTHERS_LINES = 5, 14
_PLAINLY = 0.9


def is_other_paper(lines: Sequence[TextLine]) -> bool:
    """Whether plainly read lines are a bank card's, a parcel's, a staff card's, a passport's cover's, and
    no part of a document's."""
    texts = ["".join(line.text.split()) for line in lines]
    if len(texts) > _OTHERS_LINES or legible(lines) < _PLAINLY or any(_OWN.search(text) for text in texts):
        return False
    if any(NO_CARD.search(text) or _OTHERS.search(text) for text in texts):
        return True
    figures = any(char.isdigit() for text in texts for char in text)
    return len(texts) <= _COVER_LINES and not figures and any(_COVER.search(text) for text in texts)


def document_words(lines: Sequence[TextLine]) -> int:
    """How many different words of documents some lines hold; all dates are one, all numbers are one."""
    found = (match.group() for line in lines for match in _WORD.finditer("".join(line.text.split())))
    return len({"0" if any(char.isdigit() for char in word) else word for word in found})


_CARD_LINES, _PASSPORT_LINES = 15, 34


def enough(lines: Sequence[TextLine], on_page: int, today: date) -> bool:
    """Whether reading further lines of a page can add nothing: a zone holds, the print confirms it.

    A zone whose checks fail may still be confirmed by the print, whose number then says the same.


    Args:
        on_page: lines on the page; with more than one document has, all are read.
    """
    zone = read_zone(lines, today)
    if zone is None or zone.mrz is None:
        return False
    if not zone.mrz.valid and not (zone.mrz.kind == "td3" and _printed_number(zone.mrz, lines)):
        return False
    if zone.mrz.kind == "td1":
        return on_page <= _CARD_LINES and zone.mrz.issuer not in _CHINESE_ISSUERS
    found = _printed_name(zone.mrz, lines) is not None and _issued_on(zone.mrz, lines) is not None
    return found and on_page <= _PASSPORT_LINES and not zone.unguarded


def _printed_number(mrz: Mrz, lines: Sequence[TextLine]) -> bool:
    return any("".join(line.text.split()) == mrz.number for line in lines)


def _with_zone(zone: ZoneReading, lines: Sequence[TextLine]) -> Reading:
    whole = "".join(line.text for line in lines)
    others = zone_count(lines) > 1 or read_card(lines) is not None
    mrz = zone.mrz
    if mrz is None:
        kind = DocType.PASSPORT if zone.wide else kind_by_title(whole) or DocType.TD1
        return Reading(kind, zone_damaged=True, others=others)
    values = _zone_values(zone, mrz)
    printed = _printed_name(mrz, lines) or _name_thought_of(zone, mrz, lines)
    if printed is not None:
        values["name"] = printed
    if name_zh := _chinese_name(mrz, lines):
        values["name_zh"] = name_zh
    if issued := _issued_on(mrz, lines):
        values["valid_from"] = issued
    return Reading(
        _kind(mrz, whole),
        MappingProxyType(values),
        zone=mrz,
        zone_damaged=zone.ambiguous,
        zone_ambiguous=zone.ambiguous or zone.unguarded,
        others=others,
    )


def _kind(mrz: Mrz, whole: str) -> DocType:
    if mrz.kind == "td3":
        return DocType.PASSPORT
    titled = kind_by_title(whole)
    if titled is not None:
        return titled
    if mrz.issuer in _CHINESE_ISSUERS or mrz.document_code.startswith("C"):
        if MAINLAND_NUMBER.fullmatch(mrz.number):
            return DocType.MAINLAND_TRAVEL_PERMIT
        if mrz.document_code.startswith("C") and TAIWAN_NUMBER.fullmatch(mrz.number):
            return DocType.TAIWAN_TRAVEL_PERMIT
    return DocType.TD1


def _zone_values(zone: ZoneReading, mrz: Mrz) -> dict[str, Value]:
    def proven(check: str, text: str) -> Value:
        return Value(text, _PROVEN if mrz.checks.get(check) else min(zone.certainty, 0.5))

    proven_number = mrz.checks.get("composite", False) and mrz.checks["number"] and not zone.ambiguous
    values = {
        "name": Value(mrz.name, zone.name_certainty),
        "sex": Value(mrz.sex.value, zone.data_certainty),
        "nationality": Value(zone.nationality, zone.data_certainty),
        "document_number": Value(mrz.number, _PROVEN if proven_number else min(zone.certainty, 0.5)),
    }
    if mrz.birth_date is not None:
        values["birth_date"] = proven("birth", mrz.birth_date.isoformat())
    if mrz.expiry is not None:
        values["valid_to"] = proven("expiry", mrz.expiry.isoformat())
    return {name: value for name, value in values.items() if value.text}


def _printed_name(mrz: Mrz, lines: Sequence[TextLine]) -> Value | None:
    """The name printed above the zone, when its letters are those of the zone.

    Two places that agree are proof, which the zone's name line lacks; and the zone has no
    apostrophe and no hyphen, which the print gives back. It cuts long names short, too, and its
    type has letters that look alike: there the print says more, as surely as it was read.
    """
    above = [line for line in lines if "<" not in line.text and _letters(line.text)]
    parts, certain = [], _PROVEN
    for part in (mrz.surname, mrz.given_names):
        if not (letters := _letters(part)):
            continue
        fitting = [line for line in above if _same(_letters(line.text), letters, _fills_line(mrz))]
        fitting = [line for line in fitting if _PRINTED_NAME.fullmatch(line.text.replace("’", "'").strip())]
        if not fitting:
            whole = [
                line for line in above if _same(_letters(line.text), _letters(mrz.name), _fills_line(mrz))
            ]
            if not whole:
                return None
            exact = any(_letters(line.text) == _letters(mrz.name) for line in whole)
            said = " ".join(re.split(r"[ ,]+", whole[0].text.strip()))
            return Value(mrz.name, _PROVEN) if exact else Value(said, min(whole[0].marks, default=1.0))
        best = max(fitting, key=lambda line: (_letters(line.text) == letters, line.certainty))
        said = best.text.replace("’", "'").strip()
        exact = _letters(said) == letters
        if not exact:
            certain = min(certain, min(best.marks, default=1.0))
        parts.append(" ".join((part if exact and not re.search(r"['\-]", said) else said).split()))
    return Value(" ".join(parts), certain)


def _name_thought_of(zone: ZoneReading, mrz: Mrz, lines: Sequence[TextLine]) -> Value | None:
    """The printed name where it differs from the zone only in letters that the zone's reader doubted.

    Each letter of the print must be one that the reader of the zone thought of at that place.
    """
    parts: list[str] = []
    sure, at = _PROVEN, 0
    for part in (mrz.surname, mrz.given_names):
        letters = _letters(part)
        choices = zone.name_choices[at : at + len(letters)]
        at += len(letters)
        if not letters:
            continue
        fitting = [
            line
            for line in lines
            if "<" not in line.text
            and _PRINTED_NAME.fullmatch(line.text.strip())
            and _thought_of(_letters(line.text), letters, choices)
        ]
        if not fitting:
            return None
        best = max(fitting, key=lambda line: line.certainty)
        sure = min(sure, min(best.marks, default=1.0))
        parts.append(" ".join(best.text.split()))
    return Value(" ".join(parts), sure) if at == len(zone.name_choices) else None


def _thought_of(printed: str, zone: str, choices: Sequence[str]) -> bool:
    return len(printed) == len(zone) == len(choices) and all(
        said == read or said in thought for said, read, thought in zip(printed, zone, choices, strict=True)
    )


def _same(printed: str, zone: str, cut_short: bool) -> bool:
    """Whether a zone's letters are those printed, or look like them; or, cut short, their beginning."""
    printed, zone = printed.translate(_ALIKE), zone.translate(_ALIKE)
    return printed == zone or (cut_short and printed.startswith(zone))


def _fills_line(mrz: Mrz) -> bool:
    """Whether the name leaves no filler behind it, so that it may go on [ICAO Doc 9303-3, 4.6]."""
    return len(mrz.surname) + len("<<") + len(mrz.given_names) >= (39 if mrz.kind == "td3" else 30)


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z]", "", text)


def _chinese_name(mrz: Mrz, lines: Sequence[TextLine]) -> Value | None:
    """Hanzi alone on the line right above the Latin name."""
    for latin in lines:
        if _letters(latin.text) != _letters(mrz.name) or "<" in latin.text:
            continue
        above = [
            line
            for line in lines
            if 0 < latin.middle - line.middle < _NAME_ABOVE * latin.height
            and line.left < latin.right
            and latin.left < line.right
            and _HANZI_NAME.fullmatch(line.text.replace(" ", ""))
            and not _NO_NAME.search(line.text)
        ]
        if above:
            nearest = max(above, key=lambda line: line.middle)
            run = glyphs(nearest)
            return Value.of(run).with_text(normal_name(text_of(run)))
    return None


def _issued_on(mrz: Mrz, lines: Sequence[TextLine]) -> Value | None:
    """The printed date that is neither birth nor expiry and lies within a validity before expiry."""
    if mrz.expiry is None:
        return None
    known = [day for day in (mrz.birth_date, mrz.expiry) if day is not None]
    found = printed_dates(lines, known)
    day = issue_day(found, mrz.birth_date, mrz.expiry, _LONGEST_PASSPORT_DAYS)
    if day is None:
        return None
    anniversary = any((day.month, day.day) == (end.month, end.day) for end in ends_of(mrz.expiry))
    return Value(day.isoformat(), max(found[day], _ANNIVERSARY) if anniversary else found[day])
