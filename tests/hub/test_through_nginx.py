"""The whole of it as it runs in an office: the command's workers behind nginx with TLS, on PostgreSQL."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psycopg
import pytest

from app.errors import HubAway, HubBusy, HubFailed
from app.hub import wire
from app.hub.client import Address, HubClient
from tests.fakes.replica import Replica, office
from tests.private_nginx import PrivateNginx
from tests.private_postgres import PrivatePostgres

ROOT = Path(__file__).resolve().parents[2]


def station(*arguments: object, db: str) -> str:
    """A `station hub` command; what it answered."""
    done = subprocess.run(
        [sys.executable, "-m", "ui", "hub", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "STATION_HUB_DB": db},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextlib.contextmanager
def serving(db: str, port: int, papers: Path, workers: int = 2) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "ui", "hub", "serve", "--listen", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [*command, "--workers", str(workers), "--papers", str(papers)],
        cwd=ROOT,
        env={**os.environ, "STATION_HUB_DB": db},
        stderr=subprocess.PIPE,
    )
    try:
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
        assert server.stderr is not None
        server.stderr.close()


def workers_of(server: "subprocess.Popen[bytes]") -> list[int]:
    told = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    return [int(pid) for pid in told.split()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until_up(nginx: PrivateNginx) -> None:
    until = time.monotonic() + 90
    while nginx.get("/healthz").status_code != 200:
        assert time.monotonic() < until
        threading.Event().wait(0.2)


def pushed(line: HubClient, ops: list[wire.Op]) -> wire.PushAnswer:
    """As a station does: again and again until it is answered."""
    until = time.monotonic() + 120
    while True:
        try:
            return line.push(wire.Push(ops))
        except (HubAway, HubBusy, HubFailed):
            assert time.monotonic() < until
            threading.Event().wait(0.2)


@pytest.mark.timeout(600)
def test_killed_workers_and_a_killed_database_lose_and_double_nothing(tmp_path: Path) -> None:
    with PrivatePostgres() as postgres:
        db, port = postgres.url(), free_port()
        station("init", "--name", "云岭省信访局", db=db)
        office_file = tmp_path / "office.json"
        replica = Replica(office())
        office_file.write_bytes(msgspec.json.encode(msgspec.to_builtins(replica.office)))
        with serving(db, port, tmp_path / "papers") as server, PrivateNginx(port) as nginx:
            until_up(nginx)
            code = json.loads(station("enrol-code", "--office", office_file, "--json", db=db))["code"]
            with HubClient(nginx.address, replica.signer) as line:
                assert line.enrol(replica.enrolment(code)).office == replica.office.code
                batches = [[replica.register() for _ in range(20)] for _ in range(12)]
                for number, batch in enumerate(batches):
                    if number in {3, 7}:
                        os.kill(workers_of(server)[0], signal.SIGKILL)
                    if number == 5:
                        postgres.kill()
                        again = threading.Timer(1.0, postgres.start)
                        again.start()
                        answer = pushed(line, batch)
                        again.join()
                    else:
                        answer = pushed(line, batch)
                    assert all(r.result in wire.ACKNOWLEDGED for r in answer.results)
                assert line.hello(replica.hello()).epochs[0].in_step
            assert "查询办理情况" in nginx.get("/").text
            for op in replica.ops:
                assert op.about not in nginx.log
        listed = [json.loads(row) for row in station("list", "visits", "--json", db=db).splitlines()]
        assert [row["visit_no"] for row in listed] == [op.about for op in replica.ops]
        with psycopg.connect(db) as connection:
            total, distinct = (
                connection.execute("SELECT count(*), count(DISTINCT op_id) FROM op").fetchone() or ()
            )
            rows = connection.execute("SELECT op_id::text, body FROM op ORDER BY fseq").fetchall()
        assert (total, distinct) == (240, 240)
        assert {i: bytes(b) for i, b in rows} == {o.op_id: o.body.content() for o in replica.ops}


def test_a_stranger_between_is_not_trusted(tmp_path: Path) -> None:
    with PrivateNginx(free_port()) as nginx, PrivateNginx(free_port()) as other:
        address = Address(nginx.address.url, other.address.ca)
        with HubClient(address) as line, pytest.raises(HubAway):
            line.enrol(Replica(office()).enrolment("0000-0000"))


@pytest.mark.parametrize(
    ("settings", "locale", "word"),
    [
        ({"fsync": "off"}, "C.UTF-8", "fsync"),
        ({"synchronous_commit": "off"}, "C.UTF-8", "synchronous_commit"),
        ({}, "C", "LC_CTYPE"),
    ],
)
def test_a_database_that_would_lose_or_not_find_is_refused(
    settings: dict[str, str], locale: str, word: str
) -> None:
    with PrivatePostgres(locale=locale, settings=settings) as postgres:
        done = subprocess.run(
            [sys.executable, "-m", "ui", "hub", "init", "--db", postgres.url()],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr
