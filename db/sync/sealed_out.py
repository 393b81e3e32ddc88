"""What is sealed leaves for the receiving office's key alone; without one it waits, told to a person.

The receiving office is the unit the matter goes to, where the hub vouched for a key of it; else the one the
office's settings name. An accusation against this office itself goes over its head, to its superior, and is
sealed so that no key of this office opens it [Arts. 30(3), 46(5)].
"""

import base64
import hashlib
import os
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidTag
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.domain.matter import MatterDraft
from app.domain.office import Office
from app.domain.record import MatterEventRecord
from app.domain.routing import about_own_office
from app.hub.wire import OpKind
from db.codec import from_json, to_bytes, to_json, unseal
from db.journal import append_op
from db.rows import AttachmentRow, MatterRow, OfficeRow, ParticipantRow, VisitRow
from db.sealing import paper_key, public_half, seal_for
from db.sync.rows import HandoverRow, OfficeKeyRow

WriteOp = Callable[[str, str, Mapping[str, object], datetime], None]
"""(kind, about, body, wall clock)."""


def office_of(session: Session) -> Office:
    """The one office of this store."""
    return from_json(session.scalars(select(OfficeRow)).one().data, Office)


def holders_here(session: Session, office: Office, sealing_key: bytes, *, over_head: bool) -> list[bytes]:
    """Who of this office can open what leaves: this store, and whoever holds the office's key.

    Over the office's head nobody can; as many keys that nobody has stand there, so that a box does not
    tell which of the two it is.
    """
    own = key_of_office(session, office.code)
    holders = [public_half(sealing_key), *([bytes.fromhex(own.public_key)] if own else [])]
    return [public_half(os.urandom(32)) for _ in holders] if over_head else holders


def key_of_office(session: Session, office: str) -> OfficeKeyRow | None:
    """An office's present key."""
    return session.scalars(
        select(OfficeKeyRow).where(OfficeKeyRow.office == office).order_by(OfficeKeyRow.since.desc()).limit(1)
    ).first()


def sealed_words(session: Session, row: MatterRow, sealing_key: bytes, event: MatterEventRecord) -> str:
    """What a step of a sealed matter says, in base64, for this office alone."""
    handover = session.get(HandoverRow, row.matter_id)
    over_head = handover is not None and handover.over_head
    holders = holders_here(session, office_of(session), sealing_key, over_head=over_head)
    box = seal_for(holders, to_bytes({"text": event.text}), event.event_id)
    return base64.b64encode(box).decode("ascii")


def hand_over(session: Session, visit_id: str, sealing_key: bytes, write: WriteOp, now: datetime) -> None:
    """Seal each sealed matter of a visit just registered for its receiving office, or note that it waits."""
    rows = session.scalars(
        select(MatterRow)
        .where(MatterRow.visit_id == visit_id, MatterRow.sealed, MatterRow.sealed_content.is_not(None))
        .order_by(MatterRow.position)
    )
    office = office_of(session)
    for row in rows.all():
        over_head = about_own_office(_stated(row, sealing_key), office)
        session.add(
            HandoverRow(matter_id=row.matter_id, over_head=over_head, key_id="", at=now, settled_by="")
        )
        session.flush()
        _try(session, row, sealing_key, office, write, now)


def hand_over_waiting(session: Session, sealing_key: bytes, now: datetime) -> int:
    """Seal what waited for a key that has come. Returns how many matters left."""
    office = office_of(session)

    def write(kind: str, about: str, body: Mapping[str, object], wall: datetime) -> None:
        append_op(
            session,
            kind=kind,
            body=to_bytes(body),
            county=office.division_code,
            office=office.code,
            about=about,
            wall=wall,
        )

    waiting = session.scalars(
        select(MatterRow)
        .join(HandoverRow, HandoverRow.matter_id == MatterRow.matter_id)
        .where(HandoverRow.key_id == "", HandoverRow.settled_by == "")
        .order_by(MatterRow.key)
    ).all()
    return sum(_try(session, row, sealing_key, office, write, now) for row in waiting)


