"""Figures: what each is called, and how one is written (domain reference 10)."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.period import Period

NOTHING = "—"
"""Printed where the denominator is zero: never 0 or 100 %."""


class Unit(StrEnum):
    """What a figure counts."""

    VISITS = "批"
    PERSONS = "人次"
    RAISINGS = "件次"
    MATTERS = "件"
    RATE = "%"
    MINUTES = "分钟"


@dataclass(frozen=True)
class Figure:
    """One figure of a period.

    Attributes:
        name: identifier of the outside interface; `label` as people call it.
        value: a count, minutes, or a rate from 0 to 1 with four decimals; None = denominator zero.
        numerator, denominator: of what is divided; None for a count.
        rule: how it was counted.
    """

    name: str
    label: str
    unit: Unit
    value: int | float | None
    rule: str
    numerator: int | None = None
    denominator: int | None = None

    @property
    def text(self) -> str:
        """The value as screens and papers show it."""
        if self.value is None:
            return NOTHING
        if self.unit is Unit.RATE:
            return f"{self.value * 100:.1f}%"
        return f"{self.value:,}" if isinstance(self.value, int) else f"{self.value:,.1f}"

    @property
    def of(self) -> str:
        """What was divided by what; empty for a count."""
        return "" if self.denominator is None else f"{self.numerator:,} / {self.denominator:,}"


@dataclass(frozen=True)
class Part:
    """One row of a breakdown: a key for looking up its rows, its words, and a number for each column."""

    key: str
    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Breakdown:
    """A figure by something.

    Attributes:
        units: what each column counts.
    """

    name: str
    label: str
    units: tuple[Unit, ...]
    parts: tuple[Part, ...]
    rule: str


@dataclass(frozen=True)
class FigureSet:
    """Every figure of a period."""

    period: Period
    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...] = ()

    def __getitem__(self, name: str) -> Figure:
        """The figure of that name."""
        return next(figure for figure in self.figures if figure.name == name)

    def by(self, name: str) -> Breakdown:
        """The breakdown of that name."""
        return next(breakdown for breakdown in self.breakdowns if breakdown.name == name)


@dataclass(frozen=True)
class Comparison:
    """A period with those before it.

    Attributes:
        before, year_before: without breakdowns; None where the calendar has no such period.
        rules: the settings figures were counted by, in words.
    """

    now: FigureSet
    before: FigureSet | None = None
    year_before: FigureSet | None = None
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def rate(name: str, label: str, numerator: int, denominator: int, rule: str) -> Figure:
    """A rate; None where there is nothing to divide by."""
    value = round(numerator / denominator, 4) if denominator else None
    return Figure(name, label, Unit.RATE, value, rule, numerator, denominator)


def change(now: Figure, before: Figure | None) -> str:
    """How a figure moved: percent for counts, percentage points for rates; a dash where nothing compares."""
    if before is None or now.value is None or before.value is None:
        return NOTHING
    if now.unit is Unit.RATE:
        points = round((now.value - before.value) * 100, 1)
        return f"{points + 0:+.1f} 个百分点" if points else "持平"
    if now.value == before.value:
        return "持平"
    if not before.value:
        return NOTHING
    return f"{(now.value - before.value) / before.value * 100:+.1f}%"


WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
