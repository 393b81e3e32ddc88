"""What a round needs: the store's side of the conversation and the line; `db.sync` and `app.hub` fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.upstream import ParkedItem, Suspicion, SyncFigures
from app.hub import wire
from app.ports import SealedBook


@dataclass(frozen=True)
class Identity:
    """Who this store is, whether or not it is bound to a hub."""

    station_id: str
    county: str
    office: str
    window: int


@dataclass(frozen=True)
class Binding:
    """What enrolment left here.

    Attributes:
        url, ca: where the hub is, and the PEM of the authority that vouches for it (empty: the system's).
        hub: its name, or its address if it gave none.
        private_key: raw Ed25519 key of this station.
        person_key: the province's key for `app.hub.person_keys`.
        incarnation: of the hub when it was last spoken to; empty: never since enrolment.
        offset: what the hub's clock was ahead at the last hello.
        push_failures: pushes in a row that the hub failed on.
        failures: rounds in a row that did not come to their end.
        directory_key: Ed25519 public key, hex, by which the highest hub vouches for offices' keys.
        hello_at: last hello in which everything was compared; None: one is due.
    """

    url: str
    ca: str
    hub: str
    county: str
    office: str
    station_id: str
    private_key: bytes
    person_key: bytes
    incarnation: str = ""
    offset: timedelta = timedelta(0)
    revoked: bool = False
    push_failures: int = 0
    failures: int = 0
    hello_at: datetime | None = None
    directory_key: str = ""


class SyncStore(Protocol):
    """The store as a round sees it. Each method is one transaction, milliseconds long."""

    def identity(self) -> Identity:
        """Who this store is."""

    def binding(self) -> Binding | None:
        """The hub it is bound to; None: not enrolled."""

    def sealed(self) -> SealedBook:
        """Keys for what is sealed, and what was received sealed."""

    def new_private_key(self) -> bytes:
        """Raw Ed25519 key made for an enrolment; the same one until an enrolment succeeds."""

    def bind(self, binding: Binding, now: datetime) -> None:
        """Keep a new binding; what an earlier one had quarantined is offered again."""

    def epoch(self) -> str:
        """The present life of the store."""

    def last_seq(self) -> int:
        """The last number written in the present life."""

    def states(
        self, with_blocks: frozenset[str] = frozenset(), *, whole: bool = True
    ) -> list[wire.ReplicaState]:
        """How far each life of the store is believed to be on the hub, the present one last.

        Args:
            with_blocks: epochs whose block digests are wanted.
            whole: False: digests only of what came after the blocks last found alike, all of it counted.
        """

    def channels(self, names: Sequence[str]) -> list[wire.ChannelState]:
        """How far each channel is applied."""

    def chains_at(self, channel: str, cursors: Sequence[int]) -> list[wire.ChannelState]:
        """The channel as it stood after those events; numbers that are not kept are left out."""

    def keep_hello(self, answer: wire.HelloAnswer, offset: timedelta, now: datetime) -> None:
        """Keep what the hub said of itself, and which epochs are proven."""

    def reconcile(self, epoch: str, block: int, held: Sequence[wire.HeldOp]) -> list[wire.HeldOp]:
        """Offer again what the hub lacks of a block of acknowledged operations.

        Returns:
            Those the hub holds and this store has lost.
        """

    def place_of(self, op_id: str) -> tuple[str, int, str] | None:
        """Where the feed carried an operation: channel, number before it, and the chain there."""

    def missing_ops(self) -> list[str]:
        """Operations the feed named as this store's own, which it does not have."""

    def restore_op(self, event: wire.FeedEvent) -> None:
        """Put a lost operation of this store back as it was; one of a copy's begins a new epoch."""

    def begin_epoch(self, why: str, now: datetime) -> str:
        """A new life: unacknowledged operations keep their ids and get new numbers. Returns the epoch."""

    def pending(self, most: int, most_bytes: int) -> list[wire.Op]:
        """The next operations to push, in order; damaged ones are put aside and told, never sent."""

    def acknowledge(self, answers: Sequence[wire.OpAnswer], now: datetime) -> int:
        """Keep what became of operations. Returns how many are on the hub now that were not before."""

    def park(self, op_id: str, why: str, now: datetime) -> None:
        """Put an operation aside that cannot be handed over, for a person."""

    def offer_again(self, op_id: str) -> None:
        """A person wants an operation that was put aside to be tried once more."""

    def apply(self, channel: str, events: Sequence[wire.FeedEvent], head: int, now: datetime) -> int:
        """Apply a page and move the cursor, together or not at all.

        Returns:
            How many events told something this store did not know.
        """

    def apply_waiting(self, now: datetime) -> int:
        """Try again what could not be applied when it came. Returns how many now were."""

    def rewind(self, channel: str, cursor: int) -> int:
        """Forget the order of events after `cursor`, which the hub no longer has.

        What they said stays; those not of this store wait to be witnessed. Returns how many do.
        """

    def witnesses(self, most: int) -> list[tuple[int, str, str, wire.FeedEvent]]:
        """(key, incarnation, channel, event) of what a restored hub is to be told."""

    def drop_witnesses(self, keys: Sequence[int]) -> None:
        """They were told."""

    def blobs_waiting(self, most: int) -> list[tuple[str, int]]:
        """(sha256, size) of pictures whose operation is at the hub and which are not, oldest first."""

    def blob_content(self, sha256: str) -> bytes:
        """A picture as it goes over the line; empty if it is not here any more."""

    def blob_complete(self, sha256: str, now: datetime) -> None:
        """The hub has it whole; the copy here is kept."""

    def pictures_wanted(self, now: datetime, most: int) -> list[tuple[str, int]]:
        """(sha256, size) of pictures of other windows' visits to fetch, the smallest first."""

    def keep_picture(self, sha256: str, content: bytes, now: datetime) -> None:
        """A picture was fetched; empty: the hub has not got it yet, it is asked for again later."""

    def note_push_failed(self) -> int:
        """The hub failed on a push; returns how often in a row."""

    def note_push_done(self) -> None:
        """A push was answered."""

    def note_ok(self, next_at: datetime, now: datetime) -> None:
        """A round came to its end."""

    def note_failure(self, word: str, next_at: datetime) -> None:
        """A round did not; `word` says why."""

    def figures(self) -> SyncFigures:
        """The three numbers and what belongs to them."""

    def parked_items(self) -> tuple[ParkedItem, ...]:
        """What needs a person, oldest first."""

    def settle(self, item_id: str, who: str, now: datetime) -> None:
        """A person has dealt with a task or taken note of something parked at the hub."""

    def suspicions(self, reg_no: str) -> tuple[Suspicion, ...]:
        """Advice of the hub about a matter."""

    def keep_claims(self, outcomes: Sequence[wire.ClaimOutcome]) -> None:
        """Keep outcomes learnt by asking."""

    def fingerprinted(self, prefixes: Sequence[str]) -> tuple[Mapping[str, str], datetime | None]:
        """Matters of the county's list by fingerprint: {matter: office}, and as of when the list is."""


class SyncGate(Protocol):
    """Where the store's side comes from once somebody has signed in."""

    def sync_store(self) -> SyncStore:
        """The open store's side.

        Raises:
            StoreMissing: nobody has signed in.
        """


class Line(Protocol):
    """`app.hub.client.HubClient`, as far as a round uses it."""

    offset: timedelta

    def hello(self, request: wire.Hello) -> wire.HelloAnswer:
        """See the client."""

    def compare(self, request: wire.CompareRequest) -> wire.CompareAnswer:
        """See the client."""

    def push(self, request: wire.Push) -> wire.PushAnswer:
        """See the client."""

    def push_raw(self, op: wire.Op) -> wire.PushAnswer:
        """See the client."""

    def feed(
        self, channel: str, after: int, chain: str, *, own: str = "", limit: int = wire.MOST_EVENTS
    ) -> wire.FeedPage:
        """See the client."""

    def witness(self, request: wire.Witness) -> wire.WitnessAnswer:
        """See the client."""

    def begin_blob(self, sha256: str, length: int) -> int:
        """See the client."""

    def append_blob(self, sha256: str, offset: int, part: bytes) -> int:
        """See the client."""

    def fetch_blob(self, sha256: str, offset: int, length: int) -> bytes:
        """See the client."""
