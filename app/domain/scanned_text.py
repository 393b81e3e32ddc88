"""What a scanned or typed text is: a receipt of ours, one of its numbers, an identity number, or neither.

A scanner types what it reads through the keyboard layout and the input method of the moment: letters
come in either case, signs as full-width forms or as the dashes of Chinese text. Whether a receipt is
genuine is not decided here: that needs the key of the store.

Source: numbers as in `app.domain.numbers`; identity numbers GB 11643-1999.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.domain.id_numbers import birth_in, check_digit_holds
from app.domain.numbers import EARLIER_QUERY_CODE_LENGTH, QUERY_CODE_LENGTH

SHORTEST = 6
"""Characters from which a quick burst of keys may be a code at all."""

GAPS_MS = (10, 100)
"""What may be set as the longest time from one key of a scanner to the next; hands are slower."""

MOST_PREFIX = 4
"""Characters that a scanner may be set to type before a code."""

_RECEIPT = re.compile(r"JF[0-9]{1,2}:[\x21-\x7e]+", re.A)
_BODY = r"[0-9]{6}[0-9A-Z]{3}[0-9]{8}[0-9A-Z]{2}[0-9]{4}[0-9A-Z]"
_NUMBER = re.compile(rf"{_BODY}(?:-[1-9][0-9]?)?", re.A)
_QUERY_CODE = re.compile(
    "|".join(rf"[0-9A-HJKMNP-TV-Z]{{{n}}}" for n in (EARLIER_QUERY_CODE_LENGTH, QUERY_CODE_LENGTH)), re.A
)
_RESIDENT = re.compile(r"[1-9]\d{16}[\dX]", re.A)
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))

_BEGINNINGS = (
    re.compile(r"J(?:F(?:[0-9]{1,2}(?::[\x21-\x7e]*)?)?)?", re.A),
    re.compile(r"[1-9]\d{0,16}|[1-9]\d{16}[\dX]", re.A),
)
_SHAPE = "dddddd" + "aaa" + "dddddddd" + "aa" + "dddd" + "a"


class ScannedKind(StrEnum):
    """What a text is.

    `RECEIPT`: the code on a receipt of ours, or its visit or registration number. `ID_NUMBER`: an
    18-digit number whose check digit holds. `QUERY_CODE`: has the form of one; ten digits of any
    origin have it too. `OTHER`: none of them.
    """

    RECEIPT = "receipt"
    ID_NUMBER = "id_number"
    QUERY_CODE = "query_code"
    OTHER = "other"


@dataclass(frozen=True)
class ScannedText:
    """A text in normal form: half-width, upper case, without blanks; of `OTHER` as it came.

    Attributes:
        value: the whole code of a receipt, or the number.
    """

    kind: ScannedKind
    value: str


def can_surround(signs: str) -> bool:
    """Whether a scanner can be told to type these signs around a code: ASCII, none of them blank."""
    return all("!" <= sign <= "~" for sign in signs)


def normal_text(text: str) -> str:
    """Half-width, upper case, plain hyphens, nothing blank or invisible."""
    half = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return _BLANKS.sub("", half).upper()


def read_scanned(text: str) -> ScannedText:
    """Tell what was scanned or typed; never fails.

    A receipt code that is cut off, altered or of a later form is a receipt all the same: whoever
    opens it says what is wrong with it.
    """
    plain = normal_text(text)
    if _RECEIPT.fullmatch(plain) or _NUMBER.fullmatch(plain):
        return ScannedText(ScannedKind.RECEIPT, plain)
    if _RESIDENT.fullmatch(plain) and check_digit_holds(plain) and birth_in(plain) is not None:
        return ScannedText(ScannedKind.ID_NUMBER, plain)
    joined = plain.replace("-", "")
    if _QUERY_CODE.fullmatch(joined):
        return ScannedText(ScannedKind.QUERY_CODE, joined)
    return ScannedText(ScannedKind.OTHER, text.strip())


def is_number(value: str) -> bool:
    """Whether the value of a `RECEIPT` is a visit or registration number, not the code on the paper."""
    return _NUMBER.fullmatch(value) is not None


def may_begin(text: str) -> bool:
    """Whether a text can be the beginning of a receipt code, a number of ours or an identity number."""
    plain = normal_text(text)
    return any(pattern.fullmatch(plain) for pattern in _BEGINNINGS) or _begins_number(plain)


def _begins_number(plain: str) -> bool:
    body, dash, index = plain[: len(_SHAPE)], plain[len(_SHAPE) : len(_SHAPE) + 1], plain[len(_SHAPE) + 1 :]
    if not plain or not plain.isascii():
        return False
    fits = all(c.isdigit() or (kind == "a" and c.isalpha()) for c, kind in zip(body, _SHAPE, strict=False))
    return fits and dash in ("", "-") and (not index or re.fullmatch(r"[1-9][0-9]?", index, re.A) is not None)
