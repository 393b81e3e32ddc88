"""The queue of papers to be printed, as use cases. The store is asked here, the printer never.

Whoever prints goes: `prepare` → open a job at the printer → `note_handed` → send the document. A process
that ends anywhere in between leaves a queue that says what is known.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import uuid_utils

from app.domain.office import StaffRole
from app.domain.papers import RECEIPTS
from app.domain.print_entry import Making, PrintEntry, PrintWish
from app.domain.record import PaperRecord
from app.errors import BadInput, NotAllowed, NotFound, SigningKeyOutOfTime
from app.intake.paper_making import came_out, unsent
from app.intake.paper_signing import hindered, signed, signing_key
from app.intake.printable import ROLLS, printable
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.ports import ReadUnit, WriteUnit
from app.printing import queue
from app.printing.jobs import SIZES, PrintJob, PrintOrder, PrintReport
from app.receipts.signing import SigningKey

_MAY_PRINT = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD})
COPIES = (1, 2)


@dataclass(frozen=True)
class Prepared:
    """A making and its document, ready to be handed over.

    Attributes:
        key: what the office signs files with; None = it does not.
        unsigned: why it must not sign today; None = it may.
    """

    entry: PrintEntry
    paper: Paper
    key: SigningKey | None = field(default=None, repr=False)
    unsigned: SigningKeyOutOfTime | None = None

    def as_file(self) -> Paper:
        """The document as a file is handed out: signed, if the office signs.

        Raises:
            SigningKeyOutOfTime: the office signs, and its certificate has ended.
        """
        if self.unsigned is not None:
            raise self.unsigned
        return signed(self.paper, self.key)

    def document_for(self, job: PrintJob) -> bytes:
        """What is sent for a job; on paper nobody would see a signature."""
        return self.as_file().pdf if job.file else self.paper.pdf


def queue_paper(
    unit: WriteUnit, paper: PaperRecord, wish: PrintWish, at: datetime, by: str, *, unsent: int = 0
) -> PrintEntry:
    """Queue a making inside somebody else's transaction; nothing was ever sent of it.

    Args:
        unsent: 1 when it is in the log of makings already.
    """
    entry = PrintEntry(
        entry_id=str(uuid_utils.uuid7()),
        paper_id=paper.paper_id,
        document_id=paper.document_id,
        number=paper.number,
        visit_no=paper.visit_no,
        wish=wish,
        state=Making.WAITING,
        asked_at=at,
        asked_by=by,
        unsent=unsent,
    )
    unit.add_print(entry)
    return entry


def ask_print(number: str, wish: PrintWish, session: DeskSession, *, made: bool = False) -> PrintEntry:
    """Queue a document for printing; one that waits already is taken up with the new wish.

    A making that failed, or of which nobody knows what became, is closed by it: from now on this one
    counts. A making still in the printer's hands is left alone, so take it back first.

    Args:
        number: document number, or the number of a visit for its receipt.
        made: its making was just logged by whoever made the document, and is this very one.
    Raises:
        NotFound: no such document, or it is void.
        NotAllowed: the role does not hand out papers.
        BadInput: no such paper size or number of copies.
    """
    _require(session)
    check_wish(wish)
    with session.write() as unit:
        paper = _paper(unit, number)
        now = session.clock.now_utc()
        for entry in unit.prints_of(paper.paper_id):
            if entry.state is Making.WAITING:
                taken_up = replace(queue.rewished(entry, wish), unsent=entry.unsent + made)
                unit.change_print(taken_up)
                unit.commit()
                return taken_up
        asked = queue_paper(unit, paper, wish, now, session.user.name, unsent=int(made))
        for entry in unit.prints_of(paper.paper_id):
            if entry.state in (Making.UNCLEAR, Making.FAILED, Making.CANCELLED):
                unit.change_print(queue.replaced(entry, now))
        unit.commit()
    return asked


def in_hands(number: str, session: DeskSession) -> PrintEntry | None:
    """The making of a document that a printer still has; None = none.

    Args:
        number: as for `ask_print`.
    Raises:
        NotFound: no such document, or it is void.
    """
    with session.read() as unit:
        makings = unit.prints_of(_paper(unit, number).paper_id)
    return next((entry for entry in makings if entry.state is Making.HANDED), None)


def check_wish(wish: PrintWish) -> None:
    """Refuse what no printer is asked for.

    Raises:
        BadInput: no such paper size or number of copies.
    """
    problems = []
    if wish.size not in SIZES:
        problems.append(f"纸张只能是 {'、'.join(SIZES)}。")
    if wish.copies not in COPIES:
        problems.append("份数只能是 1 份或 2 份。")
    if problems:
        raise BadInput(problems)


def prepare(entry_id: str, session: DeskSession) -> Prepared:
    """Make the document of a waiting entry; one that came out before carries 补打.

    Raises:
        NotFound: no such entry, or it waits no more.
        NotAllowed: the role does not hand out papers.
    """
    _require(session)
    with session.read() as unit:
        entry = unit.print_entry(entry_id)
        if entry is None or entry.state is not Making.WAITING:
            raise NotFound("待打印的文书")
        paper = _of_entry(unit, entry)
        again, key = came_out(paper), signing_key(unit)
        made = _document(unit, paper, entry, reprint=again)
        return Prepared(entry, made, key, hindered(key, session))


def preview(entry_id: str, session: DeskSession) -> Paper:
    """The document of any entry as it was, or will be, printed; nothing is logged.

    Raises:
        NotFound: no such entry.
        NotAllowed: the role does not hand out papers.
    """
    _require(session)
    with session.read() as unit:
        entry = unit.print_entry(entry_id)
        if entry is None:
            raise NotFound("待打印的文书")
        paper = _of_entry(unit, entry)
        before = sum(e.may_be_on_paper for e in unit.prints_of(paper.paper_id) if e.asked_at < entry.asked_at)
        return _document(unit, paper, entry, reprint=before > 0)


def note_handed(prepared: Prepared, job: PrintJob, session: DeskSession) -> PrintEntry:
    """Keep the job's number and log the making. Only after this may the document be sent.

    Raises:
        NotFound: it waits no more; nothing may be sent.
        DiskFull, DiskFailed: nothing was kept; nothing may be sent.
    """
    now = session.clock.now_utc()
    with session.write() as unit:
        entry = unit.print_entry(prepared.entry.entry_id)
        if entry is None or entry.state is not Making.WAITING:
            raise NotFound("待打印的文书")
        kept = queue.handed(entry, job, now)
        unit.change_print(kept)
        never_out = unsent(unit, entry.paper_id)
        before = unit.count_print(entry.paper_id, now, session.user.name) - never_out
        if (before > 0) is not prepared.paper.reprint:
            raise NotFound("待打印的文书")  # made otherwise meanwhile: it must be made anew
        unit.note("reprint" if prepared.paper.reprint else "print", entry.number)
        unit.commit()
    return kept


def note_held_up(entry_id: str, why: str, session: DeskSession) -> PrintEntry:
    """It could not be handed over and waits; `why` is a word of `PrintEntry.told`."""
    return _changed(entry_id, session, lambda entry, _: queue.held_up(entry, why))


def note_not_sent(entry_id: str, why: str, session: DeskSession) -> PrintEntry:
    """The job was opened, but its document surely never went out: it waits again, as it was."""
    return _changed(entry_id, session, lambda entry, _: queue.not_sent(entry, why))


def note_report(entry_id: str, report: PrintReport, session: DeskSession) -> PrintEntry:
    """Keep what the printer said of the job."""
    return _changed(entry_id, session, lambda entry, now: queue.reported(entry, report, now))


def note_given_up(entry_id: str, session: DeskSession) -> PrintEntry:
    """It could not be taken back from the printer, and a person wants another one."""
    return _changed(entry_id, session, lambda entry, _: queue.given_up(entry))


def note_seen(entry_id: str, session: DeskSession) -> PrintEntry:
    """A person has the paper in the hand, whatever the printer says."""
    _require(session)
    return _changed(entry_id, session, queue.seen_printed, note="print_seen")


def drop_print(entry_id: str, session: DeskSession) -> PrintEntry:
    """A person does not want the paper any more; it stays in the register."""
    _require(session)
    return _changed(entry_id, session, queue.dropped, note="print_dropped")


def open_prints(session: DeskSession) -> tuple[PrintEntry, ...]:
    """Everything in the queue, oldest first; numbers and states only, nobody's name."""
    with session.read() as unit:
        return unit.open_prints()


