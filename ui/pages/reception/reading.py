"""What a document that was read does to the form. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from app.config import MOST_REPRESENTATIVES
from app.domain.identity import DocType, IdDocument
from ui.pages.reception.form import PersonForm, VisitForm

_ID_TYPE = {DocType.PRC_ID_FRONT: "prc_id", DocType.PRC_ID_BACK: "prc_id"}
_DOUBT_OF = {
    "name_uncertain": "name",
    "address_uncertain": "address",
    "number_uncertain": "id_no",
    "number_check_failed": "id_no",
    "mrz_check_failed": "id_no",
    "field_uncertain:name": "name",
    "field_uncertain:address": "address",
    "field_uncertain:number": "id_no",
}


class Taken(StrEnum):
    """What became of a document: `NEW` row filled, `SAME` number upgraded in place, `REPEATED` number
    is in another row and nothing was changed, `BACK` validity added, `NOTHING` recognised.
    """

    NEW = "new"
    SAME = "same"
    REPEATED = "repeated"
    BACK = "back"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Reading:
    """Result of `take`: what happened and to which row."""

    taken: Taken
    row: int = -1


def number_of(document: IdDocument) -> str:
    """The number that identifies the holder."""
    return document.fields.number or document.fields.document_number


def take(
    form: VisitForm,
    document: IdDocument,
    *,
    even_if_repeated: bool = False,
    rep_limit: int = MOST_REPRESENTATIVES,
) -> Reading:
    """Put a document into the form.

    A number already in the list never makes a second row by itself: a row typed or photographed
    before is confirmed by a chip, anything else is told.
    """
    number = number_of(document)
    if document.doc_type is DocType.PRC_ID_BACK and not number:
        return _take_back(form, document)
    if document.doc_type is DocType.NONE or not (number or document.fields.name or document.fields.name_zh):
        return Reading(Taken.NOTHING)
    before = next(
        (i for i, p in enumerate(form.people) if number and p.id_no.upper() == number.upper()), None
    )
    if before is not None and not even_if_repeated:
        if document.source == "chip" and form.people[before].id_state != "chip":
            _fill(form.people[before], document)
            form.selected = before
            return Reading(Taken.SAME, before)
        return Reading(Taken.REPEATED, before)
    row = form.row_for_new(rep_limit)
    _fill(form.people[row], document)
    form.count_up()
    return Reading(Taken.NEW, row)


def _take_back(form: VisitForm, document: IdDocument) -> Reading:
    person = form.person
    if person is None or person.id_type not in {"", "prc_id"}:
        return Reading(Taken.NOTHING)
    person.id_valid_to = _date(document.fields.valid_to)
    return Reading(Taken.BACK, form.selected)


def _fill(person: PersonForm, document: IdDocument) -> None:
    fields = document.fields
    person.id_state = "chip" if document.source == "chip" else "ocr"
    person.id_type = _ID_TYPE.get(document.doc_type, document.doc_type.value)
    person.name = fields.name_zh or fields.name or person.name
    person.id_no = number_of(document) or person.id_no
    person.address = fields.address or person.address
    person.sex = fields.sex
    person.ethnic = fields.ethnicity
    person.born_on = fields.birth_date
    person.nationality = fields.nationality
    person.id_valid_to = _date(fields.valid_to)
    doubts = {_DOUBT_OF[w] for w in document.warnings if w in _DOUBT_OF}
    if not person.name:
        doubts.add("name")
    person.doubts = sorted(doubts)
    person.checked = document.source == "chip"


def _date(text: str) -> str:
    return "" if text == "long" else text
