"""A matter's course: its dates from its events, its state and the terms that run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.config import Settings
from app.domain.matter import Outcome, Route
from app.domain.matter_state import (
    EVENTS,
    HANDOVER,
    MatterDates,
    MatterState,
    running_terms,
    state_or_unsure,
)
from app.domain.matter_step import (
    ANSWERED,
    ASSIGNED,
    ASSIGNMENT_RECEIVED,
    EACH_COUNTS,
    HEARING,
    REGISTERED,
    RETURNED,
    SIMPLE,
    TRANSFER_RECEIVED,
)
from app.domain.matter_terms import Counting, RunningTerm, terms_now
from app.domain.office import Office, OfficeKind
from app.domain.record import MatterCourse, MatterEventRecord, MatterFile
from app.ports import ReadUnit
from app.rulepacks import RulePack

_TAKEN_ON_AGAIN = frozenset({MatterState.WITHDRAWN, MatterState.REFUSED_EARLIER, MatterState.MEDIATED_CLOSED})

_Known = dict[str, Any]
"""Fields of `MatterDates` by name, while they are gathered."""

# What a chosen outcome means for the matter's course on the day it is chosen.
EVENT_OF_OUTCOME: dict[Outcome, str] = {
    Outcome.ACCEPT: "accepted_on",
    Outcome.ANSWERED_ON_SPOT: ANSWERED,
    Outcome.RECEIVE_REVIEW: "review_received_on",
    Outcome.RECEIVE_RECHECK: "recheck_received_on",
}


def dates_of(course: MatterCourse) -> MatterDates:
    """The dates of a matter; of the steps of a kind the one written down last holds."""
    known: _Known = {"received_on": course.local_date, "route": course.route, "purpose": course.purpose}
    for event in _in_force(course.events):
        change = _CHANGES.get(event.kind)
        if change is not None:
            known.update(change(known, event))
        elif (
            event.kind in EVENTS or event.kind in HANDOVER
        ):  # supervision and checks are kept, but they move no date
            known[event.kind] = event.on
            if event.supported is not None:
                known["supported"] = event.supported
    return MatterDates(**known)


def _in_force(events: Sequence[MatterEventRecord]) -> Iterator[MatterEventRecord]:
    """Without those that were put right to an earlier day; a later day is laid over them anyway."""
    last: dict[str, MatterEventRecord] = {}
    for event in events:
        known = last.get(event.kind)
        if known is None or (event.at, event.event_id) > (known.at, known.event_id):
            last[event.kind] = event
    for event in events:
        if event.kind in EACH_COUNTS or event.on <= last[event.kind].on:
            yield event


def course_of(unit: ReadUnit, file: MatterFile) -> MatterCourse:
    """The course a matter's state is derived from: a repeat's begins when its root came in."""
    if file.root_reg_no == file.record.reg_no:
        return file.course
    root = unit.matter(file.root_reg_no)
    return root.course if root is not None else file.course


def course_with(course: MatterCourse, event: MatterEventRecord) -> MatterCourse:
    """The course as it would be with one more event."""
    events = sorted((*course.events, event), key=lambda e: (e.on, e.at, e.event_id))
    return replace(course, events=tuple(events))


def state_of(course: MatterCourse, today: date, rules: RulePack, settings: Settings) -> str:
    """The state word of a matter today; `unsure` where its dates cannot be, say after a wrong clock."""
    return state_or_unsure(dates_of(course), today, rules.calendar, settings)


def terms_of(
    course: MatterCourse, state: str, rules: RulePack, settings: Settings, kind: OfficeKind
) -> tuple[str, date | None]:
    """The term that leads now and its date; ("", None) where none runs."""
    running = running_terms(dates_of(course), state, rules.calendar, settings, kind)
    return next(iter(running.items()), ("", None))


def may_begin(
    course: MatterCourse, event: MatterEventRecord, today: date, rules: RulePack, settings: Settings
) -> bool:
    """Whether another visit begins this stage of a matter known already.

    A stage that has begun does not begin anew, nor does its term, because the visitor comes again or
    something was said at the window [Arts. 34–36]; what ended without an opinion may be taken on again.
    """
    dates = dates_of(course)
    begun = dates.accepted_on if event.kind == ANSWERED else getattr(dates, event.kind)
    if begun is not None:
        state = state_or_unsure(dates, today, rules.calendar, settings)
        short = dates.simple and (event.kind == ANSWERED or dates.replied_on is not None)
        if event.kind not in ("accepted_on", ANSWERED) or not (short or state in _TAKEN_ON_AGAIN):
            return False
    after = state_or_unsure(dates_of(course_with(course, event)), today, rules.calendar, settings)
    return after != MatterState.UNSURE


def counting_of(office: Office, rules: RulePack) -> Counting:
    """By what this office counts."""
    return Counting(rules.calendar, rules.settings_of(office), rules.local.terms, office.kind)


def all_terms(course: MatterCourse, state: str, counting: Counting) -> tuple[RunningTerm, ...]:
    """Every term that runs now, the leading one first, each with its explanation."""
    return terms_now(dates_of(course), state, counting)


def _accepted(known: _Known, event: MatterEventRecord) -> _Known:
    changed: _Known = {"accepted_on": event.on}
    if known["route"] is Route.DUTY and event.extended_to is not None:
        changed["act_by"] = event.extended_to
    if known.get("simple"):
        # Not content with the answer in the short procedure: the ordinary one begins today.
        changed |= {"replied_on": None, "simple": False}
    if event.supported is not None:
        changed["supported"] = event.supported
    return changed


def _heard(known: _Known, event: MatterEventRecord) -> _Known:
    until = event.extended_to or event.on
    return {"hearing_days": known.get("hearing_days", 0) + max(0, (until - event.on).days) + 1}


def _taken_over(known: _Known, event: MatterEventRecord) -> _Known:
    """Another organ passed the matter on to this one: its own terms begin [Art. 23(3)]."""
    changed: _Known = {
        "transfer_received_on": event.on,
        "objected_on": None,
        "return_agreed_on": None,
        "report_by": event.extended_to,
    }
    passed_on = known.get("transferred_on")
    back = passed_on is not None and passed_on <= event.on and known.get("accepted_on") is None
    if back:
        changed |= {"transferred_on": None, "received_on": event.on}
    elif event.on < known["received_on"]:  # the papers were here before the visitor was
        changed["received_on"] = event.on
    return changed


_Change = Callable[[_Known, MatterEventRecord], _Known]
_CHANGES: Mapping[str, _Change] = {
    REGISTERED: lambda _d, e: {"received_on": e.on},
    # Answered at the window: whoever comes back is heard anew in the ordinary procedure.
    ANSWERED: lambda _d, e: {"accepted_on": e.on, "replied_on": e.on, "simple": True},
    SIMPLE: lambda _d, e: {"accepted_on": e.on, "replied_on": None, "simple": True},
    "accepted_on": _accepted,
    ASSIGNED: lambda _d, e: {"transferred_on": e.on, "report_by": e.extended_to},
    TRANSFER_RECEIVED: _taken_over,
    ASSIGNMENT_RECEIVED: _taken_over,
    # With the transferring organ again, which has to find the right one.
    RETURNED: lambda _d, e: {"transferred_on": e.on, "transfer_received_on": None, "report_by": None},
    "extended_to": lambda _d, e: {"extended_to": e.extended_to},
    HEARING: _heard,
}
