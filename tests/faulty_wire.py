"""A proxy of our own on the level of TCP, below TLS, between station and nginx: late, cut, slow, shut.

It knows nothing of what passes, as a bad line does.
"""

import contextlib
import random
import socket
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass
class FaultyWire:
    """Passes bytes from loopback to a port while the context is open.

    Attributes:
        cut_after: longest piece, in bytes each way, after which a connection may be reset; 0: never.
        late_s: longest wait before a piece is passed on.
        bytes_a_second: of each connection and direction; 0: no limit.
        down: nobody is let in.
    """

    target: int
    chance: random.Random
    cut_after: int = 0
    late_s: float = 0.0
    bytes_a_second: int = 0
    down: bool = False
    passed: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._serve, name="faulty-wire")]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(20)

    def heal(self) -> None:
        """From now on a good line."""
        self.cut_after, self.late_s, self.bytes_a_second, self.down = 0, 0.0, 0, False

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self.down:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target), 20)
            except OSError:
                near.close()
                continue
            left = self.chance.randint(1, self.cut_after) if self.cut_after else -1
            for source, sink in ((near, far), (far, near)):
                thread = threading.Thread(target=self._pass, args=(source, sink, left), name="faulty-wire")
                self._threads.append(thread)
                thread.start()

    def _pass(self, source: socket.socket, sink: socket.socket, left: int) -> None:
        source.settimeout(0.5)
        try:
            while not self._ended.is_set():
                try:
                    part = source.recv(16384)
                except TimeoutError:
                    continue
                if not part:
                    break
                wait = self.chance.random() * self.late_s
                if self.bytes_a_second:
                    wait += len(part) / self.bytes_a_second
                if wait:
                    self._ended.wait(wait)
                if 0 <= left <= len(part):
                    sink.sendall(part[:left])
                    break
                left -= len(part) if left > 0 else 0
                sink.sendall(part)
                self.passed += len(part)
        except OSError:
            pass
        finally:
            for each in (source, sink):
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            source.close()
