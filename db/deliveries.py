"""How papers were handed over; only ever added to, the last one of a paper holds."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.delivery import Delivery, DeliveryRecord, How, Received
from db.codec import seal, unseal
from db.rows import DeliveryRow, PaperRow, VisitRow
from db.visits import chunks


def add_delivery(session: Session, record: DeliveryRecord, strokes: bytes, sealing_key: bytes) -> bool:
    """Keep a service; returns whether it belongs to a sealed visit, whose signatures are sealed too."""
    done, sealed = record.delivery, _sealed(session, record.paper_id)
    kept = seal(sealing_key, strokes, record.delivery_id) if strokes and sealed else strokes
    session.add(
        DeliveryRow(
            delivery_id=record.delivery_id,
            paper_id=record.paper_id,
            how=done.how.value,
            on=done.on,
            received=done.received.value if done.received else "",
            witnesses={"names": list(done.witnesses)},
            note=done.note,
            strokes=kept,
            signature=record.signature,
            at=record.at,
            by=record.by,
        )
    )
    session.flush()
    return sealed


def load_deliveries(session: Session, paper_ids: Sequence[str]) -> dict[str, tuple[DeliveryRecord, ...]]:
    """By paper, its records, the last one last; papers without any are left out."""
    found: dict[str, tuple[DeliveryRecord, ...]] = {}
    for chunk in chunks(paper_ids):
        rows = session.scalars(
            select(DeliveryRow)
            .where(DeliveryRow.paper_id.in_(chunk))
            .order_by(DeliveryRow.at, DeliveryRow.delivery_id)
        )
        for row in rows:
            found[row.paper_id] = (*found.get(row.paper_id, ()), _record(row))
    return found


def load_strokes(session: Session, delivery_id: str, sealing_key: bytes) -> bytes:
    """What was signed on the pad, empty if nothing."""
    row = session.get(DeliveryRow, delivery_id)
    if row is None or not row.strokes:
        return b""
    sealed = _sealed(session, row.paper_id)
    return unseal(sealing_key, row.strokes, row.delivery_id) if sealed else row.strokes


def _sealed(session: Session, paper_id: str) -> bool:
    visit = select(VisitRow.sealed).join(PaperRow, PaperRow.visit_id == VisitRow.visit_id)
    return session.scalars(visit.where(PaperRow.paper_id == paper_id)).one()


def _record(row: DeliveryRow) -> DeliveryRecord:
    return DeliveryRecord(
        delivery_id=row.delivery_id,
        paper_id=row.paper_id,
        delivery=Delivery(
            how=How(row.how),
            on=row.on,
            received=Received(row.received) if row.received else None,
            witnesses=tuple(row.witnesses["names"]),
            note=row.note,
        ),
        signature=row.signature,
        at=row.at,
        by=row.by,
    )
