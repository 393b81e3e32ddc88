"""Leaders' reception days, appointments, promises; proposals and what was answered to them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STOP = "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
_AGAIN = (
    "INSERT OR REPLACE INTO due_stale (matter_key) "
    "SELECT key FROM matter WHERE matter_id = new.matter_id; END"
)


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "reception_day",
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("begins", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("cancelled", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("day_id", name=op.f("pk_reception_day")),
    )
    op.create_table(
        "appointment",
        sa.Column("appointment_id", sa.String(), nullable=False),
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("matter_id", sa.String(), nullable=True),
        sa.Column("visitor", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("begins", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["day_id"], ["reception_day.day_id"], name=op.f("fk_appointment_day_id_reception_day")
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.matter_id"], name=op.f("fk_appointment_matter_id_matter")
        ),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_appointment")),
    )
    op.create_table(
        "promise",
        sa.Column("promise_id", sa.String(), nullable=False),
        sa.Column("matter_id", sa.String(), nullable=False),
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.Column("kept_note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.matter_id"], name=op.f("fk_promise_matter_id_matter")
        ),
        sa.PrimaryKeyConstraint("promise_id", name=op.f("pk_promise")),
    )
    op.create_table(
        "proposal",
        sa.Column("proposal_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("to_unit", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("matter_id", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.matter_id"], name=op.f("fk_proposal_matter_id_matter")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_proposal")),
    )
    op.create_table(
        "proposal_feedback",
        sa.Column("feedback_id", sa.String(), nullable=False),
        sa.Column("proposal_id", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.proposal_id"], name=op.f("fk_proposal_feedback_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_proposal_feedback")),
    )
    for table, column in (
        ("reception_day", "on"),
        ("appointment", "day_id"),
        ("promise", "matter_id"),
        ("promise", "day_id"),
        ("proposal", "made_on"),
        ("proposal_feedback", "proposal_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    for table in ("reception_day", "appointment", "promise"):
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {_STOP}")
    for table in ("proposal", "proposal_feedback"):
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {_STOP}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {_STOP}")
    op.execute(f"CREATE TRIGGER due_promise AFTER INSERT ON promise BEGIN {_AGAIN}")
    op.execute(f"CREATE TRIGGER due_promise_kept AFTER UPDATE ON promise BEGIN {_AGAIN}")
