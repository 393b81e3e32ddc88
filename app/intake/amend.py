"""Correcting a visit by addition: only the team lead, always with a reason (domain reference 9)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import uuid_utils

from app.domain.amendment import (
    FIELDS_ZH,
    MATTER_FIELDS,
    VISIT_FIELDS,
    AmendmentRecord,
    Change,
    amended,
    left_at,
    value_of,
)
from app.domain.matter import REFUSALS, Outcome, Purpose
from app.domain.office import StaffRole
from app.domain.person import PersonRole
from app.domain.record import MatterRecord, VisitRecord
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.json_input import cleaned
from app.intake.session import DeskSession
from app.ports import ReadUnit

_SEALED_FIELDS = frozenset({"visited_at", "left_at", "window", "present_count"})
"""Of a sealed visit only what shows nothing of it."""
_LONGEST = {"remark": 500, "place": 100, "demand": 200, "target_unit": 60}
_SHORTEST_REASON, _LONGEST_REASON = 2, 200
_MOST_PRESENT = 9999
_MOST_WINDOWS = 99


def correct(
    visit_no: str, changes: Sequence[Change], reason: str, session: DeskSession, *, reg_no: str = ""
) -> AmendmentRecord:
    """Say what holds from now on of a visit, or of one of its matters; what was registered stays.

    Args:
        changes: by field, `old` being what the person saw when writing; texts as `Change` has them.
        reg_no: the matter meant; empty = the visit itself.

    Raises:
        BadInput: no reason, nothing changed, a value that cannot be, or corrected meanwhile by somebody.
        NotAllowed: not the team lead, or what is sealed would be changed.
        NotFound, DiskFull, DiskFailed.
    """
    if session.user.role is not StaffRole.LEAD:
        raise NotAllowed("amend")
    why = str(cleaned(reason)).strip()
    if not _SHORTEST_REASON <= len(why) <= _LONGEST_REASON:
        raise BadInput([f"请写明更正理由（{_SHORTEST_REASON} 至 {_LONGEST_REASON} 字），没有更正。"])
    with session.write() as unit:
        registered = unit.visit(visit_no)
        if registered is None:
            raise NotFound(visit_no)
        said = unit.amendments(registered.visit_id)
        visit = amended(registered, said)
        about = _about(visit, reg_no)
        present = {**_values(visit, about), **({"left_at": _text(left_at(said))} if not reg_no else {})}
        wanted = _wanted(visit, about, present, changes, session)
        record = AmendmentRecord(
            amend_id=str(uuid_utils.uuid7()),
            visit_id=visit.visit_id,
            about_id=about,
            changes=wanted,
            reason=why,
            by=session.user.name,
            at=session.clock.now_utc(),
            base=unit.last_operation([visit.visit_no]),
        )
        unit.add_amendment(record, visit)
        unit.note("amend", reg_no or visit_no, " ".join(change.field for change in wanted))
        unit.commit()
    return record


def amendable(visit_no: str, session: DeskSession) -> Mapping[str, Mapping[str, str]]:
    """What may be corrected: by number of the visit or of a matter, each field with what holds now.

    Raises:
        NotAllowed: not the team lead.
        NotFound.
    """
    if session.user.role is not StaffRole.LEAD:
        raise NotAllowed("amend")
    with session.read() as unit:
        visit, said = _now(unit, visit_no)
    values = {**_values(visit, visit.visit_id), "left_at": _text(left_at(said))}
    if visit.sealed:
        return {visit_no: {name: values[name] for name in VISIT_FIELDS if name in _SEALED_FIELDS}}
    return {visit_no: values, **{m.reg_no: _values(visit, m.matter_id) for m in visit.matters}}


def _now(unit: ReadUnit, visit_no: str) -> tuple[VisitRecord, tuple[AmendmentRecord, ...]]:
    registered = unit.visit(visit_no)
    if registered is None:
        raise NotFound(visit_no)
    said = unit.amendments(registered.visit_id)
    return amended(registered, said), said


def _about(visit: VisitRecord, reg_no: str) -> str:
    if not reg_no:
        return visit.visit_id
    matter = next((m for m in visit.matters if m.reg_no == reg_no), None)
    if matter is None:
        raise NotFound(reg_no)
    if matter.sealed or visit.sealed:
        raise NotAllowed("sealed")
    return matter.matter_id


def _values(visit: VisitRecord, about: str) -> dict[str, str]:
    fields = VISIT_FIELDS if about == visit.visit_id else MATTER_FIELDS
    return {field: value_of(visit, about, field) for field in fields}


def _wanted(
    visit: VisitRecord,
    about: str,
    present: Mapping[str, str],
    changes: Sequence[Change],
    session: DeskSession,
) -> tuple[Change, ...]:
    wanted: list[Change] = []
    problems: list[str] = []
    for change in changes:
        if change.field not in present:
            raise BadInput([f"没有 {change.field} 这一项可以更正。"])
        if visit.sealed and change.field not in _SEALED_FIELDS:
            raise NotAllowed("sealed")
        name, now = FIELDS_ZH[change.field], present[change.field]
        try:
            new = _checked(visit, about, change.field, str(cleaned(change.new)).strip(), session)
        except ValueError as error:
            problems.append(f"{name}：{error}")
            continue
        if _same(change.field, new, now):
            continue
        if not _same(change.field, change.old, now):
            problems.append(f"{name}：刚才已由别人更正，请看过现在的内容后再改。")
            continue
        wanted.append(Change(change.field, now, new))
    if problems:
        raise BadInput(problems)
    if not wanted:
        raise BadInput(["没有任何改动，没有更正。"])
    return tuple(wanted)


def _same(field: str, one: str, other: str) -> bool:
    if field in ("visited_at", "left_at") and one and other:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    return one == other


def _checked(visit: VisitRecord, about: str, field: str, new: str, session: DeskSession) -> str:
    """The value as it is kept; ValueError with a Chinese sentence where it cannot be."""
    if field in _LONGEST:
        if len(new) > _LONGEST[field]:
            raise ValueError(f"最多 {_LONGEST[field]} 字。")
        if field == "demand" and not new:
            raise ValueError("不能为空；确实不知道可以写“不详”。")
        return new
    if about == visit.visit_id:
        return _VISIT_CHECKS[field](visit, new, session)
    matter = next(m for m in visit.matters if m.matter_id == about)
    return _MATTER_CHECKS[field](matter, new, session)


def _window(_visit: VisitRecord, new: str, _session: DeskSession) -> str:
    if not (new.isascii() and new.isdigit() and 1 <= int(new) <= _MOST_WINDOWS):
        raise ValueError(f"应为 1 至 {_MOST_WINDOWS} 的窗口号。")
    return str(int(new))


def _present(visit: VisitRecord, new: str, _session: DeskSession) -> str:
    listed = sum(1 for p in visit.stated.people if p.role is not PersonRole.COMPANION)
    if not (new.isascii() and new.isdigit() and max(listed, 1) <= int(new) <= _MOST_PRESENT):
        raise ValueError(
            f"应为 {max(listed, 1)} 至 {_MOST_PRESENT} 的整数（已登记 {listed} 人，随同人员不计）。"
        )
    return str(int(new))


def _came(visit: VisitRecord, new: str, session: DeskSession) -> str:
    at = _moment(new)
    if at > session.clock.now_utc() + timedelta(minutes=1):
        raise ValueError("时间在将来，请核对。")
    if _local_day(at, session) != visit.local_date:
        raise ValueError(f"不能改到另一天：这次来访记在 {visit.local_date} 的日志里。")
    return at.isoformat()


def _left(visit: VisitRecord, new: str, session: DeskSession) -> str:
    if not new:
        return ""
    at = _moment(new)
    if at < visit.visited_at:
        raise ValueError("离开时间早于来访时间，请核对。")
    if at > session.clock.now_utc() + timedelta(minutes=1):
        raise ValueError("时间在将来，请核对。")
    return at.isoformat()


def _purpose(_matter: MatterRecord, new: str, _session: DeskSession) -> str:
    if new not in set(Purpose):
        raise ValueError("没有这种信访目的。")
    if Purpose(new) is Purpose.ACCUSATION:
        raise ValueError("检举控告须保密登记，不能由更正改成；请重新登记一次来访。")
    return new


def _content_class(_matter: MatterRecord, new: str, session: DeskSession) -> str:
    if new not in session.rules.content_classes:
        raise ValueError("内容分类表里没有这个代码。")
    return new


def _place_code(_matter: MatterRecord, new: str, _session: DeskSession) -> str:
    if not (new.isascii() and new.isdigit() and len(new) in (6, 9)):
        raise ValueError("应为 6 位行政区划代码，或再加 3 位乡镇代码。")
    return new


def _outcome(matter: MatterRecord, new: str, _session: DeskSession) -> str:
    if new == matter.outcome.value:
        return new
    if new not in set(Outcome) or new == Outcome.ACCEPT_OR_ROUTE:
        raise ValueError("没有这种处理方式。")
    if Outcome(new) in REFUSALS or matter.outcome in REFUSALS:
        raise ValueError("不予受理、不再受理不能由更正改成或者改掉，须在“事项”页按条件逐项核对。")
    return new


def _due(_matter: MatterRecord, new: str, _session: DeskSession) -> str:
    if not new:
        return ""
    try:
        return date.fromisoformat(new).isoformat()
    except ValueError as error:
        raise ValueError("日期应写成 2026-11-23 的样子。") from error


_VISIT_CHECKS: Mapping[str, Callable[[VisitRecord, str, DeskSession], str]] = {
    "window": _window,
    "present_count": _present,
    "visited_at": _came,
    "left_at": _left,
}
_MATTER_CHECKS: Mapping[str, Callable[[MatterRecord, str, DeskSession], str]] = {
    "purpose": _purpose,
    "content_code": _content_class,
    "place_code": _place_code,
    "outcome": _outcome,
    "due_on": _due,
}


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError("时间应写成 2026-11-23 10:30 的样子。") from error
    if at.tzinfo is None:
        raise ValueError("时间缺少时区。")
    return at.astimezone(UTC)


def _local_day(at: datetime, session: DeskSession) -> date:
    return at.astimezone(session.clock.now_local().tzinfo).date()


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""
