"""Papers taken back with who, when and why, and facts that papers cite."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("void_reason", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("voided_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("voided_at", sa.String(length=32), nullable=True))
    op.create_table(
        "paper_fact",
        sa.Column("fact_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_paper_fact")),
    )
    with op.batch_alter_table("paper_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_fact_about"), ["about"], unique=False)
    for statement in _APPEND_ONLY:
        op.execute(statement)


_STOP = "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
_APPEND_ONLY = (
    f"CREATE TRIGGER paper_fact_no_update BEFORE UPDATE ON paper_fact {_STOP}",
    f"CREATE TRIGGER paper_fact_no_delete BEFORE DELETE ON paper_fact {_STOP}",
)
