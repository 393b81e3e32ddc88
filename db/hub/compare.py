"""Do station and hub hold the same operations? Blocks of digests, epoch by epoch."""

from collections.abc import Sequence

from sqlalchemy import Connection, Subquery, func, select, union_all

from app.hub.digests import BLOCK, Placed, block_digests, root_digest
from app.hub.ports import EnrolledStation
from app.hub.wire import EpochVerdict, HeldOp, ReplicaState
from db.hub.rows import op, op_moved


def compare_epoch(connection: Connection, station: EnrolledStation, state: ReplicaState) -> EpochVerdict:
    """The verdict on one life of a store, reckoned from the operations as they lie there.

    Those up to `since` are only counted.
    """
    placed = _placed(connection, station, state.epoch, state.since + 1, state.proven_to)
    blocks = dict(block_digests(placed))
    held = len(placed) + (_count(connection, station, state.epoch, state.since) if state.since else 0)
    last = max(_last(connection, station, state.epoch), placed[-1][0] if placed else 0)
    differing = None
    if state.blocks is not None:
        theirs = dict(enumerate(state.blocks))
        differing = sorted(n for n in blocks.keys() | theirs.keys() if blocks.get(n) != theirs.get(n))
    return EpochVerdict(
        epoch=state.epoch,
        in_step=held == state.count and root_digest(blocks.items()) == state.root,
        held=held,
        hub_max_seq=last,
        differing=differing,
        fork=last > state.max_seq,
        since=state.since,
    )


def list_block(connection: Connection, station: EnrolledStation, epoch: str, block: int) -> list[HeldOp]:
    """Operations of a block that the hub has."""
    first = block * BLOCK + 1
    return [HeldOp(*one) for one in _placed(connection, station, epoch, first, first + BLOCK - 1)]


def _placed(
    connection: Connection, station: EnrolledStation, epoch: str, first: int, last: int
) -> Sequence[Placed]:
    both = _both(station, epoch, first, last)
    return [
        (seq, op_id, digest) for seq, op_id, digest in connection.execute(select(both).order_by(both.c.seq))
    ]


def _count(connection: Connection, station: EnrolledStation, epoch: str, last: int) -> int:
    return connection.scalar(select(func.count()).select_from(_both(station, epoch, 1, last))) or 0


def _both(station: EnrolledStation, epoch: str, first: int, last: int) -> Subquery:
    """Operations by the numbers they were pushed under, first and again."""
    whose = (
        op.c.county == station.county,
        op.c.station_id == station.station_id,
        op.c.office == station.office,
    )
    here = select(op.c.seq, op.c.op_id, op.c.digest).where(
        *whose, op.c.epoch == epoch, op.c.placed, op.c.seq.between(first, last)
    )
    moved = (
        select(op_moved.c.seq, op_moved.c.op_id, op.c.digest)
        .join(op, (op.c.county == op_moved.c.county) & (op.c.op_id == op_moved.c.op_id))
        .where(
            op_moved.c.county == station.county,
            op_moved.c.station_id == station.station_id,
            op.c.office == station.office,
            op_moved.c.epoch == epoch,
            op_moved.c.seq.between(first, last),
        )
    )
    return union_all(here, moved).subquery()


def _last(connection: Connection, station: EnrolledStation, epoch: str) -> int:
    greatest = [
        connection.scalar(
            select(func.max(table.c.seq)).where(
                table.c.county == station.county,
                table.c.station_id == station.station_id,
                table.c.epoch == epoch,
            )
        )
        or 0
        for table in (op, op_moved)
    ]
    return max(greatest)
