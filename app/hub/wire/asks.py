"""What is asked while the visitor waits: slots of representatives, and matters of other offices."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from app.hub.wire.common import Moment, Sha256, Uuid

PersonKey = Sha256
"""HMAC-SHA256 of the normalised document number (`app.hub.person_keys`), 64 hex digits."""


class Claim(Struct, frozen=True):
    """`POST /v1/claims`: these persons are to act for the group of one matter, from now on.

    Attributes:
        claim_id: made by the station; asking again with it changes nothing.
        matter: `matter_id`, of the matter it is linked to where it is a repeat.
    """

    claim_id: Uuid
    matter: Uuid
    persons: Annotated[list[PersonKey], Meta(min_length=1, max_length=50)]
    day: date


class ClaimWord(StrEnum):
    """Outcome for one person."""

    CONFIRMED = "confirmed"
    OVER_LIMIT = "over_limit"


class ClaimOutcome(Struct, frozen=True):
    """Equal everywhere; a person at two windows has one slot."""

    claim_id: str
    matter: str
    person: str
    outcome: ClaimWord
    slot: int | None = None
    day: date | None = None


class ClaimAnswer(Struct, frozen=True):
    """In the order asked."""

    outcomes: list[ClaimOutcome]
    hub_time: Moment


class Check(Struct, frozen=True):
    """`POST /v1/check`: does another office of the county hold this person's matter?"""

    persons: Annotated[list[PersonKey], Meta(max_length=200)] = field(default_factory=list)
    words: Annotated[str, Meta(max_length=4000)] = ""
    limit: Annotated[int, Meta(ge=1, le=50)] = 10


class Elsewhere(Struct, frozen=True):
    """A matter another office holds, without anything of what was said."""

    reg_no: str
    matter_id: str
    office: str
    office_name: str
    unit: str
    state: str
    registered_on: str
    why: Literal["person", "text"]
    score: float


class CheckAnswer(Struct, frozen=True):
    """Best first. Advice: it never stops a registration."""

    found: list[Elsewhere]
    hub_time: Moment
