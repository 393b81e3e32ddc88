"""Frames of the reader's security module: bytes to frames and back, nothing else.

A request is `AA AA AA 96 69 | LEN LEN | CMD PARA | CHK`, an answer the same with `SW1 SW2 SW3` and
data before CHK. LEN counts what follows it, CHK included; CHK is the XOR of LEN and all that follows
up to CHK. Source: GA/T 450, business-terminal interface.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AAAAAA9669")
LONGEST_LEN = 2400
"""Upper bound for a believable LEN; text, photo and fingerprint together need 2,314 bytes."""

_SHORTEST_LEN = 4
_HEAD = len(PREAMBLE) + 2


class Command(Enum):
    """Requests the station makes: CMD and PARA. The one that reads fingerprints is left out on purpose."""

    STATUS = bytes.fromhex("11FF")
    SAM_ID = bytes.fromhex("12FF")
    FIND = bytes.fromhex("2001")
    SELECT = bytes.fromhex("2002")
    READ = bytes.fromhex("3001")
    READ_LATEST_ADDRESS = bytes.fromhex("3003")


class Sw(IntEnum):
    """SW3 of an answer."""

    REQUEST_CHECKSUM_WRONG = 0x10
    REQUEST_LENGTH_WRONG = 0x11
    REQUEST_UNKNOWN = 0x21
    NOT_PERMITTED = 0x23
    UNKNOWN_ERROR = 0x24
    CARD_DISTRUSTS_MODULE = 0x31
    MODULE_DISTRUSTS_CARD = 0x32
    DATA_NOT_VERIFIED = 0x33
    UNKNOWN_CARD_TYPE = 0x40
    READ_FAILED = 0x41
    RANDOM_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    NO_CARD = 0x80
    SELECT_FAILED = 0x81
    DONE = 0x90
    ITEM_EMPTY = 0x91
    CARD_FOUND = 0x9F


@dataclass(frozen=True)
class Frame:
    """An answer whose checksum holds.

    Attributes:
        sw: SW3; may be a value that `Sw` does not name.
        data: what follows the three status bytes; may hold personal data, so it is not shown.
    """

    sw: int
    data: bytes = b""

    def __repr__(self) -> str:
        return f"Frame(sw={self.sw:#04x}, {len(self.data)} bytes)"


def _checksum(body: bytes) -> int:
    return reduce(xor, body, 0)


def _wrap(content: bytes) -> bytes:
    body = (len(content) + 1).to_bytes(2, "big") + content
    return PREAMBLE + body + bytes((_checksum(body),))


def request_bytes(command: Command) -> bytes:
    """The whole request for a command."""
    return _wrap(command.value)


def answer_bytes(frame: Frame) -> bytes:
    """The whole answer for a frame; the simulator's side."""
    return _wrap(bytes((0, 0, frame.sw)) + frame.data)


def _start_of_preamble(tail: bytes) -> int:
    """How many bytes at the end of `tail` may be the beginning of a preamble."""
    for size in range(min(len(PREAMBLE) - 1, len(tail)), 0, -1):
        if tail.endswith(PREAMBLE[:size]):
            return size
    return 0


class FrameDecoder:
    """Collects pieces of answers and gives whole frames; skips noise and damage by itself.

    A preamble whose LEN is unbelievable or whose checksum fails is stepped over, and the search goes
    on behind it, so that a frame following damage is found. A piece that LEN announces longer than it
    is cannot hide a whole frame behind it either.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._damaged = 0

    @property
    def damaged(self) -> int:
        """Frames met so far whose length or checksum was wrong."""
        return self._damaged

    @property
    def pending(self) -> bool:
        """Whether the beginning of a frame waits for the rest."""
        return bool(self._held)

    def clear(self) -> None:
        """Forget what was held, for a new question."""
        self._held.clear()
        self._damaged = 0

    def feed(self, piece: bytes) -> list[Frame]:
        """Take the next bytes from the line.

        Args:
            piece: any number of bytes, also none.
        Returns:
            The frames completed by them, in order.
        """
        self._held += piece
        found: list[Frame] = []
        waiting: int | None = None
        search_from = 0
        while (at := self._held.find(PREAMBLE, search_from)) >= 0:
            size = self._size_at(at)
            if size is None or at + size > len(self._held):
                waiting = at if waiting is None else waiting
                search_from = at + 1
            elif size and (frame := self._frame_at(at, size)):
                found.append(frame)
                del self._held[: at + size]
                waiting, search_from = None, 0
            elif waiting is None:
                self._damaged += 1
                del self._held[: at + len(PREAMBLE)]
                search_from = 0
            else:
                search_from = at + len(PREAMBLE)
        if waiting is None:
            waiting = len(self._held) - _start_of_preamble(bytes(self._held[-len(PREAMBLE) :]))
        del self._held[:waiting]
        return found

    def _size_at(self, at: int) -> int | None:
        """Size of the frame that begins there; 0 if it cannot be one, None if not known yet."""
        if at + _HEAD > len(self._held):
            return None
        length = int.from_bytes(self._held[at + len(PREAMBLE) : at + _HEAD], "big")
        return _HEAD + length if _SHORTEST_LEN <= length <= LONGEST_LEN else 0

    def _frame_at(self, at: int, size: int) -> Frame | None:
        """The frame of that size that begins there, None if its checksum fails."""
        body = bytes(self._held[at + len(PREAMBLE) : at + size])
        if _checksum(body):  # the XOR over a body together with its own checksum is 0
            return None
        return Frame(sw=body[4], data=body[5:-1])
