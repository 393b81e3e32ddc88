"""The only door to pyzbar and zxing-cpp: one grey picture in, what each engine reads out.

zxing-cpp reads every kind and in any direction. zbar is asked for linear codes alone, as a second
opinion: of two-dimensional codes it reads QR only, and there guesses the text encoding without handing
out the bytes. Kinds without a check of their own that printed text or a slanting line through another
code imitates (Codabar, Interleaved 2 of 5, UPC-E, DataBar, Micro QR) are not asked for at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""Shape (height_px, width_px); 0 black."""

Quad = NDArray[np.float32]
"""Four corners in order around, shape (4, 2): x, y in pixels."""


@dataclass(frozen=True)
class Code:
    """One code.

    Attributes:
        format: `qr datamatrix pdf417 aztec code128 code39 code93 ean13 ean8 upca`.
        text: the payload as text.
    """

    format: str
    text: str


@dataclass(frozen=True)
class Reading:
    """What an engine read and where it stands in the picture it was given.

    Attributes:
        code: format and text.
        quad: its place.
        sure: the error correction had words to spare, so that no chance reading passes as a code.
        by_zbar: which engine read it.
    """

    code: Code
    quad: Quad
    sure: bool
    by_zbar: bool = False


_SPARE = 0.1
"""Part of the error correction that must be left over. With all of it used up, Reed-Solomon words fit
any pattern once in t! (t words corrected): a creased PDF417 has been read as another text that way."""

_LEAST_CORRECTION = 10
"""Percent of a PDF417 that must be error correction. The words of a higher level are valid for every
lower one too, so that a misread level gives the right text with rubbish behind it; what the standard
recommends (ISO/IEC 15438 annex E) is hardly ever below this."""

_DRAWN_PX = 4
"""Side of a module that is drawn for the engine."""

_ZXING = {
    "QRCode": "qr",
    "DataMatrix": "datamatrix",
    "PDF417": "pdf417",
    "Aztec": "aztec",
    "Code128": "code128",
    "Code39": "code39",
    "Code93": "code93",
    "EAN13": "ean13",
    "EAN8": "ean8",
    "UPCA": "upca",
}
_VARIANTS = {
    "QRCodeModel1": "qr",
    "QRCodeModel2": "qr",
    "CompactPDF417": "pdf417",
    "AztecCode": "aztec",
    "Code39Std": "code39",
    "Code39Ext": "code39",
}
LINEAR = frozenset(("code128", "code39", "code93", "ean13", "ean8", "upca"))
_ZBAR = {"CODE128": "code128", "CODE39": "code39", "CODE93": "code93", "EAN13": "ean13", "EAN8": "ean8"}


def by_zxing(grey: Grey, kinds: tuple[str, ...] = (), *, pure: bool = False) -> Iterator[Reading]:
    """Every dark code on light paper zxing-cpp reads.

    Args:
        kinds: of codes; without any, all that are read at all.
        pure: the picture is a clean drawing of one upright code.
    """
    import zxingcpp

    wanted = [name for name, kind in _ZXING.items() if not kinds or kind in kinds]
    found = zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.barcode_formats_from_str(",".join(wanted)),
        try_rotate=not pure,
        try_downscale=False,
        try_invert=False,
        is_pure=pure,
    )
    for barcode in found:
        name = str(barcode.format).rpartition(".")[2].replace(" ", "").replace("-", "")
        kind = _ZXING.get(name) or _VARIANTS.get(name)
        if barcode.valid and kind is not None and barcode.text and credible_level(kind, barcode.ec_level):
            at = barcode.position
            corners = [(p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
            text = payload_text(bytes(barcode.bytes), barcode.text)
            spare = barcode.extra.get("UEC", 0.0) if isinstance(barcode.extra, dict) else 0.0
            yield Reading(Code(kind, text), np.array(corners, np.float32), spare >= _SPARE)


def credible_level(kind: str, level: str) -> bool:
    """False for a PDF417 of which hardly anything is said to be error correction, such as `8%`."""
    share = level.rstrip("%")
    return kind != "pdf417" or not share.isdigit() or int(share) >= _LEAST_CORRECTION


def of_modules(kind: str, modules: NDArray[np.bool_], quad: Quad) -> Iterator[Reading]:
    """What a matrix code says whose modules are known.

    Args:
        kind: `qr` or `datamatrix`.
        modules: True dark, without margin.
        quad: its place, handed on.
    """
    drawn = np.where(modules, 0, 255).astype(np.uint8).repeat(_DRAWN_PX, 0).repeat(_DRAWN_PX, 1)
    sheet = np.pad(drawn, 4 * _DRAWN_PX, constant_values=255)
    for reading in by_zxing(sheet, kinds=(kind,), pure=True):
        yield Reading(reading.code, quad, reading.sure)


def by_zbar(grey: Grey, kinds: tuple[str, ...] = ()) -> Iterator[Reading]:
    """Every linear code zbar reads.

    Args:
        kinds: of codes; without any, all that are read at all.
    """
    from pyzbar import pyzbar

    symbols = [getattr(pyzbar.ZBarSymbol, name) for name, kind in _ZBAR.items() if not kinds or kind in kinds]
    if not symbols:
        return
    for symbol in pyzbar.decode(grey, symbols=symbols):
        text = symbol.data.decode("utf-8", "replace")
        left, top, width, height = symbol.rect
        corners = [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
        if text and symbol.type in _ZBAR:
            yield Reading(
                Code(_ZBAR[symbol.type], text), np.array(corners, np.float32), sure=False, by_zbar=True
            )


def payload_text(payload: bytes, guessed: str) -> str:
    """The text of a payload, where the engine's guess may be wrong.

    Bytes that are valid UTF-8 are UTF-8: by chance other Chinese encodings hardly ever are. A guess
    that shows accents or half-width kana where GB 18030 shows everyday Chinese was wrong.
    """
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _chinese(guessed):
        return guessed
    try:
        text = payload.decode("gb18030")
    except UnicodeDecodeError:
        return guessed
    return text if _chinese(text) and _everyday(text) else guessed


def _chinese(text: str) -> bool:
    """Nothing but ASCII, Chinese characters, their punctuation and full-width forms."""
    return all(
        char < "\x7f"
        or "\u3000" <= char <= "\u303f"
        or "\u4e00" <= char <= "\u9fff"
        or "\uff01" <= char <= "\uff5e"
        or char in "·—‘’“”…￥"
        for char in text
    )


def _everyday(text: str) -> bool:
    """Two of three Chinese characters are among the 6763 of GB/T 2312."""
    chinese = [char for char in text if char > "\x7f"]
    return sum(len(char.encode("gb2312", "ignore")) > 0 for char in chinese) * 3 >= len(chinese) * 2
