"""First schema of the hub; what grows is parted by county where the database can."""

import sqlalchemy as sa
from alembic import op

from db.hub.rows import HubTime

revision = "h0001"
down_revision = None
branch_labels = None
depends_on = None

_PARTITIONS = 8
_PARTED = ("op", "feed_event", "visit", "matter", "matter_event", "matter_person", "matter_text")


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "amendment",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("amend_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("about_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("op_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("base", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("at", HubTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("county", "amend_id", name=op.f("pk_amendment")),
    )
    op.create_index("ix_amendment_about", "amendment", ["county", "about_id"], unique=False)
    op.create_table(
        "blob",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("named_at", HubTime(length=27), nullable=False),
        sa.Column("complete_at", HubTime(length=27), nullable=True),
        sa.PrimaryKeyConstraint("county", "sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "claim",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("matter_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("claim_id", sa.String(length=40), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("at", HubTime(length=27), nullable=False),
        sa.CheckConstraint("slot BETWEEN 1 AND 5", name="ck_claim_slot"),
        sa.PrimaryKeyConstraint("county", "matter_id", "day", "person", name=op.f("pk_claim")),
    )
    op.create_index("uq_claim_slot", "claim", ["county", "matter_id", "day", "slot"], unique=True)
    op.create_table(
        "claim_group",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("matter_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("county", "matter_id", "day", name=op.f("pk_claim_group")),
    )
    op.create_table(
        "enrol_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("window", sa.Integer(), nullable=True),
        sa.Column("expires_at", HubTime(length=27), nullable=False),
        sa.Column("used_by", sa.String(length=44), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_enrol_code")),
    )
    op.create_table(
        "feed_event",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("fseq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("at", HubTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("county", "channel", "fseq", name=op.f("pk_feed_event")),
        postgresql_partition_by="HASH (county)",
    )
    op.create_table(
        "feed_head",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("fseq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("county", "channel", name=op.f("pk_feed_head")),
    )
    op.create_table(
        "guess",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("since", HubTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_guess")),
    )
    op.create_table(
        "hub_office",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "office", name=op.f("pk_hub_office")),
    )
    op.create_table(
        "hub_setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_hub_setting")),
    )
    op.create_table(
        "hub_station",
        sa.Column("station_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(length=44), nullable=False),
        sa.Column("enrolled_at", HubTime(length=27), nullable=False),
        sa.Column("revoked_at", HubTime(length=27), nullable=True),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_hub_station")),
    )
    op.create_table(
        "matter",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("matter_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("visit_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("visit_no", sa.String(length=48), nullable=False),
        sa.Column("reg_no", sa.String(length=60), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("query_code", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("route", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("registered_at", HubTime(length=27), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "matter_id", name=op.f("pk_matter")),
        postgresql_partition_by="HASH (county)",
    )
    op.create_index("ix_matter_order", "matter", ["county", "registered_at", "reg_no"], unique=False)
    op.create_index("ix_matter_reg_no", "matter", ["county", "reg_no"], unique=False)
    op.create_index("ix_matter_visit", "matter", ["county", "visit_id"], unique=False)
    op.create_table(
        "matter_event",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("matter_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", HubTime(length=27), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("supported", sa.Boolean(), nullable=True),
        sa.Column("upstream", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("county", "event_id", name=op.f("pk_matter_event")),
        postgresql_partition_by="HASH (county)",
    )
    op.create_index("ix_matter_event_matter", "matter_event", ["county", "matter_id"], unique=False)
    op.create_table(
        "matter_link",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("link_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("matter_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("target_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("target_no", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.String(length=10), nullable=False),
        sa.Column("at", HubTime(length=27), nullable=False),
        sa.Column("undone_at", HubTime(length=27), nullable=True),
        sa.PrimaryKeyConstraint("county", "link_id", name=op.f("pk_matter_link")),
    )
    op.create_index("ix_matter_link_number", "matter_link", ["county", "target_no"], unique=False)
    op.create_index("ix_matter_link_source", "matter_link", ["county", "matter_id"], unique=False)
    op.create_index("ix_matter_link_target", "matter_link", ["county", "target_id"], unique=False)
    op.create_table(
        "matter_person",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("matter_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.PrimaryKeyConstraint("county", "person", "matter_id", name=op.f("pk_matter_person")),
        postgresql_partition_by="HASH (county)",
    )
    op.create_index("ix_matter_person_matter", "matter_person", ["county", "matter_id"], unique=False)
    op.create_table(
        "matter_word",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("judgement_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("matter_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("known_no", sa.String(length=60), nullable=False),
        sa.Column("judgement", sa.String(length=20), nullable=False),
        sa.Column("at", HubTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("county", "judgement_id", name=op.f("pk_matter_word")),
    )
    op.create_index("ix_matter_word_matter", "matter_word", ["county", "matter_id"], unique=False)
    op.create_table(
        "op",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("op_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("fseq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("station_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("placed", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("wall", HubTime(length=27), nullable=False),
        sa.Column("offset_ms", sa.BigInteger(), nullable=True),
        sa.Column("offset_age_s", sa.BigInteger(), nullable=True),
        sa.Column("boot_id", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("accepted_at", HubTime(length=27), nullable=False),
        sa.Column("parked", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("county", "op_id", name=op.f("pk_op")),
        postgresql_partition_by="HASH (county)",
    )
    op.create_index("uq_op_feed", "op", ["county", "office", "fseq"], unique=True)
    op.create_index(
        "uq_op_place",
        "op",
        ["county", "station_id", "epoch", "seq"],
        unique=True,
        postgresql_where=sa.text("placed"),
        sqlite_where=sa.text("placed"),
    )
    op.create_table(
        "op_aside",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("op_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("station_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", HubTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("county", "op_id", "digest", "why", name=op.f("pk_op_aside")),
    )
    op.create_table(
        "op_moved",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("station_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("op_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.PrimaryKeyConstraint("county", "station_id", "epoch", "seq", name=op.f("pk_op_moved")),
    )
    op.create_table(
        "projected",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("fseq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", "office", "stage", name=op.f("pk_projected")),
    )
    op.create_table(
        "rating",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("matter_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=False),
        sa.Column("at", HubTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("county", "matter_id", "about", name=op.f("pk_rating")),
    )
    op.create_table(
        "receipt",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=48), nullable=False),
        sa.Column("visit_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.PrimaryKeyConstraint("county", "number", name=op.f("pk_receipt")),
    )
    op.create_table(
        "task",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("task_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", HubTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("county", "task_id", name=op.f("pk_task")),
    )
    op.create_table(
        "visit",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("visit_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("visit_no", sa.String(length=40), nullable=False),
        sa.Column("alias", sa.String(length=48), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("op_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("receipt_check", sa.String(length=20), nullable=False),
        sa.Column("registered_at", HubTime(length=27), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("county", "visit_id", name=op.f("pk_visit")),
        postgresql_partition_by="HASH (county)",
    )
    op.create_index("ix_visit_no", "visit", ["county", "visit_no"], unique=False)
    op.create_index("ix_visit_order", "visit", ["county", "registered_at", "visit_no"], unique=False)
    op.create_table(
        "witness",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("station_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.Column("at", HubTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("county", "channel", "ref", "digest", name=op.f("pk_witness")),
    )
    if op.get_bind().dialect.name != "postgresql":
        op.execute(
            "CREATE VIRTUAL TABLE matter_text USING fts5(county UNINDEXED, matter_id UNINDEXED, words,"
            " tokenize='unicode61')"
        )
        return
    op.execute(
        "CREATE TABLE matter_text (county VARCHAR(6) NOT NULL, matter_id UUID NOT NULL,"
        " words TSVECTOR NOT NULL, CONSTRAINT pk_matter_text PRIMARY KEY (county, matter_id))"
        " PARTITION BY HASH (county)"
    )
    op.execute("CREATE INDEX ix_matter_text_words ON matter_text USING gin (words)")
    for table in _PARTED:
        for number in range(_PARTITIONS):
            op.execute(
                f"CREATE TABLE {table}_p{number} PARTITION OF {table}"
                f" FOR VALUES WITH (MODULUS {_PARTITIONS}, REMAINDER {number})"
            )
