"""What a station three versions back pushes is taken in, and today's stations show it (row 42, I15).

`tests/fakes/old_operations.jsonl` are operations as the first release that registered visits wrote them, byte
for byte; the person in them is invented.
"""

import json
from pathlib import Path

import msgspec
from sqlalchemy import select

from app.hub import wire
from app.hub.packing import pack
from app.intake.lists import list_visits
from app.intake.results import VisitLine
from db.hub.office import SqlHubOffice
from db.hub.rows import op
from tests.fakes.replica import Replica
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation, office
from tests.sync.test_faults import through

OLD = Path(__file__).resolve().parents[1] / "fakes" / "old_operations.jsonl"
NEWER = {"boot_id", "offset_ms", "offset_age_s"}


def test_42_what_an_old_station_registered_is_at_the_hub_and_at_its_neighbours(
    hub: LiveHub, station: MakeStation
) -> None:
    old = Replica(office(1))
    for told in map(json.loads, OLD.read_text("utf-8").splitlines()):
        old.write(told["kind"], told["body"].encode(), v=told["v"], about=told["about"])
    sent = [{k: v for k, v in msgspec.to_builtins(one).items() if k not in NEWER} for one in old.ops]
    with old.enrolled(hub.engine, hub.address) as line:
        hello = msgspec.structs.replace(old.hello(), protocol=wire.PROTOCOL - 3)
        assert wire.PROTOCOL in line.hello(hello).protocols
        as_json = {"content-encoding": "zstd", "content-type": "application/json"}
        answer = line.send("POST", "/v1/ops", pack(msgspec.json.encode({"ops": sent})), as_json)
        assert {one["result"] for one in answer.json()["results"]} == {"accepted"}
        assert line.hello(hello).epochs[0].in_step
    hub.settle()
    with hub.engine.connect() as connection:
        rows = connection.execute(select(op.c.body, op.c.parked).order_by(op.c.fseq)).all()
    assert [bytes(row.body) for row in rows] == [one.body.content() for one in old.ops]
    assert {row.parked for row in rows} == {""}
    visits = {one.about for one in old.ops if one.kind == "visit"}
    assert {v.visit_no for v in hub_visits(hub)} == visits
    desk = station().enrolled(hub)
    assert through(desk, hub).failure is None
    assert {v.visit_no for v in list_visits(desk.session)} == visits
    assert desk.store.parked_items() == ()
    with desk.session.read() as unit:
        assert unit.problems() == ()
        first = unit.visit(min(visits))
    assert first is not None
    assert first.participants[0].stated.name == "骆青崖"


def hub_visits(hub: LiveHub) -> list[VisitLine]:
    return list(SqlHubOffice(hub.store).visits())
