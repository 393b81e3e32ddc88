"""First schema of the hub."""

from alembic import op

from db.hub.rows import metadata
from db.hub.words import POSTGRES_TABLE, SQLITE_TABLE

revision = "h0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    metadata.create_all(op.get_bind())
    for statement in SQLITE_TABLE if op.get_bind().dialect.name == "sqlite" else POSTGRES_TABLE:
        op.execute(statement)
