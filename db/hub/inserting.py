"""What the two databases do best in different ways: inserting what may be there, and long lists of values."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    LargeBinary,
    String,
    Table,
    Uuid,
    any_,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from db.hub.rows import HubTime

_WORTH_COPYING = 8
"""Rows from which the more round trips of COPY pay."""
_KINDS: Sequence[tuple[type[TypeEngine[Any]], str]] = (
    (HubTime, "timestamptz"),
    (Uuid, "uuid"),
    (String, "text"),
    (BigInteger, "int8"),
    (Integer, "int4"),
    (Boolean, "bool"),
    (Date, "date"),
    (LargeBinary, "bytea"),
)


def insert_new(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert a row unless one with its key is there; whether it was inserted."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    # Told by RETURNING: how many rows were touched is not known on every driver.
    return connection.execute(statement.returning(*table.primary_key.columns)).first() is not None


def one_or_many(rows: Sequence[dict[str, Any]]) -> Any:
    """Values for a statement: a list makes the driver open a pipeline, which a single row does not need."""
    return rows[0] if len(rows) == 1 else list(rows)


def insert_or_hold(connection: Connection, table: Table, **key: Any) -> None:
    """Hold the row of this key until the transaction ends, whether or not it was there; one round trip."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**key)
    # Written as it stands, since a row that conflicts is held only by changing it.
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={name: statement.excluded[name] for name in list(key)[-1:]},
        )
    )


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, none of which is there; many at once by COPY, which reads one statement for all of them.

    A row whose key is taken after all is an `IntegrityError`, and nothing is inserted.

    Args:
        rows: all with the same columns, values as the driver takes them (aware times, bytes, texts).
    """
    if connection.dialect.name != "postgresql" or len(rows) < _WORTH_COPYING:
        connection.execute(insert(table), one_or_many(rows))
        return
    columns = list(rows[0])
    names = ", ".join(f'"{name}"' for name in columns)
    kinds = [_kind_of(table.c[name]) for name in columns]
    ids = [at for at, kind in enumerate(kinds) if kind == "uuid"]
    raw = connection.connection.cursor()
    try:
        # Binary: as text every byte of a body would travel as two hex digits.
        with raw.copy(f"COPY {table.name} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(kinds)
            for row in rows:
                values = [row[name] for name in columns]
                for at in ids:
                    values[at] = UUID(values[at]) if values[at] is not None else None
                copy.write_row(values)
    finally:
        raw.close()


def _kind_of(column: Column[Any]) -> str:
    """The database's name of a column's type, as COPY wants values to be sent."""
    for kind, name in _KINDS:
        if isinstance(column.type, kind):
            return name
    raise TypeError(f"{column} is never copied")


def insert_all_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert those rows whose key is not there yet; all with the same columns."""
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        connection.execute(sqlite.insert(table).on_conflict_do_nothing(), list(rows))
        return
    columns = [table.c[name] for name in rows[0]]
    arrays = [
        bindparam(None, [row[c.name] for row in rows], type_=postgresql.ARRAY(c.type), unique=True)
        for c in columns
    ]
    # One statement with an array for each column: the database reads and plans it once for all rows.
    taken = func.unnest(*arrays).table_valued(*(c.name for c in columns)).render_derived()
    connection.execute(
        postgresql.insert(table)
        .from_select([c.name for c in columns], select(*(taken.c[c.name] for c in columns)))
        .on_conflict_do_nothing()
    )


def within(connection: Connection, column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """`column IN (…)`; on PostgreSQL as one array: hundreds of places make a statement slow to read."""
    listed = list(values)
    if connection.dialect.name != "postgresql":
        return column.in_(listed)
    return column == any_(bindparam(None, listed, type_=postgresql.ARRAY(column.type)))
