"""Bytes of a picture file from disk: never from a pipe or a device, never without end."""

import errno
import os
import stat

from app.errors import PictureFault, PictureUnreadable
from app.scanning.picture import MOST_BYTES

_BY_ERRNO = {
    errno.ENOENT: PictureFault.MISSING,
    errno.ENOTDIR: PictureFault.MISSING,
    errno.ENAMETOOLONG: PictureFault.MISSING,
    errno.EACCES: PictureFault.NO_RIGHT,
    errno.EPERM: PictureFault.NO_RIGHT,
    errno.ELOOP: PictureFault.LOOP,
    errno.ENXIO: PictureFault.DEVICE,
}


def picture_bytes(name: str) -> bytes:
    """Read a picture file whole.

    Raises:
        PictureUnreadable: its fault says why; nothing but a plain file is opened at all, so that a
            pipe nobody writes to cannot hold the program.
    """
    try:
        _check(os.stat(name))  # before it is opened: opening a device can already set it in motion
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(name, flags), "rb") as file:
            size = _check(os.fstat(file.fileno()))
            data = file.read(size + 1)
    except OSError as error:
        fault = _BY_ERRNO.get(error.errno or 0, PictureFault.UNOPENED)
        raise PictureUnreadable(type(error).__name__, fault) from error
    except ValueError as error:  # a NUL in the name
        raise PictureUnreadable("name", PictureFault.MISSING) from error
    if len(data) != size:
        raise PictureUnreadable(f"{len(data)} of {size} bytes", PictureFault.CHANGED)
    return data


def _check(state: os.stat_result) -> int:
    """Size of a plain file in bytes. Raises: PictureUnreadable."""
    if stat.S_ISDIR(state.st_mode):
        raise PictureUnreadable("folder", PictureFault.FOLDER)
    if not stat.S_ISREG(state.st_mode):
        raise PictureUnreadable("no plain file", PictureFault.DEVICE)
    if state.st_size == 0:
        raise PictureUnreadable("0 bytes", PictureFault.EMPTY)
    if state.st_size > MOST_BYTES:
        raise PictureUnreadable(f"{state.st_size} bytes", PictureFault.TOO_LARGE)
    return state.st_size
