"""The state of a matter, derived from its dates (domain reference 4.4)."""

from dataclasses import dataclass
from datetime import date

from app.domain.matter import Purpose, Route


@dataclass(frozen=True)
class MatterDates:
    """What is known of a matter's course; names as in the outside interface's CASE.json.

    `unknown_history` = an upstream matter whose course is not known: state `unsure`.
    """

    received_on: date | None = None
    accepted_on: date | None = None
    extended_to: date | None = None
    replied_on: date | None = None
    review_received_on: date | None = None
    review_opinion_on: date | None = None
    recheck_received_on: date | None = None
    recheck_opinion_on: date | None = None
    withdrawn_on: date | None = None
    agreement_on: date | None = None
    refused_on: date | None = None
    transferred_on: date | None = None
    executed_on: date | None = None
    route_ended_on: date | None = None
    supported: bool | None = None
    route: Route | None = None
    purpose: Purpose | None = None
    simple: bool = False
    unknown_history: bool = False
