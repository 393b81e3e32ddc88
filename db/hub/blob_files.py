"""Files of pictures as they lie on the hub's disk: encrypted, and still written part by part.

AES-256 in counter mode, so that any part can be added and read by itself; that the content is whole and
unaltered is told by the SHA-256 it is named by, which is checked whenever it is read. The key lies outside
the folder: who carries the folder away, or its backup, has nothing to read.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from app.errors import BadInput
from app.paths import hub_papers_key
from db.keyring import sync_folder

_MAGIC = bytes.fromhex("9d17c5f20a4e5053b1e6c3087f2d4a31")
_NONCE = 16
_HEAD = len(_MAGIC) + _NONCE
_BLOCK = 16
_AT_ONCE = 1 << 20
_KEY_BYTES = 32
_ASIDE = ".old"


def papers_key(path: Path | None = None) -> bytes:
    """The key of this hub's pictures; made where there is none, readable by its owner alone.

    Args:
        path: default: in this user's configuration. All machines of one hub need the same.

    Raises:
        BadInput: the file is no key, or cannot be made.
    """
    file = path or hub_papers_key()
    try:
        with contextlib.suppress(FileExistsError):
            _make_key(file)
        key = file.read_bytes()
    except OSError as error:
        raise BadInput([f"附件密钥文件 {file} 不能读写，请检查该文件夹的权限。"]) from error
    if len(key) != _KEY_BYTES:
        raise BadInput([f"附件密钥文件 {file} 已损坏，请从备份恢复它；没有它，已收到的附件打不开。"])
    return key


def _make_key(file: Path) -> None:
    """Whole or not at all, whoever else is at it: written aside, then linked to its name."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(_KEY_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(aside, file)
    finally:
        aside.unlink()
    sync_folder(file.parent)


class BlobFile:
    """One picture, held by this process and open for parts to be added."""

    def __init__(self, descriptor: int, key: bytes) -> None:
        self._descriptor = descriptor
        self._key = key

    @property
    def length(self) -> int:
        """How much of the content has come."""
        return max(0, os.fstat(self._descriptor).st_size - _HEAD)

    def add(self, part: bytes) -> None:
        """Add a part at the end, durably."""
        at = self.length
        if at == 0:  # also where the power went within the head
            os.ftruncate(self._descriptor, 0)
            self._write(_MAGIC + secrets.token_bytes(_NONCE), 0)
        self._write(_counted(self._key, self._nonce(), at, part), _HEAD + at)
        os.fsync(self._descriptor)

    def digest(self) -> str:
        """SHA-256 of the content."""
        whole = hashlib.sha256()
        for part in self.parts():
            whole.update(part)
        return whole.hexdigest()

    def parts(self) -> Iterator[bytes]:
        """The content, a part at a time."""
        nonce, at = self._nonce(), 0
        while part := os.pread(self._descriptor, _AT_ONCE, _HEAD + at):
            yield _counted(self._key, nonce, at, part)
            at += len(part)

    def forget(self) -> None:
        """Drop what has come; what comes next is encrypted under another nonce."""
        os.ftruncate(self._descriptor, 0)

    def _nonce(self) -> bytes:
        return os.pread(self._descriptor, _NONCE, len(_MAGIC))

    def _write(self, content: bytes, at: int) -> None:
        rest = memoryview(content)
        while rest:
            written = os.pwrite(self._descriptor, rest, at)
            rest, at = rest[written:], at + written


@contextmanager
def held(path: Path, key: bytes) -> Iterator[BlobFile]:
    """A file nobody else writes to meanwhile, in any process; made if it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield BlobFile(descriptor, key)
    finally:
        os.close(descriptor)


def length_of(path: Path) -> int:
    """How much of the content lies there."""
    return max(0, path.stat().st_size - _HEAD) if path.exists() else 0


def read_whole(path: Path, key: bytes) -> bytes:
    """The content."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return b"".join(BlobFile(descriptor, key).parts())
    finally:
        os.close(descriptor)


def encrypt_old(root: Path, key: bytes) -> int:
    """Encrypt files that an earlier program had written readable; returns how many there were.

    Each is replaced whole by its encrypted self; broken off, it goes on with the next start.
    """
    files = [path for path in sorted(root.glob("*/*/*")) if path.is_file()]
    return sum(_drop_rest(path) if path.suffix == _ASIDE else _encrypted(path, key) for path in files)


def _drop_rest(path: Path) -> bool:
    """What a broken attempt left, unless somebody is at it this moment."""
    with path.open("rb") as file, contextlib.suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    return False


def _encrypted(path: Path, key: bytes) -> bool:
    with path.open("rb") as plain:
        fcntl.flock(plain, fcntl.LOCK_EX)
        if plain.read(len(_MAGIC)) == _MAGIC or os.fstat(plain.fileno()).st_size == 0:
            return False
        plain.seek(0)
        aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_ASIDE}")
        with held(aside, key) as made:
            while part := plain.read(_AT_ONCE):
                made.add(part)
            aside.replace(path)
    sync_folder(path.parent)
    return True


def _counted(key: bytes, nonce: bytes, at: int, content: bytes) -> bytes:
    """The content under the key stream from position `at` on; the same undoes it."""
    first = (int.from_bytes(nonce, "big") + at // _BLOCK) % (1 << 128)
    stream = Cipher(AES(key), CTR(first.to_bytes(_NONCE, "big"))).encryptor()
    skipped = at % _BLOCK
    return stream.update(bytes(skipped) + content)[skipped:]
