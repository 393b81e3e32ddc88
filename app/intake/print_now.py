"""Printing a queued paper in one go, for whoever has no window to wait in."""

from app.domain.print_entry import PrintEntry
from app.errors import StationError
from app.intake.print_queue import Prepared, note_handed, note_held_up, note_not_sent, order_of
from app.intake.session import DeskSession
from app.printing.queue import why_waiting
from app.printing.spooler import Spooler


def print_now(prepared: Prepared, spooler: Spooler, session: DeskSession) -> PrintEntry:
    """Open a job, keep its number, send the document; the printer goes on by itself afterwards.

    Raises:
        NoPrinter, PrintFailed: nothing is printed; the paper waits in the queue, which knows why.
        DiskFull, DiskFailed: the number could not be kept, so nothing was sent.
    """
    entry = prepared.entry
    try:
        job = spooler.begin(order_of(entry))
    except StationError as error:
        note_held_up(entry.entry_id, why_waiting(error), session)
        raise
    try:
        handed = note_handed(prepared, job, session)
    except StationError:
        spooler.cancel(job)
        raise
    try:
        spooler.send(job, prepared.document_for(job))
    except StationError as error:
        note_not_sent(entry.entry_id, why_waiting(error), session)
        raise
    return handed
