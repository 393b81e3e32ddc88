"""Making papers of what is registered; each making is logged, later ones carry 补打."""

import unicodedata

from app.domain.office import StaffRole
from app.domain.record import PaperRecord
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.printable import printable
from app.intake.receipt import RECEIPTS
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.ports import ReadUnit
from app.printing.jobs import SIZES

PAPER_SIZES = SIZES
_MAY_MAKE = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD})


def issue_receipt(visit_no: str, session: DeskSession, *, paper: str = "a5") -> Paper:
    """The receipt of a visit as PDF.

    The number was given when the visit was registered; the first making is the original.
    Characters no bundled font can show are printed as their code in 〔〕, never as a silent box.

    Raises:
        NotFound: no such visit.
        NotAllowed: the role does not hand out papers.
        DiskFull, DiskFailed: the making could not be logged; nothing was made.
    """
    _require(session)
    if paper not in PAPER_SIZES:
        raise BadInput([f"回执纸张只能是 {'、'.join(PAPER_SIZES)}。"])
    with session.write() as unit:
        kept = _kept(unit, visit_no)
        before = unit.count_print(kept.paper_id, session.clock.now_utc(), session.user.name)
        unit.note("print" if before == 0 else "reprint", kept.number)
        unit.commit()
    with session.read() as unit:
        return printable(unit, kept, paper, reprint=before > 0)


def preview_receipt(visit_no: str, session: DeskSession, *, paper: str = "a5") -> Paper:
    """The receipt as it will be, without making it: not logged, not handed to anyone.

    Raises:
        NotFound: no such visit.
        NotAllowed: the role does not hand out papers.
    """
    _require(session)
    with session.read() as unit:
        kept = _kept(unit, visit_no)
        return printable(unit, kept, paper, reprint=kept.prints > 0)


def _require(session: DeskSession) -> None:
    if session.user.role not in _MAY_MAKE:
        raise NotAllowed("print")


def _kept(unit: ReadUnit, visit_no: str) -> PaperRecord:
    kept = next((p for p in unit.papers(visit_no) if p.document_id in RECEIPTS and not p.voided), None)
    if kept is None:
        raise NotFound(visit_no)
    return kept


def visit_of(number: str, session: DeskSession) -> str:
    """The visit number of a visit or registration number, as it was typed.

    Raises:
        NotFound: no such visit, or it has no such matter.
        NotAllowed: the role does not hand out papers.
    """
    _require(session)
    typed = unicodedata.normalize("NFKC", number).strip().upper()
    visit_no, _, matter = typed.partition("-")
    with session.read() as unit:
        if unit.visit(visit_no) is None or (matter and unit.matter(typed) is None):
            raise NotFound(number)
    return visit_no
