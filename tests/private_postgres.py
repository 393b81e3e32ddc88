"""A PostgreSQL of the tests' own: initdb in a folder, loopback, no other user's rights needed."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self


def programs() -> Path:
    """The folder with initdb and postgres, which Debian keeps off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    assert on_path, "PostgreSQL is not installed (.ci/system-packages test)"
    return Path(on_path).parent


class PrivatePostgres:
    """A running server with the durability of a real one; `url(name)` of a fresh database in it."""

    def __init__(
        self,
        *,
        locale: str = "C.UTF-8",
        settings: dict[str, str] | None = None,
        copy_of: "PrivatePostgres | None" = None,
        follows: bool = True,
    ) -> None:
        """Make and start one.

        Args:
            copy_of: not a fresh one but a copy of this server as it is now, as a backup of it would be.
            follows: the copy is a standby of it: takes over whatever is written there, and only reads.
        """
        self._root = Path(tempfile.mkdtemp(prefix="station-pg-"))
        self._user = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
        if self._user:
            shutil.chown(self._root, "nobody", "nogroup")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        if copy_of is None:
            as_hub = ["-U", "hub", "-A", "trust", "-E", "UTF8", "-N"]
            self._run("initdb", "-D", self._data, *as_hub, f"--locale={locale}")
        else:
            source = f"host=127.0.0.1 port={copy_of.port} user=hub"
            self._run("pg_basebackup", "-D", self._data, "-d", source, "-c", "fast", *["-R"][: int(follows)])
        with (self._data / "postgresql.conf").open("a") as conf:
            conf.write(
                f"listen_addresses = '127.0.0.1'\nport = {self.port}\n"
                f"unix_socket_directories = '{self._root}'\n"
                "max_connections = 60\nshared_buffers = 256MB\nlogging_collector = off\n"
            )
            conf.writelines(f"{name} = '{value}'\n" for name, value in (settings or {}).items())
        self._daemon: subprocess.Popen[bytes] | None = None
        self._databases = 0
        self.start()

    @property
    def _data(self) -> Path:
        return self._root / "data"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._daemon is not None:
            self._daemon.send_signal(3)  # at once: nothing of it is kept
            self._daemon.wait(60)
        shutil.rmtree(self._root, ignore_errors=True)

    def start(self) -> None:
        """Start, after `kill` with the recovery that a crash needs."""
        log = (self._root / "log").open("ab")
        self._daemon = subprocess.Popen(
            [programs() / "postgres", "-D", self._data], stdout=log, stderr=log, cwd=self._root, **self._user
        )
        log.close()
        until = time.monotonic() + 60
        while not self._answers():
            if self._daemon.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self._root / "log").read_text()[-2000:])
            threading.Event().wait(0.05)

    def stop(self) -> None:
        """End in order."""
        if self._daemon is not None:
            self._daemon.send_signal(2)
            self._daemon.wait(60)
            self._daemon = None

    def kill(self) -> None:
        """The machine under it dies: every one of its processes at once, without a word."""
        assert self._daemon is not None
        for pid in self.pids():
            os.kill(pid, 9)
        self._daemon.wait(20)
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        self._daemon = None

    def promote(self) -> None:
        """A standby becomes a server of its own."""
        self._run("pg_ctl", "promote", "-w", "-D", self._data)

    def set(self, name: str, value: str) -> None:
        """Change a setting while it runs."""
        for statement in (f"ALTER SYSTEM SET {name} = '{value}'", "SELECT pg_reload_conf()"):
            self.ask(statement)

    def ask(self, statement: str, database: str = "postgres") -> str:
        """What a statement answers, one value a line."""
        command = [programs() / "psql", "-XAtqc", statement, "-h", "127.0.0.1", "-p", str(self.port)]
        done = subprocess.run(
            [*command, "-U", "hub", database], check=True, capture_output=True, text=True, timeout=60
        )
        return done.stdout.strip()

    def pids(self) -> list[int]:
        """Every process of the server."""
        assert self._daemon is not None
        children = Path(f"/proc/{self._daemon.pid}/task/{self._daemon.pid}/children").read_text().split()
        return [self._daemon.pid, *map(int, children)]

    def url(self, copy_of: str = "") -> str:
        """A fresh database, or a copy of another one as it is now; nobody may be connected to that."""
        self._databases += 1
        name = f"hub{self._databases}"
        template = ["-T", copy_of.rpartition("/")[2]] if copy_of else []
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "hub", *template, name)
        return f"postgresql://hub@127.0.0.1:{self.port}/{name}"

    def _answers(self) -> bool:
        asked = subprocess.run(
            [programs() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)],
            check=False,
            cwd=self._root,
        )
        return asked.returncode == 0

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [str(programs() / program), *map(str, arguments)],
            check=True,
            capture_output=True,
            timeout=120,
            cwd=self._root,
            **self._user,  # type: ignore[call-overload]
        )
