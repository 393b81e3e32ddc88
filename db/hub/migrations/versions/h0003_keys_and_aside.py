"""Keys of offices that receive what is sealed; what a higher hub does not take; when it was compared with."""

import secrets

import sqlalchemy as sa
from alembic import op

from db.hub.rows import HubTime

revision = "h0003"
down_revision = "h0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "sealing_key",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("since", HubTime(length=27), nullable=False),
        sa.Column("retired_at", HubTime(length=27), nullable=True),
        sa.Column("signature", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("county", "key_id", name=op.f("pk_sealing_key")),
    )
    op.create_table(
        "upper_aside",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("op_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("at", HubTime(length=27), nullable=False),
        sa.Column("tried_at", HubTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("county", "op_id", name=op.f("pk_upper_aside")),
    )
    setting = sa.table("hub_setting", sa.column("name"), sa.column("value"))
    op.execute(setting.insert().values(name="directory_key", value=secrets.token_hex(32)))
    op.add_column("upper", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("upper", sa.Column("compared_at", HubTime(length=27), nullable=True))
