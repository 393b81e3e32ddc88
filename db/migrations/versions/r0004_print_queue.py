"""The queue of papers to be printed, and signatures given on a pad."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STOP = "BEGIN SELECT RAISE(ABORT, 'append-only'); END"


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "print_queue",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("paper_id", sa.String(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("printer", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("large", sa.Boolean(), nullable=False),
        sa.Column("unsent", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("job_printer", sa.String(), nullable=False),
        sa.Column("job_number", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("handed_at", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["document.paper_id"], name=op.f("fk_print_queue_paper_id_document")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_print_queue")),
    )
    with op.batch_alter_table("print_queue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_queue_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_print_queue_state"), ["state"], unique=False)
    op.create_table(
        "visit_signature",
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("strokes", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.visit_id"], name=op.f("fk_visit_signature_visit_id_visit")
        ),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_visit_signature")),
    )
    op.execute(f"CREATE TRIGGER print_queue_no_delete BEFORE DELETE ON print_queue {_STOP}")
    op.execute(f"CREATE TRIGGER signature_no_update BEFORE UPDATE ON visit_signature {_STOP}")
    op.execute(f"CREATE TRIGGER signature_no_delete BEFORE DELETE ON visit_signature {_STOP}")
