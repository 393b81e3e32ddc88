"""What the search for known matters keeps and gives back: plain shapes, told apart by number."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.matter import Facts


@dataclass(frozen=True, slots=True)
class Findable:
    """A matter as the search index takes it.

    Attributes:
        packed: what it is compared by (`app.duplicates.prepared.pack`).
        terms: what it is found by; terms of people are digests.
    """

    packed: bytes
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class ForeignMatter:
    """A matter known elsewhere, imported so that it is found here.

    Attributes:
        foreign_id: its number there, as given.
        person: keyed digest of the person's key; empty if none was given.
        day: its date; None when not known.
    """

    foreign_id: str
    person: str
    place: str
    unit: str
    content_class: str
    demand: str
    facts: str
    day: date | None


@dataclass(frozen=True, slots=True)
class KnownName:
    """Which matter an index key stands for: one registered here, or a foreign one."""

    reg_no: str
    foreign_id: str

    @property
    def id(self) -> str:
        """The number a person knows it by."""
        return self.reg_no or self.foreign_id


class Judgement(StrEnum):
    """A person's word on a pair of matters; `OPEN` takes an earlier word back."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"
    OPEN = "open"


@dataclass(frozen=True)
class JudgementRecord:
    """A word on a pair as it was given; the last one on a pair holds, all are kept.

    `known_id` is a registration number or the number of a foreign matter.
    """

    judgement_id: str
    reg_no: str
    known_id: str
    judgement: Judgement
    by: str
    at: datetime


@dataclass(frozen=True)
class LinkRecord:
    """A person's decision that one registered matter is another, with its undoing if it was undone."""

    link_id: str
    reg_no: str
    target_reg_no: str
    facts: Facts
    by: str
    at: datetime
    undone_by: str = ""
    undone_at: datetime | None = None
