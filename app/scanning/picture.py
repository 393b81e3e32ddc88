"""Bytes of an image file or of a scanned PDF to pixels, the right way round, or one clear refusal.

Pillow decodes, not OpenCV: its errors are exceptions, while libjpeg and libpng inside OpenCV write
to the process's stderr, and it knows the size before any pixel is unpacked. What a file may cost is
bounded before it is unpacked: pixels, and in formats that unpack more than once fewer of them.
"""

import io
import threading
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from app.errors import PictureFault, PictureUnreadable
from app.scanning.picture_kinds import fault_of_unknown
from app.scanning.picture_pdf import pdf_pages

if TYPE_CHECKING:
    import PIL.Image

Picture = NDArray[np.uint8]
"""Blue, green, red; shape (height_px, width_px, 3)."""

GreyPicture = NDArray[np.uint8]
"""Shape (height_px, width_px); 0 black."""

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
"""Of several pictures in one JPEG the first is read."""
MOST_PIXELS = 100_000_000
MOST_BYTES = 80_000_000
SMALLEST_SIDE_PX = 16
MOST_PAGES = 6
_MOST_WEBP_PIXELS = 40_000_000
"""WebP is unpacked into three canvases at once."""
_LARGE_PIXELS = 25_000_000
"""From here on a picture with transparency or deeper than eight bits is thinned out before it is copied."""
_MOST_PASSES = 200
"""Scans of a progressive JPEG; a camera writes about ten, and each costs a run over all pixels."""
_MOST_PACKED_BMP_BYTES = 4_000_000
"""A run-length coded BMP is unpacked byte by byte in Python."""
_COMPRESSION_NONE = 0

_decoding = threading.Lock()  # `warnings.catch_warnings` is process-wide

_Mode = Literal["RGB", "L"]


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
    """The same for every page of a PDF or of a TIFF, at most `MOST_PAGES`; else there is one page.

    Pages are drawn one at a time, when asked for; a moving image gives its first frame.
    """
    if _is_pdf(data):
        yield from pdf_pages(data, longest_px, MOST_PAGES, MOST_PIXELS)
    else:
        for page in _images(data, longest_px, "RGB"):
            yield np.ascontiguousarray(page[:, :, ::-1])


def decode_grey_pages(data: bytes, longest_px: int) -> Iterator[GreyPicture]:
    """The same in shades of grey, for which a JPEG is unpacked in half the time."""
    import cv2

    if _is_pdf(data):
        for page in pdf_pages(data, longest_px, MOST_PAGES, MOST_PIXELS):
            yield np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)
    else:
        yield from _images(data, longest_px, "L")


def _is_pdf(data: bytes) -> bool:
    if not data:
        raise PictureUnreadable("0 bytes", PictureFault.EMPTY)
    if len(data) > MOST_BYTES:
        raise PictureUnreadable(f"{len(data)} bytes", PictureFault.TOO_LARGE)
    return data[:1024].lstrip().startswith(b"%PDF-")


def _images(data: bytes, longest_px: int, mode: _Mode) -> Iterator[NDArray[np.uint8]]:
    """Every page of a TIFF, else the one picture."""
    page, pages = 0, 1
    while page < pages:
        pixels, pages = _image(data, longest_px, mode, page)
        yield pixels
        page += 1


def _image(data: bytes, longest_px: int, mode: _Mode, page: int) -> tuple[NDArray[np.uint8], int]:
    """One page, and how many there are."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with _decoding, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                pages = min(int(getattr(opened, "n_frames", 1)), MOST_PAGES) if opened.format == "TIFF" else 1
                if page:
                    opened.seek(page)
                _within_limits(opened, data)
                opened.draft(mode, (longest_px, longest_px))
                opened.load()
                plain = _shrunk(_plain(opened, longest_px), longest_px)
                ImageOps.exif_transpose(plain, in_place=True)
                turned = plain if plain.mode == mode else plain.convert(mode)
                return np.array(turned, dtype=np.uint8), pages
    except PictureUnreadable:
        raise
    except UnidentifiedImageError as error:
        raise PictureUnreadable("unknown kind", fault_of_unknown(data)) from error
    except Image.DecompressionBombError as error:
        raise PictureUnreadable("pixels", PictureFault.TOO_LARGE) from error
    except Exception as error:
        # Decoders raise anything from OSError to struct.error on hostile bytes.
        cut_off = isinstance(error, EOFError) or "truncated" in str(error)
        fault = PictureFault.CUT_OFF if cut_off else PictureFault.DAMAGED
        raise PictureUnreadable(type(error).__name__, fault) from error


def _within_limits(opened: "PIL.Image.Image", data: bytes) -> None:
    """Raises: PictureUnreadable."""
    width, height = opened.size
    if min(width, height) < SMALLEST_SIDE_PX:
        raise PictureUnreadable(f"{width} x {height} pixels", PictureFault.TOO_SMALL)
    most = _MOST_WEBP_PIXELS if opened.format == "WEBP" else MOST_PIXELS
    packed_bmp = opened.format == "BMP" and opened.info.get("compression", _COMPRESSION_NONE) in (1, 2)
    if (
        width * height > most
        or (packed_bmp and len(data) > _MOST_PACKED_BMP_BYTES)
        or (opened.format in ("JPEG", "MPO") and data.count(b"\xff\xda") > _MOST_PASSES)
    ):
        raise PictureUnreadable(f"{width} x {height} pixels", PictureFault.TOO_LARGE)


def _plain(image: "PIL.Image.Image", longest_px: int) -> "PIL.Image.Image":
    """The picture in grey or colour of eight bits, what is transparent white."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = _thinned(image, longest_px)
        layered = image if image.mode == "RGBA" else image.convert("RGBA")
        paper = Image.new("RGB", layered.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    if image.mode.startswith("I") or image.mode == "F":
        deep = np.nan_to_num(np.asarray(_thinned(image, longest_px)).astype(np.float32))
        most = (
            255.0 if 1.0 < float(deep.max()) < 256.0 else 65535.0 if image.mode != "F" else float(deep.max())
        )
        return Image.fromarray(np.clip(deep * (255 / max(most, 1e-6)), 0, 255).astype(np.uint8))
    if image.mode == "CMYK":
        image = _shrunk(image, longest_px)
    return image if image.mode in ("RGB", "L") else image.convert("RGB")


def _thinned(image: "PIL.Image.Image", longest_px: int) -> "PIL.Image.Image":
    """Of a very large picture every second or third pixel: full copies of it would need gigabytes."""
    from PIL import Image

    part = 1.5 * longest_px / max(image.size)
    if image.width * image.height < _LARGE_PIXELS or part >= 1:
        return image
    size = (max(1, round(image.width * part)), max(1, round(image.height * part)))
    return image.resize(size, Image.Resampling.NEAREST)


def _shrunk(image: "PIL.Image.Image", longest_px: int) -> "PIL.Image.Image":
    from PIL import Image

    if max(image.size) > longest_px:
        image.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image
