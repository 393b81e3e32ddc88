"""Document numbers a copy of this store may have given out: left out here, so that none is given twice.

Visits carry the epoch in their number; documents are numbered in a row per window and year. After a store
was restored, rolled back or copied nobody knows how far another life of it has come, so the row goes on at
a place of its own, far ahead; what is left out is kept, and a check does not take it for lost.
"""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.rows import CounterRow, SettingRow

_DOCUMENT = "document/"
_AHEAD, _GAPS = "documents_from", "document_gaps"
_STEP, _LEAST, _MOST = 1000, 10, 100
"""A row goes on at one of so many round thousands: two copies hardly ever choose the same."""
FIRST_OF_ANOTHER_LIFE = _LEAST * _STEP
"""No row comes as far by itself within a year."""


def part_numbers(session: Session) -> None:
    """Another life begins: every row of document numbers goes on far ahead, those yet to begin too."""
    start = (_LEAST + secrets.randbelow(_MOST - _LEAST)) * _STEP
    for row in session.scalars(select(CounterRow).where(CounterRow.series.startswith(_DOCUMENT))).all():
        # Another life of a store that had one before: beyond where that one may have come.
        ahead = start if start > row.last else (row.last // _STEP + 1) * _STEP + start
        _leave_out(session, row.series, row.last + 1, ahead)
        row.last = ahead
    session.merge(SettingRow(name=_AHEAD, value={"is": start}))
    session.flush()


def begin_series(session: Session, series: str) -> None:
    """A row of document numbers that has not begun: from 1, or from where this life goes on."""
    ahead = session.get(SettingRow, _AHEAD)
    if ahead is None or session.get(CounterRow, series) is not None:
        return
    _leave_out(session, series, 1, ahead.value["is"])
    session.add(CounterRow(series=series, last=ahead.value["is"]))
    session.flush()


def left_out(session: Session, series: str) -> set[int]:
    """Numbers of a row that this life never gave out."""
    row = session.get(SettingRow, _GAPS)
    gaps = row.value["is"] if row is not None else []
    return {number for of, first, last in gaps if of == series for number in range(first, last + 1)}


def _leave_out(session: Session, series: str, first: int, last: int) -> None:
    row = session.get(SettingRow, _GAPS)
    before = row.value["is"] if row is not None else []
    session.merge(SettingRow(name=_GAPS, value={"is": [*before, [series, first, last]]}))
