"""What a lower hub keeps of the higher one: fits `app.hub.upper.UpperStore`."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from app.hub import relayed, wire
from app.hub.digests import NO_CHAIN, body_digest
from app.hub.ports import EnrolledStation
from app.hub.upper import Upper, Waiting
from db.hub.claims import overrule
from db.hub.inserting import insert_new
from db.hub.outbox import Outbox
from db.hub.rows import blob, hub_station, op, upper, upper_aside
from db.hub.settings import DIRECTORY_PUBLIC, PERSON_KEY, read_setting, write_setting
from db.hub.store import SqlHub
from db.hub.upper_compare import lacking_of, lives_of
from db.hub.upper_feed import apply_page

_HELD_FOR = timedelta(minutes=1)
_ASIDE_FOR = timedelta(hours=1)
_ASIDE_AT_ONCE = 50
DAMAGED_HERE = "damaged_here"
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
            write_setting(connection, DIRECTORY_PUBLIC, answer.directory_key)
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
                "failures": 0,
                "compared_at": None,
            }
            key = (upper.c.county == answer.county, upper.c.office == answer.office)
            if not connection.execute(update(upper).where(*key).values(**values)).rowcount:
                connection.execute(insert(upper).values(county=answer.county, office=answer.office, **values))

        self._store.write(keep)

    def upper_of(self, county: str, office: str) -> Upper | None:
        """See `app.hub.arbiter.ArbiterStore`."""
        mine = select(upper).where(upper.c.county == county, upper.c.office == office)
        row = self._store.read(lambda c: c.execute(mine).first())
        return None if row is None else _upper(row)

    def overrule(self, upper_: Upper, outcomes: Sequence[wire.ClaimOutcome], now: datetime) -> None:
        """See `app.hub.arbiter.ArbiterStore`."""
        self._store.write(lambda c: overrule(c, upper_.county, upper_.office, outcomes, now))

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

    def hold(self, upper_: Upper, now: datetime) -> None:
        """See the port."""
        self._store.write(lambda c: c.execute(_mine(upper_).values(held_until=now + _HELD_FOR)))

    def keep_directory(self, directory_key: str) -> None:
        """See the port."""
        if directory_key and self._store.read(lambda c: read_setting(c, DIRECTORY_PUBLIC)) != directory_key:
            self._store.write(lambda c: write_setting(c, DIRECTORY_PUBLIC, directory_key))

    def waiting(self, upper_: Upper) -> list[Waiting]:
        """See the port."""
        while True:
            found, damaged, last = self._store.read(lambda c: _waiting(c, upper_))
            for op_id in damaged:
                self.put_aside(upper_, op_id, DAMAGED_HERE, datetime.now(UTC))
            if found or not damaged:
                return found
            self.sent(upper_, last)

    def sent(self, upper_: Upper, to: int) -> None:
        """See the port."""
        self._store.write(lambda c: c.execute(_mine(upper_).values(sent_to=to)))

    def put_aside(self, upper_: Upper, op_id: str, why: str, now: datetime) -> None:
        """See the port."""

        def keep(connection: Connection) -> None:
            key = {"county": upper_.county, "op_id": op_id}
            if insert_new(
                connection, upper_aside, **key, office=upper_.office, why=why[:40], at=now, tried_at=now
            ):
                about = connection.scalar(
                    select(op.c.about).where(op.c.county == upper_.county, op.c.op_id == op_id)
                )
                outbox = Outbox(connection, upper_.county, now)
                outbox.ask(upper_.office, "not_handed_on", about or op_id, why=why, op=op_id)
                outbox.send()

        self._store.write(keep)

    def forked(self, upper_: Upper, station_id: str, now: datetime) -> None:
        """See the port."""

        def tell(connection: Connection) -> None:
            outbox = Outbox(connection, upper_.county, now)
            outbox.ask(upper_.office, "fork", station_id)
            outbox.send()

        self._store.write(tell)

    def put_aside_before(self, upper_: Upper, now: datetime) -> list[wire.Relayed]:
        """See the port."""

        def take(connection: Connection) -> list[wire.Relayed]:
            mine = (upper_aside.c.county == upper_.county, upper_aside.c.office == upper_.office)
            due = connection.scalars(
                select(upper_aside.c.op_id)
                .where(*mine, upper_aside.c.tried_at < now - _ASIDE_FOR, upper_aside.c.why != DAMAGED_HERE)
                .order_by(upper_aside.c.tried_at)
                .limit(_ASIDE_AT_ONCE)
            ).all()
            if not due:
                return []
            connection.execute(
                update(upper_aside).where(*mine, upper_aside.c.op_id.in_(due)).values(tried_at=now)
            )
            rows = connection.execute(select(op).where(op.c.county == upper_.county, op.c.op_id.in_(due)))
            return [wire.Relayed(row.station_id, op_of(row)) for row in rows]

        return self._store.write(take)

    def taken_after_all(self, upper_: Upper, op_ids: Sequence[str]) -> None:
        """See the port."""
        gone = delete(upper_aside).where(
            upper_aside.c.county == upper_.county, upper_aside.c.op_id.in_(list(op_ids))
        )
        self._store.write(lambda c: c.execute(gone))

    def note_failed(self, upper_: Upper, *, failed: bool) -> int:
        """See the port."""

        def count(connection: Connection) -> int:
            failures = upper.c.failures + 1 if failed else 0
            connection.execute(_mine(upper_).values(failures=failures))
            return int(connection.execute(_row_of(upper_)).one().failures)

        return self._store.write(count)

    def lives(
        self, upper_: Upper, with_blocks: frozenset[tuple[str, str]] = frozenset()
    ) -> list[relayed.RelayedLife]:
        """See the port."""
        return self._store.read(
            lambda c: lives_of(c, upper_, c.execute(_row_of(upper_)).one().sent_to, with_blocks)
        )

    def lacking(
        self, upper_: Upper, asked: relayed.RelayedBlock, held: Sequence[wire.HeldOp]
    ) -> tuple[list[wire.Relayed], bool]:
        """See the port."""

        def ask(connection: Connection) -> tuple[list[wire.Relayed], bool]:
            sent_to = connection.execute(_row_of(upper_)).one().sent_to
            places, beyond = lacking_of(connection, upper_, sent_to, asked, held)
            rows = connection.execute(
                select(op).where(op.c.county == upper_.county, op.c.op_id.in_(list(places)))
            )
            made = [(places[row.op_id], op_of(row)) for row in rows]
            return [
                wire.Relayed(asked.station_id, msgspec.structs.replace(one, epoch=asked.epoch, seq=seq))
                for seq, one in sorted(made, key=lambda pair: pair[0])
            ], beyond

        return self._store.read(ask)

    def compared(self, upper_: Upper, now: datetime) -> None:
        """See the port."""
        self._store.write(lambda c: c.execute(_mine(upper_).values(compared_at=now)))

    def blobs_held(self, upper_: Upper, sha256s: Sequence[str]) -> list[str]:
        """See the port."""
        whole = (
            select(blob.c.sha256)
            .where(
                blob.c.county == upper_.county,
                blob.c.office == upper_.office,
                blob.c.sha256.in_(list(sha256s)),
                blob.c.complete_at.is_not(None),
            )
            .order_by(blob.c.named_at, blob.c.sha256)
        )
        return self._store.read(lambda c: list(c.scalars(whole)))

    def blob_content(self, upper_: Upper, sha256: str) -> bytes:
        """See the port."""
        return self._store.blob_content(_station(upper_), sha256)

    def cursor(self, upper_: Upper, channel: str) -> wire.ChannelState:
        """See the port."""
        row = self._store.read(lambda c: c.execute(_row_of(upper_)).one())
        return next(state for state in _upper(row).channels if state.channel == channel)

    def apply(self, upper_: Upper, page: wire.FeedPage, now: datetime) -> None:
        """See the port."""

        def take(connection: Connection) -> None:
            apply_page(connection, upper_, page, now)
            last = page.events[-1]
            connection.execute(_mine(upper_).values(**_at(page.channel, last.fseq, last.chain)))

        self._store.write(take)

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
        channels, row.failures, row.compared_at,
    )  # fmt: skip


def _at(channel: str, cursor: int, chain: str) -> dict[str, Any]:
    name = "county" if channel == wire.COUNTY_CHANNEL else "office"
    return {f"{name}_cursor": cursor, f"{name}_chain": chain}


def _station(of: Upper) -> EnrolledStation:
    return EnrolledStation(of.station_id, of.county, of.office, 1, "", False)


def _waiting(connection: Connection, of: Upper) -> tuple[list[Waiting], list[str], int]:
    """(what to hand on, ids of those whose bytes are not as they came, last number looked at)."""
    last = sent_to = connection.execute(_row_of(of)).one().sent_to
    found = connection.execute(
        select(op)
        .where(op.c.county == of.county, op.c.office == of.office, op.c.fseq > sent_to)
        .order_by(op.c.fseq)
        .limit(wire.MOST_OPS)
    )
    waiting: list[Waiting] = []
    damaged: list[str] = []
    weight = 0
    for row in found:
        made = op_of(row)
        weight += len(made.body.text)
        if waiting and weight > wire.MOST_BYTES:
            break
        last = row.fseq
        if body_digest(bytes(row.body)) != row.digest:
            damaged.append(row.op_id)
            continue
        waiting.append(Waiting(wire.Relayed(row.station_id, made), row.fseq))
    return waiting, damaged, last


def op_of(row: Any) -> wire.Op:
    """The operation as its station pushed it."""
    return wire.Op(
        op_id=row.op_id,
        epoch=row.epoch,
        seq=row.seq,
        county=row.county,
        office=row.office,
        kind=row.kind,
        v=row.v,
        body=wire.Body.of(bytes(row.body)),
        digest=row.digest,
        wall=row.wall,
        boot_id=row.boot_id,
        about=row.about,
        offset_ms=row.offset_ms,
        offset_age_s=row.offset_age_s,
    )
