"""Tables of what passed between this store and the hub. They are written only from the hub's answers.

Those of the registrations themselves stay as they are: what the hub decides comes to a matter as one more
step, never as a change of what stands there.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.rows import Row


class BindingRow(Row):
    """The one hub this store is bound to, and how the last rounds went."""

    __tablename__ = "hub_binding"
    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # always 1
    url: Mapped[str]
    ca: Mapped[str]
    hub: Mapped[str]
    county: Mapped[str]
    office: Mapped[str]
    station_id: Mapped[str]
    private_key: Mapped[bytes]
    person_key: Mapped[bytes]
    enrolled_at: Mapped[datetime]
    incarnation: Mapped[str]
    revoked: Mapped[bool]
    offset_ms: Mapped[int | None]
    offset_at: Mapped[datetime | None]
    hello_at: Mapped[datetime | None]
    ok_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    failure: Mapped[str]
    failures: Mapped[int]
    push_failures: Mapped[int]
    directory_key: Mapped[str]
    offset_boot: Mapped[str]
    offset_base_s: Mapped[float]


class ProofRow(Row):
    """How many operations of an epoch the last compare showed to be at the hub."""

    __tablename__ = "hub_proof"
    epoch: Mapped[str] = mapped_column(primary_key=True)
    held: Mapped[int]
    at: Mapped[datetime]


class MovedRow(Row):
    """A number under which the hub knows an operation of ours besides the one it has here.

    It was pushed by a copy of this store, or under an epoch that ended before the answer came.
    """

    __tablename__ = "op_moved"
    epoch: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    op_id: Mapped[str] = mapped_column(index=True)


class ChannelRow(Row):
    """How far a channel of the feed is applied, and how far the hub said it goes."""

    __tablename__ = "hub_channel"
    channel: Mapped[str] = mapped_column(primary_key=True)
    cursor: Mapped[int]
    chain: Mapped[str]
    head: Mapped[int]
    read_at: Mapped[datetime | None]


class HubEventRow(Row):
    """An event of the feed as it came; `state`: own | applied | waiting.

    `waiting` could not be applied when it came: an unknown kind, or something it tells of is missing.
    """

    __tablename__ = "hub_event"
    __table_args__ = (Index("ix_hub_event_state", "state"), Index("ix_hub_event_ref", "ref"))
    channel: Mapped[str] = mapped_column(primary_key=True)
    fseq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    ref: Mapped[str]
    digest: Mapped[str]
    chain: Mapped[str]
    at: Mapped[datetime]
    body: Mapped[bytes | None]
    origin: Mapped[dict[str, Any] | None]
    state: Mapped[str]


class WitnessRow(Row):
    """An event that a restored hub has forgotten, until it has been told."""

    __tablename__ = "hub_witness"
    key: Mapped[int] = mapped_column(primary_key=True)
    incarnation: Mapped[str]
    channel: Mapped[str]
    event: Mapped[bytes]


class ParkedRow(Row):
    """An operation of this store that is not settled; `at_hub`: it lies there, but could not be read."""

    __tablename__ = "hub_parked"
    op_id: Mapped[str] = mapped_column(primary_key=True)
    why: Mapped[str]
    at_hub: Mapped[bool]
    at: Mapped[datetime]
    seen_by: Mapped[str]
    seen_at: Mapped[datetime | None]


class BlobRow(Row):
    """A picture an operation of this store names, as it goes over the line: sealed ones as ciphertext."""

    __tablename__ = "hub_blob"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    attachment_id: Mapped[str]
    size: Mapped[int]
    named_in: Mapped[str]  # visit number
    complete_at: Mapped[datetime | None]


class TaskRow(Row):
    """Something the hub asks a person of this office to look at."""

    __tablename__ = "hub_task"
    task_id: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str]
    about: Mapped[str]
    detail: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    done_by: Mapped[str]
    done_at: Mapped[datetime | None]


class ClaimRow(Row):
    """What the hub said of a representative of a matter."""

    __tablename__ = "hub_claim"
    matter_id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    slot: Mapped[int | None]


class FingerprintRow(Row):
    """Of the county's list: the beginning of a person's keyed digest, and a matter that person raised."""

    __tablename__ = "hub_fingerprint"
    fp: Mapped[str] = mapped_column(primary_key=True)
    matter: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str]


class SuspectRow(Row):
    """Advice that a matter of ours and another are one."""

    __tablename__ = "hub_suspect"
    ref: Mapped[str] = mapped_column(primary_key=True)
    reg_no: Mapped[str] = mapped_column(index=True)
    other: Mapped[str]
    office: Mapped[str]
    office_name: Mapped[str]
    state: Mapped[str]
    unit: Mapped[str]
    why: Mapped[str]
    score: Mapped[float]
    at: Mapped[datetime]


class AliasRow(Row):
    """A number by which the hub knows a visit or a matter of ours besides its own."""

    __tablename__ = "hub_alias"
    ref: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str]
    about_id: Mapped[str] = mapped_column(index=True)
    number: Mapped[str]
    alias: Mapped[str]
    ended: Mapped[bool]


class OfficeKeyRow(Row):
    """Public key of an office that receives what is sealed, as the highest hub vouched for it."""

    __tablename__ = "office_key"
    key_id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(index=True)
    office_name: Mapped[str]
    public_key: Mapped[str]
    since: Mapped[datetime]


class OwnKeyRow(Row):
    """A key pair of this office for what is sealed; earlier ones stay, for what was sealed for them."""

    __tablename__ = "own_sealing_key"
    key_id: Mapped[str] = mapped_column(primary_key=True)
    private_key: Mapped[bytes]
    public_key: Mapped[str]
    since: Mapped[datetime]
    made_by: Mapped[str]


class HandoverRow(Row):
    """A matter sealed here, and for which key it left; `key_id` is empty while none is known.

    `over_head`: it is about this office itself, and nobody here is to read it.
    """

    __tablename__ = "sealed_handover"
    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.matter_id"), primary_key=True)
    over_head: Mapped[bool]
    key_id: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    settled_by: Mapped[str]


class ReceivedRow(Row):
    """A matter another office sealed for this one; `box` as it came, opened when somebody reads it."""

    __tablename__ = "sealed_received"
    matter_id: Mapped[str] = mapped_column(primary_key=True)
    key_id: Mapped[str] = mapped_column(primary_key=True)
    reg_no: Mapped[str]
    visit_no: Mapped[str]
    from_office: Mapped[str]
    from_name: Mapped[str]
    box: Mapped[bytes]
    at: Mapped[datetime]


class SealedPaperRow(Row):
    """A picture that goes with a matter received sealed: ciphertext, None until it was fetched."""

    __tablename__ = "sealed_paper"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    key_id: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    content: Mapped[bytes | None]
    asked_at: Mapped[datetime | None]


class PictureRow(Row):
    """A picture of another window's visit that is yet to be fetched."""

    __tablename__ = "hub_picture"
    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachment.attachment_id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    asked_at: Mapped[datetime | None]
