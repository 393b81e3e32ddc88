from datetime import date, timedelta

import pytest

from app.config import Settings
from app.domain.finding import Rule
from app.domain.known import KnownMatter
from app.domain.matter import Facts, Level, OfficeRelation, Outcome, Procedure, Purpose, Route, SameAs
from app.domain.matter_state import MatterDates
from app.domain.person import IdState
from app.domain.routing import DISCIPLINE_ORGAN, HIGHER_DISCIPLINE_ORGAN
from app.domain.words import EFFECTS_ZH, REMEDIES_ZH, RULES_ZH
from tests.fakes.rule_cases import (
    RULES,
    TODAY,
    claim,
    earlier,
    findings,
    known,
    linked,
    office,
    person,
    proposals,
    told,
    visit,
    words,
)

LEVELS = ["township", "county", "city", "province", "national"]


@pytest.mark.parametrize("desk", LEVELS[:4])
@pytest.mark.parametrize("competent", LEVELS)
@pytest.mark.parametrize("kind", ["xinfang", "organ", "township"])
def test_level_decides_before_the_kind_of_office(desk: str, competent: str, kind: str) -> None:
    at = office(kind, desk)
    draft = visit(matters=(claim(competent_level=Level(competent)),))
    above = LEVELS.index(desk) - LEVELS.index(competent)
    skipping = [("level_skipping", "warn", 0)] if above >= 2 else []
    assert told(findings(draft, at=at)) == skipping
    (proposed,) = proposals(draft, at=at)
    if above >= 2 or above < 0:
        assert (proposed.outcome, proposed.rule_id) == (Outcome.REFER, "01C1")
        assert proposed.notices == ("visit_receipt", "referral_notice")
    elif above == 1 or kind == "xinfang":
        assert proposed.outcome is Outcome.TRANSFER
        assert proposed.notices == ("visit_receipt", "transfer_notice")
        assert proposed.rule_id == ("01B1" if above == 1 else "01A1")
    else:
        assert (proposed.outcome, proposed.rule_id) == (Outcome.ACCEPT, "01A1")
        assert proposed.notices == ("visit_receipt", "acceptance_notice")
        assert proposed.target_unit == at.name
    assert proposed.state == "none"


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("xinfang", Outcome.TRANSFER), ("organ", Outcome.ACCEPT), ("township", Outcome.ACCEPT)],
)
def test_without_a_level_the_kind_of_office_decides(kind: str, outcome: Outcome) -> None:
    draft = visit()
    assert findings(draft, at=office(kind)) == ()
    (proposed,) = proposals(draft, at=office(kind))
    assert proposed.outcome is outcome
    assert proposed.due_on == TODAY + timedelta(days=15)


def test_another_competent_unit_is_named() -> None:
    matter = claim(lead_unit="雾泽县水务局")
    (here,) = proposals(visit(matters=(matter,)), at=office("organ"))
    (desk,) = proposals(visit(matters=(matter,)), at=office("xinfang"))
    assert (here.outcome, here.target_unit) == (Outcome.REFER, "雾泽县水务局")
    assert (desk.outcome, desk.target_unit) == (Outcome.TRANSFER, "雾泽县水务局")
    (own,) = proposals(visit(matters=(claim(lead_unit=office().name),)))
    assert own.outcome is Outcome.ACCEPT


@pytest.mark.parametrize("route", ["31.1", "31.2", "31.3", "31.4"])
@pytest.mark.parametrize("kind", ["xinfang", "organ"])
def test_legal_routes_are_guided(route: str, kind: str) -> None:
    draft = visit(matters=(claim(route=Route(route)),))
    (proposed,) = proposals(draft, at=office(kind))
    assert (proposed.state, proposed.rule_id) == ("legal_route", "21A1")
    assert proposed.outcome is Outcome.GUIDE_LEGAL_ROUTE
    assert proposed.notices == ("visit_receipt", "legal_route_notice")
    assert proposed.target_unit
    (found,) = findings(draft, at=office(kind))
    assert (found.rule, found.effect, found.article) == ("legal_route", "info", f"31({route[-1]})")


