"""Questions to a card reader: one question, one answer, every wait bounded."""

import time
from enum import Enum
from threading import Event

from app.errors import NoReader
from app.scanning.card_frames import Command, Frame, FrameDecoder, Sw, request_bytes
from app.scanning.card_layout import LATEST_ADDRESS_BYTES, TEXT_BYTES
from app.scanning.card_link import Link

SAM_ID_BYTES = 16
_QUIET_S = 0.6
"""A frame whose rest does not follow within this time is torn."""
_SETTLE_S = 0.1
"""After a wrong checksum: time for a whole frame that may follow the noise."""
_FLOW_S = 3.5
"""Longest time for one answer, however slowly its pieces arrive."""

WAITS_S = {
    Command.STATUS: 0.3,
    Command.SAM_ID: 0.3,
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
    """Questions and answers over an open link, which it owns.

    Args:
        stop: set from any thread, it ends every wait at once.
    """

    def __init__(self, link: Link, stop: Event | None = None) -> None:
        self._link = link
        self._stop = stop or Event()
        self._decoder = FrameDecoder()

    def close(self) -> None:
        """Give the reader back; harmless when it is gone."""
        self._link.close()

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
            NoReader: the reader went away, or nobody waits any more.
        """
        if not again:
            self._decoder.clear()
            self._link.drop()
        self._link.write(request_bytes(command))
        return self._answer(command)

    def _answer(self, command: Command) -> Frame | Fault:
        damaged_before = self._decoder.damaged
        asked = heard = time.monotonic()
        anything = unfit = False
        while True:
            if self._stop.is_set():
                raise NoReader("stopped")
            piece = self._link.read()
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
        case Command.SAM_ID:
            return len(frame.data) == SAM_ID_BYTES
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


def sam_id_text(data: bytes) -> str:
    """The module's number as vendors print it, `05.03-20200101-0000000001-0000000002`.

    Args:
        data: 16 bytes of the answer to `SAM_ID`, little-endian: maker 2, kind 2, date 4, serial 4, 4.
    """
    maker, kind = int.from_bytes(data[:2], "little"), int.from_bytes(data[2:4], "little")
    day, serial, more = (int.from_bytes(data[at : at + 4], "little") for at in (4, 8, 12))
    return f"{maker:02}.{kind:02}-{day:08}-{serial:010}-{more:010}"
