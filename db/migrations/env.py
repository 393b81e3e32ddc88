"""Alembic's entry: runs on the connection it is handed, inside the caller's transaction."""

from alembic import context

from db.rows import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    transaction_per_migration=False,
    render_as_batch=True,
)
context.run_migrations()
