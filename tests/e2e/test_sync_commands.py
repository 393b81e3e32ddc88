"""Hub and stations as processes: all that is registered is at the hub once, and both lists agree."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sync.conftest import LEAD, PASSWORD, visit

_OFFICE = {
    "code": "1101990001",
    "name": "云岭省雾泽县信访局",
    "short": "雾信访",
    "kind": "xinfang",
    "level": "county",
    "division_code": "110199",
}


def said(*words: str, stdin: str = "", expect: int | None = 0) -> str:
    """Run the command; what it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "ui", *words, "--json"],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "STATION_PASSWORD": PASSWORD},
        check=False,
    )
    assert expect is None or done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stdout


def station(*words: str, stdin: str = "", expect: int | None = 0) -> Any:
    """Run the command; its JSON, or its lines where it lists."""
    lines = [json.loads(line) for line in said(*words, stdin=stdin, expect=expect).splitlines()]
    return lines if words[0] == "list" or words[:2] == ("hub", "list") else (lines or [None])[-1]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    path = tmp_path / "office.json"
    path.write_text(json.dumps(_OFFICE, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def hub(tmp_path: Path, office: Path) -> Iterator[tuple[str, str]]:
    """(database address, URL) of a running `station hub serve`."""
    database = f"sqlite:///{tmp_path / 'hub.db'}"
    station("hub", "init", "--db", database)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "ui", "hub", "serve", "--db", database, "--listen", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield database, f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            if httpx.get(url, timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        assert time.monotonic() < until, "the hub did not start"
        time.sleep(0.1)


def _signed(store: Path) -> tuple[str, ...]:
    return "--store", str(store), "--user", LEAD


def _register(store: Path, name: str, tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "visit.json"
    path.write_text(json.dumps(visit(name), ensure_ascii=False), encoding="utf-8")
    made: dict[str, Any] = station("register", "--visit", str(path), *_signed(store))
    return made


def _lists_agree(store: Path, database: str) -> dict[str, Any]:
    """To the byte; the matters by number."""
    for what in ("visits", "matters"):
        mine = said("list", what, *_signed(store))
        assert mine
        assert mine == said("hub", "list", what, "--db", database)
    return {m["reg_no"]: m for m in station("list", "matters", *_signed(store))}


def test_enrol_register_sync_and_what_the_hub_decides_comes_down(
    hub: tuple[str, str], office: Path, tmp_path: Path
) -> None:
    database, url = hub
    store = tmp_path / "store"
    station("init", "--store", str(store), "--office", str(office), "--user", LEAD)
    refused = station("sync", "--once", *_signed(store), expect=2)
    assert refused is None
    code = station("hub", "enrol-code", "--db", database, "--office", str(office))["code"]
    bound = station("enrol", "--hub", url, "--code", code, *_signed(store))
    assert bound["hub"] == url
    made = [_register(store, name, tmp_path) for name in ("骆青崖", "𬱖小满")]
    before = station("sync", "--status", *_signed(store))
    assert before["pending"] == before["registered"] > 0
    synced = station("sync", "--once", *_signed(store))
    assert synced["pushed"] == before["registered"]
    assert (synced["pending"], synced["parked"]) == (0, 0)
    number = made[0]["matters"][0]["reg_no"]
    step = {"kind": "transferred_on", "on": time.strftime("%Y-%m-%d"), "text": "转雾泽县自然资源局"}
    words = ("hub", "set-status", number, "--db", database, "--event", "-")
    until = time.monotonic() + 30
    while not (done := station(*words, stdin=json.dumps(step), expect=None)):
        assert time.monotonic() < until
    synced = station("sync", *_signed(store))
    assert synced["in_step"]
    assert synced["hub"] == url
    assert synced["pulled"] >= 1
    listed = _lists_agree(store, database)
    assert done["version"] == listed[number]["version"]
    assert station("verify", *_signed(store)) == {"ok": True, "problems": []}
