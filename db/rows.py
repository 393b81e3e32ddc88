"""The tables. Rows never leave `db`; frozen dataclasses do.

What a visitor stated is kept whole as JSON (`stated`), so that the form can grow without a
migration; columns hold what is searched, counted or joined. Times are UTC texts with microseconds.
"""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Date,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """Aware UTC datetime ⇄ sortable text."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To text; naive times are a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive time")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """To an aware time."""
        if value is None:
            return None
        return datetime.fromisoformat(value)


class Row(DeclarativeBase):
    """Base with named constraints."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcTime,
        dict[str, Any]: JSON,
        date: Date,
        bytes: LargeBinary,
    }


class OfficeRow(Row):
    """The one office of this store."""

    __tablename__ = "office"
    code: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]]


class StaffRow(Row):
    """Somebody who may sign in."""

    __tablename__ = "staff"
    staff_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    active: Mapped[bool]
    since: Mapped[datetime]
    left_at: Mapped[datetime | None]


class PersonRow(Row):
    """An identity as documents or visitors state it; the same document and name = one row."""

    __tablename__ = "person"
    person_id: Mapped[str] = mapped_column(primary_key=True)
    id_type: Mapped[str | None]
    id_no: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(index=True)
    since: Mapped[datetime]


class VisitRow(Row):
    """One appearance at a window."""

    __tablename__ = "visit"
    visit_id: Mapped[str] = mapped_column(primary_key=True)
    visit_no: Mapped[str] = mapped_column(unique=True)
    serial: Mapped[int]
    window: Mapped[int]
    local_date: Mapped[date] = mapped_column(index=True)
    visited_at: Mapped[datetime]
    registered_at: Mapped[datetime]
    received_by: Mapped[str]
    present_count: Mapped[int]
    sealed: Mapped[bool]
    stated: Mapped[dict[str, Any]]


class ParticipantRow(Row):
    """A person in a visit, with the role kept and the role asked for."""

    __tablename__ = "participant"
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.visit_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.person_id"), index=True)
    role: Mapped[str]
    role_asked: Mapped[str]
    id_check: Mapped[str]
    phone: Mapped[str] = mapped_column(index=True)
    stated: Mapped[dict[str, Any]]


class MatterRow(Row):
    """A matter as raised in one visit; content of a sealed one is only in `sealed_content`."""

    __tablename__ = "matter"
    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    matter_id: Mapped[str] = mapped_column(unique=True)
    reg_no: Mapped[str] = mapped_column(unique=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.visit_id"), index=True)
    position: Mapped[int]
    query_code: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    content_code: Mapped[str]
    place_code: Mapped[str]
    sealed: Mapped[bool]
    proposed: Mapped[str]
    outcome: Mapped[str]
    rule_id: Mapped[str]
    confirm_by: Mapped[str]
    target_unit: Mapped[str]
    due_on: Mapped[date | None]
    version: Mapped[int]
    stated: Mapped[dict[str, Any]]
    sealed_content: Mapped[bytes | None]


class LinkRow(Row):
    """A person's decision that one matter is another; undone by a time, never by deletion."""

    __tablename__ = "matter_link"
    link_id: Mapped[str] = mapped_column(primary_key=True)
    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.matter_id"), index=True)
    target_id: Mapped[str] = mapped_column(ForeignKey("matter.matter_id"), index=True)
    facts: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]


class JudgementRow(Row):
    """A person's word on a pair of matters; append-only, the last one on a pair holds."""

    __tablename__ = "matter_judgement"
    judgement_id: Mapped[str] = mapped_column(primary_key=True)
    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.matter_id"), index=True)
    known_id: Mapped[str] = mapped_column(index=True)
    judgement: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class ForeignRow(Row):
    """A matter known elsewhere, as it was imported."""

    __tablename__ = "foreign_matter"
    key: Mapped[int] = mapped_column(primary_key=True)
    foreign_id: Mapped[str] = mapped_column(unique=True)
    person: Mapped[str]
    place: Mapped[str]
    unit: Mapped[str]
    content_class: Mapped[str]
    demand: Mapped[str]
    facts: Mapped[str]
    day: Mapped[date | None]


