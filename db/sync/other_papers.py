"""Numbered papers of the office's other windows, and pictures of what was brought to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.delivery import DeliveryRecord
from app.domain.record import FactRecord
from app.hub.contents import NamedBlob
from app.hub.wire import OpKind
from db.deliveries import add_delivery
from db.journal import new_id
from db.papers import add_fact, free_number, void_paper
from db.rows import AttachmentRow, DeliveryRow, FactRow, PaperRow, PrintRow, VisitRow
from db.sync.other_visits import NotYet
from db.sync.rows import OwnKeyRow, PictureRow, SealedPaperRow


def apply_paper(session: Session, key: bytes, kind: str, content: bytes) -> None:
    """Enter what another window did with a paper; nothing where it is here.

    Of a sealed visit papers stay with the window that made them, and so does what followed of them.

    Raises:
        NotYet: its visit has not arrived here, or its words are not understood.
    """
    told: dict[str, Any] = msgspec.json.decode(content)
    try:
        if kind == OpKind.DOCUMENT:
            _entered(session, told)
        elif kind == OpKind.PAPER_FACT:
            fact = msgspec.convert(told, FactRecord)
            if session.get(FactRow, fact.fact_id) is None:
                add_fact(session, fact)
        elif session.get(PaperRow, told["paper_id"]) is None:
            return
        elif kind == OpKind.DOCUMENT_VOID:
            if not session.get_one(PaperRow, told["paper_id"]).voided:
                at = datetime.fromisoformat(told["at"])
                void_paper(session, told["paper_id"], told["reason"], told["by"], at)
        elif kind == OpKind.DOCUMENT_DELIVERY:
            told.pop("number", None)
            record = msgspec.convert(told, DeliveryRecord)
            if session.get(DeliveryRow, record.delivery_id) is None:
                add_delivery(session, record, b"", key)
    except (KeyError, TypeError, ValueError) as error:
        raise NotYet from error


def _entered(session: Session, told: Mapping[str, Any]) -> None:
    if not told.get("content") or session.get(PaperRow, told["paper_id"]) is not None:
        return
    visit = session.get(VisitRow, told["visit_id"])
    if visit is None:
        raise NotYet
    issued_at = datetime.fromisoformat(told["issued_at"])
    session.add(
        PaperRow(
            paper_id=told["paper_id"],
            document_id=told["document_id"],
            number=free_number(session, told["number"]),
            visit_id=visit.visit_id,
            reg_no=told["reg_no"],
            issued_at=issued_at,
            issued_by=told["issued_by"],
            content=told["content"],
            voided=False,
            void_reason=None,
            voided_by=None,
            voided_at=None,
        )
    )
    session.flush()
    # Its window gave out the original: whatever is made here is a reprint.
    session.add(PrintRow(print_id=new_id(), paper_id=told["paper_id"], at=issued_at, by=told["issued_by"]))
    session.flush()


def want_pictures(session: Session, visit_id: str, named: Sequence[NamedBlob]) -> None:
    """Note which pictures of another window's visit are to be fetched; of a sealed one none opens here."""
    visit = session.get(VisitRow, visit_id)
    if not named or visit is None or visit.sealed:
        return
    rows = session.scalars(
        select(AttachmentRow.attachment_id)
        .where(AttachmentRow.visit_id == visit_id)
        .order_by(AttachmentRow.attachment_id)
    ).all()
    for one in named:
        if 0 <= one.position < len(rows) and session.get(PictureRow, rows[one.position]) is None:
            session.add(
                PictureRow(attachment_id=rows[one.position], sha256=one.sha256, size=one.size, asked_at=None)
            )
    session.flush()


def pictures_wanted(session: Session, not_since: datetime, most: int) -> list[tuple[str, int]]:
    """(sha256, size) of pictures to fetch, sealed ones where a key to them lies here.

    Those asked for lately are left out.
    """
    found = session.execute(
        select(PictureRow.sha256, PictureRow.size)
        .where((PictureRow.asked_at.is_(None)) | (PictureRow.asked_at < not_since))
        .order_by(PictureRow.size, PictureRow.sha256)
        .limit(most)
    )
    sealed = session.execute(
        select(SealedPaperRow.sha256, SealedPaperRow.size)
        .join(OwnKeyRow, OwnKeyRow.key_id == SealedPaperRow.key_id)
        .where(
            SealedPaperRow.content.is_(None),
            (SealedPaperRow.asked_at.is_(None)) | (SealedPaperRow.asked_at < not_since),
        )
        .order_by(SealedPaperRow.size, SealedPaperRow.sha256)
        .limit(most)
    )
    return [(sha256, size) for sha256, size in (*found, *sealed)][:most]


def keep_picture(session: Session, sha256: str, content: bytes, now: datetime) -> None:
    """A picture has come, or (empty) the hub has not got it yet."""
    sealed = session.get(SealedPaperRow, sha256)
    if sealed is not None:
        sealed.content, sealed.asked_at = content or None, now
        session.flush()
    if not content:
        session.execute(update(PictureRow).where(PictureRow.sha256 == sha256).values(asked_at=now))
        return
    for row in session.scalars(select(PictureRow).where(PictureRow.sha256 == sha256)).all():
        kept = session.get(AttachmentRow, row.attachment_id)
        if kept is not None:
            kept.content, kept.sha256 = content, sha256
        session.delete(row)
    session.flush()
