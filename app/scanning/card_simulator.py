"""A card reader without hardware: the reader's side of the line on a pseudo-terminal.

It takes the reader's place in the demo and in tests, and can misbehave the way real ones do.
"""

import os
import re
import select
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType

from app.domain.identity import IdDocument
from app.scanning.card_compose import address_bytes, base_answer, compose_text
from app.scanning.card_frames import PREAMBLE, Command, Frame, Sw, answer_bytes

if sys.platform != "win32":
    import tty

_SLICE_S = 0.02
_REQUEST = re.compile(re.escape(PREAMBLE) + rb"\x00\x03(..).", re.S)


@dataclass(frozen=True)
class SimulatedCard:
    """A card to lay on the simulated plate.

    Attributes:
        document: what the chip shall hold; the layout follows from kind and number.
        latest_address: written to the chip after the card was made; empty for none.
    """

    document: IdDocument
    latest_address: str = ""


@dataclass(frozen=True)
class Faults:
    """How the simulated reader misbehaves. Counts run down answer by answer, status included.

    Attributes:
        noise: bytes sent before every answer.
        silent: so many requests stay unanswered.
        torn: so many answers end half-way.
        bad_checksum: so many answers carry a wrong checksum.
        short: so many answers to `READ` are whole frames without their data.
        piece_bytes, piece_pause_s: answers leave in pieces of this size with this pause; 0 = at once.
        refusals: SW3 values given instead of the next answers to a command, once each.
        always: SW3 given to a command for ever.
        found_again: the card is found again although it was read and not lifted.
        knows_more: whether status and latest address are answered at all.
    """

    noise: bytes = b""
    silent: int = 0
    torn: int = 0
    bad_checksum: int = 0
    short: int = 0
    piece_bytes: int = 0
    piece_pause_s: float = 0.0
    refusals: Mapping[Command, tuple[int, ...]] = field(default_factory=dict)
    always: Mapping[Command, int] = field(default_factory=dict)
    found_again: bool = False
    knows_more: bool = True


UNAUTHORISED = Faults(always=dict.fromkeys(Command, Sw.NOT_AUTHORISED))
"""A module that was never authorised."""


