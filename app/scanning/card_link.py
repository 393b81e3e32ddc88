"""What carries a reader's bytes: one small interface, and the serial port behind it.

The other carriers are `card_hid` (USB-HID reports) and `card_bulk` (USB bulk pipes); all carry the same
frames of GA/T 450.
"""

import errno
import os
import sys
from contextlib import suppress
from typing import Protocol

import serial

from app.errors import NoReader, NoReaderPermission, ReaderBusy

if sys.platform == "win32":
    _LINE_ERRORS: tuple[type[Exception], ...] = (OSError,)
else:
    import fcntl
    import termios

    # pyserial lets this one through; it is no OSError.
    _LINE_ERRORS = (OSError, termios.error)

BAUD = 115_200
SLICE_S = 0.02
"""How long `Link.read` waits at most."""
_WRITE_S = 0.5
_STALE_READS = 64


class Link(Protocol):
    """An open way to one reader, held for this program alone. Not for two threads at once.

    Every method but `close` raises `NoReader` when the reader went away.
    """

    def write(self, data: bytes) -> None:
        """Send a whole request."""

    def read(self) -> bytes:
        """What has arrived; waits at most `SLICE_S` for it, then empty."""

    def drop(self) -> None:
        """Forget what has arrived so far."""

    def close(self) -> None:
        """Give the reader back; harmless when it is gone."""


class SerialLink:
    """A serial port or a USB-serial bridge, 115200 8N1.

    Args:
        port: device path or name, `/dev/ttyUSB0`, `COM3`.
    Raises:
        NoReader: no such port, or none that can be a serial line.
        NoReaderPermission: this user may not open it.
        ReaderBusy: another program holds it.
    """

    def __init__(self, port: str) -> None:
        try:
            self._serial = serial.Serial(port, BAUD, timeout=SLICE_S, write_timeout=_WRITE_S, exclusive=True)
        except _LINE_ERRORS as error:
            raise why_closed(error) from error
        except ValueError as error:
            raise NoReader("not a port") from error
        self._refuse_others(True)

    def write(self, data: bytes) -> None:
        """See `Link`."""
        try:
            self._serial.write(data)
        except _LINE_ERRORS as error:
            raise NoReader(type(error).__name__) from error

    def read(self) -> bytes:
        """See `Link`."""
        try:
            return bytes(self._serial.read(max(1, self._serial.in_waiting)))
        except _LINE_ERRORS as error:
            raise NoReader(type(error).__name__) from error

    def drop(self) -> None:
        """See `Link`."""
        try:
            for _ in range(_STALE_READS):
                if not (waiting := self._serial.in_waiting):
                    return
                self._serial.read(waiting)
        except _LINE_ERRORS as error:
            raise NoReader(type(error).__name__) from error

    def close(self) -> None:
        """See `Link`."""
        with suppress(*_LINE_ERRORS):
            # What a line that takes nothing was given would hold up closing for half a minute.
            self._serial.reset_output_buffer()
        with suppress(*_LINE_ERRORS):
            self._refuse_others(False)
            self._serial.close()

    def _refuse_others(self, refuse: bool) -> None:
        """Programs that know nothing of pyserial's lock are refused by the terminal driver itself."""
        if sys.platform != "win32":
            with suppress(OSError):
                fcntl.ioctl(self._serial.fd, termios.TIOCEXCL if refuse else termios.TIOCNXCL)


def why_closed(error: Exception) -> NoReader | ReaderBusy:
    """The error for a port that could not be opened."""
    code = error.errno if isinstance(error, OSError) else None
    # On Windows an open port is refused to others as "access denied".
    if code in (errno.EBUSY, errno.EAGAIN) or (os.name == "nt" and "PermissionError" in str(error)):
        return ReaderBusy(type(error).__name__)
    if code in (errno.EACCES, errno.EPERM):
        return NoReaderPermission(errno.errorcode[code])
    return NoReader(errno.errorcode.get(code, "") if code else "")
