"""What a document that was read does to the form."""

from dataclasses import replace

from app.domain.identity import DocType, IdDocument, IdFields
from tests.ui.reception.desk_fakes import card, picture
from ui.pages.reception import scan_words
from ui.pages.reception.conversion import draft_of
from ui.pages.reception.form import VisitForm
from ui.pages.reception.person_document import document_line
from ui.pages.reception.reading import Taken, left_out, take

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
    assert form.people[0].issuer == "雾泽县公安局"
    assert "雾泽县公安局签发" in document_line(form.people[0])
    assert len(form.people) == 1


def test_long_validity_is_no_date() -> None:
    form = VisitForm("d")
    document = card("骆青崖", NUMBER)
    take(form, replace(document, fields=replace(document.fields, valid_to="long")))
    (person,) = draft_of(form, window=2, received_by="林知夏")[0].people
    assert person.id_valid_to is None


def test_a_back_changes_no_validity_that_is_known() -> None:
    for known in ("2036-01-01", "long"):
        form = VisitForm("d")
        document = card("骆青崖", NUMBER)
        take(form, replace(document, fields=replace(document.fields, valid_to=known)))
        reading = take(
            form, IdDocument(DocType.PRC_ID_BACK, IdFields(issuer="别县公安局", valid_to="2011-01-01"))
        )
        assert (reading.taken, reading.other_end) == (Taken.AGAINST, "2011-01-01")
        assert form.people[0].id_valid_to == known
        kind, told = scan_words.told(IdDocument(DocType.PRC_ID_BACK), reading, form)
        assert kind == "warn"
        assert "2011-01-01" in told[0]
        assert "没有改动" in told[0]


def test_a_back_that_agrees_is_added_without_a_word() -> None:
    form = VisitForm("d")
    document = card("骆青崖", NUMBER)
    take(form, replace(document, fields=replace(document.fields, valid_to="2036-03-07")))
    assert take(form, IdDocument(DocType.PRC_ID_BACK, IdFields(valid_to="2036-03-07"))).taken is Taken.BACK


def test_a_back_with_a_term_the_holder_cannot_have_is_not_taken() -> None:
    form = VisitForm("d")
    take(form, card("骆青崖", NUMBER))
    fields = IdFields(issuer="别县公安局", valid_from="2020-03-07", valid_to="2025-03-07")
    assert take(form, IdDocument(DocType.PRC_ID_BACK, fields)).taken is Taken.AGAINST
    assert form.people[0].id_valid_to == ""
    assert form.people[0].issuer == ""


def test_a_back_that_nobody_is_there_for_is_nobodys() -> None:
    back = IdDocument(DocType.PRC_ID_BACK, IdFields(issuer="雾泽县公安局", valid_to="2036-03-07"))
    form = VisitForm("d")
    assert take(form, back).taken is Taken.NOBODYS
    form.row_for_new()
    assert take(form, back).taken is Taken.NOBODYS
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


# --- chip and picture ----------------------------------------------------------------------------------


def test_a_chip_goes_before_a_picture_and_what_differs_is_given() -> None:
    form = VisitForm("d")
    take(form, picture("骆青压", NUMBER, "name_uncertain"))
    again = take(form, card("骆青崖", NUMBER))
    assert again.taken is Taken.SAME
    assert [(d.field, d.chip, d.picture) for d in again.differences] == [("name", "骆青崖", "骆青压")]
    person = form.people[0]
    assert (person.name, person.id_state, person.checked, person.doubts) == ("骆青崖", "chip", True, [])


def test_a_chip_that_agrees_gives_no_differences() -> None:
    form = VisitForm("d")
    take(form, picture("骆青崖", NUMBER))
    assert take(form, card("骆青崖", NUMBER)).differences == ()


