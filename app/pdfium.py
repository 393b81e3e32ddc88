"""The one door to PDFium, which answers one caller at a time.

`drawing` is held for whatever reaches PDFium. The collector may close an abandoned document in a
thread that draws one itself, which must not wait for itself.
"""

import threading
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

drawing = threading.RLock()
_JUST_BELOW = 1 - 1e-5


def grey_pages(pdf: bytes, dots_per_point: float) -> Iterator[NDArray[np.uint8]]:
    """Every page of a PDF of ours, drawn one after another as they are asked for.

    Args:
        pdf: a whole document made by this program; a foreign one is read by `app.scanning.picture_pdf`.
        dots_per_point: scale; a point is 1/72 inch.
    Returns:
        uint8, shape (height_px, width_px), 0 black, 255 white.
    Raises:
        ValueError: no PDF.
    """
    import pypdfium2

    with drawing:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise ValueError("no PDF") from error
        count = len(document)
    try:
        for index in range(count):
            with drawing:
                yield _drawn(document, index, dots_per_point)
    finally:
        with drawing:
            document.close()


def _drawn(document: object, index: int, dots_per_point: float) -> NDArray[np.uint8]:
    page = document[index]  # type: ignore[index]
    try:
        # A page of exactly 640 dots must not become 641 by a rounding error, and be stretched to them.
        bitmap = page.render(scale=dots_per_point * _JUST_BELOW, grayscale=True)
        try:
            return np.array(bitmap.to_numpy()[:, :, 0] if bitmap.to_numpy().ndim == 3 else bitmap.to_numpy())
        finally:
            bitmap.close()
    finally:
        page.close()