def _changed(
    entry_id: str,
    session: DeskSession,
    step: Callable[[PrintEntry, datetime], PrintEntry],
    *,
    note: str = "",
) -> PrintEntry:
    """One step from where the entry stands in the store; one that leads nowhere leaves it as it is."""
    with session.write() as unit:
        entry = unit.print_entry(entry_id)
        if entry is None:
            raise NotFound("待打印的文书")
        try:
            after = step(entry, session.clock.now_utc())
        except queue.NotPossible:
            return entry
        if after == entry:
            return entry
        unit.change_print(after)
        if note:
            unit.note(note, entry.number)
        unit.commit()
    return after


def _require(session: DeskSession) -> None:
    if session.user.role not in _MAY_PRINT:
        raise NotAllowed("print")


def order_of(entry: PrintEntry) -> PrintOrder:
    """What is asked of the printer for an entry. The copies of a sheet are pages of its document."""
    copies = entry.wish.copies if entry.wish.size in ROLLS else 1
    # The printer's queue shows the title to everybody: a number, nobody's name.
    return PrintOrder(entry.wish.printer, entry.visit_no, entry.wish.size, copies)


def _document(unit: ReadUnit, paper: PaperRecord, entry: PrintEntry, *, reprint: bool) -> Paper:
    wish = entry.wish
    large = True if wish.large else None
    return printable(unit, paper, wish.size, reprint=reprint, large=large, copies=wish.copies)


def _of_entry(unit: ReadUnit, entry: PrintEntry) -> PaperRecord:
    return next(p for p in unit.papers(entry.visit_no) if p.paper_id == entry.paper_id)


def _paper(unit: ReadUnit, number: str) -> PaperRecord:
    """By document number, or a visit's receipt by the visit's number."""
    receipt = next((p for p in unit.papers(number) if p.document_id in RECEIPTS and not p.voided), None)
    found = receipt or unit.paper(number)
    if found is None or found.voided:
        raise NotFound(number)
    return found
