"""Cards read one after another: what belongs together, what was there already, what must be asked."""

from dataclasses import replace
from itertools import permutations

import pytest

from app.domain.identity import DocType, IdDocument, IdFields
from app.scanning.pile import Pile, PileStep, PileStepKind, merge_sides, needs_back

NEW, MERGED, REPEATED = PileStepKind.NEW, PileStepKind.MERGED, PileStepKind.REPEATED
UNSURE, NOTHING = PileStepKind.UNSURE, PileStepKind.NOTHING


def document(kind: DocType, *warnings: str, sure: float = 0.99, **values: str) -> IdDocument:
    confidence = dict.fromkeys(values, sure)
    return IdDocument(kind, IdFields(**values), confidence, warnings)


def front(
    name: str = "甲某", number: str = "110199199003070017", *warnings: str, sure: float = 0.99
) -> IdDocument:
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    sex = "male" if int(number[16]) % 2 else "female"
    return document(
        DocType.PRC_ID_FRONT, *warnings, sure=sure, name=name, sex=sex, ethnicity="汉", birth_date=born,
        address="北京市样例区虚构街道1号", number=number,
    )  # fmt: skip


def back(
    issuer: str = "北京市公安局样例分局", start: str = "2020-05-06", end: str = "2040-05-06"
) -> IdDocument:
    return document(DocType.PRC_ID_BACK, issuer=issuer, valid_from=start, valid_to=end)


OTHER = front("乙某", "110199198805129020")
OTHER_BACK = back("北京市公安局虚构分局", "2016-08-01", "2036-08-01")


def told(*documents: IdDocument) -> list[PileStepKind]:
    pile = Pile()
    return [pile.add(each).what for each in documents]


@pytest.mark.parametrize("order", list(permutations([front(), back()])))
def test_both_sides_of_a_card_are_one_document_whichever_came_first(order: tuple[IdDocument, ...]) -> None:
    pile = Pile()
    first = pile.add(order[0])
    assert first.what is (UNSURE if order[0] == back() else NEW)
    assert pile.add(order[1]).what is MERGED
    [whole] = pile.documents
    assert whole.doc_type is DocType.PRC_ID_FRONT
    assert whole.fields == replace(
        front().fields, issuer="北京市公安局样例分局", valid_from="2020-05-06", valid_to="2040-05-06"
    )
    assert set(whole.confidence) == set(whole.fields.present())
    assert pile.unsure == ()
    assert not needs_back(whole)
    assert needs_back(front())


def test_several_people_stay_in_order_each_with_their_back() -> None:
    pile = Pile()
    steps = [pile.add(d) for d in (front(), back(), OTHER_BACK, OTHER)]
    assert [(s.what, s.index) for s in steps] == [(NEW, 0), (MERGED, 0), (UNSURE, 1), (MERGED, 1)]
    assert [d.fields.name for d in pile.documents] == ["甲某", "乙某"]
    assert [d.fields.valid_to for d in pile.documents] == ["2040-05-06", "2036-08-01"]
    assert pile.unsure == ()


def test_the_same_card_again_changes_nothing_wherever_it_lies_in_the_pile() -> None:
    pile = Pile()
    for each in (front(), back(), OTHER):
        pile.add(each)
    before = pile.documents
    again = [pile.add(d) for d in (front(), back(), OTHER)]
    assert [(s.what, s.index) for s in again] == [(REPEATED, 0), (REPEATED, 0), (REPEATED, 1)]
    assert pile.documents == before


def test_a_surer_reading_of_the_same_card_replaces_what_was_doubted() -> None:
    pile = Pile()
    doubted = front("田某", "110199199003070017", "name_uncertain", sure=0.7)
    pile.add(replace(doubted, crops={"name": b"strip"}))
    assert pile.add(front()).what is REPEATED
    [person] = pile.documents
    assert person.fields.name == "甲某"
    assert person.warnings == ()
    assert "name" not in person.crops
    assert pile.add(doubted).what is REPEATED
    assert pile.documents[0].fields.name == "甲某"


def test_a_number_that_failed_is_replaced_by_the_one_that_holds() -> None:
    pile = Pile()
    failed = replace(front("甲某", "110199199003070019", "number_check_failed"))
    pile.add(failed)
    assert pile.add(front()).what is REPEATED
    [person] = pile.documents
    assert person.fields.number == "110199199003070017"
    assert person.warnings == ()


def test_one_number_under_two_sure_names_stays_apart_until_somebody_looks() -> None:
    pile = Pile()
    pile.add(front())
    step = pile.add(front("丙某"))
    assert (step.what, step.index) == (UNSURE, 1)
    assert [d.fields.name for d in pile.documents] == ["甲某", "丙某"]
    pile.keep(1)
    assert pile.unsure == ()


def test_a_back_after_a_person_who_has_one_is_asked_about() -> None:
    pile = Pile()
    steps = [pile.add(d).what for d in (front(), back(), OTHER_BACK)]
    assert steps == [NEW, MERGED, UNSURE]
    assert pile.unsure == (1,)
    assert pile.add(front("丙某", "11019919900307005X")) == PileStep(MERGED, 1)
    assert pile.unsure == ()


