"""VISIT.json ⇄ VisitDraft: strict about names and shapes, forgiving about what is not known."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from app.domain.person import PersonDraft
from app.domain.visit import VisitDraft
from app.errors import BadInput
from app.intake.json_input import cleaned, given
from app.intake.schemas import require, schema

_CLOCKS_DIFFER = timedelta(minutes=15)
NOT_SAID = frozenset({"unknown", "declined"})
# Where 不详 or 拒绝提供 leaves what the desk itself would put in.
_LEFT_TO_THE_DESK = {
    "visit": (
        *("present_count", "visited_at", "window", "received_by", "confirmed"),
        *("is_group", "joint_signed", "anonymous", "sealed", "urgent"),
    ),
    "person": ("role", "id_state", "id_type"),
    "matter": (
        *("oral", "first_here", "first_nationwide", "summary"),
        *("outcome", "target_unit", "due_on"),
    ),
}


def parse_visit(data: object, *, zone: str = "Asia/Shanghai", now: datetime | None = None) -> VisitDraft:
    """The draft of a VISIT.json object.

    Args:
        zone: of times given without one.
        now: aware; a visit may lie ahead of it by minutes only (clocks differ).

    Raises:
        BadInput: unknown or missing fields, wrong types, impossible dates, indices out of range.
    """
    clean = given(cleaned(data), schema("visit"))
    require(clean, "visit")
    assert isinstance(clean, dict)  # noqa: S101  the schema has just said so
    draft = msgspec.convert(_shaped(clean, ZoneInfo(zone)), type=VisitDraft)
    problems = [*_indices(draft), *missing(draft), *_times(draft, now or datetime.now(UTC))]
    if problems:
        raise BadInput(problems)
    return draft


def missing(draft: VisitDraft) -> list[str]:
    """Required fields (domain 2.1) that are still empty, one Chinese sentence each.

    Every one of them accepts 不详 or 拒绝提供 (`unknown`, `declined`).
    """
    found = []
    anonymous = draft.anonymous or any(m.anonymous for m in draft.matters)
    if not draft.people and not anonymous:
        found.append("people：还没有来访人。没有证件也可以登记，请录入姓名和住址，或记为匿名。")
    for i, person in enumerate(draft.people):
        if not person.name.strip() and not (anonymous or person.anonymous):
            found.append(f"people[{i}].name：缺少姓名。确实不详的可填 unknown。")
        if not person.address.strip() and _needs_address(person) and not (anonymous or person.anonymous):
            found.append(f"people[{i}].address：缺少住址。确实不详的可填 unknown。")
    if not draft.matters:
        found.append("matters：还没有信访事项。")
    for i, matter in enumerate(draft.matters):
        where = f"matters[{i}]"
        for name, label in (
            ("content_code", "内容分类"),
            ("place_code", "问题属地"),
            ("demand", "诉求"),
            ("facts", "事实与理由"),
        ):
            if not str(getattr(matter, name)).strip():
                found.append(f"{where}.{name}：缺少{label}。确实不详的可填 unknown。")
        if not matter.procedures:
            found.append(f"{where}.procedures：缺少已走途径。没有的填 none，不详的填 unknown。")
    return found


def _needs_address(person: PersonDraft) -> bool:
    return person.role not in {"group_member", "companion"}


def _shaped(data: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    visit = _said(data, "visit")
    visit.pop("form", None)
    if data.get("confirmed") == "declined":
        visit["confirmed"] = "declined"  # to sign, which is an answer
    if isinstance(visit.get("confirmed"), str):
        visit["confirmed"] = {"how": visit["confirmed"]}
    if "visited_at" in visit:
        at = datetime.fromisoformat(visit["visited_at"])
        visit["visited_at"] = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    visit["people"] = [_person(p) for p in visit["people"]]
    visit["matters"] = [_matter(m, visit) for m in visit["matters"]]
    return visit


def _said(data: Mapping[str, Any], kind: str) -> dict[str, Any]:
    left = _LEFT_TO_THE_DESK[kind]
    return {k: v for k, v in data.items() if not (k in left and isinstance(v, str) and v in NOT_SAID)}


def _person(data: Mapping[str, Any]) -> dict[str, Any]:
    person = _said(data, "person")
    if person.get("id_valid_to") == "long":
        del person["id_valid_to"]
    if isinstance(person.get("authority_doc"), str):
        person["authority_doc"] = {"scope": person["authority_doc"]} if person["authority_doc"] else None
    return person


def _matter(data: Mapping[str, Any], visit: Mapping[str, Any]) -> dict[str, Any]:
    matter = _said(data, "matter")
    if isinstance(matter["procedures"], str):
        matter["procedures"] = [matter["procedures"]]
    for flag in ("sealed", "urgent", "joint_signed", "anonymous"):
        if visit.get(flag):
            matter[flag] = True
    return matter


def _indices(draft: VisitDraft) -> list[str]:
    found = []
    for i, person in enumerate(draft.people):
        found += [
            f"people[{i}].matters：没有第 {m} 个信访事项（从 0 数起）。"
            for m in person.matters or ()
            if m >= len(draft.matters)
        ]
        if person.represents is not None and (
            person.represents >= len(draft.people) or person.represents == i
        ):
            found.append(f"people[{i}].represents：应是名单中另一人的序号（从 0 数起）。")
    return found


def _times(draft: VisitDraft, now: datetime) -> list[str]:
    found = []
    if draft.visited_at is not None and draft.visited_at > now + _CLOCKS_DIFFER:
        found.append("visited_at：来访时间在将来，请核对。")
    for i, person in enumerate(draft.people):
        if person.born_on is not None and person.born_on > now.date() + timedelta(days=1):
            found.append(f"people[{i}].born_on：出生日期在将来，请核对。")
    return found


def tidy(draft: VisitDraft) -> VisitDraft:
    """A draft from the window, its texts cleaned exactly as those of a file."""
    clean = msgspec.convert(cleaned(msgspec.to_builtins(draft)), type=VisitDraft)
    matters = tuple(
        replace(
            m,
            sealed=m.sealed or draft.sealed,
            urgent=m.urgent or draft.urgent,
            joint_signed=m.joint_signed or draft.joint_signed,
            anonymous=m.anonymous or draft.anonymous,
        )
        for m in clean.matters
    )
    return replace(clean, matters=matters)
