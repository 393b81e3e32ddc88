"""The hub's tables.

Every table that grows with a county's work has a key that begins with `county`: PostgreSQL partitions
them by it, and a distributed one could shard them. The four small ones that do not (`SHARED`) are what
a sharding setup copies everywhere. Times are aware; digests hex texts.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
SHARED = ("hub_setting", "hub_station", "enrol_code", "guess")


class HubTime(TypeDecorator[datetime]):
    """Aware UTC time: a timestamp on PostgreSQL, a sortable text in SQLite."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """See the base."""
        kind = DateTime(timezone=True) if dialect.name == "postgresql" else String(27)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Naive times are a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive time")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """To an aware time."""
        if value is None or isinstance(value, datetime):
            return value.astimezone(UTC) if value else None
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


_BY_COUNTY = "HASH (county)"


def _county() -> Column[str]:
    return Column("county", String(6), primary_key=True)


def _uuid(name: str, *, key: bool = False, nullable: bool = False) -> Column[str]:
    return Column(name, Uuid(as_uuid=False), primary_key=key, nullable=nullable)


def _text(name: str, length: int, *, key: bool = False) -> Column[str]:
    return Column(name, String(length), primary_key=key, nullable=False)


def _time(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, HubTime, nullable=nullable)


hub_setting = Table(
    "hub_setting", metadata, _text("name", 40, key=True), Column("value", Text, nullable=False)
)

hub_office = Table(
    "hub_office",
    metadata,
    _county(),
    _text("office", 32, key=True),
    _text("name", 200),
    Column("data", Text, nullable=False),
)

hub_station = Table(
    "hub_station",
    metadata,
    _uuid("station_id", key=True),
    _text("county", 6),
    _text("office", 32),
    Column("window", Integer, nullable=False),
    _text("public_key", 44),
    _time("enrolled_at"),
    _time("revoked_at", nullable=True),
)

enrol_code = Table(
    "enrol_code",
    metadata,
    _text("code_hash", 64, key=True),
    _text("county", 6),
    _text("office", 32),
    Column("window", Integer, nullable=True),
    _time("expires_at"),
    _text("used_by", 44),
)

op = Table(
    "op",
    metadata,
    _county(),
    _uuid("op_id", key=True),
    _text("office", 32),
    Column("fseq", BigInteger, nullable=False),
    _text("chain", 64),
    _uuid("station_id"),
    _text("epoch", 16),
    Column("seq", BigInteger, nullable=False),
    # False: another operation had that number first (a fork); it has its place under a later epoch.
    Column("placed", Boolean, nullable=False),
    _text("kind", 40),
    Column("v", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    _text("digest", 64),
    _time("wall"),
    Column("offset_ms", BigInteger),
    Column("offset_age_s", BigInteger),
    _text("boot_id", 120),
    _text("about", 120),
    _time("accepted_at"),
    _text("parked", 40),  # why; empty: not parked
    Index("uq_op_feed", "county", "office", "fseq", unique=True),
    Index(
        "ix_op_parked",
        "county",
        "office",
        postgresql_where=text("parked <> ''"),
        sqlite_where=text("parked <> ''"),
    ),
    Index(
        "uq_op_place",
        "county",
        "station_id",
        "epoch",
        "seq",
        unique=True,
        postgresql_where=text("placed"),
        sqlite_where=text("placed"),
    ),
    postgresql_partition_by=_BY_COUNTY,
)

op_moved = Table(
    "op_moved",
    metadata,
    _county(),
    _uuid("station_id", key=True),
    _text("epoch", 16, key=True),
    Column("seq", BigInteger, primary_key=True),
    _uuid("op_id"),
)
"""Operations pushed again under another number, after their store had begun a new epoch."""

op_aside = Table(
    "op_aside",
    metadata,
    _county(),
    _uuid("op_id", key=True),
    _text("digest", 64, key=True),  # of the bytes that came
    _text("why", 40, key=True),
    _uuid("station_id"),
    Column("envelope", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    _time("at"),
)
"""Bytes kept for a person; `why` is the `OpResult` (conflict, damage, quarantine) or `foreign`."""

feed_head = Table(
    "feed_head",
    metadata,
    _county(),
    _text("channel", 32, key=True),
    Column("fseq", BigInteger, nullable=False),
    _text("chain", 64),
)

feed_event = Table(
    "feed_event",
    metadata,
    _county(),
    _text("channel", 32, key=True),
    Column("fseq", BigInteger, primary_key=True),
    _text("kind", 40),
    _uuid("ref"),
    Column("body", LargeBinary, nullable=False),
    _text("digest", 64),
    _text("chain", 64),
    _time("at"),
    Index("ix_feed_event_ref", "county", "ref"),
    postgresql_partition_by=_BY_COUNTY,
)

visit = Table(
    "visit",
    metadata,
    _county(),
    _uuid("visit_id", key=True),
    _text("visit_no", 40),
    _text("alias", 48),  # what it is called where another visit bears its number; else empty
    _text("office", 32),
    _uuid("op_id"),
    _text("receipt_check", 20),
    _time("registered_at"),
    Column("sealed", Boolean, nullable=False),
    Index("ix_visit_no", "county", "visit_no"),
    Index("ix_visit_order", "county", "registered_at", "visit_no"),
    postgresql_partition_by=_BY_COUNTY,
)

receipt = Table("receipt", metadata, _county(), _text("number", 48, key=True), _uuid("visit_id"))

matter = Table(
    "matter",
    metadata,
    _county(),
    _uuid("matter_id", key=True),
    _uuid("visit_id"),
    _text("visit_no", 48),
    _text("reg_no", 60),
    _text("office", 32),
    Column("position", Integer, nullable=False),
    _text("query_code", 20),
    _text("purpose", 20),
    _text("route", 10),
    _text("outcome", 30),
    _text("unit", 200),
    Column("demand", Text, nullable=False),
    Column("due_on", Date, nullable=True),
    Column("local_date", Date, nullable=False),
    _time("registered_at"),
    Column("sealed", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_matter_reg_no", "county", "reg_no"),
    Index("ix_matter_visit", "county", "visit_id"),
    Index("ix_matter_order", "county", "registered_at", "reg_no"),
    postgresql_partition_by=_BY_COUNTY,
)

matter_event = Table(
    "matter_event",
    metadata,
    _county(),
    _uuid("event_id", key=True),
    _uuid("matter_id"),
    _text("kind", 40),
    Column("on", Date, nullable=False),
    _time("at"),
    _text("by", 120),
    Column("text", Text, nullable=False),
    Column("extended_to", Date, nullable=True),
    Column("supported", Boolean, nullable=True),
    Column("upstream", Boolean, nullable=False),
    Index("ix_matter_event_matter", "county", "matter_id"),
    postgresql_partition_by=_BY_COUNTY,
)

matter_link = Table(
    "matter_link",
    metadata,
    _county(),
    _uuid("link_id", key=True),
    _uuid("matter_id"),
    _uuid("target_id", nullable=True),  # None while the matter it names has not arrived
    _text("target_no", 60),
    _text("facts", 10),
    _time("at"),
    _time("undone_at", nullable=True),
    Index("ix_matter_link_source", "county", "matter_id"),
    Index("ix_matter_link_target", "county", "target_id"),
    Index("ix_matter_link_number", "county", "target_no"),
)

matter_word = Table(
    "matter_word",
    metadata,
    _county(),
    _uuid("judgement_id", key=True),
    _uuid("matter_id"),
    _text("known_no", 60),
    _text("judgement", 20),
    _time("at"),
    Index("ix_matter_word_matter", "county", "matter_id"),
)
"""A person's words on pairs of matters: what was judged is not suspected again."""

