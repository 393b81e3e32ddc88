"""What stands on a paper that somebody brings back, as a PDF or as a picture of it."""

from dataclasses import dataclass

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
    import pypdfium2

    with drawing:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise PictureUnreadable("PdfiumError", PictureFault.PDF_DAMAGED) from error
        try:
            texts = []
            for index in range(min(len(document), LONGEST_PAPER)):
                page = document[index]
                content = page.get_textpage()
                texts.append("".join(content.get_text_range().split()))
                content.close()
                page.close()
            return tuple(texts)
        finally:
            document.close()


def _lines(data: bytes, engine: OcrEngine) -> list[PrintedLine]:
    found: list[PrintedLine] = []
    for picture in decode_pages(data, _LONGEST_PX):
        for line in engine.read_lines(picture, engine.find_lines(picture, _SEEN_PX)):
            if line.text.strip():
                found.append(PrintedLine(line.text, bool(line.marks) and min(line.marks) >= _SURE))
    return found
