"""Open terms as they are counted, and which matters have to be counted anew."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_AGAIN = (
    "INSERT OR REPLACE INTO due_stale (matter_key) SELECT key FROM matter WHERE matter_id IN ({which}); END"
)


def upgrade() -> None:
    """Forward only. Every matter there is waits to be counted."""
    op.create_table(
        "due_term",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("matter_key", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("urged_on", sa.Date(), nullable=True),
        sa.Column("turns_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["matter_key"], ["matter.key"], name=op.f("fk_due_term_matter_key_matter")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_due_term")),
    )
    with op.batch_alter_table("due_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_due_term_matter_key"), ["matter_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_due_term_turns_on"), ["turns_on"], unique=False)
        batch_op.create_index("ix_due_term_in_order", ["due", "matter_key", "nature"], unique=False)
    op.create_table(
        "due_stale",
        sa.Column("matter_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("matter_key", name=op.f("pk_due_stale")),
    )
    op.execute("INSERT INTO due_stale (matter_key) SELECT key FROM matter")
    # Whoever writes, a window or what another window told: nothing that moves a term goes by unnoticed.
    one, two = _AGAIN.format(which="new.matter_id"), _AGAIN.format(which="new.matter_id, new.target_id")
    op.execute(f"CREATE TRIGGER due_matter AFTER INSERT ON matter BEGIN {one}")
    op.execute(f"CREATE TRIGGER due_event AFTER INSERT ON matter_event BEGIN {one}")
    op.execute(f"CREATE TRIGGER due_link AFTER INSERT ON matter_link BEGIN {two}")
    op.execute(f"CREATE TRIGGER due_unlink AFTER UPDATE ON matter_link BEGIN {two}")
