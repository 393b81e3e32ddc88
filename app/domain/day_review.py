"""The lead's review of the day: steps on a line, and the signature of a day."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ReviewKind(StrEnum):
    """A step of the review of a line.

    `refusal_signed`: the lead signed one of the two refusals (domain reference 4.2); its text is the
    registration number.
    """

    CHECKED = "checked"
    ASKED = "asked"
    ANSWERED = "answered"
    REFUSAL_SIGNED = "refusal_signed"


@dataclass(frozen=True)
class LineReview:
    """One step; `text` is the question or the answer in a person's words."""

    review_id: str
    visit_id: str
    kind: ReviewKind
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class DaySignature:
    """A signed day.

    Attributes:
        content: canonical JSON of what was signed (`app.intake.day_signing`).
        digest: sha256 of it, hexadecimal.
        reason: why it was signed with items still open; empty if none were.
        here: signed in this store.
    """

    signature_id: str
    day: date
    content: bytes
    digest: str
    reason: str
    by: str
    at: datetime
    here: bool = True
