"""Matters known elsewhere, one search index over them and our own, and words on pairs of matters.

The index itself is filled when the store is next opened for writing: it is made of what the program
reads out of the texts, which changes with the program and not with the schema.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "foreign_matter",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("foreign_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("content_class", sa.String(), nullable=False),
        sa.Column("demand", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_foreign_matter")),
        sa.UniqueConstraint("foreign_id", name=op.f("uq_foreign_matter_foreign_id")),
    )
    op.create_table(
        "known_matter",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("matter_key", sa.Integer(), nullable=True),
        sa.Column("foreign_key", sa.Integer(), nullable=True),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_known_matter")),
    )
    op.create_table(
        "known_term",
        sa.Column("term", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_known_term")),
    )
    op.create_table(
        "known_posting",
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("block", name=op.f("pk_known_posting")),
    )
    op.create_table(
        "matter_judgement",
        sa.Column("judgement_id", sa.String(), nullable=False),
        sa.Column("matter_id", sa.String(), nullable=False),
        sa.Column("known_id", sa.String(), nullable=False),
        sa.Column("judgement", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.matter_id"], name=op.f("fk_matter_judgement_matter_id_matter")
        ),
        sa.PrimaryKeyConstraint("judgement_id", name=op.f("pk_matter_judgement")),
    )
    with op.batch_alter_table("matter_judgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_judgement_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_judgement_known_id"), ["known_id"], unique=False)
    op.execute("DROP TABLE matter_text")
    for statement in _APPEND_ONLY:
        op.execute(statement)


_STOP = "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
_APPEND_ONLY = (
    f"CREATE TRIGGER judgement_no_update BEFORE UPDATE ON matter_judgement {_STOP}",
    f"CREATE TRIGGER judgement_no_delete BEFORE DELETE ON matter_judgement {_STOP}",
    "CREATE TRIGGER link_no_update BEFORE UPDATE OF link_id, matter_id, target_id, facts, decided_by,"
    f" decided_at ON matter_link {_STOP}",
    f"CREATE TRIGGER link_no_delete BEFORE DELETE ON matter_link {_STOP}",
)
