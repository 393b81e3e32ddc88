"""How a hall's hub stands with the one above it."""

from sqlalchemy import Connection, func, select

from app.intake.upstream import StandingAbove
from db.hub.rows import op, upper, upper_aside


def standings_above(connection: Connection) -> tuple[StandingAbove, ...]:
    """Of each office that stands under a higher hub, county by county."""
    return tuple(
        StandingAbove(
            county=row.county,
            office=row.office,
            url=row.url,
            waiting=_waiting(connection, row.county, row.office, row.sent_to),
            aside=_aside(connection, row.county, row.office),
            last_ok_at=row.last_ok_at,
            trouble=row.trouble,
            compared_at=row.compared_at,
        )
        for row in connection.execute(select(upper).order_by(upper.c.county, upper.c.office)).all()
    )


def _waiting(connection: Connection, county: str, office: str, sent_to: int) -> int:
    later = select(func.count()).where(op.c.county == county, op.c.office == office, op.c.fseq > sent_to)
    return connection.scalar(later) or 0


def _aside(connection: Connection, county: str, office: str) -> tuple[tuple[str, str], ...]:
    found = connection.execute(
        select(op.c.about, upper_aside.c.op_id, upper_aside.c.why)
        .join(op, (op.c.county == upper_aside.c.county) & (op.c.op_id == upper_aside.c.op_id))
        .where(upper_aside.c.county == county, upper_aside.c.office == office)
        .order_by(upper_aside.c.at, upper_aside.c.op_id)
    )
    return tuple((about or op_id, why) for about, op_id, why in found)
