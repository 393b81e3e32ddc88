"""Everything the hub holds, line by line, as a station lists its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from app.domain.matter import MatterDraft, Outcome, Purpose
from app.domain.person import PersonDraft, PersonRole
from app.domain.record import MatterRecord, Participant, VisitRecord
from app.domain.visit import VisitDraft
from app.domain.words import SEALED_STATE
from app.hub.contents import VisitBody
from app.intake.lists import visit_line
from app.intake.results import RegisteredMatter, VisitLine
from app.intake.upstream import HubMatter
from db.hub.courses import courses_of
from db.hub.elsewhere import StateOf
from db.hub.links import roots_of
from db.hub.rows import matter, op, visit

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


def list_matters(connection: Connection, state_of: StateOf) -> Iterator[HubMatter]:
    """Every matter, county by county in order of registration."""
    after: tuple[str, datetime, str] | None = None
    while True:
        statement = select(matter).order_by(matter.c.county, matter.c.registered_at, matter.c.reg_no)
        if after is not None:
            county, moment, number = after
            statement = statement.where(
                (matter.c.county > county)
                | (
                    (matter.c.county == county)
                    & (
                        (matter.c.registered_at > moment)
                        | ((matter.c.registered_at == moment) & (matter.c.reg_no > number))
                    )
                )
            )
        rows = connection.execute(statement.limit(_AT_ONCE)).all()
        if not rows:
            return
        yield from _lines(connection, rows, state_of)
        after = rows[-1].county, rows[-1].registered_at, rows[-1].reg_no


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
            visitors="",
            people=(),
            sealed=row.sealed,
            matters=tuple(RegisteredMatter(m.reg_no, "", m.outcome, bool(m.sealed)) for m in told.matters),
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


def _lines(connection: Connection, rows: Any, state_of: StateOf) -> Iterator[HubMatter]:
    by_county: dict[str, list[Any]] = {}
    for row in rows:
        by_county.setdefault(row.county, []).append(row)
    for county, mine in by_county.items():
        courses = courses_of(connection, county, mine)
        roots = roots_of(connection, county, [row.matter_id for row in mine])
        for row in mine:
            course = courses[row.matter_id]
            yield HubMatter(
                reg_no=row.reg_no,
                visit_no=row.visit_no,
                office=row.office,
                state=SEALED_STATE if row.sealed else state_of(course),
                version=row.version,
                same_as=course.reg_no if roots[row.matter_id] != row.matter_id else "",
                outcome=row.outcome,
                demand=row.demand,
                sealed=row.sealed,
            )
