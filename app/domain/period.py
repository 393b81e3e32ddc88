"""Periods that figures are asked for, and those they are compared with."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Span(StrEnum):
    """What kind of period was chosen."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ANY = "any"


@dataclass(frozen=True)
class Period:
    """Local dates from `start` to `end`, both included."""

    start: date
    end: date
    span: Span = Span.ANY

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days + 1

    @property
    def name(self) -> str:
        """As reports call it: 2026年11月, 2026年第4季度, 2026-11-23 …"""
        start, end = self.start, self.end
        match self.span:
            case Span.MONTH:
                return f"{start.year}年{start.month}月"
            case Span.QUARTER:
                return f"{start.year}年第{(start.month + 2) // 3}季度"
            case Span.YEAR:
                return f"{start.year}年"
        first = f"{start.year}年{start.month}月{start.day}日"
        return first if start == end else f"{first}至{end.year}年{end.month}月{end.day}日"

    def before(self) -> "Period | None":
        """The period before this one; None where the calendar has none."""
        try:
            last = self.start - timedelta(days=1)
            if self.span in (Span.DAY, Span.WEEK, Span.ANY):
                return Period(last - timedelta(days=self.days - 1), last, self.span)
            return period_of(self.span, last)
        except (OverflowError, ValueError):
            return None

    def after(self) -> "Period | None":
        """The period after this one; None where the calendar has none."""
        try:
            first = self.end + timedelta(days=1)
            if self.span in (Span.DAY, Span.WEEK, Span.ANY):
                return Period(first, first + timedelta(days=self.days - 1), self.span)
            return period_of(self.span, first)
        except (OverflowError, ValueError):
            return None

    def year_before(self) -> "Period | None":
        """The same period of the year before; None where the calendar has none, or where it is a year."""
        if self.span is Span.YEAR or self.start.year <= 1:
            return None
        if self.span in (Span.MONTH, Span.QUARTER):
            return period_of(self.span, _in_year(self.start, self.start.year - 1))
        return Period(
            _in_year(self.start, self.start.year - 1), _in_year(self.end, self.end.year - 1), Span.ANY
        )


def period_of(span: Span, day: date) -> Period:
    """The day, week (Monday to Sunday), month, quarter or year in which a day lies."""
    match span:
        case Span.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Period(monday, monday + timedelta(days=6), span)
        case Span.MONTH:
            return Period(day.replace(day=1), _month_end(day.year, day.month), span)
        case Span.QUARTER:
            month = (day.month - 1) // 3 * 3 + 1
            return Period(date(day.year, month, 1), _month_end(day.year, month + 2), span)
        case Span.YEAR:
            return Period(date(day.year, 1, 1), date(day.year, 12, 31), span)
    return Period(day, day, Span.DAY)


def span_of(start: date, end: date) -> Period:
    """A period by its ends; a whole day, month, quarter or year is known as such."""
    for span in (Span.DAY, Span.MONTH, Span.QUARTER, Span.YEAR, Span.WEEK):
        whole = period_of(span, start)
        if (whole.start, whole.end) == (start, end):
            return whole
    return Period(start, end)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _in_year(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))