def _try(
    session: Session, row: MatterRow, sealing_key: bytes, office: Office, write: WriteOp, now: datetime
) -> bool:
    handover = session.get_one(HandoverRow, row.matter_id)
    stated = _stated(row, sealing_key)
    key = _receiving(session, row, stated, office, over_head=handover.over_head)
    if key is None:
        return False
    visit = session.get_one(VisitRow, row.visit_id)
    people = session.scalars(
        select(ParticipantRow)
        .where(ParticipantRow.visit_id == row.visit_id)
        .order_by(ParticipantRow.position)
    )
    plain: dict[str, object] = {
        "matter": to_json(stated),
        "visit": visit.stated,
        "people": [p.stated for p in people if _raises(p, row.position)],
        "received_by": visit.received_by,
        "visited_at": visit.visited_at,
        "target_unit": row.target_unit,
    }
    papers, named = _papers(session, row.visit_id, sealing_key)
    plain["papers"] = papers
    box = seal_for([bytes.fromhex(key.public_key)], to_bytes(plain), row.matter_id)
    body = {
        "matter_id": row.matter_id,
        "reg_no": row.reg_no,
        "visit_no": visit.visit_no,
        "key_id": key.key_id,
        "box": base64.b64encode(box).decode("ascii"),
        "at": now,
        "attachments": named,
    }
    write(OpKind.SEALED_BOX, row.reg_no, body, now)
    handover.key_id, handover.at = key.key_id, now
    session.flush()
    return True


def _papers(session: Session, visit_id: str, sealing_key: bytes) -> tuple[list[object], list[object]]:
    """(papers brought with the keys to their pictures, for the box; these pictures as the hub holds them)."""
    papers: list[object] = []
    named: list[object] = []
    rows = session.scalars(
        select(AttachmentRow).where(AttachmentRow.visit_id == visit_id).order_by(AttachmentRow.attachment_id)
    )
    for row in rows:
        paper = {"name": row.name, "pages": row.pages, "original": row.original}
        key = paper_key(sealing_key, row.attachment_id)
        if row.content is not None and _opens(key, row.content, row.attachment_id):
            sha256 = hashlib.sha256(row.content).hexdigest()
            paper |= {"sha256": sha256, "key": key.hex(), "about": row.attachment_id}
            named.append({"sha256": sha256, "size": len(row.content)})
        papers.append(paper)
    return papers, named


def _opens(key: bytes, content: bytes, about: str) -> bool:
    """Pictures sealed before each had a key of its own stay here: that key opens everything."""
    try:
        unseal(key, content, about)
    except InvalidTag:
        return False
    return True


def _raises(person: ParticipantRow, position: int) -> bool:
    mine = person.stated.get("matters")
    return mine is None or position in mine


def _stated(row: MatterRow, sealing_key: bytes) -> MatterDraft:
    plain = unseal(sealing_key, row.sealed_content or b"", row.matter_id)
    return msgspec.json.decode(plain, type=MatterDraft)


def _receiving(
    session: Session, row: MatterRow, stated: MatterDraft, office: Office, *, over_head: bool
) -> OfficeKeyRow | None:
    """The key of the office the matter goes to; never that of the unit it is about."""
    if over_head:
        return key_of_office(session, office.parent_code) if office.parent_code else None
    named = session.scalars(
        select(OfficeKeyRow)
        .where(
            OfficeKeyRow.office_name == row.target_unit,
            OfficeKeyRow.office_name != stated.reported_unit,
            OfficeKeyRow.office != office.code,
        )
        .order_by(OfficeKeyRow.since.desc())
        .limit(1)
    ).first()
    if named is not None:
        return named
    chosen = Settings.of(office.settings).sealed_receiver
    key = key_of_office(session, chosen) if chosen and chosen != office.code else None
    return None if key is not None and key.office_name == stated.reported_unit else key
