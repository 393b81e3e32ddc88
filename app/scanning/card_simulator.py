"""A card reader without hardware: the reader's side of the line on a pseudo-terminal, or of HID reports.

It takes the reader's place in the demo and in tests, and can misbehave the way real ones do.
"""

import os
import re
import select
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from app.domain.identity import IdDocument
from app.scanning.card_compose import address_bytes, base_answer, compose_text
from app.scanning.card_frames import PREAMBLE, Command, Frame, Sw, answer_bytes
from app.scanning.card_line import sam_id_text
from app.scanning.card_ports import Likelihood, ReaderPort
from app.scanning.card_simulator_wires import SLICE_S, HidBackend, HidFraming, HidWire, PtyWire, Wire

if sys.platform != "win32":
    import fcntl

_SAM_ID = bytes.fromhex("05000300052535010100000002000000")
SAM_ID = sam_id_text(_SAM_ID)
"""What the simulated module calls itself."""
_REQUEST = re.compile(re.escape(PREAMBLE) + rb"\x00\x03(..).", re.S)


_KNOWN_TO_FEW = (Command.STATUS, Command.SAM_ID, Command.READ_LATEST_ADDRESS)


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
        gone_at: the reader is unplugged in the middle of its next answer to that command.
        found_again: the card is found again although it was read and not lifted.
        knows_more: whether status, module number and latest address are answered at all.
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
    gone_at: Command | None = None
    found_again: bool = False
    knows_more: bool = True


UNAUTHORISED = Faults(always=dict.fromkeys(Command, Sw.NOT_AUTHORISED))
"""A module that was never authorised."""


class CardSimulator:
    """A reader served by a thread of its own (POSIX only).

    Use as a context manager, or call `close`.

    Args:
        faults: how it misbehaves from the start.
        at: path of the device file, made here and gone while unplugged; None takes the terminal's own.
        hid: speaks HID reports in this framing instead of a serial line; see `hid_backend`.

    Attributes:
        port: the name to give to `CardReader`.
    """

    def __init__(
        self, faults: Faults | None = None, *, at: Path | None = None, hid: HidFraming | None = None
    ) -> None:
        self._lock = threading.Lock()
        self._take_on(faults or Faults())
        self._text: bytes | None = None
        self._latest_address = b""
        self._read_once = False
        self._selected = False
        self._asked: list[bytes] = []
        self._stopping = threading.Event()
        self._hid = hid
        self._thread: threading.Thread | None = None
        self._wire: Wire
        self.port = ""
        self.plug_in(at)

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

    def plug_in(self, at: Path | None = None) -> None:
        """Plug the reader in, under the given name; it has forgotten what it was asked to select."""
        self._wire = HidWire(self._hid) if self._hid else PtyWire(at)
        self.port = self._wire.port
        self._read_once = self._selected = False
        self._stopping.clear()
        self._thread = threading.Thread(target=self._serve, name="card-simulator", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Pull the plug: the port is gone for whoever holds it. A card stays on the plate."""
        if self._thread is None:
            return
        self._stopping.set()
        self._thread.join()
        self._thread = None
        self._wire.close()

    def close(self) -> None:
        """Unplug for good."""
        self.unplug()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Another program holds the serial port."""
        descriptor = os.open(self.port, os.O_RDWR | os.O_NOCTTY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            os.close(descriptor)

    def as_port(self, likelihood: Likelihood = Likelihood.BRIDGE) -> ReaderPort:
        """How it appears among the ports of the computer."""
        path = self.port if self.port.startswith("/") else ""
        return ReaderPort(self.port, "", likelihood, path)

    def hid_backend(self) -> HidBackend:
        """What stands for the `hidapi` module; only with `hid`."""
        if not isinstance(self._wire, HidWire):
            raise ValueError("no HID device")
        return self._wire.backend()

    def _take_on(self, faults: Faults) -> None:
        self._faults = faults
        self._left = {name: getattr(faults, name) for name in ("silent", "torn", "bad_checksum", "short")}
        self._refusals = {command: list(values) for command, values in faults.refusals.items()}

    def _serve(self) -> None:
        held = b""
        while not self._stopping.is_set():
            if not select.select([self._wire], [], [], SLICE_S)[0]:
                continue
            held += self._wire.receive()
            while match := _REQUEST.search(held):
                held = held[match.end() :]
                self._answer(match[1])
            held = held[-len(PREAMBLE) - 5 :]

    def _answer(self, request: bytes) -> None:
        with self._lock:
            self._asked.append(request)
            pieces = self._pieces(request)
            pause_s = self._faults.piece_pause_s
            gone = self._faults.gone_at is not None and self._faults.gone_at.value == request
        for position, piece in enumerate(pieces[: len(pieces) // 2] if gone else pieces):
            if position and pause_s:
                self._stopping.wait(pause_s)
            self._wire.send(piece, self._stopping)
        if gone:
            self._stopping.set()
            self._wire.close()

    def _pieces(self, request: bytes) -> list[bytes]:
        known = {c.value: c for c in Command}
        command = known.get(request)
        if (
            command in (Command.STATUS, Command.SAM_ID, Command.READ_LATEST_ADDRESS)
            and not self._faults.knows_more
        ):
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

    def _sam_id(self) -> Frame:
        return Frame(Sw.DONE, _SAM_ID)

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
    Command.SAM_ID: CardSimulator._sam_id,
    Command.FIND: CardSimulator._find,
    Command.SELECT: CardSimulator._select,
    Command.READ: CardSimulator._read,
    Command.READ_LATEST_ADDRESS: CardSimulator._read_latest_address,
}
