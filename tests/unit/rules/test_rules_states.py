from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import Settings
from app.domain.matter import Purpose, Route
from app.domain.matter_state import (
    COURSE,
    EVENTS,
    MatterDates,
    MatterState,
    derive_state,
    impossible,
    running_terms,
    state_or_unsure,
)
from app.domain.office import OfficeKind
from app.errors import BadInput
from tests.fakes.rule_cases import RULES

START = date(2026, 3, 2)  # a Monday; the terms below end on working days unless said otherwise


def on(offset: int, *, start: date = START) -> date:
    return start + timedelta(days=offset)


def state(dates: MatterDates, today: date, settings: Settings | None = None) -> str:
    return derive_state(dates, today, RULES.calendar, settings).value


RECEIVED = MatterDates(received_on=START)
ACCEPTED = replace(RECEIVED, accepted_on=START)
REPLIED = replace(ACCEPTED, replied_on=START)
IN_REVIEW = replace(REPLIED, review_received_on=START)
REVIEWED = replace(IN_REVIEW, review_opinion_on=START)
IN_RECHECK = replace(REVIEWED, recheck_received_on=START)


@pytest.mark.parametrize(
    ("dates", "last_day", "within", "after"),
    [
        (RECEIVED, 15, "registered_pending", "registered_overdue"),
        (replace(RECEIVED, transferred_on=START), 15, "transferred", "registered_overdue"),
        (replace(RECEIVED, transferred_on=on(5)), 20, "transferred", "registered_overdue"),
        (ACCEPTED, 60, "accepted_in_time", "overdue_no_reply"),
        (replace(ACCEPTED, extended_to=on(80)), 60, "accepted_in_time", "extended"),
        (replace(ACCEPTED, extended_to=on(80)), 80, "extended", "overdue_no_reply"),
        (replace(ACCEPTED, extended_to=on(90)), 90, "extended", "overdue_no_reply"),
        (replace(ACCEPTED, extended_to=on(200)), 90, "extended", "overdue_no_reply"),
        (replace(ACCEPTED, extended_to=on(40)), 60, "accepted_in_time", "overdue_no_reply"),
        (REPLIED, 30, "replied_review_open", "replied_review_lapsed"),
        (IN_REVIEW, 30, "in_review", "review_overdue"),
        (REVIEWED, 30, "reviewed_recheck_open", "reviewed_recheck_lapsed"),
        (IN_RECHECK, 30, "in_recheck", "recheck_overdue"),
    ],
)
def test_both_sides_of_every_boundary(dates: MatterDates, last_day: int, within: str, after: str) -> None:
    assert state(dates, on(last_day)) == within
    assert state(dates, on(last_day + 1)) == after


def test_the_visitors_window_rolls_over_a_holiday_and_office_duties_do_not() -> None:
    served = MatterDates(received_on=date(2026, 6, 1), replied_on=date(2026, 9, 1))
    assert state(served, date(2026, 10, 8)) == "replied_review_open"
    assert state(served, date(2026, 10, 9)) == "replied_review_lapsed"
    unrolled = Settings(roll_visitor_terms=False)
    assert state(served, date(2026, 10, 1), unrolled) == "replied_review_open"
    assert state(served, date(2026, 10, 2), unrolled) == "replied_review_lapsed"
    waiting = MatterDates(received_on=date(2026, 9, 20))
    assert state(waiting, date(2026, 10, 5)) == "registered_pending"
    assert state(waiting, date(2026, 10, 6)) == "registered_overdue"
    rolled = Settings(roll_office_terms=True)
    assert state(waiting, date(2026, 10, 8), rolled) == "registered_pending"
    assert state(waiting, date(2026, 10, 9), rolled) == "registered_overdue"


def test_nothing_known_is_none() -> None:
    assert state(MatterDates(), START) == "none"


def test_a_recheck_opinion_is_final() -> None:
    assert state(replace(IN_RECHECK, recheck_opinion_on=on(10)), on(10)) == "final"
    assert state(replace(IN_RECHECK, recheck_opinion_on=on(10)), on(4000)) == "final"


@pytest.mark.parametrize(
    ("ending", "word"),
    [("refused_on", "refused_earlier"), ("withdrawn_on", "withdrawn"), ("agreement_on", "mediated_closed")],
)
def test_an_ending_wins_only_while_nothing_comes_later(ending: str, word: str) -> None:
    assert state(replace(ACCEPTED, **{ending: on(5)}), on(20)) == word
    assert state(replace(RECEIVED, **{ending: on(0)}), on(20)) == word
    assert state(replace(RECEIVED, accepted_on=on(6), **{ending: on(5)}), on(20)) == "accepted_in_time"


