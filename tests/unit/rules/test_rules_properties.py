"""Domain reference 3, 4 and 7 read a second time, without the program's own code, and held against it.

The state, the last days and the table are worked out here from the text alone (plain dates, the two CSV
files); then any history whatever is put to `station decide` and the gates.
"""

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from app.config import Settings
from app.domain.deadlines import FIXED_TERMS, STEP_TERMS, DeadlineKind, Term, Unit, due_date
from app.domain.matter import Facts, OfficeRelation, Outcome
from app.domain.matter_state import MatterDates, MatterState
from app.domain.refusal import (
    Ground,
    GroundsTicked,
    Stage,
    may_print_no_longer_accept,
    may_print_non_acceptance,
)
from app.paths import resource
from app.rulepacks import load_rulepack
from ui.commands.decide import decide_case

CALENDAR = load_rulepack().calendar
TABLE: list[dict[str, str]] = list(
    csv.DictReader(io.StringIO(resource("rulepacks", "already_accepted.csv").read_text("utf-8")))
)
OFFICES, FACTS = ("same", "superior", "unrelated"), ("same", "new")
STEPS = (
    "received_on", "transferred_on", "accepted_on", "replied_on",
    "review_received_on", "review_opinion_on", "recheck_received_on", "recheck_opinion_on",
)  # fmt: skip
ENDS = {"refused_on": "refused_earlier", "withdrawn_on": "withdrawn", "agreement_on": "mediated_closed"}
LEGAL = ("31.1", "31.2", "31.3", "31.4")

_NOTICE = {
    row["date"]: row["kind"]
    for row in csv.DictReader(io.StringIO(resource("rulepacks", "holidays_2026.csv").read_text("utf-8")))
}


def works(day: date) -> bool:
    """Monday to Friday minus announced holidays plus announced make-up days."""
    return _NOTICE.get(day.isoformat(), "off" if day.weekday() >= 5 else "work") == "work"


def rolled(day: date) -> date:
    while not works(day):
        day += timedelta(days=1)
    return day


def expected_state(case: Mapping[str, Any], today: date) -> str:
    """4.4 and the precedence of the outside interface, in the order of the text."""
    if case.get("purpose") == "suggestion":
        return "suggestion"
    if case.get("purpose") == "accusation":
        return "accusation_forwarded"
    day = {name: case[name] for name in (*STEPS, *ENDS) if name in case}
    ends = {name: day[name] for name in ENDS if name in day}
    if ends:
        latest = max(ends.values())
        if all(day[name] <= latest for name in STEPS if name in day):
            return next(ENDS[name] for name in ends if ends[name] == latest)
    if case.get("route") in LEGAL:
        return "legal_route_ended" if "route_ended_on" in case else "legal_route"
    happened = [name for name in STEPS if name in day]
    if not happened:
        return "none"
    if "received_on" not in day:
        return "unsure"
    step, on = happened[-1], day[happened[-1]]

    def late(days: int, *, right: bool = False) -> bool:
        last = on + timedelta(days=days)
        return today > (rolled(last) if right else last)

    if step == "recheck_opinion_on":
        return "final"
    if step == "recheck_received_on":
        return "recheck_overdue" if late(30) else "in_recheck"
    if step == "review_opinion_on":
        return "reviewed_recheck_lapsed" if late(30, right=True) else "reviewed_recheck_open"
    if step == "review_received_on":
        return "review_overdue" if late(30) else "in_review"
    if step == "replied_on":
        if case.get("supported") and "executed_on" not in case:
            return "supported_not_executed"
        if case.get("kind") == "simple":
            return "simple_handled"
        if case.get("route") == "31.5":
            return "unsure"
        return "replied_review_lapsed" if late(30, right=True) else "replied_review_open"
    if step == "accepted_on":
        if case.get("route") == "31.5":
            return "duty_route"
        if not late(60):
            return "accepted_in_time"
        until = min(case.get("extended_to", on), on + timedelta(days=90))
        return "extended" if today <= until else "overdue_no_reply"
    if step == "transferred_on":
        return "registered_overdue" if late(15) else "transferred"
    return "registered_overdue" if late(15) else "registered_pending"


