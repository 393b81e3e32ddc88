"""Dataclasses of the domain ⇄ JSON data, and sealing of what only few may read."""

import os
from typing import Any, TypeVar

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

T = TypeVar("T")


def to_json(value: object) -> Any:
    """Plain JSON data of a dataclass; sets in a fixed order."""
    return msgspec.to_builtins(value, order="deterministic")


def to_bytes(value: object) -> bytes:
    """Canonical UTF-8 JSON: equal values give equal bytes."""
    return msgspec.json.encode(value, order="sorted")


def from_json(data: Any, kind: type[T]) -> T:
    """The dataclass back from JSON data."""
    return msgspec.convert(data, type=kind)


def seal(key: bytes, plain: bytes, about: str) -> bytes:
    """AES-256-GCM: 12 bytes nonce + ciphertext, bound to the record `about`."""
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def unseal(key: bytes, sealed: bytes, about: str) -> bytes:
    """The plain bytes; raises `cryptography.exceptions.InvalidTag` if altered."""
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], about.encode())