def test_the_latest_of_several_endings_wins() -> None:
    dates = replace(RECEIVED, refused_on=on(1), withdrawn_on=on(3), agreement_on=on(2))
    assert state(dates, on(5)) == "withdrawn"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("refused_on", "accepted_on"),
        ("refused_on", "withdrawn_on"),
        ("refused_on", "agreement_on"),
        ("withdrawn_on", "agreement_on"),
    ],
)
def test_two_events_on_one_day_of_which_neither_comes_first_are_a_sentence(one: str, other: str) -> None:
    dates = replace(RECEIVED, **{one: on(3), other: on(3)})
    with pytest.raises(BadInput) as caught:
        state(dates, on(5))
    assert len(caught.value.problems) == 1
    assert "同一天" in caught.value.problems[0]
    assert one in caught.value.problems[0]
    assert state_or_unsure(dates, on(5), RULES.calendar) == "unsure"


def test_steps_of_one_day_follow_the_course() -> None:
    same = replace(RECEIVED, transferred_on=on(0), accepted_on=on(0))
    assert state(same, on(0)) == "accepted_in_time"
    assert state(replace(same, replied_on=on(0), withdrawn_on=on(0)), on(0)) == "withdrawn"


def test_a_hearing_lengthens_the_recheck() -> None:
    heard = replace(IN_RECHECK, hearing_days=5)
    last = IN_RECHECK.recheck_received_on + timedelta(days=30)
    assert state(IN_RECHECK, last + timedelta(days=1)) == "recheck_overdue"
    assert state(heard, last + timedelta(days=5)) == "in_recheck"
    assert state(heard, last + timedelta(days=6)) == "recheck_overdue"


def test_performing_an_agreement_does_not_reopen_the_matter() -> None:
    assert state(replace(REPLIED, agreement_on=on(5), executed_on=on(9)), on(9)) == "mediated_closed"


def test_purpose_gives_its_own_state() -> None:
    for dates in (RECEIVED, ACCEPTED, replace(RECEIVED, withdrawn_on=on(1))):
        assert state(replace(dates, purpose=Purpose.SUGGESTION), on(5)) == "suggestion"
        assert state(replace(dates, purpose=Purpose.ACCUSATION), on(5)) == "accusation_forwarded"
        assert state(replace(dates, purpose=Purpose.CLAIM), on(5)) == state(dates, on(5))


@pytest.mark.parametrize("route", ["31.1", "31.2", "31.3", "31.4"])
def test_legal_routes_are_never_refused_by_dates(route: str) -> None:
    finished = replace(IN_RECHECK, recheck_opinion_on=on(1), route=Route(route))
    assert state(finished, on(5)) == "legal_route"
    assert state(replace(finished, route_ended_on=on(4)), on(5)) == "legal_route_ended"
    assert state(MatterDates(route=Route(route)), on(5)) == "legal_route"
    # Whoever comes with a judgment in hand has had the procedure behind him for years.
    assert state(replace(RECEIVED, route=Route(route), route_ended_on=on(-400)), on(5)) == "legal_route_ended"


def test_duty_route_has_no_sixty_days_and_no_review() -> None:
    duty = replace(ACCEPTED, route=Route.DUTY)
    assert state(duty, on(60)) == state(duty, on(61)) == "duty_route"
    assert state(replace(RECEIVED, route=Route.DUTY), on(3)) == "registered_pending"
    assert state(replace(duty, replied_on=on(20)), on(21)) == "unsure"


def test_support_must_be_carried_out() -> None:
    supported = replace(REPLIED, supported=True)
    assert state(supported, on(2)) == "supported_not_executed"
    assert state(replace(supported, executed_on=on(2)), on(2)) == "replied_review_open"
    assert state(replace(supported, executed_on=on(2)), on(31)) == "replied_review_lapsed"
    assert state(replace(REPLIED, supported=False), on(2)) == "replied_review_open"


def test_simple_handling_leads_back_to_the_ordinary_procedure() -> None:
    assert state(replace(REPLIED, simple=True), on(2)) == "simple_handled"
    assert state(replace(ACCEPTED, simple=True), on(2)) == "accepted_in_time"


def test_without_proof_of_service_the_window_stays_open() -> None:
    reply = replace(ACCEPTED, unproven=frozenset({"replied_on"}))
    assert state(reply, on(400)) == "replied_review_open"
    opinion = replace(IN_REVIEW, unproven=frozenset({"review_opinion_on"}))
    assert state(opinion, on(400)) == "reviewed_recheck_open"


