"""A matter being told beside a known one, and what would follow from judging it: over a real store."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.finding import Candidate
from app.domain.matter import Facts, Outcome, Purpose, SameAs
from app.domain.matter_step import MatterStep
from app.domain.office import StaffRole
from app.domain.visit import VisitDraft
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.assess import assess_visit
from app.intake.compare import Standing, compare_with
from app.intake.events import record_event
from app.intake.follows import assess_with_consequences
from app.intake.import_matters import import_matters
from app.intake.register import register_visit
from app.intake.session import DeskSession

Build = Callable[..., VisitDraft]


def told_in_audit(session: DeskSession) -> list[tuple[str, str, str]]:
    with session.read() as unit:
        return [(a.action, a.about, a.why) for a in unit.audit(10)]


def take_in(session: DeskSession, number: str, demand: str, facts: str) -> None:
    """A matter known elsewhere."""
    row = {
        "id": number,
        "person_id": "p1",
        "place": "柏溪镇上坞村七组",
        "unit": "",
        "content_class": "征地补偿",
    }
    line = json.dumps({**row, "demand": demand, "facts": facts, "date": "2025-06-03"}).encode()
    assert import_matters([(1, line)], session).imported == 1


def known_and_told(session: DeskSession, visit: Build) -> tuple[str, VisitDraft]:
    """A registered matter and a visitor who tells of another group, with another sum."""
    number = register_visit(visit("方穗"), session).matters[0].reg_no
    told = visit(
        "骆青崖",
        place="雾泽县柏溪镇上坞村三组",
        reported_unit="柏溪镇人民政府",
        facts="征收水田十八亩六分，每亩只领到九百元。",
    )
    return number, told


def test_both_sides_are_marked_where_they_agree_and_listed_where_they_differ(
    session: DeskSession, visit: Build
) -> None:
    number, told = known_and_told(session, visit)
    found = compare_with(told, 0, number, session)
    for side in (found.demand, found.known_demand):
        assert [side.text[s:e] for s, e in side.marks], "the demands are the same"
    items = {item.label: item for item in found.items}
    assert (items["信访人"].now, items["信访人"].known) == ("骆青崖", "方穗")
    assert items["信访人"].standing is Standing.DIFFERENT
    assert items["问题属地"].standing is Standing.DIFFERENT
    assert (items["组别"].now, items["组别"].known) == ("3组", "7组")
    assert items["被反映单位"].standing is Standing.ONLY_NOW
    assert items["内容分类"].standing is Standing.SAME
    assert (items["金额"].now, items["金额"].known) == ("900元", "1100元")
    assert found.items[-1].standing is Standing.SAME, "what agrees stands last"


def test_what_only_this_visitor_brings_is_named(session: DeskSession, visit: Build) -> None:
    number, _ = known_and_told(session, visit)
    told = visit("骆青崖", facts="征收水田十八亩六分，去年拿到了镇里盖章的录音和花名册。")
    items = {item.label: item for item in compare_with(told, 0, number, session).items}
    assert "花名册" in items["新的材料、情况"].now
    assert items["新的材料、情况"].standing is Standing.ONLY_NOW
    assert items["年份"].now == str(session.clock.today().year - 1)


def test_the_course_of_the_known_one_is_told_by_the_days_things_happened(
    session: DeskSession, visit: Build
) -> None:
    number, told = known_and_told(session, visit)
    today = session.clock.today()
    record_event(number, MatterStep("accepted_on", today, text="柏溪镇受理"), session)
    again = register_visit(
        replace(told, matters=(replace(told.matters[0], same_as=SameAs(number, Facts.SAME)),)), session
    )
    found = compare_with(told, 0, number, session)
    assert (found.state, found.registered_on) == ("accepted_in_time", today)
    assert found.due_on is not None
    assert found.days_left == (found.due_on - today).days
    steps = {(s.on, s.kind) for s in found.steps}
    assert {(today, "registered"), (today, "accepted_on"), (today, "linked")} <= steps
    assert again.matters[0].reg_no in {s.text for s in found.steps}
    assert [p.document for p in found.papers] == ["来访登记回执"]
    assert compare_with(told, 0, again.matters[0].reg_no, session).number == number


def test_looking_at_somebodys_matter_is_noted(session: DeskSession, visit: Build) -> None:
    number, told = known_and_told(session, visit)
    compare_with(told, 0, number, session)
    assert told_in_audit(session)[0] == ("view_matter", number, "compare")


def test_a_matter_known_elsewhere_is_compared_without_a_course(session: DeskSession, visit: Build) -> None:
    _, told = known_and_told(session, visit)
    take_in(session, "省网-2025-0042", "补足水库扩建征地的青苗补偿款", "")
    found = compare_with(told, 0, "省网-2025-0042", session)
    assert (found.foreign, found.state, found.steps, found.petitioners) == (True, "", (), ())
    assert found.registered_on == date(2025, 6, 3)
    assert found.known_demand.marks


def test_nothing_sealed_is_compared_on_either_side(session: DeskSession, visit: Build) -> None:
    number, told = known_and_told(session, visit)
    sealed = register_visit(visit("柴令仪", purpose=Purpose.ACCUSATION), session).matters[0].reg_no
    with pytest.raises(BadInput):
        compare_with(told, 0, sealed, session)
    with pytest.raises(BadInput):
        compare_with(visit("骆青崖", purpose=Purpose.ACCUSATION), 0, number, session)
    with pytest.raises(BadInput):
        compare_with(replace(told, sealed=True), 0, number, session)


def test_who_may_not_see_matters_compares_none_and_an_unknown_number_is_said(
    session: DeskSession, visit: Build
) -> None:
    number, told = known_and_told(session, visit)
    with pytest.raises(NotFound):
        compare_with(told, 0, f"{number}9", session)
    reader = replace(session, user=replace(session.user, role=StaffRole.READER))
    with pytest.raises(NotAllowed):
        compare_with(told, 0, number, reader)


def test_nobody_of_an_anonymous_matter_is_named(session: DeskSession, visit: Build) -> None:
    number = register_visit(replace(visit("方穗"), anonymous=True), session).matters[0].reg_no
    found = compare_with(visit("骆青崖"), 0, number, session)
    assert found.petitioners == ("匿名",)
    assert all("方穗" not in item.known for item in found.items)
    assert first_candidate(visit("骆青崖"), session).petitioners == ("匿名",)


@pytest.mark.parametrize(("demand", "facts"), [("", ""), ("……！？", "，。"), ("请", "上坞村。" * 5000)])
def test_any_words_can_be_compared(session: DeskSession, visit: Build, demand: str, facts: str) -> None:
    number, told = known_and_told(session, visit)
    odd = replace(told, matters=(replace(told.matters[0], demand=demand, facts=facts),))
    found = compare_with(odd, 0, number, session)
    assert (found.demand.text, found.facts.text) == (demand, facts)
    assess_with_consequences(odd, session)


# --- what follows ------------------------------------------------------------------------------------


def first_candidate(told: VisitDraft, session: DeskSession) -> Candidate:
    return assess_with_consequences(told, session).candidates[0]


@pytest.mark.parametrize("steps", [(), (("accepted_on", 70),), (("accepted_on", 20), ("replied_on", 5))])
def test_what_is_told_beforehand_is_what_is_proposed_when_a_person_has_judged(
    session: DeskSession, visit: Build, steps: tuple[tuple[str, int], ...]
) -> None:
    then = session.clock.now_utc() - timedelta(days=80)
    number = register_visit(replace(visit("方穗"), visited_at=then), session).matters[0].reg_no
    today = session.clock.today()
    for kind, days in steps:
        record_event(number, MatterStep(kind, today - timedelta(days=days)), session)
    told = visit("方穗")
    candidate = first_candidate(told, session)
    assert candidate.reg_no == number
    for facts, beforehand in ((Facts.SAME, candidate.if_same), (Facts.NEW, candidate.if_new)):
        judged = replace(told, matters=(replace(told.matters[0], same_as=SameAs(number, facts)),))
        proposed = assess_visit(judged, session).proposals[0]
        assert beforehand is not None
        assert replace(beforehand, matter=0) == proposed


def test_of_a_matter_known_elsewhere_the_lead_decides(session: DeskSession, visit: Build) -> None:
    told = visit("方穗")
    take_in(session, "省网-1", told.matters[0].demand, told.matters[0].facts)
    candidate = first_candidate(told, session)
    assert candidate.foreign_id == "省网-1"
    assert candidate.if_same is not None
    assert (candidate.if_same.outcome, candidate.if_same.confirm_by) == (Outcome.HUMAN_DECIDE, "lead")


@pytest.mark.parametrize(
    ("known", "told", "address", "standing"),
    [
        ("", "", "云岭省雾泽县柏溪镇", Standing.SAME),
        ("", "", "云岭省雾泽县柏溪镇上坞村", Standing.NAME_ONLY),
        ("110199199003070017", "", "云岭省雾泽县柏溪镇", Standing.NAME_ONLY),
        ("110199199003070017", "11019919900307005X", "云岭省雾泽县柏溪镇", Standing.NAMESAKE),
        ("110199199003070017", "110199199003070017", "另一地址", Standing.SAME),
    ],
)
def test_one_name_is_neither_one_person_nor_two_until_a_document_tells(
    session: DeskSession, visit: Build, known: str, told: str, address: str, standing: Standing
) -> None:
    number = register_visit(visit("方穗", number=known), session).matters[0].reg_no
    now = visit("方穗", number=told)
    now = replace(now, people=(replace(now.people[0], address=address),))
    items = {item.label: item for item in compare_with(now, 0, number, session).items}
    assert items["信访人"].standing is standing
