"""Every term that runs for a matter now, each explaining itself (domain reference 7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.config import Settings
from app.domain.calendar import WorkCalendar
from app.domain.deadlines import (
    FIXED_TERMS,
    LONGEST_EXTENSION_DAYS,
    DeadlineKind,
    Term,
    Unit,
    due_date,
    last_day_of,
)
from app.domain.local_rules import Terms
from app.domain.matter_state import MatterDates, MatterState, running_terms, start_of
from app.domain.office import OfficeKind

VISITORS_RIGHTS = frozenset({DeadlineKind.T8, DeadlineKind.T10})
EXECUTION = "32(2)"
"""Carrying out an opinion that supports the visitor: a duty for which no day is fixed [Art. 32(2)]."""
INTERNAL = frozenset({DeadlineKind.T14})
"""Targets an office sets itself; everything else rests on the regulation, a statute or a rule."""

_OFFICE_DUTIES = frozenset({DeadlineKind.T4, DeadlineKind.T5, DeadlineKind.T6})
"""Those beside the leading term that roll over holidays where the office says that its duties do."""

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
    """By what an office counts; `kind` None = not said, then T2 and T3 are both named."""

    calendar: WorkCalendar
    settings: Settings
    terms: Terms
    kind: OfficeKind | None


@dataclass(frozen=True, slots=True)
class TermEnd:
    """A running term as far as lists need it.

    Attributes:
        kind, step, start, due: as in `RunningTerm`.
        length: where it is not the reference's own.
    """

    kind: str
    step: int
    start: date
    due: date
    length: Term | None = None

    @property
    def internal(self) -> bool:
        """A target of the office, no legal limit."""
        return self.kind in INTERNAL


def terms_now(dates: MatterDates, state: str, counting: Counting) -> tuple[RunningTerm, ...]:
    """The leading term first, then report, duty, local rule and local target where they run.

    Raises:
        OverflowError: a day beyond the calendar's end.
    """
    return tuple(_explained(end, dates, counting) for end in term_ends(dates, state, counting))


def term_ends(dates: MatterDates, state: str, counting: Counting) -> Iterator[TermEnd]:
    """The same without explanations, a tenth of the work."""
    if state == MatterState.UNSURE:
        return
    running = running_terms(dates, state, counting.calendar, counting.settings, counting.kind)
    for kind, due in running.items():
        start = start_of(DeadlineKind(kind), dates)
        if start is not None:
            yield TermEnd(kind, 0, start, due)
    if state == MatterState.SUPPORTED_NOT_EXECUTED and dates.replied_on is not None:
        yield TermEnd(EXECUTION, 0, dates.replied_on, dates.replied_on)
    for kind, step, start, length in _besides(dates, state, counting):
        due = last_day_of(start, length, counting.calendar)
        if kind in _OFFICE_DUTIES and counting.settings.roll_office_terms:
            due = counting.calendar.next_working(due)
        yield TermEnd(kind, step, start, due, length)


def _besides(
    dates: MatterDates, state: str, counting: Counting
) -> Iterator[tuple[DeadlineKind, int, date, Term]]:
    running, terms = state in _BEFORE_REPLY, counting.terms
    assigned = dates.transferred_on or dates.transfer_received_on
    if dates.report_by is not None and assigned is not None and running:
        yield DeadlineKind.T6, 0, assigned, Term(Unit.DATE, day=dates.report_by)
    yield from _by_transfer(dates, state, counting.kind)
    if state == MatterState.DUTY_ROUTE and dates.accepted_on is not None:
        own = dates.act_by
        length = Term(Unit.DATE, day=own) if own else Term(Unit.MONTHS, terms.duty_months)
        yield DeadlineKind.T12, 0, dates.accepted_on, length
    if dates.simple and dates.replied_on is None and running:
        # The step of 简易办理 that is owed next: acceptance after receipt, opinion after acceptance.
        start, step = (dates.accepted_on, 3) if dates.accepted_on else (dates.received_on, 2)
        if start is not None:
            yield DeadlineKind.T13, step, start, Term(Unit.WORKING_DAYS, terms.simple_steps[step - 1])
    if state == MatterState.IN_REVIEW and terms.review_decision_days and dates.review_received_on:
        length = Term(Unit.WORKING_DAYS, terms.review_decision_days)
        yield DeadlineKind.T15, 0, dates.review_received_on, length
    if terms.fast_track_days and dates.received_on is not None and running:
        step = _fast_step(dates)
        yield DeadlineKind.T14, step, dates.received_on, Term(Unit.DAYS, terms.fast_track_days[step - 1])


def _by_transfer(
    dates: MatterDates, state: str, kind: OfficeKind | None
) -> Iterator[tuple[DeadlineKind, int, date, Term]]:
    """A matter another organ passed on: five working days to object, fifteen days to tell the visitor.

    A 信访部门 tells by passing it on itself, within T2.
    """
    start = dates.transfer_received_on
    if start is None or dates.transferred_on is not None or state not in _BEFORE_ACCEPTANCE:
        return
    if dates.objected_on is None:
        yield DeadlineKind.T5, 0, start, FIXED_TERMS[DeadlineKind.T5]
    if start != dates.received_on and kind is not OfficeKind.XINFANG:  # else the leading term says it
        yield DeadlineKind.T4, 0, start, FIXED_TERMS[DeadlineKind.T4]


def _fast_step(dates: MatterDates) -> int:
    if dates.accepted_on is not None:
        return 3
    return 2 if dates.transferred_on is not None else 1


def _explained(end: TermEnd, dates: MatterDates, counting: Counting) -> RunningTerm:
    if end.kind == EXECUTION:
        how = (
            f"执行处理意见（第三十二条第二款）：支持诉求的处理意见于{end.start}送达，没有执行的记录；"
            "条例没有规定日数，应当督促执行。"
        )
        return RunningTerm(
            EXECUTION,
            0,
            end.start,
            end.due,
            internal=False,
            visitors_right=False,
            how=how,
            uncovered_years=(),
        )
    kind = DeadlineKind(end.kind)
    heard = dates.hearing_days if kind is DeadlineKind.T11 else 0
    counted = due_date(
        kind,
        end.start + timedelta(days=heard),
        counting.calendar,
        step=end.step or None,
        own_length=end.length,
    )
    return RunningTerm(
        kind=kind.value,
        step=end.step,
        start=end.start,
        due=end.due,
        internal=kind in INTERNAL,
        visitors_right=kind in VISITORS_RIGHTS,
        how=counted.how + _besides_how(end, kind, dates, counted.due, counted.rolled),
        uncovered_years=counted.uncovered_years,
    )


def _besides_how(end: TermEnd, kind: DeadlineKind, dates: MatterDates, plain: date, rolled: date) -> str:
    """What the plain reckoning does not say: hearing, extension, the office's settings, special laws."""
    if kind is DeadlineKind.T12:
        return "" if dates.act_by else "特别法另有期限的，从其规定。"
    if kind is DeadlineKind.T5:
        return (
            "认为不属于本单位职权的，期内提出异议并详细阐明理由，经转送单位同意后方可退回；"
            "期满未提出的，按转送事项办理。"
        )
    said = ""
    if kind is DeadlineKind.T11 and dates.hearing_days:
        said = f"听证 {dates.hearing_days} 日不计，自{end.start}收到申请起顺推。"
    if kind is DeadlineKind.T7 and dates.extended_to is not None and end.due > plain:
        furthest = plain + timedelta(days=LONGEST_EXTENSION_DAYS)
        said += f"已批准延期至{dates.extended_to}"
        return said + (f"，超过最长期限，按{furthest}计。" if dates.extended_to > furthest else "。")
    if kind in VISITORS_RIGHTS:
        return said + ("" if end.due == rolled else f"按本单位设置不顺延，到{end.due}。")
    return said + ("" if end.due == plain else f"按本单位设置，办理期限顺延到{end.due}。")