@pytest.mark.parametrize(
    "dates",
    [
        replace(RECEIVED, unknown_history=True),
        replace(IN_RECHECK, recheck_opinion_on=on(1), unknown_history=True),
        MatterDates(accepted_on=START),
        MatterDates(unproven=frozenset({"received_on"})),
        replace(IN_RECHECK, unproven=frozenset({"recheck_opinion_on"})),
    ],
)
def test_an_unknown_course_is_unsure(dates: MatterDates) -> None:
    assert state(dates, on(5)) == "unsure"


@pytest.mark.parametrize("name", EVENTS)
def test_no_event_lies_after_today(name: str) -> None:
    dates = replace(RECEIVED, **{name: on(3)})  # type: ignore[arg-type]
    assert impossible(dates, on(3)) == []
    assert len(impossible(dates, on(2))) == 1
    assert name in impossible(dates, on(2))[0]


@pytest.mark.parametrize("place", range(1, len(COURSE)))
def test_the_course_has_one_order(place: int) -> None:
    dates = MatterDates(**{COURSE[place - 1]: on(2), COURSE[place]: on(1)})  # type: ignore[arg-type]
    with pytest.raises(BadInput) as told:
        derive_state(dates, on(9), RULES.calendar)
    assert COURSE[place] in told.value.problems[0]
    assert state_or_unsure(dates, on(9), RULES.calendar) is MatterState.UNSURE


@pytest.mark.parametrize(
    "dates",
    [
        replace(RECEIVED, withdrawn_on=on(-1)),
        replace(RECEIVED, refused_on=on(-1)),
        replace(RECEIVED, agreement_on=on(-1)),
        replace(REPLIED, executed_on=on(-1)),
        replace(RECEIVED, extended_to=on(70)),
        replace(ACCEPTED, extended_to=on(-1)),
    ],
)
def test_other_impossible_orders(dates: MatterDates) -> None:
    with pytest.raises(BadInput):
        derive_state(dates, on(9), RULES.calendar)


def test_an_extension_may_lie_ahead() -> None:
    assert state(replace(ACCEPTED, extended_to=on(85)), on(1)) == "accepted_in_time"


@given(st.lists(st.integers(0, 400), min_size=8, max_size=8), st.sets(st.sampled_from(COURSE)))
def test_every_possible_course_has_a_state(offsets: list[int], left_out: set[str]) -> None:
    days = dict(zip(COURSE, (on(n) for n in sorted(offsets)), strict=True))
    dates = MatterDates(**{name: day for name, day in days.items() if name not in left_out})  # type: ignore[arg-type]
    word = derive_state(dates, on(400), RULES.calendar)
    assert word in MatterState
    for term, day in running_terms(dates, word, RULES.calendar).items():
        assert term.startswith("T")
        assert day > START


@pytest.mark.parametrize(
    ("dates", "today", "terms"),
    [
        (RECEIVED, on(3), {"T3": on(15), "T2": on(15)}),
        (RECEIVED, on(30), {"T3": on(15), "T2": on(15)}),
        (replace(RECEIVED, transferred_on=on(2)), on(3), {"T4": on(17)}),
        (replace(RECEIVED, transferred_on=on(2)), on(30), {"T4": on(17)}),
        (ACCEPTED, on(3), {"T7": on(60)}),
        (replace(ACCEPTED, extended_to=on(300)), on(61), {"T7": on(90)}),
        (REPLIED, on(3), {"T8": on(30)}),
        (IN_REVIEW, on(3), {"T9": on(30)}),
        (REVIEWED, on(3), {"T10": on(30)}),
        (IN_RECHECK, on(3), {"T11": on(30)}),
        (replace(ACCEPTED, unproven=frozenset({"replied_on"})), on(3), {}),
        (replace(IN_RECHECK, recheck_opinion_on=on(1)), on(3), {}),
    ],
)
def test_running_terms(dates: MatterDates, today: date, terms: dict[str, date]) -> None:
    word = derive_state(dates, today, RULES.calendar)
    assert running_terms(dates, word, RULES.calendar) == terms


def test_the_kind_of_office_names_its_own_term() -> None:
    word = derive_state(RECEIVED, on(3), RULES.calendar)
    for kind, term in ((OfficeKind.XINFANG, "T2"), (OfficeKind.ORGAN, "T3"), (OfficeKind.TOWNSHIP, "T3")):
        assert list(running_terms(RECEIVED, word, RULES.calendar, kind=kind)) == [term]
