"""The first schema: rows, the text index, and triggers that keep history append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_table(
        "counter",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_counter")),
    )
    op.create_table(
        "draft",
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "feed_state",
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("began_at", sa.String(length=32), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("station_id", sa.String(), nullable=False),
        sa.Column("incarnation", sa.String(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("last_ok_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("epoch", name=op.f("pk_feed_state")),
    )
    op.create_table(
        "office",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_office")),
    )
    op.create_table(
        "op",
        sa.Column("op_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("county", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("wall", sa.String(length=32), nullable=False),
        sa.Column("boot_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("acked_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("op_id", name=op.f("pk_op")),
        sa.UniqueConstraint("epoch", "seq", name=op.f("uq_op_epoch")),
    )
    with op.batch_alter_table("op", schema=None) as batch_op:
        batch_op.create_index("ix_op_acked_at", ["acked_at"], unique=False)

    op.create_table(
        "person",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("id_type", sa.String(), nullable=True),
        sa.Column("id_no", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_id_no"), ["id_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_name"), ["name"], unique=False)

    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "staff",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.Column("left_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff")),
        sa.UniqueConstraint("name", name=op.f("uq_staff_name")),
    )
    op.create_table(
        "visit",
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("visit_no", sa.String(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("visited_at", sa.String(length=32), nullable=False),
        sa.Column("registered_at", sa.String(length=32), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("present_count", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_visit")),
        sa.UniqueConstraint("visit_no", name=op.f("uq_visit_visit_no")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_local_date"), ["local_date"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("original", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.visit_id"], name=op.f("fk_attachment_visit_id_visit")),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("paper_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("reg_no", sa.String(), nullable=False),
        sa.Column("issued_at", sa.String(length=32), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.visit_id"], name=op.f("fk_document_visit_id_visit")),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_document")),
        sa.UniqueConstraint("number", name=op.f("uq_document_number")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "matter",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("matter_id", sa.String(), nullable=False),
        sa.Column("reg_no", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("query_code", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("content_code", sa.String(), nullable=False),
        sa.Column("place_code", sa.String(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("proposed", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("confirm_by", sa.String(), nullable=False),
        sa.Column("target_unit", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.visit_id"], name=op.f("fk_matter_visit_id_visit")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_matter")),
        sa.UniqueConstraint("matter_id", name=op.f("uq_matter_matter_id")),
        sa.UniqueConstraint("query_code", name=op.f("uq_matter_query_code")),
        sa.UniqueConstraint("reg_no", name=op.f("uq_matter_reg_no")),
    )
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "participant",
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("role_asked", sa.String(), nullable=False),
        sa.Column("id_check", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name=op.f("fk_participant_person_id_person")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.visit_id"], name=op.f("fk_participant_visit_id_visit")),
        sa.PrimaryKeyConstraint("visit_id", "position", name=op.f("pk_participant")),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participant_phone"), ["phone"], unique=False)

    op.create_table(
        "document_print",
        sa.Column("print_id", sa.String(), nullable=False),
        sa.Column("paper_id", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["document.paper_id"], name=op.f("fk_document_print_paper_id_document")
        ),
        sa.PrimaryKeyConstraint("print_id", name=op.f("pk_document_print")),
    )
    with op.batch_alter_table("document_print", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_print_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "matter_event",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("matter_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("supported", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.matter_id"], name=op.f("fk_matter_event_matter_id_matter")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_matter_event")),
    )
    with op.batch_alter_table("matter_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_event_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "matter_link",
        sa.Column("link_id", sa.String(), nullable=False),
        sa.Column("matter_id", sa.String(), nullable=False),
        sa.Column("target_id", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.String(length=32), nullable=False),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.Column("undone_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.matter_id"], name=op.f("fk_matter_link_matter_id_matter")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["matter.matter_id"], name=op.f("fk_matter_link_target_id_matter")
        ),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_matter_link")),
    )
    with op.batch_alter_table("matter_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_link_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_link_target_id"), ["target_id"], unique=False)
    op.execute(
        "CREATE VIRTUAL TABLE matter_text"
        ' USING fts5(terms, detail=none, tokenize="unicode61 remove_diacritics 0")'
    )
    for statement in _APPEND_ONLY:
        op.execute(statement)


# The program never changes history; the triggers make a slip of ours fail loudly.
_STOP = "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
_APPEND_ONLY = (
    f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit {_STOP}",
    f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit {_STOP}",
    "CREATE TRIGGER op_no_update BEFORE UPDATE OF op_id, county, office, kind, v, body, digest, wall, boot_id"
    f" ON op {_STOP}",
    f"CREATE TRIGGER op_no_delete BEFORE DELETE ON op WHEN old.acked_at IS NULL {_STOP}",
    f"CREATE TRIGGER event_no_update BEFORE UPDATE ON matter_event {_STOP}",
    f"CREATE TRIGGER event_no_delete BEFORE DELETE ON matter_event {_STOP}",
)
