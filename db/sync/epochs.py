"""Lives of a store: a restored, copied or rolled back one begins a new one before it writes anything."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.numbers import epoch_tag
from db.journal import append_audit, current_epoch
from db.number_gaps import part_numbers
from db.rows import FeedRow, OpRow


def begin_epoch(session: Session, why: str, now: datetime) -> str:
    """Begin a new life: what the hub has not acknowledged keeps its id and gets a new number.

    Args:
        why: fork | backup | rolled_back | other_machine; kept in the audit chain.

    Returns:
        The epoch. Its tag in receipt numbers differs from that of every earlier one, and documents are
        numbered on from a place of its own.
    """
    before = current_epoch(session)
    old = session.scalars(select(FeedRow).where(FeedRow.epoch == before)).one()
    tags = {epoch_tag(epoch) for epoch in session.scalars(select(FeedRow.epoch))}
    epoch = secrets.token_hex(8)
    while epoch_tag(epoch) in tags and len(tags) < 1000:
        epoch = secrets.token_hex(8)
    session.execute(update(FeedRow).values(current=False))
    session.add(
        FeedRow(
            epoch=epoch,
            began_at=now,
            current=True,
            station_id=old.station_id,
            incarnation=old.incarnation,
            cursor=0,
            chain="",
            last_ok_at=old.last_ok_at,
        )
    )
    session.flush()
    waiting = session.scalars(
        select(OpRow)
        .join(FeedRow, FeedRow.epoch == OpRow.epoch)
        .where(OpRow.acked_at.is_(None))
        .order_by(FeedRow.began_at, OpRow.seq)
    ).all()
    for seq, row in enumerate(waiting, 1):
        row.epoch, row.seq = epoch, seq
    session.flush()
    part_numbers(session)
    append_audit(session, at=now, who="", action="begin_epoch", about=epoch, why=why)
    return epoch


def last_numbers(session: Session) -> Mapping[str, int]:
    """By epoch, the last number written; epochs without operations are left out."""
    found = session.execute(select(OpRow.epoch, func.max(OpRow.seq)).group_by(OpRow.epoch)).all()
    return {row[0]: row[1] for row in found}
