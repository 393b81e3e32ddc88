"""What the chip and a picture of the same document say differently, for a person to look at.

The chip is right where they differ (domain reference 11: chip beats OCR, conflicts are flagged); this
only tells that they do. Differences of writing (width, spaces, kinds of dots and dashes, case) are none.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from app.domain.id_numbers import normal_name, normal_number
from app.domain.identity import DocType, IdDocument, IdFields

_SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u2500]")
_PAUSES = re.compile(r"[,.;:、。]+")
_LATIN_MARKS = re.compile(r"[^A-Z0-9]+")
_OF_THE_PERSON = ("name", "name_zh", "sex", "birth_date")
"""What stays the same on another document of the same person."""


@dataclass(frozen=True)
class FieldDifference:
    """One field that both have and that they give differently.

    Attributes:
        field: name as in `IdFields`.
        chip, picture: the values as read, not normalised; personal data, so they are not shown in logs.
    """

    field: str
    chip: str
    picture: str

    def __repr__(self) -> str:
        return f"FieldDifference({self.field})"


def differences(chip: IdDocument, picture: IdDocument) -> tuple[FieldDifference, ...]:
    """Compare what a chip holds with what a picture shows.

    Where the chip holds an address written later than the printed one, the picture may show either.
    Of two kinds of document only what belongs to the person is compared, names only in the same script.

    Args:
        chip: as read by the reader.
        picture: as read from a camera or file, either side.
    Returns:
        The fields both have and that differ after normalising, in the order of `IdFields`; a sex of
        `X` (unknown or not stated) contradicts nothing.
    """
    on_chip, in_picture = chip.fields.present(), picture.fields.present()
    same_kind = _family(chip.doc_type) is _family(picture.doc_type)
    found: list[FieldDifference] = []
    for field in _ORDER:
        ours, theirs = on_chip.get(field, ""), in_picture.get(field, "")
        if not (ours and theirs) or not (same_kind or field in _OF_THE_PERSON):
            continue
        if field == "sex" and "X" in (ours, theirs):
            continue
        if not same_kind and field == "name" and ours.isascii() is not theirs.isascii():
            continue
        normal = _NORMAL.get(field, _plain)
        also = chip.printed_address if field == "address" else ""
        if normal(theirs) not in {normal(value) for value in (ours, also) if value}:
            found.append(FieldDifference(field, ours, theirs))
    return tuple(found)


def _family(doc_type: DocType) -> DocType:
    return DocType.PRC_ID_FRONT if doc_type is DocType.PRC_ID_BACK else doc_type


def _plain(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).upper()


def _name(text: str) -> str:
    plain = _plain(normal_name(text))
    # A Latin name is printed with commas, hyphens and apostrophes that a chip or an MRZ leaves out.
    return _LATIN_MARKS.sub("", plain) if plain.isascii() else plain


def _address(text: str) -> str:
    return _PAUSES.sub("", _DASHES.sub("-", _plain(text)))


def _ethnicity(text: str) -> str:
    return _plain(text).removesuffix("族")


_ORDER = tuple(f.name for f in fields(IdFields))
_NORMAL: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "name": _name,
        "name_zh": _name,
        "ethnicity": _ethnicity,
        "address": _address,
        "number": normal_number,
        "document_number": normal_number,
    }
)
