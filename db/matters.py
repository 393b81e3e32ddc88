"""Matters with their course."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from app.domain.matter import Facts
from app.domain.matter_step import DISPUTED
from app.domain.person import PersonDraft, PersonRole
from app.domain.record import MatterEventRecord, MatterFile
from db.codec import from_json
from db.rows import EventRow, LinkRow, MatterRow, ParticipantRow, PersonRow, VisitRow
from db.visits import active_links, chunks, matter_record

_SAME = and_(LinkRow.undone_at.is_(None), LinkRow.facts == Facts.SAME)


def load_matters(session: Session, reg_nos: Sequence[str]) -> tuple[MatterFile, ...]:
    """The matters named (unknown numbers are left out), in order of registration."""
    pairs = [
        (matter, visit)
        for chunk in chunks(reg_nos)
        for matter, visit in session.execute(
            select(MatterRow, VisitRow)
            .join(VisitRow, VisitRow.visit_id == MatterRow.visit_id)
            .where(MatterRow.reg_no.in_(chunk))
        )
    ]
    pairs.sort(key=lambda pair: pair[0].key)
    ids = [m.matter_id for m, _ in pairs]
    roots = roots_of(session, ids)
    numbers = _numbers(session, set(roots.values()) - set(ids)) | {m.matter_id: m.reg_no for m, _ in pairs}
    events = events_of(session, [roots.get(i, i) for i in ids])
    people = _people(session, [v.visit_id for _, v in pairs])
    links = active_links(session, ids)
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
            root_reg_no=numbers[roots.get(matter.matter_id, matter.matter_id)],
        )
        for matter, visit in pairs
    )


def matter_numbers(session: Session, words: Sequence[str], *, newest_first: bool) -> Iterator[str]:
    """Numbers of the matters in which each word occurs, read on as they are asked for.

    A word is looked for in the number and, of unsealed matters, in demand, unit and the names that a list
    shows.
    """
    statement = select(MatterRow.reg_no)
    for word in words:
        content = or_(
            func.instr(MatterRow.target_unit, word) > 0,
            func.instr(func.json_extract(MatterRow.stated, "$.demand"), word) > 0,
            _named(word),
        )
        statement = statement.where(
            or_(func.instr(MatterRow.reg_no, word) > 0, MatterRow.sealed.is_(False) & content)
        )
    ordered = statement.order_by(MatterRow.key.desc() if newest_first else MatterRow.key)
    return iter(session.scalars(ordered.execution_options(yield_per=500)))


def _named(word: str) -> ColumnElement[bool]:
    """Whether somebody of that name raises the matter for all to see.

    Whoever came with it for another matter, a sealed one perhaps, or anonymously is not found by name.
    """
    of_name = (
        select(ParticipantRow.visit_id)
        .join(PersonRow, PersonRow.person_id == ParticipantRow.person_id)
        .where(func.instr(PersonRow.name, word) > 0)
    )
    its = func.json_each(ParticipantRow.stated, "$.matters").table_valued("value")
    raises = of_name.where(
        ParticipantRow.visit_id == MatterRow.visit_id,
        ParticipantRow.role != PersonRole.COMPANION,
        func.json_extract(ParticipantRow.stated, "$.anonymous").is_not(true()),
        or_(
            func.json_extract(ParticipantRow.stated, "$.matters").is_(None),
            select(its.c.value)
            .where(its.c.value == MatterRow.position)
            .correlate(MatterRow, ParticipantRow)
            .exists(),
        ),
    ).correlate(MatterRow)
    return and_(
        MatterRow.visit_id.in_(of_name),  # by itself first: it is asked once, the rest of the few it names
        func.json_extract(MatterRow.stated, "$.anonymous").is_not(true()),
        raises.exists(),
    )


def disputed(session: Session) -> tuple[str, ...]:
    """Numbers of matters, no repeats, in whose course or registration a dispute over competence stands."""
    recorded = select(EventRow.matter_id).where(EventRow.kind == DISPUTED)
    stated = func.json_extract(MatterRow.stated, "$.in_dispute").is_(True)
    repeats = select(LinkRow.matter_id).where(_SAME)
    numbers = (
        select(MatterRow.reg_no)
        .where(or_(MatterRow.matter_id.in_(recorded), stated), MatterRow.matter_id.not_in(repeats))
        .order_by(MatterRow.key)
    )
    return tuple(session.scalars(numbers))


def passed_on(session: Session, start: date, end: date) -> tuple[str, ...]:
    """Numbers of the matters transferred or assigned on a day of start…end, in order of registration."""
    handed = select(EventRow.matter_id).where(
        EventRow.kind.in_(("transferred_on", "assigned_on")), EventRow.on.between(start, end)
    )
    numbers = select(MatterRow.reg_no).where(MatterRow.matter_id.in_(handed)).order_by(MatterRow.key)
    return tuple(session.scalars(numbers))


def root_of(session: Session, matter_id: str) -> str:
    """The matter this one was judged to be, following the chain; itself if none."""
    return roots_of(session, [matter_id]).get(matter_id, matter_id)


def roots_of_visits(session: Session, visit_ids: Sequence[str]) -> dict[str, str]:
    """By id of a matter of these visits, the matter it was judged to be; others are left out."""
    ids = session.scalars(select(MatterRow.matter_id).where(MatterRow.visit_id.in_(visit_ids))).all()
    return roots_of(session, ids)


def same_day_visits(session: Session, reg_nos: Sequence[str], day: date) -> Sequence[VisitRow]:
    """Visits of a local date raising one of the matters, or one judged to be the same as one of them."""
    ids = session.scalars(select(MatterRow.matter_id).where(MatterRow.reg_no.in_(list(reg_nos)))).all()
    roots = roots_of(session, ids)
    wanted = {roots.get(i, i) for i in ids}
    if not wanted:
        return ()
    today = session.execute(
        select(MatterRow.matter_id, MatterRow.visit_id)
        .join(VisitRow, VisitRow.visit_id == MatterRow.visit_id)
        .where(VisitRow.local_date == day)
    ).all()
    roots = roots_of(session, [matter_id for matter_id, _ in today])
    visits = {visit_id for matter_id, visit_id in today if roots.get(matter_id, matter_id) in wanted}
    rows = [
        row
        for chunk in chunks(sorted(visits))
        for row in session.scalars(select(VisitRow).where(VisitRow.visit_id.in_(chunk)))
    ]
    return sorted(rows, key=lambda row: (row.registered_at, row.visit_no))


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


def roots_of(session: Session, matter_ids: Sequence[str]) -> dict[str, str]:
    """By matter id, the root of its chain of 'same' links; who has none is left out.

    Chains are short; one that ran in a circle would end where it was entered.
    """
    step: dict[str, str] = {}
    ahead = set(matter_ids)
    while ahead:
        links = [
            (source, target)
            for chunk in chunks(sorted(ahead))
            for source, target in session.execute(
                select(LinkRow.matter_id, LinkRow.target_id).where(_SAME, LinkRow.matter_id.in_(chunk))
            )
        ]
        step.update(links)
        ahead = {target for _, target in links} - step.keys()
    roots = {}
    for matter in matter_ids:
        if matter not in step:
            continue
        target, seen = step[matter], {matter}
        while target in step and target not in seen:
            seen.add(target)
            target = step[target]
        roots[matter] = target
    return roots


def _numbers(session: Session, matter_ids: set[str]) -> dict[str, str]:
    return {
        matter_id: reg_no
        for chunk in chunks(sorted(matter_ids))
        for matter_id, reg_no in session.execute(
            select(MatterRow.matter_id, MatterRow.reg_no).where(MatterRow.matter_id.in_(chunk))
        )
    }


def events_of(session: Session, matter_ids: Sequence[str]) -> Mapping[str, tuple[MatterEventRecord, ...]]:
    """Steps by matter, in order of the days they happened; matters without any are left out."""
    # Columns, not rows: thousands are read for the deadlines.
    columns = select(
        EventRow.matter_id,
        EventRow.event_id,
        EventRow.kind,
        EventRow.on,
        EventRow.at,
        EventRow.by,
        EventRow.text,
        EventRow.extended_to,
        EventRow.supported,
    ).order_by(EventRow.on, EventRow.at, EventRow.event_id)
    found: dict[str, tuple[MatterEventRecord, ...]] = {}
    for chunk in chunks(sorted(set(matter_ids))):
        rows = session.execute(columns.where(EventRow.matter_id.in_(chunk)))
        for matter_id, event_id, kind, on, at, by, said, extended_to, supported in rows:
            step = MatterEventRecord(event_id, kind, on, at, by, said, extended_to, supported)
            found[matter_id] = (*found.get(matter_id, ()), step)
    return found


def _people(session: Session, visit_ids: Sequence[str]) -> Mapping[str, tuple[PersonDraft, ...]]:
    found: dict[str, tuple[PersonDraft, ...]] = {}
    for chunk in chunks(sorted(set(visit_ids))):
        for row in session.scalars(
            select(ParticipantRow)
            .where(ParticipantRow.visit_id.in_(chunk))
            .order_by(ParticipantRow.visit_id, ParticipantRow.position)
        ):
            found[row.visit_id] = (*found.get(row.visit_id, ()), from_json(row.stated, PersonDraft))
    return found
