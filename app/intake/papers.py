"""Making papers of what is registered; each making is logged, later ones carry 补打."""

import unicodedata
from collections.abc import Callable

import uuid_utils

from app.domain.office import Office, StaffRole
from app.domain.papers import RECEIPT, RECEIPTS, SEALED_RECEIPT
from app.domain.record import PaperRecord, VisitRecord
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.paper_making import came_out, log_making, log_written
from app.intake.paper_signing import key_for_file, signed
from app.intake.printable import printable
from app.intake.receipt import receipt_of
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.ports import ReadUnit, WriteUnit
from app.printing.jobs import SIZES
from app.receipts.content import content_to_json

PAPER_SIZES = SIZES
_MAY_MAKE = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD})


def issue_receipt(
    visit_no: str,
    session: DeskSession,
    *,
    paper: str = "a5",
    large: bool | None = None,
    unsigned: bool = False,
    keep: Callable[[bytes], None] | None = None,
) -> Paper:
    """The receipt of a visit as PDF.

    The number was given when the visit was registered; the first making is the original. Where that
    receipt was voided, a new one is entered with a number of its own. Characters no bundled font can
    show are printed as their code in 〔〕, never as a silent box.

    Args:
        large: large print; None = as the visitor asked.
        unsigned: a person wants the file without the office's signature, or paper only.
        keep: writes the file; it counts as made only when that went well.

    Raises:
        NotFound: no such visit.
        NotAllowed: the role does not hand out papers.
        DiskFull, DiskFailed: the making could not be logged; nothing was made.
        SigningKeyOutOfTime: nothing was made; `unsigned` makes it all the same.
        OSError: of `keep`.
    """
    _require(session)
    if paper not in PAPER_SIZES:
        raise BadInput([f"回执纸张只能是 {'、'.join(PAPER_SIZES)}。"])
    with session.write() as unit:
        visit = unit.visit(visit_no)
        if visit is None:
            raise NotFound(visit_no)
        kept = _in_force(unit, visit_no) or enter_receipt(unit, visit, unit.office(), session)
        again = log_making(unit, kept, session) if keep is None else came_out(kept)
        key = key_for_file(unit, session, unsigned=unsigned)
        unit.commit()
    with session.read() as reading:
        made = signed(printable(reading, kept, paper, reprint=again, large=large), key)
    if keep is not None:
        keep(made.pdf)
        log_written(kept, session, reprint=again)
    return made


def enter_receipt(unit: WriteUnit, visit: VisitRecord, office: Office, session: DeskSession) -> PaperRecord:
    """Give a receipt its number and keep what it says."""
    number = unit.take_document_number(visit.stated.window, session.clock.today().year)
    first = not unit.papers(visit.visit_no)
    at = visit.registered_at if first else session.clock.now_utc()
    key = unit.secret("document-check")
    content = receipt_of(visit, number, office, session.clock, key, issued_at=at)
    record = PaperRecord(
        paper_id=str(uuid_utils.uuid7()),
        document_id=SEALED_RECEIPT if content.sealed_form else RECEIPT,
        number=number,
        visit_no=visit.visit_no,
        reg_no="",
        issued_at=at,
        issued_by=session.user.name,
        content=content_to_json(content),
        prints=0,
        voided=False,
    )
    unit.add_paper(record)
    return record


def preview_receipt(
    visit_no: str, session: DeskSession, *, paper: str = "a5", large: bool | None = None
) -> Paper:
    """The receipt as it will be, without making it: not logged, not handed to anyone.

    Raises:
        NotFound: no such visit.
        NotAllowed: the role does not hand out papers.
    """
    _require(session)
    with session.read() as unit:
        kept = _in_force(unit, visit_no)
        if kept is None:
            raise NotFound(visit_no)
        return printable(unit, kept, paper, reprint=came_out(kept), large=large)


def _require(session: DeskSession) -> None:
    if session.user.role not in _MAY_MAKE:
        raise NotAllowed("print")


def _in_force(unit: ReadUnit, visit_no: str) -> PaperRecord | None:
    return next((p for p in unit.papers(visit_no) if p.document_id in RECEIPTS and not p.voided), None)


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


def matter_of(number: str, session: DeskSession, *, first: bool = False) -> str:
    """The registration number meant by a visit or registration number, as it was typed.

    Args:
        first: the paper is about the whole visit: any of its matters will do.

    Raises:
        BadInput: a visit number, and the visit has several matters.
        NotFound, NotAllowed: as `visit_of`.
    """
    visit_no = visit_of(number, session)
    typed = unicodedata.normalize("NFKC", number).strip().upper()
    with session.read() as unit:
        visit = unit.visit(visit_no)
    reg_nos = [m.reg_no for m in visit.matters] if visit else []
    if typed in reg_nos:
        return typed
    if len(reg_nos) > 1 and not first:
        raise BadInput([f"这次来访有 {len(reg_nos)} 个事项，请写登记编号：{'、'.join(reg_nos)}。"])
    return reg_nos[0]
