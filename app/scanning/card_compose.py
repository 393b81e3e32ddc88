"""The text bytes a chip would hold for a document: the other direction of `card_text`.

For the simulator of the demo and of the tests; nothing here ever writes a real card.
"""

import re

from app.domain.identity import DocType, IdDocument
from app.scanning.card_frames import Frame, Sw
from app.scanning.card_layout import (
    ETHNICITIES,
    FLAG_AT,
    FLAG_BYTES,
    FOREIGN_2017,
    FOREIGN_2023,
    HMT,
    LATEST_ADDRESS_BYTES,
    LONG_TERM,
    RESIDENT,
    TEXT_BYTES,
    Layout,
)

PHOTO_BYTES = 1024
_FOREIGN_2023_NUMBER = re.compile(r"9\d{16}[\dX]", re.A)
_SEX_CODES = {"male": "1", "female": "2", "X": "9", "": ""}
_ETHNIC_NUMBERS = {word: number for number, word in ETHNICITIES.items()}
_BLANK = " ".encode("utf-16-le")


def layout_of(document: IdDocument) -> Layout:
    """The chip layout a document is kept in.

    Raises:
        ValueError: a kind without such a chip.
    """
    match document.doc_type:
        case DocType.PRC_ID_FRONT | DocType.PRC_ID_BACK:
            return RESIDENT
        case DocType.HMT_RESIDENCE:
            return HMT
        case DocType.FOREIGN_PERMANENT_RESIDENCE:
            is_2023 = _FOREIGN_2023_NUMBER.fullmatch(document.fields.number)
            return FOREIGN_2023 if is_2023 else FOREIGN_2017
        case _:
            raise ValueError(f"no chip layout for {document.doc_type}")


def compose_text(document: IdDocument) -> bytes:
    """The 256 text bytes for a document.

    Raises:
        ValueError: a field does not fit its place, or the kind has no chip; the message is the field.
    """
    layout = layout_of(document)
    fields = document.fields
    latin_bytes = layout.places["latin"].size if "latin" in layout.places else 0
    values = {
        **fields.present(),
        "sex": _SEX_CODES[fields.sex],
        "birth_date": fields.birth_date.replace("-", ""),
        "valid_from": fields.valid_from.replace("-", ""),
        "valid_to": LONG_TERM if fields.valid_to == "long" else fields.valid_to.replace("-", ""),
        "ethnicity": _ETHNIC_NUMBERS.get(fields.ethnicity, ""),
        "latin": fields.name[: latin_bytes // 2] if "latin_more" in layout.places else fields.name,
        "latin_more": fields.name[latin_bytes // 2 :],
    }
    text = bytearray(_BLANK * (TEXT_BYTES // 2))
    for name, place in layout.places.items():
        encoded = values.get(name, "").encode("utf-16-le", errors="surrogatepass")
        if len(encoded) > place.size:
            raise ValueError(name)
        text[place.at : place.at + len(encoded)] = encoded
    if layout.flag:
        text[FLAG_AT : FLAG_AT + FLAG_BYTES] = layout.flag.encode("utf-16-le")
    return bytes(text)


def base_answer(text: bytes) -> Frame:
    """The good answer to `READ` around given text bytes; the photo is a fixed pattern."""
    lengths = TEXT_BYTES.to_bytes(2, "big") + PHOTO_BYTES.to_bytes(2, "big")
    return Frame(Sw.DONE, lengths + text + bytes(n & 0xFF for n in range(PHOTO_BYTES)))


def address_bytes(address: str) -> bytes:
    """The 70 bytes of an address written later; empty for none.

    Raises:
        ValueError: longer than 35 UTF-16 units.
    """
    encoded = address.encode("utf-16-le")
    if len(encoded) > LATEST_ADDRESS_BYTES:
        raise ValueError("address")
    return encoded + _BLANK * ((LATEST_ADDRESS_BYTES - len(encoded)) // 2) if encoded else b""
