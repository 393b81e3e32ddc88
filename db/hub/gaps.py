"""Numbers of a channel whose row is gone from the database: an operation offered again takes its old place.

Which place that was, the chain proves: only the operation that stood there makes it close again. At a new
number it would leave a gap that no reader gets past.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, func, literal, select, union_all

from app.hub.digests import NO_CHAIN, chained, event_digest
from app.hub.wire import FeedKind
from db.hub.feeds import chain_at
from db.hub.heads import Head
from db.hub.rows import feed_event, op

Place = tuple[int, str]
"""Number and chain."""


def tail_missing(connection: Connection, head: Head) -> bool:
    """Whether the last event of a channel is gone."""
    return head.fseq > 0 and chain_at(connection, head.county, head.channel, head.fseq) is None


def places_of(connection: Connection, head: Head, offered: Sequence[tuple[str, str]]) -> dict[str, Place]:
    """Where those of the offered operations stood that stood anywhere.

    Args:
        offered: (op_id, digest), in the order of their station.
    """
    found: dict[str, Place] = {}
    for first, last in _gaps(connection, head):
        before = chain_at(connection, head.county, head.channel, first - 1) or NO_CHAIN
        closing = _closing(connection, head, last + 1)
        length = last - first + 1
        for start in range(len(offered) - length + 1):
            chain, places = before, []
            for nth, (op_id, digest) in enumerate(offered[start : start + length]):
                chain = chained(chain, event_digest(FeedKind.OP, op_id, digest))
                places.append((op_id, (first + nth, chain)))
            if (chained(chain, closing[0]) if closing else chain) == (closing[1] if closing else head.chain):
                found |= dict(places)
                break
    return found


def _gaps(connection: Connection, head: Head) -> list[tuple[int, int]]:
    """First and last number of each run that is missing."""
    both = union_all(
        select(op.c.fseq).where(op.c.county == head.county, op.c.office == head.channel),
        select(feed_event.c.fseq).where(
            feed_event.c.county == head.county, feed_event.c.channel == head.channel
        ),
        select(literal(0)),
    ).subquery()
    following = func.lead(both.c.fseq, 1, head.fseq + 1).over(order_by=both.c.fseq).label("following")
    steps = select(both.c.fseq, following).subquery()
    rows = connection.execute(
        select(steps).where(steps.c.following > steps.c.fseq + 1).order_by(steps.c.fseq)
    )
    return [(row.fseq + 1, row.following - 1) for row in rows]


def _closing(connection: Connection, head: Head, fseq: int) -> tuple[str, str] | None:
    """Digest and chain of the event after a gap; None at the end of the channel."""
    if fseq > head.fseq:
        return None
    for statement in (
        select(literal(FeedKind.OP.value).label("kind"), op.c.op_id.label("ref"), op.c.digest, op.c.chain)
        .where(op.c.county == head.county, op.c.office == head.channel, op.c.fseq == fseq),
        select(feed_event.c.kind, feed_event.c.ref, feed_event.c.digest, feed_event.c.chain)
        .where(feed_event.c.county == head.county, feed_event.c.channel == head.channel)
        .where(feed_event.c.fseq == fseq),
    ):  # fmt: skip
        row = connection.execute(statement).first()
        if row is not None:
            return event_digest(row.kind, row.ref, row.digest), row.chain
    return None
