"""What stands on a paper that somebody brings back, as a PDF or as a picture of it."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.errors import PictureFault, PictureUnreadable
from app.pdfium import drawing
from app.scanning.codes import read_codes
from app.scanning.ocr import OcrEngine
from app.scanning.picture import MOST_PAGES, decode_pages

_LONGEST_PX = 2400
_SEEN_PX = 1600
LONGEST_PAPER = 200
"""Pages of which the text is compared; ours are shorter."""
_BY_A_CODE = "校验码"
_Seen = TypeVar("_Seen")
_SURE = 0.9


@dataclass(frozen=True)
class PrintedLine:
    """One line as read from a picture; `sure` = every character of it was clear."""

    text: str
    sure: bool


@dataclass(frozen=True)
class PrintedPaper:
    """A paper that was brought back.

    Attributes:
        pdf: the file, if it is one with text in it.
        texts: text of each page of that PDF, without blanks.
        codes: texts of the codes on it.
        lines: lines read from a picture; empty for a PDF with text.
    """

    pdf: bytes
    texts: tuple[str, ...]
    codes: tuple[str, ...]
    lines: tuple[PrintedLine, ...]


def read_printed(data: bytes, engine: OcrEngine) -> PrintedPaper:
    """Read a PDF or a picture.

    Raises:
        PictureUnreadable: neither.
    """
    texts = pdf_texts(data) if data[:1024].lstrip().startswith(b"%PDF") else ()
    # The code stands at the end of a paper, which may be long; a page that had one says so.
    pages = sorted({*range(MOST_PAGES), *(at for at, text in enumerate(texts) if _BY_A_CODE in text)})
    codes = tuple(dict.fromkeys(code.text for code in read_codes(data, pages)))
    if any(texts):
        return PrintedPaper(data, texts, codes, ())
    return PrintedPaper(b"", (), codes, tuple(_lines(data, engine)))


def pdf_texts(data: bytes) -> tuple[str, ...]:
    """Text of each page without any blank; `` where a page has none.

    Raises:
        PictureUnreadable: damaged or locked.
    """
    return _of_each_page(data, lambda content: "".join(content.get_text_range().split()))


def text_places(data: bytes) -> tuple[frozenset[tuple[int, ...]], ...]:
    """Where the words of each page stand: left, bottom, right and top of every piece, whole points.

    Raises:
        PictureUnreadable: damaged or locked.
    """

    def places(content: Any) -> frozenset[tuple[int, ...]]:
        boxes = (content.get_rect(at) for at in range(content.count_rects()))
        return frozenset(tuple(round(side) for side in box) for box in boxes)

    return _of_each_page(data, places)


def _of_each_page(data: bytes, seen: Callable[[Any], _Seen]) -> tuple[_Seen, ...]:
    import pypdfium2

    with drawing:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise PictureUnreadable("PdfiumError", PictureFault.PDF_DAMAGED) from error
        try:
            found = []
            for index in range(min(len(document), LONGEST_PAPER)):
                page = document[index]
                content = page.get_textpage()
                found.append(seen(content))
                content.close()
                page.close()
            return tuple(found)
        finally:
            document.close()


def has_only_text_and_lines(data: bytes) -> bool:
    """Whether nothing on the pages could hide words or stand for them: no picture, note or filled curve,
    no text that is not black, none that is not seen but a blank.

    Raises:
        PictureUnreadable: damaged or locked.
    """
    import pypdfium2
    from pypdfium2 import raw

    with drawing:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise PictureUnreadable("PdfiumError", PictureFault.PDF_DAMAGED) from error
        try:
            for index in range(min(len(document), LONGEST_PAPER)):
                page = document[index]
                notes = (raw.FPDFPage_GetAnnot(page, at) for at in range(raw.FPDFPage_GetAnnotCount(page)))
                # The field of an electronic signature is a note of no size.
                seen = all(raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_WIDGET for note in notes)
                text = page.get_textpage()
                plain = all(_is_plain(piece.raw, text.raw) for piece in page.get_objects(max_depth=1))
                text.close()
                page.close()
                if not (seen and plain):
                    return False
            return True
        finally:
            document.close()


def _is_plain(piece: Any, page_text: Any) -> bool:
    """Whether a page object is black text, a black line, or a black box."""
    from pypdfium2 import raw

    kind = raw.FPDFPageObj_GetType(piece)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    filled = raw.FPDFPageObj_GetFillColor(piece, red, green, blue, alpha)
    black = not filled or (red.value, green.value, blue.value, alpha.value) == (0, 0, 0, 255)
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        size = raw.FPDFTextObj_GetText(piece, page_text, None, 0)
        words = (ctypes.c_ushort * (size // 2))()
        raw.FPDFTextObj_GetText(piece, page_text, words, size)
        said = bytes(words).decode("utf-16-le", "replace").strip("\x00").strip()
        hidden = raw.FPDFTextObj_GetTextRenderMode(piece) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
        return black and not (hidden and said)
    if kind != raw.FPDF_PAGEOBJ_PATH:
        return False
    segments = (raw.FPDFPath_GetPathSegment(piece, at) for at in range(raw.FPDFPath_CountSegments(piece)))
    return black and all(raw.FPDFPathSegment_GetType(one) != raw.FPDF_SEGMENT_BEZIERTO for one in segments)


def _lines(data: bytes, engine: OcrEngine) -> list[PrintedLine]:
    found: list[PrintedLine] = []
    for picture in decode_pages(data, _LONGEST_PX):
        for line in engine.read_lines(picture, engine.find_lines(picture, _SEEN_PX)):
            if line.text.strip():
                found.append(PrintedLine(line.text, bool(line.marks) and min(line.marks) >= _SURE))
    return found
