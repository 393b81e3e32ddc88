"""The one form in which every paper's content is kept, and what its check code is made over.

All contents are kept as canonical JSON: equal contents give equal texts, so that a reprint says the
same and one changed digit changes the digest.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.receipts.checks import Payload, reference_of, verify_check


def canonical(data: Mapping[str, Any]) -> str:
    """One line of JSON, the same for equal data."""
    return json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=_iso)


def digest_of(text: str) -> str:
    """SHA-256, hexadecimal, over everything a kept content says except its check code.

    Raises:
        ValueError: not a kept content.
    """
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("not a paper")
    return hashlib.sha256(canonical({**data, "check": ""}).encode("utf-8")).hexdigest()


def proves(payload: Payload, text: str, key: bytes) -> bool:
    """Whether a scanned QR belongs to this kept content, and the paper was made from it unaltered."""
    data = json.loads(text)
    if (payload.visit_no, payload.reference) != (data["visit_no"], reference_of(data["number"])):
        return False
    return verify_check(key, payload.visit_no, payload.reference, digest_of(text), payload.check)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
