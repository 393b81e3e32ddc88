"""Matters with their course, and finding them by text or by person."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select, text
from sqlalchemy.orm import Session

from app.domain.matter import Facts
from app.domain.person import PersonDraft
from app.domain.record import MatterEventRecord, MatterFile
from db.codec import from_json
from db.rows import EventRow, LinkRow, MatterRow, ParticipantRow, PersonRow, VisitRow
from db.visits import active_links, matter_record


def load_matters(session: Session, reg_nos: Sequence[str] | None) -> tuple[MatterFile, ...]:
    """The matters named (unknown numbers are left out), or all, in order of registration."""
    statement = select(MatterRow, VisitRow).join(VisitRow, VisitRow.visit_id == MatterRow.visit_id)
    if reg_nos is not None:
        statement = statement.where(MatterRow.reg_no.in_(list(reg_nos)))
    pairs = session.execute(statement.order_by(MatterRow.key)).all()
    roots = _roots(session)
    numbers = _numbers(session, set(roots.values()))
    whole = reg_nos is None
    events = _events(session, None if whole else [roots.get(m.matter_id, m.matter_id) for m, _ in pairs])
    people = _people(session, None if whole else [v.visit_id for _, v in pairs])
    links = active_links(session, [m.matter_id for m, _ in pairs])
    return tuple(
        MatterFile(
            record=matter_record(matter, links.get(matter.matter_id)),
            visit_no=visit.visit_no,
            registered_at=visit.registered_at,
            window=visit.window,
            received_by=visit.received_by,
            local_date=visit.local_date,
            people=tuple(p for p in people.get(visit.visit_id, ()) if p.raises(matter.position)),
            events=events.get(roots.get(matter.matter_id, matter.matter_id), ()),
            root_reg_no=numbers.get(roots.get(matter.matter_id, ""), matter.reg_no),
        )
        for matter, visit in pairs
    )


def root_of(session: Session, matter_id: str) -> str:
    """The matter this one was judged to be, following the chain; itself if none."""
    return _roots(session).get(matter_id, matter_id)


def matters_like(session: Session, terms: Sequence[str], limit: int) -> tuple[str, ...]:
    """Unsealed matters sharing indexed terms, best first (sealed ones have no index row)."""
    if not terms:
        return ()
    query = " OR ".join('"' + term.replace('"', "") + '"' for term in terms)
    rows = session.execute(
        text(
            "SELECT m.reg_no FROM matter_text t JOIN matter m ON m.key = t.rowid"
            " WHERE matter_text MATCH :query AND NOT m.sealed ORDER BY bm25(matter_text) LIMIT :limit"
        ),
        {"query": query, "limit": limit},
    )
    return tuple(reg_no for (reg_no,) in rows)


def matters_of_people(
    session: Session, numbers: Sequence[str], names: Sequence[str], phones: Sequence[str], limit: int = 200
) -> tuple[str, ...]:
    """Unsealed matters raised by people with one of these numbers, names or telephones, newest first."""
    tests: list[ColumnElement[bool]] = []
    if numbers:
        tests.append(PersonRow.id_no.in_(list(numbers)))
    if names:
        tests.append(PersonRow.name.in_(list(names)))
    if phones:
        tests.append(ParticipantRow.phone.in_(list(phones)))
    if not tests:
        return ()
    statement = (
        select(MatterRow.reg_no)
        .join(ParticipantRow, ParticipantRow.visit_id == MatterRow.visit_id)
        .join(PersonRow, PersonRow.person_id == ParticipantRow.person_id)
        .where(or_(*tests), MatterRow.sealed.is_(False))
        .group_by(MatterRow.key)
        .order_by(MatterRow.key.desc())
        .limit(limit)
    )
    return tuple(session.scalars(statement))


def same_day_visits(session: Session, reg_no: str, day: date) -> Sequence[VisitRow]:
    """Visits of a local date raising the matter or one judged to be the same."""
    matter_id = session.scalars(select(MatterRow.matter_id).where(MatterRow.reg_no == reg_no)).first()
    if matter_id is None:
        return ()
    roots = _roots(session)
    root = roots.get(matter_id, matter_id)
    family = [root, *(m for m, r in roots.items() if r == root)]
    return session.scalars(
        select(VisitRow)
        .join(MatterRow, MatterRow.visit_id == VisitRow.visit_id)
        .where(MatterRow.matter_id.in_(family), VisitRow.local_date == day)
        .distinct()
        .order_by(VisitRow.registered_at)
    ).all()


def add_event(session: Session, matter_id: str, event: MatterEventRecord) -> None:
    """Add a step to a matter's course."""
    session.add(
        EventRow(
            event_id=event.event_id,
            matter_id=matter_id,
            kind=event.kind,
            on=event.on,
            at=event.at,
            by=event.by,
            text=event.text,
            extended_to=event.extended_to,
            supported=event.supported,
        )
    )
    session.flush()


def _roots(session: Session) -> dict[str, str]:
    """By matter id, the root of its chain of 'same' links; chains are short and never circular."""
    links = select(LinkRow.matter_id, LinkRow.target_id).where(
        LinkRow.undone_at.is_(None), LinkRow.facts == Facts.SAME
    )
    step: dict[str, str] = dict(session.execute(links).all())
    roots = {}
    for matter, first in step.items():
        target, seen = first, {matter}
        while target in step and target not in seen:
            seen.add(target)
            target = step[target]
        roots[matter] = target
    return roots


def _numbers(session: Session, matter_ids: set[str]) -> dict[str, str]:
    rows = session.execute(
        select(MatterRow.matter_id, MatterRow.reg_no).where(MatterRow.matter_id.in_(matter_ids))
    )
    return dict(rows.all())


def _events(
    session: Session, matter_ids: Sequence[str] | None
) -> Mapping[str, tuple[MatterEventRecord, ...]]:
    statement = select(EventRow).order_by(EventRow.on, EventRow.at, EventRow.event_id)
    if matter_ids is not None:
        statement = statement.where(EventRow.matter_id.in_(list(matter_ids)))
    found: dict[str, tuple[MatterEventRecord, ...]] = {}
    for row in session.scalars(statement):
        step = MatterEventRecord(
            row.event_id, row.kind, row.on, row.at, row.by, row.text, row.extended_to, row.supported
        )
        found[row.matter_id] = (*found.get(row.matter_id, ()), step)
    return found


def _people(session: Session, visit_ids: Sequence[str] | None) -> Mapping[str, tuple[PersonDraft, ...]]:
    statement = select(ParticipantRow).order_by(ParticipantRow.visit_id, ParticipantRow.position)
    if visit_ids is not None:
        statement = statement.where(ParticipantRow.visit_id.in_(list(visit_ids)))
    found: dict[str, tuple[PersonDraft, ...]] = {}
    for row in session.scalars(statement):
        found[row.visit_id] = (*found.get(row.visit_id, ()), from_json(row.stated, PersonDraft))
    return found
