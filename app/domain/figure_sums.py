"""Sums as the store gives them, from which figures are made."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SlotSum:
    """Visits of one day, window and quarter hour (UTC).

    Attributes:
        visits, persons: 批次 and 人次; group_visits, group_persons: of 集体访 among them.
        noticed: with a written notice on the spot; sealed: with a sealed matter.
        handled, handled_s: registrations of one sitting and the seconds they took together.
    """

    day: date
    window: int
    slot: datetime
    visits: int
    persons: int
    group_visits: int
    group_persons: int
    noticed: int
    sealed: int
    handled: int
    handled_s: int


@dataclass(frozen=True, slots=True)
class MatterSum:
    """件次 that are alike in all of this."""

    purpose: str
    content_code: str
    outcome: str
    sealed: bool
    repeat: bool
    passed_on: str
    supervised: bool
    count: int


@dataclass(frozen=True, slots=True)
class AnswerSum:
    """Matters with the same days, to which an answer is owed within fifteen days."""

    received_on: date
    told_on: date | None
    ended_on: date | None
    count: int


@dataclass(frozen=True, slots=True)
class OpinionSum:
    """Accepted matters with the same days, to which an opinion is owed within sixty days."""

    accepted_on: date
    extended_to: date | None
    closed_on: date | None
    ended_on: date | None
    count: int


@dataclass(frozen=True, slots=True)
class RatingSum:
    """Accepted matters of which somebody can be asked, with the same answers; empty = not rated."""

    office: str
    unit: str
    count: int
