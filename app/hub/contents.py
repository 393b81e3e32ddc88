"""What the hub reads of operations: just enough to sort them; what it cannot read it parks."""

import uuid
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from app.hub.sealing_wire import SealedBoxBody, SealingKeyBody
from app.hub.wire import OP_VERSIONS, Moment, OpKind, Uuid

WITHDRAWN = "withdrawn_on"
"""The step of a matter's course that a `withdraw` is."""
UNKNOWN_KIND, UNKNOWN_VERSION, BAD_CONTENT = "unknown_kind", "unknown_version", "bad_content"


class VisitMatter(Struct):
    """One matter of a visit; a sealed one has `sealed` ciphertext in place of everything said."""

    matter_id: Uuid
    reg_no: str
    query_code: str
    outcome: str = ""
    stated: dict[str, Any] = field(default_factory=dict)
    target_unit: str = ""
    due_on: date | None = None
    sealed: bool | str = False
    link: dict[str, Any] | None = None


class VisitParticipant(Struct):
    """One person of a visit; without `stated` where only sealed matters were raised."""

    person_id: Uuid
    role: str
    stated: dict[str, Any] | None = None


class NamedBlob(Struct):
    """A paper's picture that follows by itself, named by its content.

    `position`: which of the papers brought, in the order listed, from 0; -1: not told.
    """

    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    size: Annotated[int, Meta(ge=0)] = 0
    position: int = -1


class VisitBody(Struct):
    """Body of a `visit`; `attachments` names the pictures that follow after the operations.

    `receipt_check` is the check code in the QR of the visit's receipt: whoever shows it holds the paper.
    """

    visit_id: Uuid
    visit_no: str
    serial: int
    local_date: date
    visited_at: Moment
    registered_at: Moment
    received_by: str
    stated: dict[str, Any]
    participants: list[VisitParticipant]
    matters: list[VisitMatter]
    sealed: str = ""
    attachments: list[NamedBlob] = field(default_factory=list)
    receipt_check: str = ""


class LinkBody(Struct):
    """Body of a `link`."""

    link_id: Uuid
    matter_id: Uuid
    target_id: Uuid
    target_reg_no: str
    facts: str
    by: str
    at: Moment


class UnlinkBody(Struct):
    """Body of an `unlink`."""

    link_id: Uuid
    reg_no: str
    target_reg_no: str
    undone_by: str
    undone_at: Moment


class JudgementBody(Struct):
    """Body of a `judgement`."""

    judgement_id: Uuid
    matter_id: Uuid
    known_id: str
    judgement: str
    by: str
    at: Moment


class EventBody(Struct):
    """Body of an `event`."""

    event_id: Uuid
    matter_id: Uuid
    kind: str
    on: date
    at: Moment
    by: str
    text: str = ""
    extended_to: date | None = None
    supported: bool | None = None


class Amendment(Struct):
    """Body of an `amend` or `withdraw`: a later word on a visit or matter, which itself stays as it was.

    Attributes:
        base: `op_id` of the last operation about it that the writer knew.
        fields: new values by field name; empty for `withdraw`.
    """

    amend_id: Uuid
    about_id: Uuid
    base: str
    by: str
    at: Moment
    fields: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


def withdrawal_id(body: Amendment, matter_id: str) -> str:
    """Id of the step that a withdrawal is in a matter's course; the same at the hub and at every window."""
    return str(uuid.uuid5(uuid.UUID(body.amend_id), matter_id))


class ReviewBody(Struct):
    """Body of a `review`: a step of the lead's review of a visit; the words of a sealed one stay behind."""

    review_id: Uuid
    visit_id: Uuid
    kind: str
    by: str
    at: Moment
    text: str = ""


class DaySignatureBody(Struct):
    """Body of a `day_signature`: the canonical JSON that was signed, and its sha256."""

    signature_id: Uuid
    day: date
    content: str
    digest: str
    by: str
    at: Moment
    reason: str = ""


class BeginBody(Struct):
    """Body of a `begin`."""


class PaperBody(Struct):
    """Body of what tells of a numbered paper: kept for its office, nothing is read of it."""


BodyOf = (
    PaperBody
    | VisitBody
    | LinkBody
    | UnlinkBody
    | JudgementBody
    | EventBody
    | Amendment
    | ReviewBody
    | DaySignatureBody
    | BeginBody
    | SealingKeyBody
    | SealedBoxBody
)

_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    OpKind.BEGIN: msgspec.json.Decoder(BeginBody),
    OpKind.VISIT: msgspec.json.Decoder(VisitBody),
    OpKind.LINK: msgspec.json.Decoder(LinkBody),
    OpKind.UNLINK: msgspec.json.Decoder(UnlinkBody),
    OpKind.JUDGEMENT: msgspec.json.Decoder(JudgementBody),
    OpKind.EVENT: msgspec.json.Decoder(EventBody),
    OpKind.AMEND: msgspec.json.Decoder(Amendment),
    OpKind.WITHDRAW: msgspec.json.Decoder(Amendment),
    OpKind.DOCUMENT: msgspec.json.Decoder(PaperBody),
    OpKind.DOCUMENT_VOID: msgspec.json.Decoder(PaperBody),
    OpKind.DOCUMENT_DELIVERY: msgspec.json.Decoder(PaperBody),
    OpKind.PAPER_FACT: msgspec.json.Decoder(PaperBody),
    OpKind.SEALING_KEY: msgspec.json.Decoder(SealingKeyBody),
    OpKind.SEALED_BOX: msgspec.json.Decoder(SealedBoxBody),
    OpKind.REVIEW: msgspec.json.Decoder(ReviewBody),
    OpKind.DAY_SIGNATURE: msgspec.json.Decoder(DaySignatureBody),
}


class Unreadable(Exception):
    """The content of an operation is not what its kind and version say.

    Attributes:
        why: unknown_kind | unknown_version | bad_content.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read_body(kind: str, version: int, body: bytes) -> BodyOf:
    """The content of an operation.

    Raises:
        Unreadable.
    """
    decoder = _DECODERS.get(kind)
    if decoder is None:
        raise Unreadable(UNKNOWN_KIND)
    if version not in OP_VERSIONS:
        raise Unreadable(UNKNOWN_VERSION)
    try:
        made: BodyOf = decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(BAD_CONTENT) from error
    return made


def why_parked(kind: str, version: int, body: bytes) -> str:
    """Why an operation is shown to a person; '' if it can be read."""
    try:
        read_body(kind, version, body)
    except Unreadable as unreadable:
        return unreadable.why
    return ""
