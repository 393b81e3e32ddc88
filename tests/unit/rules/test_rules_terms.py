"""Every term of a matter with its reckoning; limits elsewhere; the steps of jurisdiction."""

from dataclasses import replace
from datetime import date

import pytest

from app.config import Settings
from app.domain.elsewhere import limits_elsewhere
from app.domain.jurisdiction import steps
from app.domain.local_rules import Terms
from app.domain.matter import Level, Purpose, Route
from app.domain.matter_state import MatterDates
from app.domain.matter_terms import EXECUTION, Counting, terms_now
from app.domain.office import OfficeKind
from tests.fakes.rule_cases import RULES, claim, office

START = date(2026, 3, 2)
COUNTING = Counting(RULES.calendar, Settings(), Terms(), OfficeKind.XINFANG)


def kinds(dates: MatterDates, state: str, counting: Counting = COUNTING) -> dict[str, date]:
    return {term.kind: term.due for term in terms_now(dates, state, counting)}


def test_the_leading_term_comes_first_and_says_how_it_is_counted() -> None:
    (term,) = terms_now(MatterDates(received_on=START), "registered_pending", COUNTING)
    assert (term.kind, term.start, term.due, term.internal) == ("T2", START, date(2026, 3, 17), False)
    assert "第二十二条" in term.how
    assert "2026-03-02" in term.how
    assert "15日" in term.how


def test_an_extension_is_told_and_what_exceeds_it_too() -> None:
    extended = MatterDates(received_on=START, accepted_on=START, extended_to=date(2026, 5, 20))
    (term,) = terms_now(extended, "extended", COUNTING)
    assert term.due == date(2026, 5, 20)
    assert "延期至2026-05-20" in term.how
    (term,) = terms_now(replace(extended, extended_to=date(2026, 9, 1)), "extended", COUNTING)
    assert term.due == date(2026, 5, 31)
    assert "超过最长期限" in term.how


def test_an_assignment_has_its_own_day_beside_the_legal_one() -> None:
    assigned = MatterDates(received_on=START, transferred_on=START, report_by=date(2026, 4, 10))
    assert kinds(assigned, "transferred") == {"T4": date(2026, 3, 17), "T6": date(2026, 4, 10)}


def test_a_duty_matter_has_two_months_unless_a_special_law_sets_the_day() -> None:
    duty = MatterDates(received_on=START, accepted_on=START, route=Route.DUTY)
    assert kinds(duty, "duty_route") == {"T12": date(2026, 5, 2)}
    assert "特别法" in terms_now(duty, "duty_route", COUNTING)[0].how
    assert kinds(replace(duty, act_by=date(2026, 3, 9)), "duty_route") == {"T12": date(2026, 3, 9)}


def test_local_rule_and_target_run_only_where_a_pack_says_so() -> None:
    review = MatterDates(received_on=START, replied_on=START, review_received_on=START)
    assert set(kinds(review, "in_review")) == {"T9"}
    local = replace(COUNTING, terms=Terms(review_decision_days=3, fast_track_days=(1, 2, 7)))
    assert kinds(review, "in_review", local) == {"T9": date(2026, 4, 1), "T15": date(2026, 3, 5)}
    terms = terms_now(MatterDates(received_on=START), "registered_pending", local)
    target = next(term for term in terms if term.kind == "T14")
    assert (target.due, target.internal, target.step) == (date(2026, 3, 3), True, 1)


def test_simple_handling_owes_its_next_step() -> None:
    simple = MatterDates(received_on=START, accepted_on=START, simple=True)
    terms = terms_now(simple, "accepted_in_time", COUNTING)
    assert [(t.kind, t.step) for t in terms] == [("T7", 0), ("T13", 3)]
    assert terms[1].due == date(2026, 3, 16)


def test_a_hearing_is_told_in_the_reckoning() -> None:
    heard = MatterDates(received_on=START, recheck_received_on=START, hearing_days=4)
    (term,) = terms_now(heard, "in_recheck", COUNTING)
    assert term.due == date(2026, 4, 5)
    assert "听证 4 日不计" in term.how


def test_an_opinion_not_carried_out_is_a_duty_without_a_day() -> None:
    supported = MatterDates(received_on=START, accepted_on=START, replied_on=START, supported=True)
    (term,) = terms_now(supported, "supported_not_executed", COUNTING)
    assert term.kind == EXECUTION
    assert "条例没有规定日数" in term.how


def test_the_visitors_right_is_no_duty_and_rolls_and_a_year_without_table_is_named() -> None:
    replied = MatterDates(received_on=START, accepted_on=START, replied_on=date(2026, 12, 3))
    (term,) = terms_now(replied, "replied_review_open", COUNTING)
    assert (term.due, term.visitors_right) == (date(2027, 1, 4), True)
    assert term.uncovered_years == (2027,)
    assert terms_now(replied, "unsure", COUNTING) == ()


@pytest.mark.parametrize(
    ("route", "words"),
    [
        (Route.RECONSIDERATION, ["60日", "6个月", "15日"]),
        (Route.COURT, ["6个月", "15日"]),
        (Route.ARBITRATION, ["1年"]),
        (Route.OTHER, []),
        (None, []),
    ],
)
def test_limits_that_go_on_elsewhere_name_length_and_law(route: Route | None, words: list[str]) -> None:
    limits = limits_elsewhere(route, RULES.local)
    assert [limit.length for limit in limits] == words
    assert all(limit.basis.startswith("《") and limit.sentence.endswith("。") for limit in limits)


def test_a_known_day_gives_the_last_one() -> None:
    first, suit, after = limits_elsewhere(Route.RECONSIDERATION, RULES.local, known_since=date(2026, 8, 31))
    assert (first.last, suit.last, after.last) == (date(2026, 10, 30), date(2027, 2, 28), None)


def test_the_six_steps_are_answered_for_a_matter_below() -> None:
    matter = claim(competent_level=Level.TOWNSHIP, target_unit="柏溪镇人民政府", route=Route.OTHER)
    found = {step.number: step for step in steps(matter, office("xinfang"))}
    assert set(found) == {1, 2, 3, 4, 6}
    assert "柏溪镇人民政府" in found[2].answer
    assert "下一级" in found[3].answer
    assert found[4].article == "22"
    assert not any(step.open for step in found.values())


def test_several_organs_in_dispute_leave_the_term_running() -> None:
    matter = claim(lead_unit="县住建局", co_units=("县自然资源局",), in_dispute=True)
    step = next(s for s in steps(matter, office()) if s.number == 5)
    assert step.open
    assert "15日照常计算" in step.answer


def test_level_skipping_is_explained_and_never_refused_and_litigation_leaves_at_once() -> None:
    skipped = steps(claim(competent_level=Level.TOWNSHIP), office(level="city"))
    assert any("越级走访" in s.answer and "不拒绝" in s.answer for s in skipped)
    assert [s.number for s in steps(claim(route=Route.COURT), office())] == [1]
    sealed = steps(claim(purpose=Purpose.ACCUSATION, target_unit="某局"), office())
    assert "某局" not in "".join(s.answer for s in sealed)
