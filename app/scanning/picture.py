"""Bytes of an image file or of a scanned PDF to pixels, the right way round, or one clear refusal.

Pillow decodes, not OpenCV: its errors are exceptions, while libjpeg and libpng inside OpenCV write
to the process's stderr, and it knows the size before any pixel is unpacked. What a file may cost is
bounded before it is unpacked: pixels, and in formats that unpack more than once fewer of them.
"""

import io
import threading
import warnings
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from app.errors import PictureFault, PictureUnreadable
from app.scanning.picture_jpeg import scans
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
FRAME_FORMATS = ("JPEG", "PNG")
"""What a camera in the network sends; its bytes reach no other decoder."""
MOST_PIXELS = 100_000_000
MOST_BYTES = 80_000_000
SMALLEST_SIDE_PX = 16
MOST_PAGES = 6
_MOST_WEBP_PIXELS = 40_000_000
"""WebP is unpacked into three canvases at once."""
_LARGE_PIXELS = 25_000_000
"""From here on a picture with transparency or deeper than eight bits is thinned out before it is copied."""
_MOST_PASSES = 200
"""Scans of a progressive JPEG; a camera writes about ten."""
_MOST_PASSED_PIXELS = 2_000_000_000
"""The same times its pixels, for each costs a run over all of them: about two seconds."""
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
    with closing(decode_pages(data, longest_px)) as pages:
        return next(pages)


def decode_frame(data: bytes, longest_px: int) -> Picture:
    """The same for what a camera in the network sent, which is JPEG or PNG or refused.

    Raises:
        PictureUnreadable: anything else, besides what `decode_picture` refuses.
    """
    _check_size(data)
    with closing(_images(data, longest_px, "RGB", FRAME_FORMATS)) as pages:
        return np.ascontiguousarray(next(pages)[:, :, ::-1])


def decode_pages(data: bytes, longest_px: int) -> Generator[Picture, None, None]:
    """The same for every page of a PDF or of a TIFF, at most `MOST_PAGES`; else there is one page.

    Pages are drawn one at a time, when asked for; a moving image gives its first frame.
    """
    if _is_pdf(data):
        yield from pdf_pages(data, longest_px, range(MOST_PAGES), MOST_PIXELS)
    else:
        for page in _images(data, longest_px, "RGB"):
            yield np.ascontiguousarray(page[:, :, ::-1])


def decode_grey_pages(
    data: bytes, longest_px: int, wanted: Iterable[int] = range(MOST_PAGES)
) -> Iterator[GreyPicture]:
    """The same in shades of grey, for which a JPEG is unpacked in half the time.

    Args:
        wanted: indices of the pages of a PDF.
    """
    import cv2

    if _is_pdf(data):
        for page in pdf_pages(data, longest_px, wanted, MOST_PIXELS):
            yield np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)
    else:
        yield from _images(data, longest_px, "L")


def _is_pdf(data: bytes) -> bool:
    _check_size(data)
    return data[:1024].lstrip().startswith(b"%PDF-")


def _check_size(data: bytes) -> None:
    """Raises: PictureUnreadable."""
    if not data:
        raise PictureUnreadable("0 bytes", PictureFault.EMPTY)
    if len(data) > MOST_BYTES:
        raise PictureUnreadable(f"{len(data)} bytes", PictureFault.TOO_LARGE)


def _images(
    data: bytes, longest_px: int, mode: _Mode, formats: tuple[str, ...] = FORMATS
) -> Generator[NDArray[np.uint8], None, None]:
    """Every page of a TIFF, else the one picture."""
    for page in range(MOST_PAGES):
        pixels, more = _image(data, longest_px, mode, page, formats)
        if pixels is not None:
            yield pixels
        if not more:
            return


def _image(
    data: bytes, longest_px: int, mode: _Mode, page: int, formats: tuple[str, ...]
) -> tuple[NDArray[np.uint8] | None, bool]:
    """One page, None behind the last one, and whether there may be another.

    Pages are never counted: a counter follows the whole chain of a file that has thousands.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with _decoding, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=formats) as opened:
                if page and not _turned_to(opened, page):
                    return None, False
                more = opened.format == "TIFF"
                _within_limits(opened, data)
                opened.draft(mode, (longest_px, longest_px))
                opened.load()
                plain = _shrunk(_plain(opened, longest_px), longest_px)
                ImageOps.exif_transpose(plain, in_place=True)
                turned = plain if plain.mode == mode else plain.convert(mode)
                return np.array(turned, dtype=np.uint8), more
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


def _turned_to(opened: "PIL.Image.Image", page: int) -> bool:
    """Whether there is such a page; it is the picture now."""
    try:
        opened.seek(page)
    except EOFError:
        return False
    return True


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
        or (opened.format in ("JPEG", "MPO") and _too_many_passes(data, width * height))
    ):
        raise PictureUnreadable(f"{width} x {height} pixels", PictureFault.TOO_LARGE)


def _too_many_passes(data: bytes, pixels: int) -> bool:
    passes = scans(data)
    return passes > _MOST_PASSES or passes * pixels > _MOST_PASSED_PIXELS


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
