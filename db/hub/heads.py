"""Channels of the feed: numbers without gaps and a hash chain, given out under a lock on the channel's row.

A number from a sequence would be seen out of order by readers and rows be missed; whoever holds the row
commits before the next one numbers anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from app.hub.digests import NO_CHAIN, body_digest, chained, event_digest
from db.hub.inserting import insert_all_new, insert_rows, one_or_many
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
    held = (
        select(feed_head)
        .where(feed_head.c.county == county, feed_head.c.channel.in_(wanted))
        .order_by(feed_head.c.channel)
        .with_for_update()
    )
    found = connection.execute(held).all()
    if len(found) < len(wanted):
        have = {row.channel for row in found}
        rows = [{"county": county, "channel": channel, "fseq": 0, "chain": NO_CHAIN} for channel in wanted]
        insert_all_new(connection, feed_head, [row for row in rows if row["channel"] not in have])
        found = connection.execute(held).all()
    return {row.channel: Head(county, row.channel, row.fseq, row.chain) for row in found}


def save_heads(connection: Connection, heads: dict[str, Head]) -> None:
    """Write how far the channels have come."""
    if heads:
        connection.execute(
            update(feed_head)
            .where(feed_head.c.county == bindparam("of"), feed_head.c.channel == bindparam("named"))
            .values(fseq=bindparam("to"), chain=bindparam("at")),
            one_or_many(
                [{"of": h.county, "named": h.channel, "to": h.fseq, "at": h.chain} for h in heads.values()]
            ),
        )


def add_events(
    connection: Connection,
    heads: Mapping[str, Head],
    said: Iterable[tuple[str, str, bytes, str]],
    at: datetime,
) -> None:
    """Append events to channels that are held; `save_heads` has to follow.

    Args:
        said: (channel, kind, body, id) of each, in order; an empty id: a new one.
    """
    rows = []
    for channel, kind, body, known in said:
        ref, digest = known or new_id(), body_digest(body)
        fseq, chain = heads[channel].next(kind, ref, digest)
        row = {"county": heads[channel].county, "channel": channel, "fseq": fseq, "kind": kind, "ref": ref}
        rows.append(row | {"body": body, "digest": digest, "chain": chain, "at": at})
    insert_rows(connection, feed_event, rows)
