"""What comes down from a higher hub: operations of the office, decisions, claims; nothing twice."""

import contextlib
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection, select, update

from app.hub import wire
from app.hub.ports import EnrolledStation
from app.hub.upper import Upper
from db.hub.claims import overrule
from db.hub.heads import add_events, lock_heads, save_heads
from db.hub.ingest import take_in
from db.hub.inserting import insert_new
from db.hub.rows import feed_event, matter, matter_event


def apply_page(connection: Connection, of: Upper, page: wire.FeedPage, now: datetime) -> None:
    """Apply what is not known here yet, in order."""
    held = set(
        connection.scalars(
            select(feed_event.c.ref).where(
                feed_event.c.county == of.county, feed_event.c.ref.in_([event.ref for event in page.events])
            )
        )
    )
    said: list[tuple[str, str, bytes, str]] = []
    for event in page.events:
        if event.kind == wire.FeedKind.OP:
            _take_op(connection, of, event, now)
        elif event.ref not in held and event.body is not None:
            body = event.body.content()
            with contextlib.suppress(msgspec.MsgspecError, ValueError):  # handed down all the same
                if event.kind == wire.FeedKind.STATUS:
                    _decided(connection, of, body)
                elif event.kind == wire.FeedKind.CLAIM:
                    overrule(connection, of.county, of.office, [_claim(body)], now)
            if event.kind != wire.FeedKind.FINGERPRINTS or not _ours(of, body):
                said.append((page.channel, event.kind, body, event.ref))
    if said:
        heads = lock_heads(connection, of.county, [page.channel])
        add_events(connection, heads, said, now)
        save_heads(connection, heads)


def _take_op(connection: Connection, of: Upper, event: wire.FeedEvent, now: datetime) -> None:
    """An operation of the office, from another hall or from a station that is enrolled above."""
    told = event.origin
    if told is None or event.body is None:
        return
    mine = EnrolledStation(told.station_id, of.county, of.office, 1, "", False)
    one = wire.Op(
        op_id=event.ref, epoch=told.epoch, seq=told.seq, county=of.county, office=of.office, kind=told.kind,
        v=told.v, body=event.body, digest=event.digest, wall=told.wall, boot_id=told.boot_id,
        about=told.about,
    )  # fmt: skip
    take_in(connection, mine, [one], now, raw=False)


def _decided(connection: Connection, of: Upper, body: bytes) -> None:
    """A step decided above stands in the matter's course here too, for the page that visitors ask."""
    step = msgspec.json.decode(body, type=wire.StatusEvent)
    added = insert_new(
        connection,
        matter_event,
        county=of.county,
        event_id=step.event_id,
        matter_id=step.matter_id,
        kind=step.kind[:40],
        on=date.fromisoformat(step.on),
        at=datetime.fromisoformat(step.at),
        by=step.by[:120],
        text=step.text,
        extended_to=date.fromisoformat(step.extended_to) if step.extended_to else None,
        supported=step.supported,
        upstream=True,
    )
    if added:
        connection.execute(
            update(matter)
            .where(matter.c.county == of.county, matter.c.matter_id == step.matter_id)
            .values(version=matter.c.version + 1)
        )


def _ours(of: Upper, body: bytes) -> bool:
    """Persons of the office itself are known here already."""
    told = msgspec.json.decode(body, type=wire.Fingerprints)
    return all(one.office == of.office for one in told.added)


def _claim(body: bytes) -> wire.ClaimOutcome:
    return msgspec.json.decode(body, type=wire.ClaimOutcome)
