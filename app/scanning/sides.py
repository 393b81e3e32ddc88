"""Whether two readings are of one card, and what both together say.

Sources: 居民身份证法 5 (terms by age at issue); domain reference 11; GB 11643 (region and birth in a number).
"""

from dataclasses import fields, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.domain.id_numbers import check_digit_holds, normal_name, normal_number
from app.domain.identity import DocType, IdDocument, IdFields
from app.scanning.regions import place_of

_FIELDS = tuple(f.name for f in fields(IdFields))
_IDENTITY = frozenset({"name", "name_zh", "number", "birth_date", "sex"})
_BACK = frozenset({"issuer", "valid_from", "valid_to"})
_TAKEN_BACK = frozenset({"number_check_failed", "number_uncertain", "mrz_check_failed"})
_OF_FIELD = {
    "number_check_failed": "number",
    "number_uncertain": "number",
    "name_uncertain": "name",
    "address_uncertain": "address",
    "expired": "valid_to",
}
_SURE = 0.85
_ELSEWHERE = 0.8
"""Most confidence in a back whose authority is of another province than the front's number."""

_TERMS = ((15, 5), (25, 10), (45, 20))
"""Oldest age at issue and years of validity; older holders: long."""


class Relation(StrEnum):
    """What two readings are to each other.

    `SAME_SIDE`: the same card read again. `OTHER_SIDE`: two sides that belong together.
    `POSSIBLE`: sides of one kind of card with nothing to prove or disprove it; `DOUBTFUL`: the same,
    and something speaks against it. `FOREIGN`: different cards.
    """

    SAME_SIDE = "same_side"
    OTHER_SIDE = "other_side"
    POSSIBLE = "possible"
    DOUBTFUL = "doubtful"
    FOREIGN = "foreign"


def merge_sides(one: IdDocument, other: IdDocument) -> IdDocument | None:
    """Both sides of a card, or two pages of a passport, as one document; order does not matter.

    A resident card's front and back have nothing in common that could prove them one card: they are
    joined when nothing contradicts. The result has the front's type.

    Returns:
        None when they contradict each other or are not of one kind.
    """
    if relation(one, other) in (Relation.FOREIGN, Relation.DOUBTFUL):
        return None
    return joined(one, other)


def joined(one: IdDocument, other: IdDocument) -> IdDocument:
    """Everything both say; where both speak of a field the surer one is taken."""
    first, second = (other, one) if _rank(other) > _rank(one) else (one, other)
    values: dict[str, str] = {}
    confidence: dict[str, float] = {}
    crops: dict[str, bytes] = {}
    warnings: dict[str, None] = {}
    for name in _FIELDS:
        source = _surer(name, first, second)
        if source is None:
            continue
        values[name] = getattr(source.fields, name)
        if name in source.confidence:
            confidence[name] = source.confidence[name]
        if name in source.crops:
            crops[name] = source.crops[name]
    resident = family(first) is DocType.PRC_ID_FRONT and is_back(first) != is_back(second)
    if resident and _elsewhere(values.get("number", ""), values.get("issuer", "")):
        confidence |= {name: min(confidence[name], _ELSEWHERE) for name in _BACK & confidence.keys()}
    for document in (first, second):
        for warning in document.warnings:
            about = _about(warning)
            if about is None or about not in values or _surer(about, first, second) is document:
                warnings[warning] = None
    return replace(
        first,
        fields=IdFields(**values),
        confidence=MappingProxyType(confidence),
        warnings=tuple(warnings),
        source="chip" if "chip" in (one.source, other.source) else first.source,
        crops=MappingProxyType(crops),
    )


def relation(one: IdDocument, other: IdDocument) -> Relation:
    """How two readings stand to each other."""
    if DocType.NONE in (one.doc_type, other.doc_type) or family(one) != family(other):
        return Relation.FOREIGN
    same = _same_holder(one, other)
    if same is False:
        return Relation.FOREIGN
    sides = (is_back(one), is_back(other))
    if same is True:
        return Relation.OTHER_SIDE if _complementary(one, other) else Relation.SAME_SIDE
    if sides == (True, True):
        return Relation.SAME_SIDE if _same_back(one, other) else Relation.FOREIGN
    if sides == (False, False):
        return Relation.FOREIGN
    front, back = (other, one) if sides[0] else (one, other)
    if has_back(front):
        return Relation.SAME_SIDE if _same_back(front, back) else Relation.FOREIGN
    return Relation.DOUBTFUL if _speaks_against(front, back) else Relation.POSSIBLE


def family(document: IdDocument) -> DocType:
    """Kind of card, whichever side was read."""
    if document.doc_type is DocType.PRC_ID_BACK:
        return DocType.PRC_ID_FRONT
    return document.doc_type


def is_back(document: IdDocument) -> bool:
    """Whether it is a side that does not say whose card it is."""
    return not any(getattr(document.fields, name) for name in _IDENTITY)


