"""Sealed boxes: content for those alone who hold one of some X25519 keys.

As HPKE does (RFC 9180, base mode), but for several holders of one content: AES-256-GCM under a key made
for this box, and that key wrapped for each holder under HKDF-SHA256 of an exchange with a key made for
this box too. Bound to the record it belongs to, so that a box cannot be laid into another one.
"""

import os
from collections.abc import Sequence

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_INFO = b"reception-station/sealed-box/1"
_ZERO = bytes(12)  # each wrapping key is used once


class _Box(msgspec.Struct, frozen=True):
    v: int
    ephemeral: bytes
    keys: list[bytes]
    nonce: bytes
    content: bytes


def public_half(private_key: bytes) -> bytes:
    """32 raw bytes of the public key of 32 raw bytes of an X25519 key."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def seal_for(holders: Sequence[bytes], plain: bytes, about: str) -> bytes:
    """A box that each of the holders' private keys opens.

    Args:
        holders: raw X25519 public keys, at least one.
        about: id of the record it belongs to.
    """
    ephemeral = X25519PrivateKey.generate()
    mine = ephemeral.public_key().public_bytes_raw()
    content_key, nonce = AESGCM.generate_key(256), os.urandom(12)
    wrapped = [
        AESGCM(_shared(ephemeral, holder, mine, holder)).encrypt(_ZERO, content_key, about.encode())
        for holder in dict.fromkeys(holders)
    ]
    content = AESGCM(content_key).encrypt(nonce, plain, about.encode())
    return msgspec.msgpack.encode(_Box(1, mine, wrapped, nonce, content))


def open_box(private_key: bytes, box: bytes, about: str) -> bytes:
    """The content.

    Raises:
        ValueError: no box, one of another record, or not for this key.
    """
    try:
        made = msgspec.msgpack.decode(box, type=_Box)
    except msgspec.MsgspecError as error:
        raise ValueError("no box") from error
    own = X25519PrivateKey.from_private_bytes(private_key)
    key = _shared(own, made.ephemeral, made.ephemeral, own.public_key().public_bytes_raw())
    for wrapped in made.keys:
        try:
            content_key = AESGCM(key).decrypt(_ZERO, wrapped, about.encode())
            return AESGCM(content_key).decrypt(made.nonce, made.content, about.encode())
        except InvalidTag:
            continue
    raise ValueError("not for this key")


def paper_key(sealing_key: bytes, attachment_id: str) -> bytes:
    """The key of one paper's picture: handed on with its matter, it opens no other one."""
    return HKDF(SHA256(), 32, None, b"reception-station/sealed-paper/1" + attachment_id.encode()).derive(
        sealing_key
    )


def _shared(own: X25519PrivateKey, other: bytes, ephemeral: bytes, holder: bytes) -> bytes:
    exchanged = own.exchange(X25519PublicKey.from_public_bytes(other))
    return HKDF(SHA256(), 32, None, _INFO + ephemeral + holder).derive(exchanged)
