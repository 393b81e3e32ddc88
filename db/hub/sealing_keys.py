"""Keys of receiving offices as this hub vouches for them, and boxes handed to whoever holds one."""

import secrets
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select, update

from app.domain.office import Office
from app.hub import wire
from app.hub.sealing_wire import (
    OfficeKey,
    SealedBoxBody,
    SealedDelivery,
    SealingKeyBody,
    key_id_of,
    public_directory,
    signed_key,
)
from db.hub.inserting import insert_new
from db.hub.outbox import Outbox
from db.hub.rows import blob_grant, feed_event, hub_office, sealing_key, upper
from db.hub.settings import DIRECTORY_KEY, DIRECTORY_PUBLIC, read_setting, write_setting


def directory_public(connection: Connection) -> str:
    """By what stations know this hub's word on keys: its own, or that of the hub it stands under; hex."""
    told = read_setting(connection, DIRECTORY_PUBLIC)
    own = read_setting(connection, DIRECTORY_KEY)
    return told or (public_directory(bytes.fromhex(own)) if own else "")


def stands_under(connection: Connection, county: str, office: str) -> bool:
    """Whether the office's operations are handed on to a higher hub, which then does all this."""
    mine = select(upper.c.office).where(upper.c.county == county, upper.c.office == office)
    return connection.scalar(mine) is not None


def publish(connection: Connection, row: Any, body: SealingKeyBody, now: datetime) -> None:
    """An office announced a key: vouch for it, and tell every county that may need it."""
    insert_new(
        connection,
        sealing_key,
        county=row.county,
        key_id=key_id_of(body.public_key),
        office=row.office,
        public_key=body.public_key,
        since=body.since,
        retired_at=None,
        signature="",
    )
    mine = (sealing_key.c.county == row.county, sealing_key.c.office == row.office)
    last = connection.execute(
        select(sealing_key).where(*mine).order_by(sealing_key.c.since.desc()).limit(1)
    ).one()
    connection.execute(
        update(sealing_key)
        .where(*mine, sealing_key.c.key_id != last.key_id, sealing_key.c.retired_at.is_(None))
        .values(retired_at=now)
    )
    below = {county for county, office in _offices(connection) if office.parent_code == row.office}
    for county in sorted({row.county, *below}):
        _say(connection, county, last, now)


def tell_parents_key(connection: Connection, office: Office, now: datetime) -> None:
    """An office is enrolled whose superior, of another county perhaps, receives what is sealed."""
    held = connection.execute(
        select(sealing_key).where(
            sealing_key.c.office == office.parent_code, sealing_key.c.retired_at.is_(None)
        )
    ).first()
    if held is not None and not _said(connection, office.division_code, held.key_id):
        _say(connection, office.division_code, held, now)


def deliver(connection: Connection, row: Any, body: SealedBoxBody, now: datetime) -> bool:
    """Hand a box to the office whose key it names; False: nobody here has that key."""
    held = connection.execute(select(sealing_key).where(sealing_key.c.key_id == body.key_id)).first()
    if held is None:
        return False
    outbox = Outbox(connection, held.county, now)
    event = SealedDelivery(
        matter_id=body.matter_id,
        reg_no=body.reg_no,
        visit_no=body.visit_no,
        from_office=row.office,
        from_name=_name_of(connection, row.county, row.office),
        key_id=body.key_id,
        box=body.box,
        at=body.at,
        attachments=body.attachments,
    )
    for one in body.attachments:
        insert_new(
            connection,
            blob_grant,
            county=held.county,
            office=held.office,
            sha256=one.sha256,
            from_county=row.county,
            from_office=row.office,
        )
    outbox.say(held.office, wire.FeedKind.SEALED, event)
    outbox.send()
    return True


def _say(connection: Connection, county: str, held: Any, now: datetime) -> None:
    key = read_setting(connection, DIRECTORY_KEY)
    if not key:
        key = secrets.token_hex(32)
        write_setting(connection, DIRECTORY_KEY, key)
    event = OfficeKey(
        office=held.office,
        office_name=_name_of(connection, held.county, held.office),
        key_id=held.key_id,
        public_key=held.public_key,
        since=held.since,
    )
    outbox = Outbox(connection, county, now)
    outbox.say(wire.COUNTY_CHANNEL, wire.FeedKind.SEALING_KEY, signed_key(event, bytes.fromhex(key)))
    outbox.send()


def _said(connection: Connection, county: str, key_id: str) -> bool:
    bodies = connection.scalars(
        select(feed_event.c.body).where(
            feed_event.c.county == county,
            feed_event.c.channel == wire.COUNTY_CHANNEL,
            feed_event.c.kind == wire.FeedKind.SEALING_KEY,
        )
    )
    return any(msgspec.json.decode(bytes(body), type=OfficeKey).key_id == key_id for body in bodies)


def _offices(connection: Connection) -> list[tuple[str, Office]]:
    rows = connection.execute(select(hub_office.c.county, hub_office.c.data))
    return [(county, msgspec.json.decode(data, type=Office)) for county, data in rows]


def _name_of(connection: Connection, county: str, office: str) -> str:
    named = select(hub_office.c.name).where(hub_office.c.county == county, hub_office.c.office == office)
    return connection.scalar(named) or office