class CardSimulator:
    """A reader on a pseudo-terminal, served by a thread of its own (POSIX only).

    Use as a context manager, or call `close`.

    Attributes:
        port: the device path to give to `CardReader`.
    """

    def __init__(self, faults: Faults | None = None) -> None:
        self._lock = threading.Lock()
        self._take_on(faults or Faults())
        self._text: bytes | None = None
        self._latest_address = b""
        self._read_once = False
        self._selected = False
        self._asked: list[bytes] = []
        self._stopping = threading.Event()
        self._master, self._slave = os.openpty()
        os.set_blocking(self._master, False)
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        self._thread = threading.Thread(target=self._serve, name="card-simulator", daemon=True)
        self._thread.start()

    def __enter__(self) -> "CardSimulator":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def lay(self, card: SimulatedCard | IdDocument) -> None:
        """Lay a card on the plate, in place of one that lies there.

        Raises:
            ValueError: the document does not fit a chip, as `compose_text`.
        """
        laid = card if isinstance(card, SimulatedCard) else SimulatedCard(card)
        self.lay_text(compose_text(laid.document), address_bytes(laid.latest_address))

    def lay_text(self, text: bytes, latest_address: bytes = b"") -> None:
        """Lay a card whose 256 text bytes are given as they are."""
        with self._lock:
            self._text, self._latest_address = text, latest_address
            self._read_once = self._selected = False

    def lift(self) -> None:
        """Take the card away."""
        with self._lock:
            self._text, self._latest_address = None, b""
            self._read_once = self._selected = False

    def misbehave(self, faults: Faults) -> None:
        """From now on have these faults and no others."""
        with self._lock:
            self._take_on(faults)

    @property
    def asked(self) -> tuple[bytes, ...]:
        """CMD and PARA of every request so far."""
        with self._lock:
            return tuple(self._asked)

    def close(self) -> None:
        """Unplug the reader: the port is gone for whoever holds it."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._thread.join()
        os.close(self._master)
        os.close(self._slave)

    def _take_on(self, faults: Faults) -> None:
        self._faults = faults
        self._left = {name: getattr(faults, name) for name in ("silent", "torn", "bad_checksum", "short")}
        self._refusals = {command: list(values) for command, values in faults.refusals.items()}

    def _serve(self) -> None:
        held = b""
        while not self._stopping.is_set():
            if not select.select([self._master], [], [], _SLICE_S)[0]:
                continue
            held += os.read(self._master, 4096)
            while match := _REQUEST.search(held):
                held = held[match.end() :]
                self._answer(match[1])
            held = held[-len(PREAMBLE) - 5 :]

    def _answer(self, request: bytes) -> None:
        with self._lock:
            self._asked.append(request)
            pieces = self._pieces(request)
            pause_s = self._faults.piece_pause_s
        for position, piece in enumerate(pieces):
            if position and pause_s:
                self._stopping.wait(pause_s)
            self._send(piece)

    def _send(self, piece: bytes) -> None:
        while piece and not self._stopping.is_set():
            # Nobody may be reading, and a full terminal would block for ever.
            if select.select([], [self._master], [], _SLICE_S)[1]:
                piece = piece[os.write(self._master, piece) :]

    def _pieces(self, request: bytes) -> list[bytes]:
        known = {c.value: c for c in Command}
        command = known.get(request)
        if command in (Command.STATUS, Command.READ_LATEST_ADDRESS) and not self._faults.knows_more:
            return []
        frame = Frame(Sw.REQUEST_UNKNOWN) if command is None else self._frame(command)
        if self._take("silent"):
            return []
        if command is Command.READ and frame.sw == Sw.DONE and self._take("short"):
            frame = replace(frame, data=b"")
        whole = answer_bytes(frame)
        if self._take("torn"):
            whole = whole[: len(whole) // 2]
        elif self._take("bad_checksum"):
            whole = whole[:-1] + bytes((whole[-1] ^ 0x5A,))
        whole = self._faults.noise + whole
        size = self._faults.piece_bytes or len(whole)
        return [whole[at : at + size] for at in range(0, len(whole), size)]

    def _take(self, counter: str) -> bool:
        if not self._left[counter]:
            return False
        self._left[counter] -= 1
        return True

    def _frame(self, command: Command) -> Frame:
        if command in self._faults.always:
            return Frame(self._faults.always[command])
        if waiting := self._refusals.get(command):
            return Frame(waiting.pop(0))
        return _ANSWERS[command](self)

    def _status(self) -> Frame:
        return Frame(Sw.DONE)

    def _find(self) -> Frame:
        self._selected = False
        if self._text is None or (self._read_once and not self._faults.found_again):
            return Frame(Sw.NO_CARD)
        return Frame(Sw.CARD_FOUND, bytes(4))

    def _select(self) -> Frame:
        self._selected = self._text is not None
        return Frame(Sw.DONE, bytes(8)) if self._selected else Frame(Sw.SELECT_FAILED)

    def _read(self) -> Frame:
        if self._text is None or not (self._selected or self._read_once):
            return Frame(Sw.READ_FAILED)
        self._read_once = True
        return base_answer(self._text)

    def _read_latest_address(self) -> Frame:
        if self._text is None:
            return Frame(Sw.READ_FAILED)
        return Frame(Sw.DONE, self._latest_address) if self._latest_address else Frame(Sw.ITEM_EMPTY)


_ANSWERS: dict[Command, Callable[[CardSimulator], Frame]] = {
    Command.STATUS: CardSimulator._status,
    Command.FIND: CardSimulator._find,
    Command.SELECT: CardSimulator._select,
    Command.READ: CardSimulator._read,
    Command.READ_LATEST_ADDRESS: CardSimulator._read_latest_address,
}
