"""A registration taken back at another window: its matters end there, with the reason; nothing is removed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.record import MatterEventRecord
from app.hub.contents import WITHDRAWN, Amendment, withdrawal_id
from db import matters
from db.rows import EventRow, MatterRow, VisitRow
from db.sync.other_visits import NotYet


def withdraw(session: Session, body: Amendment) -> None:
    """One more step in the course of the matter it is about, or of all of a visit.

    Raises:
        NotYet: what it is about has not arrived here.
    """
    for row in _about(session, body.about_id):
        event_id = withdrawal_id(body, row.matter_id)
        if session.get(EventRow, event_id) is None:
            step = MatterEventRecord(event_id, WITHDRAWN, body.at.date(), body.at, body.by, body.reason)
            matters.add_event(session, row.matter_id, step)
            row.version += 1
    session.flush()


def _about(session: Session, about_id: str) -> Sequence[MatterRow]:
    one = session.scalars(select(MatterRow).where(MatterRow.matter_id == about_id)).all()
    if one:
        return one
    if session.get(VisitRow, about_id) is None:
        raise NotYet
    whole = select(MatterRow).where(MatterRow.visit_id == about_id).order_by(MatterRow.position)
    return session.scalars(whole).all()
