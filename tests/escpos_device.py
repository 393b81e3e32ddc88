"""A slip printer of the tests' own: takes ESC/POS over TCP or a serial line and shows what it printed."""

import os
import pty
import select
import socket
import threading
import tty
from types import TracebackType

import numpy as np
from numpy.typing import NDArray


class EscposDevice:
    """Understands what a receipt printer must: reset, raster, feed, cut, and questions about its state.

    Attributes:
        paper, cover_closed, talks: how it stands; `talks` False is a model that never answers.
        cut_after: takes so many bytes of dots and then loses its line; None = never.
        slips: what was cut off, True = black.
        fed: rows fed without dots since the last cut.
    """

    def __init__(self) -> None:
        self.paper = self.cover_closed = self.talks = True
        self.cut_after: int | None = None
        self.slips: list[NDArray[np.bool_]] = []
        self._rows: list[NDArray[np.bool_]] = []
        self._waiting = b""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._dots = 0

    def __enter__(self) -> "EscposDevice":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _serve(self) -> None:
        raise NotImplementedError

    def take(self, data: bytes) -> bytes:
        """Work off what has come; returns what the printer answers."""
        answer = b""
        self._waiting += data
        while (used := self._one()) is not None:
            length, said = used
            self._waiting = self._waiting[length:]
            answer += said
        return answer

    def _one(self) -> tuple[int, bytes] | None:
        """Length and answer of the command at the front; None while it is not whole or nothing moves."""
        raw = self._waiting
        if raw[:2] == b"\x10\x04" and len(raw) >= 3:
            return 3, self._status(raw[2])
        if not (self.paper and self.cover_closed):
            # Off line: dots wait, questions in real time are answered all the same.
            if raw[-3:-1] == b"\x10\x04":
                self._waiting = raw[:-3]
                return 0, self._status(raw[-1])
            return None
        if raw[:2] == b"\x1b@":
            return 2, b""
        if raw[:3] == b"\x1dv0" and len(raw) >= 8:
            wide, high = int.from_bytes(raw[4:6], "little"), int.from_bytes(raw[6:8], "little")
            if len(raw) < 8 + wide * high:
                return None
            bits = np.unpackbits(np.frombuffer(raw[8 : 8 + wide * high], np.uint8)).reshape(high, wide * 8)
            self._rows.append(bits.astype(bool))
            self._dots += wide * high
            return 8 + wide * high, b""
        if raw[:2] == b"\x1bd" and len(raw) >= 3:
            return 3, b""
        if raw[:2] == b"\x1dV" and len(raw) >= (4 if raw[2:3] == b"B" else 3):
            self.slips.append(np.concatenate(self._rows))
            self._rows = []
            return (4 if raw[2:3] == b"B" else 3), b""
        if raw[:2] == b"\x1dr" and len(raw) >= 3:
            return 3, b"\x00" if self.talks else b""
        assert raw[:1] in (b"", b"\x10", b"\x1b", b"\x1d"), raw[:8]
        return None

    def _status(self, which: int) -> bytes:
        if not self.talks:
            return b""
        if which == 2:
            return bytes((0x12 | (0 if self.cover_closed else 0x04) | (0 if self.paper else 0x20),))
        return bytes((0x12 if self.paper else 0x72,))

    @property
    def broken(self) -> bool:
        """Whether the line is to be cut now."""
        got = self._dots + len(self._waiting)
        return self.cut_after is not None and got > self.cut_after


class TcpDevice(EscposDevice):
    """On a network; one connection at a time, as such printers have it."""

    def __init__(self) -> None:
        super().__init__()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._listening.getsockname()[1]}"

    def _serve(self) -> None:
        with self._listening:
            while not self._stop.is_set():
                if select.select([self._listening], [], [], 0.02)[0]:
                    line, _ = self._listening.accept()
                    with line:
                        self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        while not self._stop.is_set():
            if not select.select([line], [], [], 0.02)[0]:
                data = b""
            else:
                try:
                    data = line.recv(4096)
                except ConnectionError:
                    return
                if not data:
                    return
            said = self.take(data)
            if self.broken:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return
            if said:
                line.sendall(said)


class SerialDevice(EscposDevice):
    """On a serial line; the other end is a pseudo terminal."""

    def __init__(self) -> None:
        super().__init__()
        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._theirs)
        self.address = f"serial://{os.ttyname(self._theirs)}?baud=115200"

    def _serve(self) -> None:
        try:
            while not self._stop.is_set():
                data = os.read(self._ours, 4096) if select.select([self._ours], [], [], 0.02)[0] else b""
                if said := self.take(data):
                    os.write(self._ours, said)
        finally:
            os.close(self._ours)
            os.close(self._theirs)
