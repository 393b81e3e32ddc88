"""The only door to pyzbar and zxing-cpp: codes in a picture.

zxing-cpp reads PDF417 and Data Matrix, which zbar lacks; zbar still reads some blurred linear and QR
codes that zxing-cpp misses. zbar guesses the text encoding of a QR code and may guess Shift JIS or
Big5 for UTF-8 Chinese, so its QR bytes are decoded here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.scanning.page import turned
from app.scanning.picture import decode_picture

LONGEST_PX = 3200
_ENLARGE_BELOW_PX = 2000
_TILTS = (45.0, 22.0, 67.0)


@dataclass(frozen=True)
class Code:
    """One code.

    Attributes:
        format: `qr code128 code39 code93 codabar itf ean13 ean8 upca upce pdf417 datamatrix aztec
            databar`.
        text: the payload as text.
    """

    format: str
    text: str


_ZXING = {
    "QRCode": "qr",
    "QRCodeModel1": "qr",
    "QRCodeModel2": "qr",
    "MicroQRCode": "microqr",
    "RMQRCode": "rmqr",
    "Code128": "code128",
    "Code39": "code39",
    "Code39Std": "code39",
    "Code39Ext": "code39",
    "Code93": "code93",
    "Codabar": "codabar",
    "ITF": "itf",
    "ITF14": "itf",
    "EAN13": "ean13",
    "EAN8": "ean8",
    "UPCA": "upca",
    "UPCE": "upce",
    "PDF417": "pdf417",
    "MicroPDF417": "pdf417",
    "CompactPDF417": "pdf417",
    "DataMatrix": "datamatrix",
    "Aztec": "aztec",
    "DataBar": "databar",
}
_ZBAR = {
    "QRCODE": "qr",
    "CODE128": "code128",
    "CODE39": "code39",
    "CODE93": "code93",
    "EAN13": "ean13",
    "EAN8": "ean8",
}
"""zbar's other kinds (I2/5, DataBar, Codabar, UPC) invent codes from printed text and are left out."""

Grey = NDArray[np.uint8]


def read_codes(data: bytes) -> tuple[Code, ...]:
    """Read every code in an image file.

    The picture is tried as it is first; only when nothing is found is it sharpened, enlarged,
    evened and turned, because each further look costs as much as the first.

    Returns:
        Each code once, in the order found; empty when there is none.

    Raises:
        PictureUnreadable: the bytes are no picture.
    """
    import cv2

    grey = np.asarray(cv2.cvtColor(decode_picture(data, LONGEST_PX), cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    found: dict[Code, None] = {}
    for look in _looks(grey):
        for code in (*_by_zxing(look), *_by_zbar(look)):
            found[code] = None
        if found:
            break
    return tuple(found)


def _looks(grey: Grey) -> Iterator[Grey]:
    import cv2

    yield grey
    larger = grey
    if max(grey.shape) < _ENLARGE_BELOW_PX:
        larger = np.asarray(cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
    yield _sharpened(larger, 2.0)
    even = np.asarray(cv2.createCLAHE(clipLimit=4.0, tileGridSize=(8, 8)).apply(larger), dtype=np.uint8)
    yield _sharpened(even, 4.0)
    yield np.asarray(cv2.medianBlur(grey, 3), dtype=np.uint8)
    for tilt in _TILTS:
        colour = np.repeat(larger[:, :, None], 3, axis=2)
        yield _sharpened(np.ascontiguousarray(turned(colour, tilt)[:, :, 0]), 2.0)


def _sharpened(grey: Grey, sigma: float) -> Grey:
    import cv2

    soft = cv2.GaussianBlur(grey, (0, 0), sigma)
    return np.asarray(cv2.addWeighted(grey, 2.2, soft, -1.2, 0), dtype=np.uint8)


def _by_zxing(grey: Grey) -> Iterator[Code]:
    import zxingcpp

    for barcode in zxingcpp.read_barcodes(grey):
        kind = _ZXING.get(str(barcode.format).rpartition(".")[2].replace(" ", ""))
        if barcode.valid and kind is not None and barcode.text:
            yield Code(kind, _utf8(bytes(barcode.bytes), barcode.text))


def _by_zbar(grey: Grey) -> Iterator[Code]:
    from pyzbar import pyzbar

    symbols = [getattr(pyzbar.ZBarSymbol, name) for name in _ZBAR]
    for symbol in pyzbar.decode(grey, symbols=symbols):
        text = _zbar_text(symbol.data)
        if text:
            yield Code(_ZBAR[symbol.type], text)


def _utf8(payload: bytes, otherwise: str) -> str:
    """Bytes that are valid UTF-8 are UTF-8: by chance other Chinese encodings hardly ever are."""
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return otherwise


def _zbar_text(payload: bytes) -> str:
    """zbar hands out what it took for the text, in UTF-8; undo a guess of Big5 or Shift JIS."""
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    for guess in ("big5", "shift_jis", "iso8859-1"):
        try:
            return text.encode(guess).decode("utf-8")
        except UnicodeError:
            continue
    return text