FIRST, LAST = date(2026, 1, 2), date(2026, 12, 20)


@st.composite
def histories(draw: st.DrawFn) -> tuple[dict[str, Any], date]:
    """Any course that can be, as CASE.json has it (dates still dates), and a day to ask on."""
    happened = draw(st.lists(st.sampled_from(STEPS), unique=True, max_size=len(STEPS)))
    day, case = draw(st.dates(FIRST, date(2026, 6, 1))), {}
    for name in STEPS:
        if name in happened:
            case[name] = day
            day += timedelta(days=draw(st.integers(0, 40)))
    latest = max(case.values(), default=FIRST)
    today = latest + timedelta(days=draw(st.sampled_from((0, 1, 14, 15, 16, 29, 30, 31, 40, 60, 61, 89, 91))))
    assume(today <= LAST)
    first = case.get("received_on", FIRST)
    for name in draw(st.lists(st.sampled_from(tuple(ENDS)), unique=True, max_size=2)):
        case[name] = draw(st.dates(first, today))
    assume(len({case[n] for n in ENDS if n in case}) == sum(n in case for n in ENDS))
    assume("refused_on" not in case or case["refused_on"] != case.get("accepted_on"))
    if "accepted_on" in case and draw(st.booleans()):
        case["extended_to"] = case["accepted_on"] + timedelta(days=draw(st.integers(0, 140)))
    route = draw(st.sampled_from((None, *LEGAL, "31.5", "31.6")))
    purpose = draw(st.sampled_from((None, None, None, "claim", "suggestion", "accusation", "other")))
    case |= {name: value for name, value in (("route", route), ("purpose", purpose)) if value}
    if draw(st.integers(0, 3)) == 0:
        case["kind"] = "simple"
    if "replied_on" in case:
        case["supported"] = draw(st.booleans())
        if draw(st.booleans()):
            case["executed_on"] = draw(st.dates(case["replied_on"], today))
    if route in LEGAL and draw(st.booleans()):
        case["route_ended_on"] = draw(st.dates(date(2025, 1, 1), today))
    return case, today


def asked(case: Mapping[str, Any], today: date, office: str, facts: str, **more: Any) -> dict[str, Any]:
    plain = {name: v.isoformat() if isinstance(v, date) else v for name, v in case.items()}
    return decide_case({"today": today.isoformat(), "office": office, "facts": facts, **plain, **more})


@settings(max_examples=400, deadline=None)
@given(histories(), st.sampled_from(OFFICES), st.sampled_from(FACTS))
def test_any_history_gets_the_state_and_the_row_of_the_text(
    history: tuple[dict[str, Any], date], office: str, facts: str
) -> None:
    case, today = history
    answer = asked(case, today, office, facts)
    state = expected_state(case, today)
    assert answer["state"] == state
    if state == "unsure":
        assert (answer["outcome"], answer["confirm_by"]) == ("HUMAN_DECIDE", "lead")
        assert answer["notices"] == ["visit_receipt"]
        return
    (row,) = [r for r in TABLE if (r["state"], r["office"], r["facts"]) == (state, office, facts)]
    assert answer["rule_id"] == row["rule_id"]
    assert answer["outcome"] == row["outcome"]
    assert answer["notices"] == row["notice"].split("+")
    assert answer["articles"] == row["article"].split(";")
    assert answer["confirm_by"] == row["confirm_by"]


