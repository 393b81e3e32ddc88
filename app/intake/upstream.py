"""The hub as its own people see it: what `station hub` does besides serving."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from app.domain.office import Office
from app.intake.results import ListedMatter, VisitLine


@dataclass(frozen=True)
class UpstreamStep:
    """A step decided upstream, as EVENT.json states it."""

    kind: str
    on: date
    by: str
    text: str = ""
    extended_to: date | None = None
    supported: bool | None = None


@dataclass(frozen=True)
class StandingAbove:
    """How far an office's operations were handed on to the higher hub.

    Attributes:
        waiting: operations taken in here and not handed on yet.
        aside: (number or id, why) of those the higher hub does not take.
        last_ok_at: end of the last round without trouble; trouble: why the last one broke off.
        compared_at: when both hubs last compared what they hold.
    """

    county: str
    office: str
    url: str
    waiting: int
    aside: tuple[tuple[str, str], ...]
    last_ok_at: datetime | None
    trouble: str
    compared_at: datetime | None


class HubOffice(Protocol):
    """Administration of a hub, beside the servers that may be running on the same database."""

    def enrol_code(self, office: Office, now: datetime) -> tuple[str, datetime]:
        """A one-time code for one station of the office, and when it expires."""

    def visits(self) -> Iterator[VisitLine]:
        """Everything registered, county by county in order of registration."""

    def matters(self, now: datetime) -> Iterator[ListedMatter]:
        """Every matter, likewise; states are of that moment."""

    def decide(self, reg_no: str, step: UpstreamStep, now: datetime) -> tuple[str, int]:
        """Write a step; (number of the matter it was written to, its version).

        Raises:
            NotFound: no such matter.
        """

    def revoke(self, station_id: str, now: datetime) -> None:
        """Take a station's trust away.

        Raises:
            NotFound: no such station.
        """

    def join(self, url: str, code: str) -> tuple[str, str]:
        """Stand under a higher hub with one office: (its name, the office's code).

        Raises:
            BadInput, HubAway, HubBusy, HubFailed, HubRefused: nothing was changed.
        """

    def standings(self) -> tuple[StandingAbove, ...]:
        """Of each office that stands under a higher hub."""

    def restored(self) -> str:
        """Say that this database was restored from a copy: a new incarnation, by which stations notice."""

    def close(self) -> None:
        """Give the connections back."""
