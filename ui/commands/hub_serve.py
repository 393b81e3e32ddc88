"""Running the hub: one process, or several under one that starts anew whichever dies."""

import argparse
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from types import FrameType

import uvicorn

from app.errors import BadInput
from ui.commands.hub_check import warn
from ui.commands.world import DONE, World

_INHERITED = "STATION_HUB_SOCKET"
_WAIT_S = 0.5
_END_S = 20


def listen_address(text: str) -> tuple[str, int]:
    """Host and port of `--listen`.

    Raises:
        BadInput: it is none.
    """
    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise BadInput(["--listen：应写成 地址:端口，例如 127.0.0.1:8080。"])
    return host.strip("[]") or "127.0.0.1", int(port)


def proxy_networks(told: Sequence[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Networks of `--proxy`.

    Raises:
        BadInput: one is none.
    """
    try:
        return [ipaddress.ip_network(text) for text in told]
    except ValueError as error:
        raise BadInput(["--proxy：应写成地址或网段，例如 10.0.0.5 或 10.0.0.0/24。"]) from error


def serve(args: argparse.Namespace, listen: tuple[str, int], world: World) -> int:
    """Serve until told to end (SIGTERM, SIGINT).

    Raises:
        BadInput: the port is taken, the database is not fit, or so many processes cannot be meant.
    """
    (host, port), workers, connections = listen, args.workers, args.connections
    proxy_networks(args.proxy)
    if not 1 <= workers <= 64 or not 1 <= connections <= 200:
        raise BadInput(["--workers 应为 1 至 64，--connections 应为 1 至 200。"])
    if inherited := os.environ.pop(_INHERITED, ""):
        return _work(args, socket.socket(fileno=int(inherited)), world, child=True)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=1024)
    except (OSError, OverflowError) as error:
        raise BadInput([f"{host}:{port} 不能监听，可能已被占用或没有权限。请换一个端口。"]) from error
    with listener:
        warn(args.db, args.papers, world)
        told = f"上级服务运行在 http://{host}:{listener.getsockname()[1]}（按 Ctrl+C 结束）。"
        if workers == 1:
            return _work(args, listener, world, told=told)
        with world.hub(args.db):
            pass  # found fit once, here, where somebody reads why not
        world.say(told)
        return _Supervisor(args, listener).run()


def _work(
    args: argparse.Namespace, listener: socket.socket, world: World, *, child: bool = False, told: str = ""
) -> int:
    application = world.hub_application(
        args.db, args.papers, args.papers_key, args.connections, proxy_networks(args.proxy)
    )
    config = uvicorn.Config(
        application,
        log_config=None,
        log_level="critical",  # its own trace of an error quotes values; the application tells the place
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_END_S,
        h11_max_incomplete_event_size=64 * 1024,
    )
    server = uvicorn.Server(config)
    if child:
        threading.Thread(target=_end_with_parent, args=(server,), name="parent", daemon=True).start()
    if told:
        world.say(told)
    server.run(sockets=[listener])
    return DONE


def _end_with_parent(server: uvicorn.Server) -> None:
    """Our standard input is a pipe that the parent holds: its end means that the parent is gone."""
    while sys.stdin.buffer.read(1):
        pass
    server.should_exit = True


class _Supervisor:
    """Keeps so many processes serving on one socket."""

    def __init__(self, args: argparse.Namespace, listener: socket.socket) -> None:
        self._environment = {**os.environ, "STATION_HUB_DB": args.db, _INHERITED: str(listener.fileno())}
        self._listener = listener
        own = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ui"]
        papers = ["--papers", str(args.papers)] if args.papers else []
        papers += ["--papers-key", str(args.papers_key)] if args.papers_key else []
        proxies = [f"--proxy={text}" for text in args.proxy]
        self._command = [*own, "hub", "serve", "--connections", str(args.connections), *papers, *proxies]
        self._children: list[subprocess.Popen[bytes]] = []
        self._workers = args.workers
        self._ended = threading.Event()

    def run(self) -> int:
        """Until a signal comes."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        while not self._ended.is_set():
            self._children = [child for child in self._children if child.poll() is None]
            while len(self._children) < self._workers and not self._ended.is_set():
                self._children.append(self._start())
            self._ended.wait(_WAIT_S)
        for child in self._children:
            child.terminate()
        for child in self._children:
            try:
                child.wait(_END_S + 5)
            except subprocess.TimeoutExpired:
                child.kill()
        return DONE

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command,
            env=self._environment,
            stdin=subprocess.PIPE,
            pass_fds=[self._listener.fileno()],
            close_fds=True,
        )

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ended.set()
