"""First schema of the hub."""

from alembic import op

from db.hub.rows import metadata

revision = "h0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    metadata.create_all(op.get_bind())
