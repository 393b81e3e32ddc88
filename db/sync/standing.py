"""The three numbers, and what needs a person."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.upstream import ParkedItem, Suspicion, SyncFigures
from app.hub.persons import representative_key
from db.rows import FeedRow, MatterRow, OpRow, ParticipantRow, VisitRow
from db.sync.rows import (
    AliasRow,
    BindingRow,
    ChannelRow,
    HandoverRow,
    HubEventRow,
    ParkedRow,
    ProofRow,
    SuspectRow,
    TaskRow,
)

LONG_UNSENT = timedelta(days=1)
"""What is registered stands on this one disk; after so long a person is told."""


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
        tasks=(session.scalar(select(func.count()).where(TaskRow.done_at.is_(None))) or 0)
        + (len(_unsealed_for(session)) if bound else 0),
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


def release(session: Session, op_ids: Sequence[str]) -> None:
    """Operations that were kept back here have reached the hub after all."""
    session.execute(delete(ParkedRow).where(ParkedRow.op_id.in_(op_ids), ParkedRow.at_hub.is_(False)))


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
        about = " ".join(filter(None, (_number_of(session, task.about), _named(session, task.detail))))
        yield ParkedItem(task.task_id, task.what, task.what, about, task.at, task.detail)
    if session.get(BindingRow, 1) is not None:
        oldest = session.scalar(select(func.min(OpRow.wall)).where(OpRow.acked_at.is_(None)))
        if oldest is not None and datetime.now(UTC) - oldest > LONG_UNSENT:
            yield ParkedItem("hub", "hub_away", "hub_away", "", oldest)
        for handover, reg_no in _unsealed_for(session):
            why = "no_superior_key" if handover.over_head else "no_key"
            yield ParkedItem(handover.matter_id, "sealed_waiting", why, reg_no, handover.at)


def _unsealed_for(session: Session) -> Sequence[tuple[HandoverRow, str]]:
    """Sealed matters that wait for a key of the office that is to receive them."""
    found = session.execute(
        select(HandoverRow, MatterRow.reg_no)
        .join(MatterRow, MatterRow.matter_id == HandoverRow.matter_id)
        .where(HandoverRow.key_id == "", HandoverRow.settled_by == "")
        .order_by(HandoverRow.at, MatterRow.reg_no)
    )
    return [(handover, reg_no) for handover, reg_no in found]


def _number_of(session: Session, about: str) -> str:
    """The registration number of a matter the hub names by its id; anything else as it is."""
    found = session.scalar(select(MatterRow.reg_no).where(MatterRow.matter_id == about))
    return found or about


def _named(session: Session, detail: Mapping[str, Any]) -> str:
    """Whom a task is about, where the hub names a representative by key and day; empty if nobody here."""
    bound, person = session.get(BindingRow, 1), detail.get("person")
    if bound is None or not person:
        return ""
    there = session.scalars(
        select(ParticipantRow)
        .join(VisitRow, VisitRow.visit_id == ParticipantRow.visit_id)
        .where(VisitRow.local_date == date.fromisoformat(str(detail.get("day"))), VisitRow.sealed.is_(False))
    )
    for one in there:
        number, name = str(one.stated.get("id_no", "")), str(one.stated.get("name", ""))
        if representative_key(bound.person_key, number, name, one.person_id) == person:
            return name
    return ""


def suspicions(session: Session, reg_no: str) -> tuple[Suspicion, ...]:
    """The hub's advice about a matter, strongest first; of one pair the last word only."""
    rows = session.scalars(
        select(SuspectRow).where(SuspectRow.reg_no == reg_no).order_by(SuspectRow.at, SuspectRow.ref)
    )
    last = {row.other: suspicion(row) for row in rows}
    return tuple(sorted(last.values(), key=lambda s: (-s.score, s.other)))


def other_numbers(session: Session, reg_no: str) -> tuple[tuple[str, str], ...]:
    """What the hub calls a matter or its visit besides, links taken back left out."""
    ids = session.execute(
        select(MatterRow.matter_id, MatterRow.visit_id).where(MatterRow.reg_no == reg_no)
    ).first()
    if ids is None:
        return ()
    rows = session.scalars(select(AliasRow).where(AliasRow.about_id.in_(list(ids))).order_by(AliasRow.ref))
    ended: dict[tuple[str, str], bool] = {}
    for row in rows:
        ended[row.what, row.alias] = row.ended
    return tuple(key for key, over in ended.items() if not over)


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
