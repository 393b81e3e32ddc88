"""The register of documents: every number once, voided ones stay."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.record import PaperRecord
from db.journal import new_id
from db.rows import PaperRow, PrintRow, VisitRow
from db.visits import chunks


def add_paper(session: Session, paper: PaperRecord) -> None:
    """Enter a document."""
    visit_id = session.scalars(select(VisitRow.visit_id).where(VisitRow.visit_no == paper.visit_no)).one()
    session.add(
        PaperRow(
            paper_id=paper.paper_id,
            document_id=paper.document_id,
            number=paper.number,
            visit_id=visit_id,
            reg_no=paper.reg_no,
            issued_at=paper.issued_at,
            issued_by=paper.issued_by,
            content=paper.content,
            voided=paper.voided,
        )
    )
    session.flush()


def load_papers(session: Session, visit_nos: Sequence[str]) -> dict[str, tuple[PaperRecord, ...]]:
    """By visit number, its documents in order of issue; visits without any are left out."""
    prints = (
        select(func.count())
        .where(PrintRow.paper_id == PaperRow.paper_id)
        .correlate(PaperRow)
        .scalar_subquery()
    )
    found: dict[str, tuple[PaperRecord, ...]] = {}
    for chunk in chunks(visit_nos):
        statement = (
            select(PaperRow, prints, VisitRow.visit_no)
            .join(VisitRow, VisitRow.visit_id == PaperRow.visit_id)
            .where(VisitRow.visit_no.in_(chunk))
            .order_by(PaperRow.issued_at, PaperRow.number)
        )
        for row, count, visit_no in session.execute(statement):
            paper = PaperRecord(
                row.paper_id,
                row.document_id,
                row.number,
                visit_no,
                row.reg_no,
                row.issued_at,
                row.issued_by,
                row.content,
                count,
                row.voided,
            )
            found[visit_no] = (*found.get(visit_no, ()), paper)
    return found


def count_print(session: Session, paper_id: str, at: datetime, by: str) -> int:
    """Log one more making; returns how many there were before."""
    before = session.scalar(select(func.count()).where(PrintRow.paper_id == paper_id)) or 0
    session.add(PrintRow(print_id=new_id(), paper_id=paper_id, at=at, by=by))
    session.flush()
    return before


def visit_of_paper(session: Session, number: str) -> str:
    """Number of the visit a document belongs to; empty if there is no such document."""
    statement = (
        select(VisitRow.visit_no)
        .join(PaperRow, PaperRow.visit_id == VisitRow.visit_id)
        .where(PaperRow.number == number)
    )
    return session.scalars(statement).first() or ""
