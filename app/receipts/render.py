"""From content to PDF bytes, through ReportLab."""

import hashlib
import io
import threading
from dataclasses import dataclass

from app.errors import UnsupportedGlyph
from app.receipts.content import TITLE, ReceiptContent, visible_text
from app.receipts.fonts import Face, loaded, missing_glyphs, shown
from app.receipts.flow import paginate
from app.receipts.pen import Pen
from app.receipts.receipt_layout import (
    SHEETS,
    foot,
    opening_blocks,
    reprint_mark,
    running_head,
    service_slip,
)

_ONE_AT_A_TIME = threading.Lock()  # a ReportLab font object serves one document at a time
_HEAD_GAP = 6.0  # between running head and text, points


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
) -> RenderedPaper:
    """Make the receipt's PDF; equal arguments give equal bytes.

    Args:
        paper: a5 or a4.
        reprint: mark every page 补打.
        large_print: type a quarter larger, for who asked for it.
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
    with _ONE_AT_A_TIME:
        pdf, pages = _drawn(content, paper, reprint, large_print)
    return RenderedPaper(pdf, pages, hashlib.sha256(pdf).hexdigest())


def _drawn(content: ReceiptContent, paper: str, reprint: bool, large_print: bool) -> tuple[bytes, int]:
    from reportlab.pdfgen.canvas import Canvas

    sheet = SHEETS[paper, large_print]
    left, top, _, _ = sheet.margins
    upper = sheet.height - top
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
    head = running_head(content, sheet)
    below_head = head.height + _HEAD_GAP
    heights = (sheet.text_height, sheet.text_height - below_head)
    pages = paginate(opening_blocks(content, sheet), heights, service_slip(content, sheet))
    for index, page in enumerate(pages):
        start = upper if index == 0 else upper - below_head
        if index:
            head.draw(pen, left, upper)
        for placed in page:
            placed.block.draw(pen, left, start - placed.top)
        foot(content, sheet, index + 1, len(pages)).draw(pen, left, sheet.margins[3])
        if reprint:
            mark = reprint_mark(sheet)
            x, y = sheet.width - sheet.margins[2] - mark.width, upper
            pen.box(x, y, mark.width, mark.height, 1.0)
            mark.draw(pen, x, y)
        canvas.showPage()
    canvas.save()
    return out.getvalue(), len(pages)
