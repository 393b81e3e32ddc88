"""Rows written many at a time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db.rows import Row


def insert_rows(
    session: Session, row: type[Row], values: Sequence[dict[str, Any]], *, replacing: bool = False
) -> None:
    """Insert rows of one table; none where there are none.

    It goes past the mapped objects: their bookkeeping costs more than the writing.

    Args:
        replacing: rows of the same key give way; else they raise IntegrityError.
    """
    if not values:
        return
    statement = insert(Row.metadata.tables[row.__tablename__])
    session.execute(statement.prefix_with("OR REPLACE") if replacing else statement, values)
