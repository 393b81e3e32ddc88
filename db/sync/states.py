"""What this store believes to be at the hub, epoch by epoch, as digests."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.hub.digests import BLOCK, Placed, block_digests, root_digest
from app.hub.wire import HeldOp, ReplicaState
from db.rows import FeedRow, OpRow
from db.sync.rows import MovedRow, ProofRow


def replica_states(session: Session, with_blocks: frozenset[str], *, whole: bool) -> list[ReplicaState]:
    """Every life of this store, the present one last."""
    epochs = session.scalars(select(FeedRow.epoch).order_by(FeedRow.current, FeedRow.began_at, FeedRow.epoch))
    return [
        _state(session, epoch, 0 if whole else _compared_to(session, epoch), blocks=epoch in with_blocks)
        for epoch in epochs
    ]


def unheld(
    session: Session, epoch: str, block: int, held: Sequence[HeldOp]
) -> tuple[list[str], list[HeldOp]]:
    """(acknowledged operations of the block the hub does not have, those it has and this store has not)."""
    first = block * BLOCK + 1
    last = min(first + BLOCK - 1, _proven_to(session, epoch))
    ours = {(seq, op_id, digest) for seq, op_id, digest in _placed(session, epoch, first, last)}
    theirs = {(one.seq, one.op_id, one.digest): one for one in held}
    lacking = [op_id for _, op_id, _ in sorted(ours - theirs.keys())]
    known = set(session.scalars(select(OpRow.op_id).where(OpRow.op_id.in_([one.op_id for one in held]))))
    beyond = [theirs[key] for key in sorted(theirs.keys() - ours)]
    for one in beyond:
        if one.op_id in known and (one.seq, one.op_id) not in {(seq, op_id) for seq, op_id, _ in ours}:
            session.merge(MovedRow(epoch=epoch, seq=one.seq, op_id=one.op_id))
    session.flush()
    return lacking, [one for one in beyond if one.op_id not in known]


def moved_total(session: Session, epoch: str) -> int:
    """How many numbers of an epoch stand for operations that have another here."""
    return session.scalar(select(func.count()).where(MovedRow.epoch == epoch)) or 0


def _compared_to(session: Session, epoch: str) -> int:
    """End of the last whole block that the latest compare found alike.

    It held as many operations as `ProofRow` says, so their numbers reach at least that far.
    """
    proof = session.get(ProofRow, epoch)
    return min(proof.held, _proven_to(session, epoch)) // BLOCK * BLOCK if proof is not None else 0


def _state(session: Session, epoch: str, since: int, *, blocks: bool) -> ReplicaState:
    proven_to = _proven_to(session, epoch)
    placed = _placed(session, epoch, since + 1, proven_to)
    reckoned = dict(block_digests(placed))
    return ReplicaState(
        epoch=epoch,
        max_seq=session.scalar(select(func.max(OpRow.seq)).where(OpRow.epoch == epoch)) or 0,
        proven_to=proven_to,
        count=len(placed) + (_count(session, epoch, since) if since else 0),
        root=root_digest(sorted(reckoned.items())),
        # By position: a block in which nothing is left has the digest of nothing.
        blocks=[reckoned.get(n, _NOTHING) for n in range(max(reckoned, default=-1) + 1)] if blocks else None,
        since=since,
    )


_NOTHING = root_digest(())


def _proven_to(session: Session, epoch: str) -> int:
    """Every operation up to this number was acknowledged."""
    first_open = session.scalar(
        select(func.min(OpRow.seq)).where(OpRow.epoch == epoch, OpRow.acked_at.is_(None))
    )
    if first_open is not None:
        return first_open - 1
    return session.scalar(select(func.max(OpRow.seq)).where(OpRow.epoch == epoch)) or 0


def _count(session: Session, epoch: str, last: int) -> int:
    """How many numbers up to `last` stand for operations that are here."""
    moved = (
        select(MovedRow.seq)
        .join(OpRow, OpRow.op_id == MovedRow.op_id)
        .where(MovedRow.epoch == epoch, MovedRow.seq <= last)
    )
    numbers = select(OpRow.seq).where(OpRow.epoch == epoch, OpRow.seq <= last).union(moved).subquery()
    return session.scalar(select(func.count()).select_from(numbers)) or 0


def _placed(session: Session, epoch: str, first: int, last: int) -> list[Placed]:
    here = select(OpRow.seq, OpRow.op_id, OpRow.digest).where(
        OpRow.epoch == epoch, OpRow.seq.between(first, last)
    )
    moved = (
        select(MovedRow.seq, MovedRow.op_id, OpRow.digest)
        .join(OpRow, OpRow.op_id == MovedRow.op_id)
        .where(MovedRow.epoch == epoch, MovedRow.seq.between(first, last))
    )
    found = {seq: (seq, op_id, digest) for seq, op_id, digest in session.execute(moved)}
    found |= {seq: (seq, op_id, digest) for seq, op_id, digest in session.execute(here)}
    return [found[seq] for seq in sorted(found)]