@settings(max_examples=400, deadline=None)
@given(
    histories(),
    st.sampled_from(OFFICES),
    st.sampled_from(FACTS),
    st.sampled_from(("ask", "decline")),
    st.booleans(),
    st.sets(st.sampled_from(STEPS)),
)
def test_no_history_and_no_setting_yields_a_refusal_without_its_grounds(
    history: tuple[dict[str, Any], date],
    office: str,
    facts: str,
    lapsed: str,
    counts: bool,
    unknown: set[str],
) -> None:
    case, today = history
    vague = {**case, **{name: "unknown" for name in unknown if name in case and "extended_to" not in case}}
    answer = asked(
        vague,
        today,
        office,
        facts,
        settings={"review_lapsed": lapsed, "registered_counts_as_pending": counts},
    )
    assert answer["notices"][0].startswith("visit_receipt")  # registered whatever follows
    if answer["state"] == "unsure":
        assert answer["outcome"] == "HUMAN_DECIDE"
    if answer["outcome"] == "NO_LONGER_ACCEPT":
        assert isinstance(vague.get("recheck_opinion_on"), date) or vague.get("recheck_opinion_on")
        assert (facts, answer["confirm_by"]) == ("same", "lead")
    if answer["outcome"] == "NOT_ACCEPT_PENDING":
        assert (office, facts, answer["confirm_by"]) == ("superior", "same", "lead")
        running = {"accepted_in_time", "extended", "in_review", "in_recheck", "duty_route"}
        if counts:
            running |= {"registered_pending", "transferred"}
        assert answer["state"] in running
        assert all(date.fromisoformat(day) >= today for day in answer["dates"].values())


@given(histories(), st.integers(0, 400))
def test_an_extension_never_reaches_beyond_day_ninety(
    history: tuple[dict[str, Any], date], extra: int
) -> None:
    case, today = history
    assume("accepted_on" in case)
    case["extended_to"] = case["accepted_on"] + timedelta(days=extra)
    seventh = asked(case, today, "same", "same")["dates"].get("T7")
    if seventh is not None:
        accepted = case["accepted_on"]
        assert accepted + timedelta(days=60) <= date.fromisoformat(seventh) <= accepted + timedelta(days=90)


KINDS = [(kind, 0) for kind in FIXED_TERMS] + [(kind, step) for kind in STEP_TERMS for step in (1, 2, 3)]


@given(st.dates(FIRST, date(2026, 9, 1)), st.integers(0, 60), st.sampled_from(KINDS))
def test_a_later_start_never_ends_earlier_and_rolling_never_goes_back(
    start: date, later: int, kind: tuple[DeadlineKind, int]
) -> None:
    which, step = kind
    one = due_date(which, start, CALENDAR, step=step or None)
    other = due_date(which, start + timedelta(days=later), CALENDAR, step=step or None)
    assert (one.due, one.rolled, one.binding) <= (other.due, other.rolled, other.binding)
    assert one.due <= other.due
    assert one.rolled <= other.rolled
    assert start <= one.due <= one.rolled == rolled(one.due)
    assert one.binding == (one.rolled if which in ("T8", "T10") else one.due)
    assert one.how.count(str(start)) >= 1


@given(st.dates(FIRST, date(2026, 9, 1)), st.integers(1, 30))
@example(date(2026, 9, 24), 5)
@example(date(2026, 2, 12), 5)
@example(date(2026, 9, 27), 5)
def test_working_days_are_those_of_the_notice_one_after_the_other(start: date, count: int) -> None:
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= works(day)
    term = Term(Unit.WORKING_DAYS, count)
    assert due_date("T6", start, CALENDAR, term=term).due == day


GROUNDS = st.sets(st.sampled_from(Ground))


