"""Judging visits for the figures: rows ⇄ `app.domain.counted`, whenever something of a visit changed."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, delete, func, literal_column, select, update
from sqlalchemy.orm import Session, aliased

from app.config import Settings
from app.domain.amendment import amended
from app.domain.counted import CountedMatter, CountedVisit, Printed, count_matter, count_visit
from app.domain.matter import Facts
from app.domain.office import Office
from app.domain.record import MatterCourse, MatterEventRecord, VisitRecord
from app.intake.course import dates_of
from db import amendments, matters, visits
from db.bulk import insert_rows
from db.codec import from_json
from db.rows import (
    CountedMatterRow,
    CountedVisitRow,
    LinkRow,
    MatterRow,
    OfficeRow,
    PaperRow,
    PrintRow,
    UncountedRow,
    VisitRow,
)

AT_ONCE = 500
"""Visits judged in one go: some megabytes."""

_OF_VISIT = tuple(f.name for f in fields(CountedVisit))
_OF_MATTER = tuple(f.name for f in fields(CountedMatter) if f.name != "matter_id")

_ROWID = literal_column("uncounted_visit.rowid", Integer)
_BACKLOG = ""
"""Stands in place of a visit behind those an earlier version of the program left: they are judged bit by
bit, newest days first, and whoever registers does not wait for them."""


def count_changed(session: Session) -> int:
    """Judge what changed since it was last judged, without the backlog; returns how many visits that were."""
    judged = 0
    while ids := session.scalars(
        select(UncountedRow.visit_id).where(_backlog_end() < _ROWID).order_by(_ROWID).limit(AT_ONCE)
    ).all():
        judged += _judge_these(session, ids)
        if len(ids) < AT_ONCE:
            break
    return judged


def begin_backlog(session: Session) -> None:
    """Let what waits now be judged bit by bit, by `judge_some`; what is little is judged at once."""
    begun = session.get(UncountedRow, _BACKLOG) is not None
    if begun or (session.scalar(select(func.count()).select_from(UncountedRow)) or 0) <= AT_ONCE:
        count_changed(session)
        return
    waiting = select(VisitRow.visit_id).join(UncountedRow, UncountedRow.visit_id == VisitRow.visit_id)
    ids = session.scalars(waiting.order_by(VisitRow.local_date.desc())).all()
    session.execute(delete(UncountedRow))
    if ids:
        insert_rows(session, UncountedRow, [{"visit_id": one} for one in (*ids, _BACKLOG)])


def judge_some(session: Session, most: int) -> int:
    """Judge so many visits of the backlog; returns how many are left."""
    ids = session.scalars(
        select(UncountedRow.visit_id).where(_backlog_end() > _ROWID).order_by(_ROWID).limit(most)
    ).all()
    _judge_these(session, ids)
    left = uncounted(session)
    if not left:
        session.execute(delete(UncountedRow).where(UncountedRow.visit_id == _BACKLOG))
    return left


def uncounted(session: Session, since: date | None = None) -> int:
    """How many visits of the backlog wait to be judged; 0 where none of them is of that day or later.

    Args:
        since: None = of any day.
    """
    first = session.execute(
        select(_ROWID, _backlog_end(), VisitRow.local_date)
        .select_from(UncountedRow)
        .join(VisitRow, VisitRow.visit_id == UncountedRow.visit_id)
        .where(select(func.min(_ROWID)).select_from(UncountedRow).scalar_subquery() == _ROWID)
    ).first()
    if first is None or first[0] >= first[1] or (since is not None and first.local_date < since):
        return 0
    # They lie one behind the other, newest days first, and are taken from the front.
    return int(first[1] - first[0])


def _backlog_end() -> ColumnElement[int]:
    mark = aliased(UncountedRow, name="backlog_end")
    end = select(literal_column("backlog_end.rowid", Integer)).where(mark.visit_id == _BACKLOG)
    return func.coalesce(end.scalar_subquery(), 0)


def _judge_these(session: Session, ids: Sequence[str]) -> int:
    if ids:
        _judge(session, ids)
        session.execute(delete(UncountedRow).where(UncountedRow.visit_id.in_(ids)))
    return len(ids)


def _judge(session: Session, visit_ids: Sequence[str]) -> None:
    zone = ZoneInfo(
        Settings.of(from_json(session.scalars(select(OfficeRow)).one().data, Office).settings).timezone
    )
    rows = session.scalars(select(VisitRow).where(VisitRow.visit_id.in_(visit_ids))).all()
    said = amendments.of_visits(session, visit_ids)
    records = [amended(v, said.get(v.visit_id, ())) for v in visits.load_visits(session, rows)]
    keys = _keys(session, visit_ids)
    ids = list(keys)
    linked = frozenset(session.scalars(select(LinkRow.matter_id).where(LinkRow.matter_id.in_(ids))))
    roots = matters.roots_of(session, sorted(linked)) if linked else {}
    events = matters.events_of(session, ids)
    printed = _printed(session, visit_ids, zone)
    root_keys = {**keys, **_keys_of_matters(session, set(roots.values()) - keys.keys())}
    counted_visits, counted_matters = [], []
    for visit in records:
        papers = printed.get(visit.visit_id, ())
        counted_visits.append(_visit_values(visit, papers))
        for position, matter in enumerate(visit.matters):
            own = matter.matter_id not in roots
            course = _course(visit, position, events.get(matter.matter_id, ()))
            judged = count_matter(
                matter,
                position,
                visit,
                papers,
                linked_before=matter.matter_id in linked,
                own=own,
                course=course,
                dates=dates_of(course),
            )
            root = root_keys[roots.get(matter.matter_id, matter.matter_id)]
            counted_matters.append(_matter_values(judged, visit, keys[matter.matter_id], root))
    _insert(session, counted_visits, counted_matters)
    _follow(session, ids, roots)


def count_fresh(session: Session, fresh: Sequence[VisitRecord]) -> None:
    """Judge visits that have just been written: nothing is known of them but what they say themselves.

    Those linked to another matter are left to `count_changed`.
    """
    alone = [visit for visit in fresh if not any(m.link for m in visit.matters)]
    for first in range(0, len(alone), AT_ONCE):
        some = alone[first : first + AT_ONCE]
        ids = [visit.visit_id for visit in some]
        keys = _keys(session, ids)
        counted_matters = []
        for visit in some:
            for position, matter in enumerate(visit.matters):
                course = _course(visit, position, ())
                judged = count_matter(
                    matter, position, visit, (), linked_before=False, own=True,
                    course=course, dates=dates_of(course),
                )  # fmt: skip
                key = keys[matter.matter_id]
                counted_matters.append(_matter_values(judged, visit, key, key))
        _insert(session, [_visit_values(visit, ()) for visit in some], counted_matters)
        session.execute(delete(UncountedRow).where(UncountedRow.visit_id.in_(ids)))


def _visit_values(visit: VisitRecord, papers: Sequence[Printed]) -> dict[str, Any]:
    counted = count_visit(visit, papers)
    values = {name: getattr(counted, name) for name in _OF_VISIT}
    values["slot"] = counted.slot.strftime("%Y-%m-%dT%H:%M")
    return values


def _matter_values(judged: CountedMatter, visit: VisitRecord, key: int, root: int) -> dict[str, Any]:
    values = {name: getattr(judged, name) for name in _OF_MATTER}
    values |= {
        "local_date": visit.local_date,
        "visit_id": visit.visit_id,
        "matter_key": key,
        "root": root,
    }
    return values


def _insert(
    session: Session, counted_visits: list[dict[str, Any]], counted_matters: list[dict[str, Any]]
) -> None:
    insert_rows(session, CountedVisitRow, counted_visits, replacing=True)
    insert_rows(session, CountedMatterRow, counted_matters, replacing=True)


def _follow(session: Session, ids: Sequence[str], roots: Mapping[str, str]) -> None:
    """Those judged to be one of these matters stand behind its root, wherever that now is."""
    ahead = list(ids)
    root_of = {matter: roots.get(matter, matter) for matter in ids}
    seen = set(ids)
    moved: dict[str, str] = {}
    while ahead:
        found = [
            pair
            for chunk in visits.chunks(ahead)
            for pair in session.execute(
                select(LinkRow.matter_id, LinkRow.target_id).where(
                    LinkRow.target_id.in_(chunk), LinkRow.undone_at.is_(None), LinkRow.facts == Facts.SAME
                )
            )
            if pair[0] not in seen
        ]
        for matter, target in found:
            root_of[matter] = moved[matter] = root_of[target]
            seen.add(matter)
        ahead = [matter for matter, _ in found]
    if not moved:
        return
    keys = _keys_of_matters(session, {*moved, *moved.values()})
    for matter, root in moved.items():
        session.execute(
            update(CountedMatterRow)
            .where(CountedMatterRow.matter_key == keys[matter])
            .values(root=keys[root])
        )


def _course(visit: VisitRecord, position: int, events: tuple[MatterEventRecord, ...]) -> MatterCourse:
    matter = visit.matters[position]
    stated = matter.stated
    return MatterCourse(matter.reg_no, visit.local_date, stated.purpose, stated.route, events)


def _keys(session: Session, visit_ids: Sequence[str]) -> dict[str, int]:
    rows = session.execute(
        select(MatterRow.matter_id, MatterRow.key).where(MatterRow.visit_id.in_(visit_ids))
    )
    return {row.matter_id: row.key for row in rows}


def _keys_of_matters(session: Session, ids: set[str]) -> dict[str, int]:
    return {
        matter_id: key
        for chunk in visits.chunks(sorted(ids))
        for matter_id, key in session.execute(
            select(MatterRow.matter_id, MatterRow.key).where(MatterRow.matter_id.in_(chunk))
        )
    }


def _printed(session: Session, visit_ids: Sequence[str], zone: ZoneInfo) -> dict[str, tuple[Printed, ...]]:
    """By visit, its papers that were made and not taken back, each with the local day of its first making."""
    first = func.min(PrintRow.at)
    rows = session.execute(
        select(PaperRow.visit_id, PaperRow.document_id, PaperRow.reg_no, first)
        .join(PrintRow, PrintRow.paper_id == PaperRow.paper_id)
        .where(PaperRow.visit_id.in_(visit_ids), PaperRow.voided.is_(False))
        .group_by(PaperRow.paper_id)
    )
    found: dict[str, tuple[Printed, ...]] = {}
    for visit_id, document_id, reg_no, at in rows:
        day: date = at.astimezone(zone).date()
        found[visit_id] = (*found.get(visit_id, ()), Printed(document_id, reg_no, day))
    return found
