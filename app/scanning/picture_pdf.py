"""Pages of a scanned PDF, drawn by PDFium."""

import ctypes
import re
import time
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.errors import PictureFault, PictureUnreadable
from app.pdfium import drawing

if TYPE_CHECKING:
    import pypdfium2

DPI = 250
_SECONDS = 10.0
"""From the first page on; what is not drawn by then is left out."""
_SMALLEST_SIDE_PX = 16
_MOST_PICTURES = 500
"""Pictures of a page whose sizes are looked at."""

_WITHOUT_A_PAGE = re.compile(rb"/Count\s+0\b")
"""PDFium refuses such a document without setting its error code."""


def pdf_pages(
    data: bytes, longest_px: int, wanted: Iterable[int], most_pixels: int
) -> Generator[NDArray[np.uint8], None, None]:
    """Blue, green, red of the pages, one at a time when asked for.

    Args:
        wanted: indices of pages; those there are not are left out.
        longest_px: of the longer side of a page.
        most_pixels: of any picture on a page, which PDFium unpacks whole.

    Raises:
        PictureUnreadable: damaged, locked, without a page, or none that can be drawn.
    """
    import pypdfium2

    try:
        with drawing:
            document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise PictureUnreadable("PdfiumError", _why(data, getattr(error, "err_code", None))) from error
    try:
        yield from _pages(document, longest_px, wanted, most_pixels)
    finally:
        with drawing:
            document.close()


def _pages(
    document: "pypdfium2.PdfDocument", longest_px: int, wanted: Iterable[int], most_pixels: int
) -> Generator[NDArray[np.uint8], None, None]:
    import pypdfium2

    with drawing:
        count = len(document)
    if not count:
        raise PictureUnreadable("no page", PictureFault.PDF_EMPTY)
    until = time.monotonic() + _SECONDS
    refusal: PictureUnreadable | None = None
    drawn = 0
    for index in wanted:
        if index >= count:
            continue
        try:
            pixels = _page(document, index, longest_px, most_pixels, until)
        except (pypdfium2.PdfiumError, PictureUnreadable) as error:
            known = isinstance(error, PictureUnreadable)
            refusal = error if known else PictureUnreadable("PdfiumError", PictureFault.PDF_DAMAGED)
            continue
        drawn += 1
        yield pixels
    if refusal is not None and not drawn:
        raise refusal


def _page(
    document: "pypdfium2.PdfDocument", index: int, longest_px: int, most_pixels: int, until: float
) -> NDArray[np.uint8]:
    """One page, which is closed again whatever happens."""
    with drawing:
        page = document[index]
        try:
            _check_pictures(page, most_pixels)
            return _drawn(page, longest_px, until)
        finally:
            page.close()


def _why(data: bytes, code: int | None) -> PictureFault:
    import pypdfium2

    if _WITHOUT_A_PAGE.search(data):
        return PictureFault.PDF_EMPTY
    return PictureFault.PDF_LOCKED if code == pypdfium2.raw.FPDF_ERR_PASSWORD else PictureFault.PDF_DAMAGED


def _check_pictures(page: "pypdfium2.PdfPage", most_pixels: int) -> None:
    import pypdfium2

    pictures = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=5)
    for _, picture in zip(range(_MOST_PICTURES), pictures, strict=False):
        width, height = picture.get_px_size()
        if width * height > most_pixels:
            raise PictureUnreadable(f"{width} x {height} pixels", PictureFault.TOO_LARGE)


def _drawn(page: "pypdfium2.PdfPage", longest_px: int, until: float) -> NDArray[np.uint8]:
    """Draw one page; stopped between two of its objects when it takes too long."""
    import pypdfium2

    raw = pypdfium2.raw
    width, height = page.get_size()
    scale = min(longest_px / max(width, height, 1.0), DPI / 72)
    across, down = max(_SMALLEST_SIDE_PX, round(width * scale)), max(_SMALLEST_SIDE_PX, round(height * scale))
    pause = raw.IFSDK_PAUSE(version=1)
    late = type(pause.NeedToPauseNow)(lambda _: int(time.monotonic() > until))
    pause.NeedToPauseNow = late
    bitmap = pypdfium2.PdfBitmap.new_native(across, down, raw.FPDFBitmap_BGR)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, across, down)
        state = raw.FPDF_RenderPageBitmap_Start(
            bitmap, page, 0, 0, across, down, 0, raw.FPDF_ANNOT, ctypes.byref(pause)
        )
        raw.FPDF_RenderPage_Close(page)
        if state == raw.FPDF_RENDER_TOBECONTINUED:
            raise PictureUnreadable("slow page", PictureFault.TOO_SLOW)
        if state != raw.FPDF_RENDER_DONE:
            raise PictureUnreadable("page not drawn", PictureFault.PDF_DAMAGED)
        return np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    finally:
        bitmap.close()
