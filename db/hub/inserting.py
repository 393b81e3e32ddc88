"""Inserting what may be there already, the same way on both databases."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert a row unless one with its key is there; whether it was inserted."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    # Told by RETURNING: how many rows were touched is not known on every driver.
    return connection.execute(statement.returning(*table.primary_key.columns)).first() is not None


def insert_all_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert those rows whose key is not there yet."""
    if rows:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))
