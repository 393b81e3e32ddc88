"""Questions a hub in a hall cannot answer by itself: the county's is asked while the visitor waits.

Slots of representatives are given out by the county's hub, which alone knows of every hall and office; while
it cannot be reached the hall gives them out, and the county confirms or overrules when it hears of it. What
other offices hold only the county knows: without it the window uses its own list, labelled with its age.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from app.errors import StationError
from app.hub import wire
from app.hub.calls import Asked
from app.hub.client import HubClient
from app.hub.problems import Refused
from app.hub.upper import Upper

CLAIM_S, CHECK_S = 1.2, 0.9
"""Of the two seconds and the one and a half that a window waits; the rest is the hall's own way."""
QUIET_S = 20.0
"""So long nobody is kept waiting again for a county that did not answer."""


class ArbiterStore(Protocol):
    """What the hall's store knows of the higher hub."""

    def upper_of(self, county: str, office: str) -> Upper | None:
        """The higher hub of an office; None: this hub is the highest."""

    def overrule(self, upper: Upper, outcomes: Sequence[wire.ClaimOutcome], now: datetime) -> None:
        """Keep the higher hub's word on representatives."""


class Arbiter:
    """Asks the higher hub; used by several threads at once."""

    def __init__(
        self,
        store: ArbiterStore,
        open_line: Callable[[Upper], HubClient],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._open_line = open_line
        self._clock = clock
        self._quiet_until = 0.0

    def answer(self, path: str, asked: Asked) -> msgspec.Struct | None:
        """The county's answer; None: this hub answers by itself.

        Raises:
            Refused: only the county could tell, and it does not answer.
        """
        if path not in ("/v1/claims", "/v1/check"):
            return None
        upper = self._store.upper_of(asked.station.county, asked.station.office)
        if upper is None:
            return None
        if path == "/v1/check":
            found = self._asked(upper, lambda line: line.check(asked.message, timeout_s=CHECK_S))
            if found is None:
                raise Refused("upper_away", retry_after_s=round(QUIET_S))
            return found
        given = self._asked(upper, lambda line: line.claim(asked.message, timeout_s=CLAIM_S))
        if isinstance(given, wire.ClaimAnswer):
            self._store.overrule(upper, given.outcomes, asked.now)
        return given

    def _asked(self, upper: Upper, ask: Callable[[HubClient], msgspec.Struct]) -> msgspec.Struct | None:
        if self._clock() < self._quiet_until:
            return None
        try:
            with self._open_line(upper) as line:
                return ask(line)
        except StationError:
            self._quiet_until = self._clock() + QUIET_S
            return None
