"""How the windows of a hall stand."""

import sqlalchemy as sa
from alembic import op

from db.hub.rows import HubTime

revision = "h0004"
down_revision = "h0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "hall_desk",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("station_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("unfinished", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("seen_at", HubTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("county", "office", "station_id", name=op.f("pk_hall_desk")),
    )