matter_person = Table(
    "matter_person",
    metadata,
    _county(),
    _text("person", 64, key=True),
    _uuid("matter_id", key=True),
    Index("ix_matter_person_matter", "county", "matter_id"),
    postgresql_partition_by=_BY_COUNTY,
)

amendment = Table(
    "amendment",
    metadata,
    _county(),
    _uuid("amend_id", key=True),
    _uuid("about_id"),
    _uuid("op_id"),
    _text("base", 40),
    _text("kind", 10),
    _text("office", 32),
    Column("fields", Text, nullable=False),
    _text("standing", 10),  # plain | parallel | conflict
    _time("at"),
    Index("ix_amendment_about", "county", "about_id"),
)

claim_group = Table(
    "claim_group", metadata, _county(), _uuid("matter_id", key=True), Column("day", Date, primary_key=True)
)
"""Held while slots of a matter's representatives of a day are given out."""

claim = Table(
    "claim",
    metadata,
    _county(),
    _uuid("matter_id", key=True),
    Column("day", Date, primary_key=True),
    _text("person", 64, key=True),
    _text("claim_id", 40),
    _text("office", 32),
    Column("slot", Integer, nullable=True),  # None: over the limit
    Column("asked", Integer, nullable=False),  # order of acceptance within the matter and day
    _time("at"),
    CheckConstraint("slot BETWEEN 1 AND 5", name="ck_claim_slot"),
    Index("uq_claim_slot", "county", "matter_id", "day", "slot", unique=True),
)

