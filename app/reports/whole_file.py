"""Files that appear whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.errors import FileInUse, FileNotWritten

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_HELD = frozenset({errno.EBUSY, errno.ETXTBSY})


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write beside `path`; its name is `path` only once everything is on the disk.

    Whatever goes wrong inside leaves what was there before, and nothing half written.

    Raises:
        FileInUse: another program holds a file of that name.
        FileNotWritten: no such folder, no right, or no room.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    except (OSError, ValueError) as error:
        raise _told(error) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.chmod(0o600)  # it tells of people: whoever else is to read it is given it
        try:
            part.replace(path)
        except PermissionError as error:
            raise (FileInUse() if path.is_file() else FileNotWritten(str(error))) from error
    except OSError as error:
        raise _told(error) from error
    finally:
        with suppress(OSError):
            part.unlink()


def _told(error: Exception) -> FileNotWritten | FileInUse:
    number = error.errno if isinstance(error, OSError) else None
    if number in _HELD:
        return FileInUse()
    return FileNotWritten(str(error), full=number in _FULL)
