"""Faults on the hub's side: cut requests, a rush, a full disk, a read-only database, other versions."""

import asyncio
import socket
import struct
import threading
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import event, func, insert, select, text

from app.errors import HubBusy
from app.hub import contents, wire
from app.hub.packing import pack
from app.hub.ports import EnrolledStation
from app.hub.signing import public_key_text
from app.rulepacks import load_rulepack
from db.hub.rows import hub_station, op, visit
from db.hub.store import SqlHub
from tests.fakes.replica import COUNTY, Replica, office
from tests.hub.conftest import Enrolled
from tests.live_hub import LiveHub


def count(hub: LiveHub, table: object = op) -> int:
    with hub.engine.connect().execution_options(begin="DEFERRED") as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


def test_a_push_cut_anywhere_leaves_nothing_half_stored(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    ops = [replica.register() for _ in range(20)]
    content = pack(wire.encode(wire.Push(ops)))
    url = hub.address.url + "/v1/ops"
    signed = replica.signer.headers("POST", url, content, datetime.now(UTC))
    at = urlsplit(url)
    head = [
        "POST /v1/ops HTTP/1.1",
        f"Host: {at.netloc}",
        f"Content-Length: {len(content)}",
        "Content-Encoding: zstd",
        *(f"{name}: {value}" for name, value in signed.items()),
    ]
    whole = "\r\n".join(head).encode() + b"\r\n\r\n"
    for part in range(16):
        with socket.create_connection((str(at.hostname), int(at.port or 0)), timeout=10) as cut:
            cut.sendall(whole + content[: len(content) * part // 16])
            cut.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # reset, not end
    assert line.push(wire.Push(ops)).results[0].result is wire.OpResult.ACCEPTED
    assert count(hub) == 20


def test_three_hundred_stations_at_once_are_told_when_to_come_again(hub: LiveHub) -> None:
    replicas = [Replica(office(1), window=1 + n % 90) for n in range(300)]
    with hub.engine.begin() as connection:
        connection.execute(
            insert(hub_station),
            [
                {
                    "station_id": r.station_id,
                    "county": COUNTY,
                    "office": r.office.code,
                    "window": r.window,
                    "public_key": public_key_text(r.key),
                    "enrolled_at": datetime.now(UTC),
                    "revoked_at": None,
                }
                for r in replicas
            ],
        )
    for replica in replicas:
        replica.register()
    refused: list[httpx.Response] = []

    async def reconnect(replica: Replica, http: httpx.AsyncClient) -> None:
        url, content = hub.address.url + "/v1/ops", pack(wire.encode(wire.Push(replica.ops)))
        for _ in range(200):
            headers = replica.signer.headers("POST", url, content, datetime.now(UTC))
            answer = await http.post(url, content=content, headers=headers | {"content-encoding": "zstd"})
            if answer.status_code == 200:
                return
            assert answer.status_code in {429, 503}, answer.text
            refused.append(answer)
            await asyncio.sleep(float(answer.headers["retry-after"]))
        raise AssertionError("never let in")

    async def all_at_once() -> None:
        limits = httpx.Limits(max_connections=300)
        async with httpx.AsyncClient(verify=False, trust_env=False, timeout=60, limits=limits) as http:
            await asyncio.gather(*(reconnect(replica, http) for replica in replicas))

    asyncio.run(all_at_once())
    assert count(hub) == 300
    assert refused, "nobody was asked to wait"
    assert len({answer.headers["retry-after"] for answer in refused}) > 1, "they come back together"


def test_a_read_only_or_full_database_is_503_and_works_on_when_there_is_room(
    hub: LiveHub, enrolled: Enrolled
) -> None:
    replica, line = enrolled()
    first, later = replica.register(), [replica.register() for _ in range(200)]
    line.push(wire.Push([first]))
    lite = hub.engine.dialect.name == "sqlite"
    if lite:

        def full(raw: object, _record: object) -> None:
            raw.execute("PRAGMA max_page_count = 1").close()  # type: ignore[attr-defined]

        event.listen(hub.engine, "connect", full)
        hub.engine.dispose()
    else:
        read_only(hub, on=True)
    with pytest.raises(HubBusy):
        line.push(wire.Push(later))
    assert line.feed(office().code, 0, "").events, "reading goes on"
    if lite:
        event.remove(hub.engine, "connect", full)
        hub.engine.dispose()
    else:
        read_only(hub, on=False)
    answer = line.push(wire.Push(later))
    assert {r.result for r in answer.results} == {wire.OpResult.ACCEPTED}
    assert count(hub) == 201


def read_only(hub: LiveHub, *, on: bool) -> None:
    """As a primary that became a standby's follower, or that its people closed for writing."""
    with hub.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET default_transaction_read_only = off"))
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(
            text(f"ALTER DATABASE {name} SET default_transaction_read_only = {'on' if on else 'off'}")
        )
    hub.engine.dispose()


def test_an_old_station_without_the_newer_fields_is_taken_in(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    sent = wire.encode(wire.Push([replica.register()])).decode()
    for newer in ('"boot_id":"",', ',"offset_ms":null', ',"offset_age_s":null'):
        sent = sent.replace(newer, "")
    answer = line.send(
        "POST",
        "/v1/ops",
        pack(sent.encode()),
        {"content-encoding": "zstd", "content-type": "application/json"},
    )
    assert answer.json()["results"][0]["result"] == "accepted"


def test_what_a_newer_station_says_is_kept_and_worked_up_after_the_upgrade(
    hub: LiveHub, enrolled: Enrolled, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    replica, line = enrolled()
    body = replica.visit()
    made = replica.write("visit", body, v=2, about=body["visit_no"])
    assert line.push(wire.Push([made])).results[0].why == "unknown_version"
    hub.settle()
    assert count(hub, visit) == 0
    monkeypatch.setattr(contents, "OP_VERSIONS", range(1, 3))
    upgraded = SqlHub(hub.engine, load_rulepack(), tmp_path)
    while upgraded.work(datetime.now(UTC)):
        pass
    assert count(hub, visit) == 1
    assert upgraded.hello(of(upgraded, replica), replica.hello(), datetime.now(UTC)).parked == 0
    threads = [
        threading.Thread(target=SqlHub(hub.engine, load_rulepack(), tmp_path).work, args=(datetime.now(UTC),))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(hub, visit) == 1


def of(store: SqlHub, replica: Replica) -> EnrolledStation:
    station = store.station(replica.station_id)
    assert station is not None
    return station
