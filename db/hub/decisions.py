"""What is decided upstream about a matter: into its course, and down to every office that raised it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from app.hub.wire import FeedKind, StatusEvent
from db.hub.links import family_of, offices_of, roots_of
from db.hub.outbox import Outbox
from db.hub.rows import matter, matter_event
from db.journal import new_id


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