@pytest.mark.parametrize("route", ["31.5", "31.6"])
def test_other_routes_stay_in_the_petition_track(route: str) -> None:
    draft = visit(matters=(claim(route=Route(route), procedures=frozenset({Procedure.LITIGATION})),))
    assert findings(draft) == ()
    (proposed,) = proposals(draft)
    assert proposed.outcome is Outcome.ACCEPT
    assert f"31({route[-1]})" in proposed.articles


@pytest.mark.parametrize(
    ("procedures", "warned"),
    [
        ({Procedure.LITIGATION}, True),
        ({Procedure.ARBITRATION, Procedure.REVIEW}, True),
        ({Procedure.RECONSIDERATION}, True),
        ({Procedure.REVIEW}, False),
        ({Procedure.NONE}, False),
        ({Procedure.UNKNOWN}, False),
    ],
)
def test_a_procedure_without_a_route_asks_for_it(procedures: set[Procedure], warned: bool) -> None:
    draft = visit(matters=(claim(procedures=frozenset(procedures)),))
    assert told(findings(draft)) == ([("legal_route", "warn", 0)] if warned else [])


def test_the_litigation_class_asks_for_the_route_too() -> None:
    assert told(findings(visit(matters=(claim(content_code="1104"),)))) == [("legal_route", "warn", 0)]


# --- sealed ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xinfang", "organ", "township"])
def test_an_accusation_leaves_sealed(kind: str) -> None:
    matter = claim(purpose=Purpose.ACCUSATION, content_code="2102", reported_unit="雾泽县某局")
    draft = visit(matters=(matter,))
    (found,) = findings(draft, at=office(kind))
    assert (found.rule, found.effect, found.article, found.about.matter) == ("sealed", "info", "30(3)", 0)
    (proposed,) = proposals(draft, at=office(kind))
    assert (proposed.outcome, proposed.target_unit) == (Outcome.TRANSFER, DISCIPLINE_ORGAN)
    assert proposed.notices == ("visit_receipt_sealed",)
    assert proposed.articles == ("22", "30")
    for text in (found.message, proposed.tell_visitor, proposed.right_remaining):
        assert "某局" not in text


def test_the_accused_unit_is_never_the_target() -> None:
    def target(**given: object) -> str:
        draft = visit(matters=(claim(purpose=Purpose.ACCUSATION, **given),))
        return proposals(draft)[0].target_unit

    assert target(reported_unit="某局", target_unit="某局") == DISCIPLINE_ORGAN
    assert target(reported_unit="某局", target_unit="县纪委监委") == "县纪委监委"
    assert target(reported_unit=office().name) == HIGHER_DISCIPLINE_ORGAN


def test_mixed_purposes_are_split() -> None:
    draft = visit(matters=(claim(), claim(purpose=Purpose.ACCUSATION)))
    assert told(findings(draft)) == [("sealed", "info", 1)]
    first, second = proposals(draft)
    assert (first.outcome, second.outcome) == (Outcome.ACCEPT, Outcome.TRANSFER)
    assert "sealed" not in "".join(first.notices)


def test_a_sealed_claim_gets_a_sealed_receipt() -> None:
    (proposed,) = proposals(visit(matters=(claim(sealed=True),)))
    assert proposed.notices == ("visit_receipt_sealed", "acceptance_notice")


def test_an_anonymous_accusation_needs_no_document() -> None:
    nobody = person(0, name="", address="", anonymous=True, id_state=IdState.NOT_SHOWN)
    draft = visit((nobody,), (claim(purpose=Purpose.ACCUSATION, anonymous=True),), anonymous=True)
    assert told(findings(draft, settings=Settings(id_required_for="petitioner"))) == [("sealed", "info", 0)]


def test_an_accusation_is_never_joined_to_an_open_matter() -> None:
    matter = claim(purpose=Purpose.ACCUSATION, same_as=SameAs("R-1", Facts.SAME))
    knows = linked(KnownMatter("R-1", MatterDates(received_on=TODAY)))
    assert words(findings(visit(matters=(matter,)), knows)) == {"sealed"}
    (proposed,) = proposals(visit(matters=(matter,)), knows)
    assert (proposed.state, proposed.outcome) == ("none", Outcome.TRANSFER)


