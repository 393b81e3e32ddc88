"""What comes down: events of the feed, and their way back to a hub that has forgotten them."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from app.hub.wire.common import MOST_EVENTS, Body, Label, Moment, OfficeCode, Pace, Uuid


class FeedKind(StrEnum):
    """Events of the feed; unknown ones are kept by the station and applied after an upgrade.

    `op`: an operation of the office, from whichever of its stations (ref: `op_id`, body: as pushed,
    with `origin`). `status`: a decision upstream (`StatusEvent`). `alias`: a receipt number or a matter
    is known by another (`AliasEvent`). `claim`: outcome for a representative (`ClaimOutcome`). `task`:
    something a person at the window must look at (`TaskEvent`). `suspect_same`: another office of the
    county seems to hold the matter (`SuspectEvent`). `fingerprints`: county channel (`Fingerprints`).
    `sealing_key`: county channel, an office's key; `sealed`: a box for this office (`app.hub.sealing_wire`).
    """

    OP = "op"
    STATUS = "status"
    ALIAS = "alias"
    CLAIM = "claim"
    TASK = "task"
    SUSPECT_SAME = "suspect_same"
    FINGERPRINTS = "fingerprints"
    SEALING_KEY = "sealing_key"
    SEALED = "sealed"


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


class Witness(Struct, frozen=True):
    """`POST /v1/witness`: events a station applied that a restored hub has forgotten; for review."""

    incarnation: Label
    channel: OfficeCode
    events: Annotated[list[FeedEvent], Meta(min_length=1, max_length=MOST_EVENTS)]


class WitnessAnswer(Struct, frozen=True):
    """How many of them the hub did not have."""

    kept: int
