"""A registered document on the paper it is to be printed on: sheet or slip, with the visitor's signature."""

from app.domain.record import PaperRecord
from app.domain.signature import Signature, signature_from
from app.intake.receipt import large_print
from app.intake.results import Paper
from app.ports import ReadUnit
from app.receipts.content import content_from_json
from app.receipts.render import render_receipt
from app.receipts.slip_layout import render_slip

ROLLS = ("80mm", "58mm")


def printable(unit: ReadUnit, kept: PaperRecord, size: str, *, reprint: bool) -> Paper:
    """Make the PDF of a registered document.

    Characters no bundled font can show are printed as their code in 〔〕, never as a silent box.

    Args:
        size: one of `app.printing.jobs.SIZES`.
        reprint: carries 补打.
    """
    content = content_from_json(kept.content)
    visit = unit.visit(kept.visit_no)
    large = visit is not None and large_print(visit)
    signature = None if content.sealed_form else signature_of_visit(unit, kept.visit_no)
    if size in ROLLS:
        made = render_slip(
            content,
            paper=size,
            reprint=reprint,
            large_print=large,
            note_missing=True,
            signature=signature,
        )
    else:
        made = render_receipt(
            content,
            paper=size,
            reprint=reprint,
            large_print=large,
            note_missing=True,
            signature=signature,
        )
    return Paper(kept.document_id, kept.number, made.pdf, made.pages, made.sha256, reprint)


def signature_of_visit(unit: ReadUnit, visit_no: str) -> Signature | None:
    """What the visitor signed on the pad, if anything."""
    strokes = unit.signature(visit_no)
    return signature_from(strokes) if strokes else None
