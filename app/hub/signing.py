"""Signed requests: HTTP message signatures (RFC 9421) with Ed25519 and a content digest (RFC 9530).

Covered are method, target URI, content digest, `created` and a nonce, so that a recorded request works
nowhere else and with no other body. A push replayed as it was changes nothing by design.
"""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

CLOCK_TOLERANCE = timedelta(hours=24)
"""How far `created` may lie from the hub's clock; beyond it the hub answers 401 and tells its time."""

_COVERED = ("@method", "@target-uri")
_TAG = "station"


class SignatureRefused(Exception):
    """No signature, a wrong one, or one that does not cover what it must.

    Attributes:
        word: missing | malformed | unknown_key | wrong | clock.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass
class _Message:
    """What the library signs and checks."""

    method: str
    url: str
    headers: dict[str, str]


class _Key(HTTPSignatureKeyResolver):
    def __init__(self, key: Ed25519PrivateKey | None, find: Callable[[str], Ed25519PublicKey | None]) -> None:
        self._key = key
        self._find = find
        self.unknown = False
        self.failed: Exception | None = None

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        """See the base."""
        assert self._key is not None  # noqa: S101  a signer is made with one
        return self._key

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        """See the base."""
        try:
            found = self._find(key_id)
        except Exception as error:
            # The library takes everything for a wrong signature; a database that is away is none.
            self.failed = error
            raise
        self.unknown = found is None
        return found


class _Verifier(HTTPMessageVerifier):
    # The library takes the skew for both ends; the age itself adds nothing.
    max_clock_skew = CLOCK_TOLERANCE


class RequestSigner:
    """Signs a station's requests."""

    def __init__(self, station_id: str, key: Ed25519PrivateKey) -> None:
        """Args: station_id: goes along as `keyid`; key: known to the hub by enrolment."""
        self._station_id = station_id
        self._signer = HTTPMessageSigner(
            signature_algorithm=algorithms.ED25519, key_resolver=_Key(key, lambda _: None)
        )

    def headers(self, method: str, url: str, body: bytes, now: datetime) -> dict[str, str]:
        """Headers to send with a request.

        Args:
            url: absolute, as the hub will see it.
            body: as it goes over the line, packed; `b""` is signed too.
            now: the hub's time as far as this station knows it.
        """
        message = _Message(method.upper(), url, {})
        self._signer.sign(
            message,
            key_id=self._station_id,
            created=now,
            nonce=secrets.token_urlsafe(12),
            label="sig",
            tag=_TAG,
            covered_component_ids=_COVERED,
            body=body,
        )
        return message.headers


def verify_request(
    method: str,
    url: str,
    headers: dict[str, str],
    body: bytes,
    find_key: Callable[[str], Ed25519PublicKey | None],
) -> str:
    """The station that signed a request.

    Args:
        headers: `signature`, `signature-input` and `content-digest`, names in lower case.
        find_key: the public key of an enrolled station; None if there is none of that id.

    Raises:
        SignatureRefused: the request must not be acted on.
        Exception: whatever `find_key` raised.
    """
    if "signature" not in headers or "signature-input" not in headers:
        raise SignatureRefused("missing")
    resolver = _Key(None, find_key)
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=resolver)
    try:
        results = verifier.verify(
            _Message(method.upper(), url, headers),
            max_age=timedelta(0),
            expect_tag=_TAG,
            require_components=(*_COVERED, "content-digest"),
            body=body,
        )
    except InvalidSignature as error:
        if resolver.failed is not None:
            raise resolver.failed from error
        if resolver.unknown:
            raise SignatureRefused("unknown_key") from error
        raise SignatureRefused("clock" if _off_clock(headers) else "wrong") from error
    except (HTTPMessageSignaturesException, ValueError, TypeError, KeyError, IndexError) as error:
        raise SignatureRefused("malformed") from error
    parameters = results[0].parameters
    if len(results) != 1 or "nonce" not in parameters:
        raise SignatureRefused("malformed")
    return str(parameters["keyid"])


def public_key_text(key: Ed25519PrivateKey) -> str:
    """The public half as it travels: 32 bytes, URL-safe base64 without padding."""
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def public_key(text: str) -> Ed25519PublicKey:
    """The public key of a text made by `public_key_text`.

    Raises:
        ValueError: it is none.
    """
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(text.rstrip("=") + "="))


def _off_clock(headers: dict[str, str]) -> bool:
    """Whether a refused signature was made by a clock too far from ours; read only to tell which answer."""
    for part in headers["signature-input"].split(";"):
        name, _, value = part.partition("=")
        if name.strip() == "created" and value.isdigit() and len(value) < 15:
            try:
                made = datetime.fromtimestamp(int(value), UTC)
            except (OverflowError, ValueError, OSError):
                return True
            return abs(datetime.now(UTC) - made) > CLOCK_TOLERANCE
    return False
