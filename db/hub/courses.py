"""Matters with their course as the hub knows it: state, responsible unit, office."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from app.domain.matter import Purpose, Route
from app.domain.record import MatterCourse, MatterEventRecord
from db.hub.inserting import within
from db.hub.links import roots_of
from db.hub.rows import matter, matter_event


def courses_of(connection: Connection, county: str, rows: Sequence[Any]) -> Mapping[str, MatterCourse]:
    """By matter id, the course of each matter row; a repeat's is that of the matter it is."""
    roots = roots_of(connection, county, [row.matter_id for row in rows])
    own = {row.matter_id: row for row in rows}
    missing = set(roots.values()) - own.keys()
    if missing:
        found = connection.execute(
            select(matter).where(matter.c.county == county, within(connection, matter.c.matter_id, missing))
        )
        own |= {row.matter_id: row for row in found}
    events = _events(connection, county, set(roots.values()))
    made = {}
    for row in rows:
        root = own.get(roots[row.matter_id], row)
        made[row.matter_id] = MatterCourse(
            root.reg_no,
            root.local_date,
            _purpose(root),
            Route(root.route) if root.route in set(Route) else None,
            tuple(events.get(root.matter_id, ())),
        )
    return made


def last_step(course: MatterCourse) -> date:
    """When something last happened to a matter."""
    return max((event.on for event in course.events), default=course.local_date)


def _purpose(row: Any) -> Purpose:
    # Of a sealed matter nothing was told; what is sealed is taken for what it nearly always is.
    if row.sealed:
        return Purpose.ACCUSATION
    return Purpose(row.purpose) if row.purpose in set(Purpose) else Purpose.UNKNOWN


def _events(connection: Connection, county: str, matter_ids: set[str]) -> dict[str, list[MatterEventRecord]]:
    found = connection.execute(
        select(matter_event)
        .where(matter_event.c.county == county, within(connection, matter_event.c.matter_id, matter_ids))
        .order_by(matter_event.c.on, matter_event.c.at, matter_event.c.event_id)
    )
    events: dict[str, list[MatterEventRecord]] = {}
    for row in found:
        step = MatterEventRecord(
            row.event_id, row.kind, row.on, row.at, row.by, row.text, row.extended_to, row.supported
        )
        events.setdefault(row.matter_id, []).append(step)
    return events
