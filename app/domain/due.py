"""The deadlines board: open terms as they are kept counted, so that nobody waits for ninety thousand of them.

What is kept is derived and can be counted again at any time. A term's last day does not move by itself; what
changes with the days is which terms a matter has, and `CountedMatter.turns_on` says when.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.record import MatterCourse


class Nature(StrEnum):
    """Whose a term is and what it rests on; only the first turns red."""

    DUTY = "duty"
    RIGHT = "right"
    TARGET = "target"
    EXECUTION = "execution"
    PROMISE = "promise"


class Span(StrEnum):
    """A part of the board; `ALL` are legal terms and promises, the last two stand apart."""

    ALL = "all"
    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    WITHIN = "within"
    PROMISES = "promises"
    UNEXECUTED = "unexecuted"
    TARGETS = "targets"


DATED = (Nature.DUTY, Nature.RIGHT, Nature.PROMISE)
"""Natures of the spans that go by the last day."""
NATURES_OF: dict[Span, tuple[Nature, ...]] = {
    Span.PROMISES: (Nature.PROMISE,),
    Span.UNEXECUTED: (Nature.EXECUTION,),
    Span.TARGETS: (Nature.TARGET,),
}
FURTHEST_DAYS = 30
"""How far ahead the board counts day by day."""
PROMISE = "promise"
"""Kind of a term that is a leader's promise."""


@dataclass(frozen=True, slots=True)
class CountedTerm:
    """One open term.

    Attributes:
        kind: T1 … T15, `EXECUTION`, or `PROMISE`.
        step: 1 to 3 of T13 and T14, else 0.
        note: of a promise: what was promised, and by whom.
    """

    kind: str
    step: int
    start: date
    due: date
    nature: Nature
    note: str = ""


@dataclass(frozen=True)
class KeptPromise:
    """A promise that is open, as far as the board needs it."""

    what: str
    leader: str
    made_on: date
    due: date


@dataclass(frozen=True)
class Uncounted:
    """A matter whose terms have to be counted: it is new, something happened to it, or its day came.

    Attributes:
        matter_key: of the store.
        received_by: who received it first.
        unit: who was to handle it when it was registered.
        repeat: it was judged to be another matter, whose terms are its own.
    """

    matter_key: int
    course: MatterCourse
    received_by: str
    unit: str
    sealed: bool
    promises: tuple[KeptPromise, ...] = ()
    repeat: bool = False


@dataclass(frozen=True)
class CountedMatter:
    """What the board knows of a matter.

    Attributes:
        urged_on: when somebody last urged it on.
        unit: who handles it; empty if nobody is named, and of a sealed one, which is never listed by unit.
        owner: who sees it through, having received it first (首接首办).
        leader: the leader who owns the case (包案), or empty.
        turns_on: first day on which the terms may be others although nothing happened; None: never.
        not_before: a day in its course that still lies ahead, say after a wrong clock: counted again then.
    """

    matter_key: int
    terms: tuple[CountedTerm, ...]
    urged_on: date | None
    unit: str
    owner: str
    leader: str
    turns_on: date | None
    not_before: date | None = None


@dataclass(frozen=True)
class DueFilter:
    """What of the board is asked for.

    Attributes:
        within_days: of the span `WITHIN`: from today to so many days ahead.
        kind: only this kind; empty = every one.
        unit: only this unit; None = every one, empty = those without.
        owner, leader: only what this person sees through, or this leader owns; empty = everybody's.
    """

    span: Span = Span.ALL
    within_days: int = 7
    kind: str = ""
    unit: str | None = None
    owner: str = ""
    leader: str = ""

    def days(self, today: date) -> tuple[date, date]:
        """First and last day of the span."""
        match self.span:
            case Span.OVERDUE:
                return date.min, today - timedelta(days=1)
            case Span.TODAY:
                return today, today
            case Span.TOMORROW:
                return today + timedelta(days=1), today + timedelta(days=1)
            case Span.WITHIN:
                return today, today + timedelta(days=self.within_days)
        return date.min, date.max

    @property
    def natures(self) -> tuple[Nature, ...]:
        """Of the span; a visitor's right or a promise that has passed is not overdue in law."""
        return (Nature.DUTY,) if self.span is Span.OVERDUE else NATURES_OF.get(self.span, DATED)


@dataclass(frozen=True, slots=True)
class DueTotal:
    """How many open terms are alike.

    Attributes:
        days: to the last day; -1 = any day that has passed, `FURTHEST_DAYS` + 1 = any later one.
        unurged: how many nobody has urged on since they were due.
    """

    nature: Nature
    kind: str
    unit: str
    owner: str
    leader: str
    days: int
    year: int
    count: int
    unurged: int


@dataclass(frozen=True, slots=True)
class DueRow:
    """One open term of the board with its matter."""

    reg_no: str
    term: CountedTerm
    urged_on: date | None
    unit: str
    owner: str
    leader: str
    sealed: bool
