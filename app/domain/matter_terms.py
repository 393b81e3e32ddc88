"""Every term that runs for a matter now, each explaining itself (domain reference 7)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.config import Settings
from app.domain.calendar import WorkCalendar
from app.domain.deadlines import (
    LONGEST_EXTENSION_DAYS,
    DeadlineKind,
    DueDate,
    Term,
    Unit,
    due_date,
)
from app.domain.local_rules import Terms
from app.domain.matter_state import STARTS, MatterDates, MatterState, running_terms
from app.domain.office import OfficeKind

VISITORS_RIGHTS = frozenset({DeadlineKind.T8, DeadlineKind.T10})
EXECUTION = "32(2)"
"""Carrying out an opinion that supports the visitor: a duty for which no day is fixed [Art. 32(2)]."""
INTERNAL = frozenset({DeadlineKind.T14})
"""Targets an office sets itself; everything else rests on the regulation, a statute or a rule."""

_BEFORE_ACCEPTANCE = frozenset(
    {MatterState.REGISTERED_PENDING, MatterState.REGISTERED_OVERDUE, MatterState.TRANSFERRED}
)
_BEFORE_REPLY = _BEFORE_ACCEPTANCE | {
    MatterState.ACCEPTED_IN_TIME,
    MatterState.EXTENDED,
    MatterState.OVERDUE_NO_REPLY,
    MatterState.DUTY_ROUTE,
}


@dataclass(frozen=True)
class RunningTerm:
    """A term with where it comes from.

    Attributes:
        kind: T1 … T15, or `EXECUTION`; `step` 1 to 3 of T13 and T14, else 0.
        start: day of the event, not counted.
        due: last day as this office counts.
        internal: a target of the office, no legal limit.
        visitors_right: the visitor's, so nobody is late.
        how: start, length, days skipped, extension, in one Chinese text.
        uncovered_years: years whose holidays are not known.
    """

    kind: str
    step: int
    start: date
    due: date
    internal: bool
    visitors_right: bool
    how: str
    uncovered_years: tuple[int, ...]


@dataclass(frozen=True)
class Counting:
    """By what an office counts."""

    calendar: WorkCalendar
    settings: Settings
    terms: Terms
    kind: OfficeKind


def terms_now(dates: MatterDates, state: str, counting: Counting) -> tuple[RunningTerm, ...]:
    """The leading term first, then report, duty, local rule and local target where they run.

    Raises:
        OverflowError: a day beyond the calendar's end.
    """
    if state == MatterState.UNSURE:
        return ()
    return (*_leading(dates, state, counting), *_execution(dates, state), *_besides(dates, state, counting))


def _leading(dates: MatterDates, state: str, counting: Counting) -> Iterator[RunningTerm]:
    running = running_terms(dates, state, counting.calendar, counting.settings, counting.kind)
    for word, due in running.items():
        kind = DeadlineKind(word)
        start: date | None = getattr(dates, STARTS[kind])
        if start is None:
            continue
        counted_from = start + timedelta(days=dates.hearing_days if kind is DeadlineKind.T11 else 0)
        counted = due_date(kind, counted_from, counting.calendar)
        how = counted.how
        if kind is DeadlineKind.T11 and dates.hearing_days:
            how += f"听证 {dates.hearing_days} 日不计，自{start}收到申请起顺推。"
        if kind is DeadlineKind.T7 and dates.extended_to is not None and due > counted.due:
            furthest = counted.due + timedelta(days=LONGEST_EXTENSION_DAYS)
            how += f"已批准延期至{dates.extended_to}"
            how += f"，超过最长期限，按{furthest}计。" if dates.extended_to > furthest else "。"
        elif kind not in VISITORS_RIGHTS and due != counted.due:
            how += f"按本单位设置，办理期限顺延到{due}。"
        elif kind in VISITORS_RIGHTS and due != counted.rolled:
            how += f"按本单位设置不顺延，到{due}。"
        yield _running(counted, start, due, how)


def _execution(dates: MatterDates, state: str) -> Iterator[RunningTerm]:
    if state == MatterState.SUPPORTED_NOT_EXECUTED and dates.replied_on is not None:
        day = dates.replied_on
        how = (
            f"执行处理意见（第三十二条第二款）：支持诉求的处理意见于{day}送达，没有执行的记录；"
            "条例没有规定日数，应当督促执行。"
        )
        yield RunningTerm(
            EXECUTION, 0, day, day, internal=False, visitors_right=False, how=how, uncovered_years=()
        )


def _besides(dates: MatterDates, state: str, counting: Counting) -> Iterator[RunningTerm]:
    calendar, terms = counting.calendar, counting.terms
    if dates.report_by is not None and dates.transferred_on is not None and state in _BEFORE_REPLY:
        counted = due_date("T6", dates.transferred_on, calendar, term=Term(Unit.DATE, day=dates.report_by))
        yield _running(counted, dates.transferred_on, counted.due, counted.how)
    if state == MatterState.DUTY_ROUTE and dates.accepted_on is not None:
        set_day = dates.act_by
        length = Term(Unit.DATE, day=set_day) if set_day else Term(Unit.MONTHS, terms.duty_months)
        counted = due_date("T12", dates.accepted_on, calendar, term=length)
        how = counted.how + ("" if set_day else "特别法另有期限的，从其规定。")
        yield _running(counted, dates.accepted_on, counted.due, how)
    if dates.simple and dates.replied_on is None and state in _BEFORE_REPLY:
        yield from _simple(dates, counting)
    if state == MatterState.IN_REVIEW and terms.review_decision_days and dates.review_received_on:
        length = Term(Unit.WORKING_DAYS, terms.review_decision_days)
        counted = due_date("T15", dates.review_received_on, calendar, own_length=length)
        yield _running(counted, dates.review_received_on, counted.due, counted.how)
    if terms.fast_track_days and dates.received_on is not None and state in _BEFORE_REPLY:
        step = _fast_step(dates)
        length = Term(Unit.DAYS, terms.fast_track_days[step - 1])
        counted = due_date("T14", dates.received_on, calendar, step=step, own_length=length)
        yield replace(_running(counted, dates.received_on, counted.due, counted.how), step=step)


def _simple(dates: MatterDates, counting: Counting) -> Iterator[RunningTerm]:
    """The step of 简易办理 that is owed next: acceptance after receipt, opinion after acceptance."""
    start, step = (dates.accepted_on, 3) if dates.accepted_on else (dates.received_on, 2)
    if start is None:
        return
    length = Term(Unit.WORKING_DAYS, counting.terms.simple_steps[step - 1])
    counted = due_date("T13", start, counting.calendar, step=step, own_length=length)
    yield replace(_running(counted, start, counted.due, counted.how), step=step)


def _fast_step(dates: MatterDates) -> int:
    if dates.accepted_on is not None:
        return 3
    return 2 if dates.transferred_on is not None else 1


def _running(counted: DueDate, start: date, due: date, how: str) -> RunningTerm:
    return RunningTerm(
        kind=counted.kind.value,
        step=0,
        start=start,
        due=due,
        internal=counted.kind in INTERNAL,
        visitors_right=counted.kind in VISITORS_RIGHTS,
        how=how,
        uncovered_years=counted.uncovered_years,
    )
