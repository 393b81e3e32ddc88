"""What is decided upstream about a matter: into its course, and down to every office that raised it.

A hub in a hall is not the highest: what its people decide is an operation of the hall's own, as if one of
its windows had written it, and so reaches windows and county alike.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from app.hub import wire
from app.hub.digests import body_digest
from app.hub.ports import EnrolledStation
from app.hub.wire import FeedKind, StatusEvent
from db.hub.heads import lock_heads
from db.hub.ingest import take_in
from db.hub.links import family_of, offices_of, roots_of
from db.hub.outbox import Outbox
from db.hub.rows import matter, matter_event, op, upper
from db.hub.settings import INCARNATION, read_setting
from db.journal import boot_id, new_id


@dataclass(frozen=True)
class Decision:
    """A step as EVENT.json states it."""

    kind: str
    on: date
    by: str
    text: str = ""
    extended_to: date | None = None
    supported: bool | None = None


def counties_of(connection: Connection, reg_no: str) -> list[str]:
    """Counties in which a matter has that number: one, or none."""
    prefix = reg_no[:6]
    found = connection.scalars(
        select(matter.c.county).where(matter.c.county == prefix, matter.c.reg_no == reg_no)
    ).all()
    return list(found) or list(connection.scalars(select(matter.c.county).where(matter.c.reg_no == reg_no)))


def decide(
    connection: Connection, county: str, reg_no: str, decision: Decision, now: datetime
) -> tuple[str, int]:
    """Write a step; of a repeat, on the matter it is.

    Returns:
        The number of the matter it was written to, and its version.
    """
    matter_id = connection.scalars(
        select(matter.c.matter_id)
        .where(matter.c.county == county, matter.c.reg_no == reg_no)
        .order_by(matter.c.matter_id)
    ).first()
    if matter_id is None:
        raise LookupError(reg_no)
    (root,) = roots_of(connection, county, [matter_id]).values()
    raised_at, number, version = connection.execute(
        select(matter.c.office, matter.c.reg_no, matter.c.version).where(
            matter.c.county == county, matter.c.matter_id == root
        )
    ).one()
    if write_as_station(connection, county, raised_at, number, root, decision, now):
        return number, version + 1
    event_id = new_id()
    connection.execute(
        insert(matter_event).values(
            county=county,
            event_id=event_id,
            matter_id=root,
            kind=decision.kind,
            on=decision.on,
            at=now,
            by=decision.by,
            text=decision.text,
            extended_to=decision.extended_to,
            supported=decision.supported,
            upstream=True,
        )
    )
    where = (matter.c.county == county, matter.c.matter_id == root)
    connection.execute(update(matter).where(*where).values(version=matter.c.version + 1))
    number, version = connection.execute(select(matter.c.reg_no, matter.c.version).where(*where)).one()
    event = StatusEvent(
        matter_id=root,
        reg_no=number,
        event_id=event_id,
        kind=decision.kind,
        on=decision.on.isoformat(),
        at=now.isoformat(),
        by=decision.by,
        text=decision.text,
        extended_to=decision.extended_to.isoformat() if decision.extended_to else None,
        supported=decision.supported,
    )
    outbox = Outbox(connection, county, now)
    for office in offices_of(connection, county, family_of(connection, county, root)):
        outbox.say(office, FeedKind.STATUS, event)
    outbox.send()
    return number, version


def write_as_station(
    connection: Connection,
    county: str,
    office: str,
    reg_no: str,
    matter_id: str,
    decision: Decision,
    now: datetime,
) -> bool:
    """Write a step as an operation of this hub, where it stands under a higher one; else False."""
    station_id = connection.scalar(
        select(upper.c.station_id).where(upper.c.county == county, upper.c.office == office)
    )
    if station_id is None:
        return False
    lock_heads(connection, county, [office])
    # Another life after each restore: what it forgot stands at the county under the numbers before.
    life = f"{station_id} {read_setting(connection, INCARNATION)}"
    epoch = hashlib.sha256(life.encode()).hexdigest()[:16]
    last = connection.scalar(
        select(func.max(op.c.seq)).where(
            op.c.county == county, op.c.station_id == station_id, op.c.epoch == epoch
        )
    )
    step = {
        "event_id": new_id(),
        "matter_id": matter_id,
        "kind": decision.kind,
        "on": decision.on,
        "at": now,
        "by": decision.by,
        "text": decision.text,
        "extended_to": decision.extended_to,
        "supported": decision.supported,
    }
    body = wire.canonical(step)
    one = wire.Op(
        op_id=new_id(), epoch=epoch, seq=(last or 0) + 1, county=county, office=office,
        kind=wire.OpKind.EVENT, v=1, body=wire.Body.of(body), digest=body_digest(body), wall=now,
        boot_id=boot_id(), about=reg_no,
    )  # fmt: skip
    take_in(connection, EnrolledStation(station_id, county, office, 1, "", False), [one], now, raw=False)
    return True
