"""How papers were handed over; and operations found by what they are about."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STOP = "BEGIN SELECT RAISE(ABORT, 'append-only'); END"


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "paper_delivery",
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("paper_id", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("received", sa.String(), nullable=False),
        sa.Column("witnesses", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("strokes", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["document.paper_id"], name=op.f("fk_paper_delivery_paper_id_document")
        ),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_paper_delivery")),
    )
    with op.batch_alter_table("paper_delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_delivery_paper_id"), ["paper_id"], unique=False)
    op.create_index("ix_op_about", "op", ["about"], unique=False)
    op.execute(f"CREATE TRIGGER paper_delivery_no_update BEFORE UPDATE ON paper_delivery {_STOP}")
    op.execute(f"CREATE TRIGGER paper_delivery_no_delete BEFORE DELETE ON paper_delivery {_STOP}")
