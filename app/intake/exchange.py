"""Upstream exchange: what is registered goes out, and comes in, under the municipal dictionary's columns.

So nobody types the same person into two systems.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.office import StaffRole
from app.errors import BadInput, NotAllowed
from app.intake.exchange_fields import FORBIDDEN, Row, columns, rows_of, visit_of
from app.intake.exchange_sheet import read_table
from app.intake.session import DeskSession
from app.intake.visit_form import parse_visit

_MAY_EXPORT = frozenset({StaffRole.LEAD})
_MAY_IMPORT = frozenset({StaffRole.LEAD, StaffRole.RECEPTIONIST})


@dataclass(frozen=True)
class ExchangeTable:
    """Rows under upstream columns, all texts; `sealed` matters were left out."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    matters: int
    sealed: int


@dataclass(frozen=True)
class ExchangeIn:
    """What came in.

    Attributes:
        visits: VISIT.json each, for a person to look at and register.
        refused: (row, why) of those that could not be read; rows count as in the file.
        forbidden: columns that must not be kept, dropped; `unlisted`: other columns not in the dictionary.
    """

    visits: tuple[dict[str, Any], ...]
    refused: tuple[tuple[int, str], ...]
    forbidden: tuple[str, ...]
    unlisted: tuple[str, ...]


def export_matters(start: date, end: date, session: DeskSession) -> ExchangeTable:
    """Everything registered from `start` to `end` that is not sealed; noted in the audit chain.

    Raises:
        NotAllowed: only a lead takes whole numbers out of the store.
    """
    if session.user.role not in _MAY_EXPORT:
        raise NotAllowed("exchange_export")
    named = columns()
    with session.read() as unit:
        office = unit.office().code
        visits = unit.visits(start, end)
    rows = [row for visit in visits for row in rows_of(visit, office)]
    sealed = sum(m.sealed for v in visits for m in v.matters)
    matters = sum(len(v.matters) for v in visits) - sealed
    session.note("exchange_export", f"{start}..{end}", f"matters {matters}, rows {len(rows)}")
    told = tuple(tuple(row.get(identifier, "") for identifier in named) for row in rows)
    return ExchangeTable(tuple(named.values()), told, matters, sealed)


def import_matters_of(content: bytes, session: DeskSession) -> ExchangeIn:
    """Read a workbook or JSON; nothing is registered by it. Noted in the audit chain.

    Raises:
        NotAllowed, BadInput.
    """
    if session.user.role not in _MAY_IMPORT:
        raise NotAllowed("exchange_import")
    ours = {name: identifier for identifier, name in columns().items()}
    ours |= {identifier: identifier for identifier in columns()}
    header, lines = read_table(content, ours)
    kept: dict[str, list[tuple[int, Row]]] = {}
    for number, line in lines:
        row = {ours[n]: v for n, v in zip(header, line, strict=True) if n in ours and v}
        if row:
            kept.setdefault(row.get("reg_no") or f"\0{number}", []).append((number, row))
    made, refused = [], []
    for some in kept.values():
        number = some[0][0]
        try:
            visit = visit_of([row for _, row in some])
            parse_visit(visit, now=session.clock.now_utc())
            made.append(visit)
        except BadInput as error:
            refused.append((number, "".join(error.problems)))
        except ValueError as error:
            refused.append((number, f"{columns()[str(error)]}：取值不在允许的范围内。"))
    forbidden = tuple(name for name in header if any(word in name for word in FORBIDDEN))
    unlisted = tuple(n for n in header if n and n not in ours and n not in forbidden)
    session.note("exchange_import", "", f"read {len(made)}, refused {len(refused)}")
    return ExchangeIn(tuple(made), tuple(refused), forbidden, unlisted)


def visits_numbered(found: ExchangeIn) -> Iterator[tuple[str, dict[str, Any]]]:
    """(file name, VISIT.json) of each; names tell nothing of anybody."""
    for number, visit in enumerate(found.visits, 1):
        yield f"visit-{number:05d}.json", visit
