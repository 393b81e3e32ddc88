"""The queue of papers to be printed: rows ⇄ `PrintEntry`."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.print_entry import Making, PrintEntry, PrintWish
from db.rows import PaperRow, PrintQueueRow, VisitRow

_OPEN = [state.value for state in Making if state.open]


def add_entry(session: Session, entry: PrintEntry) -> None:
    """Queue a making."""
    row = PrintQueueRow(entry_id=entry.entry_id, paper_id=entry.paper_id)
    _fill(row, entry)
    session.add(row)
    session.flush()


def change_entry(session: Session, entry: PrintEntry) -> None:
    """Keep where a making stands now."""
    _fill(session.scalars(select(PrintQueueRow).where(PrintQueueRow.entry_id == entry.entry_id)).one(), entry)
    session.flush()


def load_entry(session: Session, entry_id: str) -> PrintEntry | None:
    """One making, or None."""
    found = _entries(session, _statement().where(PrintQueueRow.entry_id == entry_id))
    return found[0] if found else None


def open_entries(session: Session) -> tuple[PrintEntry, ...]:
    """What may still need a person, oldest first."""
    return _entries(session, _statement().where(PrintQueueRow.state.in_(_OPEN)))


def entries_of(session: Session, paper_id: str) -> tuple[PrintEntry, ...]:
    """Every making of a paper that was queued, oldest first."""
    return _entries(session, _statement().where(PrintQueueRow.paper_id == paper_id))


_Found = Select[PrintQueueRow, PaperRow, str]


def _statement() -> _Found:
    return (
        select(PrintQueueRow, PaperRow, VisitRow.visit_no)
        .join(PaperRow, PaperRow.paper_id == PrintQueueRow.paper_id)
        .join(VisitRow, VisitRow.visit_id == PaperRow.visit_id)
        .order_by(PrintQueueRow.asked_at, PrintQueueRow.entry_id)
    )


def _entries(session: Session, statement: _Found) -> tuple[PrintEntry, ...]:
    found = session.execute(statement).all()
    return tuple(
        PrintEntry(
            entry_id=row.entry_id,
            paper_id=row.paper_id,
            document_id=paper.document_id,
            number=paper.number,
            visit_no=visit_no,
            wish=PrintWish(row.size, row.printer, row.copies, row.large),
            state=Making(row.state),
            asked_at=row.asked_at,
            asked_by=row.asked_by,
            told=row.told,
            job_printer=row.job_printer,
            job_number=row.job_number,
            handed_at=row.handed_at,
            closed_at=row.closed_at,
            unsent=row.unsent,
        )
        for row, paper, visit_no in found
    )


def _fill(row: PrintQueueRow, entry: PrintEntry) -> None:
    row.size, row.printer, row.copies = entry.wish.size, entry.wish.printer, entry.wish.copies
    row.large = entry.wish.large
    row.state, row.told = entry.state.value, entry.told
    row.job_printer, row.job_number = entry.job_printer, entry.job_number
    row.asked_at, row.asked_by = entry.asked_at, entry.asked_by
    row.handed_at, row.closed_at = entry.handed_at, entry.closed_at
    row.unsent = entry.unsent
