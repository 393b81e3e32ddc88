"""The check code by which a paper is known as ours and unaltered, and the QR text that carries it."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

CHECK_LENGTH = 16  # base-32 characters, 80 bits: no guessing, and short enough to be typed
_PREFIX = "JF1"
_PAYLOAD = re.compile(rf"{_PREFIX}:([0-9A-Z-]+):([0-9A-Z-]+):([A-Z2-7]{{{CHECK_LENGTH}}})")


@dataclass(frozen=True)
class Payload:
    """What the QR of a paper says; `reference` is the ASCII form of the document number."""

    visit_no: str
    reference: str
    check: str


def make_check(key: bytes, visit_no: str, reference: str, digest: str) -> str:
    """Check code of one document.

    Args:
        key: secret bytes of the store.
        digest: SHA-256 of what the paper says, hexadecimal.
    Returns:
        16 characters of A–Z and 2–7.
    Source: HMAC-SHA256 (RFC 2104), truncated to its first 80 bits; base 32 of RFC 4648.
    """
    message = "\x1f".join((_PREFIX, visit_no, reference, digest)).encode("utf-8")
    mac = hmac.new(key, message, hashlib.sha256).digest()
    return base64.b32encode(mac).decode("ascii")[:CHECK_LENGTH]


def verify_check(key: bytes, visit_no: str, reference: str, digest: str, check: str) -> bool:
    """Whether a check code belongs to this document; takes the same time for right and wrong."""
    right = make_check(key, visit_no, reference, digest)
    return hmac.compare_digest(right.encode("ascii"), check.encode("utf-8", "replace"))


def reference_of(number: str) -> str:
    """ASCII form of a document number: 雾信访〔2026〕02-00871 → 2026-02-00871.

    Full-width digits count as digits; everything else but Latin letters divides.
    """
    parts = re.findall(r"[0-9A-Z]+", "".join(_ascii(char) for char in number).upper())
    return "-".join(parts)


def qr_payload(visit_no: str, number: str, check: str) -> str:
    """Text of the QR: ASCII, nothing personal, nothing about what was raised.

    Raises:
        ValueError: the visit number has other characters than digits, capitals and hyphens.
    """
    text = ":".join((_PREFIX, visit_no, reference_of(number), check))
    if parse_payload(text) is None:
        raise ValueError("not a payload")
    return text


def parse_payload(text: str) -> Payload | None:
    """Read a scanned QR text; None when it is not one of ours."""
    match = _PAYLOAD.fullmatch(text.strip())
    return Payload(*match.groups()) if match else None


def _ascii(char: str) -> str:
    if char.isdecimal():
        return str(int(char))
    return char if char.isascii() else " "
