"""An end for a whole request.

The time-outs of the HTTP library hold for each wait by itself: a hub that sends a byte now and then could
keep somebody at the window waiting for ever. Here every wait is cut to what is left of the whole.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

_WRITTEN_AT_ONCE = 65_536


class Deadline:
    """When the request in hand must have ended; for one thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Args: clock: seconds that only go forward."""
        self._clock = clock
        self._until = float("inf")

    def begin(self, within_s: float) -> None:
        """A request begins."""
        self._until = self._clock() + within_s

    def cut(self, timeout_s: float | None, late: type[Exception]) -> float:
        """What a single wait may take.

        Raises:
            Exception: of the kind `late`; nothing is left.
        """
        left = self._until - self._clock()
        if left <= 0:
            raise late("the whole request took too long")
        return left if timeout_s is None else min(timeout_s, left)


class PunctualTransport(httpx.HTTPTransport):
    """Connections whose every wait ends with the deadline."""

    def __init__(self, verify: ssl.SSLContext | bool, deadline: Deadline) -> None:
        """Args: verify: how TLS is checked; True: by the system's authorities."""
        super().__init__(verify=verify, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(verify=verify, trust_env=False),
            network_backend=_PunctualBackend(deadline),
        )


class _PunctualBackend(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """See the base; of a name with several addresses each is tried while time is left."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        for last, address in enumerate(addresses, 1 - len(addresses)):
            left = self._deadline.cut(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if last == 0:
                    raise
            else:
                return _PunctualStream(stream, self._deadline)
        raise httpcore.ConnectError("no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """See the base."""
        left = self._deadline.cut(timeout, httpcore.ConnectTimeout)
        return _PunctualStream(self._plain.connect_unix_socket(path, left, socket_options), self._deadline)

    def sleep(self, seconds: float) -> None:
        """See the base."""
        self._plain.sleep(seconds)


class _PunctualStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """See the base."""
        return self._stream.read(max_bytes, self._deadline.cut(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """See the base; in parts, since each is waited for by itself."""
        for at in range(0, len(buffer), _WRITTEN_AT_ONCE):
            left = self._deadline.cut(timeout, httpcore.WriteTimeout)
            self._stream.write(buffer[at : at + _WRITTEN_AT_ONCE], left)

    def close(self) -> None:
        """See the base."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """See the base."""
        left = self._deadline.cut(timeout, httpcore.ConnectTimeout)
        return _PunctualStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """See the base."""
        return self._stream.get_extra_info(info)
