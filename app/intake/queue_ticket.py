"""The ticket of those who wait: a number of the day, nobody's name (domain reference 2, step 1)."""

from app.domain.papers import PAPERS, Close
from app.errors import NotAllowed
from app.intake.document_content import issuing_office
from app.intake.document_gates import MAY_MAKE, size_of
from app.intake.paper_templates import template_of
from app.intake.printable import ROLLS
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.receipts.document import DocumentContent, Part, PartKind, compose
from app.receipts.phrases import time_zh
from app.receipts.render import render_document
from app.receipts.slip_layout import render_document_slip

QUEUE_TICKET = "queue_ticket"


def take_queue_ticket(session: DeskSession, *, priority: bool = False) -> tuple[str, DocumentContent]:
    """Give out the next number of the day.

    Args:
        priority: elderly, disabled, pregnant, sick, or with an infant: called before the others.
    Returns:
        The number as called, `A012` or `优012`, and what the ticket says.
    Raises:
        NotAllowed, DiskFull, DiskFailed.
    """
    if session.user.role not in MAY_MAKE:
        raise NotAllowed("print")
    now = session.clock.now_local()
    with session.write() as unit:
        serial = unit.take_queue_number(session.clock.today())
        template = template_of(unit, QUEUE_TICKET)
        office = issuing_office(unit, unit.office())
        unit.commit()
    called = f"{'优' if priority else 'A'}{serial:03d}"
    values = {"taken_at": time_zh(now)}
    content = DocumentContent(
        id=QUEUE_TICKET,
        office=office,
        title=template.title,
        number="",
        visit_no="",
        reg_no="",
        query_code="",
        issued_at=now,
        issued_by="",
        addressee="",
        addressee_id="",
        parts=(Part(PartKind.BIG, called), *compose(template, values, {})),
        rights=(),
        style=PAPERS[QUEUE_TICKET].style,
        close=Close.NONE,
        signers=(),
        slip=False,
        template=template.version,
    )
    return called, content


def print_queue_ticket(
    session: DeskSession, *, priority: bool = False, large: bool = False, size: str = ""
) -> Paper:
    """The next number of the day, on a slip or, where there is no slip printer, on a sheet.

    Args:
        size: `80mm`, `58mm`, or a sheet of this paper; empty = its usual sheet.

    Raises:
        NotAllowed, DiskFull, DiskFailed.
    """
    called, content = take_queue_ticket(session, priority=priority)
    if size in ROLLS:
        made = render_document_slip(content, paper=size, large_print=large)
    else:
        made = render_document(content, paper=size_of(PAPERS[QUEUE_TICKET], size), large_print=large)
    return Paper(QUEUE_TICKET, called, made.pdf, made.pages, made.sha256, reprint=False)
