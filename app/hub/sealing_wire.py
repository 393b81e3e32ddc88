"""Public keys of offices that receive what is sealed, and sealed boxes on their way there.

The hub carries boxes only it cannot open. Which key is whose is signed by the highest hub with its directory
key, whose public half a station gets at enrolment and keeps: neither a hall's hub in between nor whoever sits
on the line can slip in a key of their own.
"""

import hashlib
from datetime import datetime
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from app.hub.wire import Moment, Uuid

KeyId = Annotated[str, Meta(pattern="^[0-9a-f]{16}$", max_length=16)]
PublicKey = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]


class SealingKeyBody(Struct):
    """Body of a `sealing_key`: from now on what is sealed for this office is sealed for this key.

    `public_key`: X25519, 32 bytes as hex digits.
    """

    public_key: PublicKey
    since: Moment
    by: str = ""


class SealedBlob(Struct, frozen=True):
    """A picture that goes with what is sealed, named by its ciphertext; the key to it lies in the box."""

    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
    size: Annotated[int, Meta(ge=0)]


class SealedBoxBody(Struct):
    """Body of a `sealed_box`: a sealed matter for whoever holds the private half of a key.

    `box`: `db.sealing` over matter, people and what was noted of the visit, in base64.
    """

    matter_id: Uuid
    reg_no: str
    visit_no: str
    key_id: KeyId
    box: str
    at: Moment
    attachments: list[SealedBlob] = msgspec.field(default_factory=list)


class OfficeKey(Struct, frozen=True):
    """Event `sealing_key` of the county channel: an office's key, as the highest hub vouches for it.

    Attributes:
        key_id: the beginning of the key's digest; what people compare over the telephone.
        signature: Ed25519 of the directory key over everything else, hex.
    """

    office: str
    office_name: str
    key_id: KeyId
    public_key: PublicKey
    since: Moment
    signature: str = ""


class SealedDelivery(Struct, frozen=True):
    """Event `sealed` of the receiving office's channel."""

    matter_id: Uuid
    reg_no: str
    visit_no: str
    from_office: str
    from_name: str
    key_id: KeyId
    box: str
    at: Moment
    attachments: list[SealedBlob] = msgspec.field(default_factory=list)


def key_id_of(public_key: str) -> str:
    """The short name of a public key."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:16]


def signed_key(key: OfficeKey, directory: bytes) -> OfficeKey:
    """The key with the signature of the directory's raw private key."""
    signature = Ed25519PrivateKey.from_private_bytes(directory).sign(_said(key))
    return msgspec.structs.replace(key, signature=signature.hex())


def vouched_for(key: OfficeKey, directory: str) -> bool:
    """Whether the holder of the directory key (its public half, hex) says that this is the office's key."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(directory))
        public.verify(bytes.fromhex(key.signature), _said(key))
    except (InvalidSignature, ValueError):
        return False
    return key.key_id == key_id_of(key.public_key)


def public_directory(directory: bytes) -> str:
    """The public half of a directory key, hex."""
    return Ed25519PrivateKey.from_private_bytes(directory).public_key().public_bytes_raw().hex()


def _said(key: OfficeKey) -> bytes:
    since: datetime = key.since
    parts = ("sealing-key/1", key.office, key.office_name, key.key_id, key.public_key, since.isoformat())
    return "\x1f".join(parts).encode()
