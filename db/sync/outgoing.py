"""Operations on their way up: which are next, and what the hub said of them."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.hub import wire
from db.rows import FeedRow, OpRow
from db.sync import standing, states
from db.sync.rows import BindingRow, ParkedRow


def next_ops(session: Session, most: int, most_bytes: int) -> tuple[list[wire.Op], list[str]]:
    """(The next operations to push, in order; ids of those whose bytes are no longer what they were)."""
    aside = select(ParkedRow.op_id).where(ParkedRow.at_hub.is_(False))
    waiting = (
        select(OpRow)
        .join(FeedRow, FeedRow.epoch == OpRow.epoch)
        .where(OpRow.acked_at.is_(None), OpRow.op_id.not_in(aside))
        .order_by(FeedRow.began_at, OpRow.seq)
        .limit(most)
    )
    damaged: list[str] = []
    ops: list[wire.Op] = []
    size = 0
    bound = session.get(BindingRow, 1)
    for row in session.scalars(waiting):
        if hashlib.sha256(row.body).hexdigest() != row.digest:
            damaged.append(row.op_id)
            continue
        made = _as_sent(row, bound)
        size += len(made.body.text)
        if ops and size > most_bytes:
            break
        ops.append(made)
    return ops, damaged


def acknowledge(session: Session, answers: Sequence[wire.OpAnswer], now: datetime) -> int:
    """Keep what became of operations. Returns how many are on the hub now that were not before."""
    for answer in answers:
        if answer.result not in wire.ACKNOWLEDGED:
            standing.park(session, answer.op_id, answer.result.value, now, at_hub=False)
        elif answer.result is wire.OpResult.PARKED:
            standing.park(session, answer.op_id, answer.why, now, at_hub=True)
    ids = [a.op_id for a in answers if a.result in wire.ACKNOWLEDGED]
    standing.release(session, ids)
    changed = session.execute(
        update(OpRow).where(OpRow.op_id.in_(ids), OpRow.acked_at.is_(None)).values(acked_at=now)
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]


def reconcile(session: Session, epoch: str, block: int, held: Sequence[wire.HeldOp]) -> list[wire.HeldOp]:
    """Offer again what the hub lacks of a block; those it holds and this store has lost."""
    lacking, lost = states.unheld(session, epoch, block, held)
    if lacking:
        session.execute(update(OpRow).where(OpRow.op_id.in_(lacking)).values(acked_at=None))
    return lost


def _as_sent(row: OpRow, bound: BindingRow | None) -> wire.Op:
    measured = bound.offset_at if bound is not None else None
    return wire.Op(
        op_id=row.op_id,
        epoch=row.epoch,
        seq=row.seq,
        county=row.county,
        office=row.office,
        kind=row.kind,
        v=row.v,
        body=wire.Body.of(row.body),
        digest=row.digest,
        wall=row.wall,
        boot_id=row.boot_id,
        about=row.about,
        offset_ms=bound.offset_ms if bound is not None and measured is not None else None,
        offset_age_s=round(abs((row.wall - measured).total_seconds())) if measured is not None else None,
    )
