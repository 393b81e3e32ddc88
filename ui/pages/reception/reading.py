"""What a document that was read does to the form. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.config import MOST_REPRESENTATIVES
from app.domain.id_numbers import normal_name, normal_number
from app.domain.identity import DocType, IdDocument, IdFields
from app.domain.identity_compare import FieldDifference, differences
from app.scanning.sides import Relation, is_back, relation
from ui.pages.reception.conversion import DECLINED_ZH, UNKNOWN_ZH
from ui.pages.reception.form import PersonForm, VisitForm

_ID_TYPE = {DocType.PRC_ID_FRONT: "prc_id", DocType.PRC_ID_BACK: "prc_id"}
_DOC_TYPE = {"prc_id": DocType.PRC_ID_FRONT}
_DOUBT_OF = {
    "name_uncertain": "name",
    "address_uncertain": "address",
    "number_uncertain": "id_no",
    "number_check_failed": "id_no",
    "mrz_check_failed": "id_no",
    "field_uncertain:name": "name",
    "field_uncertain:name_zh": "name",
    "field_uncertain:address": "address",
    "field_uncertain:number": "id_no",
    "field_uncertain:document_number": "id_no",
}
_FIELD_OF = {
    "name": "name",
    "name_zh": "name",
    "number": "id_no",
    "document_number": "id_no",
    "address": "address",
}
_UNSEEN = {
    "sex": "sex",
    "ethnicity": "ethnic",
    "birth_date": "born_on",
    "nationality": "nationality",
    "valid_to": "id_valid_to",
    "issuer": "issuer",
}
"""Fields of a document that the page does not show: what is uncertain there is not taken over."""
_MISREAD = 3
"""Characters in which a number read from a picture may differ from the chip's and still be the same
card, the name being the same."""


class Taken(StrEnum):
    """What became of a document: `NEW` row filled, `SAME` person upgraded in place, `REPEATED` it is
    in another row and nothing was changed, `BACK` validity added or there already. Nothing was changed
    either by a back that speaks `AGAINST` the selected person's card, by one that is `NOBODYS`, by one
    that may be `EITHERS` of two people, or where `NOTHING` was recognised.
    """

    NEW = "new"
    SAME = "same"
    REPEATED = "repeated"
    BACK = "back"
    AGAINST = "against"
    NOBODYS = "nobodys"
    EITHERS = "eithers"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Reading:
    """Result of `take`: what happened, to which row, and where chip and picture disagree.

    `other_end`: the last day of validity a back gives, where the row has another one.
    """

    taken: Taken
    row: int = -1
    differences: tuple[FieldDifference, ...] = ()
    other_end: str = ""


def number_of(document: IdDocument) -> str:
    """The number that identifies the holder."""
    return document.fields.number or document.fields.document_number


def left_out(document: IdDocument) -> tuple[str, ...]:
    """Names of fields that were too uncertain to take over, as in `IdFields`."""
    return tuple(name for name in _UNSEEN if f"field_uncertain:{name}" in document.warnings)


def take(
    form: VisitForm,
    document: IdDocument,
    *,
    even_if_repeated: bool = False,
    rep_limit: int = MOST_REPRESENTATIVES,
    beside: PersonForm | None = None,
    front: PersonForm | None = None,
) -> Reading:
    """Put a document into the form.

    Args:
        even_if_repeated: make another row although the person is in the list.
        beside: the row somebody is just writing in; a new person does not go there.
        front: whose front was read last; a back is looked at for this card first.

    Somebody in the list never gets a second row by themselves. A chip goes before what was typed or
    photographed, also where a digit of the number was misread; nothing ever goes before a chip.
    """
    number = number_of(document)
    if document.doc_type is DocType.PRC_ID_BACK and not number:
        return _take_back(form, document, beside, front)
    if document.doc_type is DocType.NONE or not (number or document.fields.name or document.fields.name_zh):
        return Reading(Taken.NOTHING)
    before = None if even_if_repeated else _row_of(form, document)
    if before is not None:
        return _take_again(form, document, before)
    row = form.row_for_new(rep_limit, beside=beside)
    _fill(form.people[row], document)
    form.count_up()
    return Reading(Taken.NEW, row)


def add_side(person: PersonForm, document: IdDocument) -> None:
    """Add what another side of the same document tells; nothing that is there is changed."""
    values = {**_unseen_values(document), "name": _name_of(document), "id_no": number_of(document)}
    values["address"] = document.fields.address
    for name, value in values.items():
        if value and not getattr(person, name):
            setattr(person, name, value)


def settle(person: PersonForm, document: IdDocument) -> None:
    """Take from a further reading what the first one was not sure of; what a person did stays."""
    if person.checked:
        return
    still = {_DOUBT_OF[w] for w in document.warnings if w in _DOUBT_OF}
    values = {"name": _name_of(document), "id_no": number_of(document), "address": document.fields.address}
    for name in list(person.doubts):
        if name not in still and values.get(name):
            setattr(person, name, values[name])
            person.doubts = [d for d in person.doubts if d != name]
            person.crops.pop(name, None)


def document_of(person: PersonForm, like: IdDocument) -> IdDocument:
    """What a row of the form says, as a document to compare with `like`."""
    name = _said(person.name)
    latin = bool(like.fields.name_zh) and not name.isascii()
    fields = IdFields(
        name="" if latin else name,
        name_zh=name if latin else "",
        sex=person.sex,
        ethnicity=person.ethnic,
        birth_date=person.born_on,
        address=_said(person.address),
        number=person.id_no if like.fields.number or not like.fields.document_number else "",
        document_number="" if like.fields.number or not like.fields.document_number else person.id_no,
        nationality=person.nationality,
    )
    kind = _DOC_TYPE.get(person.id_type)
    if kind is None and person.id_type in {t.value for t in DocType}:
        kind = DocType(person.id_type)
    source = "chip" if person.id_state == "chip" else "ocr"
    return IdDocument(kind or like.doc_type, fields, source=source, printed_address=person.printed_address)


def _said(text: str) -> str:
    return "" if text in {UNKNOWN_ZH, DECLINED_ZH} else text


def _row_of(form: VisitForm, document: IdDocument) -> int | None:
    """The row this person is in already: by number, else by name with a number misread or missing."""
    number = normal_number(number_of(document))
    for index, person in enumerate(form.people):
        if number and normal_number(person.id_no) == number:
            return index
    for index, person in enumerate(form.people):
        if "chip" in {document.source, person.id_state} and _misread(person, document):
            return index
    return None


def _misread(person: PersonForm, document: IdDocument) -> bool:
    if document.source == person.id_state == "chip" or not _said(person.name):
        return False
    names = {normal_name(n) for n in (document.fields.name, document.fields.name_zh) if n}
    if normal_name(person.name) not in names:
        return False
    ours, theirs = normal_number(person.id_no), normal_number(number_of(document))
    if not ours or not theirs:
        found = {d.field for d in differences(document, document_of(person, document))}
        return not found & {"address", "birth_date", "sex"}
    return len(ours) == len(theirs) and sum(a != b for a, b in zip(ours, theirs, strict=True)) <= _MISREAD


def _take_again(form: VisitForm, document: IdDocument, row: int) -> Reading:
    person = form.people[row]
    said = document_of(person, document)
    if document.source == "chip" and person.id_state != "chip":
        found = differences(document, said)
        _fill(person, document)
        form.selected = row
        return Reading(Taken.SAME, row, found)
    found = differences(said, document) if person.id_state == "chip" and document.source != "chip" else ()
    return Reading(Taken.REPEATED, row, found)


def _take_back(
    form: VisitForm, document: IdDocument, beside: PersonForm | None, front: PersonForm | None
) -> Reading:
    """A back does not say whose it is: it adds what is missing where nothing speaks against it.

    It belongs to the front laid just before. Where somebody has chosen another row since, whose card
    wants a back too, only they know; the row somebody is writing in was chosen for its own sake.
    """
    row = form.selected
    laid = next((i for i, p in enumerate(form.people) if p is front), -1)
    if front is not None and laid not in {-1, row} and _may_be(front, document):
        chosen = form.person is not None and form.person is not beside and _fits(form.person, document)
        end = _unseen_values(document)["id_valid_to"]
        if not front.id_valid_to and chosen:
            return Reading(Taken.EITHERS, laid)
        if not front.id_valid_to or front.id_valid_to == end:
            row = laid
    return _add_back(form, row, document)


def _may_be(person: PersonForm, back: IdDocument) -> bool:
    """Whether this back may be of the card of this row."""
    if person.is_empty or person.id_type != "prc_id":
        return False
    return relation(document_of(person, back), back) is Relation.POSSIBLE


def _fits(person: PersonForm, back: IdDocument) -> bool:
    """Whether this card still wants a back, and this one may be it."""
    return not person.id_valid_to and _may_be(person, back)


def _add_back(form: VisitForm, row: int, document: IdDocument) -> Reading:
    person = form.people[row] if 0 <= row < len(form.people) else None
    if person is None or person.is_empty or person.id_type not in {"", "prc_id"}:
        return Reading(Taken.NOBODYS)
    front = document_of(person, document)
    told = _unseen_values(document)
    end = told["id_valid_to"]
    if end and person.id_valid_to and end != person.id_valid_to:
        return Reading(Taken.AGAINST, row, other_end=end)
    if not is_back(front) and relation(front, document) in {Relation.DOUBTFUL, Relation.FOREIGN}:
        return Reading(Taken.AGAINST, row)
    person.id_valid_to = person.id_valid_to or end
    person.issuer = person.issuer or told["issuer"]
    return Reading(Taken.BACK, row)


def _fill(person: PersonForm, document: IdDocument) -> None:
    person.id_state = "chip" if document.source == "chip" else "ocr"
    person.id_type = _ID_TYPE.get(document.doc_type, document.doc_type.value)
    person.name = _name_of(document) or person.name
    person.id_no = number_of(document) or person.id_no
    person.address = document.fields.address or person.address
    person.printed_address = document.printed_address
    for name, value in _unseen_values(document).items():
        setattr(person, name, value)
    doubts = {_DOUBT_OF[w] for w in document.warnings if w in _DOUBT_OF}
    if not person.name:
        doubts.add("name")
    person.doubts = sorted(doubts)
    person.crops = _crops(document.crops, doubts)
    person.checked = document.source == "chip"


def _name_of(document: IdDocument) -> str:
    return document.fields.name_zh or document.fields.name


def _unseen_values(document: IdDocument) -> dict[str, str]:
    doubted = left_out(document)
    return {_UNSEEN[n]: "" if n in doubted else getattr(document.fields, n) for n in _UNSEEN}


def _crops(crops: Mapping[str, bytes], doubts: set[str]) -> dict[str, bytes]:
    """Strips of the doubted fields by the form's names; of two for one field the first."""
    found: dict[str, bytes] = {}
    for name, strip in crops.items():
        field = _FIELD_OF.get(name, "")
        if field in doubts and strip:
            found.setdefault(field, strip)
    return found
