"""The 256 text bytes of a chip to an IdDocument.

Nothing is guessed: what cannot be understood is left out and named in the warnings. The photo bytes
never come here.
"""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from app.domain.id_numbers import NumberState, check_number, normal_name, normal_number
from app.domain.identity import DocType, IdDocument, IdFields
from app.domain.person import IdType, Sex
from app.domain.private_use import standard_form
from app.scanning.card_layout import (
    ETHNICITIES,
    FLAG_AT,
    FLAG_BYTES,
    LATEST_ADDRESS_BYTES,
    LAYOUTS,
    LONG_TERM,
    TEXT_BYTES,
    Layout,
)

_ID_TYPES = {
    DocType.PRC_ID_FRONT: IdType.PRC_ID,
    DocType.HMT_RESIDENCE: IdType.HMT_RESIDENCE,
    DocType.FOREIGN_PERMANENT_RESIDENCE: IdType.FOREIGN_PERMANENT_RESIDENCE,
}
_SEXES = {
    "1": Sex.MALE,
    "2": Sex.FEMALE,
    "0": Sex.X,
    "9": Sex.X,
    "男": Sex.MALE,
    "女": Sex.FEMALE,
    "M": Sex.MALE,
    "F": Sex.FEMALE,
}
"""GB/T 2261.1; a few foreigners' chips are said to hold the printed sign instead."""

_COUNTRY = re.compile(r"[A-Z]{1,3}", re.A)
_DATE = re.compile(r"\d{8}", re.A)
_UNCERTAIN = 0.5


class CardTextError(ValueError):
    """The bytes are none of the four layouts, or hold neither a name nor a number."""


def parse_text(text: bytes, today: date) -> IdDocument:
    """Understand what a chip holds.

    Args:
        text: exactly 256 bytes.
        today: local date, for the expiry and for births that cannot be.
    Returns:
        A document with source `chip`; private-use and broken characters are kept as they can be and
        told as `name_uncertain` or `address_uncertain`.
    Raises:
        CardTextError: wrong length, unknown type flag, or nothing in it.
    Source: GA/T 490; ISO/IEC 10646 private use areas, into which old chips put rare hanzi.
    """
    if len(text) != TEXT_BYTES:
        raise CardTextError(f"{len(text)} bytes")
    layout = LAYOUTS.get(_clean(_decoded(text[FLAG_AT : FLAG_AT + FLAG_BYTES])))
    if layout is None:
        raise CardTextError("type flag")
    raw = {name: _decoded(text[p.at : p.at + p.size]) for name, p in layout.places.items()}
    doubts: list[str] = []
    fields = IdFields(
        **_names(raw),
        sex=_sex(raw["sex"], doubts),
        ethnicity=_ethnicity(raw.get("ethnicity", ""), doubts),
        birth_date=_iso_date(raw["birth_date"], "birth_date", doubts),
        address=_clean(raw.get("address", "")),
        number=normal_number(_clean(raw["number"])),
        issuer=_clean(raw.get("issuer", "")),
        valid_from=_iso_date(raw["valid_from"], "valid_from", doubts),
        valid_to=_valid_to(raw["valid_to"], doubts),
        nationality=_nationality(raw.get("nationality", ""), doubts),
        document_number=normal_number(_clean(raw.get("document_number", ""))),
    )
    if not fields.name and not fields.name_zh and not fields.number:
        raise CardTextError("empty")
    return _document(layout, fields, doubts, today)


def with_latest_address(document: IdDocument, address: bytes) -> IdDocument:
    """The document with the address that was written to the chip after the card was made.

    The printed one goes to `printed_address`, where it is another one.

    Args:
        address: 70 bytes as answered; anything else, or blanks, leave the document as it is.
    """
    if len(address) != LATEST_ADDRESS_BYTES or not (newer := _clean(_decoded(address))):
        return document
    printed = document.fields.address
    warnings = tuple(w for w in document.warnings if w != "address_uncertain")
    doubtful = _is_doubtful(newer)
    return replace(
        document,
        fields=replace(document.fields, address=newer),
        confidence=MappingProxyType({**document.confidence, "address": _UNCERTAIN if doubtful else 1.0}),
        warnings=warnings + (("address_uncertain",) if doubtful else ()),
        printed_address="" if printed == newer else printed,
    )


