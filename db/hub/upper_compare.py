"""What a lower hub believes to be at the higher one, life by life of the stations' stores, as digests."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from app.hub import relayed, wire
from app.hub.digests import BLOCK, Placed, block_digests, root_digest
from app.hub.upper import Upper
from db.hub.rows import op, op_moved, upper_aside

_NOTHING = root_digest(())


def lives_of(
    connection: Connection, of: Upper, sent_to: int, with_blocks: frozenset[tuple[str, str]]
) -> list[relayed.RelayedLife]:
    """Every life of every store, up to what was handed on of it without a gap."""
    lives = connection.execute(
        select(op.c.station_id, op.c.epoch)
        .where(op.c.county == of.county, op.c.office == of.office, op.c.placed)
        .distinct()
        .order_by(op.c.station_id, op.c.epoch)
    ).all()
    made = []
    for station_id, epoch in lives:
        placed, to = _handed_on(connection, of, sent_to, station_id, epoch)
        reckoned = dict(block_digests(placed))
        blocks = None
        if (station_id, epoch) in with_blocks:
            blocks = [reckoned.get(n, _NOTHING) for n in range(max(reckoned, default=-1) + 1)]
        state = wire.ReplicaState(
            epoch=epoch,
            max_seq=to,
            proven_to=to,
            count=len(placed),
            root=root_digest(sorted(reckoned.items())),
            blocks=blocks,
        )
        made.append(relayed.RelayedLife(station_id, state))
    return made


def lacking_of(
    connection: Connection,
    of: Upper,
    sent_to: int,
    asked: relayed.RelayedBlock,
    held: Sequence[wire.HeldOp],
) -> tuple[Mapping[str, int], bool]:
    """(number in that life by operation the higher hub has not, whether it has some that are not here)."""
    placed, to = _handed_on(connection, of, sent_to, asked.station_id, asked.epoch)
    first = asked.block * BLOCK + 1
    ours = {one for one in placed if first <= one[0] < first + BLOCK}
    theirs = {(one.seq, one.op_id, one.digest) for one in held if one.seq <= to}
    return {op_id: seq for seq, op_id, _ in ours - theirs}, bool(theirs - ours)


def _handed_on(
    connection: Connection, of: Upper, sent_to: int, station_id: str, epoch: str
) -> tuple[list[Placed], int]:
    """Operations of a life by number, and the number up to which all of them were handed on."""
    mine = (op.c.county == of.county, op.c.office == of.office, op.c.station_id == station_id)
    here = select(op.c.seq, op.c.op_id, op.c.digest, op.c.fseq).where(*mine, op.c.epoch == epoch, op.c.placed)
    moved = (
        select(op_moved.c.seq, op.c.op_id, op.c.digest, op.c.fseq)
        .join(op, (op.c.county == op_moved.c.county) & (op.c.op_id == op_moved.c.op_id))
        .where(op_moved.c.county == of.county, op_moved.c.station_id == station_id, op_moved.c.epoch == epoch)
    )
    aside = set(
        connection.scalars(
            select(upper_aside.c.op_id).where(
                upper_aside.c.county == of.county, upper_aside.c.office == of.office
            )
        )
    )
    rows = sorted(
        (row.seq, row.op_id, row.digest, row.fseq)
        for part in (here, moved)
        for row in connection.execute(part)
    )
    placed: list[Placed] = []
    for seq, op_id, digest, fseq in rows:
        if fseq > sent_to or op_id in aside:
            break
        placed.append((seq, op_id, digest))
    return placed, placed[-1][0] if placed else 0
