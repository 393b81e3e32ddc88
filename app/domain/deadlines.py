"""Terms T1 to T15 of the domain reference, section 7, and how each is counted.

The regulation has no counting rule. By analogy with 民法典 200 to 204 the day of the event is not
counted, a term of months ends on the corresponding day or the month's last, and the day after a
holiday may take its place.
"""

import calendar as month_calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.calendar import WorkCalendar


class DeadlineKind(StrEnum):
    """The terms by number."""

    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    T5 = "T5"
    T6 = "T6"
    T7 = "T7"
    T8 = "T8"
    T9 = "T9"
    T10 = "T10"
    T11 = "T11"
    T12 = "T12"
    T13 = "T13"
    T14 = "T14"
    T15 = "T15"


class Unit(StrEnum):
    """How a length is counted."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    DATE = "date"


@dataclass(frozen=True)
class Term:
    """A length: `count` of a unit, or a fixed day for `Unit.DATE`."""

    unit: Unit
    count: int = 0
    day: date | None = None


@dataclass(frozen=True)
class DueDate:
    """When a term ends.

    Attributes:
        due: last day by the term's own counting.
        rolled: first working day on or after `due`.
        binding: `rolled` for the visitor's rights T8 and T10, else `due`.
        how: one Chinese explanation with start, length and days skipped.
        uncovered_years: years counted by weekends only, because their holidays are not known.
    """

    kind: DeadlineKind
    due: date
    rolled: date
    binding: date
    how: str
    uncovered_years: tuple[int, ...] = ()


FIXED_TERMS: dict[DeadlineKind, Term] = {
    DeadlineKind.T1: Term(Unit.DAYS, 0),
    DeadlineKind.T2: Term(Unit.DAYS, 15),
    DeadlineKind.T3: Term(Unit.DAYS, 15),
    DeadlineKind.T4: Term(Unit.DAYS, 15),
    DeadlineKind.T5: Term(Unit.WORKING_DAYS, 5),
    DeadlineKind.T7: Term(Unit.DAYS, 60),
    DeadlineKind.T8: Term(Unit.DAYS, 30),
    DeadlineKind.T9: Term(Unit.DAYS, 30),
    DeadlineKind.T10: Term(Unit.DAYS, 30),
    DeadlineKind.T11: Term(Unit.DAYS, 30),
    DeadlineKind.T15: Term(Unit.WORKING_DAYS, 3),
}
STEP_TERMS: dict[DeadlineKind, tuple[Term, Term, Term]] = {
    DeadlineKind.T13: (Term(Unit.WORKING_DAYS, 1), Term(Unit.WORKING_DAYS, 3), Term(Unit.WORKING_DAYS, 10)),
    DeadlineKind.T14: (Term(Unit.DAYS, 1), Term(Unit.DAYS, 2), Term(Unit.DAYS, 7)),
}
OPEN_TERMS = frozenset({DeadlineKind.T6, DeadlineKind.T12})
"""Set by the assigner or by a special law, not by the regulation."""

VISITORS_RIGHTS = frozenset({DeadlineKind.T8, DeadlineKind.T10})
LONGEST_EXTENSION_DAYS = 30
"""T7: once, from the day after day 60 [Art. 34]."""

NAMES_WITH_ARTICLE = {
    DeadlineKind.T1: "当场登记（第二十二条、第二十三条）",
    DeadlineKind.T2: "转送、交办（第二十二条）",
    DeadlineKind.T3: "书面告知（第二十三条第二款）",
    DeadlineKind.T4: "转送事项书面告知（第二十三条第三款）",
    DeadlineKind.T5: "提出异议（第二十三条第三款）",
    DeadlineKind.T6: "交办反馈（第二十二条）",
    DeadlineKind.T7: "办理（第三十四条）",
    DeadlineKind.T8: "申请复查（第三十五条）",
    DeadlineKind.T9: "复查答复（第三十五条）",
    DeadlineKind.T10: "申请复核（第三十六条第一款）",
    DeadlineKind.T11: "复核意见（第三十六条，听证时间不计）",
    DeadlineKind.T12: "依法履职（第三十一条第五项及特别法）",
    DeadlineKind.T13: "简易办理",
    DeadlineKind.T14: "简案快办（内部目标）",
    DeadlineKind.T15: "复查申请审核（地方规定）",
}
_MOST_LISTED = 20
_UNITS = {Unit.DAYS: "日", Unit.WORKING_DAYS: "个工作日", Unit.MONTHS: "个月"}


def term_of(kind: DeadlineKind, term: Term | None = None, step: int | None = None) -> Term:
    """The length of a kind.

    Raises:
        ValueError: T6 or T12 without `term`, T13 or T14 without a step 1 to 3, or either given
            where the kind has its own length; the message is `term` or `step`.
    """
    if (kind in STEP_TERMS) != (step is not None) or step not in (None, 1, 2, 3):
        raise ValueError("step")
    if (kind in OPEN_TERMS) != (term is not None):
        raise ValueError("term")
    if term is not None:
        return term
    return STEP_TERMS[kind][step - 1] if step is not None else FIXED_TERMS[kind]


def due_date(
    kind: DeadlineKind | str,
    start: date,
    calendar: WorkCalendar,
    *,
    term: Term | None = None,
    step: int | None = None,
    own_length: Term | None = None,
) -> DueDate:
    """Count a term.

    Args:
        kind: T1 … T15.
        start: local day of the event, which is not counted.
        term: length of T6 or T12.
        step: 1, 2 or 3 of T13 or T14.
        own_length: a length an office's rule pack sets in place of the reference's.
    Raises:
        ValueError: see `term_of`, or an unknown kind.
        OverflowError: the day lies beyond the calendar's end.
    """
    kind = DeadlineKind(kind)
    length = own_length if own_length is not None else term_of(kind, term, step)
    due = last_day_of(start, length, calendar)
    rolled = calendar.next_working(due)
    binding = rolled if kind in VISITORS_RIGHTS else due
    first = start if length.unit is Unit.WORKING_DAYS else due
    uncovered = calendar.uncovered(first, rolled)
    how = _counted(kind, start, length, due, calendar) + _rolled(kind, due, rolled, calendar)
    return DueDate(kind, due, rolled, binding, how + _warning(uncovered), uncovered)


def last_day_of(start: date, term: Term, calendar: WorkCalendar) -> date:
    """Last day of a length, unrolled and unexplained: for the many that nobody reads.

    Raises:
        ValueError: a term of `Unit.DATE` without a day.
        OverflowError: beyond the calendar's end.
    """
    if term.unit is Unit.DAYS:
        return start + timedelta(days=term.count)
    if term.unit is Unit.WORKING_DAYS:
        return calendar.working_days_after(start, term.count)
    if term.unit is Unit.MONTHS:
        return months_later(start, term.count)
    if term.day is None:
        raise ValueError("term")
    return term.day


def months_later(start: date, count: int) -> date:
    """The corresponding day `count` months on, or that month's last day [民法典 202].

    Raises:
        OverflowError: beyond year 9999.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if year > date.max.year:
        raise OverflowError("year")
    return date(year, month + 1, min(start.day, month_calendar.monthrange(year, month + 1)[1]))


