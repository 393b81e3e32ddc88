"""Taking operations in: accept, then flag. No rule refuses one; what is odd is kept and shown.

Known by its random `op_id`, never by its number. One transaction: when it is answered it is durable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, and_, insert, select

from app.hub import wire
from app.hub.contents import why_parked
from app.hub.digests import body_digest
from app.hub.ports import EnrolledStation
from app.hub.wire import Op, OpAnswer, OpResult
from db.hub.gaps import Place, places_of, tail_missing
from db.hub.heads import Head, lock_heads, save_heads
from db.hub.inserting import insert_new, insert_rows, within
from db.hub.rows import op, op_aside, op_moved

FOREIGN = "foreign"
"""Of another office than the station's; kept aside, where its numbers disturb nobody's."""


@dataclass(frozen=True)
class _Arrived:
    """An operation with its bytes as they came."""

    op: Op
    body: bytes
    whole: bool


@dataclass(frozen=True)
class _Known:
    digest: str
    epoch: str
    seq: int
    placed: bool


def take_in(
    connection: Connection, station: EnrolledStation, ops: Sequence[Op], now: datetime, *, raw: bool
) -> tuple[list[OpAnswer], bool]:
    """Keep a push.

    Args:
        raw: bodies are not looked into; new ones are parked.

    Returns:
        An answer for each operation in order, and whether the station's store was forked.
    """
    arrived = [_arrived(one) for one in ops]
    if station.revoked:
        return [_quarantined(connection, station, one, now) for one in arrived], False
    heads = lock_heads(connection, station.county, [station.office])
    known = _known(connection, station.county, [one.op.op_id for one in arrived])
    places, behind = _places(connection, station, arrived)
    answers: list[OpAnswer] = []
    fresh: list[tuple[_Arrived, str, bool]] = []
    fork = False
    for one in arrived:
        answer = _unfit(connection, station, one, now)
        if answer is None:
            place = (one.op.epoch, one.op.seq)
            fork = fork or places.get(place, one.op.op_id) != one.op.op_id
            before = known.get(one.op.op_id)
            if before is None:
                why = "raw" if raw else why_parked(one.op.kind, one.op.v, one.body)
                fresh.append((one, why, not fork))
                known[one.op.op_id] = _Known(one.op.digest, *place, not fork)
                places.setdefault(place, one.op.op_id)
                answer = OpAnswer(one.op.op_id, OpResult.PARKED if why else OpResult.ACCEPTED, why)
            elif before.digest != one.op.digest:
                _set_aside(connection, station, one, OpResult.DIGEST_CONFLICT, now)
                answer = OpAnswer(one.op.op_id, OpResult.DIGEST_CONFLICT, held=before.digest)
            else:
                if not fork and place not in places:
                    _move(connection, station, one.op)
                    places[place] = one.op.op_id
                answer = OpAnswer(one.op.op_id, OpResult.DUPLICATE)
        answers.append(answer)
    if fresh:
        head = heads[station.office]
        old: dict[str, Place] = {}
        if behind or tail_missing(connection, head):
            old = places_of(connection, head, [(one.op.op_id, one.op.digest) for one, _, _ in fresh])
        insert_rows(connection, op, [_row(head, station, *each, old, now) for each in fresh])
        save_heads(connection, heads)
    return answers, fork


def _arrived(one: Op) -> _Arrived:
    try:
        body = one.body.content()
    except ValueError:
        return _Arrived(one, one.body.text.encode(), False)
    return _Arrived(one, body, body_digest(body) == one.digest)


def _unfit(connection: Connection, station: EnrolledStation, one: _Arrived, now: datetime) -> OpAnswer | None:
    """What is kept aside instead of in its office's order; None: it is fit."""
    if not one.whole:
        _set_aside(connection, station, one, OpResult.DAMAGED, now)
        return OpAnswer(one.op.op_id, OpResult.DAMAGED, "digest")
    if (one.op.county, one.op.office) != (station.county, station.office):
        _set_aside(connection, station, one, FOREIGN, now)
        return OpAnswer(one.op.op_id, OpResult.PARKED, FOREIGN)
    return None


def _quarantined(connection: Connection, station: EnrolledStation, one: _Arrived, now: datetime) -> OpAnswer:
    _set_aside(connection, station, one, OpResult.QUARANTINED, now)
    return OpAnswer(one.op.op_id, OpResult.QUARANTINED)


def _set_aside(
    connection: Connection, station: EnrolledStation, one: _Arrived, why: str, now: datetime
) -> None:
    insert_new(
        connection,
        op_aside,
        county=station.county,
        op_id=one.op.op_id,
        digest=body_digest(one.body),
        why=why,
        station_id=station.station_id,
        envelope=wire.encode(msgspec.structs.replace(one.op, body=wire.Body(""))),
        body=one.body,
        at=now,
    )


def _known(connection: Connection, county: str, op_ids: Sequence[str]) -> dict[str, _Known]:
    found = connection.execute(
        select(op.c.op_id, op.c.digest, op.c.epoch, op.c.seq, op.c.placed).where(
            op.c.county == county, within(connection, op.c.op_id, set(op_ids))
        )
    )
    return {row.op_id: _Known(row.digest, row.epoch, row.seq, row.placed) for row in found}


def _places(
    connection: Connection, station: EnrolledStation, arrived: Sequence[_Arrived]
) -> tuple[dict[tuple[str, int], str], bool]:
    """Which operation has each number, of those that the push uses; and whether later ones are taken."""
    places: dict[tuple[str, int], str] = {}
    behind = False
    numbers: dict[str, set[int]] = {}
    for one in arrived:
        numbers.setdefault(one.op.epoch, set()).add(one.op.seq)
    for epoch, seqs in numbers.items():
        for table in (op, op_moved):
            mine = and_(
                table.c.county == station.county,
                table.c.station_id == station.station_id,
                table.c.epoch == epoch,
                table.c.seq >= min(seqs),
            )
            if table is op:
                mine = and_(mine, op.c.placed)
            held = select(table.c.seq, table.c.op_id).where(mine).order_by(table.c.seq)
            # All that lie within, and one beyond if there is one.
            for row in connection.execute(held.limit(max(seqs) - min(seqs) + 2)):
                behind = behind or row.seq > min(seqs)
                if row.seq <= max(seqs):
                    places[epoch, row.seq] = row.op_id
    return places, behind


def _move(connection: Connection, station: EnrolledStation, one: Op) -> None:
    connection.execute(
        insert(op_moved).values(
            county=station.county,
            station_id=station.station_id,
            epoch=one.epoch,
            seq=one.seq,
            op_id=one.op_id,
        )
    )


def _row(
    head: Head,
    station: EnrolledStation,
    one: _Arrived,
    why: str,
    placed: bool,
    old: Mapping[str, Place],
    now: datetime,
) -> dict[str, object]:
    fseq, chain = old.get(one.op.op_id) or head.next(wire.FeedKind.OP, one.op.op_id, one.op.digest)
    return {
        "county": station.county,
        "op_id": one.op.op_id,
        "office": station.office,
        "fseq": fseq,
        "chain": chain,
        "station_id": station.station_id,
        "epoch": one.op.epoch,
        "seq": one.op.seq,
        "placed": placed,
        "kind": one.op.kind,
        "v": one.op.v,
        "body": one.body,
        "digest": one.op.digest,
        "wall": one.op.wall,
        "offset_ms": one.op.offset_ms,
        "offset_age_s": one.op.offset_age_s,
        "boot_id": one.op.boot_id,
        "about": one.op.about,
        "accepted_at": now,
        "parked": why,
    }
