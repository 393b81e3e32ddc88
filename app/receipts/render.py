"""From content to PDF bytes, through ReportLab."""

import hashlib
import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.signature import Signature
from app.errors import UnsupportedGlyph
from app.receipts.content import TITLE, ReceiptContent, visible_text
from app.receipts.flow import Placed, paginate
from app.receipts.fonts import Face, loaded, missing_glyphs, shown
from app.receipts.pen import Pen
from app.receipts.receipt_layout import (
    SHEETS,
    Sheet,
    fitted,
    foot,
    last_block,
    running_head,
    service_slip,
    text_blocks,
)

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
        signature: what the visitor signed on the pad, placed into the service slip.
        note_missing: print 〔U+1F600〕 for a character without glyph instead of refusing.
    Raises:
        UnsupportedGlyph: some character has no glyph, and `note_missing` is not set.
        ValueError: unknown paper.
    """
    if (paper, large_print) not in SHEETS:
        raise ValueError("paper")
    missing = missing_glyphs(visible_text(content))
    if missing and not note_missing:
        raise UnsupportedGlyph(missing)
    with one_at_a_time:
        pdf, pages = _drawn(content, paper, reprint, large_print, signature)
    return RenderedPaper(pdf, pages, hashlib.sha256(pdf).hexdigest())


def _drawn(
    content: ReceiptContent, paper: str, reprint: bool, large_print: bool, signature: Signature | None
) -> tuple[bytes, int]:
    from reportlab.pdfgen.canvas import Canvas

    sheet, pages = _paged(content, SHEETS[paper, large_print], reprint, signature)
    left, top, _, bottom = sheet.margins
    loaded(Face.REGULAR)
    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=(sheet.width, sheet.height),
        invariant=1,
        pageCompression=1,
        initialFontName=Face.REGULAR.value,
        initialFontSize=sheet.body,
        lang="zh-CN",
    )
    canvas.setTitle(f"{TITLE} {shown(content.number)}")
    canvas.setAuthor(shown(content.office.name))
    canvas.setCreator("接访台")
    pen = Pen(canvas)
    head = running_head(content, sheet, reprint=reprint)
    for index, page in enumerate(pages):
        start = sheet.height - top
        if index:
            head.draw(pen, left, start)
            start -= head.height
        for placed in page:
            placed.block.draw(pen, left, start - placed.top)
        foot(content, sheet, index + 1, len(pages)).draw(pen, left, bottom)
        canvas.showPage()
    canvas.save()
    return out.getvalue(), len(pages)


def _paged(
    content: ReceiptContent, sheets: Sequence[Sheet], reprint: bool, signature: Signature | None
) -> tuple[Sheet, list[list[Placed]]]:
    """The first sheet on which all stands on one page, else the first of all."""
    tried = []
    for size in sheets:
        sheet = fitted(content, size)
        head = running_head(content, sheet, reprint=reprint)
        pages = paginate(
            text_blocks(content, sheet, reprint=reprint),
            (sheet.text_height, sheet.text_height - head.height),
            last_block(content, sheet),
            service_slip(content, sheet, signature),
        )
        if len(pages) == 1:
            return sheet, pages
        tried.append((sheet, pages))
    return tried[0]
