"""What a hub and the higher one it hands on to tell each other besides operations: have we got the same?"""

from typing import Annotated

from msgspec import Meta, Struct

from app.hub.wire import CompareAnswer, Count, Epoch, EpochVerdict, ReplicaState, Uuid

MOST_LIVES = 500

__all__ = ["MOST_LIVES", "CompareAnswer", "RelayedBlock", "RelayedLife", "RelayedLives", "RelayedVerdicts"]


class RelayedLife(Struct, frozen=True):
    """One life of one station's store, as far as the lower hub believes it handed on."""

    station_id: Uuid
    state: ReplicaState


class RelayedLives(Struct, frozen=True):
    """`POST /v1/relay/hello`: do both hubs hold the same operations of the sender's office?"""

    lives: Annotated[list[RelayedLife], Meta(max_length=MOST_LIVES)]


class RelayedVerdicts(Struct, frozen=True):
    """In the order asked."""

    verdicts: list[EpochVerdict]


class RelayedBlock(Struct, frozen=True):
    """`POST /v1/relay/compare`: which operations of a block of a station's life the hub has."""

    station_id: Uuid
    epoch: Epoch
    block: Count