def _counted(kind: DeadlineKind, start: date, term: Term, due: date, calendar: WorkCalendar) -> str:
    if kind is DeadlineKind.T1:
        return f"{NAMES_WITH_ARTICLE[kind]}：{start}当日。"
    if term.unit is Unit.DATE:
        return f"{NAMES_WITH_ARTICLE[kind]}：自{start}起，指定日期为{due}。"
    text = f"{NAMES_WITH_ARTICLE[kind]}：自{start}起，当日不计，{term.count}{_UNITS[term.unit]}，到{due}。"
    if term.unit is Unit.WORKING_DAYS and (skipped := calendar.skipped(start, due)):
        text += f"其间休息日不计：{_listed(skipped)}。"
    if kind is DeadlineKind.T7:
        text += (
            f"经批准最多延长{LONGEST_EXTENSION_DAYS}日，到{due + timedelta(days=LONGEST_EXTENSION_DAYS)}。"
        )
    return text


def _rolled(kind: DeadlineKind, due: date, rolled: date, calendar: WorkCalendar) -> str:
    if rolled == due:
        return ""
    off = _listed((due, *calendar.skipped(due, rolled)))
    if kind in VISITORS_RIGHTS:
        return f"{due}为休息日，信访人的期限顺延到{rolled}（跳过{off}）。"
    return f"{due}为休息日，办理期限不顺延；其后第一个工作日为{rolled}（跳过{off}）。"


def _listed(days: tuple[date, ...]) -> str:
    shown = "、".join(day.isoformat() for day in days[:_MOST_LISTED])
    return shown if len(days) <= _MOST_LISTED else f"{shown}等共{len(days)}日"


def _warning(years: tuple[int, ...]) -> str:
    if not years:
        return ""
    return f"注意：{'、'.join(str(year) for year in years)}年的节假日安排尚未导入，只按周末计算。"
