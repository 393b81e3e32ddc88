"""The whole of it, and everything breaks: stations' stores, a bad line, nginx with TLS, workers, PostgreSQL.

Black box: stations and hub as processes of the real commands; after healing `station list visits` and
`station hub list visits` are the same bytes. Rows 10-13, 15, 16, 20, 21 of the fault matrix, I1-I4, I12, I20.
"""

import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import psycopg
import pytest

from app.hub import wire
from app.hub.packing import pack
from app.rulepacks import load_rulepack
from app.sync.beat import sync_round
from app.sync.enrol import enrol
from db import keyring
from db.gate import StoreGate, create_store
from db.hub.engine import open_hub_engine
from tests.fakes.replica import Replica
from tests.fakes.replica import office as replica_office
from tests.faulty_wire import FaultyWire
from tests.hub.test_through_nginx import free_port, serving, until_up, workers_of
from tests.private_nginx import PrivateNginx
from tests.private_postgres import PrivatePostgres
from tests.sync.conftest import LEAD, PASSWORD, Station, office

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("STATION_STORMS", "4"))
CROWD = int(os.environ.get("STATION_CROWD", "40"))


@pytest.fixture(autouse=True)
def _quick_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "_TIME_COST", 1)
    monkeypatch.setattr(keyring, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keyring, "_LANES", 1)


def said(*words: object, **environment: str) -> str:
    """What a command wrote to standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "ui", *map(str, words), "--json"],
        cwd=ROOT,
        env={**os.environ, "STATION_PASSWORD": PASSWORD, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


class County:
    """A hub of two workers on PostgreSQL behind nginx, and a line to it that breaks."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack) -> None:
        self.postgres = stack.enter_context(PrivatePostgres())
        self.db, port = self.postgres.url(), free_port()
        self.nginx = stack.enter_context(PrivateNginx(port))
        self.wire = stack.enter_context(FaultyWire(self.nginx.port, random.Random(20)))
        ca = folder / "ca.pem"
        ca.write_text(self.nginx.address.ca)
        said("hub", "init", "--name", "云岭省信访局", "--ca", ca, STATION_HUB_DB=self.db)
        self.server = stack.enter_context(serving(self.db, port, folder / "papers"))
        until_up(self.nginx)
        self.url = f"https://127.0.0.1:{self.wire.port}"
        self._folder = folder

    def window(self, number: int) -> Station:
        """A station enrolled over the line, as its people do it."""
        store = self._folder / f"store-{number}"
        create_store(store, office(1), LEAD, PASSWORD)
        made = Station(store, StoreGate(store, lambda _: load_rulepack(), holder="command"))
        paper = self._folder / "office.json"
        with made.session.read() as unit:
            told = {k: v for k, v in msgspec.to_builtins(unit.office()).items() if v}
        paper.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        code = json.loads(said("hub", "enrol-code", "--office", paper, STATION_HUB_DB=self.db))["code"]
        enrol(made.store, self.url, code)
        return made


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with contextlib.ExitStack() as stack:
        yield County(tmp_path_factory.mktemp("county"), stack)


