"""The form by itself: roles, counts, keeping and giving back, what is missing."""

import json

import pytest

from app.domain.matter import Facts, Outcome, Procedure, Purpose, Route
from app.domain.person import IdState, IdType, PersonRole
from ui.pages.reception.checks import problems_of
from ui.pages.reception.conversion import draft_of
from ui.pages.reception.edits import (
    choose_outcome,
    decide_candidate,
    edit_person,
    replace_representative,
    set_person_option,
)
from ui.pages.reception.form import MaterialForm, MatterForm, PersonForm, VisitForm


def form(*people: PersonForm, present: int | None = 1) -> VisitForm:
    return VisitForm("d1", people=list(people), present_count=present)


def person(name: str = "甲某", role: str = "petitioner", **more: object) -> PersonForm:
    return PersonForm(name=name, role=role, address="雾泽县", **more)  # type: ignore[arg-type]


def full_matter(**more: object) -> MatterForm:
    filled = {"content_code": "0201", "place_code": "110199", "demand": "诉", "facts": "事"}
    return MatterForm(**{**filled, "procedures": ["none"], **more})  # type: ignore[arg-type]


def test_a_kept_form_comes_back_whole() -> None:
    before = form(person("䶮㛃𬱖"), person("乙某", "agent", represents=0, matters=[1]), present=7)
    before.matters = [full_matter(same_as={"reg_no": "x-1", "facts": "new"}), full_matter(not_same=["y-1"])]
    before.materials = [MaterialForm("公告", 3, True)]
    before.confirmed = {"how": "declined", "witnesses": ["林", "周"]}
    before.selected, before.matter = 1, 1
    after = VisitForm.from_json(json.loads(json.dumps(before.to_json(), ensure_ascii=False)))
    assert after == before


def test_a_form_kept_by_another_version_is_taken_as_far_as_it_is_understood() -> None:
    after = VisitForm.from_json({"people": [{"name": "甲", "aura": 3}, "x"], "horoscope": 1, "selected": 9})
    assert [p.name for p in after.people] == ["甲"]
    assert after.selected == 0
    assert len(after.matters) == 1


@pytest.mark.parametrize(
    ("roles", "present", "expected"),
    [
        ([], 1, "petitioner"),
        ([], 5, "petitioner"),
        ([], 6, "representative"),
        (["petitioner"], 2, "petitioner"),
        (["petitioner"] * 5, 6, "petitioner"),
        (["representative"], 2, "representative"),
        (["representative"] * 5, 6, "representative"),
        (["group_member"], 6, "representative"),
    ],
)
def test_the_next_person_comes_in_the_capacity_the_group_suggests(
    roles: list[str], present: int, expected: str
) -> None:
    made = form(*(person(f"某{i}", role) for i, role in enumerate(roles)), present=present)
    assert made.default_role() == expected


def test_a_lower_local_limit_makes_representatives_earlier() -> None:
    assert form(present=4).default_role(3) == "representative"


def test_the_count_follows_the_list_up_and_down_but_a_larger_stated_one_stays() -> None:
    made = form(present=1)
    for name in ("甲", "乙", "丙"):
        made.row_for_new()
        edit_person(made, "personName", name)
    assert made.present_count == 3
    made.remove_person(1)
    assert made.present_count == 2
    made.present_count = 50
    made.remove_person(0)
    assert made.present_count == 50


def test_companions_are_not_counted_as_present() -> None:
    made = form(person("甲"), person("司机", "companion"), present=1)
    assert made.count_up() is False


def test_an_unknown_count_stays_unknown() -> None:
    made = form(person("甲"), person("乙"), present=None)
    assert made.count_up() is False
    assert draft_of(made)[0].present_count is None


def test_an_empty_row_is_used_before_another_is_made() -> None:
    made = form()
    assert made.row_for_new() == 0
    assert made.row_for_new() == 0
    assert len(made.people) == 1


