"""A pile of cards and the rows it makes."""

from dataclasses import replace

from app.domain.identity import DocType, IdDocument, IdFields
from app.scanning.pile import PileStepKind
from tests.ui.reception.desk_fakes import card, picture
from ui.pages.reception import edits
from ui.pages.reception.form import VisitForm
from ui.pages.reception.pile_book import PileBook, Undone
from ui.pages.reception.reading import take

ONE, TWO = "110199199003070017", "11019919900307005X"
ODD_BACK = IdDocument(
    DocType.PRC_ID_BACK,
    IdFields(issuer="雾泽县公安局", valid_from="2011-01-01", valid_to="2014-01-01"),
    {"valid_from": 0.99, "valid_to": 0.99},
)
"""Three years are no term of the law: nobody can tell whose it is."""
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
    assert book.undo(form) == Undone("骆青崖")
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


# --- taking back ---------------------------------------------------------------------------------------


def test_taking_back_a_side_leaves_what_was_typed_since() -> None:
    form, book = VisitForm("d"), PileBook()
    book.add(form, picture("骆青崖", ONE))
    assert book.add(form, BACK).what is PileStepKind.MERGED
    person = form.people[0]
    person.phone, person.address, person.role = "13900000000", "别处的住址", "agent"
    assert book.undo(form)
    assert (person.phone, person.address, person.role) == ("13900000000", "别处的住址", "agent")
    assert person.id_valid_to == ""
    assert person.name == "骆青崖"


def test_taking_back_a_card_leaves_what_was_typed_into_its_row() -> None:
    form, book = VisitForm("d"), PileBook()
    book.add(form, picture("方穗", TWO))
    book.add(form, picture("骆青崖", ONE, "name_uncertain"))
    edits.edit_person(form, "personName", "骆青岩")
    edits.edit_person(form, "personPhone", "13900000000")
    assert book.undo(form) == Undone("骆青崖", kept_row=1)
    person = form.people[1]
    assert (person.name, person.phone) == ("骆青岩", "13900000000")
    assert (person.id_no, person.id_state, person.id_type, person.born_on) == ("", "not_shown", "", "")
    assert (person.doubts, person.crops, person.checked) == ([], {}, True)


def test_a_number_typed_over_a_reading_that_is_taken_back_is_a_typed_number() -> None:
    form, book = VisitForm("d"), PileBook()
    book.add(form, picture("骆青崖", ONE))
    edits.edit_person(form, "personIdNo", TWO)
    book.undo(form)
    person = form.people[0]
    assert (person.name, person.id_no, person.id_state, person.id_type) == ("", TWO, "manual", "prc_id")


def test_taking_back_a_picture_takes_nothing_from_a_chip_read_since() -> None:
    form, book = VisitForm("d"), PileBook()
    book.add(form, picture("骆青崖", ONE))
    take(form, card("骆青崖", ONE))
    assert book.undo(form) == Undone("骆青崖", kept_row=0)
    assert (form.people[0].name, form.people[0].id_no, form.people[0].id_state) == ("骆青崖", ONE, "chip")


def test_a_row_that_stood_ready_stands_ready_again() -> None:
    form, book = VisitForm("d"), PileBook()
    form.row_for_new()
    form.people[0].role = "agent"
    book.add(form, picture("骆青崖", ONE))
    book.undo(form)
    assert [(p.name, p.role) for p in form.people] == [("", "agent")]


def test_taking_back_counts_nobody_any_more() -> None:
    form, book = VisitForm("d"), PileBook()
    book.add(form, picture("骆青崖", ONE))
    book.add(form, picture("方穗", TWO))
    assert form.present_count == 2
    book.undo(form)
    assert (len(form.people), form.present_count) == (1, 1)


def test_a_doubt_comes_back_with_the_reading_it_was_about() -> None:
    form, book = VisitForm("d"), PileBook()
    first = replace(
        picture("骆青压", ONE, "name_uncertain"), confidence={"name": 0.4}, crops={"name": b"PNG"}
    )
    book.add(form, first)
    book.add(form, replace(picture("骆青崖", ONE), confidence={"name": 0.99}))
    book.undo(form)
    person = form.people[0]
    assert (person.name, person.doubts, person.crops) == ("骆青压", ["name"], {"name": b"PNG"})


def test_what_somebody_compared_after_it_was_settled_stays_settled() -> None:
    form, book = VisitForm("d"), PileBook()
    book.add(form, replace(picture("骆青压", ONE, "name_uncertain"), confidence={"name": 0.4}))
    book.add(form, replace(picture("骆青崖", ONE), confidence={"name": 0.99}))
    edits.check_reading(form)
    book.undo(form)
    assert (form.people[0].name, form.people[0].doubts) == ("骆青崖", [])


def test_after_a_side_was_placed_cards_can_be_taken_back_and_read_again() -> None:
    form, book = VisitForm("d"), PileBook()
    book.add(form, picture("骆青崖", ONE))
    assert book.add(form, ODD_BACK).what is PileStepKind.UNSURE
    assert book.assign(form, 1, 0)
    assert len(book.lines(form)) == 1
    book.add(form, picture("方穗", TWO))
    assert book.undo(form) == Undone("方穗")
    step = book.add(form, picture("章可", "110199198805120018"))
    assert step.what is PileStepKind.NEW
    assert [p.name for p in form.people] == ["骆青崖", "章可"]
    assert [line.name for line in book.lines(form)] == ["骆青崖", "章可"]
    assert form.people[0].id_valid_to == "2014-01-01"


def test_placing_a_side_can_be_taken_back_too() -> None:
    form, book = VisitForm("d"), PileBook()
    book.add(form, picture("骆青崖", ONE))
    book.add(form, ODD_BACK)
    book.assign(form, 1, 0)
    assert book.undo(form)
    assert form.people[0].id_valid_to == ""
    assert [line.wants_person for line in book.lines(form)] == [False, True]
    assert book.undo(form)
    assert [line.name for line in book.lines(form)] == ["骆青崖"]


def test_a_side_is_not_placed_with_another_kind_of_document() -> None:
    form, book = VisitForm("d"), PileBook()
    book.add(form, IdDocument(DocType.PASSPORT, IdFields(name="CESHI", document_number="E00000001")))
    book.add(form, ODD_BACK)
    assert not book.assign(form, 1, 0)
    assert form.people[0].id_valid_to == ""
    assert book.lines(form)[1].wants_person