class KnownRow(Row):
    """A matter that can be found, registered here or foreign, as it is compared; never a sealed one."""

    __tablename__ = "known_matter"
    key: Mapped[int] = mapped_column(primary_key=True)  # what the postings hold
    matter_key: Mapped[int | None]
    foreign_key: Mapped[int | None]
    packed: Mapped[bytes]


class TermRow(Row):
    """A term of the search index (its CRC-32) and in how many matters it stands."""

    __tablename__ = "known_term"
    term: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    held: Mapped[int]


class PostingRow(Row):
    """A block of keys of the matters holding a term: ascending, 32 bits each, little-endian."""

    __tablename__ = "known_posting"
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # term << 20 | number
    keys: Mapped[bytes]


class EventRow(Row):
    """One step in a matter's course."""

    __tablename__ = "matter_event"
    event_id: Mapped[str] = mapped_column(primary_key=True)
    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.matter_id"), index=True)
    kind: Mapped[str]
    on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str]
    text: Mapped[str]
    extended_to: Mapped[date | None]
    supported: Mapped[bool | None]


class PaperRow(Row):
    """The register of numbered documents."""

    __tablename__ = "document"
    paper_id: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str]
    number: Mapped[str] = mapped_column(unique=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.visit_id"), index=True)
    reg_no: Mapped[str]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    content: Mapped[str]
    voided: Mapped[bool]
    void_reason: Mapped[str | None]
    voided_by: Mapped[str | None]
    voided_at: Mapped[datetime | None]


class PrintRow(Row):
    """Each making of a document; the second and later ones are reprints."""

    __tablename__ = "document_print"
    print_id: Mapped[str] = mapped_column(primary_key=True)
    paper_id: Mapped[str] = mapped_column(ForeignKey("document.paper_id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]


class PrintQueueRow(Row):
    """One making of a document that is to be printed, and what became of it."""

    __tablename__ = "print_queue"
    entry_id: Mapped[str] = mapped_column(primary_key=True)
    paper_id: Mapped[str] = mapped_column(ForeignKey("document.paper_id"), index=True)
    size: Mapped[str]
    printer: Mapped[str]
    copies: Mapped[int]
    large: Mapped[bool]
    unsent: Mapped[int]
    state: Mapped[str] = mapped_column(index=True)
    told: Mapped[str]
    job_printer: Mapped[str]
    job_number: Mapped[int | None]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    handed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class SignatureRow(Row):
    """The visitor's signature of a visit, as strokes; sealed where the visit is."""

    __tablename__ = "visit_signature"
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.visit_id"), primary_key=True)
    strokes: Mapped[bytes]
    sha256: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class FactRow(Row):
    """A fact for papers as a person stated it; only ever added to."""

    __tablename__ = "paper_fact"
    fact_id: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    value: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class DeliveryRow(Row):
    """How a document was handed over; only ever added to, a later row corrects.

    `received` is empty where nothing came back; `strokes` is sealed where the visit is.
    """

    __tablename__ = "paper_delivery"
    delivery_id: Mapped[str] = mapped_column(primary_key=True)
    paper_id: Mapped[str] = mapped_column(ForeignKey("document.paper_id"), index=True)
    how: Mapped[str]
    on: Mapped[date]
    received: Mapped[str]
    witnesses: Mapped[dict[str, Any]]
    note: Mapped[str]
    strokes: Mapped[bytes]
    signature: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class AttachmentRow(Row):
    """A paper the visitor brought; `sha256` and `content` are empty while it is not scanned."""

    __tablename__ = "attachment"
    attachment_id: Mapped[str] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.visit_id"), index=True)
    name: Mapped[str]
    pages: Mapped[int]
    original: Mapped[bool]
    sha256: Mapped[str]
    content: Mapped[bytes | None]


class CountedVisitRow(Row):
    """`app.domain.counted.CountedVisit`: narrow, in the order in which a period is added up."""

    __tablename__ = "counted_visit"
    __table_args__ = (
        Index("ix_counted_visit_visit_id", "visit_id", unique=True),
        {"sqlite_with_rowid": False},
    )
    local_date: Mapped[date] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slot: Mapped[str] = mapped_column(primary_key=True)  # 2026-11-23T01:15, UTC
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.visit_id"), primary_key=True)
    heads: Mapped[int]
    represented: Mapped[int]
    companions: Mapped[int]
    sealed: Mapped[bool]
    noticed: Mapped[bool]
    papered: Mapped[bool]
    handled_s: Mapped[int | None]


class CountedMatterRow(Row):
    """`app.domain.counted.CountedMatter`; `root` is the key of the matter it was judged to be, or its own."""

    __tablename__ = "counted_matter"
    __table_args__ = (
        Index("ix_counted_matter_matter_key", "matter_key", unique=True),
        Index("ix_counted_matter_root", "local_date", "root", "visit_id", "matter_key"),
        Index(
            "ix_counted_matter_answer", "received_on", "told_on", "ended_on", sqlite_where=text("answer_owed")
        ),
        Index(
            "ix_counted_matter_opinion",
            *("accepted_on", "extended_to", "closed_on", "ended_on"),
            sqlite_where=text("opinion_owed"),
        ),
        Index(
            "ix_counted_matter_rated",
            *("accepted_on", "rated_office", "rated_unit"),
            sqlite_where=text("reachable"),
        ),
        {"sqlite_with_rowid": False},
    )
    local_date: Mapped[date] = mapped_column(primary_key=True)
    matter_key: Mapped[int] = mapped_column(ForeignKey("matter.key"), primary_key=True, autoincrement=False)
    visit_id: Mapped[str]
    root: Mapped[int]
    repeat: Mapped[bool]
    own: Mapped[bool]
    sealed: Mapped[bool]
    purpose: Mapped[str]
    content_code: Mapped[str]
    target_unit: Mapped[str]
    reported_unit: Mapped[str]
    outcome: Mapped[str]
    received_on: Mapped[date | None]
    told_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    extended_to: Mapped[date | None]
    closed_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    answer_owed: Mapped[bool]
    opinion_owed: Mapped[bool]
    passed_on: Mapped[str]
    supervised: Mapped[bool]
    reachable: Mapped[bool]
    rated_office: Mapped[str]
    rated_unit: Mapped[str]


class UncountedRow(Row):
    """A visit that changed since it was judged for the figures; filled by triggers, empty once committed."""

    __tablename__ = "uncounted_visit"
    visit_id: Mapped[str] = mapped_column(primary_key=True)


class OpRow(Row):
    """Append-only operations for upstream, written with the rows they tell of."""

    __tablename__ = "op"
    __table_args__ = (
        UniqueConstraint("epoch", "seq"),
        Index("ix_op_acked_at", "acked_at"),
        Index("ix_op_about", "about"),
    )
    op_id: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[str]
    seq: Mapped[int]
    county: Mapped[str]
    office: Mapped[str]
    kind: Mapped[str]
    v: Mapped[int]
    body: Mapped[bytes]
    digest: Mapped[str]
    wall: Mapped[datetime]
    boot_id: Mapped[str]
    about: Mapped[str]
    acked_at: Mapped[datetime | None]


class FeedRow(Row):
    """Where this replica stands: its epoch, and how far the hub's feed was applied."""

    __tablename__ = "feed_state"
    epoch: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    current: Mapped[bool]
    station_id: Mapped[str]
    incarnation: Mapped[str]
    cursor: Mapped[int]
    chain: Mapped[str]
    last_ok_at: Mapped[datetime | None]


class AuditRow(Row):
    """Hash chain of who did what; each row's hash covers the one before."""

    __tablename__ = "audit"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str]
    action: Mapped[str]
    about: Mapped[str]
    why: Mapped[str]
    hash: Mapped[str]


class SettingRow(Row):
    """Station settings outside the office file: devices, window number."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class CounterRow(Row):
    """The last number given out in a series."""

    __tablename__ = "counter"
    series: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class DraftRow(Row):
    """A form being filled in; survives a crash, leaves with the registration."""

    __tablename__ = "draft"
    draft_id: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int]
    saved_at: Mapped[datetime]
    form: Mapped[str]
