"""The state of a matter, derived from its dates (domain reference 4.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from app.config import Settings
from app.domain.calendar import WorkCalendar
from app.domain.deadlines import FIXED_TERMS, LONGEST_EXTENSION_DAYS, DeadlineKind, last_day_of
from app.domain.matter import LEGAL_ROUTES, Purpose, Route
from app.domain.office import OfficeKind
from app.errors import BadInput


class MatterState(StrEnum):
    """States of the decision table, and `unsure` for a course that is not known."""

    NONE = "none"
    REGISTERED_PENDING = "registered_pending"
    REGISTERED_OVERDUE = "registered_overdue"
    TRANSFERRED = "transferred"
    ACCEPTED_IN_TIME = "accepted_in_time"
    EXTENDED = "extended"
    OVERDUE_NO_REPLY = "overdue_no_reply"
    SIMPLE_HANDLED = "simple_handled"
    REPLIED_REVIEW_OPEN = "replied_review_open"
    REPLIED_REVIEW_LAPSED = "replied_review_lapsed"
    SUPPORTED_NOT_EXECUTED = "supported_not_executed"
    IN_REVIEW = "in_review"
    REVIEW_OVERDUE = "review_overdue"
    REVIEWED_RECHECK_OPEN = "reviewed_recheck_open"
    REVIEWED_RECHECK_LAPSED = "reviewed_recheck_lapsed"
    IN_RECHECK = "in_recheck"
    RECHECK_OVERDUE = "recheck_overdue"
    FINAL = "final"
    WITHDRAWN = "withdrawn"
    MEDIATED_CLOSED = "mediated_closed"
    LEGAL_ROUTE = "legal_route"
    LEGAL_ROUTE_ENDED = "legal_route_ended"
    DUTY_ROUTE = "duty_route"
    REFUSED_EARLIER = "refused_earlier"
    SUGGESTION = "suggestion"
    ACCUSATION_FORWARDED = "accusation_forwarded"
    UNSURE = "unsure"


OVERDUE_STATES = frozenset(
    {
        MatterState.REGISTERED_OVERDUE,
        MatterState.OVERDUE_NO_REPLY,
        MatterState.REVIEW_OVERDUE,
        MatterState.RECHECK_OVERDUE,
        MatterState.SUPPORTED_NOT_EXECUTED,
    }
)


@dataclass(frozen=True)
class MatterDates:
    """What is known of a matter's course; names as in the outside interface's CASE.json.

    `replied_on` and `review_opinion_on` are days of service. `unproven` names steps that happened
    on a day that cannot be shown: a reply or opinion without proof of service keeps its window
    open, any other makes the state `unsure`, as does `unknown_history` of an upstream matter.
    `report_by` is the day set in an assignment (T6), `act_by` the one a special law sets (T12);
    `hearing_days` lengthen T11 [Art. 36(2)]. `transfer_received_on` is the day another organ's
    transfer came in, `objected_on` and `return_agreed_on` what became of it [Art. 23(3)].
    """

    received_on: date | None = None
    accepted_on: date | None = None
    extended_to: date | None = None
    replied_on: date | None = None
    review_received_on: date | None = None
    review_opinion_on: date | None = None
    recheck_received_on: date | None = None
    recheck_opinion_on: date | None = None
    withdrawn_on: date | None = None
    agreement_on: date | None = None
    refused_on: date | None = None
    transferred_on: date | None = None
    executed_on: date | None = None
    route_ended_on: date | None = None
    supported: bool | None = None
    route: Route | None = None
    purpose: Purpose | None = None
    simple: bool = False
    unknown_history: bool = False
    report_by: date | None = None
    act_by: date | None = None
    hearing_days: int = 0
    transfer_received_on: date | None = None
    objected_on: date | None = None
    return_agreed_on: date | None = None
    unproven: frozenset[str] = field(default_factory=frozenset)


COURSE = (
    "received_on",
    "transferred_on",
    "accepted_on",
    "replied_on",
    "review_received_on",
    "review_opinion_on",
    "recheck_received_on",
    "recheck_opinion_on",
)
"""Steps in the only order they can happen."""

ENDINGS = ("refused_on", "withdrawn_on", "agreement_on")
EVENTS = (*COURSE, *ENDINGS, "executed_on", "route_ended_on")
"""Every date that is an event and so cannot lie after today; `extended_to` may."""

HANDOVER = ("transfer_received_on", "objected_on", "return_agreed_on")
"""A transfer that came in and what this office said to it, in the only order they can happen."""

WINDOW_STARTS = frozenset({"replied_on", "review_opinion_on"})

STEPS_ZH = {
    "received_on": "收到（登记）日期",
    "transfer_received_on": "收到转送日期",
    "objected_on": "提出异议日期",
    "return_agreed_on": "转送单位同意退回日期",
    "transferred_on": "转送日期",
    "accepted_on": "受理日期",
    "extended_to": "延期后的期限",
    "replied_on": "答复送达日期",
    "review_received_on": "复查申请收到日期",
    "review_opinion_on": "复查意见送达日期",
    "recheck_received_on": "复核申请收到日期",
    "recheck_opinion_on": "复核意见日期",
    "refused_on": "不予受理告知日期",
    "withdrawn_on": "撤回日期",
    "agreement_on": "调解、和解协议日期",
    "executed_on": "执行日期",
    "route_ended_on": "法定程序终结日期",
}


def impossible(dates: MatterDates, today: date) -> list[str]:
    """Chinese sentences on events after today or in an order that cannot be; empty if none."""
    known = {name: day for name in (*EVENTS, *HANDOVER) if (day := getattr(dates, name)) is not None}
    problems = [
        f"{STEPS_ZH[name]}（{name}：{day}）晚于今天（{today}）。"
        for name, day in known.items()
        if day > today
    ]

    def must_not_precede(later: str, earlier: str) -> None:
        if known[later] < known[earlier]:
            problems.append(
                f"{STEPS_ZH[later]}（{later}：{known[later]}）早于{STEPS_ZH[earlier]}（{earlier}：{known[earlier]}）。"
            )

    for order in (COURSE, HANDOVER):
        for earlier, later in pairwise(name for name in order if name in known):
            must_not_precede(later, earlier)
    for ending in ENDINGS:  # a statutory procedure may have ended long before the visitor came
        if ending in known and "received_on" in known:
            must_not_precede(ending, "received_on")
    if "executed_on" in known:
        opinion = next((name for name in ("replied_on", "accepted_on", "received_on") if name in known), None)
        if opinion is not None:
            must_not_precede("executed_on", opinion)
    problems += _undecided_day(known)
    problems += _impossible_extension(dates)
    return problems


_NEVER_ONE_DAY = (
    ("refused_on", "accepted_on"),
    ("refused_on", "withdrawn_on"),
    ("refused_on", "agreement_on"),
    ("withdrawn_on", "agreement_on"),
)
"""Pairs that lead to different states and of which neither comes first by its nature."""


def _undecided_day(known: Mapping[str, date]) -> list[str]:
    return [
        f"{STEPS_ZH[one]}与{STEPS_ZH[other]}在同一天（{one}、{other}：{known[one]}），无法判断先后。"
        "请核对日期，只保留实际发生的一项。"
        for one, other in _NEVER_ONE_DAY
        if one in known and other in known and known[one] == known[other]
    ]


def _impossible_extension(dates: MatterDates) -> list[str]:
    if dates.extended_to is None or "accepted_on" in dates.unproven:
        return []
    if dates.accepted_on is None:
        return ["有延期后的期限（extended_to），却没有受理日期（accepted_on）。"]
    if dates.extended_to < dates.accepted_on:
        return [
            f"延期后的期限（extended_to：{dates.extended_to}）早于受理日期（accepted_on：{dates.accepted_on}）。"
        ]
    return []


def derive_state(
    dates: MatterDates, today: date, calendar: WorkCalendar, settings: Settings | None = None
) -> MatterState:
    """State on the local day `today`; the latest stage wins.

    A last day still belongs to its term. Windows of the visitor's rights run from service.

    Args:
        settings: whether terms roll over holidays; defaults if None.
    Raises:
        BadInput: an event after today or an impossible order, one sentence each.
    """
    problems = impossible(dates, today)
    if problems:
        raise BadInput(problems)
    chosen = settings or Settings()
    if dates.purpose is Purpose.SUGGESTION:
        return MatterState.SUGGESTION
    if dates.purpose is Purpose.ACCUSATION:
        return MatterState.ACCUSATION_FORWARDED
    ending = None if dates.unknown_history else _ending(dates)
    if ending is not None:
        return ending
    if dates.route in LEGAL_ROUTES:
        return MatterState.LEGAL_ROUTE_ENDED if dates.route_ended_on else MatterState.LEGAL_ROUTE
    if dates.unknown_history or dates.unproven - WINDOW_STARTS:
        return MatterState.UNSURE
    stage = latest_step(dates)
    if stage is None:
        return MatterState.NONE
    if dates.received_on is None:
        return MatterState.UNSURE
    return _in_stage(stage, dates, today, calendar, chosen)


def state_or_unsure(
    dates: MatterDates, today: date, calendar: WorkCalendar, settings: Settings | None = None
) -> MatterState:
    """State of a matter already kept: dates that cannot be are no ground for anything."""
    try:
        return derive_state(dates, today, calendar, settings)
    except BadInput:
        return MatterState.UNSURE


def latest_step(dates: MatterDates) -> str | None:
    """Name of the latest step of the course that happened, None if nothing did."""
    happened = (name for name in reversed(COURSE) if getattr(dates, name) or name in dates.unproven)
    return next(happened, None)


def _ending(dates: MatterDates) -> MatterState | None:
    states = {
        "refused_on": MatterState.REFUSED_EARLIER,
        "withdrawn_on": MatterState.WITHDRAWN,
        "agreement_on": MatterState.MEDIATED_CLOSED,
    }
    ended = {name: day for name in ENDINGS if (day := getattr(dates, name)) is not None}
    if not ended:
        return None
    latest = max(ended, key=lambda name: ended[name])
    course = [day for name in COURSE if (day := getattr(dates, name)) is not None]
    # A matter may be refused or withdrawn on the very day it came in, so an equal day is later.
    return states[latest] if all(day <= ended[latest] for day in course) else None


def _in_stage(
    stage: str, dates: MatterDates, today: date, calendar: WorkCalendar, settings: Settings
) -> MatterState:
    def within(kind: DeadlineKind) -> bool:
        last = last_day(kind, dates, calendar, settings)
        return last is None or today <= last

    match stage:
        case "recheck_opinion_on":
            return MatterState.FINAL
        case "recheck_received_on":
            return MatterState.IN_RECHECK if within(DeadlineKind.T11) else MatterState.RECHECK_OVERDUE
        case "review_opinion_on":
            still = within(DeadlineKind.T10)
            return MatterState.REVIEWED_RECHECK_OPEN if still else MatterState.REVIEWED_RECHECK_LAPSED
        case "review_received_on":
            return MatterState.IN_REVIEW if within(DeadlineKind.T9) else MatterState.REVIEW_OVERDUE
        case "replied_on":
            return _replied(dates, within(DeadlineKind.T8))
        case "accepted_on":
            return _accepted(dates, today, calendar, settings)
        case "transferred_on":
            return MatterState.TRANSFERRED if within(DeadlineKind.T4) else MatterState.REGISTERED_OVERDUE
    return MatterState.REGISTERED_PENDING if within(DeadlineKind.T3) else MatterState.REGISTERED_OVERDUE


def _replied(dates: MatterDates, window_open: bool) -> MatterState:
    if dates.supported and dates.executed_on is None:
        return MatterState.SUPPORTED_NOT_EXECUTED
    if dates.simple:
        return MatterState.SIMPLE_HANDLED
    if dates.route is Route.DUTY:
        return MatterState.UNSURE  # review and recheck exist for Art. 31(6) opinions only
    return MatterState.REPLIED_REVIEW_OPEN if window_open else MatterState.REPLIED_REVIEW_LAPSED


def _accepted(dates: MatterDates, today: date, calendar: WorkCalendar, settings: Settings) -> MatterState:
    if dates.route is Route.DUTY:
        return MatterState.DUTY_ROUTE
    plain = last_day(DeadlineKind.T7, replace(dates, extended_to=None), calendar, settings)
    extended = last_day(DeadlineKind.T7, dates, calendar, settings)
    if plain is not None and today <= plain:
        return MatterState.ACCEPTED_IN_TIME
    if extended is not None and today <= extended:
        return MatterState.EXTENDED
    return MatterState.OVERDUE_NO_REPLY


STARTS = {
    DeadlineKind.T2: "received_on",
    DeadlineKind.T3: "received_on",
    DeadlineKind.T4: "transferred_on",
    DeadlineKind.T7: "accepted_on",
    DeadlineKind.T8: "replied_on",
    DeadlineKind.T9: "review_received_on",
    DeadlineKind.T10: "review_opinion_on",
    DeadlineKind.T11: "recheck_received_on",
}
"""The date field of `MatterDates` from which a term of the course runs."""
_VISITORS = frozenset({DeadlineKind.T8, DeadlineKind.T10})


def start_of(kind: DeadlineKind, dates: MatterDates) -> date | None:
    """The day from which a term of this matter runs, None if it is not proven.

    T4 runs for whoever has the matter by transfer: the organ it was passed on to, else this one.
    """
    start: date | None = getattr(dates, STARTS[kind])
    if start is None and kind is DeadlineKind.T4:
        return dates.transfer_received_on
    return start


def last_day(
    kind: DeadlineKind, dates: MatterDates, calendar: WorkCalendar, settings: Settings
) -> date | None:
    """Last day of a term of this matter as the office counts, None if its start is not proven.

    T7 includes an approved extension, which counts at most to day 90 [Art. 34]; T11 leaves out the time
    of a hearing.
    """
    start = start_of(kind, dates)
    if start is None:
        return None
    if kind is DeadlineKind.T11:
        start += timedelta(days=dates.hearing_days)
    due = last_day_of(start, FIXED_TERMS[kind], calendar)
    rolls = settings.roll_visitor_terms if kind in _VISITORS else settings.roll_office_terms
    plain = calendar.next_working(due) if rolls else due
    if kind is not DeadlineKind.T7 or dates.extended_to is None:
        return plain
    furthest = due + timedelta(days=LONGEST_EXTENSION_DAYS)
    until = min(dates.extended_to, furthest)
    return max(plain, calendar.next_working(until) if rolls else until)


_TERMS: dict[MatterState, tuple[DeadlineKind, ...]] = {
    MatterState.TRANSFERRED: (DeadlineKind.T4,),
    MatterState.ACCEPTED_IN_TIME: (DeadlineKind.T7,),
    MatterState.EXTENDED: (DeadlineKind.T7,),
    MatterState.OVERDUE_NO_REPLY: (DeadlineKind.T7,),
    MatterState.REPLIED_REVIEW_OPEN: (DeadlineKind.T8,),
    MatterState.REPLIED_REVIEW_LAPSED: (DeadlineKind.T8,),
    MatterState.IN_REVIEW: (DeadlineKind.T9,),
    MatterState.REVIEW_OVERDUE: (DeadlineKind.T9,),
    MatterState.REVIEWED_RECHECK_OPEN: (DeadlineKind.T10,),
    MatterState.REVIEWED_RECHECK_LAPSED: (DeadlineKind.T10,),
    MatterState.IN_RECHECK: (DeadlineKind.T11,),
    MatterState.RECHECK_OVERDUE: (DeadlineKind.T11,),
}


def running_terms(
    dates: MatterDates,
    state: str,
    calendar: WorkCalendar,
    settings: Settings | None = None,
    kind: OfficeKind | None = None,
) -> dict[str, date]:
    """Last day of each term that the state turns on, by number, the leading one first.

    For overdue and lapsed states it is the day that has passed. `kind` picks between T2 of a
    信访部门 and T3 of other organs for a registered matter; None names both.
    """
    if state == MatterState.REGISTERED_PENDING:
        kinds = _registered(dates, kind)
    elif state == MatterState.REGISTERED_OVERDUE:
        kinds = (DeadlineKind.T4,) if dates.transferred_on else _registered(dates, kind)
    else:
        kinds = _TERMS.get(MatterState(state), ())
    days = ((each, last_day(each, dates, calendar, settings or Settings())) for each in kinds)
    return {each.value: day for each, day in days if day is not None}


def _registered(dates: MatterDates, kind: OfficeKind | None) -> tuple[DeadlineKind, ...]:
    came = dates.transfer_received_on
    if came is not None and came == dates.received_on and kind is not OfficeKind.XINFANG:
        return (DeadlineKind.T4,)  # it came by transfer, not by a visit
    if kind is None:
        return (DeadlineKind.T3, DeadlineKind.T2)
    return (DeadlineKind.T2,) if kind is OfficeKind.XINFANG else (DeadlineKind.T3,)
