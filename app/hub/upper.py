"""What a hub under a higher one needs of its store and its line; `app.hub.handing_on` does the rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.hub import relayed, wire
from app.hub.client import Address, HubClient
from app.hub.signing import RequestSigner


@dataclass(frozen=True)
class Upper:
    """Where one office's operations are handed on to.

    Attributes:
        incarnation: of the higher hub when it was last greeted; empty before.
        channels: how far each of its channels was applied here.
        failures: rounds in a row in which the higher hub failed on what it was given.
        compared_at: when both hubs last compared what they hold; None: never.
    """

    county: str
    office: str
    url: str
    ca: str
    station_id: str
    private_key: bytes
    incarnation: str
    channels: tuple[wire.ChannelState, ...]
    failures: int = 0
    compared_at: datetime | None = None


@dataclass(frozen=True)
class Waiting:
    """An operation to hand on, with the number in the feed that is reached with it."""

    relayed: wire.Relayed
    fseq: int


class UpperStore(Protocol):
    """What the lower hub keeps of it; every method is one transaction."""

    def take_uppers(self, now: datetime) -> Sequence[Upper]:
        """Those that no other process is at; they are this one's for a minute."""

    def hold(self, upper: Upper, now: datetime) -> None:
        """It takes longer: another minute."""

    def greeted(self, upper: Upper, incarnation: str, out_of_step: Sequence[str]) -> None:
        """Another incarnation has forgotten something: all is offered again; channels named are read anew."""

    def keep_directory(self, directory_key: str) -> None:
        """By what the higher hub vouches for offices' keys; stations here are told it."""

    def waiting(self, upper: Upper) -> list[Waiting]:
        """The next operations to hand on, in order; whose bytes are not as they came is put aside instead."""

    def sent(self, upper: Upper, to: int) -> None:
        """The higher hub has everything up to this number, or it was put aside."""

    def put_aside(self, upper: Upper, op_id: str, why: str, now: datetime) -> None:
        """The higher hub does not take this operation: kept, told to a person, and offered again later."""

    def forked(self, upper: Upper, station_id: str, now: datetime) -> None:
        """Above, other operations stand under the numbers of a station here: told to a person, once."""

    def put_aside_before(self, upper: Upper, now: datetime) -> list[wire.Relayed]:
        """Operations put aside that are to be offered once more."""

    def taken_after_all(self, upper: Upper, op_ids: Sequence[str]) -> None:
        """Operations put aside that the higher hub has now."""

    def note_failed(self, upper: Upper, *, failed: bool) -> int:
        """Whether the higher hub failed on what it was given. Returns how often in a row it did."""

    def lives(
        self, upper: Upper, with_blocks: frozenset[tuple[str, str]] = frozenset()
    ) -> list[relayed.RelayedLife]:
        """What was handed on, by station and epoch.

        Args:
            with_blocks: (station, epoch) whose block digests are wanted.
        """

    def lacking(
        self, upper: Upper, asked: relayed.RelayedBlock, held: Sequence[wire.HeldOp]
    ) -> tuple[list[wire.Relayed], bool]:
        """(operations of the block the higher hub has not, whether it has some that are not here)."""

    def compared(self, upper: Upper, now: datetime) -> None:
        """Both hubs have compared what they hold, and mended what differed."""

    def cursor(self, upper: Upper, channel: str) -> wire.ChannelState:
        """How far a channel was applied."""

    def apply(self, upper: Upper, page: wire.FeedPage, now: datetime) -> None:
        """A page and the cursor behind it; what is known already is passed over."""

    def blobs_held(self, upper: Upper, sha256s: Sequence[str]) -> list[str]:
        """Those pictures, of those named, that are whole here."""

    def blob_content(self, upper: Upper, sha256: str) -> bytes:
        """A picture that is whole here."""

    def done(self, upper: Upper, now: datetime, trouble: str) -> None:
        """Give it back; `trouble` is a word, empty if all went well."""


class UpperLine(Protocol):
    """The part of `HubClient` that is needed."""

    def hello(self, request: wire.Hello) -> wire.HelloAnswer:
        """See `HubClient`."""

    def relay(self, request: wire.Relay) -> wire.PushAnswer:
        """See `HubClient`."""

    def relay_hello(self, request: relayed.RelayedLives) -> relayed.RelayedVerdicts:
        """See `HubClient`."""

    def relay_compare(self, request: relayed.RelayedBlock) -> wire.CompareAnswer:
        """See `HubClient`."""

    def feed(
        self, channel: str, after: int, chain: str, *, own: str = "", limit: int = wire.MOST_EVENTS
    ) -> wire.FeedPage:
        """See `HubClient`."""

    def begin_blob(self, sha256: str, length: int) -> int:
        """See `HubClient`."""

    def append_blob(self, sha256: str, offset: int, part: bytes) -> int:
        """See `HubClient`."""


def open_upper_line(upper: Upper) -> HubClient:
    """The line to the higher hub; the caller closes it."""
    key = Ed25519PrivateKey.from_private_bytes(upper.private_key)
    return HubClient(Address(upper.url, upper.ca), RequestSigner(upper.station_id, key))