@given(
    GROUNDS,
    st.sampled_from(list(Stage)),
    st.dates(FIRST, date(2026, 6, 1)),
    st.integers(0, 120),
    st.integers(-5, 130),
    st.sampled_from(("", "  ", "柏溪镇人民政府")),
    st.booleans(),
    st.sampled_from(list(Facts)),
    st.sampled_from((None, *OfficeRelation)),
    st.sampled_from(list(Outcome)),
)
def test_the_notice_of_non_acceptance_needs_all_four_ticks_and_more(
    grounds: set[Ground],
    stage: Stage,
    since: date,
    length: int,
    asked_after: int,
    organ: str,
    may_sign: bool,
    facts: Facts,
    relation: OfficeRelation | None,
    outcome: Outcome,
) -> None:
    until, today = since + timedelta(days=length), since + timedelta(days=max(0, asked_after))
    ticked = GroundsTicked("1", frozenset(grounds), organ, stage, since, until, "周予安", None, may_sign)
    gate = may_print_non_acceptance(
        ticked, today=today, outcome=outcome, facts=facts, relation=relation, calendar=CALENDAR
    )
    longest = {"accepted": 90, "review": 30, "recheck": 30}.get(stage.value, 10_000)
    assert gate.allowed == (
        grounds == set(Ground)
        and bool(organ.strip())
        and may_sign
        and facts is Facts.SAME
        and relation in (None, OfficeRelation.SUPERIOR)
        and outcome is Outcome.NOT_ACCEPT_PENDING
        and length <= longest
        and today <= until
    )
    assert bool(gate.sentences) != gate.allowed


@given(st.sampled_from(list(MatterState)), st.booleans(), st.booleans(), st.sampled_from(list(Facts)))
def test_no_longer_accepting_is_printed_on_a_recheck_opinion_alone(
    state: MatterState, opinion: bool, signed: bool, facts: Facts
) -> None:
    dates = MatterDates(recheck_opinion_on=FIRST if opinion else None)
    gate = may_print_no_longer_accept(
        dates, state, outcome=Outcome.NO_LONGER_ACCEPT, facts=facts, opinion="省核〔2026〕1号", signed=signed
    )
    assert gate.allowed == (opinion and signed and facts is Facts.SAME and state == "final")


# A history for each of the 26 states, asked on 2026-11-23.
TODAY = date(2026, 11, 23)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


REPLIED = {"received_on": ago(70), "accepted_on": ago(60), "replied_on": ago(10)}
REVIEWED = {**REPLIED, "replied_on": ago(50), "review_received_on": ago(30), "review_opinion_on": ago(5)}
HISTORIES: dict[str, dict[str, Any]] = {
    "none": {},
    "registered_pending": {"received_on": ago(15)},
    "registered_overdue": {"received_on": ago(16)},
    "transferred": {"received_on": ago(30), "transferred_on": ago(15)},
    "accepted_in_time": {"received_on": ago(70), "accepted_on": ago(60)},
    "extended": {"received_on": ago(95), "accepted_on": ago(90), "extended_to": TODAY},
    "overdue_no_reply": {"received_on": ago(95), "accepted_on": ago(91), "extended_to": TODAY},
    "simple_handled": {**REPLIED, "kind": "simple"},
    "replied_review_open": REPLIED,
    "replied_review_lapsed": {**REPLIED, "replied_on": ago(35)},
    "supported_not_executed": {**REPLIED, "supported": True},
    "in_review": {**REPLIED, "review_received_on": ago(5)},
    "review_overdue": {**REPLIED, "replied_on": ago(45), "review_received_on": ago(31)},
    "reviewed_recheck_open": REVIEWED,
    "reviewed_recheck_lapsed": {
        **REPLIED, "replied_on": ago(58), "review_received_on": ago(57), "review_opinion_on": ago(40),
    },
    "in_recheck": {**REVIEWED, "recheck_received_on": ago(1)},
    "recheck_overdue": {
        **REPLIED, "replied_on": ago(58), "review_received_on": ago(57), "review_opinion_on": ago(40),
        "recheck_received_on": ago(31),
    },
    "final": {**REVIEWED, "recheck_received_on": ago(4), "recheck_opinion_on": ago(1)},
    "withdrawn": {"received_on": ago(9), "withdrawn_on": ago(2)},
    "mediated_closed": {"received_on": ago(9), "agreement_on": ago(2)},
    "legal_route": {"received_on": ago(9), "route": "31.2"},
    "legal_route_ended": {"received_on": ago(9), "route": "31.1", "route_ended_on": ago(100)},
    "duty_route": {"received_on": ago(9), "accepted_on": ago(5), "route": "31.5"},
    "refused_earlier": {"received_on": ago(9), "refused_on": ago(2)},
    "suggestion": {"received_on": ago(9), "purpose": "suggestion"},
    "accusation_forwarded": {"received_on": ago(9), "purpose": "accusation"},
}  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=[row["rule_id"] for row in TABLE])
def test_each_of_the_156_rows_is_reached_by_a_history(row: dict[str, str]) -> None:
    answer = asked(HISTORIES[row["state"]], TODAY, row["office"], row["facts"])
    assert answer["state"] == row["state"]
    assert answer["rule_id"] == row["rule_id"]
    assert answer["outcome"] == row["outcome"]
    assert answer["notices"] == row["notice"].split("+")
    assert answer["articles"] == row["article"].split(";")
    assert answer["confirm_by"] == row["confirm_by"]
    assert answer["tell_visitor"] == row["tell_visitor_zh"]
    assert answer["right_remaining"] == row["right_remaining_zh"]


