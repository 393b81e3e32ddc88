"""What a document that was read does to the form."""

from dataclasses import replace

from app.domain.identity import DocType, IdDocument, IdFields
from tests.ui.reception.desk_fakes import card, picture
from ui.pages.reception.form import VisitForm
from ui.pages.reception.reading import Taken, take

NUMBER = "110199199003070017"


def test_a_card_fills_the_first_row() -> None:
    form = VisitForm("d")
    reading = take(form, card("骆青崖", NUMBER))
    person = form.people[0]
    assert reading.taken is Taken.NEW
    assert (person.name, person.id_no, person.id_type, person.id_state) == (
        "骆青崖",
        NUMBER,
        "prc_id",
        "chip",
    )
    assert person.checked
    assert person.born_on == "1990-03-07"


def test_the_second_card_makes_a_second_row_and_counts() -> None:
    form = VisitForm("d")
    take(form, card("骆青崖", NUMBER))
    take(form, card("方穗", "11019919900307005X"))
    assert [p.name for p in form.people] == ["骆青崖", "方穗"]
    assert form.present_count == 2
    assert form.selected == 1


def test_the_same_number_makes_no_second_row() -> None:
    form = VisitForm("d")
    take(form, card("骆青崖", NUMBER))
    again = take(form, card("骆青崖", NUMBER))
    assert again.taken is Taken.REPEATED
    assert len(form.people) == 1


def test_the_same_number_can_be_added_when_a_person_insists() -> None:
    form = VisitForm("d")
    take(form, card("骆青崖", NUMBER))
    assert take(form, card("骆青崖", NUMBER), even_if_repeated=True).taken is Taken.NEW
    assert len(form.people) == 2


def test_a_chip_confirms_a_number_that_was_typed() -> None:
    form = VisitForm("d")
    form.row_for_new()
    form.people[0].name, form.people[0].id_no, form.people[0].id_state = "骆青崖", NUMBER, "manual"
    assert take(form, card("骆青崖", NUMBER)).taken is Taken.SAME
    assert form.people[0].id_state == "chip"
    assert len(form.people) == 1


def test_a_picture_does_not_overwrite_what_was_typed() -> None:
    form = VisitForm("d")
    take(form, card("骆青崖", NUMBER))
    assert take(form, picture("骆青压", NUMBER)).taken is Taken.REPEATED
    assert form.people[0].name == "骆青崖"


def test_uncertain_fields_are_doubted_and_must_be_checked() -> None:
    form = VisitForm("d")
    take(form, picture("骆青崖", NUMBER, "name_uncertain", "field_uncertain:address", "expired"))
    assert form.people[0].doubts == ["address", "name"]
    assert not form.people[0].checked


def test_the_back_of_a_card_adds_validity_to_the_selected_person() -> None:
    form = VisitForm("d")
    take(form, card("骆青崖", NUMBER))
    back = IdDocument(DocType.PRC_ID_BACK, IdFields(issuer="雾泽县公安局", valid_to="2036-03-07"))
    assert take(form, back).taken is Taken.BACK
    assert form.people[0].id_valid_to == "2036-03-07"
    assert len(form.people) == 1


def test_long_validity_is_no_date() -> None:
    form = VisitForm("d")
    document = card("骆青崖", NUMBER)
    take(form, replace(document, fields=replace(document.fields, valid_to="long")))
    assert form.people[0].id_valid_to == ""


def test_nothing_recognised_changes_nothing() -> None:
    form = VisitForm("d")
    assert take(form, IdDocument(DocType.NONE)).taken is Taken.NOTHING
    assert form.people == []


def test_a_passport_is_known_by_its_document_number_and_chinese_name() -> None:
    form = VisitForm("d")
    fields = IdFields(name="CESHI JIA", name_zh="测试甲", document_number="E00000001", nationality="UTO")
    take(form, IdDocument(DocType.PASSPORT, fields))
    person = form.people[0]
    assert (person.name, person.id_no, person.id_type) == ("测试甲", "E00000001", "passport")
    assert person.nationality == "UTO"
