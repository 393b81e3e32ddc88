"""A real hub process behind a faulty proxy, killed workers and killed stations: nothing is lost or doubled.

Rows 3, 10-13, 18-20 of the fault matrix; I1, I2, I4, I8, I12, I16 are looked at afterwards.
"""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.hub.client import HubClient
from app.rulepacks import load_rulepack
from app.sync.beat import sync_round
from app.sync.enrol import enrol, open_line
from app.sync.ports import Binding
from db import keyring
from db.gate import StoreGate, create_store
from tests.e2e.test_sync_commands import _wait_for
from tests.e2e.test_sync_commands import station as command
from tests.faulty_proxy import Fault, FaultyProxy
from tests.sync.conftest import LEAD, PASSWORD, Station, office

_KINDS = ("html", "drop_reply", "twice")
FAULTS = (
    *(Fault(kind) for kind in _KINDS),
    *(Fault("cut_request", at) for at in (1, 4, 8, 12, 15)),
    *(Fault("cut_reply", at) for at in (1, 4, 8, 12, 15)),
)


@pytest.fixture(autouse=True)
def _quick_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "_TIME_COST", 1)
    monkeypatch.setattr(keyring, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keyring, "_LANES", 1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Station]:
    """A window of its own."""
    folder = tmp_path / "store"
    create_store(folder, office(1), LEAD, PASSWORD)
    made = Station(folder, StoreGate(folder, lambda _: load_rulepack(), holder="command"))
    yield made
    made.gate.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, str, subprocess.Popen[bytes]]]:
    """(database address, URL, process) of a hub with two workers."""
    database = f"sqlite:///{tmp_path / 'hub.db'}"
    command("hub", "init", "--db", database, "--name", "云岭省信访局")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = ("hub", "serve", "--db", database, "--listen", f"127.0.0.1:{port}", "--workers", "2")
    server = subprocess.Popen(
        [sys.executable, "-m", "ui", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield database, f"http://127.0.0.1:{port}", server
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def bind(desk: Station, database: str, url: str, tmp_path: Path) -> None:
    with desk.session.read() as unit:
        mine = unit.office()
    path = tmp_path / "office.json"
    path.write_text(
        json.dumps({k: v for k, v in msgspec.to_builtins(mine).items() if v}, ensure_ascii=False), "utf-8"
    )
    code = command("hub", "enrol-code", "--db", database, "--office", str(path))["code"]
    enrol(desk.store, url, code)


def settled(desk: Station, database: str) -> None:
    until = time.monotonic() + 60
    while True:
        report = sync_round(desk.store, compare=True)
        if report.failure is None and desk.store.figures().in_step and not report.pushed:
            break
        assert time.monotonic() < until, (report, desk.store.figures())
        time.sleep(0.2)
    desk.gate.close()
    mine = command("list", "visits", "--store", str(desk.folder), "--user", LEAD)
    assert mine == command("hub", "list", "visits", "--db", database)
    desk.open()


def test_whatever_the_proxy_breaks_arrives_once(
    served: tuple[str, str, Any], desk: Station, tmp_path: Path
) -> None:
    database, url, _ = served
    with FaultyProxy(url) as proxy:
        bind(desk, database, proxy.url, tmp_path)
        for number, fault in enumerate(FAULTS):
            desk.register(f"人{number}")
            before = desk.store.figures().at_hub
            proxy.plan = [fault]
            report = sync_round(desk.store)
            if fault.kind != "twice":
                assert report.failure is not None, fault
                assert desk.store.figures().at_hub == before
            proxy.plan = [Fault("pass"), fault]
            sync_round(desk.store)
            proxy.plan = []
        settled(desk, database)


def test_killed_workers_and_stations_lose_and_double_nothing(
    served: tuple[str, str, Any], desk: Station, tmp_path: Path
) -> None:
    database, url, server = served
    bind(desk, database, url, tmp_path)
    for number in range(12):
        desk.register(f"人{number}")
    for pause in (0.6, 0.9, 1.2):
        for child in _children(server.pid)[:1]:
            os.kill(child, signal.SIGKILL)
        desk.gate.close()
        syncing = subprocess.Popen(
            [sys.executable, "-m", "ui", "sync", "--once", "--store", str(desk.folder), "--user", LEAD],
            env={**os.environ, "STATION_PASSWORD": PASSWORD},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(pause)
        syncing.kill()
        syncing.wait(10)
        desk.open()
        desk.register("又来一位")
    settled(desk, database)


def test_registering_is_not_slowed_by_a_dead_hub(desk: Station) -> None:
    """I16: a hub that takes connections and never answers, with rounds going on beside."""
    alone = _times(desk)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        who = desk.store.identity()
        desk.store.bind(
            Binding(
                f"http://127.0.0.1:{silent.getsockname()[1]}", "", "云岭省信访局", who.county, who.office,
                who.station_id, bytes(range(32)), bytes(32),
            ),
            desk.session.clock.now_utc(),
        )  # fmt: skip
        ended = threading.Event()
        rounds = threading.Thread(target=_rounds, args=(desk, ended), name="rounds")
        rounds.start()
        try:
            beside = _times(desk)
        finally:
            ended.set()
            silent.close()
            rounds.join(60)
    # Processor time of the registering thread: the machine may be busy with other things.
    assert statistics.median(beside) < statistics.median(alone) * 1.5


def _times(desk: Station) -> list[float]:
    taken = []
    for number in range(15):
        began = time.thread_time()
        desk.register(f"人{number}")
        taken.append(time.thread_time() - began)
    return taken


def _rounds(desk: Station, ended: Any) -> None:
    def line(bound: Any) -> HubClient:
        made = open_line(bound)
        made._http.timeout = 1.0
        return made

    while not ended.is_set():
        sync_round(desk.store, line=line)


def _children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(told[1]) == pid:
            found.append(int(stat.parent.name))
    return sorted(found)
