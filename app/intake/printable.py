"""A registered document on the paper it is to be printed on: sheet or slip, with the visitor's signature."""

from dataclasses import replace

from app.domain.papers import PAPERS, RECEIPTS
from app.domain.record import PaperRecord
from app.domain.signature import Signature, signature_from
from app.intake.receipt import large_print
from app.intake.results import Paper
from app.ports import ReadUnit
from app.receipts.content import content_from_json, content_to_json
from app.receipts.document import document_from_json
from app.receipts.fonts import missing_glyphs
from app.receipts.pieces import FILE_COPY, VISITORS_COPY, Marks
from app.receipts.render import RenderedPaper, form_of, render_form
from app.receipts.slip_layout import render_document_slip, render_slip

ROLLS = ("80mm", "58mm")


def printable(
    unit: ReadUnit,
    kept: PaperRecord,
    size: str,
    *,
    reprint: bool,
    large: bool | None = None,
    copies: int = 1,
) -> Paper:
    """Make the PDF of a registered document.

    Characters no bundled font can show are printed as their code in 〔〕, never as a silent box.

    Args:
        size: one of `app.printing.jobs.SIZES`.
        reprint: carries 补打.
        large: large print; None = as the visitor asked.
        copies: of a receipt on a sheet; 2 = one for the visitor, one for the file. Other papers have as
            many as their kind has, and a slip is one page.
    """
    visit = unit.visit(kept.visit_no)
    wanted = large if large is not None else visit is not None and large_print(visit)
    said = content_now(unit, kept)
    served = unit.deliveries([kept.paper_id]).get(kept.paper_id, ())[-1:]
    marks = Marks(reprint, signature=signature_on(unit, said), served=served[0].delivery if served else None)
    made = _made(said, size, wanted, marks, copies)
    missing = missing_glyphs(form_of(kept.document_id, kept.content).words)
    return Paper(kept.document_id, kept.number, made.pdf, made.pages, made.sha256, reprint, missing)


def signature_of_visit(unit: ReadUnit, visit_no: str) -> Signature | None:
    """What the visitor signed on the pad, if anything."""
    strokes = unit.signature(visit_no)
    return signature_from(strokes) if strokes else None


def signature_on(unit: ReadUnit, kept: PaperRecord) -> Signature | None:
    """What the visitor signed on the pad for the service slip of a paper, if anything.

    A receipt is signed for when the visit is confirmed; any paper when it is handed over.
    """
    served = unit.deliveries([kept.paper_id]).get(kept.paper_id, ())
    if served and served[-1].signature:
        return signature_from(unit.delivery_strokes(served[-1].delivery_id))
    return signature_of_visit(unit, kept.visit_no) if kept.document_id in RECEIPTS and not served else None


def content_now(unit: ReadUnit, kept: PaperRecord) -> PaperRecord:
    """A document as it is made now: what it says is as kept, but a receipt tells where the visit has
    arrived meanwhile. Its check code still covers what was kept."""
    if kept.document_id not in RECEIPTS or not unit.uploaded(kept.visit_no):
        return kept
    content = replace(content_from_json(kept.content), uploaded=True)
    return replace(kept, content=content_to_json(content))


def _made(kept: PaperRecord, size: str, large: bool, marks: Marks, copies: int) -> RenderedPaper:
    receipt = content_from_json(kept.content) if kept.document_id in RECEIPTS else None
    if receipt is not None and receipt.sealed_form:
        # The sealed form holds number, time and pages, and cannot hold more.
        marks = replace(marks, signature=None, served=None)
    if size in ROLLS:
        return slip_of(kept, size, large=large, reprint=marks.reprint, signature=marks.signature)
    count = copies if receipt is not None else PAPERS[kept.document_id].copies
    names = (VISITORS_COPY, FILE_COPY) if count > 1 else ("",)
    return render_form(
        form_of(kept.document_id, kept.content),
        paper=size,
        large_print=large,
        marks=tuple(replace(marks, copy=name) for name in names),
        note_missing=True,
    )


def slip_of(
    kept: PaperRecord, size: str, *, large: bool, reprint: bool, signature: Signature | None
) -> RenderedPaper:
    """A registered document on a roll; only a receipt has room for a signature there."""
    if kept.document_id not in RECEIPTS:
        document = document_from_json(kept.content)
        return render_document_slip(
            document, paper=size, reprint=reprint, large_print=large, note_missing=True
        )
    receipt = content_from_json(kept.content)
    return render_slip(
        receipt,
        paper=size,
        reprint=reprint,
        large_print=large,
        note_missing=True,
        signature=None if receipt.sealed_form else signature,
    )
