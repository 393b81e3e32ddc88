"""What one window takes back ends at every window and at the hub."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

import msgspec

from app.hub import wire
from app.intake.lists import list_visits
from app.intake.matter_lists import list_matters
from db.hub.office import SqlHubOffice
from tests.fakes.replica import Replica
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation, Station, office


def corrected(line: Any, replica: Replica, kind: str, about: str, **fields: Any) -> str:
    """Another window's correction, pushed."""
    amend_id = str(uuid.uuid4())
    body = {
        "amend_id": amend_id,
        "about_id": about,
        "base": "",
        "by": "叶知秋",
        "at": datetime.now(UTC).isoformat(),
        "fields": fields,
        "reason": "笔误",
    }
    line.push(wire.Push([replica.write(kind, body)]))
    return amend_id


def lists_agree(hub: LiveHub, desk: Station) -> None:
    mine, theirs = list_visits(desk.session), list(SqlHubOffice(hub.store).visits())
    assert list(mine) == theirs
    here = {m.reg_no: (m.demand, m.state, m.version) for m in list_matters(desk.session)}
    there = SqlHubOffice(hub.store).matters(datetime.now(UTC))
    assert here == {m.reg_no: (m.demand, m.state, m.version) for m in there}


def test_what_another_window_took_back_ends_here_and_at_the_hub(hub: LiveHub, station: MakeStation) -> None:
    desk, window = station(1).enrolled(hub), Replica(office(1), 2)
    with window.enrolled(hub.engine, hub.address) as line:
        made, kept = window.register(), window.register()
        line.push(wire.Push([made, kept]))
        corrected(line, window, "withdraw", json.loads(made.body.content())["visit_id"])
        hub.settle()
        assert desk.sync().failure is None
        lists_agree(hub, desk)
        states = {m.visit_no: m.state for m in list_matters(desk.session)}
        assert states[made.about] == "withdrawn"
        assert states[kept.about] != "withdrawn"


def test_a_withdrawal_that_comes_before_its_visit_waits_for_it(hub: LiveHub, station: MakeStation) -> None:
    desk, window = station(1).enrolled(hub), Replica(office(1), 2)
    with window.enrolled(hub.engine, hub.address) as line:
        made = window.register()
        window.ops.clear()
        corrected(line, window, "withdraw", json.loads(made.body.content())["matters"][0]["matter_id"])
        hub.settle()
        desk.sync()
        assert desk.store.figures().parked == 1
        line.push(wire.Push([msgspec.structs.replace(made, seq=2)]))
        hub.settle()
        desk.sync()
        assert desk.store.figures().parked == 0
        assert [m.state for m in list_matters(desk.session)] == ["withdrawn"]
        lists_agree(hub, desk)
