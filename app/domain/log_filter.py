"""Which lines of the visit log are asked for, and in which order."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class LogSort(StrEnum):
    """What the log may be ordered by; equal ones stand in order of registration."""

    SEQ = "seq"
    TIME = "time"
    WINDOW = "window"
    VISITORS = "visitors"
    PRESENT = "present"
    PURPOSE = "purpose"
    CLASS = "class"
    PLACE = "place"
    RAISING = "raising"
    OUTCOME = "outcome"
    UNIT = "unit"
    DUE = "due"
    RECEPTIONIST = "receptionist"
    REVIEW = "review"


class Raising(StrEnum):
    """初访 or 重复访, of a matter-time (domain reference 10.2)."""

    FIRST = "first"
    REPEAT = "repeat"


class ReviewState(StrEnum):
    """How far the lead is with a line.

    `changed`: corrected after it was checked, it wants to be looked at again.
    """

    OPEN = "open"
    CHECKED = "checked"
    ASKED = "asked"
    ANSWERED = "answered"
    CHANGED = "changed"


UNCHECKED = frozenset({ReviewState.OPEN, ReviewState.ANSWERED, ReviewState.CHANGED})
"""Lines that wait for the lead to look at them; those asked about wait for somebody else."""


@dataclass(frozen=True)
class SearchWord:
    """One word looked for: in the line's text, or as one of the codes whose names contain it."""

    text: str
    classes: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LogFilter:
    """Lines of a span of local dates, both included; an empty set and None let everything through.

    What is said of a matter (`purposes` … `raising`, `competent_levels`) must hold for one and the same
    matter of the visit.

    Attributes:
        received_by: names of receptionists.
        classes: content codes; two digits stand for all codes of that first-level class.
        units: target units, by name. Sealed matters have none here.
        reported_units: units complained of in one of the visit's matters, by name; none of sealed ones.
        group: at least `group_from` persons.
        synced: acknowledged upstream.
        told: a paper was printed for the visitor on the day of the visit.
        confirmed: the visitor confirmed the record, or declined before witnesses.
        hours, weekdays: of the visit's local time, 0…23 and 0 = Monday … 6.
        registered_after: only what was registered later.
        visit_nos: only these.
        words: all of them must be found; a sealed visit is found by its number alone.
    """

    start: date
    end: date
    windows: frozenset[int] = frozenset()
    received_by: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    reported_units: frozenset[str] = frozenset()
    raising: Raising | None = None
    competent_levels: frozenset[str] = frozenset()
    group: bool | None = None
    group_from: int = 5
    sealed: bool | None = None
    synced: bool | None = None
    told: bool | None = None
    confirmed: bool | None = None
    amended: bool | None = None
    reviews: frozenset[ReviewState] = frozenset()
    hours: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    registered_after: datetime | None = None
    visit_nos: frozenset[str] = frozenset()
    words: tuple[SearchWord, ...] = ()
    names_hidden: bool = False


@dataclass(frozen=True)
class LogTotals:
    """Counts over the lines that pass; every one of them opens to its lines by a filter.

    Attributes:
        matters, first, repeat: matter-times (件次), and those raised for the first and a later time.
        per_hour: (hour of local time, persons), hours without any left out.
        per_class: (content code, matter-times), most first; sealed matters are left out.
    """

    visits: int = 0
    persons: int = 0
    matters: int = 0
    first: int = 0
    repeat: int = 0
    group_visits: int = 0
    group_persons: int = 0
    told: int = 0
    sealed: int = 0
    unchecked: int = 0
    per_hour: tuple[tuple[int, int], ...] = ()
    per_class: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class LogLine:
    """One line as it is kept for the log: what corrections made of it, masked where the visit is sealed.

    Codes, not names; `documents` are ids of the papers printed; `matters` counts those of the visit,
    `repeats` those raised before.
    """

    key: int
    visit_id: str
    visit_no: str
    seq: int
    local_date: date
    registered_at: datetime
    visited_at: datetime
    left_at: datetime | None
    window: int
    received_by: str
    present: int
    representatives: int
    sealed: bool
    visitors: str
    purpose: str
    content_code: str
    matters: int
    repeats: int
    competent_level: str
    outcome: str
    target_unit: str
    due_on: date | None
    told: bool
    confirmed: bool
    reviewed_by: str
    reviewed_at: datetime | None
    amended: bool
    place: str
    demand: str
    remark: str
    procedures: tuple[str, ...]
    documents: tuple[str, ...]
    review: ReviewState
    synced: bool