def test_a_known_accusation_is_continued_sealed() -> None:
    matter = claim(purpose=Purpose.ACCUSATION, same_as=SameAs("R-1", Facts.SAME))
    dates = MatterDates(received_on=TODAY, purpose=Purpose.ACCUSATION)
    (proposed,) = proposals(visit(matters=(matter,)), linked(KnownMatter("R-1", dates, sealed=True)))
    assert (proposed.state, proposed.rule_id) == ("accusation_forwarded", "26A1")
    assert proposed.notices == ("visit_receipt_sealed",)


@pytest.mark.parametrize(("kind", "notices"), [("xinfang", 2), ("organ", 1)])
def test_a_suggestion_is_studied(kind: str, notices: int) -> None:
    (proposed,) = proposals(visit(matters=(claim(purpose=Purpose.SUGGESTION),)), at=office(kind))
    assert "29" in proposed.articles
    assert proposed.notices == ("visit_receipt", "transfer_notice")[:notices]


# --- known matters -----------------------------------------------------------------------------


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def again(
    dates: MatterDates,
    *,
    relation: OfficeRelation | None = OfficeRelation.SAME,
    facts: Facts = Facts.SAME,
    **given: object,
) -> tuple[object, object]:
    draft = visit(matters=(claim(same_as=SameAs("R-1", facts)),))
    knows = linked(KnownMatter("R-1", dates, relation, target_unit="雾泽县水务局", **given))  # type: ignore[arg-type]
    return findings(draft, knows), proposals(draft, knows)[0]


def test_a_repeat_is_linked_and_told_its_term() -> None:
    found, proposed = again(MatterDates(received_on=days_ago(30), accepted_on=days_ago(20)))
    assert told(found) == [("repeat_visit", "info", 0)]  # type: ignore[arg-type]
    assert proposed.outcome is Outcome.CONTINUE_LINK  # type: ignore[attr-defined]
    assert proposed.due_on == days_ago(20) + timedelta(days=60)  # type: ignore[attr-defined]
    assert proposed.target_unit == "雾泽县水务局"  # type: ignore[attr-defined]


def test_the_same_day_warns() -> None:
    found, _ = again(MatterDates(received_on=TODAY), today_visits=(earlier((person(0),)),))
    assert told(found) == [("repeat_visit", "warn", 0)]  # type: ignore[arg-type]


def test_a_matter_only_imported_is_no_repeat_visit() -> None:
    found, _ = again(MatterDates(received_on=days_ago(3)), visited_before=False)
    assert found == ()


@pytest.mark.parametrize(
    ("days", "outcome", "rules"),
    [
        (60, Outcome.NOT_ACCEPT_PENDING, {"repeat_visit", "not_accept_pending"}),
        (61, Outcome.SUPERVISE, {"repeat_visit", "overdue"}),
    ],
)
def test_a_superior_refuses_only_inside_the_period(days: int, outcome: Outcome, rules: set[str]) -> None:
    dates = MatterDates(received_on=days_ago(days), accepted_on=days_ago(days))
    found, proposed = again(dates, relation=OfficeRelation.SUPERIOR)
    assert proposed.outcome is outcome  # type: ignore[attr-defined]
    assert proposed.confirm_by == "lead"  # type: ignore[attr-defined]
    assert words(found) == rules  # type: ignore[arg-type]


def test_new_facts_are_never_refused_nor_repeated() -> None:
    dates = MatterDates(received_on=days_ago(9), recheck_opinion_on=days_ago(1))
    found, proposed = again(dates, facts=Facts.NEW)
    assert found == ()
    assert proposed.outcome is Outcome.ACCEPT  # type: ignore[attr-defined]
    assert proposed.rule_id == "18A2"  # type: ignore[attr-defined]


