"""The three numbers, and what needs a person."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.upstream import ParkedItem, Suspicion, SyncFigures
from db.rows import FeedRow, OpRow
from db.sync.rows import BindingRow, ChannelRow, HubEventRow, ParkedRow, ProofRow, SuspectRow, TaskRow


def figures(session: Session) -> SyncFigures:
    """How this store stands with its hub."""
    bound = session.get(BindingRow, 1)
    held, proven_at = session.execute(
        select(func.sum(ProofRow.held), func.min(ProofRow.at)).join(FeedRow, FeedRow.epoch == ProofRow.epoch)
    ).one()
    behind = session.scalar(select(func.sum(ChannelRow.head - ChannelRow.cursor))) or 0
    return SyncFigures(
        registered=session.scalar(select(func.count()).select_from(OpRow)) or 0,
        at_hub=session.scalar(select(func.count()).where(OpRow.acked_at.is_not(None))) or 0,
        proven=held or 0,
        parked=_count_parked(session),
        last_ok_at=bound.ok_at if bound else None,
        tasks=session.scalar(select(func.count()).where(TaskRow.done_at.is_(None))) or 0,
        behind=max(0, behind),
        proven_at=proven_at,
        hub=bound.hub if bound else "",
        url=bound.url if bound else "",
        offset=timedelta(milliseconds=bound.offset_ms) if bound and bound.offset_ms is not None else None,
        revoked=bool(bound and bound.revoked),
        failure=bound.failure if bound else "",
        next_at=bound.next_at if bound else None,
    )


def park(session: Session, op_id: str, why: str, now: datetime, *, at_hub: bool) -> None:
    """Keep that an operation needs a person; what was said of it first stays."""
    row = session.get(ParkedRow, op_id)
    if row is None:
        session.add(ParkedRow(op_id=op_id, why=why, at_hub=at_hub, at=now, seen_by="", seen_at=None))
    elif at_hub and not row.at_hub:
        row.why, row.at_hub = why, True
    session.flush()


def release(session: Session, op_id: str) -> None:
    """An operation that was kept back here has reached the hub after all."""
    session.execute(delete(ParkedRow).where(ParkedRow.op_id == op_id, ParkedRow.at_hub.is_(False)))


def parked_items(session: Session) -> Iterator[ParkedItem]:
    """Operations, events and tasks nobody has settled yet."""
    operations = session.execute(
        select(ParkedRow, OpRow.about)
        .outerjoin(OpRow, OpRow.op_id == ParkedRow.op_id)
        .where(ParkedRow.seen_at.is_(None))
        .order_by(ParkedRow.at, ParkedRow.op_id)
    )
    for row, about in operations:
        yield ParkedItem(row.op_id, "op_hub" if row.at_hub else "op", row.why, about or "", row.at)
    for event in session.scalars(
        select(HubEventRow).where(HubEventRow.state == "waiting").order_by(HubEventRow.at, HubEventRow.fseq)
    ):
        about = str((event.origin or {}).get("about", ""))
        yield ParkedItem(event.ref, "event", event.kind, about, event.at)
    for task in session.scalars(
        select(TaskRow).where(TaskRow.done_at.is_(None)).order_by(TaskRow.at, TaskRow.task_id)
    ):
        yield ParkedItem(task.task_id, task.what, task.what, task.about, task.at, task.detail)


def suspicion(row: SuspectRow) -> Suspicion:
    """Advice as it is shown."""
    return Suspicion(
        row.ref, row.reg_no, row.other, row.office, row.office_name, row.state, row.unit, row.why,
        row.score, row.at,
    )  # fmt: skip


def _count_parked(session: Session) -> int:
    open_ops = session.scalar(select(func.count()).where(ParkedRow.seen_at.is_(None))) or 0
    waiting = session.scalar(select(func.count()).where(HubEventRow.state == "waiting")) or 0
    return open_ops + waiting
