"""A proxy of our own between station and hub that breaks what passes, request by request."""

import contextlib
import socket
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_PORTAL = "<html><body>请先登录无线网络</body></html>".encode()
_HTML = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: %d\r\n\r\n" % len(_PORTAL) + _PORTAL


@dataclass(frozen=True)
class Fault:
    """What happens to a request: pass | html | drop_reply | twice | cut_request | cut_reply.

    `at`: the sixteenth of the bytes at which it is cut.
    """

    kind: str
    at: int = 8


@dataclass
class FaultyProxy:
    """Listens on loopback while the context is open; `plan` is used up, then all passes."""

    upstream: str
    plan: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        parts = urlsplit(self.upstream)
        self._target = (parts.hostname or "", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, name="faulty-proxy")
        self._closed = False
        self._open: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        for thread in self._open:
            thread.join(10)

    def _serve(self) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._one, args=(client,), name="faulty-request")
            self._open.append(thread)
            thread.start()

    def _one(self, client: socket.socket) -> None:
        """One request a connection; the client is told so."""
        with client, contextlib.suppress(OSError):
            client.settimeout(20)
            request = _message(client)
            if not request:
                return
            fault = self.plan.pop(0) if self.plan else Fault("pass")
            if fault.kind == "html":
                client.sendall(_HTML)
                return
            if fault.kind == "cut_request":
                with socket.create_connection(self._target, 20) as hub:
                    hub.sendall(request[: max(1, len(request) * fault.at // 16)])
                return
            reply = self._asked(request)
            if fault.kind == "twice":
                reply = self._asked(request)
            if fault.kind == "drop_reply":
                return
            if fault.kind == "cut_reply":
                reply = reply[: max(1, len(reply) * fault.at // 16)]
            client.sendall(reply)

    def _asked(self, request: bytes) -> bytes:
        with socket.create_connection(self._target, 20) as hub:
            hub.settimeout(20)
            hub.sendall(request)
            return _message(hub).replace(b"\r\n", b"\r\nconnection: close\r\n", 1)


def _message(source: socket.socket) -> bytes:
    """One HTTP message with a content-length, as it came."""
    got = b""
    while b"\r\n\r\n" not in got:
        part = source.recv(65536)
        if not part:
            return got
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        part = source.recv(65536)
        if not part:
            break
        body += part
    return head + b"\r\n\r\n" + body
