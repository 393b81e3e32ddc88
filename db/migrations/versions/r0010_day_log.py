"""The log's own rows; corrections by addition, review of lines, signatures of days."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STOP = "BEGIN SELECT RAISE(ABORT, 'append-only'); END"


def upgrade() -> None:
    """Forward only. The log's own rows are made at the next sign-in."""
    op.create_table(
        "log_line",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("visit_no", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.String(length=32), nullable=False),
        sa.Column("visited_at", sa.String(length=32), nullable=False),
        sa.Column("left_at", sa.String(length=32), nullable=True),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("representatives", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("visitors", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("content_code", sa.String(), nullable=False),
        sa.Column("matters", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("competent_level", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("target_unit", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("review", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.String(length=32), nullable=True),
        sa.Column("amended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.visit_id"], name=op.f("fk_log_line_visit_id_visit")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_log_line")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_log_line_visit_id")),
    )
    op.create_index("ix_log_line_local_date", "log_line", ["local_date", "seq"], unique=False)
    op.create_index("ix_log_line_visit_no", "log_line", ["visit_no"], unique=False)
    op.create_table(
        "log_text",
        sa.Column("key", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("demand", sa.String(), nullable=False),
        sa.Column("procedures", sa.String(), nullable=False),
        sa.Column("documents", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("names", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["log_line.key"], name=op.f("fk_log_text_key_log_line")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_log_text")),
    )
    op.create_table(
        "log_matter",
        sa.Column("matter_id", sa.String(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("content_code", sa.String(), nullable=False),
        sa.Column("place_code", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("target_unit", sa.String(), nullable=False),
        sa.Column("reported_unit", sa.String(), nullable=False),
        sa.Column("competent_level", sa.String(), nullable=False),
        sa.Column("repeat", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.matter_id"], name=op.f("fk_log_matter_matter_id_matter")
        ),
        sa.ForeignKeyConstraint(["key"], ["log_line.key"], name=op.f("fk_log_matter_key_log_line")),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_log_matter")),
    )
    op.create_index("ix_log_matter_key", "log_matter", ["key"], unique=False)
    op.create_index("ix_log_matter_local_date", "log_matter", ["local_date"], unique=False)
    op.create_index("ix_log_matter_root_id", "log_matter", ["root_id"], unique=False)
    op.create_table(
        "amendment",
        sa.Column("amend_id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("about_id", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.visit_id"], name=op.f("fk_amendment_visit_id_visit")),
        sa.PrimaryKeyConstraint("amend_id", name=op.f("pk_amendment")),
    )
    op.create_index("ix_amendment_visit_id", "amendment", ["visit_id"], unique=False)
    op.create_table(
        "line_review",
        sa.Column("review_id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.visit_id"], name=op.f("fk_line_review_visit_id_visit")),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_line_review")),
    )
    op.create_index("ix_line_review_kind", "line_review", ["kind"], unique=False)
    op.create_index("ix_line_review_visit_id", "line_review", ["visit_id"], unique=False)
    op.create_table(
        "day_signature",
        sa.Column("signature_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("here", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("signature_id", name=op.f("pk_day_signature")),
    )
    op.create_index("ix_day_signature_day", "day_signature", ["day"], unique=False)
    op.execute(
        "CREATE TRIGGER amendment_insert_uncounted AFTER INSERT ON amendment"
        " BEGIN INSERT OR IGNORE INTO uncounted_visit (visit_id) VALUES (NEW.visit_id); END"
    )
    for name in ("amendment", "line_review", "day_signature"):
        op.execute(f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} {_STOP}")
        op.execute(f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {_STOP}")
