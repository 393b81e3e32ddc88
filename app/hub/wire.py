"""What travels between a station and its hub: shapes of requests and answers, JSON in UTF-8.

Unknown fields are ignored, so that either side may be newer; limits stand in the types, so that what
does not fit is refused before anything looks at it. Times are aware. Source: `sync` design, section 3.
"""

import base64
import binascii
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

PROTOCOL = 1
"""Version of these shapes; the path begins with it (`/v1/…`)."""

MOST_OPS = 200
MOST_BYTES = 1_000_000
"""Of a push, before it is packed."""
MOST_EVENTS = 500
OP_VERSIONS = range(1, 2)
"""Versions of operation bodies this program reads; others are kept raw."""
COUNTY_CHANNEL = "county"
"""The feed that every office of a county follows besides its own: fingerprints of persons."""

Uuid = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", max_length=36)
]
Epoch = Annotated[str, Meta(pattern="^[0-9a-f]{16}$", max_length=16)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
Moment = Annotated[datetime, Meta(tz=True)]
Chain = Annotated[str, Meta(pattern="^([0-9a-f]{64})?$", max_length=64)]
County = Annotated[str, Meta(pattern="^[0-9]{6}$", max_length=6)]
OfficeCode = Annotated[str, Meta(pattern="^[0-9A-Za-z_-]{1,32}$", max_length=32)]
Kind = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$", max_length=40)]
Label = Annotated[str, Meta(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Seq = Annotated[int, Meta(ge=1, le=2**53)]
FeedLimit = Annotated[int, Meta(ge=1, le=MOST_EVENTS)]
OwnEpoch = Annotated[str, Meta(pattern="^([0-9a-f]{16})?$", max_length=16)]


class Body(Struct, frozen=True):
    """Bytes that arrive as they left: as text where they are UTF-8, otherwise in base64."""

    text: str
    encoding: Literal["utf8", "base64"] = "utf8"

    @classmethod
    def of(cls, content: bytes) -> "Body":
        """Bytes to be sent."""
        try:
            return cls(content.decode())
        except UnicodeDecodeError:
            return cls(base64.b64encode(content).decode("ascii"), "base64")

    def content(self) -> bytes:
        """The bytes.

        Raises:
            ValueError: no base64.
        """
        if self.encoding == "utf8":
            return self.text.encode()
        try:
            return base64.b64decode(self.text, validate=True)
        except binascii.Error as error:
            raise ValueError("base64") from error


# --- operations ------------------------------------------------------------------------------------


class OpKind(StrEnum):
    """Operations a station writes, one in the transaction that writes its rows.

    Their bodies are those of `db`: `begin` {}; `visit` a `VisitRecord`, sealed matters as ciphertext;
    `link`, `unlink` a `LinkRecord` with the ids of both matters; `judgement` a `JudgementRecord`;
    `event` a `MatterEventRecord`, each with `matter_id`; `amend` and `withdraw` an `Amendment`;
    `document`, `document_void`, `document_delivery` and `paper_fact` tell of numbered papers. Whatever
    else comes is parked.
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
    """`POST /v1/relay`: operations of the sender's office that came to a lower hub, in its order."""

    ops: Annotated[list[Relayed], Meta(min_length=1, max_length=MOST_OPS)]


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


class DeskState(StrEnum):
    """What a window is doing: a form is being filled in, nobody sits there, or neither."""

    RECEIVING = "receiving"
    FREE = "free"
    AWAY = "away"


class HallReport(Struct, frozen=True):
    """`POST /v1/hall`: how one window of a hall stands; the answer is the whole hall.

    Nothing of any visitor is in it.

    Attributes:
        window: its number; `who`: the member of the staff, empty while nobody is signed in.
        unfinished: forms begun and not registered yet; `visits`: registered there today.
    """

    window: Annotated[int, Meta(ge=0, le=999)]
    who: Label
    state: DeskState
    unfinished: Annotated[int, Meta(ge=0, le=100_000)]
    visits: Annotated[int, Meta(ge=0, le=100_000)]


class HallDesk(Struct, frozen=True):
    """A window of the sender's office as it last reported; `seen_at` by the hub's clock."""

    station_id: str
    window: int
    who: str
    state: DeskState
    unfinished: int
    visits: int
    seen_at: Moment


class Hall(Struct, frozen=True):
    """Every window of the office that was heard of within a day, by number."""

    hub_time: Moment
    desks: list[HallDesk]


class Pace(Struct, frozen=True):
    """Back-pressure; in every answer to a station."""

    next_poll_s: float = 30.0
    max_ops: int = MOST_OPS
    max_bytes: int = MOST_BYTES


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


# --- hello -----------------------------------------------------------------------------------------


class ReplicaState(Struct, frozen=True):
    """How far a station believes an epoch to be on the hub.

    Attributes:
        max_seq: last number written.
        proven_to: every operation up to this number was acknowledged.
        count: how many of them there are (`proven_to`, where nothing is missing here).
        root: `root_digest` over them; `blocks`: their `block_digests`, sent when the roots differ.
    """

    epoch: Epoch
    max_seq: Count
    proven_to: Count
    count: Count
    root: Sha256
    blocks: Annotated[list[Sha256], Meta(max_length=200_000)] | None = None


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


# --- feed ------------------------------------------------------------------------------------------


class FeedKind(StrEnum):
    """Events of the feed; unknown ones are kept by the station and applied after an upgrade.

    `op`: an operation of the office, from whichever of its stations (ref: `op_id`, body: as pushed,
    with `origin`). `status`: a decision upstream (`StatusEvent`). `alias`: a receipt number or a matter
    is known by another (`AliasEvent`). `claim`: outcome for a representative (`ClaimOutcome`). `task`:
    something a person at the window must look at (`TaskEvent`). `suspect_same`: another office of the
    county seems to hold the matter (`SuspectEvent`). `fingerprints`: county channel (`Fingerprints`).
    """

    OP = "op"
    STATUS = "status"
    ALIAS = "alias"
    CLAIM = "claim"
    TASK = "task"
    SUSPECT_SAME = "suspect_same"
    FINGERPRINTS = "fingerprints"


class Origin(Struct, frozen=True):
    """Where an operation of the feed came from: everything of `Op` but the body."""

    station_id: str
    epoch: str
    seq: int
    kind: str
    v: int
    wall: Moment
    about: str
    boot_id: str = ""


class FeedEvent(Struct, frozen=True):
    """One event of a channel.

    Attributes:
        digest: of the body's bytes; `chain` is `chained(before, event_digest(kind, ref, digest))`.
        body: None where the asker said it has the operation (`own`).
    """

    fseq: int
    kind: str
    ref: Uuid
    digest: str
    chain: str
    at: Moment
    body: Body | None = None
    origin: Origin | None = None


class FeedPage(Struct, frozen=True):
    """`GET /v1/feed?channel=&after=&chain=&limit=&own=`: events after a cursor.

    Attributes:
        in_step: False: the chain sent is not the hub's at that cursor; nothing is sent. The station
            asks again from an earlier event and offers what the hub lacks.
        head: last number of the channel.
    """

    incarnation: str
    hub_time: Moment
    channel: str
    in_step: bool
    head: int
    events: list[FeedEvent]
    pace: Pace = Pace()


class StatusEvent(Struct, frozen=True):
    """A step in a matter's course decided upstream; fields as `MatterEventRecord`."""

    matter_id: str
    reg_no: str
    event_id: str
    kind: str
    on: str
    at: str
    by: str
    text: str = ""
    extended_to: str | None = None
    supported: bool | None = None


class AliasEvent(Struct, frozen=True):
    """`what` = receipt: two visits bear `number`, this one is called `alias` from now on.

    `what` = matter: two offices or windows registered one matter; `alias` is the number of the one
    accepted first. `ended`: a person took the link back.
    """

    what: Literal["receipt", "matter"]
    about_id: str
    number: str
    alias: str
    ended: bool = False


class TaskEvent(Struct, frozen=True):
    """Something a person must look at.

    `what`: over_limit | parallel | conflict | clock_suspect | parked | fork | digest_conflict | witness.
    """

    task_id: str
    what: str
    about: str
    detail: dict[str, Any] = field(default_factory=dict)


class SuspectEvent(Struct, frozen=True):
    """Advice only: `reg_no` of this office and `other` of another look like one matter.

    `why`: person (the same document) or text (the same words).
    """

    reg_no: str
    other: str
    office: str
    office_name: str
    state: str
    unit: str
    why: str
    score: float


class Fingerprint(Struct, frozen=True):
    """The first 8 bytes of a person's keyed digest, hex, and the matter that person raised."""

    fp: str
    matter: str
    office: str


class Fingerprints(Struct, frozen=True):
    """Added since the event before."""

    added: list[Fingerprint]


# --- claims and check ------------------------------------------------------------------------------

PersonKey = Sha256
"""HMAC-SHA256 of the normalised document number (`app.hub.person_keys`), 64 hex digits."""


class Claim(Struct, frozen=True):
    """`POST /v1/claims`: these persons are to act for the group of one matter, from now on.

    Attributes:
        claim_id: made by the station; asking again with it changes nothing.
        matter: `matter_id`, of the matter it is linked to where it is a repeat.
    """

    claim_id: Uuid
    matter: Uuid
    persons: Annotated[list[PersonKey], Meta(min_length=1, max_length=50)]
    day: date


class ClaimWord(StrEnum):
    """Outcome for one person."""

    CONFIRMED = "confirmed"
    OVER_LIMIT = "over_limit"


class ClaimOutcome(Struct, frozen=True):
    """Equal everywhere; a person at two windows has one slot."""

    claim_id: str
    matter: str
    person: str
    outcome: ClaimWord
    slot: int | None = None


class ClaimAnswer(Struct, frozen=True):
    """In the order asked."""

    outcomes: list[ClaimOutcome]
    hub_time: Moment


class Check(Struct, frozen=True):
    """`POST /v1/check`: does another office of the county hold this person's matter?"""

    persons: Annotated[list[PersonKey], Meta(max_length=200)] = field(default_factory=list)
    words: Annotated[str, Meta(max_length=4000)] = ""
    limit: Annotated[int, Meta(ge=1, le=50)] = 10


class Elsewhere(Struct, frozen=True):
    """A matter another office holds, without anything of what was said."""

    reg_no: str
    matter_id: str
    office: str
    office_name: str
    unit: str
    state: str
    registered_on: str
    why: Literal["person", "text"]
    score: float


class CheckAnswer(Struct, frozen=True):
    """Best first. Advice: it never stops a registration."""

    found: list[Elsewhere]
    hub_time: Moment


# --- enrolment, witness, faults --------------------------------------------------------------------


class Enrol(Struct, frozen=True):
    """`POST /v1/enrol`, unsigned; the same code with the same key gives the same answer.

    Attributes:
        code: as printed by `station hub enrol-code`; case and dashes do not matter.
        public_key: Ed25519, 32 bytes in URL-safe base64.
        station_id: of the store, as `station init` told it.
    """

    code: Annotated[str, Meta(min_length=4, max_length=80)]
    public_key: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{43}=?$", max_length=44)]
    station_id: Uuid
    window: Annotated[int, Meta(ge=1, le=99)] = 1
    algorithm: Literal["ed25519"] = "ed25519"


class EnrolAnswer(Struct, frozen=True):
    """`sealing_keys`: X25519 public keys, hex, by the office that may read sealed matters of this one;
    `person_key`: the province's key for `person_keys`, hex; kept only inside the encrypted store."""

    station_id: str
    county: str
    office: str
    hub: str
    incarnation: str
    person_key: str
    hub_time: Moment
    sealing_keys: dict[str, str] = field(default_factory=dict)


class Witness(Struct, frozen=True):
    """`POST /v1/witness`: events a station applied that a restored hub has forgotten; for review."""

    incarnation: Label
    channel: OfficeCode
    events: Annotated[list[FeedEvent], Meta(min_length=1, max_length=MOST_EVENTS)]


class WitnessAnswer(Struct, frozen=True):
    """How many of them the hub did not have."""

    kept: int


class Problem(Struct, frozen=True):
    """`application/problem+json` (RFC 9457); `detail` is a Chinese sentence, `word` for programs."""

    title: str
    status: int
    detail: str
    word: str
    hub_time: Moment


_encoder = msgspec.json.Encoder()


def encode(message: Struct) -> bytes:
    """The bytes of a message."""
    return _encoder.encode(message)


def canonical(value: object) -> bytes:
    """Canonical UTF-8 JSON of an event's body: equal values give equal bytes."""
    return msgspec.json.encode(value, order="sorted")
