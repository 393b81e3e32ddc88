"""What the database driver says went wrong, as an error a person can act on."""

import errno

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import exc

from app.errors import DiskFailed, DiskFull, StationError, StoreBusy, StoreDamaged

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


def told(error: BaseException) -> BaseException:
    """The error a person can act on, where disk, file or another program is the cause; else itself."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return DiskFull(type(error).__name__)
    if not isinstance(error, exc.DBAPIError | sqlcipher.Error):
        return error
    said = str(error.orig) if isinstance(error, exc.DBAPIError) else str(error)
    return next((cause(type(error).__name__) for words, cause in _CAUSES if words in said), error)