def test_a_back_that_the_law_does_not_give_this_holder_is_asked_about() -> None:
    """Issued at thirty for ten years: cards of that age run for twenty [居民身份证法 5]."""
    assert told(front(), back(end="2030-05-06")) == [NEW, UNSURE]
    assert told(front(), back(start="1985-01-01", end="2005-01-01")) == [NEW, UNSURE]
    assert told(front(), back(end="long")) == [NEW, UNSURE]
    assert merge_sides(front(), back(end="2030-05-06")) is None


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2000-06-01", "2005-06-01"),  # ten years old: five
        ("2006-03-01", "2011-03-01"),  # applied before the birthday
        ("2008-02-29", "2018-02-28"),
        ("2016-03-06", "2026-03-06"),  # twenty-five: ten
        ("2016-03-08", "2036-03-08"),  # twenty-six, or applied the day before: both run
        ("2016-03-08", "2026-03-08"),
        ("2037-01-01", "long"),
    ],
)
def test_terms_by_age_are_known(start: str, end: str) -> None:
    assert told(front(), back(start=start, end=end)) == [NEW, MERGED]


def test_doubtful_dates_are_no_ground_against_a_back() -> None:
    doubted = replace(back(end="2030-05-06"), warnings=("field_uncertain:valid_to",))
    assert told(front(), doubted) == [NEW, MERGED]


def test_an_issuer_of_another_place_is_no_ground_against_a_back_but_makes_it_less_sure() -> None:
    assert told(front(), back("广州市公安局天河分局")) == [NEW, MERGED]
    here, there = merge_sides(front(), back()), merge_sides(front(), back("广州市公安局天河分局"))
    assert here is not None
    assert there is not None
    assert there.confidence["issuer"] < 0.85 < here.confidence["issuer"]
    assert there.confidence["number"] == here.confidence["number"]
    assert there.warnings == here.warnings == ()


HMT = document(
    DocType.HMT_RESIDENCE, name="丁某", sex="male", birth_date="1988-05-12", number="810000198805120032"
)
HMT_BACK = document(
    DocType.HMT_RESIDENCE, issuer="深圳市公安局", valid_from="2024-03-01", valid_to="2029-03-01",
    document_number="H00000001",
)  # fmt: skip


def test_a_residence_permit_takes_its_own_back_and_no_other_cards() -> None:
    assert told(HMT, HMT_BACK) == [NEW, MERGED]
    assert told(HMT_BACK, HMT) == [UNSURE, MERGED]
    assert told(HMT, back()) == [NEW, UNSURE]
    assert told(front(), HMT_BACK) == [NEW, UNSURE]


def test_a_permit_of_taiwan_does_not_take_a_back_of_hong_kong() -> None:
    taiwan = replace(HMT, fields=replace(HMT.fields, number="830000198805120033"))
    assert told(taiwan, HMT_BACK) == [NEW, UNSURE]


def test_two_pages_with_one_number_are_one_passport() -> None:
    zone = document(DocType.PASSPORT, name="CESHI JIA", document_number="E00000001", nationality="UTO")
    page = document(DocType.PASSPORT, name_zh="测试甲", document_number="E00000001", sex="male")
    pile = Pile()
    assert [pile.add(zone).what, pile.add(page).what] == [NEW, MERGED]
    assert pile.documents[0].fields.name_zh == "测试甲"
    other = replace(zone, fields=replace(zone.fields, document_number="E00000002", name="CESHI YI"))
    assert pile.add(other).what is NEW


def test_what_is_no_document_changes_nothing() -> None:
    pile = Pile()
    step = pile.add(IdDocument(DocType.NONE, warnings=("not_a_document",)))
    assert (step.what, step.index) == (NOTHING, -1)
    assert pile.add(IdDocument(DocType.PASSPORT)).what is NOTHING
    assert pile.documents == ()


def test_a_chip_and_a_picture_of_one_card_are_one_and_the_chip_wins() -> None:
    pile = Pile()
    pile.add(replace(front("田某", "110199199003070017", "name_uncertain", sure=0.7)))
    chip = replace(front(), source="chip", confidence=dict.fromkeys(front().fields.present(), 1.0))
    assert pile.add(chip).what is REPEATED
    [person] = pile.documents
    assert (person.source, person.fields.name) == ("chip", "甲某")


def test_sides_are_joined_by_hand_and_entries_taken_away() -> None:
    pile = Pile()
    for each in (front(), back(end="2030-05-06"), OTHER):
        pile.add(each)
    assert pile.unsure == (1,)
    assert not pile.join(0, 2)
    assert pile.join(1, 0)
    assert pile.unsure == ()
    assert [d.fields.valid_to for d in pile.documents] == ["2030-05-06", ""]
    pile.remove(0)
    assert [d.fields.name for d in pile.documents] == ["乙某"]
    pile.clear()
    assert pile.documents == ()


def test_merging_never_joins_what_contradicts() -> None:
    assert merge_sides(front(), OTHER) is None
    assert merge_sides(back(), OTHER_BACK) is None
    assert merge_sides(HMT, front()) is None
    assert merge_sides(front(), IdDocument(DocType.NONE)) is None
    one, other = merge_sides(front(), back()), merge_sides(back(), front())
    assert one is not None
    assert one == other


@pytest.mark.parametrize("order", list(permutations([HMT, HMT_BACK])))
def test_another_kind_of_card_in_between_does_not_part_the_sides(order: tuple[IdDocument, ...]) -> None:
    pile = Pile()
    passport = document(
        DocType.PASSPORT, name="CESHI JIA", document_number="E00000001", birth_date="1990-03-07"
    )
    for each in (order[0], passport, front(), order[1]):
        step = pile.add(each)
    assert (step.what, step.index) == (MERGED, 0)
    assert [needs_back(each) for each in pile.documents] == [False, False, True]
    assert pile.unsure == ()


def test_a_back_goes_to_no_earlier_card_of_its_kind() -> None:
    assert (
        told(front(), back(), OTHER, OTHER_BACK, HMT, back("虚构市公安局", "2011-01-01", "2031-01-01"))[-1]
        is UNSURE
    )
