"""Does another office of the county hold the matter? By person, then by words; always advice."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, or_, select

from app.domain.record import MatterCourse
from app.hub.wire import Elsewhere, FeedKind, SuspectEvent
from db.hub.courses import courses_of
from db.hub.links import family_of
from db.hub.outbox import Outbox
from db.hub.rows import hub_office, matter, matter_person, matter_word
from db.hub.words import alike

StateOf = Callable[[MatterCourse], str]
"""State word of a matter today, by the hub's rules."""

LEAST = 0.45
"""Weight of shared words from which two matters are worth a look."""
_WELL_ALIKE = 0.6
_MOST_OF_A_PERSON = 200


def look_elsewhere(
    connection: Connection,
    county: str,
    office: str,
    persons: Sequence[str],
    words: str,
    limit: int,
    state_of: StateOf,
) -> list[Elsewhere]:
    """Matters of other offices, those of the same person first."""
    scores: dict[str, tuple[Literal["person", "text"], float]] = {}
    if words:
        scores = {
            one.matter_id: ("text", one.score)
            for one in alike(connection, county, words)
            if one.score >= LEAST
        }
    if persons:
        by_person = select(matter_person.c.matter_id).where(
            matter_person.c.county == county, matter_person.c.person.in_(persons)
        )
        for matter_id in connection.scalars(by_person.limit(_MOST_OF_A_PERSON)):
            scores[matter_id] = ("person", 1.0)
    if not scores:
        return []
    rows = connection.execute(
        select(matter).where(
            matter.c.county == county,
            matter.c.matter_id.in_(scores),
            matter.c.office != office,
            matter.c.sealed.is_(False),
        )
    ).all()
    rows = sorted(
        rows, key=lambda r: (scores[r.matter_id][0] != "person", -scores[r.matter_id][1], r.reg_no)
    )[:limit]
    courses = courses_of(connection, county, rows)
    names = _names(connection, county)
    return [
        Elsewhere(
            reg_no=row.reg_no,
            matter_id=row.matter_id,
            office=row.office,
            office_name=names.get(row.office, ""),
            unit=row.unit,
            state=state_of(courses[row.matter_id]),
            registered_on=row.local_date.isoformat(),
            why=scores[row.matter_id][0],
            score=round(scores[row.matter_id][1], 3),
        )
        for row in rows
    ]


def suspect(
    connection: Connection,
    county: str,
    arrived: Sequence[Any],
    told: Mapping[str, str],
    state_of: StateOf,
    now: datetime,
) -> None:
    """Tell an office of matters that look like those it just registered.

    Args:
        arrived: matter rows of one office; none of them sealed.
        told: by matter id, what was said.
    """
    outbox = Outbox(connection, county, now)
    for row in arrived:
        judged = _settled(connection, county, row)
        persons = list(
            connection.scalars(
                select(matter_person.c.person).where(
                    matter_person.c.county == county, matter_person.c.matter_id == row.matter_id
                )
            )
        )
        others = look_elsewhere(connection, county, row.office, persons, told[row.matter_id], 5, state_of)
        others += _at_other_windows(connection, county, row, told[row.matter_id], state_of)
        for other in others:
            if other.reg_no in judged or other.matter_id in judged:
                continue
            event = SuspectEvent(
                row.reg_no, other.reg_no, other.office, other.office_name, other.state, other.unit,
                other.why, other.score,
            )  # fmt: skip
            outbox.say(row.office, FeedKind.SUSPECT_SAME, event)
    outbox.send()


def _at_other_windows(
    connection: Connection, county: str, row: Any, told: str, state_of: StateOf
) -> list[Elsewhere]:
    """The same office's own, where both persons and words agree and nobody could have known in time."""
    near = {one.matter_id: one.score for one in alike(connection, county, told) if one.score >= _WELL_ALIKE}
    if not near:
        return []
    mine = select(matter_person.c.person).where(
        matter_person.c.county == county, matter_person.c.matter_id == row.matter_id
    )
    found = connection.execute(
        select(matter)
        .join(
            matter_person,
            (matter_person.c.county == matter.c.county) & (matter_person.c.matter_id == matter.c.matter_id),
        )
        .where(
            matter.c.county == county,
            matter.c.office == row.office,
            matter.c.matter_id.in_(near),
            matter.c.matter_id != row.matter_id,
            matter.c.local_date == row.local_date,
            # One proposal for a pair: the later one asks.
            or_(
                matter.c.registered_at < row.registered_at,
                (matter.c.registered_at == row.registered_at) & (matter.c.reg_no < row.reg_no),
            ),
            matter_person.c.person.in_(mine),
        )
        .distinct()
    ).all()
    courses = courses_of(connection, county, found)
    names = _names(connection, county)
    return [
        Elsewhere(
            reg_no=one.reg_no,
            matter_id=one.matter_id,
            office=one.office,
            office_name=names.get(one.office, ""),
            unit=one.unit,
            state=state_of(courses[one.matter_id]),
            registered_on=one.local_date.isoformat(),
            why="text",
            score=round(near[one.matter_id], 3),
        )
        for one in found
    ]


def _settled(connection: Connection, county: str, row: Any) -> set[str]:
    """Numbers and ids a person has already said a word on, from either side."""
    words = connection.scalars(
        select(matter_word.c.known_no).where(
            matter_word.c.county == county, matter_word.c.matter_id == row.matter_id
        )
    )
    return set(words) | set(family_of(connection, county, row.matter_id))


def _names(connection: Connection, county: str) -> dict[str, str]:
    found = connection.execute(
        select(hub_office.c.office, hub_office.c.name).where(hub_office.c.county == county)
    )
    return {office: name for office, name in found}  # noqa: C416  rows are no pairs to mypy
