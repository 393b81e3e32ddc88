"""Operations on their way up, and what became of them."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from app.hub.wire.common import (
    MOST_OPS,
    Body,
    Count,
    County,
    Epoch,
    Kind,
    Label,
    Moment,
    OfficeCode,
    Pace,
    Seq,
    Sha256,
    Uuid,
)


class OpKind(StrEnum):
    """Operations a station writes, one in the transaction that writes its rows.

    Their bodies are those of `db`: `begin` {}; `visit` a `VisitRecord`, sealed matters as ciphertext;
    `link`, `unlink` a `LinkRecord` with the ids of both matters; `judgement` a `JudgementRecord`;
    `event` a `MatterEventRecord`, each with `matter_id`; `amend` and `withdraw` an `Amendment`;
    `document`, `document_void`, `document_delivery` and `paper_fact` tell of numbered papers; `review` a
    `LineReview` and `day_signature` a `DaySignature` of the log; `sealing_key` and `sealed_box`
    (`app.hub.sealing_wire`) of keys and of what is sealed for one. Whatever else comes is parked.
    """

    BEGIN = "begin"
    VISIT = "visit"
    LINK = "link"
    UNLINK = "unlink"
    JUDGEMENT = "judgement"
    EVENT = "event"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    DOCUMENT = "document"
    DOCUMENT_VOID = "document_void"
    DOCUMENT_DELIVERY = "document_delivery"
    PAPER_FACT = "paper_fact"
    SEALING_KEY = "sealing_key"
    SEALED_BOX = "sealed_box"
    REVIEW = "review"
    DAY_SIGNATURE = "day_signature"


class Op(Struct, frozen=True):
    """One operation as it lies in a station's store.

    Attributes:
        digest: sha256 of the body's bytes as the station keeps it.
        wall: the station's wall clock when it was written; never an order.
        offset_ms: what had to be added to that clock as of the last hello; None: never measured.
        offset_age_s: how old that measurement was.
        about: number of the visit or matter it tells of; for people.
    """

    op_id: Uuid
    epoch: Epoch
    seq: Seq
    county: County
    office: OfficeCode
    kind: Kind
    v: Annotated[int, Meta(ge=0, le=1_000_000)]
    body: Body
    digest: Sha256
    wall: Moment
    boot_id: Label = ""
    about: Label = ""
    offset_ms: Annotated[int, Meta(ge=-(2**53), le=2**53)] | None = None
    offset_age_s: Count | None = None


class Push(Struct, frozen=True):
    """`POST /v1/ops`, and with one operation `POST /v1/ops/raw`, which is kept without being looked into."""

    ops: Annotated[list[Op], Meta(min_length=1, max_length=MOST_OPS)]


class Relayed(Struct, frozen=True):
    """An operation as its own station pushed it to the hub that hands it on."""

    station_id: Uuid
    op: Op


class Relay(Struct, frozen=True):
    """`POST /v1/relay`: operations of the sender's office that came to a lower hub, in its order.

    `raw`: one that the hub chokes on; it is kept without being looked into.
    """

    ops: Annotated[list[Relayed], Meta(min_length=1, max_length=MOST_OPS)]
    raw: bool = False


class OpResult(StrEnum):
    """What became of an operation; each means that its bytes are durable on the hub.

    `damaged`: its bytes did not have the digest it names; kept for a person, and not an acknowledgement.
    `quarantined`: the station is revoked; kept for a person, not an acknowledgement either.
    """

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    PARKED = "parked"
    DIGEST_CONFLICT = "digest_conflict"
    DAMAGED = "damaged"
    QUARANTINED = "quarantined"


ACKNOWLEDGED = frozenset({OpResult.ACCEPTED, OpResult.DUPLICATE, OpResult.PARKED})
"""After these an operation is on the hub, byte for byte."""


class OpAnswer(Struct, frozen=True):
    """Of one operation; `why` is a word for the parked and the damaged, `held` the digest kept first."""

    op_id: Uuid
    result: OpResult
    why: str = ""
    held: str = ""


class PushAnswer(Struct, frozen=True):
    """Answers in the order of the push.

    Attributes:
        fork: another store pushed other operations under the same station, epoch and numbers. What was
            sent is kept; the station takes a new epoch before it pushes again.
    """

    incarnation: str
    hub_time: Moment
    results: list[OpAnswer]
    fork: bool
    pace: Pace = Pace()
