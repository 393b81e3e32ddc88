"""The municipal exchange dictionary: our fields under the upstream columns, one row a person and matter.

Source: `rulepacks/upstream_fields.csv` (domain reference 2.1). Codes travel as the words people read; both
are understood when they come in.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from app.domain.matter import Procedure
from app.domain.person import PersonDraft, PersonRole
from app.domain.record import MatterRecord, Participant, VisitRecord
from app.domain.words import ID_TYPES_ZH, OUTCOMES_ZH, PURPOSES_ZH, SEXES_ZH
from app.paths import resource

FORBIDDEN = ("扬言", "重点人员", "特殊人员", "进京访风险", "政治面貌")
"""No duty needs them [PIPL 6, 34]: never written, dropped where they come."""
YES, NO = "是", "否"
_FORM = "走访"
_TRUE = frozenset({YES, "1", "true", "y", "yes", "有"})
_FALSE = frozenset({NO, "0", "false", "n", "no", "无"})
_WORDS: Mapping[str, Mapping[str, str]] = {
    "sex": SEXES_ZH,
    "id_type": ID_TYPES_ZH,
    "purpose": PURPOSES_ZH,
    "outcome": OUTCOMES_ZH,
}
_MATTER_FLAGS = ("first_here", "first_nationwide", "joint_signed", "anonymous", "urgent")

Row = dict[str, str]
"""Texts by our identifiers; what is empty is not said."""


@cache
def columns() -> Mapping[str, str]:
    """Our identifier → upstream column, in the dictionary's order."""
    with resource("rulepacks", "upstream_fields.csv").open(encoding="utf-8", newline="") as lines:
        return {line["identifier"]: line["upstream_seen"] for line in csv.DictReader(lines)}


def rows_of(visit: VisitRecord, office_code: str) -> Iterator[Row]:
    """One row for each person and matter of a visit; sealed matters are left out."""
    for position, matter in enumerate(visit.matters):
        if matter.sealed:
            continue
        concerned = [
            p
            for p in visit.participants
            if p.stated.raises(position) and p.role is not PersonRole.COMPANION and p.stated.concerned
        ]
        common = _of_visit(visit, office_code) | _of_matter(matter)
        if not concerned:
            yield common
        for order, person in enumerate(concerned):
            yield common | _of_person(person) | {"lead_petitioner": YES if order == 0 else NO}


def _of_visit(visit: VisitRecord, office_code: str) -> Row:
    stated = visit.stated
    return {
        "visited_at": visit.visited_at.isoformat(timespec="seconds"),
        "received_by": visit.received_by,
        "office_code": office_code,
        "registered_at": visit.registered_at.isoformat(timespec="seconds"),
        "form": _FORM,
        "present_count": str(stated.head_count),
        "affected_count": _number(stated.affected_count),
        "is_group": _flag(stated.is_group),
    }


def _of_matter(matter: MatterRecord) -> Row:
    stated = matter.stated
    taken = stated.procedures
    told = not taken & {Procedure.UNKNOWN, Procedure.DECLINED}
    return {
        "reg_no": matter.reg_no,
        "query_code": matter.query_code,
        "purpose": PURPOSES_ZH[stated.purpose],
        **{name: _text(getattr(stated, name)) for name in _MATTER_TEXTS},
        **{f"procedures.{step}": _flag(step in taken) if told else "" for step in _STEPS},
        **{name: _flag(getattr(stated, name)) for name in _MATTER_FLAGS},
        "linked_matter": matter.link.target_reg_no if matter.link else stated.linked_matter,
        "sealed": NO,
        "outcome": OUTCOMES_ZH[matter.outcome],
        "due_on": matter.due_on.isoformat() if matter.due_on else "",
    }


_STEPS = ("litigation", "arbitration", "reconsideration", "review")
_MATTER_TEXTS = ("content_code", "place_code", "reported_unit", "demand", "facts", "summary")
_PERSON_TEXTS = (*("name", "id_no", "ethnic", "nationality", "address", "domicile", "post_address", "phone"),)


def _of_person(person: Participant) -> Row:
    stated: PersonDraft = person.stated
    return {
        **{name: _text(getattr(stated, name)) for name in _PERSON_TEXTS},
        "id_type": ID_TYPES_ZH[stated.id_type] if stated.id_type else "",
        "sex": SEXES_ZH[stated.sex] if stated.sex else "",
        "born_on": stated.born_on.isoformat() if stated.born_on else "",
    }


def visit_of(rows: list[Row]) -> dict[str, Any]:
    """VISIT.json of the rows of one matter: what was stated, never what was decided about it.

    Raises:
        ValueError: a value that is none of its column's; its text is the column's identifier.
    """
    first = rows[0]
    matter: dict[str, Any] = {name: first.get(name) or "unknown" for name in ("demand", "facts")}
    matter |= {
        "purpose": _code("purpose", first.get("purpose", "")) or "unknown",
        "content_code": first.get("content_code") or "unknown",
        "place_code": first.get("place_code") or "unknown",
        "oral": "unknown",
        "procedures": _procedures(first),
    }
    for name in ("reported_unit", "summary", "linked_matter"):
        if first.get(name):
            matter[name] = first[name]
    for name in (*_MATTER_FLAGS, "sealed"):
        if (said := _said(name, first.get(name, ""))) is not None:
            matter[name] = said
    people = [_person(row) for row in rows if any(row.get(name) for name in _PERSON_TEXTS)]
    visit: dict[str, Any] = {
        "present_count": _count(first, "present_count") or "unknown",
        "people": people,
        "matters": [matter],
    }
    if (affected := _count(first, "affected_count")) is not None:
        visit["affected_count"] = affected
    if matter.get("anonymous"):
        visit["anonymous"] = True
    if number := first.get("reg_no"):
        visit["remark"] = f"上级系统信访件编号 {number}"
    return visit


def _person(row: Row) -> dict[str, Any]:
    made: dict[str, Any] = {name: row[name] for name in _PERSON_TEXTS if row.get(name)}
    # Nobody of this window has seen the document: the number is somebody else's word.
    made = dict.fromkeys(("name", "address"), "unknown") | made
    made |= {"role": PersonRole.PETITIONER.value, "id_state": "manual" if row.get("id_no") else "not_shown"}
    for name in ("id_type", "sex"):
        if code := _code(name, row.get(name, "")):
            made[name] = code
    if row.get("born_on"):
        try:
            made["born_on"] = date.fromisoformat(row["born_on"][:10]).isoformat()
        except ValueError as error:
            raise ValueError("born_on") from error
    return made


def _procedures(row: Row) -> list[str]:
    said = {p: _said(f"procedures.{p}", row.get(f"procedures.{p}", "")) for p in _STEPS}
    taken = [step for step, yes in said.items() if yes]
    if taken:
        return taken
    return ["none"] if all(yes is False for yes in said.values()) else ["unknown"]


def _code(name: str, told: str) -> str:
    """The code of a word or of a code."""
    words = _WORDS[name]
    if not told or told in words:
        return told
    for code, word in words.items():
        if word == told:
            return code
    raise ValueError(name)


def _said(name: str, told: str) -> bool | None:
    plain = told.strip().lower()
    if not plain:
        return None
    if plain in _TRUE or plain in _FALSE:
        return plain in _TRUE
    raise ValueError(name)


def _count(row: Row, name: str) -> int | None:
    told = row.get(name, "").strip()
    if not told:
        return None
    if not (told.isascii() and told.isdigit() and len(told) < 7):
        raise ValueError(name)
    return int(told)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _flag(value: bool | None) -> str:
    return "" if value is None else YES if value else NO