def _document(layout: Layout, fields: IdFields, doubts: list[str], today: date) -> IdDocument:
    present = fields.present()
    unsure = {name for name in present if _is_doubtful(present[name])}
    warnings: list[str] = []
    checked = check_number(_ID_TYPES[layout.doc_type], fields.number, today)
    if fields.number and checked.state is NumberState.FAILED:
        warnings.append("number_check_failed")
        unsure.add("number")
    if fields.valid_to and fields.valid_to != "long" and date.fromisoformat(fields.valid_to) < today:
        warnings.append("expired")
    if unsure & {"name", "name_zh"}:
        warnings.append("name_uncertain")
    if "address" in unsure:
        warnings.append("address_uncertain")
    doubts += sorted(unsure - {"name", "name_zh", "address", "number"})
    warnings += [f"field_uncertain:{name}" for name in dict.fromkeys(doubts)]
    return IdDocument(
        doc_type=layout.doc_type,
        fields=fields,
        confidence=MappingProxyType({name: _UNCERTAIN if name in unsure else 1.0 for name in present}),
        warnings=tuple(warnings),
        source="chip",
    )


def _names(raw: dict[str, str]) -> dict[str, str]:
    """`name` as printed, and for foreigners the Latin one with the Chinese besides."""
    if "latin" not in raw:
        return {"name": normal_name(_clean(raw["name"]))}
    # The continuation follows the 35th character without a break, so blanks between them count.
    latin = unicodedata.normalize("NFKC", raw["latin"] + raw.get("latin_more", ""))
    words = _clean(latin).upper().replace(",", " ").replace("<", " ").split()
    return {"name": " ".join(words), "name_zh": normal_name(_clean(raw["name_zh"]))}


def _sex(raw: str, doubts: list[str]) -> str:
    sign = _clean(raw)
    if sign and sign not in _SEXES:
        doubts.append("sex")
    return _SEXES[sign].value if sign in _SEXES else ""


def _ethnicity(raw: str, doubts: list[str]) -> str:
    number = _clean(raw)
    word = ETHNICITIES.get(number.zfill(2), "")
    if number and not word:
        doubts.append("ethnicity")
    return word


def _iso_date(raw: str, field: str, doubts: list[str]) -> str:
    digits = _clean(raw)
    if not digits:
        return ""
    try:
        if not _DATE.fullmatch(digits):
            raise ValueError(field)
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        doubts.append(field)
        return ""


def _valid_to(raw: str, doubts: list[str]) -> str:
    return "long" if _clean(raw) == LONG_TERM else _iso_date(raw, "valid_to", doubts)


def _nationality(raw: str, doubts: list[str]) -> str:
    code = _clean(raw).upper()
    if code and not _COUNTRY.fullmatch(code):
        doubts.append("nationality")
        return ""
    return code


def _decoded(raw: bytes) -> str:
    """UTF-16LE; half a surrogate pair becomes U+FFFD, NUL counts as padding.

    Private-use characters that a standard gives a meaning become the standard ones.
    """
    return standard_form(raw.decode("utf-16-le", errors="replace").replace("\0", " "))[0]


def _clean(text: str) -> str:
    return text.strip(" \u3000")


def _is_doubtful(text: str) -> bool:
    """Whether a character has no agreed meaning, stands for a missing one or is invisible."""
    unknown = standard_form(text)[1]
    return bool(unknown) or any(unicodedata.category(c) in ("Cc", "Cf") for c in text)
