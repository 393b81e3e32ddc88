"""Alembic's entry: runs on the connection it is handed, inside the caller's transaction."""

from alembic import context

from db.hub.rows import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    transaction_per_migration=False,
)
context.run_migrations()
