"""Corrections by addition: what was registered stays, a later word beside it counts from then on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from app.domain.matter import Outcome, Purpose
from app.domain.record import MatterRecord, VisitRecord

VISIT_FIELDS = ("visited_at", "left_at", "window", "present_count", "remark")
MATTER_FIELDS = (
    "purpose",
    "content_code",
    "place_code",
    "place",
    "demand",
    "outcome",
    "target_unit",
    "due_on",
)

FIELDS_ZH: Mapping[str, str] = {
    "visited_at": "来访时间",
    "left_at": "离开时间",
    "window": "窗口",
    "present_count": "来访人数",
    "remark": "备注",
    "purpose": "信访目的",
    "content_code": "内容分类",
    "place_code": "问题属地",
    "place": "地点",
    "demand": "诉求",
    "outcome": "处理方式",
    "target_unit": "承办单位",
    "due_on": "期限",
}


@dataclass(frozen=True)
class Change:
    """One field: what it said and what it says now, as texts; times in ISO form with their offset."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class AmendmentRecord:
    """What one person corrected at one time, with the reason.

    Attributes:
        about_id: of the visit, or of the one of its matters that is meant.
        base: the operation about it that was the last one known to the writer; empty if none is.
    """

    amend_id: str
    visit_id: str
    about_id: str
    changes: tuple[Change, ...]
    reason: str
    by: str
    at: datetime
    base: str = ""


def amended(visit: VisitRecord, amendments: Iterable[AmendmentRecord]) -> VisitRecord:
    """The visit as it counts now; corrections of what is sealed change nothing in it."""
    for amendment in sorted(amendments, key=lambda a: (a.at, a.amend_id)):
        for change in amendment.changes:
            visit = _changed(visit, amendment.about_id, change)
    return visit


def left_at(amendments: Iterable[AmendmentRecord]) -> datetime | None:
    """When the visitors left, as far as somebody noted it."""
    said: datetime | None = None
    for amendment in sorted(amendments, key=lambda a: (a.at, a.amend_id)):
        for change in amendment.changes:
            if change.field == "left_at":
                said = _moment(change.new)
    return said


def value_of(visit: VisitRecord, about_id: str, field: str) -> str:
    """What a field says, as the text a `Change` holds; `left_at` is not known to a visit."""
    if field == "left_at":
        return ""
    if about_id == visit.visit_id:
        return {
            "visited_at": visit.visited_at.isoformat(),
            "window": str(visit.stated.window),
            "present_count": str(visit.stated.head_count),
            "remark": visit.stated.remark,
        }[field]
    matter = next(m for m in visit.matters if m.matter_id == about_id)
    return {
        "purpose": matter.stated.purpose.value,
        "content_code": matter.stated.content_code,
        "place_code": matter.stated.place_code,
        "place": matter.stated.place,
        "demand": matter.stated.demand,
        "outcome": matter.outcome.value,
        "target_unit": matter.target_unit,
        "due_on": matter.due_on.isoformat() if matter.due_on else "",
    }[field]


def _changed(visit: VisitRecord, about_id: str, change: Change) -> VisitRecord:
    if about_id == visit.visit_id:
        return _visit_changed(visit, change)
    return replace(
        visit,
        matters=tuple(
            _matter_changed(m, change) if m.matter_id == about_id and not m.sealed else m
            for m in visit.matters
        ),
    )


def _visit_changed(visit: VisitRecord, change: Change) -> VisitRecord:
    match change.field:
        case "visited_at":
            return replace(visit, visited_at=_moment(change.new) or visit.visited_at)
        case "window":
            return replace(visit, stated=replace(visit.stated, window=int(change.new)))
        case "present_count":
            return replace(visit, stated=replace(visit.stated, present_count=int(change.new)))
        case "remark":
            return replace(visit, stated=replace(visit.stated, remark=change.new))
        case _:
            return visit


def _matter_changed(matter: MatterRecord, change: Change) -> MatterRecord:
    match change.field:
        case "purpose":
            return replace(matter, stated=replace(matter.stated, purpose=Purpose(change.new)))
        case "content_code":
            return replace(matter, stated=replace(matter.stated, content_code=change.new))
        case "place_code":
            return replace(matter, stated=replace(matter.stated, place_code=change.new))
        case "place":
            return replace(matter, stated=replace(matter.stated, place=change.new))
        case "demand":
            return replace(matter, stated=replace(matter.stated, demand=change.new))
        case "outcome":
            return replace(matter, outcome=Outcome(change.new))
        case "target_unit":
            return replace(matter, target_unit=change.new)
        case "due_on":
            return replace(matter, due_on=date.fromisoformat(change.new) if change.new else None)
        case _:
            return matter


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