def test_removing_a_person_keeps_agents_pointing_at_theirs() -> None:
    made = form(person("甲"), person("乙"), person("代理", "agent", represents=1))
    made.remove_person(0)
    assert made.people[1].represents == 0
    made.remove_person(0)
    assert made.people[0].represents is None


def test_removing_a_matter_keeps_shares_in_the_others() -> None:
    made = form(person("甲", matters=[0, 2]), person("乙", matters=[1]))
    made.matters = [full_matter(demand="一"), full_matter(demand="二"), full_matter(demand="三")]
    made.remove_matter(1)
    assert [m.demand for m in made.matters] == ["一", "三"]
    assert made.people[0].matters == [0, 1]
    assert made.people[1].matters is None


def test_the_last_matter_cannot_be_removed() -> None:
    made = form()
    made.remove_matter(0)
    assert len(made.matters) == 1


def test_the_draft_leaves_empty_rows_out_and_leads_back_to_the_table() -> None:
    made = form(person("甲"), PersonForm(), person("代理", "agent", represents=0))
    draft, rows = draft_of(made, window=2, received_by="林知夏")
    assert [p.name for p in draft.people] == ["甲", "代理"]
    assert rows == [0, 2]
    assert draft.people[1].represents == 0
    assert (draft.window, draft.received_by) == (2, "林知夏")


def test_words_of_not_knowing_become_their_codes() -> None:
    made = form(person("拒绝提供"))
    made.matters = [full_matter(route="31.6", purpose="claim")]
    made.matters[0].demand = "不详"
    draft, _ = draft_of(made)
    assert draft.people[0].name == "declined"
    assert draft.matters[0].demand == "unknown"
    assert draft.matters[0].route is Route.OTHER
    assert draft.matters[0].procedures == {Procedure.NONE}


def test_an_unfinished_form_converts_without_complaint() -> None:
    draft, rows = draft_of(VisitForm("d"))
    assert draft.people == ()
    assert rows == []
    assert draft.matters[0].purpose is Purpose.CLAIM
    assert draft.matters[0].outcome is None


def test_a_decision_of_sameness_reaches_the_draft() -> None:
    made = form(person())
    decide_candidate(made.matters[0], "r-1", "same", "new")
    made.matters[0].outcome = "TRANSFER"
    same = draft_of(made)[0].matters[0]
    assert same.same_as is not None
    assert (same.same_as.reg_no, same.same_as.facts) == ("r-1", Facts.NEW)
    assert same.outcome is Outcome.TRANSFER
    decide_candidate(made.matters[0], "r-1", "not_same", "")
    assert made.matters[0].same_as is None
    assert made.matters[0].not_same == ["r-1"]
    decide_candidate(made.matters[0], "", "restore", "")
    assert made.matters[0].not_same == []


def test_a_typed_number_names_its_document_and_its_state() -> None:
    made = form(person())
    made.selected = 0
    edit_person(made, "personIdNo", "810000198805120032")
    assert (made.people[0].id_type, made.people[0].id_state) == ("hmt_residence", "manual")
    edit_person(made, "personIdNo", "")
    assert made.people[0].id_state == "not_shown"
    draft, _ = draft_of(made)
    assert draft.people[0].id_state is IdState.NOT_SHOWN
    assert draft.people[0].id_type is IdType.HMT_RESIDENCE


def test_what_a_person_changed_is_no_longer_what_the_chip_said() -> None:
    made = form(person(id_state="chip", id_no="110199199003070017"))
    made.selected = 0
    edit_person(made, "personAddress", "搬到新址")
    assert made.people[0].id_state == "chip"
    edit_person(made, "personName", "乙某")
    assert made.people[0].id_state == "manual"


def test_changing_what_was_read_aloud_takes_the_confirmation_back() -> None:
    made = form(person())
    made.selected = 0
    made.confirmed = {"how": "signature", "witnesses": []}
    edit_person(made, "personPhone", "13900000000")
    assert made.confirmed
    edit_person(made, "personName", "乙某")
    assert made.confirmed is None