def test_the_table_is_whole() -> None:
    assert len(TABLE) == len(HISTORIES) * len(OFFICES) * len(FACTS) == 156
    assert {row["state"] for row in TABLE} == set(HISTORIES)


# 4.3, same facts, as the text lists it: same office, superior, unrelated.
LISTED = {
    "none": "ACCEPT_OR_ROUTE ACCEPT_OR_ROUTE REFER",
    **dict.fromkeys(("registered_pending", "transferred"), "CONTINUE_LINK TRANSFER REFER"),
    **dict.fromkeys(
        ("accepted_in_time", "extended", "in_review", "in_recheck", "duty_route"),
        "CONTINUE_LINK NOT_ACCEPT_PENDING REFER",
    ),
    **dict.fromkeys(
        (
            "registered_overdue",
            "overdue_no_reply",
            "review_overdue",
            "recheck_overdue",
            "supported_not_executed",
        ),
        "SUPERVISE SUPERVISE REFER",
    ),
    "replied_review_open": "GUIDE_REVIEW RECEIVE_REVIEW GUIDE_REVIEW",
    "reviewed_recheck_open": "GUIDE_RECHECK RECEIVE_RECHECK GUIDE_RECHECK",
    **dict.fromkeys(
        ("replied_review_lapsed", "reviewed_recheck_lapsed", "mediated_closed", "refused_earlier"),
        "HUMAN_DECIDE HUMAN_DECIDE REFER",
    ),
    **dict.fromkeys(("simple_handled", "withdrawn"), "ACCEPT_OR_ROUTE TRANSFER REFER"),
    "final": "NO_LONGER_ACCEPT NO_LONGER_ACCEPT NO_LONGER_ACCEPT",
    **dict.fromkeys(
        ("legal_route", "legal_route_ended"), "GUIDE_LEGAL_ROUTE GUIDE_LEGAL_ROUTE GUIDE_LEGAL_ROUTE"
    ),
    "suggestion": "CONTINUE_LINK TRANSFER REFER",
    "accusation_forwarded": "CONTINUE_LINK TRANSFER REFER",
}


@pytest.mark.parametrize("state", sorted(LISTED))
def test_same_facts_lead_where_the_text_says(state: str) -> None:
    outcomes = [asked(HISTORIES[state], TODAY, office, "same")["outcome"] for office in OFFICES]
    assert " ".join(outcomes) == LISTED[state]


def test_overdue_is_supervision_and_never_a_refusal_at_any_office() -> None:
    for state in ("registered_overdue", "overdue_no_reply", "review_overdue", "recheck_overdue"):
        for office in ("same", "superior"):
            for counts in (True, False):
                answer = asked(
                    HISTORIES[state], TODAY, office, "same", settings={"registered_counts_as_pending": counts}
                )
                assert answer["outcome"] == "SUPERVISE"


def test_default_settings_are_those_of_the_reference() -> None:
    default = Settings()
    assert (default.rep_limit, default.id_required_for, default.review_lapsed) == (5, "none", "ask")
    assert not default.registered_counts_as_pending
    assert not default.roll_office_terms
    assert default.roll_visitor_terms
