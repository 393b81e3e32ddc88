"""The feed as it came: pages applied with their cursor, the chain, and what to do when the hub forgot."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

import msgspec
from sqlalchemy import delete, exc, func, select
from sqlalchemy.orm import Session

from app.hub import wire
from app.hub.digests import NO_CHAIN
from db.bulk import insert_rows
from db.journal import current_epoch
from db.rows import FeedRow, OpRow
from db.sync.apply import apply_event, apply_operation
from db.sync.epochs import begin_epoch
from db.sync.other_visits import NotYet, apply_visits
from db.sync.rows import ChannelRow, HubEventRow, WitnessRow
from db.sync.sealed_out import hand_over_waiting
from db.visits import chunks

OWN, APPLIED, WAITING = "own", "applied", "waiting"


def channel_state(session: Session, channel: str) -> wire.ChannelState:
    """How far a channel is applied; the beginning, if it was never read."""
    row = session.get(ChannelRow, channel)
    if row is None:
        return wire.ChannelState(channel, 0, NO_CHAIN)
    return wire.ChannelState(channel, row.cursor, row.chain)


def chains_at(session: Session, channel: str, cursors: Sequence[int]) -> list[wire.ChannelState]:
    """The channel as it stood after events of these numbers."""
    found = dict(
        session.execute(
            select(HubEventRow.fseq, HubEventRow.chain).where(
                HubEventRow.channel == channel, HubEventRow.fseq.in_(list(cursors))
            )
        ).all()
    )
    return [wire.ChannelState(channel, n, found[n]) for n in cursors if n in found]


def place_of(session: Session, op_id: str) -> tuple[str, int, str] | None:
    """Channel, number before, and chain there, of the event that carried an operation."""
    event = session.scalars(
        select(HubEventRow).where(HubEventRow.ref == op_id, HubEventRow.kind == wire.FeedKind.OP)
    ).first()
    if event is None:
        return None
    before = session.get(HubEventRow, (event.channel, event.fseq - 1))
    if before is None and event.fseq > 1:
        return None
    return event.channel, event.fseq - 1, before.chain if before else NO_CHAIN


def read_at(session: Session, channel: str) -> datetime | None:
    """When a channel was last read to its end."""
    row = session.get(ChannelRow, channel)
    return row.read_at if row else None


def keep_head(session: Session, channel: str, head: int) -> None:
    """How far the hub says a channel goes."""
    row = session.get(ChannelRow, channel)
    if row is None:
        session.add(ChannelRow(channel=channel, cursor=0, chain=NO_CHAIN, head=head, read_at=None))
    else:
        row.head = max(head, row.cursor)
    session.flush()


def apply_page(
    session: Session,
    key: bytes,
    channel: str,
    events: Sequence[wire.FeedEvent],
    head: int,
    now: datetime,
) -> int:
    """Apply events in order and move the cursor; see the port.

    Args:
        key: under which this store keeps what is sealed.
    """
    keep_head(session, channel, head)
    at = session.scalars(select(ChannelRow).where(ChannelRow.channel == channel)).one()
    fresh = [event for event in events if event.fseq > at.cursor]
    known = _known_ops(session, [e.ref for e in fresh if e.kind == wire.FeedKind.OP])
    states = dict.fromkeys(known, OWN)
    rows = [_row(channel, event, state) for event, state in _applied(session, key, fresh, states, now)]
    if rows:
        insert_rows(session, HubEventRow, rows)
        at.cursor, at.chain = fresh[-1].fseq, fresh[-1].chain
        session.flush()
    told = sum(row["state"] != OWN for row in rows)
    if told and at.cursor >= at.head:  # once a pull, not after every part of it
        apply_waiting(session, key, now)
    if any(event.kind == wire.FeedKind.SEALING_KEY for event in fresh):
        hand_over_waiting(session, key, now)
    if at.cursor >= at.head:
        at.read_at = now
    return told


def apply_waiting(session: Session, key: bytes, now: datetime) -> int:
    """Try events again that could not be applied, in order, as long as one of them can be."""
    done = 0
    while True:
        before = done
        waiting = session.scalars(
            select(HubEventRow)
            .where(HubEventRow.state == WAITING)
            .order_by(HubEventRow.channel, HubEventRow.fseq)
        ).all()
        for row in waiting:
            event = wire.FeedEvent(
                row.fseq, row.kind, row.ref, row.digest, row.chain, row.at,
                wire.Body.of(row.body) if row.body is not None else None,
                msgspec.convert(row.origin, wire.Origin) if row.origin is not None else None,
            )  # fmt: skip
            if _tried(session, key, event, now):
                row.state = APPLIED
                done += 1
        session.flush()
        if done == before:
            return done


def rewind(session: Session, channel: str, cursor: int, incarnation: str) -> int:
    """Forget the order after `cursor`; what others had said waits to be witnessed."""
    at = session.get(ChannelRow, channel)
    if at is None:
        return 0
    after = session.scalars(
        select(HubEventRow)
        .where(HubEventRow.channel == channel, HubEventRow.fseq > cursor)
        .order_by(HubEventRow.fseq)
    ).all()
    kept = 0
    for row in after:
        if row.body is None:
            continue
        event = wire.FeedEvent(
            row.fseq, row.kind, row.ref, row.digest, row.chain, row.at, wire.Body.of(row.body),
            msgspec.convert(row.origin, wire.Origin) if row.origin is not None else None,
        )  # fmt: skip
        session.add(WitnessRow(incarnation=incarnation, channel=channel, event=wire.encode(event)))
        kept += 1
    session.execute(delete(HubEventRow).where(HubEventRow.channel == channel, HubEventRow.fseq > cursor))
    last = session.get(HubEventRow, (channel, cursor))
    at.cursor, at.chain, at.head = cursor, last.chain if last else NO_CHAIN, cursor
    session.flush()
    return kept


def missing_ops(session: Session) -> list[str]:
    """Operations that came without their bytes, being ours, and are not here."""
    return list(
        session.scalars(
            select(HubEventRow.ref).where(
                HubEventRow.state == WAITING,
                HubEventRow.kind == wire.FeedKind.OP,
                HubEventRow.body.is_(None),
            )
        )
    )


def restore_op(session: Session, key: bytes, event: wire.FeedEvent, now: datetime) -> None:
    """Put an operation of this store back, with the rows it tells of where they are gone too."""
    if event.origin is None or event.body is None:
        return
    if session.get(OpRow, event.ref) is None:
        _take_back(session, event, event.origin, now)
    if not _tried(session, key, event, now):
        return
    for row in session.scalars(select(HubEventRow).where(HubEventRow.ref == event.ref)):
        row.state = OWN


def _known_ops(session: Session, op_ids: Sequence[str]) -> set[str]:
    return {
        op_id
        for chunk in chunks(op_ids)
        for op_id in session.scalars(select(OpRow.op_id).where(OpRow.op_id.in_(chunk)))
    }


def _row(channel: str, event: wire.FeedEvent, state: str) -> dict[str, object]:
    return {
        "channel": channel,
        "fseq": event.fseq,
        "kind": event.kind,
        "ref": event.ref,
        "digest": event.digest,
        "chain": event.chain,
        "at": event.at,
        "body": event.body.content() if event.body is not None and state != OWN else None,
        "origin": msgspec.to_builtins(event.origin) if event.origin is not None else None,
        "state": state,
    }


def _applied(
    session: Session, key: bytes, events: Sequence[wire.FeedEvent], states: dict[str, str], now: datetime
) -> Iterator[tuple[wire.FeedEvent, str]]:
    """Apply events in order; visits of other windows that follow each other go together.

    Args:
        states: by `ref`, of those that are not to be applied.
    """
    mine = _station_id(session)
    for together, some in groupby(events, key=lambda e: e.ref not in states and _of_another(e, mine)):
        run = list(some)
        done = apply_visits(session, key, run) if together else set()
        for event in run:
            state = APPLIED if event.ref in done else states.get(event.ref)
            yield event, state or _state_of(session, key, event, mine, now)


def _of_another(event: wire.FeedEvent, mine: str) -> bool:
    """Whether it is a visit that another station wrote."""
    origin = event.origin
    return (
        event.kind == wire.FeedKind.OP
        and origin is not None
        and origin.kind == wire.OpKind.VISIT
        and origin.station_id != mine
    )


def _state_of(session: Session, key: bytes, event: wire.FeedEvent, mine: str, now: datetime) -> str:
    if event.kind == wire.FeedKind.OP and event.origin is not None:
        if event.body is None:
            # Left out because the hub took it for ours, but this store has lost it: asked for by itself.
            return WAITING
        if event.origin.station_id == mine:
            _take_back(session, event, event.origin, now)
    return APPLIED if _tried(session, key, event, now) else WAITING


def _take_back(session: Session, event: wire.FeedEvent, origin: wire.Origin, now: datetime) -> None:
    """An operation this station wrote in an earlier life, lost in this one, or a copy of it wrote.

    Beyond our last number, or where another stands, it is not ours: a copy of this store is in use, and
    this one goes on under a new epoch.
    """
    if origin.epoch == current_epoch(session):
        last = session.scalar(select(func.max(OpRow.seq)).where(OpRow.epoch == origin.epoch)) or 0
        if origin.seq > last or _at(session, origin) is not None:
            begin_epoch(session, "fork", now)
    if event.body is not None:
        _insert_op(session, event, origin, event.body.content())


def _at(session: Session, origin: wire.Origin) -> OpRow | None:
    return session.scalars(select(OpRow).where(OpRow.epoch == origin.epoch, OpRow.seq == origin.seq)).first()


def _insert_op(session: Session, event: wire.FeedEvent, origin: wire.Origin, body: bytes) -> None:
    if session.get(FeedRow, origin.epoch) is None:
        mine = session.scalars(select(FeedRow).where(FeedRow.current)).one()
        session.add(
            FeedRow(
                epoch=origin.epoch,
                began_at=min(origin.wall, mine.began_at),
                current=False,
                station_id=mine.station_id,
                incarnation="",
                cursor=0,
                chain="",
                last_ok_at=None,
            )
        )
        session.flush()
    taken = session.scalars(select(OpRow).where(OpRow.epoch == origin.epoch, OpRow.seq == origin.seq)).first()
    if taken is not None:
        return  # told twice under one number: the rows are kept, the order is the hub's
    county, office = session.execute(select(OpRow.county, OpRow.office).limit(1)).one()
    session.add(
        OpRow(
            op_id=event.ref,
            epoch=origin.epoch,
            seq=origin.seq,
            county=county,
            office=office,
            kind=origin.kind,
            v=origin.v,
            body=body,
            digest=hashlib.sha256(body).hexdigest(),
            wall=origin.wall,
            boot_id=origin.boot_id,
            about=origin.about,
            acked_at=event.at,
        )
    )
    session.flush()


def _tried(session: Session, key: bytes, event: wire.FeedEvent, now: datetime) -> bool:
    """Whether it could be applied; all of it or nothing.

    What does not fit beside what stands here is kept like what is not understood: a page never stops.
    """
    try:
        if event.kind != wire.FeedKind.OP:
            apply_event(session, event, now)
            return True
        with session.begin_nested():
            apply_operation(session, key, event)
    except (NotYet, exc.IntegrityError):
        return False
    return True


def _station_id(session: Session) -> str:
    return session.scalars(select(FeedRow.station_id).where(FeedRow.current)).one()
