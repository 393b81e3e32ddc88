"""What a file is that no decoder knows, by its first bytes: so that the person is told what to do."""

from app.errors import PictureFault

_STARTS: tuple[tuple[bytes, PictureFault], ...] = (
    (b"\xff\xd8", PictureFault.DAMAGED),
    (b"\x89PNG", PictureFault.DAMAGED),
    (b"GIF8", PictureFault.DAMAGED),
    (b"RIFF", PictureFault.DAMAGED),
    (b"BM", PictureFault.DAMAGED),
    (b"II*\0", PictureFault.DAMAGED),
    (b"MM\0*", PictureFault.DAMAGED),
    (b"PK\x03\x04", PictureFault.OFFICE_FILE),
    (b"\xd0\xcf\x11\xe0", PictureFault.OFFICE_FILE),
    (b"\0\0\0\x0cjP  ", PictureFault.OTHER_PICTURE),
    (b"\xff\x0a", PictureFault.OTHER_PICTURE),
    (b"\0\0\0\x0cJXL ", PictureFault.OTHER_PICTURE),
    (b"8BPS", PictureFault.OTHER_PICTURE),
    (b"<svg", PictureFault.OTHER_PICTURE),
    (b"\x1aE\xdf\xa3", PictureFault.VIDEO),
)
_BRAND_AT = 8
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_AVIF = (b"avif", b"avis")


def fault_of_unknown(data: bytes) -> PictureFault:
    """The fault to tell for bytes that could not be opened as a picture."""
    if data[4:_BRAND_AT] == b"ftyp":
        brand = data[_BRAND_AT : _BRAND_AT + 4]
        if brand in _HEIC:
            return PictureFault.HEIC
        return PictureFault.OTHER_PICTURE if brand in _AVIF else PictureFault.VIDEO
    for start, fault in _STARTS:
        if data.startswith(start):
            return fault
    return PictureFault.NOT_A_PICTURE
