"""Signatures given on a pad; those of sealed visits are sealed."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.codec import seal, unseal
from db.rows import SignatureRow, VisitRow


def add_signature(
    session: Session, visit_no: str, strokes: bytes, at: datetime, by: str, sealing_key: bytes
) -> None:
    """Keep the signature of a visit; there is one at most."""
    visit = session.scalars(select(VisitRow).where(VisitRow.visit_no == visit_no)).one()
    kept = seal(sealing_key, strokes, visit.visit_id) if visit.sealed else strokes
    digest = hashlib.sha256(strokes).hexdigest()
    session.add(SignatureRow(visit_id=visit.visit_id, strokes=kept, sha256=digest, at=at, by=by))
    session.flush()


def load_signature(session: Session, visit_no: str, sealing_key: bytes) -> bytes:
    """The strokes, empty if none were given."""
    found = session.execute(
        select(SignatureRow, VisitRow.sealed)
        .join(VisitRow, VisitRow.visit_id == SignatureRow.visit_id)
        .where(VisitRow.visit_no == visit_no)
    ).first()
    if found is None:
        return b""
    row, sealed = found
    return unseal(sealing_key, row.strokes, row.visit_id) if sealed else row.strokes
