"""Channels of the feed: numbers without gaps and a hash chain, given out under a lock on the channel's row.

A number from a sequence would be seen out of order by readers and rows be missed; whoever holds the row
commits before the next one numbers anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from app.hub.digests import NO_CHAIN, body_digest, chained, event_digest
from db.hub.inserting import insert_all_new
from db.hub.rows import feed_event, feed_head
from db.journal import new_id


@dataclass
class Head:
    """A channel whose row this transaction holds."""

    county: str
    channel: str
    fseq: int
    chain: str

    def next(self, kind: str, ref: str, digest: str) -> tuple[int, str]:
        """Number and chain of one more event."""
        self.fseq += 1
        self.chain = chained(self.chain, event_digest(kind, ref, digest))
        return self.fseq, self.chain


def lock_heads(connection: Connection, county: str, channels: Sequence[str]) -> dict[str, Head]:
    """Hold the rows of channels, always in the same order, making those that are not there yet."""
    wanted = sorted(set(channels))
    rows = [{"county": county, "channel": channel, "fseq": 0, "chain": NO_CHAIN} for channel in wanted]
    have = set(
        connection.scalars(
            select(feed_head.c.channel).where(feed_head.c.county == county, feed_head.c.channel.in_(wanted))
        )
    )
    insert_all_new(connection, feed_head, [row for row in rows if row["channel"] not in have])
    found = connection.execute(
        select(feed_head)
        .where(feed_head.c.county == county, feed_head.c.channel.in_(wanted))
        .order_by(feed_head.c.channel)
        .with_for_update()
    )
    return {row.channel: Head(county, row.channel, row.fseq, row.chain) for row in found}


def save_heads(connection: Connection, heads: dict[str, Head]) -> None:
    """Write how far the channels have come."""
    for head in heads.values():
        connection.execute(
            update(feed_head)
            .where(feed_head.c.county == head.county, feed_head.c.channel == head.channel)
            .values(fseq=head.fseq, chain=head.chain)
        )


def add_event(
    connection: Connection, head: Head, kind: str, body: bytes, at: datetime, *, ref: str = ""
) -> str:
    """Append an event to a channel that is held; `save_heads` has to follow. Returns its id."""
    ref = ref or new_id()
    digest = body_digest(body)
    fseq, chain = head.next(kind, ref, digest)
    connection.execute(
        insert(feed_event).values(
            county=head.county,
            channel=head.channel,
            fseq=fseq,
            kind=kind,
            ref=ref,
            body=body,
            digest=digest,
            chain=chain,
            at=at,
        )
    )
    return ref
