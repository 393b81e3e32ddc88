"""Bytes of an image file or of a scanned PDF to pixels, the right way round, or one clear refusal.

Pillow decodes, not OpenCV: its errors are exceptions, while libjpeg and libpng inside OpenCV write
to the process's stderr, and it knows the size before any pixel is unpacked.
"""

import io
import threading
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.errors import PictureUnreadable

if TYPE_CHECKING:
    import PIL.Image

Picture = NDArray[np.uint8]
"""Blue, green, red; shape (height_px, width_px, 3)."""

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "MPO")
MOST_PIXELS = 100_000_000
MOST_BYTES = 80_000_000
SMALLEST_SIDE_PX = 16
MOST_PAGES = 6
PDF_DPI = 250

_decoding = threading.Lock()  # `warnings.catch_warnings` is process-wide


def decode_picture(data: bytes, longest_px: int) -> Picture:
    """Decode an image file and turn it as its EXIF orientation says; of a PDF its first page.

    Args:
        data: the whole file; the name never matters.
        longest_px: a larger picture is scaled down until its longer side has this many pixels.
    Raises:
        PictureUnreadable: not a picture, empty, damaged, cut off, or beyond the limits above.
    """
    return next(decode_pages(data, longest_px))


def decode_pages(data: bytes, longest_px: int) -> Iterator[Picture]:
    """The same for every page of a PDF, at most `MOST_PAGES`; an image file is one page.

    Pages are drawn one at a time, when asked for; a moving image gives its first frame.
    """
    if not data or len(data) > MOST_BYTES:
        raise PictureUnreadable(f"{len(data)} bytes")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        yield from _pdf_pages(data, longest_px)
    else:
        yield _image(data, longest_px)


def _image(data: bytes, longest_px: int) -> Picture:
    from PIL import Image, ImageOps

    try:
        with _decoding, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                width, height = opened.size
                if width * height > MOST_PIXELS or min(width, height) < SMALLEST_SIDE_PX:
                    raise PictureUnreadable(f"{width} x {height} pixels")
                opened.draft("RGB", (longest_px, longest_px))
                ImageOps.exif_transpose(opened, in_place=True)
                rgb = _on_white(opened)
                rgb.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
                pixels = np.asarray(rgb, dtype=np.uint8)
    except PictureUnreadable:
        raise
    except Exception as error:
        # Decoders raise anything from OSError to struct.error on hostile bytes.
        raise PictureUnreadable(type(error).__name__) from error
    return np.ascontiguousarray(pixels[:, :, ::-1])


def _pdf_pages(data: bytes, longest_px: int) -> Iterator[Picture]:
    """Pages drawn by PDFium, which answers one caller at a time."""
    import pypdfium2

    try:
        with _decoding:
            document = pypdfium2.PdfDocument(data)
            count = min(len(document), MOST_PAGES)
        if not count:
            raise PictureUnreadable("no page")
        for index in range(count):
            with _decoding:
                page = document[index]
                scale = min(longest_px / max(*page.get_size(), 1.0), PDF_DPI / 72)
                pixels = np.array(page.render(scale=scale).to_numpy()[:, :, :3], dtype=np.uint8)
                page.close()
            yield np.ascontiguousarray(pixels)
    except pypdfium2.PdfiumError as error:
        raise PictureUnreadable("PdfiumError") from error


def _on_white(image: "PIL.Image.Image") -> "PIL.Image.Image":
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image if image.mode == "RGBA" else image.convert("RGBA")
        paper = Image.new("RGB", layered.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")
