"""The second background stage: what was raised becomes findable, and offices hear of matters alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from app.hub.contents import Unreadable, VisitBody, read_body
from app.hub.wire import OpKind
from db.hub.elsewhere import StateOf, suspect
from db.hub.inserting import within
from db.hub.rows import matter
from db.hub.words import index_words


def match_page(
    connection: Connection, county: str, rows: Sequence[Any], state_of: StateOf, now: datetime
) -> None:
    """Match the visits among operations that the lists hold already."""
    told: dict[str, str] = {}
    for row in rows:
        if row.kind != OpKind.VISIT or row.parked:
            continue
        try:
            body = read_body(row.kind, row.v, bytes(row.body))
        except Unreadable:
            continue
        if isinstance(body, VisitBody):
            told |= {m.matter_id: _words(m.stated) for m in body.matters if not m.sealed}
    if not told:
        return
    arrived = connection.execute(
        select(matter)
        .where(matter.c.county == county, within(connection, matter.c.matter_id, told))
        .order_by(matter.c.registered_at, matter.c.reg_no)
    ).all()
    suspect(connection, county, arrived, told, state_of, now)
    index_words(connection, county, [(row.matter_id, told[row.matter_id]) for row in arrived])


def _words(stated: dict[str, Any]) -> str:
    said = (stated.get(field) for field in ("demand", "facts"))
    return "\n".join(text for text in said if isinstance(text, str))
