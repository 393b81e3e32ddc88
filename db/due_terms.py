"""Open terms as they are kept counted (`app.domain.due`)."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from app.domain.due import (
    FURTHEST_DAYS,
    CountedMatter,
    CountedTerm,
    DueFilter,
    DueRow,
    DueTotal,
    Nature,
    Uncounted,
)
from app.domain.matter import Facts, Purpose, Route
from app.domain.record import MatterCourse
from db import matters
from db.board_rows import DueStaleRow, DueTermRow
from db.leaders import open_promises
from db.rows import LinkRow, MatterRow, VisitRow


def uncounted(session: Session, today: date, most: int) -> tuple[Uncounted, ...]:
    """Matters to be counted, at most so many; repeats too, which stand behind another and have no terms."""
    due = union(
        select(DueStaleRow.matter_key).where(_ripe(today)),
        select(DueTermRow.matter_key).where(DueTermRow.turns_on <= today),
    ).subquery()
    keys = session.scalars(select(due.c.matter_key).limit(most)).all()
    return tuple(one for part in _parts(keys) for one in _uncounted(session, part))


def uncounted_total(session: Session, today: date) -> int:
    """How many matters wait to be counted; one may be counted twice here."""
    stale = session.scalar(select(func.count()).where(_ripe(today))) or 0
    turned = session.scalar(select(func.count()).where(DueTermRow.turns_on <= today)) or 0
    return stale + turned


def keep_counted(session: Session, counted: Sequence[CountedMatter]) -> None:
    """Put what was counted in the place of what stood there."""
    if not counted:
        return
    for part in _parts([matter.matter_key for matter in counted]):
        session.execute(delete(DueTermRow).where(DueTermRow.matter_key.in_(part)))
        session.execute(delete(DueStaleRow).where(DueStaleRow.matter_key.in_(part)))
    later = [
        {"matter_key": matter.matter_key, "not_before": matter.not_before}
        for matter in counted
        if matter.not_before is not None
    ]
    if later:
        session.execute(insert(DueStaleRow), later)
    rows = [
        {
            "matter_key": matter.matter_key,
            "kind": term.kind,
            "step": term.step,
            "start": term.start,
            "due": term.due,
            "nature": term.nature.value,
            "note": term.note,
            "unit": matter.unit,
            "owner": matter.owner,
            "leader": matter.leader,
            "urged_on": matter.urged_on,
            "turns_on": matter.turns_on,
        }
        for matter in counted
        for term in matter.terms
    ]
    if rows:
        session.execute(insert(DueTermRow), rows)


def count_again(session: Session) -> None:
    """Let every matter be counted anew."""
    session.execute(delete(DueStaleRow))
    session.execute(insert(DueStaleRow).from_select(["matter_key"], select(MatterRow.key)))


def due_totals(session: Session, today: date) -> tuple[DueTotal, ...]:
    """How many terms are open, by everything the board is asked for by; one pass over all of them."""
    last = today + timedelta(days=FURTHEST_DAYS)
    ahead = cast(func.julianday(DueTermRow.due) - func.julianday(today.isoformat()), Integer)
    days = case((DueTermRow.due < today, -1), (DueTermRow.due > last, FURTHEST_DAYS + 1), else_=ahead).label(
        "days"
    )
    year = cast(func.substr(DueTermRow.due, 1, 4), Integer).label("year")
    alike = (
        DueTermRow.nature,
        DueTermRow.kind,
        DueTermRow.unit,
        DueTermRow.owner,
        DueTermRow.leader,
        days,
        year,
    )
    unurged = func.sum(case((_urged(), 0), else_=1))
    rows = session.execute(select(*alike, func.count(), unurged).group_by(*alike))
    return tuple(DueTotal(Nature(nature), *rest) for nature, *rest in rows)


def unurged_total(session: Session, today: date, most: int) -> int:
    """How many overdue duties and unexecuted opinions nobody has urged on, at most so many."""
    alarming = or_(
        and_(DueTermRow.nature == Nature.DUTY, DueTermRow.due < today),
        DueTermRow.nature == Nature.EXECUTION,
    )
    found = select(DueTermRow.key).where(alarming, ~_urged()).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def due_rows(session: Session, asked: DueFilter, today: date, offset: int, count: int) -> tuple[DueRow, ...]:
    """A part of what was asked for, by last day and then in order of registration."""
    part = (
        _chosen(select(DueTermRow.key), asked, today)
        .order_by(DueTermRow.due, DueTermRow.matter_key, DueTermRow.key)
        .offset(offset)
        .limit(count)
    )
    statement = (
        select(DueTermRow, MatterRow.reg_no, MatterRow.sealed)
        .join(MatterRow, MatterRow.key == DueTermRow.matter_key)
        .where(DueTermRow.key.in_(part))
        .order_by(DueTermRow.due, DueTermRow.matter_key, DueTermRow.key)
    )
    return tuple(_row(row, reg_no, sealed) for row, reg_no, sealed in session.execute(statement))


def _uncounted(session: Session, keys: Sequence[int]) -> list[Uncounted]:
    repeats = frozenset(
        session.scalars(
            select(MatterRow.key)
            .join(LinkRow, LinkRow.matter_id == MatterRow.matter_id)
            .where(MatterRow.key.in_(keys), LinkRow.undone_at.is_(None), LinkRow.facts == Facts.SAME)
        )
    )
    rows = session.execute(
        select(
            MatterRow.key,
            MatterRow.matter_id,
            MatterRow.reg_no,
            MatterRow.purpose,
            func.json_extract(MatterRow.stated, "$.route"),
            MatterRow.target_unit,
            MatterRow.sealed,
            VisitRow.local_date,
            VisitRow.received_by,
        )
        .join(VisitRow, VisitRow.visit_id == MatterRow.visit_id)
        .where(MatterRow.key.in_(keys))
    ).all()
    events = matters.events_of(session, [row[1] for row in rows])
    promises = open_promises(session, [row[1] for row in rows])
    return [
        Uncounted(
            key,
            MatterCourse(
                reg_no, day, Purpose(purpose), Route(route) if route else None, events.get(matter_id, ())
            ),
            received_by,
            unit,
            sealed,
            promises=promises.get(matter_id, ()),
            repeat=key in repeats,
        )
        for key, matter_id, reg_no, purpose, route, unit, sealed, day, received_by in rows
    ]


def _ripe(today: date) -> ColumnElement[bool]:
    return or_(DueStaleRow.not_before.is_(None), DueStaleRow.not_before <= today)


def _urged() -> ColumnElement[bool]:
    return func.coalesce(DueTermRow.urged_on, date.min.isoformat()) > DueTermRow.due


def _chosen(statement: Select[tuple[int]], asked: DueFilter, today: date) -> Select[tuple[int]]:
    first, last = asked.days(today)
    statement = statement.where(DueTermRow.nature.in_([nature.value for nature in asked.natures]))
    if (first, last) != (date.min, date.max):
        statement = statement.where(DueTermRow.due.between(first, last))
    for column, wanted in ((DueTermRow.kind, asked.kind), (DueTermRow.owner, asked.owner)):
        if wanted:
            statement = statement.where(column == wanted)
    if asked.leader:
        statement = statement.where(DueTermRow.leader == asked.leader)
    if asked.unit is not None:
        statement = statement.where(DueTermRow.unit == asked.unit)
    return statement


def _row(row: DueTermRow, reg_no: str, sealed: bool) -> DueRow:
    term = CountedTerm(row.kind, row.step, row.start, row.due, Nature(row.nature), row.note)
    return DueRow(reg_no, term, row.urged_on, row.unit, row.owner, row.leader, sealed)


def _parts(keys: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    return [keys[first : first + size] for first in range(0, len(keys), size)]
