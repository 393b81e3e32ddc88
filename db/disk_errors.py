"""What the database driver says went wrong, as an error a person can act on."""

import contextlib
import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import exc

from app.errors import DiskFailed, DiskFull, StationError, StoreBusy, StoreDamaged

_NEEDED_BYTES = 64 * 1024  # SQLite's shared memory file grows by 32 KiB at a time
_CAUSES: tuple[tuple[str, type[StationError]], ...] = (
    ("disk is full", DiskFull),
    ("disk I/O", DiskFailed),
    ("readonly", DiskFailed),
    ("unable to open", DiskFailed),
    ("malformed", StoreDamaged),
    ("not a database", StoreDamaged),
    ("vtable constructor failed", StoreDamaged),
    ("database is locked", StoreBusy),
)


def told(error: BaseException, folder: Path | None = None) -> BaseException:
    """The error a person can act on, where disk, file or another program is the cause; else itself.

    Args:
        folder: of the store, looked at where it is known; a full disk may show as any failure of it.
    """
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return DiskFull(type(error).__name__)
    if not isinstance(error, exc.DBAPIError | sqlcipher.Error):
        return error
    said = str(error.orig) if isinstance(error, exc.DBAPIError) else str(error)
    cause = next((cause for words, cause in _CAUSES if words in said), None)
    if cause is DiskFailed and folder and _is_full(folder):
        cause = DiskFull
    return cause(type(error).__name__) if cause else error


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _NEEDED_BYTES
    except OSError:
        return False


@contextlib.contextmanager
def disk_errors_told(folder: Path) -> Iterator[None]:
    """Errors of the block as `told` tells them."""
    try:
        yield
    except Exception as error:
        known = told(error, folder)
        if known is error:
            raise
        raise known from error