def killed_while_syncing(desk: Station, pause_s: float) -> None:
    desk.gate.close()
    syncing = subprocess.Popen(
        [sys.executable, "-m", "ui", "sync", "--once", "--store", str(desk.folder), "--user", LEAD],
        env={**os.environ, "STATION_PASSWORD": PASSWORD},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    time.sleep(pause_s)
    syncing.kill()
    syncing.wait(10)
    desk.open()


@pytest.mark.timeout(900 if ROUNDS < 10 else 7200)
def test_after_a_storm_both_lists_are_the_same_bytes(county: County) -> None:
    chance = random.Random(2026)
    desks = [county.window(n) for n in range(2)]
    printed: list[str] = []
    try:
        for round_ in range(ROUNDS):
            county.wire.cut_after = chance.choice((0, 3000, 20000))
            county.wire.late_s = chance.choice((0.0, 0.02))
            county.wire.down = chance.random() < 0.2
            for desk in desks:
                printed.append(desk.register(f"人{round_}").visit_no)
                sync_round(desk.store)
            match round_ % 4:
                case 0:
                    os.kill(workers_of(county.server)[0], signal.SIGKILL)
                case 1:
                    county.postgres.kill()
                    again = threading.Timer(0.5, county.postgres.start)
                    again.start()
                    for desk in desks:
                        sync_round(desk.store)
                    again.join()
                case 2:
                    killed_while_syncing(desks[0], chance.uniform(0.5, 2.0))
                case _:
                    for pid in workers_of(county.server):
                        os.kill(pid, signal.SIGKILL)
        county.wire.heal()
        until_up(county.nginx)
        healed(desks)
        mine = {lists(desk) for desk in desks}
        theirs = of_office(said("hub", "list", "visits", STATION_HUB_DB=county.db), printed)
        assert mine == {theirs}
        assert sorted(json.loads(row)["visit_no"] for row in theirs.splitlines()) == sorted(printed)
        matters = of_office(said("hub", "list", "matters", STATION_HUB_DB=county.db), printed)
        assert len(matters.splitlines()) == len(printed)
    finally:
        for desk in desks:
            desk.gate.close()
    for word in ("人0", *printed):
        assert word not in county.nginx.log  # I20


def of_office(rows: str, numbers: list[str]) -> str:
    """Of a hub's rows those of the office, whatever order their numbers were given in."""
    prefix = numbers[0][:9]
    return "".join(
        row for row in rows.splitlines(keepends=True) if json.loads(row)["visit_no"].startswith(prefix)
    )


def healed(desks: list[Station]) -> None:
    end = time.monotonic() + 120
    while True:
        reports = [sync_round(desk.store, compare=True) for desk in desks]
        figures = [desk.store.figures() for desk in desks]
        quiet = not any(r.failure or r.pushed or r.pulled for r in reports)
        if quiet and all(f.in_step and not f.behind for f in figures):
            return
        assert time.monotonic() < end, (reports, figures)
        time.sleep(0.3)


def lists(desk: Station) -> str:
    """As the command prints it, to the byte."""
    desk.gate.close()
    try:
        assert json.loads(said("verify", "--store", desk.folder, "--user", LEAD))["ok"]
        return said("list", "visits", "--store", desk.folder, "--user", LEAD)
    finally:
        desk.open()


@pytest.mark.timeout(600 if CROWD < 100 else 1800)
def test_16_many_stations_in_the_same_second_all_get_through(county: County) -> None:
    replicas = [Replica(replica_office(7 + n % 3), window=1 + n % 90) for n in range(CROWD)]
    engine = open_hub_engine(county.db)
    for replica in replicas:
        replica.enrolled(engine, county.nginx.address).close()
        replica.register()
    engine.dispose()
    waits: list[float] = []

    async def reconnect(replica: Replica, http: httpx.AsyncClient) -> None:
        url = county.nginx.address.url + "/v1/ops"
        content = pack(wire.encode(wire.Push(replica.ops)))
        for _ in range(40):
            headers = replica.signer.headers("POST", url, content, datetime.now(UTC))
            answer = await http.post(url, content=content, headers=headers | {"content-encoding": "zstd"})
            if answer.status_code == 200:
                return
            assert answer.status_code in {429, 503}, answer.text
            waits.append(float(answer.headers["retry-after"]))
            await asyncio.sleep(waits[-1])
        raise AssertionError("never let in")

    async def all_at_once() -> None:
        limits = httpx.Limits(max_connections=CROWD)
        async with httpx.AsyncClient(
            verify=county.nginx.address.verify(), trust_env=False, timeout=60, limits=limits
        ) as http:
            await asyncio.gather(*(reconnect(replica, http) for replica in replicas))

    asyncio.run(all_at_once())
    with psycopg.connect(county.db) as connection:
        counted = "SELECT count(*), count(DISTINCT op_id) FROM op WHERE office = ANY(%s)"
        offices = [replica_office(n).code for n in (7, 8, 9)]
        row = connection.execute(counted, [offices]).fetchone()
    assert row == (CROWD, CROWD)
