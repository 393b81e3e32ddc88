"""Pictures that go with what was sealed for another office."""

import sqlalchemy as sa
from alembic import op

revision = "h0005"
down_revision = "h0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "blob_grant",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("from_county", sa.String(length=6), nullable=False),
        sa.Column("from_office", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("county", "office", "sha256", name=op.f("pk_blob_grant")),
    )
