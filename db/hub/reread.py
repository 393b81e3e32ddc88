"""After an upgrade: operations that the older program kept unread, and this one can read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from app.hub.contents import UNKNOWN_KIND, UNKNOWN_VERSION, why_parked
from db.hub import cursors
from db.hub.elsewhere import StateOf
from db.hub.lists import ListsPage
from db.hub.matching import match_page
from db.hub.rows import op, projected


def readable_now(connection: Connection) -> Sequence[tuple[str, str]]:
    """(county, op_id) of parked operations of a kind and version that are known by now, in their order."""
    found = connection.execute(
        select(op)
        .where(op.c.parked != "", op.c.parked.in_((UNKNOWN_KIND, UNKNOWN_VERSION)))
        .order_by(op.c.county, op.c.office, op.c.fseq)
    )
    return [(row.county, row.op_id) for row in found if not why_parked(row.kind, row.v, bytes(row.body))]


def reread(
    connection: Connection, county: str, op_id: str, province_key: bytes, state_of: StateOf, now: datetime
) -> None:
    """Work one of them up; a stage that has not come to it yet will do so by itself."""
    mine = (op.c.county == county, op.c.op_id == op_id)
    office = connection.scalar(select(op.c.office).where(*mine))
    stages = connection.execute(
        select(projected)
        .where(projected.c.county == county, projected.c.office == office)
        .order_by(projected.c.stage)
        .with_for_update()
    ).all()
    if not connection.execute(update(op).where(*mine, op.c.parked != "").values(parked="")).rowcount:
        return  # another process was faster
    row = connection.execute(select(op).where(*mine)).one()
    passed = {stage.stage for stage in stages if stage.fseq >= row.fseq}
    if cursors.LISTS in passed:
        ListsPage(connection, county, row.office, province_key, now).work_up([row])
    if cursors.MATCH in passed:
        match_page(connection, county, [row], state_of, now)
