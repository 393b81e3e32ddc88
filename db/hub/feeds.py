"""Reading the feed: operations of the office and events of the hub, in one order."""

from collections.abc import Iterator
from heapq import merge

from sqlalchemy import Connection, case, select

from app.hub.digests import NO_CHAIN
from app.hub.ports import EnrolledStation
from app.hub.wire import COUNTY_CHANNEL, Body, ChannelState, ChannelVerdict, FeedEvent, FeedKind, Origin
from db.hub.rows import feed_event, feed_head, op


def channels_of(station: EnrolledStation) -> tuple[str, ...]:
    """What a station may follow."""
    return station.office, COUNTY_CHANNEL


def head_of(connection: Connection, county: str, channel: str) -> tuple[int, str]:
    """Last number of a channel and the chain there; 0 if nothing was ever said in it."""
    found = connection.execute(
        select(feed_head.c.fseq, feed_head.c.chain).where(
            feed_head.c.county == county, feed_head.c.channel == channel
        )
    ).first()
    return (found.fseq, found.chain) if found else (0, NO_CHAIN)


def chain_at(connection: Connection, county: str, channel: str, fseq: int) -> str | None:
    """The chain after event number `fseq`; None where there is no such event."""
    if fseq == 0:
        return NO_CHAIN
    for statement in (
        select(op.c.chain).where(op.c.county == county, op.c.office == channel, op.c.fseq == fseq),
        select(feed_event.c.chain).where(
            feed_event.c.county == county, feed_event.c.channel == channel, feed_event.c.fseq == fseq
        ),
    ):
        found: str | None = connection.scalar(statement)
        if found is not None:
            return found
    return None


def verdict(connection: Connection, county: str, state: ChannelState) -> ChannelVerdict:
    """Whether a station stands where the hub does."""
    head, head_chain = head_of(connection, county, state.channel)
    at_end = state.cursor == head
    held = head_chain if at_end else chain_at(connection, county, state.channel, state.cursor)
    return ChannelVerdict(state.channel, held == state.chain, head)


def events_after(
    connection: Connection, county: str, channel: str, after: int, limit: int, own: str
) -> list[FeedEvent]:
    """Events after a number, at most `limit`; operations of epoch `own` without their bytes."""
    both = merge(
        _operations(connection, county, channel, after, limit, own),
        _said(connection, county, channel, after, limit),
        key=lambda event: event.fseq,
    )
    return [event for event, _ in zip(both, range(limit), strict=False)]


def _operations(
    connection: Connection, county: str, channel: str, after: int, limit: int, own: str
) -> Iterator[FeedEvent]:
    body = op.c.body if not own else case((op.c.epoch != own, op.c.body))
    columns = (
        op.c.fseq, op.c.op_id, op.c.digest, op.c.chain, op.c.accepted_at, op.c.station_id, op.c.epoch,
        op.c.seq, op.c.kind, op.c.v, op.c.wall, op.c.about, op.c.boot_id,
    )  # fmt: skip
    found = connection.execute(
        select(*columns, body.label("content"))
        .where(op.c.county == county, op.c.office == channel, op.c.fseq > after)
        .order_by(op.c.fseq)
        .limit(limit)
    )
    for row in found:
        yield FeedEvent(
            fseq=row.fseq,
            kind=FeedKind.OP,
            ref=row.op_id,
            digest=row.digest,
            chain=row.chain,
            at=row.accepted_at,
            body=None if row.content is None else Body.of(bytes(row.content)),
            origin=Origin(
                row.station_id, row.epoch, row.seq, row.kind, row.v, row.wall, row.about, row.boot_id
            ),
        )


def _said(connection: Connection, county: str, channel: str, after: int, limit: int) -> Iterator[FeedEvent]:
    found = connection.execute(
        select(feed_event)
        .where(feed_event.c.county == county, feed_event.c.channel == channel, feed_event.c.fseq > after)
        .order_by(feed_event.c.fseq)
        .limit(limit)
    )
    for row in found:
        yield FeedEvent(
            fseq=row.fseq,
            kind=row.kind,
            ref=row.ref,
            digest=row.digest,
            chain=row.chain,
            at=row.at,
            body=Body.of(bytes(row.body)),
        )
