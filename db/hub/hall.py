"""The windows of a hall as they last reported."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from app.hub import wire
from app.hub.ports import EnrolledStation
from db.hub.rows import hall_desk

_REMEMBERED = timedelta(days=1)


def keep_desk(connection: Connection, station: EnrolledStation, told: wire.HallReport, now: datetime) -> None:
    """Put a window's report in the place of its last one; what is older than a day is forgotten."""
    mine = (hall_desk.c.county == station.county, hall_desk.c.office == station.office)
    connection.execute(delete(hall_desk).where(*mine, hall_desk.c.station_id == station.station_id))
    connection.execute(delete(hall_desk).where(*mine, hall_desk.c.seen_at < now - _REMEMBERED))
    connection.execute(
        insert(hall_desk).values(
            county=station.county,
            office=station.office,
            station_id=station.station_id,
            window=told.window,
            who=told.who,
            state=told.state.value,
            unfinished=told.unfinished,
            visits=told.visits,
            seen_at=now,
        )
    )


def desks_of(connection: Connection, station: EnrolledStation, now: datetime) -> list[wire.HallDesk]:
    """Every window of the sender's office heard of within a day, by number."""
    rows = connection.execute(
        select(hall_desk)
        .where(
            hall_desk.c.county == station.county,
            hall_desk.c.office == station.office,
            hall_desk.c.seen_at >= now - _REMEMBERED,
        )
        .order_by(hall_desk.c.window, hall_desk.c.station_id)
    )
    return [
        wire.HallDesk(
            row.station_id,
            row.window,
            row.who,
            wire.DeskState(row.state),
            row.unfinished,
            row.visits,
            row.seen_at,
        )
        for row in rows
    ]
