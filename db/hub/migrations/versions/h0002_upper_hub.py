"""A hub may stand under a higher one; events are found by their id; common words are counted finely."""

import sqlalchemy as sa
from alembic import op

from db.hub.rows import HubTime

revision = "h0002"
down_revision = "h0001"
branch_labels = None
depends_on = None

_PARTITIONS = 8


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "upper",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("ca", sa.Text(), nullable=False),
        sa.Column("station_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("incarnation", sa.String(length=40), nullable=False),
        sa.Column("sent_to", sa.BigInteger(), nullable=False),
        sa.Column("office_cursor", sa.BigInteger(), nullable=False),
        sa.Column("office_chain", sa.String(length=64), nullable=False),
        sa.Column("county_cursor", sa.BigInteger(), nullable=False),
        sa.Column("county_chain", sa.String(length=64), nullable=False),
        sa.Column("held_until", HubTime(length=27), nullable=False),
        sa.Column("last_ok_at", HubTime(length=27), nullable=True),
        sa.Column("trouble", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("county", "office", name=op.f("pk_upper")),
    )
    op.create_index(
        "ix_op_parked",
        "op",
        ["county", "office"],
        unique=False,
        postgresql_where=sa.text("parked <> ''"),
        sqlite_where=sa.text("parked <> ''"),
    )
    op.create_index("ix_feed_event_ref", "feed_event", ["county", "ref"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        # How often words occur decides what the check searches by; the usual sample knows a thousand of them.
        for number in range(_PARTITIONS):
            op.execute(f"ALTER TABLE matter_text_p{number} ALTER words SET STATISTICS 1000")
