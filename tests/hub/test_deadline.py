"""A whole request ends in time, however little the other side sends and however often."""

import contextlib
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from app.errors import HubAway
from app.hub import wire
from app.hub.client import Address, HubClient
from tests.live_hub import LiveHub

Answering = Callable[[socket.socket, threading.Event], None]


@contextlib.contextmanager
def listening(answer: Answering) -> Iterator[Address]:
    """Something that takes one connection and answers in its own way until it is left."""
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError), listener.accept()[0] as taken:
                answer(taken, ended)

        serving = threading.Thread(target=serve)
        serving.start()
        yield Address(f"http://127.0.0.1:{listener.getsockname()[1]}")
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        serving.join(10)


def drip(taken: socket.socket, ended: threading.Event, drops: bytes) -> None:
    for drop in drops:
        taken.sendall(bytes([drop]))
        if ended.wait(0.1):
            return


def drip_head(taken: socket.socket, ended: threading.Event) -> None:
    drip(taken, ended, b"HTTP/1.1 200 OK\r\n" + b"x-drop: 1\r\n" * 100)


def drip_body(taken: socket.socket, ended: threading.Event) -> None:
    taken.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4000\r\n\r\n")
    drip(taken, ended, b" " * 4000)


def say_nothing(_taken: socket.socket, ended: threading.Event) -> None:
    ended.wait(30)


@pytest.mark.parametrize("answer", [drip_head, drip_body, say_nothing])
def test_a_claim_is_answered_within_its_time_or_not_at_all(answer: Answering) -> None:
    claim = wire.Claim(str(uuid.uuid4()), str(uuid.uuid4()), ["0" * 64], date(2026, 11, 23))
    with listening(answer) as address, HubClient(address) as line:
        began = time.monotonic()
        with pytest.raises(HubAway):
            line.claim(claim, timeout_s=0.6)
        assert time.monotonic() - began < 1.5


def test_a_line_that_was_late_once_serves_again(hub: LiveHub) -> None:
    with HubClient(hub.address) as line:
        with pytest.raises(HubAway):
            line.send("GET", "/healthz", b"", {}, signed=False, whole_s=0.0)
        assert line.send("GET", "/healthz", b"", {}, signed=False).text == "ok\n"
