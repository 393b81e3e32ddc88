"""The serial line to a card reader: one question, one answer, every wait bounded."""

import errno
import os
import sys
import time
from enum import Enum

import serial

from app.errors import NoReader, ReaderBusy
from app.scanning.card_frames import Command, Frame, FrameDecoder, Sw, request_bytes
from app.scanning.card_layout import LATEST_ADDRESS_BYTES, TEXT_BYTES

if sys.platform == "win32":
    _LINE_ERRORS: tuple[type[Exception], ...] = (OSError,)
else:
    import termios

    # pyserial lets this one through; it is no OSError.
    _LINE_ERRORS = (OSError, termios.error)

BAUD = 115_200
_SLICE_S = 0.02
_WRITE_S = 0.5
_QUIET_S = 0.6
"""A frame whose rest does not follow within this time is torn."""
_SETTLE_S = 0.1
"""After a wrong checksum: time for a whole frame that may follow the noise."""
_FLOW_S = 3.5
"""Longest time for one answer, however slowly its pieces arrive."""
_STALE_READS = 64

WAITS_S = {
    Command.STATUS: 0.3,
    Command.FIND: 0.5,
    Command.SELECT: 0.8,
    Command.READ: 1.5,
    Command.READ_LATEST_ADDRESS: 0.4,
}
"""How long the first byte of an answer may take; 1.5 s for a read [GA/T 450]."""


class Fault(Enum):
    """Why a question got no answer: not a byte came, or bytes but no whole frame."""

    SILENT = "silent"
    DAMAGED = "damaged"


class CardLine:
    """An open port, held for this program alone.

    Raises:
        NoReader: at construction and by `ask`: no such port, or it went away.
        ReaderBusy: at construction: another program holds it.
    """

    def __init__(self, port: str) -> None:
        try:
            self._serial = serial.Serial(port, BAUD, timeout=_SLICE_S, write_timeout=_WRITE_S, exclusive=True)
        except _LINE_ERRORS as error:
            raise _why_closed(error) from error
        except ValueError as error:
            raise NoReader("not a port") from error
        self._decoder = FrameDecoder()

    def close(self) -> None:
        """Give the port back; harmless when it is gone."""
        try:
            self._serial.close()
        except _LINE_ERRORS:
            return

    def ask(self, command: Command, *, again: bool = False) -> Frame | Fault:
        """Send one request and wait for the frame that can be its answer.

        Late answers to earlier requests, noise and damaged frames are passed over.

        Args:
            again: the same request was just sent and its answer seemed torn; should the rest come late
                after all, it completes that answer.
        Returns:
            The answer; or what was wrong when `WAITS_S` (nothing came) or 0.6 s since the last byte
            (something came) have passed, at the latest after 3.5 s.
        Raises:
            NoReader: the port went away.
        """
        try:
            if not again:
                self._drop_stale()
            self._serial.write(request_bytes(command))
            return self._answer(command)
        except _LINE_ERRORS as error:
            raise NoReader(type(error).__name__) from error

    def _drop_stale(self) -> None:
        self._decoder.clear()
        for _ in range(_STALE_READS):
            if not (waiting := self._serial.in_waiting):
                return
            self._serial.read(waiting)

    def _answer(self, command: Command) -> Frame | Fault:
        damaged_before = self._decoder.damaged
        asked = heard = time.monotonic()
        anything = unfit = False
        while True:
            piece = self._serial.read(max(1, self._serial.in_waiting))
            now = time.monotonic()
            if piece:
                heard, anything = now, True
                for frame in self._decoder.feed(piece):
                    if _can_answer(command, frame):
                        return frame
                    unfit = True
            if anything and self._decoder.pending:
                over = now - heard >= _QUIET_S
            elif unfit or self._decoder.damaged > damaged_before:
                over = now - heard >= _SETTLE_S
            else:
                over = now - asked >= WAITS_S[command]
            if over or now - asked >= _FLOW_S:
                return Fault.DAMAGED if anything else Fault.SILENT


def _can_answer(command: Command, frame: Frame) -> bool:
    """Whether a whole frame has the shape of an answer to that command; refusals always have."""
    if frame.sw == Sw.CARD_FOUND:
        return command is Command.FIND
    if frame.sw != Sw.DONE:
        return True
    match command:
        case Command.READ:
            return base_text(frame) is not None
        case Command.READ_LATEST_ADDRESS:
            return len(frame.data) == LATEST_ADDRESS_BYTES
        case Command.FIND:
            return False
        case _:
            return len(frame.data) <= 16


def base_text(frame: Frame) -> bytes | None:
    """The text bytes of an answer to `READ`; the photo is left behind.

    The announced lengths must agree with what came; they are not believed by themselves.
    """
    text_bytes = int.from_bytes(frame.data[:2], "big")
    photo_bytes = int.from_bytes(frame.data[2:4], "big")
    if text_bytes != TEXT_BYTES or len(frame.data) != 4 + text_bytes + photo_bytes:
        return None
    return frame.data[4 : 4 + TEXT_BYTES]


def _why_closed(error: Exception) -> NoReader | ReaderBusy:
    code = error.errno if isinstance(error, OSError) else None
    # On Windows an open port is refused to others as "access denied".
    if code in (errno.EBUSY, errno.EAGAIN) or (os.name == "nt" and "PermissionError" in str(error)):
        return ReaderBusy(type(error).__name__)
    return NoReader(errno.errorcode.get(code, "") if code else "")
