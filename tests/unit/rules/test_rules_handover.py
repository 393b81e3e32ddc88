"""A transfer that came in: five working days to object, a return only after consent (Art. 23(3), T5)."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from app.config import Settings
from app.domain.handover import handover_problems, settled, successor
from app.domain.jurisdiction import steps
from app.domain.local_rules import Terms
from app.domain.matter import Level, MatterDraft, Purpose
from app.domain.matter_state import derive_state
from app.domain.matter_terms import Counting, terms_now
from app.domain.office import Office, OfficeKind
from app.domain.record import MatterCourse, MatterEventRecord
from app.errors import BadInput
from app.intake.course import dates_of
from app.rulepacks import load_rulepack

CALENDAR = load_rulepack().calendar
COUNTING = Counting(CALENDAR, Settings(), Terms(), OfficeKind.ORGAN)
OFFICE = Office(
    "110199001", "雾泽县住建局", "雾建", OfficeKind.ORGAN, Level.COUNTY, "110199", "", "", "", "", 1
)  # fmt: skip
AT = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=8)))


def event(kind: str, on: date, text: str = "", until: date | None = None) -> MatterEventRecord:
    return MatterEventRecord(f"{on}{kind}", kind, on, AT, "周予安", text, until)


def course(came: date, *events: MatterEventRecord) -> MatterCourse:
    ordered = tuple(sorted(events, key=lambda e: (e.on, e.event_id)))
    return MatterCourse("1", came, Purpose.CLAIM, None, ordered)


def running(known: MatterCourse, today: date, kind: OfficeKind = OfficeKind.ORGAN) -> dict[str, date]:
    dates = dates_of(known)
    state = derive_state(dates, today, CALENDAR)
    return {term.kind: term.due for term in terms_now(dates, state, replace(COUNTING, kind=kind))}


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2026, 9, 24), date(2026, 10, 9)),
        (date(2026, 2, 12), date(2026, 2, 26)),
        (date(2026, 9, 27), date(2026, 10, 9)),
    ],
)
def test_five_working_days_to_object_as_the_reference_counts_them(received: date, last: date) -> None:
    known = course(received, event("transfer_received_on", received))
    assert running(known, received) == {"T4": received + timedelta(days=15), "T5": last}


def test_the_term_to_object_explains_itself_and_ends_with_the_objection() -> None:
    came = date(2026, 9, 24)
    known = course(came, event("transfer_received_on", came))
    dates = dates_of(known)
    (objection,) = [
        term for term in terms_now(dates, derive_state(dates, came, CALENDAR), COUNTING) if term.kind == "T5"
    ]
    assert "5个工作日" in objection.how
    assert "2026-10-01" in objection.how
    assert "同意后方可退回" in objection.how
    objected = course(came, *known.events, event("objected_on", came + timedelta(days=1), "属县水利局职权"))
    assert running(objected, came + timedelta(days=2)) == {"T4": date(2026, 10, 9)}


def test_a_visit_here_and_a_transfer_later_each_keep_their_term() -> None:
    visited, came = date(2026, 11, 2), date(2026, 11, 10)
    assert running(course(visited, event("transfer_received_on", came)), came) == {
        "T3": date(2026, 11, 17),
        "T4": date(2026, 11, 25),
        "T5": date(2026, 11, 17),
    }


def test_a_matter_passed_on_and_sent_back_begins_anew_and_an_assignment_keeps_its_day() -> None:
    visited, passed, back = date(2026, 9, 1), date(2026, 9, 8), date(2026, 11, 16)
    until = date(2026, 12, 10)
    known = course(
        visited, event("transferred_on", passed), event("assignment_received_on", back, until=until)
    )
    assert derive_state(dates_of(known), back, CALENDAR) == "registered_pending"
    assert running(known, back) == {"T4": date(2026, 12, 1), "T5": date(2026, 11, 23), "T6": until}


def test_papers_that_came_before_the_visitor_start_the_course() -> None:
    visited, came = date(2026, 11, 20), date(2026, 11, 3)
    known = course(visited, event("transfer_received_on", came), event("accepted_on", date(2026, 11, 9)))
    assert dates_of(known).received_on == came
    assert derive_state(dates_of(known), visited, CALENDAR) == "accepted_in_time"


def test_a_matter_returned_with_consent_is_with_the_other_organ() -> None:
    came, returned = date(2026, 11, 3), date(2026, 11, 12)
    known = course(
        came,
        event("transfer_received_on", came),
        event("objected_on", date(2026, 11, 5), "不属本局职权"),
        event("return_agreed_on", date(2026, 11, 11)),
        event("returned_on", returned),
    )
    assert derive_state(dates_of(known), returned, CALENDAR) == "transferred"
    assert set(running(known, returned)) == {"T4"}


def test_no_objection_without_a_transfer_and_no_return_without_consent() -> None:
    came = date(2026, 11, 3)
    plain = dates_of(course(came))
    held = dates_of(course(came, event("transfer_received_on", came)))
    objected = replace(held, objected_on=date(2026, 11, 5))
    agreed = replace(objected, return_agreed_on=date(2026, 11, 11))
    day = date(2026, 11, 12)
    assert "收到转送" in handover_problems("objected_on", day, plain)[0]
    assert "没有提出异议" in handover_problems("return_agreed_on", day, held)[0]
    assert "没有提出异议" in handover_problems("returned_on", day, held)[0]
    assert "不得自行退回" in handover_problems("returned_on", day, objected)[0]
    assert "早于" in handover_problems("returned_on", date(2026, 11, 10), agreed)[0]
    assert handover_problems("returned_on", day, agreed) == ()
    assert handover_problems("accepted_on", day, plain) == ()
    with pytest.raises(BadInput):
        derive_state(replace(held, objected_on=date(2026, 11, 2)), day, CALENDAR)


def test_who_handles_is_what_was_settled_last() -> None:
    day = date(2026, 11, 9)
    matter = MatterDraft(lead_unit="柏溪镇人民政府", co_units=("县水利局",))
    disputed = settled(matter, (event("disputed_on", day),))
    assert disputed.in_dispute
    assert any(step.open and step.number == 5 for step in steps(disputed, OFFICE))
    agreed = settled(matter, (event("disputed_on", day), event("settled_on", day, "上级单位告知：县水利局")))
    assert (agreed.in_dispute, agreed.lead_unit) == (False, "县水利局")
    merged = (event("succeeded_on", day, "县农业农村和水利局"),)
    assert settled(matter, merged).lead_unit == successor(merged) == "县农业农村和水利局"
    told = steps(settled(matter, merged), OFFICE, successor(merged))
    assert any(step.article == "24(2)" and "县农业农村和水利局" in step.answer for step in told)


def test_a_petition_office_passes_on_what_it_got_by_transfer_within_its_own_term() -> None:
    came = date(2026, 11, 10)
    alone = course(came, event("transfer_received_on", came))
    assert set(running(alone, came, OfficeKind.XINFANG)) == {"T2", "T5"}
    visited = course(date(2026, 11, 2), event("transfer_received_on", came))
    assert running(visited, came, OfficeKind.XINFANG) == {"T2": date(2026, 11, 17), "T5": date(2026, 11, 17)}
