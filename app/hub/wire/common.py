"""What all messages between a station and its hub share: limits, plain types, bytes, faults."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

PROTOCOL = 1
"""Version of these shapes; the path begins with it (`/v1/…`)."""

MOST_OPS = 200
MOST_BYTES = 1_000_000
"""Of a push, before it is packed."""
MOST_EVENTS = 500
OP_VERSIONS = range(1, 2)
"""Versions of operation bodies this program reads; others are kept raw."""
COUNTY_CHANNEL = "county"
"""The feed that every office of a county follows besides its own: fingerprints of persons."""

Uuid = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", max_length=36)
]
Epoch = Annotated[str, Meta(pattern="^[0-9a-f]{16}$", max_length=16)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
Moment = Annotated[datetime, Meta(tz=True)]
Chain = Annotated[str, Meta(pattern="^([0-9a-f]{64})?$", max_length=64)]
County = Annotated[str, Meta(pattern="^[0-9]{6}$", max_length=6)]
OfficeCode = Annotated[str, Meta(pattern="^[0-9A-Za-z_-]{1,32}$", max_length=32)]
Kind = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$", max_length=40)]
Label = Annotated[str, Meta(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Seq = Annotated[int, Meta(ge=1, le=2**53)]
FeedLimit = Annotated[int, Meta(ge=1, le=MOST_EVENTS)]
OwnEpoch = Annotated[str, Meta(pattern="^([0-9a-f]{16})?$", max_length=16)]


class Body(Struct, frozen=True):
    """Bytes that arrive as they left: as text where they are UTF-8, otherwise in base64."""

    text: str
    encoding: Literal["utf8", "base64"] = "utf8"

    @classmethod
    def of(cls, content: bytes) -> "Body":
        """Bytes to be sent."""
        try:
            return cls(content.decode())
        except UnicodeDecodeError:
            return cls(base64.b64encode(content).decode("ascii"), "base64")

    def content(self) -> bytes:
        """The bytes.

        Raises:
            ValueError: no base64.
        """
        if self.encoding == "utf8":
            return self.text.encode()
        try:
            return base64.b64decode(self.text, validate=True)
        except binascii.Error as error:
            raise ValueError("base64") from error


class Pace(Struct, frozen=True):
    """Back-pressure; in every answer to a station."""

    next_poll_s: float = 30.0
    max_ops: int = MOST_OPS
    max_bytes: int = MOST_BYTES


class Problem(Struct, frozen=True):
    """`application/problem+json` (RFC 9457); `detail` is a Chinese sentence, `word` for programs."""

    title: str
    status: int
    detail: str
    word: str
    hub_time: Moment


_encoder = msgspec.json.Encoder()


def encode(message: Struct) -> bytes:
    """The bytes of a message."""
    return _encoder.encode(message)


def canonical(value: object) -> bytes:
    """Canonical UTF-8 JSON of an event's body: equal values give equal bytes."""
    return msgspec.json.encode(value, order="sorted")
