"""Corrections by addition, review of lines and signatures of days: rows only ever added to."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.amendment import AmendmentRecord, Change
from app.domain.day_review import DaySignature, LineReview, ReviewKind
from db.log_tables import AmendmentRow, DaySignatureRow, LineReviewRow
from db.rows import OpRow


def add_amendment(session: Session, amendment: AmendmentRecord) -> None:
    """Keep a correction; one that is there already stays as it is."""
    if session.get(AmendmentRow, amendment.amend_id) is not None:
        return
    session.add(
        AmendmentRow(
            amend_id=amendment.amend_id,
            visit_id=amendment.visit_id,
            about_id=amendment.about_id,
            base=amendment.base,
            fields={c.field: [c.old, c.new] for c in amendment.changes},
            reason=amendment.reason,
            by=amendment.by,
            at=amendment.at,
        )
    )
    session.flush()


def of_visits(session: Session, visit_ids: Sequence[str]) -> dict[str, tuple[AmendmentRecord, ...]]:
    """By visit, its corrections in the order in which they were made; visits without any are left out."""
    found: dict[str, tuple[AmendmentRecord, ...]] = {}
    rows = session.scalars(
        select(AmendmentRow)
        .where(AmendmentRow.visit_id.in_(visit_ids))
        .order_by(AmendmentRow.at, AmendmentRow.amend_id)
    )
    for row in rows:
        record = AmendmentRecord(
            amend_id=row.amend_id,
            visit_id=row.visit_id,
            about_id=row.about_id,
            changes=tuple(Change(name, old, new) for name, (old, new) in row.fields.items()),
            reason=row.reason,
            by=row.by,
            at=row.at,
            base=row.base,
        )
        found[row.visit_id] = (*found.get(row.visit_id, ()), record)
    return found


def last_operation(session: Session, about: Sequence[str]) -> str:
    """The last operation of this store about one of these numbers; empty if it came from another window."""
    found = session.scalars(
        select(OpRow.op_id)
        .where(OpRow.about.in_(about))
        .order_by(OpRow.wall.desc(), OpRow.seq.desc())
        .limit(1)
    ).first()
    return found or ""


def add_review(session: Session, review: LineReview) -> None:
    """Keep a step of a line's review; one that is there already stays as it is."""
    if session.get(LineReviewRow, review.review_id) is None:
        session.add(
            LineReviewRow(
                review_id=review.review_id,
                visit_id=review.visit_id,
                kind=review.kind,
                text=review.text,
                by=review.by,
                at=review.at,
            )
        )
        session.flush()


def reviews_of(session: Session, visit_ids: Sequence[str]) -> dict[str, tuple[LineReview, ...]]:
    """By visit, the steps of its review, oldest first; visits without any are left out."""
    found: dict[str, tuple[LineReview, ...]] = {}
    rows = session.scalars(
        select(LineReviewRow)
        .where(LineReviewRow.visit_id.in_(visit_ids))
        .order_by(LineReviewRow.at, LineReviewRow.review_id)
    )
    for row in rows:
        record = LineReview(row.review_id, row.visit_id, ReviewKind(row.kind), row.text, row.by, row.at)
        found[row.visit_id] = (*found.get(row.visit_id, ()), record)
    return found


def add_signature(session: Session, signature: DaySignature) -> None:
    """Keep the signature of a day; one that is there already stays as it is."""
    if session.get(DaySignatureRow, signature.signature_id) is None:
        session.add(
            DaySignatureRow(
                signature_id=signature.signature_id,
                day=signature.day,
                content=signature.content,
                digest=signature.digest,
                reason=signature.reason,
                by=signature.by,
                at=signature.at,
                here=signature.here,
            )
        )
        session.flush()


def signatures_of(session: Session, start: date, end: date) -> tuple[DaySignature, ...]:
    """Signatures of the days of a span, oldest first."""
    rows = session.scalars(
        select(DaySignatureRow)
        .where(DaySignatureRow.day.between(start, end))
        .order_by(DaySignatureRow.day, DaySignatureRow.at, DaySignatureRow.signature_id)
    )
    return tuple(
        DaySignature(r.signature_id, r.day, r.content, r.digest, r.reason, r.by, r.at, r.here) for r in rows
    )