@pytest.mark.parametrize("relation", list(OfficeRelation))
def test_a_recheck_opinion_ends_the_matter_for_all(relation: OfficeRelation) -> None:
    dates = MatterDates(received_on=days_ago(9), recheck_opinion_on=days_ago(1))
    found, proposed = again(dates, relation=relation)
    assert words(found) == {"repeat_visit", "no_longer_accept"}  # type: ignore[arg-type]
    assert proposed.notices == ("visit_receipt", "no_longer_accept_notice")  # type: ignore[attr-defined]


def test_an_unknown_relation_is_asked() -> None:
    dates = MatterDates(received_on=days_ago(9), recheck_opinion_on=days_ago(1))
    found, proposed = again(dates, relation=None)
    assert words(found) == {"repeat_visit"}  # type: ignore[arg-type]
    assert (proposed.outcome, proposed.confirm_by) == (Outcome.HUMAN_DECIDE, "lead")  # type: ignore[attr-defined]


def test_dates_that_cannot_be_are_no_ground() -> None:
    dates = MatterDates(received_on=days_ago(1), recheck_opinion_on=days_ago(5))
    _, proposed = again(dates)
    assert (proposed.state, proposed.outcome) == ("unsure", Outcome.HUMAN_DECIDE)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("dates", "outcome", "due"),
    [
        (MatterDates(received_on=days_ago(9), replied_on=days_ago(2)), Outcome.RECEIVE_REVIEW, 30),
        (MatterDates(received_on=days_ago(9), review_opinion_on=days_ago(2)), Outcome.RECEIVE_RECHECK, 30),
        (MatterDates(received_on=days_ago(2)), Outcome.TRANSFER, 15),
    ],
)
def test_what_a_superior_receives_today_runs_from_today(
    dates: MatterDates, outcome: Outcome, due: int
) -> None:
    _, proposed = again(dates, relation=OfficeRelation.SUPERIOR)
    assert proposed.outcome is outcome  # type: ignore[attr-defined]
    assert proposed.due_on == TODAY + timedelta(days=due)  # type: ignore[attr-defined]


@pytest.mark.parametrize("chosen", [Outcome.NOT_ACCEPT_PENDING, Outcome.NO_LONGER_ACCEPT])
def test_a_refusal_without_its_ground_is_told(chosen: Outcome) -> None:
    (found,) = findings(visit(matters=(claim(outcome=chosen),)))
    assert found.rule == chosen.value.lower()
    assert found.effect == "warn"


# --- all together ------------------------------------------------------------------------------


@pytest.mark.parametrize("key", list(RULES.table.rows), ids=lambda key: f"{key[0]}-{key[1]}-{key[2]}")
@pytest.mark.parametrize("kind", ["xinfang", "organ"])
def test_every_row_becomes_something_that_can_be_stored(
    key: tuple[str, OfficeRelation, Facts], kind: str
) -> None:
    from app.domain.routing import resolve

    routed = resolve(RULES.table.rows[key], claim(), office(kind))
    assert routed.outcome is not Outcome.ACCEPT_OR_ROUTE
    assert "route" not in routed.notices
    assert routed.notices[0] in ("visit_receipt", "visit_receipt_sealed")
    assert not (kind == "xinfang" and routed.outcome is Outcome.ACCEPT)


def test_blocks_come_first_and_every_word_has_a_label() -> None:
    people = tuple(person(i, "representative") for i in range(6))
    draft = visit(people, (claim(purpose=Purpose.ACCUSATION), claim(competent_level=Level.TOWNSHIP)))
    found = findings(draft, at=office("organ", "city"))
    assert [f.effect for f in found] == ["block", "warn", "info"]
    assert {r.value for r in Rule} == set(RULES_ZH)
    assert {f.effect.value for f in found} == set(EFFECTS_ZH)
    for finding in found:
        assert set(finding.remedies) <= set(REMEDIES_ZH)


def test_a_form_just_begun_has_no_findings() -> None:
    from app.domain.rules import find_all, propose_all
    from app.domain.visit import VisitDraft

    empty = VisitDraft((), ())
    assert find_all(empty, known(), office(), Settings(), RULES.table, RULES.calendar) == ()
    assert propose_all(empty, known(), office(), Settings(), RULES.table, RULES.calendar) == ()
