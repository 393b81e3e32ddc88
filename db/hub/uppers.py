"""What a lower hub keeps of the higher one: fits `app.hub.upper.UpperStore`."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from app.hub import wire
from app.hub.digests import NO_CHAIN
from app.hub.ports import EnrolledStation
from app.hub.upper import Upper
from db.hub.heads import add_events, lock_heads, save_heads
from db.hub.ingest import take_in
from db.hub.inserting import insert_new
from db.hub.rows import feed_event, hub_station, matter, matter_event, op, upper
from db.hub.settings import PERSON_KEY, read_setting, write_setting
from db.hub.store import SqlHub

_HELD_FOR = timedelta(minutes=1)
_NEVER = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


class KeysDiffer(Exception):
    """Stations enrolled here reckon persons by another key than the higher hub does."""


class SqlUppers:
    """Fits `app.hub.upper.UpperStore`."""

    def __init__(self, store: SqlHub) -> None:
        self._store = store

    def join(self, url: str, ca: str, private_key: bytes, answer: wire.EnrolAnswer) -> None:
        """Keep an enrolment above; persons are known by the higher hub's key from now on.

        Raises:
            KeysDiffer.
        """

        def keep(connection: Connection) -> None:
            if read_setting(connection, PERSON_KEY) != answer.person_key:
                if connection.execute(select(hub_station.c.station_id).limit(1)).first() is not None:
                    raise KeysDiffer
                write_setting(connection, PERSON_KEY, answer.person_key)
            values = {
                "url": url,
                "ca": ca,
                "station_id": answer.station_id,
                "private_key": private_key,
                "incarnation": "",
                "sent_to": 0,
                "office_cursor": 0,
                "office_chain": NO_CHAIN,
                "county_cursor": 0,
                "county_chain": NO_CHAIN,
                "held_until": _NEVER,
                "trouble": "",
            }
            key = (upper.c.county == answer.county, upper.c.office == answer.office)
            if not connection.execute(update(upper).where(*key).values(**values)).rowcount:
                connection.execute(insert(upper).values(county=answer.county, office=answer.office, **values))

        self._store.write(keep)

    def take_uppers(self, now: datetime) -> Sequence[Upper]:
        """See the port."""
        if not self._store.read(lambda c: c.scalar(select(upper.c.office).limit(1))):
            return ()

        def take(connection: Connection) -> list[Upper]:
            free = connection.execute(
                select(upper).where(upper.c.held_until < now).with_for_update(skip_locked=True)
            ).all()
            for row in free:
                connection.execute(_mine(row).values(held_until=now + _HELD_FOR))
            return [_upper(row) for row in free]

        return self._store.write(take)

    def greeted(self, upper_: Upper, incarnation: str, out_of_step: Sequence[str]) -> None:
        """See the port."""
        changed: dict[str, Any] = {"incarnation": incarnation}
        if incarnation != upper_.incarnation:
            changed["sent_to"] = 0
        for channel in out_of_step:
            changed |= _at(channel, 0, NO_CHAIN)
        self._store.write(lambda c: c.execute(_mine(upper_).values(**changed)))

    def waiting(self, upper_: Upper) -> tuple[list[wire.Relayed], int]:
        """See the port."""
        return self._store.read(lambda c: _waiting(c, upper_))

    def sent(self, upper_: Upper, to: int) -> None:
        """See the port."""
        self._store.write(lambda c: c.execute(_mine(upper_).values(sent_to=to)))

    def cursor(self, upper_: Upper, channel: str) -> wire.ChannelState:
        """See the port."""
        row = self._store.read(lambda c: c.execute(_row_of(upper_)).one())
        return next(state for state in _upper(row).channels if state.channel == channel)

    def apply(self, upper_: Upper, page: wire.FeedPage, now: datetime) -> None:
        """See the port."""
        self._store.write(lambda c: _apply(c, upper_, page, now))

    def done(self, upper_: Upper, now: datetime, trouble: str) -> None:
        """See the port."""
        values: dict[str, Any] = {"held_until": now, "trouble": trouble[:40]}
        if not trouble:
            values["last_ok_at"] = now
        self._store.write(lambda c: c.execute(_mine(upper_).values(**values)))


def _mine(of: Any) -> Any:
    return update(upper).where(upper.c.county == of.county, upper.c.office == of.office)


def _row_of(of: Upper) -> Any:
    return select(upper).where(upper.c.county == of.county, upper.c.office == of.office)


def _upper(row: Any) -> Upper:
    channels = (
        wire.ChannelState(row.office, row.office_cursor, row.office_chain),
        wire.ChannelState(wire.COUNTY_CHANNEL, row.county_cursor, row.county_chain),
    )
    return Upper(
        row.county, row.office, row.url, row.ca, row.station_id, bytes(row.private_key), row.incarnation,
        channels,
    )  # fmt: skip


def _at(channel: str, cursor: int, chain: str) -> dict[str, Any]:
    name = "county" if channel == wire.COUNTY_CHANNEL else "office"
    return {f"{name}_cursor": cursor, f"{name}_chain": chain}


def _waiting(connection: Connection, of: Upper) -> tuple[list[wire.Relayed], int]:
    sent_to = connection.execute(_row_of(of)).one().sent_to
    found = connection.execute(
        select(op)
        .where(op.c.county == of.county, op.c.office == of.office, op.c.fseq > sent_to)
        .order_by(op.c.fseq)
        .limit(wire.MOST_OPS)
    )
    ops: list[wire.Relayed] = []
    weight = 0
    for row in found:
        body = wire.Body.of(bytes(row.body))
        weight += len(body.text)
        if ops and weight > wire.MOST_BYTES:
            break
        ops.append(wire.Relayed(row.station_id, _op(row, body)))
        sent_to = row.fseq
    return ops, sent_to


def _op(row: Any, body: wire.Body) -> wire.Op:
    return wire.Op(
        op_id=row.op_id,
        epoch=row.epoch,
        seq=row.seq,
        county=row.county,
        office=row.office,
        kind=row.kind,
        v=row.v,
        body=body,
        digest=row.digest,
        wall=row.wall,
        boot_id=row.boot_id,
        about=row.about,
        offset_ms=row.offset_ms,
        offset_age_s=row.offset_age_s,
    )


def _apply(connection: Connection, of: Upper, page: wire.FeedPage, now: datetime) -> None:
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
            if event.kind == wire.FeedKind.STATUS:
                _decided(connection, of, body)
            if event.kind != wire.FeedKind.FINGERPRINTS or not _ours(of, body):
                said.append((page.channel, event.kind, body, event.ref))
    if said:
        heads = lock_heads(connection, of.county, [page.channel])
        add_events(connection, heads, said, now)
        save_heads(connection, heads)
    last = page.events[-1]
    connection.execute(_mine(of).values(**_at(page.channel, last.fseq, last.chain)))


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
