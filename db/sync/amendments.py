"""Corrections another window or the hub's people made: they change what stands here, in the hub's order."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.amending import amended_matter, amended_visit
from app.domain.matter import MatterDraft
from app.domain.record import MatterEventRecord
from app.domain.visit import VisitDraft
from app.hub.contents import WITHDRAWN, Amendment, withdrawal_id
from app.hub.wire import OpKind
from db import matters
from db.codec import from_json, to_json
from db.journal import append_audit
from db.rows import EventRow, MatterRow, OpRow, VisitRow
from db.sync.other_visits import NotYet


def apply_amendment(session: Session, kind: str, body: Amendment, now: datetime) -> None:
    """Change the rows a correction is about; what is sealed is nobody's to change in clear.

    Raises:
        NotYet: what it is about has not arrived here, a word of our own on it has not left yet, or a value
            cannot be understood.
    """
    visit = session.get(VisitRow, body.about_id)
    of_matter = session.scalars(select(MatterRow).where(MatterRow.matter_id == body.about_id)).first()
    about = visit or (session.get(VisitRow, of_matter.visit_id) if of_matter is not None else None)
    if about is None or _ours_waits(session, about, of_matter):
        raise NotYet
    if about.sealed:
        return
    try:
        if kind == OpKind.WITHDRAW:
            _withdraw(session, _matters_of(session, about, of_matter), body)
        elif of_matter is not None:
            _change_matter(of_matter, body)
        else:
            _change_visit(about, body)
    except ValueError as error:
        raise NotYet from error
    append_audit(session, at=now, who=body.by, action=kind, about=about.visit_no, why=body.reason)
    session.flush()


def _ours_waits(session: Session, visit: VisitRow, matter: MatterRow | None) -> bool:
    numbers = [visit.visit_no, *([matter.reg_no] if matter is not None else [])]
    waiting = select(OpRow.op_id).where(
        OpRow.about.in_(numbers),
        OpRow.kind.in_((OpKind.AMEND, OpKind.WITHDRAW)),
        OpRow.acked_at.is_(None),
    )
    return session.scalars(waiting.limit(1)).first() is not None


def _matters_of(session: Session, visit: VisitRow, matter: MatterRow | None) -> Sequence[MatterRow]:
    if matter is not None:
        return [matter]
    whole = select(MatterRow).where(MatterRow.visit_id == visit.visit_id).order_by(MatterRow.position)
    return session.scalars(whole).all()


def _withdraw(session: Session, withdrawn: Sequence[MatterRow], body: Amendment) -> None:
    for row in withdrawn:
        event_id = withdrawal_id(body, row.matter_id)
        if session.get(EventRow, event_id) is None:
            step = MatterEventRecord(event_id, WITHDRAWN, body.at.date(), body.at, body.by, body.reason)
            matters.add_event(session, row.matter_id, step)
            row.version += 1


def _change_matter(row: MatterRow, body: Amendment) -> None:
    said = amended_matter(from_json(row.stated, MatterDraft), body.fields)
    row.stated, row.content_code, row.place_code = to_json(said), said.content_code, said.place_code
    row.version += 1


def _change_visit(row: VisitRow, body: Amendment) -> None:
    said = amended_visit(from_json(row.stated, VisitDraft), body.fields)
    row.stated = to_json(said)
    if said.present_count is not None:
        row.present_count = said.present_count
