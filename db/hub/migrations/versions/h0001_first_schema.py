"""First schema of the hub."""

from alembic import op

from db.hub.rows import PARTITIONED, metadata, partitions
from db.hub.words import POSTGRES_TABLE, SQLITE_TABLE

revision = "h0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    lite = op.get_bind().dialect.name == "sqlite"
    metadata.create_all(op.get_bind())
    for statement in SQLITE_TABLE if lite else POSTGRES_TABLE:
        op.execute(statement)
    if not lite:
        for table in PARTITIONED:
            for statement in partitions(table):
                op.execute(statement)
