"""Numbers on paper: receipt, document and query code; given offline, final."""

import hashlib
import re
from datetime import date

from stdnum.iso7064 import mod_37_36

_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
QUERY_CODE_LENGTH = 12
"""60 bits: the progress page can be asked from anywhere."""

EARLIER_QUERY_CODE_LENGTH = 10
"""Of codes on papers handed out before the progress page; they stay good."""
RECEIPT_NUMBER = re.compile(r"^\d{6}[0-9A-Z]{3}\d{6}\d{2}[0-9A-Z]{2}\d{4}[0-9A-Z]$")


def receipt_number(county: str, office3: str, day: date, window: int, epoch: str, serial: int) -> str:
    """County 6 + office 3 + yymmdd + window 2 + epoch tag 2 + serial 4 + ISO 7064 MOD 37,36 check.

    The epoch tag keeps a restored or cloned store from giving a number twice.

    Raises:
        ValueError: a part does not fit its place.
    """
    if not (re.fullmatch(r"\d{6}", county) and re.fullmatch(r"[0-9A-Z]{3}", office3)):
        raise ValueError("county or office")
    if not (1 <= window <= 99 and 1 <= serial <= 9999):
        raise ValueError("window or serial")
    body = f"{county}{office3}{day:%y%m%d}{window:02d}{epoch_tag(epoch)}{serial:04d}"
    return body + str(mod_37_36.calc_check_digit(body))


def is_receipt_number(text: str) -> bool:
    """Whether the text has the form of a receipt number and its check fits."""
    return bool(RECEIPT_NUMBER.match(text)) and bool(mod_37_36.is_valid(text))


def epoch_tag(epoch: str) -> str:
    """Two base-32 characters that tell one life of a store from another."""
    first, second = hashlib.sha256(epoch.encode()).digest()[:2]
    return _BASE32[first & 31] + _BASE32[second & 31]


def document_number(short: str, year: int, window: int, serial: int) -> str:
    """机关代字〔年〕窗口-序号, gapless per window and year (GB/T 9704 brackets)."""
    return f"{short}〔{year}〕{window:02d}-{serial:04d}"


def query_code(random_bytes: bytes) -> str:
    """Code for looking up progress: 12 base-32 characters (60 bits) from 12 random bytes."""
    if len(random_bytes) < QUERY_CODE_LENGTH:
        raise ValueError("too few random bytes")
    return "".join(_BASE32[b & 31] for b in random_bytes[:QUERY_CODE_LENGTH])
