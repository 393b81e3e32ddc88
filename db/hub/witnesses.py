"""After a hub was restored from a copy, stations know events that it has forgotten."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from app.hub import wire
from app.hub.ports import EnrolledStation
from db.hub.feeds import channels_of
from db.hub.inserting import insert_new
from db.hub.outbox import Outbox
from db.hub.rows import feed_event, op, witness


def keep_witnesses(
    connection: Connection, station: EnrolledStation, told: wire.Witness, now: datetime
) -> int:
    """Keep those events that stand nowhere here, for a person to look at; how many there were."""
    if told.channel not in channels_of(station):
        return 0
    refs = {event.ref for event in told.events}
    held = set(
        connection.scalars(
            select(feed_event.c.ref).where(feed_event.c.county == station.county, feed_event.c.ref.in_(refs))
        )
    ) | set(connection.scalars(select(op.c.op_id).where(op.c.county == station.county, op.c.op_id.in_(refs))))
    kept = sum(
        insert_new(
            connection,
            witness,
            county=station.county,
            channel=told.channel,
            ref=event.ref,
            digest=event.digest,
            station_id=station.station_id,
            event=msgspec.json.encode(event),
            at=now,
        )
        for event in told.events
        if event.ref not in held
    )
    if kept:
        outbox = Outbox(connection, station.county, now)
        outbox.ask(station.office, "witness", told.channel, incarnation=told.incarnation)
        outbox.send()
    return kept
