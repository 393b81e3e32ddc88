"""Visits written for the first time, one from a window or many from the feed: rows of a table at once."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.record import MatterRecord, Participant, VisitRecord
from db.bulk import insert_rows
from db.codec import seal, to_bytes, to_json
from db.journal import new_id
from db.rows import AttachmentRow, LinkRow, MatterRow, ParticipantRow, PersonRow, VisitRow
from db.sealing import paper_key
from db.visits import chunks, listed

_Values = dict[str, Any]


def add_visits(session: Session, visits: Sequence[VisitRecord], sealing_key: bytes) -> None:
    """Insert visits with their people, matters, links and papers brought; all of them or none.

    Raises:
        IntegrityError: one of them, or a number of one of them, is here already.
        KeyError: a matter is linked to one that is neither here nor among those before.
    """
    people = _people(session, visits)
    insert_rows(session, VisitRow, [_visit(visit) for visit in visits])
    insert_rows(session, PersonRow, [row for row, fresh in people.values() if fresh])
    insert_rows(
        session,
        ParticipantRow,
        [
            _participant(visit, position, one, people[_who(one)][0]["person_id"])
            for visit in visits
            for position, one in enumerate(visit.participants)
        ],
    )
    insert_rows(
        session,
        MatterRow,
        [
            _matter(visit, position, matter, sealing_key)
            for visit in visits
            for position, matter in enumerate(visit.matters)
        ],
    )
    insert_rows(session, LinkRow, list(_links(session, visits)))
    insert_rows(session, AttachmentRow, [row for visit in visits for row in _papers(visit, sealing_key)])


def matter_keys(session: Session, visit: VisitRecord) -> dict[str, int]:
    """The keys of a visit's unsealed matters by registration number, in the order raised."""
    found = session.execute(
        select(MatterRow.reg_no, MatterRow.key)
        .where(MatterRow.visit_id == visit.visit_id, MatterRow.sealed.is_(False))
        .order_by(MatterRow.position)
    )
    return {reg_no: key for reg_no, key in found}  # noqa: C416  rows are no pairs to mypy


def _visit(visit: VisitRecord) -> _Values:
    return {
        "visit_id": visit.visit_id,
        "visit_no": visit.visit_no,
        "serial": visit.serial,
        "window": visit.stated.window,
        "local_date": visit.local_date,
        "visited_at": visit.visited_at,
        "registered_at": visit.registered_at,
        "received_by": visit.received_by,
        "present_count": visit.stated.head_count,
        "sealed": visit.sealed,
        "stated": to_json(replace(visit.stated, people=(), matters=(), materials=listed(visit.stated))),
    }


def _who(one: Participant) -> tuple[str, str]:
    """What tells a person from another: number and name, or being somebody who showed no number."""
    stated = one.stated
    return (stated.id_no, stated.name) if stated.id_no else ("", one.person_id)


def _people(
    session: Session, visits: Sequence[VisitRecord]
) -> Mapping[tuple[str, str], tuple[_Values, bool]]:
    """By `_who`, the person's row and whether it is yet to be written; one document and name is one row."""
    numbers = {p.stated.id_no for visit in visits for p in visit.participants if p.stated.id_no}
    known: dict[tuple[str, str], tuple[_Values, bool]] = {}
    for chunk in chunks(sorted(numbers)):
        for person_id, id_no, name in session.execute(
            select(PersonRow.person_id, PersonRow.id_no, PersonRow.name).where(PersonRow.id_no.in_(chunk))
        ):
            known.setdefault((id_no, name), ({"person_id": person_id}, False))
    for visit in visits:
        for one in visit.participants:
            row = {
                "person_id": one.person_id,
                "id_type": one.stated.id_type,
                "id_no": one.stated.id_no,
                "name": one.stated.name,
                "since": visit.registered_at,
            }
            known.setdefault(_who(one), (row, True))
    return known


def _participant(visit: VisitRecord, position: int, one: Participant, person_id: str) -> _Values:
    return {
        "visit_id": visit.visit_id,
        "position": position,
        "person_id": person_id,
        "role": one.role,
        "role_asked": one.role_asked,
        "id_check": one.id_check,
        "phone": one.stated.phone,
        "stated": to_json(one.stated),
    }


def _matter(visit: VisitRecord, position: int, matter: MatterRecord, sealing_key: bytes) -> _Values:
    sealed = matter.sealed
    return {
        "matter_id": matter.matter_id,
        "reg_no": matter.reg_no,
        "visit_id": visit.visit_id,
        "position": position,
        "query_code": matter.query_code,
        "purpose": matter.stated.purpose,
        "content_code": "" if sealed else matter.stated.content_code,
        "place_code": "" if sealed else matter.stated.place_code,
        "sealed": sealed,
        "proposed": matter.proposed,
        "outcome": matter.outcome,
        "rule_id": matter.rule_id,
        "confirm_by": matter.confirm_by,
        "target_unit": matter.target_unit,
        "due_on": matter.due_on,
        "version": matter.version,
        "stated": {} if sealed else to_json(matter.stated),
        "sealed_content": seal(sealing_key, to_bytes(matter.stated), matter.matter_id) if sealed else None,
    }


def _links(session: Session, visits: Sequence[VisitRecord]) -> Iterator[_Values]:
    linked = [(v, m, m.link) for v in visits for m in v.matters if m.link is not None]
    targets: dict[str, str] = {}
    for chunk in chunks(sorted({link.target_reg_no for _, _, link in linked})):
        found = session.execute(
            select(MatterRow.reg_no, MatterRow.matter_id).where(MatterRow.reg_no.in_(chunk))
        )
        targets.update((reg_no, matter_id) for reg_no, matter_id in found)
    for visit, matter, link in linked:
        yield {
            "link_id": new_id(),
            "matter_id": matter.matter_id,
            "target_id": targets[link.target_reg_no],
            "facts": link.facts,
            "decided_by": visit.received_by,
            "decided_at": visit.registered_at,
            "undone_by": None,
            "undone_at": None,
        }


def _papers(visit: VisitRecord, sealing_key: bytes) -> Iterator[_Values]:
    for material in visit.stated.materials:
        attachment_id, content = new_id(), material.content
        if content and visit.sealed:
            content = seal(paper_key(sealing_key, attachment_id), content, attachment_id)
        yield {
            "attachment_id": attachment_id,
            "visit_id": visit.visit_id,
            "name": material.name,
            "pages": material.pages,
            "original": material.original,
            "sha256": hashlib.sha256(material.content).hexdigest() if content else "",
            "content": content or None,
        }
