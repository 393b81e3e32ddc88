"""A pile of cards and the rows it makes."""

from dataclasses import replace

from app.domain.identity import DocType, IdDocument, IdFields
from app.scanning.pile import PileStepKind
from tests.ui.reception.desk_fakes import card, picture
from ui.pages.reception.form import VisitForm
from ui.pages.reception.pile_book import PileBook

ONE, TWO = "110199199003070017", "11019919900307005X"
BACK = IdDocument(DocType.PRC_ID_BACK, IdFields(issuer="雾泽县公安局", valid_to="2036-03-07"))


def test_a_side_that_nobody_is_there_for_waits_to_be_placed() -> None:
    form, book = VisitForm("d"), PileBook()
    assert book.add(form, BACK).what is PileStepKind.UNSURE
    assert form.people == []
    (line,) = book.lines(form)
    assert line.wants_person
    form.row_for_new()
    form.people[0].name = "骆青崖"
    assert book.assign(form, 0, 0)
    assert form.people[0].id_valid_to == "2036-03-07"
    assert not book.lines(form)[0].wants_person


def test_the_sixth_of_a_group_comes_as_the_rules_say() -> None:
    form, book = VisitForm("d", present_count=7), PileBook()
    for index in range(6):
        book.add(form, picture(f"来访{index}", f"110199{1960 + index}0307001X"), 5)
    assert {p.role for p in form.people} == {"representative"}


def test_taking_back_a_second_side_leaves_the_person() -> None:
    form, book = VisitForm("d"), PileBook()
    book.add(form, picture("骆青崖", ONE))
    book.add(form, BACK)
    assert book.undo(form)
    assert form.people[0].id_valid_to == ""
    assert book.undo(form) == "骆青崖"
    assert form.people == []
    assert book.undo(form) is None


def test_whoever_was_removed_can_be_read_again() -> None:
    form, book = VisitForm("d"), PileBook()
    book.add(form, picture("骆青崖", ONE))
    form.remove_person(0)
    assert book.lines(form)[0].row == -1
    book.add(form, picture("骆青崖", ONE))
    assert [p.name for p in form.people] == ["骆青崖"]


def test_a_surer_reading_settles_a_doubt_but_nothing_a_person_typed() -> None:
    form, book = VisitForm("d"), PileBook()
    first = picture("骆青压", ONE, "name_uncertain")
    book.add(form, replace(first, confidence={"name": 0.4}))
    form.people[0].phone = "13900000000"
    again = picture("骆青崖", ONE)
    book.add(form, replace(again, confidence={"name": 0.99}))
    person = form.people[0]
    assert (person.name, person.doubts, person.phone) == ("骆青崖", [], "13900000000")


def test_a_card_the_reader_has_read_gets_no_second_row() -> None:
    form, book = VisitForm("d"), PileBook()
    form.row_for_new()
    book.add(form, card("骆青崖", ONE))
    step = book.add(form, picture("方穗", TWO))
    assert step.line is not None
    assert step.line.row == 1
    again = PileBook().add(form, picture("骆青崖", ONE))
    assert again.reading is not None
    assert len(form.people) == 2
