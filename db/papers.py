"""The register of documents: every number once, voided ones stay."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.record import FactRecord, PaperRecord
from db.journal import new_id
from db.rows import FactRow, PaperRow, PrintQueueRow, PrintRow, VisitRow
from db.visits import chunks


def add_paper(session: Session, paper: PaperRecord) -> tuple[str, bool]:
    """Enter a document; returns the id of its visit, and whether that is sealed."""
    of = select(VisitRow.visit_id, VisitRow.sealed).where(VisitRow.visit_no == paper.visit_no)
    visit_id, sealed = session.execute(of).one()
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
    return visit_id, sealed


def load_papers(session: Session, visit_nos: Sequence[str]) -> dict[str, tuple[PaperRecord, ...]]:
    """By visit number, its documents in order of issue; visits without any are left out."""
    found: dict[str, tuple[PaperRecord, ...]] = {}
    for chunk in chunks(visit_nos):
        for paper in _read(session, _PAPERS.where(VisitRow.visit_no.in_(chunk))):
            found[paper.visit_no] = (*found.get(paper.visit_no, ()), paper)
    return found


def paper_of_number(session: Session, number: str) -> PaperRecord | None:
    """The document with that number."""
    return next(iter(_read(session, _PAPERS.where(PaperRow.number == number))), None)


def papers_between(session: Session, start: datetime, end: datetime) -> Iterator[PaperRecord]:
    """Documents issued from `start` until before `end`, in order of issue."""
    return _read(session, _PAPERS.where(PaperRow.issued_at >= start, PaperRow.issued_at < end))


def void_paper(session: Session, paper_id: str, reason: str, by: str, at: datetime) -> None:
    """Take a document back; its number stays in the register."""
    row = session.get_one(PaperRow, paper_id)
    row.voided, row.void_reason, row.voided_by, row.voided_at = True, reason, by, at
    session.flush()


def visit_of(session: Session, paper_id: str) -> str:
    """Id of the visit a document belongs to."""
    return session.scalars(select(PaperRow.visit_id).where(PaperRow.paper_id == paper_id)).one()


def add_fact(session: Session, fact: FactRecord) -> None:
    """Keep a fact as stated."""
    session.add(FactRow(**asdict(fact)))
    session.flush()


def facts_about(session: Session, about: str) -> dict[str, str]:
    """The latest value of every fact stated about something."""
    rows = session.scalars(
        select(FactRow).where(FactRow.about == about).order_by(FactRow.at, FactRow.fact_id)
    )
    return {row.name: row.value for row in rows}


_LOGGED = (
    select(func.count()).where(PrintRow.paper_id == PaperRow.paper_id).correlate(PaperRow).scalar_subquery()
)
_UNSENT = (
    select(func.coalesce(func.sum(PrintQueueRow.unsent), 0))
    .where(PrintQueueRow.paper_id == PaperRow.paper_id)
    .correlate(PaperRow)
    .scalar_subquery()
)
_PAPERS = (
    select(PaperRow, _LOGGED - _UNSENT, VisitRow.visit_no)
    .join(VisitRow, VisitRow.visit_id == PaperRow.visit_id)
    .order_by(PaperRow.issued_at, PaperRow.number)
)


def _read(session: Session, statement: Select[PaperRow, int, str]) -> Iterator[PaperRecord]:
    for row, count, visit_no in session.execute(statement):
        yield PaperRecord(
            paper_id=row.paper_id,
            document_id=row.document_id,
            number=row.number,
            visit_no=visit_no,
            reg_no=row.reg_no,
            issued_at=row.issued_at,
            issued_by=row.issued_by,
            content=row.content,
            prints=count,
            voided=row.voided,
            void_reason=row.void_reason or "",
            voided_by=row.voided_by or "",
            voided_at=row.voided_at,
        )


def count_print(session: Session, paper_id: str, at: datetime, by: str) -> int:
    """Log one more making; returns how many there were before."""
    before = session.scalar(select(func.count()).where(PrintRow.paper_id == paper_id)) or 0
    session.add(PrintRow(print_id=new_id(), paper_id=paper_id, at=at, by=by))
    session.flush()
    return before


def free_number(session: Session, number: str) -> str:
    """The number itself; marked where a paper here bears it, two windows having called themselves alike."""
    free, nth = number, 1
    while session.scalar(select(PaperRow.paper_id).where(PaperRow.number == free)):
        nth += 1
        free = f"{number}/{nth}"
    return free


def make_room(session: Session, number: str) -> None:
    """Mark a neighbour's paper that bears a number which is this window's to give out.

    Two set up as the same window give out the same; that keeps no visit from being saved.
    """
    taken = session.scalars(select(PaperRow).where(PaperRow.number == number)).first()
    if taken is not None:
        taken.number = free_number(session, number)
        session.flush()
