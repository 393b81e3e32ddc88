"""Everything the hub holds, line by line, as a station lists its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, or_, select

from app.domain.matter import MatterDraft, Outcome, Purpose
from app.domain.office import Office
from app.domain.person import PersonDraft, PersonRole
from app.domain.record import MatterCourse, MatterRecord, Participant, VisitRecord
from app.domain.visit import VisitDraft
from app.hub.contents import VisitBody
from app.intake.lists import visit_line
from app.intake.matter_rows import listed_matter
from app.intake.results import ListedMatter, RegisteredMatter, VisitLine
from app.intake.visibility import MASK
from db.hub.courses import courses_of
from db.hub.links import roots_of
from db.hub.rows import hub_office, matter, op, visit

StandingOf = Callable[[MatterCourse, Office], tuple[str, date | None]]
"""State of a matter, and the date of the term that leads, as its office reckons them."""

_AT_ONCE = 500


def list_visits(connection: Connection) -> Iterator[VisitLine]:
    """Every visit, county by county in order of registration; sealed ones masked."""
    statement = (
        select(visit, op.c.body)
        .join(op, (op.c.county == visit.c.county) & (op.c.op_id == visit.c.op_id))
        .order_by(visit.c.county, visit.c.registered_at, visit.c.visit_no)
    )
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(statement):
        line = _line(row)
        if row.alias:
            numbers = tuple(
                replace(m, reg_no=row.alias + m.reg_no.removeprefix(line.visit_no)) for m in line.matters
            )
            line = replace(line, visit_no=row.alias, matters=numbers)
        yield line


def list_matters(connection: Connection, standing_of: StandingOf) -> Iterator[ListedMatter]:
    """Every matter, county by county in order of registration."""
    offices = {
        (row.county, row.office): msgspec.json.decode(row.data, type=Office)
        for row in connection.execute(select(hub_office)).all()
    }
    after: Any = None
    while True:
        statement = select(matter).order_by(
            matter.c.county, matter.c.registered_at, matter.c.visit_no, matter.c.position
        )
        if after is not None:
            statement = statement.where(_later(after))
        rows = connection.execute(statement.limit(_AT_ONCE)).all()
        if not rows:
            return
        yield from _lines(connection, rows, offices, standing_of)
        after = rows[-1]


def _later(than: Any) -> ColumnElement[bool]:
    """What stands in the list after a row."""
    same_visit = (matter.c.visit_no == than.visit_no) & (matter.c.position > than.position)
    same_moment = (matter.c.registered_at == than.registered_at) & (
        (matter.c.visit_no > than.visit_no) | same_visit
    )
    same_county = (matter.c.county == than.county) & (
        (matter.c.registered_at > than.registered_at) | same_moment
    )
    return or_(matter.c.county > than.county, same_county)


def _line(row: Any) -> VisitLine:
    try:
        return visit_line(record_of(bytes(row.body)))
    except (msgspec.ValidationError, ValueError, KeyError, TypeError):
        # Words this program does not know yet: the visit is listed by what the hub made of it.
        told = msgspec.json.decode(bytes(row.body), type=VisitBody)
        return VisitLine(
            visit_no=told.visit_no,
            registered_at=told.registered_at,
            visited_at=told.visited_at,
            window=0,
            received_by=told.received_by,
            present_count=len(told.participants),
            visitors=MASK if row.sealed else "",
            people=(),
            sealed=row.sealed,
            matters=tuple(
                RegisteredMatter(m.reg_no, "", "" if m.sealed else m.outcome, bool(m.sealed))
                for m in told.matters
            ),
        )


def record_of(body: bytes) -> VisitRecord:
    """The visit an operation tells of; of what is sealed only that it is there."""
    told: dict[str, Any] = msgspec.json.decode(body)
    participants = tuple(
        Participant(
            person_id=one["person_id"],
            stated=msgspec.convert(one.get("stated") or {}, PersonDraft),
            role=PersonRole(one["role"]),
            role_asked=PersonRole(one.get("role_asked", one["role"])),
            id_check=one.get("id_check", "none"),
        )
        for one in told["participants"]
    )
    matters = tuple(_matter(one) for one in told["matters"])
    stated = msgspec.convert({**told["stated"], "people": [], "matters": []}, VisitDraft)
    return VisitRecord(
        visit_id=told["visit_id"],
        visit_no=told["visit_no"],
        serial=told["serial"],
        local_date=date.fromisoformat(told["local_date"]),
        visited_at=datetime.fromisoformat(told["visited_at"]),
        registered_at=datetime.fromisoformat(told["registered_at"]),
        received_by=told["received_by"],
        stated=replace(
            stated, people=tuple(p.stated for p in participants), matters=tuple(m.stated for m in matters)
        ),
        participants=participants,
        matters=matters,
    )


def _matter(told: dict[str, Any]) -> MatterRecord:
    sealed = bool(told.get("sealed"))
    stated = (
        MatterDraft(purpose=Purpose.ACCUSATION, sealed=True)
        if sealed
        else msgspec.convert(told.get("stated", {}), MatterDraft)
    )
    return MatterRecord(
        matter_id=told["matter_id"],
        reg_no=told["reg_no"],
        query_code=told["query_code"],
        stated=stated,
        proposed=Outcome(told.get("proposed") or told["outcome"]),
        outcome=Outcome(told["outcome"]),
        rule_id=told.get("rule_id", ""),
        confirm_by=told.get("confirm_by", ""),
        target_unit="" if sealed else told.get("target_unit", ""),
        due_on=None,
        sealed=sealed,
    )


def _lines(
    connection: Connection,
    rows: Sequence[Any],
    offices: Mapping[tuple[str, str], Office],
    standing_of: StandingOf,
) -> Iterator[ListedMatter]:
    by_county: dict[str, list[Any]] = {}
    for row in rows:
        by_county.setdefault(row.county, []).append(row)
    for county, mine in by_county.items():
        courses = courses_of(connection, county, mine)
        roots = roots_of(connection, county, [row.matter_id for row in mine])
        for row in mine:
            course = courses[row.matter_id]
            state, due_on = standing_of(course, offices[county, row.office])
            yield listed_matter(
                ListedMatter(
                    reg_no=row.reg_no,
                    visit_no=row.visit_no,
                    office=row.office,
                    state=state,
                    version=row.version,
                    same_as=course.reg_no if roots[row.matter_id] != row.matter_id else "",
                    outcome=row.outcome,
                    demand=row.demand,
                    due_on=due_on,
                    sealed=row.sealed,
                )
            )
