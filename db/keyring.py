"""Who can open the store: one data key, wrapped once per staff member and once for recovery.

The file beside the database holds, per slot, an argon2id salt and the data key sealed with
AES-256-GCM under what argon2id makes of the password (RFC 9106, second recommended option: 64 MiB,
3 passes, 4 lanes). Each slot says what its stretching cost, so that a later program may ask for more.
Names are kept as salted digests, so a stolen disk names nobody.
"""

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import StoreDamaged, WrongPassword

_RECOVERY = "recovery"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing to mistake when written by hand
_TIME_COST, _MEMORY_KIB, _LANES = 3, 65536, 4
_VERSION = 1


@dataclass(frozen=True)
class Cost:
    """What argon2id spends on a password; the bounds keep a damaged file harmless."""

    passes: Annotated[int, msgspec.Meta(ge=1, le=64)]
    memory_kib: Annotated[int, msgspec.Meta(ge=8, le=1 << 20)]
    lanes: Annotated[int, msgspec.Meta(ge=1, le=16)]


@dataclass(frozen=True)
class Slot:
    """The data key under one secret: `sealed` opens with what the secret is stretched to."""

    salt: Annotated[bytes, msgspec.Meta(min_length=8, max_length=64)]
    nonce: Annotated[bytes, msgspec.Meta(min_length=8, max_length=64)]
    sealed: bytes
    cost: Cost


@dataclass(frozen=True)
class _KeyFile:
    version: int
    salt: bytes
    slots: dict[str, Slot]


@dataclass(frozen=True)
class Keyring:
    """The slots of a store. Immutable: every change makes a new keyring that is written whole."""

    salt: bytes
    slots: Mapping[str, Slot] = field(default_factory=dict)

    @classmethod
    def fresh(cls) -> "Keyring":
        """A keyring without slots."""
        return cls(secrets.token_bytes(16))

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        """Read the key file.

        Raises:
            StoreDamaged: it cannot be read as a key file.
        """
        try:
            kept = msgspec.json.decode(path.read_bytes(), type=_KeyFile)
        except (ValueError, OSError) as error:  # msgspec's own errors are ValueErrors
            raise StoreDamaged("key file") from error
        return cls(kept.salt, kept.slots)

    def save(self, path: Path) -> None:
        """Write the key file so that after a power cut either the old or the new one is there."""
        data = msgspec.json.encode(_KeyFile(_VERSION, self.salt, dict(self.slots)))
        part = path.with_suffix(".part")
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(msgspec.json.format(data, indent=1))
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
        sync_folder(path.parent)

    def with_password(self, name: str, password: str, data_key: bytes) -> "Keyring":
        """The keyring with a slot for that member, replacing an earlier one."""
        return self._with_slot(self._tag(name), password, data_key)

    def without(self, name: str) -> "Keyring":
        """The keyring without that member's slot."""
        tag = self._tag(name)
        return replace(self, slots={k: v for k, v in self.slots.items() if k != tag})

    def with_recovery(self, data_key: bytes) -> tuple["Keyring", str]:
        """A new recovery slot and its code: 8 groups of 4 letters and digits, 160 bits."""
        raw = "".join(secrets.choice(_ALPHABET) for _ in range(32))
        code = "-".join(raw[i : i + 4] for i in range(0, 32, 4))
        return self._with_slot(_RECOVERY, raw, data_key), code

    def unlock(self, name: str, password: str) -> bytes:
        """The data key.

        Raises:
            WrongPassword: unknown member or wrong password; both take the same time.
        """
        return self._open(self._tag(name), password)

    def unlock_with_recovery(self, code: str) -> bytes:
        """The data key by recovery code; case, spaces, dashes and O/I/L slips are forgiven.

        Raises:
            WrongPassword: not the code.
        """
        plain = code.upper().translate(str.maketrans("OIL", "011", " -\t\u3000－—"))
        return self._open(_RECOVERY, plain)

    def _tag(self, name: str) -> str:
        return hashlib.sha256(self.salt + name.strip().encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _with_slot(self, tag: str, password: str, data_key: bytes) -> "Keyring":
        salt, nonce, cost = secrets.token_bytes(16), secrets.token_bytes(12), _usual_cost()
        sealed = AESGCM(_stretch(password, salt, cost)).encrypt(nonce, data_key, tag.encode())
        return replace(self, slots={**self.slots, tag: Slot(salt, nonce, sealed, cost)})

    def _open(self, tag: str, password: str) -> bytes:
        slot = self.slots.get(tag)
        if slot is None:
            _stretch(password, self.salt, _usual_cost())  # an unknown name must not answer faster
            raise WrongPassword
        try:
            key = _stretch(password, slot.salt, slot.cost)
            return AESGCM(key).decrypt(slot.nonce, slot.sealed, tag.encode())
        except InvalidTag as error:
            raise WrongPassword from error


def derive(data_key: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose from the data key (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), 32, None, b"reception-station/" + purpose.encode()).derive(data_key)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable. Windows does so by itself and opens no folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _usual_cost() -> Cost:
    return Cost(_TIME_COST, _MEMORY_KIB, _LANES)


def _stretch(password: str, salt: bytes, cost: Cost) -> bytes:
    secret = password.encode("utf-8", "surrogatepass")
    return hash_secret_raw(secret, salt, cost.passes, cost.memory_kib, cost.lanes, 32, Type.ID)
