"""Registered visits: rows ⇄ `VisitRecord`."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import msgspec
from sqlalchemy import func, literal_column, select, true
from sqlalchemy.orm import Session

from app.domain.matter import Facts, MatterDraft, Outcome, Purpose
from app.domain.person import PersonDraft, PersonRole
from app.domain.record import AttachmentRecord, MatterLink, MatterRecord, Participant, VisitRecord
from app.domain.routing import about_own_office
from app.domain.visit import Material, VisitDraft
from db.codec import from_json, to_bytes, to_json, unseal
from db.rows import AttachmentRow, LinkRow, MatterRow, ParticipantRow, PersonRow, VisitRow
from db.sealing import seal_for
from db.sync.rows import BlobRow
from db.sync.sealed_out import holders_here, office_of

SEALED_WITH_IT = ("proposed", "outcome", "rule_id", "confirm_by", "target_unit", "due_on")
"""What was decided of a sealed matter travels in its box, beside what was said."""


def listed(stated: VisitDraft) -> tuple[Material, ...]:
    """The papers without their pictures: these lie in rows of their own."""
    return tuple(replace(m, content=b"", scanned=m.scanned or bool(m.content)) for m in stated.materials)


def load_attachments(session: Session, visit_no: str) -> tuple[AttachmentRecord, ...]:
    """The papers brought to a visit, in the order in which they were listed; pictures stay in the store."""
    rows = session.execute(
        select(
            AttachmentRow.attachment_id,
            AttachmentRow.name,
            AttachmentRow.pages,
            AttachmentRow.original,
            AttachmentRow.content.is_not(None),
        )
        .join(VisitRow, VisitRow.visit_id == AttachmentRow.visit_id)
        .where(VisitRow.visit_no == visit_no)
        .order_by(literal_column("attachment.rowid"))
    )
    return tuple(AttachmentRecord(*row) for row in rows)


def load_attached(session: Session, visit_no: str, attachment_id: str) -> bytes:
    """The picture of a paper; empty where none is kept, or where the visit is sealed."""
    content = session.scalars(
        select(AttachmentRow.content)
        .join(VisitRow, VisitRow.visit_id == AttachmentRow.visit_id)
        .where(
            VisitRow.visit_no == visit_no,
            VisitRow.sealed.is_(False),
            AttachmentRow.attachment_id == attachment_id,
        )
    ).first()
    return content or b""


def load_visits(session: Session, rows: Sequence[VisitRow]) -> tuple[VisitRecord, ...]:
    """The visits of these rows, with people and matters, in the order given."""
    ids = [row.visit_id for row in rows]
    people: dict[str, list[ParticipantRow]] = {}
    matters: dict[str, list[MatterRow]] = {}
    for chunk in chunks(ids):
        for p in session.scalars(
            select(ParticipantRow)
            .where(ParticipantRow.visit_id.in_(chunk))
            .order_by(ParticipantRow.visit_id, ParticipantRow.position)
        ):
            people.setdefault(p.visit_id, []).append(p)
        for m in session.scalars(
            select(MatterRow)
            .where(MatterRow.visit_id.in_(chunk))
            .order_by(MatterRow.visit_id, MatterRow.position)
        ):
            matters.setdefault(m.visit_id, []).append(m)
    links = active_links(session, [m.matter_id for group in matters.values() for m in group])
    return tuple(
        _visit(row, people.get(row.visit_id, []), matters.get(row.visit_id, []), links) for row in rows
    )


def active_links(session: Session, matter_ids: Sequence[str]) -> dict[str, MatterLink]:
    """By matter id, the link that holds."""
    found: dict[str, MatterLink] = {}
    for chunk in chunks(matter_ids):
        statement = (
            select(LinkRow, MatterRow.reg_no)
            .join(MatterRow, MatterRow.matter_id == LinkRow.target_id)
            .where(LinkRow.matter_id.in_(chunk), LinkRow.undone_at.is_(None))
        )
        for link, reg_no in session.execute(statement):
            found[link.matter_id] = MatterLink(reg_no, Facts(link.facts))
    return found


def matter_record(row: MatterRow, link: MatterLink | None) -> MatterRecord:
    """The matter of a row; of a sealed one only purpose and outcome."""
    stated = (
        MatterDraft(purpose=Purpose(row.purpose), sealed=True)
        if row.sealed
        else from_json(row.stated, MatterDraft)
    )
    return MatterRecord(
        matter_id=row.matter_id,
        reg_no=row.reg_no,
        query_code=row.query_code,
        stated=stated,
        proposed=Outcome(row.proposed),
        outcome=Outcome(row.outcome),
        rule_id=row.rule_id,
        confirm_by=row.confirm_by,
        target_unit="" if row.sealed else row.target_unit,
        due_on=row.due_on,
        sealed=row.sealed,
        link=link,
        version=row.version,
    )


def _visit(
    row: VisitRow,
    people: Sequence[ParticipantRow],
    matters: Sequence[MatterRow],
    links: Mapping[str, MatterLink],
) -> VisitRecord:
    participants = tuple(
        Participant(
            person_id=p.person_id,
            stated=from_json(p.stated, PersonDraft),
            role=PersonRole(p.role),
            role_asked=PersonRole(p.role_asked),
            id_check=p.id_check,
        )
        for p in people
    )
    records = tuple(matter_record(m, links.get(m.matter_id)) for m in matters)
    stated = replace(
        from_json(row.stated, VisitDraft),
        people=tuple(p.stated for p in participants),
        matters=tuple(m.stated for m in records),
    )
    return VisitRecord(
        visit_id=row.visit_id,
        visit_no=row.visit_no,
        serial=row.serial,
        local_date=row.local_date,
        visited_at=row.visited_at,
        registered_at=row.registered_at,
        received_by=row.received_by,
        stated=stated,
        participants=participants,
        matters=records,
    )


def chunks(ids: Sequence[str], size: int = 500) -> list[Sequence[str]]:
    """The ids in parts that fit into one IN list."""
    return [ids[i : i + size] for i in range(0, len(ids), size)]


def visit_rows(session: Session, start: date, end: date) -> Sequence[VisitRow]:
    """Rows of visits in a span of local dates, in order of registration."""
    return session.scalars(
        select(VisitRow)
        .where(VisitRow.local_date.between(start, end))
        .order_by(VisitRow.registered_at, VisitRow.visit_no)
    ).all()


def first_id_numbers(session: Session, visit_nos: Sequence[str]) -> dict[str, str]:
    """By visit number, the document number of who is named first; none of sealed or anonymous ones."""
    statement = (
        select(VisitRow.visit_no, PersonRow.id_no)
        .join(ParticipantRow, ParticipantRow.visit_id == VisitRow.visit_id)
        .join(PersonRow, PersonRow.person_id == ParticipantRow.person_id)
        .where(
            VisitRow.sealed.is_(False),
            ParticipantRow.position == 0,
            PersonRow.id_no != "",
            func.json_extract(VisitRow.stated, "$.anonymous").is_not(true()),
            func.json_extract(ParticipantRow.stated, "$.anonymous").is_not(true()),
        )
    )
    return {
        visit_no: id_no
        for chunk in chunks(visit_nos)
        for visit_no, id_no in session.execute(statement.where(VisitRow.visit_no.in_(chunk)))
    }


def all_visits(session: Session) -> Iterator[VisitRecord]:
    """Every visit in order of registration, some hundreds held at a time."""
    ids = session.scalars(select(VisitRow.visit_id).order_by(VisitRow.registered_at, VisitRow.visit_no)).all()
    for chunk in chunks(ids):
        rows = session.scalars(
            select(VisitRow)
            .where(VisitRow.visit_id.in_(chunk))
            .order_by(VisitRow.registered_at, VisitRow.visit_no)
        ).all()
        yield from load_visits(session, rows)


def op_body(session: Session, visit: VisitRecord, sealing_key: bytes) -> dict[str, object]:
    """What goes upstream of a visit.

    A sealed matter travels as ciphertext only, and so do, with it, whoever raised nothing else and
    what was noted of the visit as a whole [Arts. 30(3), 46(5)]. These boxes are for this office itself;
    what is for the receiving one follows as an operation of its own.
    """
    office = office_of(session)
    above = {m.matter_id: about_own_office(m.stated, office) for m in visit.matters}

    def holders(*, over_head: bool) -> list[bytes]:
        return holders_here(session, office, sealing_key, over_head=over_head)

    whole = replace(visit.stated, people=(), matters=(), materials=listed(visit.stated))
    told = replace(whole, remark="", acknowledged=(), materials=()) if visit.sealed else whole
    body: dict[str, object] = to_json(replace(visit, stated=told, participants=(), matters=()))
    body["matters"] = [
        _sealed_body(session, m, sealing_key, holders(over_head=above[m.matter_id]))
        if m.sealed
        else to_json(m)
        for m in visit.matters
    ]
    people = [to_json(p) for p in visit.participants]
    if visit.sealed:
        plain = to_bytes({"stated": whole, "participants": people})
        sealed = seal_for(holders(over_head=any(above.values())), plain, visit.visit_id)
        body["sealed"] = base64.b64encode(sealed).decode("ascii")
        open_matters = [i for i, m in enumerate(visit.matters) if not m.sealed]
        for person, shown in zip(visit.participants, people, strict=True):
            if not any(person.stated.raises(i) for i in open_matters):
                del shown["stated"]
    body["participants"] = people
    if named := _attachments(session, visit):
        body["attachments"] = named
    return body


def _attachments(session: Session, visit: VisitRecord) -> list[dict[str, object]]:
    """Pictures that follow by themselves, named by what goes over the line: of a sealed visit ciphertext."""
    named: list[dict[str, object]] = []
    listed_here = select(AttachmentRow).where(AttachmentRow.visit_id == visit.visit_id)
    for position, row in enumerate(session.scalars(listed_here.order_by(AttachmentRow.attachment_id))):
        if row.content is None:
            continue
        content = row.content
        sha256 = hashlib.sha256(content).hexdigest()
        if session.get(BlobRow, sha256) is None:
            session.add(
                BlobRow(
                    sha256=sha256,
                    attachment_id=row.attachment_id,
                    size=len(content),
                    named_in=visit.visit_no,
                    complete_at=None,
                )
            )
            session.flush()
        named.append({"sha256": sha256, "size": len(content), "position": position})
    return named


def _sealed_body(
    session: Session, matter: MatterRecord, sealing_key: bytes, holders: Sequence[bytes]
) -> dict[str, object]:
    kept = session.scalars(
        select(MatterRow.sealed_content).where(MatterRow.matter_id == matter.matter_id)
    ).one()
    stated = msgspec.json.decode(unseal(sealing_key, kept or b"", matter.matter_id))
    decided = {name: getattr(matter, name) for name in SEALED_WITH_IT}
    sealed = seal_for(holders, to_bytes({**stated, "registered": decided}), matter.matter_id)
    return {
        "matter_id": matter.matter_id,
        "reg_no": matter.reg_no,
        "query_code": matter.query_code,
        "outcome": Outcome.HUMAN_DECIDE,  # of every one: what became of it lies in the box
        "sealed": base64.b64encode(sealed).decode("ascii"),
    }
