"""The hub's door: how many are let in, how large a request may be, and who sent it."""

import random
import threading
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.requests import Request

from app.hub import wire
from app.hub.ports import EnrolledStation, HubStore
from app.hub.problems import Refused
from app.hub.signing import SignatureRefused, public_key, verify_request

LARGEST_BODY = 8_000_000
"""A single operation may be larger than a push of many; beyond this nothing is taken."""

_SIGNED = ("signature", "signature-input", "content-digest")


class Admission:
    """How many requests are let in at once: beyond, waiting would only make everything slower."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._inside = 0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            if self._inside >= self._most:
                # Apart, so that they do not all come back together.
                raise Refused("busy", retry_after_s=random.randint(1, 5))
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1

    @property
    def crowded(self) -> bool:
        """More than half full."""
        return self._inside * 2 > self._most

    def pace(self) -> wire.Pace:
        """What stations are told."""
        if self.crowded:
            return wire.Pace(next_poll_s=120.0, max_ops=wire.MOST_OPS // 2)
        return wire.Pace()


@dataclass(frozen=True)
class Head:
    """What of a request is looked at before its body.

    Attributes:
        url: absolute, as the station signed it; a proxy in between tells the scheme.
        headers: those that the signature needs.
    """

    method: str
    url: str
    headers: dict[str, str]
    encoding: str
    query: dict[str, str]


def head_of(request: Request) -> Head:
    """Read it."""
    scope = request.scope
    scheme = request.headers.get("x-forwarded-proto", scope["scheme"])
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    return Head(
        method=scope["method"],
        url=f"{scheme}://{request.headers.get('host', '')}{path}{'?' if query else ''}{query}",
        headers={name: request.headers[name] for name in _SIGNED if name in request.headers},
        encoding=request.headers.get("content-encoding", "identity").strip().lower(),
        query=dict(request.query_params),
    )


async def body_of(request: Request) -> bytes:
    """The body as it came, never more than is allowed."""
    told = request.headers.get("content-length", "0")
    if not told.isdigit() or int(told) > LARGEST_BODY:
        raise Refused("too_large")
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise Refused("too_large")
        parts.append(part)
    return b"".join(parts)


def sender_of(store: HubStore, head: Head, packed: bytes) -> EnrolledStation:
    """The station that signed a request.

    Raises:
        Refused: with the word of `SignatureRefused`.
    """
    try:
        return _sender_of(store, head, packed, fresh=False)
    except SignatureRefused as refused:
        if refused.word != "wrong":
            raise Refused(refused.word) from refused
    try:
        # It may have been enrolled anew, with another key, a moment ago.
        return _sender_of(store, head, packed, fresh=True)
    except SignatureRefused as refused:
        raise Refused(refused.word) from refused


def _sender_of(store: HubStore, head: Head, packed: bytes, *, fresh: bool) -> EnrolledStation:
    found: dict[str, EnrolledStation] = {}

    def key(station_id: str) -> Ed25519PublicKey | None:
        station = store.station(station_id, fresh=fresh) if _is_uuid(station_id) else None
        if station is None:
            return None
        found[station_id] = station
        return public_key(station.public_key)

    return found[verify_request(head.method, head.url, head.headers, packed, key)]


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4 and all(c in "0123456789abcdef-" for c in text)