def test_a_misread_number_is_still_the_same_person_for_the_chip() -> None:
    form = VisitForm("d")
    take(form, picture("骆青崖", "110199199003070011", "number_check_failed"))
    again = take(form, card("骆青崖", NUMBER))
    assert again.taken is Taken.SAME
    assert [d.field for d in again.differences] == ["number"]
    assert [p.id_no for p in form.people] == [NUMBER]


def test_another_person_of_the_same_name_gets_a_row_of_their_own() -> None:
    form = VisitForm("d")
    take(form, picture("骆青崖", NUMBER))
    assert take(form, card("骆青崖", "110199196512120015")).taken is Taken.NEW
    assert len(form.people) == 2


def test_a_name_that_was_typed_is_confirmed_unless_something_speaks_against_it() -> None:
    form = VisitForm("d")
    form.row_for_new()
    form.people[0].name, form.people[0].phone = "骆青崖", "13900000000"
    assert take(form, card("骆青崖", NUMBER)).taken is Taken.SAME
    assert form.people[0].phone == "13900000000"
    other = VisitForm("e")
    other.row_for_new()
    other.people[0].name, other.people[0].address = "骆青崖", "云岭省雾泽县别的村"
    assert take(other, card("骆青崖", NUMBER)).taken is Taken.NEW


def test_a_picture_after_the_chip_changes_nothing_but_tells_what_differs() -> None:
    form = VisitForm("d")
    take(form, card("骆青崖", NUMBER))
    again = take(form, picture("骆青压", NUMBER))
    assert again.taken is Taken.REPEATED
    assert [(d.chip, d.picture) for d in again.differences] == [("骆青崖", "骆青压")]
    assert form.people[0].name == "骆青崖"
    assert form.people[0].id_state == "chip"


# --- uncertain fields ----------------------------------------------------------------------------------


def test_strips_belong_to_doubted_fields_and_never_leave_the_form() -> None:
    form = VisitForm("d")
    document = replace(
        picture("骆青崖", NUMBER, "name_uncertain"),
        crops={"name": b"PNG name", "address": b"PNG sure", "number": b""},
    )
    take(form, document)
    assert form.people[0].crops == {"name": b"PNG name"}
    kept = form.to_json()
    assert "crops" not in str(kept)
    assert VisitForm.from_json(kept).people[0].crops == {}
    assert VisitForm.from_json({**kept, "people": [{"crops": {"name": "x"}}]}).people[0].crops == {}
    assert b"PNG" not in repr(form).encode()


def test_a_chip_takes_the_strips_away() -> None:
    form = VisitForm("d")
    take(form, replace(picture("骆青崖", NUMBER, "name_uncertain"), crops={"name": b"PNG"}))
    take(form, card("骆青崖", NUMBER))
    assert form.people[0].crops == {}


def test_what_the_page_does_not_show_is_not_taken_over_when_it_is_uncertain() -> None:
    form = VisitForm("d")
    document = picture("骆青崖", NUMBER, "field_uncertain:ethnicity", "field_uncertain:valid_to")
    document = replace(document, fields=replace(document.fields, valid_to="2036-03-07"))
    take(form, document)
    assert (form.people[0].ethnic, form.people[0].id_valid_to) == ("", "")
    assert form.people[0].born_on == "1990-03-07"
    assert left_out(document) == ("ethnicity", "valid_to")


def test_a_picture_that_shows_the_printed_address_does_not_contradict_a_chip_with_a_later_one() -> None:
    form = VisitForm("d")
    printed = card("骆青崖", NUMBER).fields.address
    chip = replace(card("骆青崖", NUMBER, "云岭省雾泽县新路9号"), printed_address=printed)
    take(form, chip)
    form = VisitForm.from_json(form.to_json())
    assert (form.people[0].address, form.people[0].printed_address) == ("云岭省雾泽县新路9号", printed)
    assert take(form, picture("骆青崖", NUMBER)).differences == ()
    other = picture("骆青崖", NUMBER)
    moved = replace(other, fields=replace(other.fields, address="云岭省雾泽县旧街1号"))
    assert [d.field for d in take(form, moved).differences] == ["address"]
