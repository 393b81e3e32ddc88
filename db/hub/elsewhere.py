"""Does another office of the county hold the matter? By person, then by words; always advice."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, select

from app.domain.record import MatterCourse
from app.hub.wire import Elsewhere, FeedKind, SuspectEvent
from db.hub.courses import courses_of
from db.hub.inserting import within
from db.hub.links import family_of
from db.hub.outbox import Outbox
from db.hub.rows import hub_office, matter, matter_person, matter_word
from db.hub.words import alike, share_of

StateOf = Callable[[MatterCourse], str]
"""State word of a matter today, by the hub's rules."""

LEAST = 0.45
"""Weight of shared words from which two matters are worth a look."""
_WELL_ALIKE = 0.6
_MOST_OF_A_PERSON = 200
_MOST_TOLD = 5


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
            matter_person.c.county == county, within(connection, matter_person.c.person, persons)
        )
        for matter_id in connection.scalars(by_person.limit(_MOST_OF_A_PERSON)):
            scores[matter_id] = ("person", 1.0)
    if not scores:
        return []
    rows = connection.execute(
        select(matter).where(
            matter.c.county == county,
            within(connection, matter.c.matter_id, scores),
            matter.c.office != office,
            matter.c.sealed.is_(False),
        )
    ).all()
    rows = sorted(
        rows, key=lambda r: (scores[r.matter_id][0] != "person", -scores[r.matter_id][1], r.reg_no)
    )[:limit]
    courses = courses_of(connection, county, rows)
    names = _names(connection, county)
    return [_told_of(row, *scores[row.matter_id], courses, names, state_of) for row in rows]


def suspect(
    connection: Connection,
    county: str,
    arrived: Sequence[Any],
    told: Mapping[str, str],
    state_of: StateOf,
    now: datetime,
) -> None:
    """Tell an office of matters that look like those it just registered.

    The same person at another office is always told; at another window of the same office on the same day
    where the words agree, for nobody could have known in time. Where no document was shown, words alone.

    Args:
        arrived: matter rows of one office; none of them sealed.
        told: by matter id, what was said.
    """
    outbox = Outbox(connection, county, now)
    names = _names(connection, county)
    persons, others = _by_person(connection, county, [row.matter_id for row in arrived])
    for row in arrived:
        found: list[Elsewhere] = []
        if row.matter_id in persons:
            alike_ones = [one for one in others.get(row.matter_id, ()) if _worth_telling(row, one, told)]
            if alike_ones:
                courses = courses_of(connection, county, alike_ones)
                found = [_told_of(one, "person", 1.0, courses, names, state_of) for one in alike_ones]
        else:
            words = told[row.matter_id]
            found = look_elsewhere(connection, county, row.office, (), words, _MOST_TOLD, state_of)
        if not found:
            continue
        judged = _settled(connection, county, row)
        for other in found[:_MOST_TOLD]:
            if other.reg_no not in judged and other.matter_id not in judged:
                event = SuspectEvent(
                    row.reg_no,
                    other.reg_no,
                    other.office,
                    other.office_name,
                    other.state,
                    other.unit,
                    other.why,
                    other.score,
                )
                outbox.say(row.office, FeedKind.SUSPECT_SAME, event)
    outbox.send()


def _by_person(
    connection: Connection, county: str, matter_ids: Sequence[str]
) -> tuple[set[str], dict[str, list[Any]]]:
    """Which of the matters have persons with a key; by matter, others of the same persons, newest first."""
    known: set[str] = set()
    of_person: dict[str, list[str]] = {}
    for matter_id, person in connection.execute(
        select(matter_person.c.matter_id, matter_person.c.person).where(
            matter_person.c.county == county, within(connection, matter_person.c.matter_id, matter_ids)
        )
    ):
        known.add(matter_id)
        of_person.setdefault(person, []).append(matter_id)
    found = connection.execute(
        select(matter_person.c.person, matter)
        .join(
            matter,
            (matter.c.county == matter_person.c.county) & (matter.c.matter_id == matter_person.c.matter_id),
        )
        .where(
            matter_person.c.county == county,
            matter.c.county == county,
            within(connection, matter_person.c.person, of_person),
        )
        .order_by(matter.c.registered_at.desc(), matter.c.reg_no)
    )
    others: dict[str, dict[str, Any]] = {}
    for row in found:
        for mine in of_person[row.person]:
            if mine != row.matter_id:
                others.setdefault(mine, {})[row.matter_id] = row
    return known, {mine: list(rows.values()) for mine, rows in others.items()}


def _worth_telling(row: Any, other: Any, told: Mapping[str, str]) -> bool:
    if other.office != row.office:
        return True
    # One proposal for a pair: the later one asks.
    earlier = (other.registered_at, other.reg_no) < (row.registered_at, row.reg_no)
    near = share_of(other.demand, told[row.matter_id]) >= _WELL_ALIKE
    return other.local_date == row.local_date and earlier and near


def _told_of(
    row: Any,
    why: Literal["person", "text"],
    score: float,
    courses: Mapping[str, MatterCourse],
    names: Mapping[str, str],
    state_of: StateOf,
) -> Elsewhere:
    return Elsewhere(
        reg_no=row.reg_no,
        matter_id=row.matter_id,
        office=row.office,
        office_name=names.get(row.office, ""),
        unit=row.unit,
        state=state_of(courses[row.matter_id]),
        registered_on=row.local_date.isoformat(),
        why=why,
        score=round(score, 3),
    )


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
