"""Keys by which offices recognise the same person without telling each other who it is."""

import hashlib
import hmac
import re
import unicodedata

FINGERPRINT_DIGITS = 16
"""Hex digits of a fingerprint: the first 8 bytes of a person key."""


def normalised_number(number: str) -> str:
    """A document number as it is keyed: NFKC, upper case, letters and digits only; '' if nothing is left."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", number).upper())


def person_key(province_key: bytes, number: str) -> str:
    """HMAC-SHA256 of the normalised number, 64 hex digits; '' where there is no number.

    The key stays within the encrypted stores: who has it can try numbers out.
    """
    plain = normalised_number(number)
    if not plain:
        return ""
    return hmac.new(province_key, plain.encode("ascii"), hashlib.sha256).hexdigest()


def fingerprint(key: str) -> str:
    """What the county's list carries of a person key."""
    return key[:FINGERPRINT_DIGITS]