def test_a_replacement_records_when_the_seat_changed_hands() -> None:
    made = form(*(person(f"某{i}", "representative") for i in range(6)), present=6)
    replace_representative(made, leaving=1, coming=5, clock="10:43")
    draft, _ = draft_of(made)
    assert draft.people[1].acts_until == "10:43"
    assert draft.people[5].acts_from == "10:43"
    assert draft.people[1].role is draft.people[5].role is PersonRole.REPRESENTATIVE
    assert made.representatives() == 5


def test_taking_part_in_all_or_none_means_all() -> None:
    made = form(person())
    made.selected = 0
    made.matters = [full_matter(), full_matter()]
    set_person_option(made, "matter", (0, False))
    assert made.people[0].matters == [1]
    set_person_option(made, "matter", (1, False))
    assert made.people[0].matters is None


def test_going_along_with_the_proposal_follows_it() -> None:
    matter = full_matter()
    choose_outcome(matter, "ACCEPT", "TRANSFER")
    matter.reason = "属地明确"
    assert matter.outcome == "ACCEPT"
    choose_outcome(matter, "TRANSFER", "TRANSFER")
    assert (matter.outcome, matter.reason) == ("", "")


def fields_missing(made: VisitForm, proposed: dict[int, str] | None = None) -> list[str]:
    return [p.field for p in problems_of(made, frozenset({"NOT_ACCEPT_PENDING"}), proposed or {})]


def test_a_complete_form_misses_nothing() -> None:
    made = form(person())
    made.matters = [full_matter()]
    assert fields_missing(made) == []


def test_everything_missing_is_named_in_the_order_of_the_form() -> None:
    assert fields_missing(form()) == [
        "personName",
        "contentClass",
        "placeCode",
        "demand",
        "facts",
        "procedures",
    ]


def test_not_knowing_is_an_answer_everywhere() -> None:
    made = form(PersonForm(name="不详", address="拒绝提供"))
    made.matters = [
        MatterForm(
            content_code="unknown", place_code="不详", demand="拒绝提供", facts="不详", procedures=["unknown"]
        )
    ]
    assert fields_missing(made) == []


def test_no_address_is_asked_of_group_members_and_nothing_of_the_anonymous() -> None:
    made = form(PersonForm(name="乙", role="group_member"), PersonForm(anonymous=True))
    made.matters = [full_matter()]
    assert fields_missing(made) == []


@pytest.mark.parametrize(("length", "missing"), [(200, []), (201, ["demand"])])
def test_length_counts_characters_not_utf16_units(length: int, missing: list[str]) -> None:
    made = form(person())
    made.matters = [full_matter()]
    made.matters[0].demand = "𠮷" * length
    assert fields_missing(made) == missing


def test_facts_have_their_own_limit() -> None:
    made = form(person())
    made.matters = [full_matter()]
    made.matters[0].facts = "字" * 20_000
    assert fields_missing(made) == []
    made.matters[0].facts += "字"
    assert fields_missing(made) == ["facts"]


def test_a_deviation_and_a_refusal_need_a_reason() -> None:
    made = form(person())
    made.matters = [full_matter(outcome="ACCEPT")]
    assert fields_missing(made, {0: "TRANSFER"}) == ["reason"]
    assert fields_missing(made, {0: "ACCEPT"}) == []
    made.matters[0].outcome = "NOT_ACCEPT_PENDING"
    assert fields_missing(made, {0: "NOT_ACCEPT_PENDING"}) == ["reason"]
    made.matters[0].reason = "四项条件均已核对"
    assert fields_missing(made, {0: "NOT_ACCEPT_PENDING"}) == []


def test_a_reading_nobody_compared_is_asked_for() -> None:
    made = form(person(checked=False))
    made.matters = [full_matter()]
    assert fields_missing(made) == ["readingChecked"]
