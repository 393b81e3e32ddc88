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

    def restored(self) -> str:
        """Say that this database was restored from a copy: a new incarnation, by which stations notice."""

    def close(self) -> None:
        """Give the connections back."""
