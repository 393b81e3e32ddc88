"""Pictures that go with matters received sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "sealed_paper",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sealed_paper")),
    )
    with op.batch_alter_table("sealed_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_paper_key_id"), ["key_id"], unique=False)
