"""The greeting in which station and hub compare what they hold."""

from typing import Annotated

from msgspec import Meta, Struct, field

from app.hub.wire.common import Chain, Count, Epoch, Label, Moment, OfficeCode, Pace, Sha256


class ReplicaState(Struct, frozen=True):
    """How far a station believes an epoch to be on the hub.

    Attributes:
        max_seq: last number written.
        proven_to: every operation up to this number was acknowledged.
        count: how many of them there are (`proven_to`, where nothing is missing here).
        since: only what comes after this number is in `root`; a multiple of `BLOCK`. What comes before was
            compared earlier and is compared again nightly; that one of it is gone the count tells at once.
        root: `root_digest` over them; `blocks`: their `block_digests`, sent when the roots differ.
    """

    epoch: Epoch
    max_seq: Count
    proven_to: Count
    count: Count
    root: Sha256
    blocks: Annotated[list[Sha256], Meta(max_length=200_000)] | None = None
    since: Count = 0


class ChannelState(Struct, frozen=True):
    """How far a station has applied a channel of the feed."""

    channel: OfficeCode
    cursor: Count
    chain: Chain


class Hello(Struct, frozen=True):
    """`POST /v1/hello`: at every reconnect and nightly.

    Attributes:
        incarnation: of the hub when this station last spoke to it; empty the first time.
        epochs: of every life of the store, the present one last.
    """

    wall: Moment
    program: Label
    protocol: int
    incarnation: Label
    epochs: Annotated[list[ReplicaState], Meta(max_length=500)]
    channels: Annotated[list[ChannelState], Meta(max_length=16)] = field(default_factory=list)


class EpochVerdict(Struct, frozen=True):
    """The compare of one epoch.

    Attributes:
        in_step: roots and counts agree.
        held: operations the hub has up to `proven_to`; `hub_max_seq` the last it has at all.
        since: as asked; a hub that does not know of it compared everything.
        differing: numbers of blocks that differ, where blocks were sent. `POST /v1/compare` lists one.
        fork: the hub has numbers this store never wrote: it was rolled back, or a copy of it is in use.
            Of a past epoch it means nothing: what was renumbered may have come under its old number, late.
    """

    epoch: Epoch
    in_step: bool
    held: int
    hub_max_seq: int
    differing: list[int] | None = None
    fork: bool = False
    since: int = 0


class ChannelVerdict(Struct, frozen=True):
    """Whether the station's chain is the hub's at that cursor, and how far the hub's channel goes."""

    channel: str
    in_step: bool
    head: int


class HelloAnswer(Struct, frozen=True):
    """What the hub knows; a changed `incarnation` means that it was restored from a copy."""

    incarnation: str
    hub_time: Moment
    protocols: list[int]
    station_id: str
    office: str
    revoked: bool
    epochs: list[EpochVerdict]
    channels: list[ChannelVerdict]
    parked: int
    missing_blobs: list[str]
    pace: Pace = Pace()
    directory_key: str = ""


class CompareRequest(Struct, frozen=True):
    """`POST /v1/compare`: which operations of a block the hub has."""

    epoch: Epoch
    block: Count


class HeldOp(Struct, frozen=True):
    """An operation on the hub."""

    seq: int
    op_id: str
    digest: str


class CompareAnswer(Struct, frozen=True):
    """By rising `seq`."""

    held: list[HeldOp]
