"""A hub under a higher one: what its stations pushed goes up as it came, what is decided above comes down.

To the higher hub it is a station of the office that asks for the office's feed. Every step may be done twice:
operations are known above by their id, events here by theirs; so a broken round is simply begun anew.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.errors import HubRefused, StationError
from app.hub import wire
from app.hub.client import Address, HubClient
from app.hub.signing import RequestSigner

PROGRAM = "reception-hub"
_logger = logging.getLogger(__name__)
_MOST_PAGES = 40
"""Of a channel in one round; what is left comes in the next."""


@dataclass(frozen=True)
class Upper:
    """Where one office's operations are handed on to.

    Attributes:
        incarnation: of the higher hub when it was last greeted; empty before.
        channels: how far each of its channels was applied here.
    """

    county: str
    office: str
    url: str
    ca: str
    station_id: str
    private_key: bytes
    incarnation: str
    channels: tuple[wire.ChannelState, ...]


class UpperStore(Protocol):
    """What the lower hub keeps of it; every method is one transaction."""

    def take_uppers(self, now: datetime) -> Sequence[Upper]:
        """Those that no other process is at; they are this one's for a minute."""

    def greeted(self, upper: Upper, incarnation: str, out_of_step: Sequence[str]) -> None:
        """Another incarnation has forgotten something: all is offered again; channels named are read anew."""

    def waiting(self, upper: Upper) -> tuple[list[wire.Relayed], int]:
        """The next operations to hand on, and the number in the feed that they reach to."""

    def sent(self, upper: Upper, to: int) -> None:
        """The higher hub has everything up to this number."""

    def cursor(self, upper: Upper, channel: str) -> wire.ChannelState:
        """How far a channel was applied."""

    def apply(self, upper: Upper, page: wire.FeedPage, now: datetime) -> None:
        """A page and the cursor behind it; what is known already is passed over."""

    def done(self, upper: Upper, now: datetime, trouble: str) -> None:
        """Give it back; `trouble` is a word, empty if all went well."""


class UpperLine(Protocol):
    """The part of `HubClient` that is needed."""

    def hello(self, request: wire.Hello) -> wire.HelloAnswer:
        """See `HubClient`."""

    def relay(self, request: wire.Relay) -> wire.PushAnswer:
        """See `HubClient`."""

    def feed(
        self, channel: str, after: int, chain: str, *, own: str = "", limit: int = wire.MOST_EVENTS
    ) -> wire.FeedPage:
        """See `HubClient`."""


OpenLine = Callable[[Upper], AbstractContextManager[UpperLine]]


def open_upper_line(upper: Upper) -> HubClient:
    """The line to the higher hub; the caller closes it."""
    key = Ed25519PrivateKey.from_private_bytes(upper.private_key)
    return HubClient(Address(upper.url, upper.ca), RequestSigner(upper.station_id, key))


class HandingOn:
    """Rounds of all offices that stand under a higher hub."""

    def __init__(self, store: UpperStore, open_line: OpenLine) -> None:
        """Args: open_line: signed as the hub is enrolled above."""
        self._store = store
        self._open_line = open_line

    def round(self, now: datetime) -> bool:
        """Each office once; always False: nothing is left that would not have to wait for the line."""
        for upper in self._store.take_uppers(now):
            trouble = ""
            try:
                with self._open_line(upper) as line:
                    self._office(upper, line, now)
            except HubRefused as refused:
                trouble = refused.word
            except StationError as error:
                trouble = type(error).__name__
            if trouble:
                _logger.warning("nothing handed on for office %s: %s", upper.office, trouble)
            self._store.done(upper, now, trouble)
        return False

    def _office(self, upper: Upper, line: UpperLine, now: datetime) -> None:
        hello = wire.Hello(now, PROGRAM, wire.PROTOCOL, upper.incarnation, [], list(upper.channels))
        answer = line.hello(hello)
        out_of_step = [c.channel for c in answer.channels if not c.in_step]
        if answer.incarnation != upper.incarnation or out_of_step:
            self._store.greeted(upper, answer.incarnation, out_of_step)
        for ops, to in self._batches(upper):
            results = line.relay(wire.Relay(ops)).results
            if [r.op_id for r in results] != [one.op.op_id for one in ops]:
                raise HubRefused(422, "answer", "")
            if any(r.result is wire.OpResult.QUARANTINED for r in results):
                raise HubRefused(403, "revoked", "")
            self._store.sent(upper, to)
        for state in upper.channels:
            self._follow(upper, line, state.channel, now)

    def _batches(self, upper: Upper) -> Iterator[tuple[list[wire.Relayed], int]]:
        while True:
            ops, to = self._store.waiting(upper)
            if not ops:
                return
            yield ops, to

    def _follow(self, upper: Upper, line: UpperLine, channel: str, now: datetime) -> None:
        for _ in range(_MOST_PAGES):
            at = self._store.cursor(upper, channel)
            page = line.feed(channel, at.cursor, at.chain)
            if not (page.in_step and page.events):
                return
            self._store.apply(upper, page, now)