def has_back(document: IdDocument) -> bool:
    """Whether the side with the issuing authority is known."""
    return bool(document.fields.issuer)


def _same_holder(one: IdDocument, other: IdDocument) -> bool | None:
    """True or False by number, else by name and birth; None when one of them does not say."""
    for name in ("number", "document_number"):
        numbers = [normal_number(getattr(each.fields, name)) for each in (one, other)]
        if all(numbers):
            if numbers[0] == numbers[1]:
                return not _names_contradict(one, other)
            if _certain_number(one, name) and _certain_number(other, name):
                return False
    births = {each.fields.birth_date for each in (one, other)} - {""}
    names = [{normal_name(n) for n in (d.fields.name, d.fields.name_zh) if n} for d in (one, other)]
    if all(names) and all(each.fields.birth_date for each in (one, other)):
        return len(births) == 1 and bool(names[0] & names[1])
    return None


def _names_contradict(one: IdDocument, other: IdDocument) -> bool:
    """Two sure and different names under one number: one of the readings is wrong."""
    for name in ("name", "name_zh"):
        pair = [normal_name(getattr(each.fields, name)) for each in (one, other)]
        if (
            all(pair)
            and pair[0] != pair[1]
            and all(f"{name}_uncertain" not in d.warnings and _sure(d, name) for d in (one, other))
            and pair[0].isascii() == pair[1].isascii()
        ):
            return True
    return False


def _certain_number(document: IdDocument, name: str) -> bool:
    if _TAKEN_BACK & set(document.warnings):
        return False
    number = normal_number(getattr(document.fields, name))
    return len(number) != 18 or check_digit_holds(number)


def _complementary(one: IdDocument, other: IdDocument) -> bool:
    """Whether each says something the other does not."""
    left, right = (set(each.fields.present()) for each in (one, other))
    return bool(left - right) and bool(right - left)


def _same_back(one: IdDocument, other: IdDocument) -> bool:
    """Whether nothing that both backs say differs."""
    for name in (*_BACK, "document_number"):
        pair = {getattr(each.fields, name) for each in (one, other)} - {""}
        if len(pair) > 1 and all(_sure(each, name) for each in (one, other)):
            return False
    return True


def _speaks_against(front: IdDocument, back: IdDocument) -> bool:
    """Terms that the law does not give to this holder, or a permit number of another place."""
    number = normal_number(front.fields.number)
    if family(front) is DocType.HMT_RESIDENCE and number and back.fields.document_number:
        return number.startswith("83") == back.fields.document_number[0].isalpha()
    if not all(_sure(back, name) for name in ("valid_from", "valid_to")):
        return False
    issued, born = _date(back.fields.valid_from), _date(front.fields.birth_date)
    if issued is None or born is None:
        return False
    if issued < born:
        return True
    if family(front) is not DocType.PRC_ID_FRONT or not back.fields.valid_to:
        return False
    return back.fields.valid_to not in _terms(born, issued)


def _terms(born: date, issued: date) -> set[str]:
    """Ends of validity the law knows for a card issued then; the age may be counted a year off.

    An application is made before the card is issued, so a birthday between the two counts either way.
    """
    age = issued.year - born.year - ((issued.month, issued.day) < (born.month, born.day))
    ends = set()
    for counted in (age - 1, age):
        years = next((term for oldest, term in _TERMS if counted <= oldest), None)
        if years is None:
            ends.add("long")
            continue
        for shift in (issued.day, 28):
            ends.add(f"{issued.year + years}-{issued.month:02d}-{shift:02d}")
    return ends


def _surer(name: str, one: IdDocument, other: IdDocument) -> IdDocument | None:
    said = [each for each in (one, other) if getattr(each.fields, name)]
    if not said:
        return None
    return max(said, key=lambda d: (_sound(d, name), d.source == "chip", d.confidence.get(name, 0.0)))


def _sound(document: IdDocument, name: str) -> bool:
    return not any(_about(warning) == name for warning in document.warnings if warning != "expired")


def _sure(document: IdDocument, name: str) -> bool:
    return _sound(document, name) and document.confidence.get(name, 1.0) >= _SURE


def _about(warning: str) -> str | None:
    """The field a warning speaks of; None = the document as a whole."""
    if warning.startswith("field_uncertain:"):
        return warning.partition(":")[2]
    return _OF_FIELD.get(warning)


def _rank(document: IdDocument) -> tuple[bool, bool]:
    """The side that names the holder goes first."""
    return not is_back(document), document.source == "chip"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _elsewhere(number: str, issuer: str) -> bool:
    """Whether an authority is of another province than the number; people move, so it proves nothing."""
    codes = place_of(issuer).codes
    return bool(codes) and number[:2].isdigit() and all(code[:2] != number[:2] for code in codes)
