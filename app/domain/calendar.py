"""Which days are worked: weekends, announced holidays and make-up days (domain reference 7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType

OFF = "off"
WORK = "work"
_SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """Days that differ from the plain week, by date.

    Source: the yearly holiday notice of the State Council's General Office, as `{date, kind}`. A
    year without any row is not covered: only its weekends count, and the reader is to be warned.
    """

    days: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, rows: Iterable[tuple[date, str]]) -> "WorkCalendar":
        """Calendar from rows of date and `off` or `work`; a later row replaces an earlier one.

        Raises:
            ValueError: another kind; the message is the kind.
        """
        days: dict[date, str] = {}
        for day, kind in rows:
            if kind not in (OFF, WORK):
                raise ValueError(kind)
            days[day] = kind
        return cls(MappingProxyType(days))

    @cached_property
    def _years(self) -> frozenset[int]:
        return frozenset(day.year for day in self.days)

    def covers(self, year: int) -> bool:
        """Whether the holidays of that year are known."""
        return year in self._years

    def is_working(self, day: date) -> bool:
        """Monday to Friday without holidays, and make-up days."""
        kind = self.days.get(day)
        return day.weekday() < _SATURDAY if kind is None else kind == WORK

    def next_working(self, day: date) -> date:
        """First working day on or after that day."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def working_days_after(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`, which itself is not counted [民法典 201]."""
        day = start
        for _ in range(count):
            day = self.next_working(day + timedelta(days=1))
        return day

    def skipped(self, start: date, end: date) -> tuple[date, ...]:
        """Days off after `start`, up to and including `end`."""
        span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return tuple(day for day in span if not self.is_working(day))

    def uncovered(self, start: date, end: date) -> tuple[int, ...]:
        """Years between the two days, both included, whose holidays are not known."""
        return tuple(year for year in range(start.year, end.year + 1) if not self.covers(year))
