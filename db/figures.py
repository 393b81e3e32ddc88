"""Sums for the figures, read from the narrow rows of `db.counted` (`app.ports.FigureUnit`)."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.config import Settings
from app.domain.batches import Appearance, Batch, Merged, merged
from app.domain.counted import slot_of
from app.domain.figure_sums import AnswerSum, MatterSum, OpinionSum, RatingSum, SlotSum
from app.domain.person import PersonDraft, PersonRole
from app.domain.representatives import person_key
from db.codec import from_json
from db.rows import EventRow, MatterRow, ParticipantRow, VisitRow
from db.visits import chunks

_SAME_DAY = text(
    """
    SELECT m.local_date, m.root, m.matter_key, m.visit_id, v.window,
        v.heads - CASE WHEN :agents THEN v.represented ELSE 0 END
        + CASE WHEN :companions THEN v.companions ELSE 0 END AS persons,
        CASE WHEN :papers THEN v.papered ELSE v.noticed END AS noticed, v.sealed
    FROM counted_matter m JOIN counted_visit v ON v.visit_id = m.visit_id
    WHERE (m.local_date, m.root) IN (
        SELECT local_date, root FROM counted_matter WHERE local_date BETWEEN :start AND :end
        GROUP BY local_date, root HAVING min(visit_id) < max(visit_id))
    """
)

_SLOTS = text(
    """
    WITH counted AS (
        SELECT local_date, window, slot, sealed, handled_s,
            v.heads - CASE WHEN :agents THEN v.represented ELSE 0 END
            + CASE WHEN :companions THEN v.companions ELSE 0 END AS persons,
            CASE WHEN :papers THEN v.papered ELSE v.noticed END AS told
        FROM counted_visit v WHERE local_date BETWEEN :start AND :end)
    SELECT local_date, window, slot,
        count(*), sum(persons),
        sum(persons >= :group_from), sum((persons >= :group_from) * persons),
        sum(told), sum(sealed),
        count(handled_s), coalesce(sum(handled_s), 0)
    FROM counted GROUP BY local_date, window, slot
    """
)
_MATTERS = text(
    """
    SELECT purpose, content_code, outcome, sealed, repeat, passed_on, supervised, count(*)
    FROM counted_matter WHERE local_date BETWEEN :start AND :end
        AND matter_key NOT IN (SELECT value FROM json_each(:again))
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    """
)
_DISTINCT = text("SELECT count(DISTINCT root) FROM counted_matter WHERE local_date BETWEEN :start AND :end")
_ANSWERS = text(
    """
    SELECT received_on, told_on, ended_on, count(*) FROM counted_matter
    WHERE answer_owed AND received_on BETWEEN :start AND :end GROUP BY 1, 2, 3
    """
)
_OPINIONS = text(
    """
    SELECT accepted_on, extended_to, closed_on, ended_on, count(*) FROM counted_matter
    WHERE opinion_owed AND accepted_on BETWEEN :start AND :end GROUP BY 1, 2, 3, 4
    """
)
_RATINGS = text(
    """
    SELECT rated_office, rated_unit, count(*) FROM counted_matter
    WHERE reachable AND accepted_on BETWEEN :start AND :end GROUP BY 1, 2
    """
)


_TARGETS = text(
    """
    SELECT target_unit, count(*) FROM counted_matter
    WHERE local_date BETWEEN :start AND :end AND target_unit <> '' AND NOT sealed
        AND matter_key NOT IN (SELECT value FROM json_each(:again))
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :most
    """
)
_REPORTED = text(
    """
    SELECT reported_unit, count(*) FROM counted_matter
    WHERE local_date BETWEEN :start AND :end AND reported_unit <> '' AND NOT sealed
        AND matter_key NOT IN (SELECT value FROM json_each(:again))
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :most
    """
)


def same_day(session: Session, start: date, end: date, settings: Settings) -> Merged:
    """What registrations of one day being one 批 changes in a period."""
    rows = session.execute(_SAME_DAY, _given(start, end, settings)).all()
    if not rows:
        return Merged()
    visit_ids = sorted({row.visit_id for row in rows})
    times, people = _times(session, visit_ids), _people(session, visit_ids)
    appearances = [
        Appearance(
            day=date.fromisoformat(row.local_date),
            root=row.root,
            matter=row.matter_key,
            visit_id=row.visit_id,
            window=row.window,
            came_at=times[row.visit_id][0],
            registered_at=times[row.visit_id][1],
            persons=row.persons,
            noticed=bool(row.noticed),
            sealed=bool(row.sealed),
            people=people.get(row.visit_id, frozenset()),
        )
        for row in rows
    ]
    steps = _steps(session, sorted({row.root for row in rows}))
    return merged(appearances, steps, return_is_same=settings.same_day_return == "same")


def slot_sums(
    session: Session, start: date, end: date, settings: Settings, same: Merged
) -> Iterator[SlotSum]:
    """Visits by day, window and quarter hour; last what registrations being one 批 changes, also negative."""
    given = _given(start, end, settings) | {"group_from": settings.group_from}
    for day, window, slot, *sums in session.execute(_SLOTS, given):
        yield SlotSum(
            date.fromisoformat(day), window, datetime.fromisoformat(slot).replace(tzinfo=UTC), *sums
        )
    for sign, several in ((-1, same.parts), (1, same.batches)):
        for one in several:
            yield _one(one, sign, settings.group_from)


def _one(batch: Batch, sign: int, group_from: int) -> SlotSum:
    """One 批 to be added, or what was no 批 by itself to be taken away."""
    group = sign * (batch.persons >= group_from)
    return SlotSum(
        day=batch.day,
        window=batch.window,
        slot=slot_of(batch.came_at),
        visits=sign,
        persons=sign * batch.persons,
        group_visits=group,
        group_persons=group * batch.persons,
        noticed=sign * batch.noticed,
        sealed=sign * batch.sealed,
        handled=0,
        handled_s=0,
    )


def matter_sums(session: Session, start: date, end: date, same: Merged) -> Iterator[MatterSum]:
    """件次 by what they are and what became of them."""
    for purpose, code, outcome, sealed, repeat, passed_on, supervised, count in session.execute(
        _MATTERS, _span(start, end) | {"again": json.dumps(sorted(same.again))}
    ):
        yield MatterSum(
            purpose, code, outcome, bool(sealed), bool(repeat), passed_on, bool(supervised), count
        )


def distinct_matters(session: Session, start: date, end: date) -> int:
    """件: matters raised in a period, however often."""
    return int(session.execute(_DISTINCT, _span(start, end)).scalar_one())


def top_units(
    session: Session, start: date, end: date, same: Merged, most: int, *, reported: bool
) -> tuple[tuple[str, int], ...]:
    """Units by 件次, most first, sealed matters left out; those complained of, or those that handle."""
    given = _span(start, end) | {"again": json.dumps(sorted(same.again)), "most": most}
    return tuple((name, count) for name, count in session.execute(_REPORTED if reported else _TARGETS, given))


def answer_sums(session: Session, start: date, end: date) -> Iterator[AnswerSum]:
    """Matters received in a span to which an answer is owed within fifteen days, by their days."""
    for *days, count in session.execute(_ANSWERS, _span(start, end)):
        yield AnswerSum(date.fromisoformat(days[0]), _day(days[1]), _day(days[2]), count)


def opinion_sums(session: Session, start: date, end: date) -> Iterator[OpinionSum]:
    """Matters accepted in a span to which an opinion is owed, by their days."""
    for *days, count in session.execute(_OPINIONS, _span(start, end)):
        yield OpinionSum(date.fromisoformat(days[0]), _day(days[1]), _day(days[2]), _day(days[3]), count)


def rating_sums(session: Session, start: date, end: date) -> Iterator[RatingSum]:
    """Matters accepted in a span of which somebody can be asked, by what was said."""
    for office, unit, count in session.execute(_RATINGS, _span(start, end)):
        yield RatingSum(office, unit, count)


def _span(start: date, end: date) -> dict[str, Any]:
    return {"start": start.isoformat(), "end": end.isoformat()}


def _given(start: date, end: date, settings: Settings) -> dict[str, Any]:
    return {
        **_span(start, end),
        "agents": settings.agent_in_place,
        "companions": settings.count_companions,
        "papers": settings.spot_notice == "paper",
    }


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _times(session: Session, visit_ids: Sequence[str]) -> dict[str, tuple[datetime, datetime]]:
    return {
        visit_id: (came, kept)
        for chunk in chunks(visit_ids)
        for visit_id, came, kept in session.execute(
            select(VisitRow.visit_id, VisitRow.visited_at, VisitRow.registered_at).where(
                VisitRow.visit_id.in_(chunk)
            )
        )
    }


def _people(session: Session, visit_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Those with the demand who can be told apart: an agent is known by whom it stands for."""
    found: dict[str, frozenset[str]] = {}
    for chunk in chunks(visit_ids):
        for visit_id, stated in session.execute(
            select(ParticipantRow.visit_id, ParticipantRow.stated).where(ParticipantRow.visit_id.in_(chunk))
        ):
            person = from_json(stated, PersonDraft)
            stands_aside = person.role is PersonRole.COMPANION or (
                person.role is PersonRole.AGENT and person.represents is not None
            )
            if not stands_aside and (key := person_key(person)):
                found[visit_id] = found.get(visit_id, frozenset()) | {key}
    return found


def _steps(session: Session, roots: Sequence[int]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = {}
    for first in range(0, len(roots), 500):
        rows = session.execute(
            select(MatterRow.key, EventRow.at)
            .join(EventRow, EventRow.matter_id == MatterRow.matter_id)
            .where(MatterRow.key.in_(roots[first : first + 500]))
        )
        for key, at in rows:
            found.setdefault(key, []).append(at)
    return found
