"""A matter's course: its dates from its events, its state and the terms that run."""

from dataclasses import replace
from datetime import date
from typing import Any

from app.config import Settings
from app.domain.matter import Outcome
from app.domain.matter_state import MatterDates, running_terms, state_or_unsure
from app.domain.office import OfficeKind
from app.domain.record import MatterCourse, MatterEventRecord
from app.rulepacks import RulePack

ANSWERED = "answered_on_spot"
REGISTERED = "registered"

# What a chosen outcome means for the matter's course on the day it is chosen.
EVENT_OF_OUTCOME: dict[Outcome, str] = {
    Outcome.ACCEPT: "accepted_on",
    Outcome.ANSWERED_ON_SPOT: ANSWERED,
    Outcome.RECEIVE_REVIEW: "review_received_on",
    Outcome.RECEIVE_RECHECK: "recheck_received_on",
}


def dates_of(course: MatterCourse) -> MatterDates:
    """The dates of a matter; a later event of a kind replaces an earlier one."""
    dates = MatterDates(received_on=course.local_date, route=course.route, purpose=course.purpose)
    for event in course.events:
        dates = _with(dates, event)
    return dates


def state_of(course: MatterCourse, today: date, rules: RulePack, settings: Settings) -> str:
    """The state word of a matter today; `unsure` where its dates cannot be, say after a wrong clock."""
    return state_or_unsure(dates_of(course), today, rules.calendar, settings)


def terms_of(
    course: MatterCourse, state: str, rules: RulePack, settings: Settings, kind: OfficeKind
) -> tuple[str, date | None]:
    """The term that leads now and its date; ("", None) where none runs."""
    running = running_terms(dates_of(course), state, rules.calendar, settings, kind)
    return next(iter(running.items()), ("", None))


def _with(dates: MatterDates, event: MatterEventRecord) -> MatterDates:
    if event.kind == REGISTERED:
        return replace(dates, received_on=event.on)
    if event.kind == ANSWERED:
        # Answered at the window: whoever comes back is heard anew in the ordinary procedure.
        return replace(dates, accepted_on=event.on, replied_on=event.on, simple=True)
    if event.kind == "extended_to":
        return replace(dates, extended_to=event.extended_to)
    if event.kind == "accepted_on" and dates.simple:
        # Not content with the answer at the window: the ordinary procedure begins today.
        return replace(dates, accepted_on=event.on, replied_on=None, simple=False)
    supported = event.supported if event.supported is not None else dates.supported
    changed: dict[str, Any] = {event.kind: event.on, "supported": supported}
    return replace(dates, **changed)