task = Table(
    "task",
    metadata,
    _county(),
    _uuid("task_id", key=True),
    _text("office", 32),
    _text("what", 40),
    _text("about", 120),
    Column("detail", Text, nullable=False),
    _time("at"),
)

witness = Table(
    "witness",
    metadata,
    _county(),
    _text("channel", 32, key=True),
    _text("ref", 60, key=True),
    _text("digest", 64, key=True),
    _uuid("station_id"),
    Column("event", LargeBinary, nullable=False),
    _time("at"),
)
"""Events that a station applied and this hub, restored from a copy, does not know."""

blob = Table(
    "blob",
    metadata,
    _county(),
    _text("sha256", 64, key=True),
    _text("office", 32),
    Column("size", BigInteger, nullable=True),  # None: named by an operation, nothing has come yet
    Column("sealed", Boolean, nullable=False),
    _time("named_at"),
    _time("complete_at", nullable=True),
)

blob_grant = Table(
    "blob_grant",
    metadata,
    _county(),
    _text("office", 32, key=True),
    _text("sha256", 64, key=True),
    _text("from_county", 6),
    _text("from_office", 32),
)
"""A picture of another office that an office may fetch: it goes with what was sealed for it."""

rating = Table(
    "rating",
    metadata,
    _county(),
    _uuid("matter_id", key=True),
    _text("about", 20, key=True),  # office (信访部门) | unit (responsible unit)
    _text("value", 20),
    _time("at"),
)

upper = Table(
    "upper",
    metadata,
    _county(),
    _text("office", 32, key=True),
    Column("url", Text, nullable=False),
    Column("ca", Text, nullable=False),
    _uuid("station_id"),  # as which this hub is enrolled above
    Column("private_key", LargeBinary, nullable=False),
    _text("incarnation", 40),
    Column("sent_to", BigInteger, nullable=False),  # number in the office's feed here
    Column("office_cursor", BigInteger, nullable=False),
    _text("office_chain", 64),
    Column("county_cursor", BigInteger, nullable=False),
    _text("county_chain", 64),
    _time("held_until"),
    _time("last_ok_at", nullable=True),
    _text("trouble", 40),
    Column("failures", Integer, nullable=False, server_default="0"),
    _time("compared_at", nullable=True),
)
"""The higher hub an office's operations are handed on to, and how far."""

upper_aside = Table(
    "upper_aside",
    metadata,
    _county(),
    _uuid("op_id", key=True),
    _text("office", 32),
    _text("why", 40),
    _time("at"),
    _time("tried_at"),
)
"""Operations the higher hub does not take: offered again now and then, and shown to a person."""

sealing_key = Table(
    "sealing_key",
    metadata,
    _county(),
    _text("key_id", 16, key=True),
    _text("office", 32),
    _text("public_key", 64),
    _time("since"),
    _time("retired_at", nullable=True),
    _text("signature", 200),
)
"""Public keys of offices that receive what is sealed; `since` orders an office's, the last one holds."""

guess = Table(
    "guess",
    metadata,
    _text("source", 64, key=True),
    Column("failed", Integer, nullable=False),
    _time("since"),
)
"""Wrong query codes by keyed digest of where they came from or what they were tried on."""

hall_desk = Table(
    "hall_desk",
    metadata,
    _county(),
    _text("office", 32, key=True),
    _uuid("station_id", key=True),
    Column("window", Integer, nullable=False),
    _text("who", 120),
    _text("state", 20),
    Column("unfinished", Integer, nullable=False),
    Column("visits", Integer, nullable=False),
    _time("seen_at"),
)
"""How each window stood when it was last heard of; replaced by every report."""

projected = Table(
    "projected",
    metadata,
    _county(),
    _text("office", 32, key=True),
    _text("stage", 10, key=True),
    Column("fseq", BigInteger, nullable=False),
)
"""How far each office's operations were worked up (`lists`) and matched (`match`)."""
