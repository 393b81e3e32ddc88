"""From content to PDF bytes, through ReportLab."""

import hashlib
import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from app.domain.papers import RECEIPTS
from app.domain.signature import Signature
from app.errors import UnsupportedGlyph
from app.receipts.content import ReceiptContent, content_from_json
from app.receipts.document import DocumentContent, document_from_json
from app.receipts.document_layout import DocumentForm
from app.receipts.flow import Placed, paginate
from app.receipts.fonts import Face, loaded, missing_glyphs, shown
from app.receipts.forms import PaperForm
from app.receipts.pen import Pen
from app.receipts.pieces import FILE_COPY, VISITORS_COPY, Marks
from app.receipts.receipt_layout import ReceiptForm
from app.receipts.sheets import Sheet

one_at_a_time = threading.Lock()  # a ReportLab font object serves one document at a time


@dataclass(frozen=True)
class RenderedPaper:
    """A finished PDF.

    Attributes:
        sha256: of `pdf`, hexadecimal.
    """

    pdf: bytes
    pages: int
    sha256: str


def render_receipt(
    content: ReceiptContent,
    *,
    paper: str = "a5",
    reprint: bool = False,
    large_print: bool = False,
    note_missing: bool = False,
    signature: Signature | None = None,
) -> RenderedPaper:
    """Make the receipt's PDF; equal arguments give equal bytes.

    Args:
        paper: a5 or a4.
        reprint: mark every page 补打.
        large_print: type a quarter larger, for who asked for it.
        note_missing: print 〔U+1F600〕 for a character without glyph instead of refusing.
        signature: what the visitor signed on the pad, placed into the service slip.
    Raises:
        UnsupportedGlyph: some character has no glyph, and `note_missing` is not set.
        ValueError: unknown paper.
    """
    return render_form(
        ReceiptForm(content),
        paper=paper,
        large_print=large_print,
        marks=(Marks(reprint=reprint, signature=signature),),
        note_missing=note_missing,
    )


def render_document(
    content: DocumentContent,
    *,
    paper: str = "a4",
    reprint: bool = False,
    large_print: bool = False,
    copies: int = 1,
    preview: bool = False,
    note_missing: bool = False,
) -> RenderedPaper:
    """Make the PDF of any other paper; as `render_receipt`.

    Args:
        copies: 2 = one for the visitor and one for the file, each with its own pages and mark.
        preview: it has no number yet, and says so.
    """
    names = (VISITORS_COPY, FILE_COPY) if copies > 1 else ("",)
    return render_form(
        DocumentForm(content, preview),
        paper=paper,
        large_print=large_print,
        marks=tuple(Marks(reprint=reprint, copy=name) for name in names),
        note_missing=note_missing,
    )


def form_of(document_id: str, kept: str) -> PaperForm:
    """The form of a kept content.

    Raises:
        ValueError: not a content this program wrote.
    """
    if document_id in RECEIPTS:
        return ReceiptForm(content_from_json(kept))
    return DocumentForm(document_from_json(kept))


def render_form(
    form: PaperForm,
    *,
    paper: str,
    large_print: bool = False,
    marks: Sequence[Marks] = (Marks(),),
    note_missing: bool = False,
) -> RenderedPaper:
    """Make the PDF of a form, once for each of `marks`.

    Raises:
        UnsupportedGlyph, ValueError: as `render_receipt`.
    """
    missing = missing_glyphs(form.words)
    if missing and not note_missing:
        raise UnsupportedGlyph(missing)
    with one_at_a_time:
        pdf, pages = _drawn([form], paper, large_print, marks)
    return RenderedPaper(pdf, pages, hashlib.sha256(pdf).hexdigest())


def render_lists(contents: Sequence[DocumentContent]) -> RenderedPaper:
    """Lists for several addressees in one file, each on pages of its own that are counted by themselves.

    A character without a glyph is drawn as a mark: a list is no paper that somebody's rights rest on.
    """
    with one_at_a_time:
        pdf, pages = _drawn([DocumentForm(content) for content in contents], "a4", False, (Marks(),))
    return RenderedPaper(pdf, pages, hashlib.sha256(pdf).hexdigest())


def _drawn(
    forms: Sequence[PaperForm], paper: str, large_print: bool, marks: Sequence[Marks]
) -> tuple[bytes, int]:
    from reportlab.pdfgen.canvas import Canvas

    begun = paged(forms[0], paper, large_print, marks[0])
    first = begun[0]
    loaded(Face.REGULAR)
    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=(first.width, first.height),
        invariant=1,
        pageCompression=1,
        initialFontName=Face.REGULAR.value,
        initialFontSize=first.body,
        lang="zh-CN",
    )
    canvas.setTitle(forms[0].title)
    canvas.setAuthor(shown(forms[0].author))
    canvas.setCreator("接访台")
    pen = Pen(canvas)
    count = 0
    for form in forms:
        largest = inf
        for mark in marks:
            sheet, pages = begun if count == 0 else paged(form, paper, large_print, mark, largest=largest)
            largest = sheet.body
            for index, page in enumerate(pages):
                draw_page(form, sheet, mark, page, (index, len(pages)), pen)
                canvas.showPage()
                count += 1
    canvas.save()
    return out.getvalue(), count


def draw_page(
    form: PaperForm, sheet: Sheet, marks: Marks, page: Sequence[Placed], place: tuple[int, int], pen: Any
) -> None:
    """Draw one page with whatever takes the marks of a `Pen`.

    Args:
        place: index of the page and number of pages.
    """
    left, top, _, bottom = sheet.margins
    index, pages = place
    start = sheet.height - top
    if index:
        head = form.running_head(sheet, marks)
        head.draw(pen, left, start)
        start -= head.height
    for placed in page:
        placed.block.draw(pen, left, start - placed.top)
    form.foot(sheet, index + 1, pages).draw(pen, left, bottom)


def paged(
    form: PaperForm, paper: str, large_print: bool, marks: Marks, *, largest: float = inf
) -> tuple[Sheet, list[list[Placed]]]:
    """The first sheet on which all stands on one page, else on as few as can be.

    Args:
        largest: body type to begin with; where another copy did not fit, this one needs not be tried.

    Raises:
        ValueError: a paper it is not made for.
    """
    tried = []
    for size in form.sheets(paper, large_print, marks):
        if size.body > largest:
            continue
        sheet = form.fitted(size)
        head = form.running_head(sheet, marks)
        pages = paginate(
            form.blocks(sheet, marks),
            (sheet.text_height, sheet.text_height - head.height),
            form.last(sheet),
            form.closing(sheet, marks),
        )
        if len(pages) == 1:
            return sheet, pages
        tried.append((sheet, pages))
    return min(tried, key=lambda made: len(made[1]))
