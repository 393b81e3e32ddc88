"""A correction changes what other windows and the hub show, in the hub's order, and only what was said."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.amending import amended_matter, amended_visit
from app.domain.matter import MatterDraft, Purpose
from app.domain.visit import VisitDraft
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


def test_corrections_of_another_window_change_the_rows_here(hub: LiveHub, station: MakeStation) -> None:
    desk, window = station(1).enrolled(hub), Replica(office(1), 2)
    with window.enrolled(hub.engine, hub.address) as line:
        made = window.register()
        told = json.loads(made.body.content())
        line.push(wire.Push([made]))
        matter_id, visit_id = told["matters"][0]["matter_id"], told["visit_id"]
        corrected(line, window, "amend", matter_id, demand="请求补足青苗费", sealed=True, outcome="REFER")
        corrected(line, window, "amend", matter_id, demand="请求补足青苗补偿费")
        corrected(line, window, "amend", visit_id, present_count=3, remark="三人同来")
        hub.settle()
        assert desk.sync().failure is None
        (matter,) = [m for m in list_matters(desk.session) if m.visit_no == made.about]
        assert (matter.demand, matter.sealed, matter.outcome) == ("请求补足青苗补偿费", False, "ACCEPT")
        with desk.session.read() as unit:
            kept = unit.visit(made.about)
            assert unit.problems() == ()
        assert kept is not None
        assert (kept.stated.present_count, kept.stated.remark) == (3, "三人同来")
        lists_agree(hub, desk)
        corrected(line, window, "withdraw", visit_id)
        hub.settle()
        assert desk.sync().failure is None
        lists_agree(hub, desk)
        assert {m.state for m in list_matters(desk.session)} == {"withdrawn"}


def test_a_correction_that_comes_before_its_visit_waits_for_it(hub: LiveHub, station: MakeStation) -> None:
    desk, window = station(1).enrolled(hub), Replica(office(1), 2)
    with window.enrolled(hub.engine, hub.address) as line:
        made = window.register()
        window.ops.clear()
        told = json.loads(made.body.content())
        corrected(line, window, "amend", told["matters"][0]["matter_id"], demand="改过的诉求")
        hub.settle()
        desk.sync()
        assert desk.store.figures().parked == 1
        second = wire.Op(**{f: getattr(made, f) for f in made.__struct_fields__} | {"seq": 2})
        line.push(wire.Push([second]))
        hub.settle()
        desk.sync()
        assert desk.store.figures().parked == 0
        assert [m.demand for m in list_matters(desk.session)] == ["改过的诉求"]
        lists_agree(hub, desk)


def test_only_what_was_said_is_corrected() -> None:
    said = MatterDraft(demand="甲", purpose=Purpose.CLAIM)
    changed = amended_matter(said, {"demand": "乙", "purpose": "accusation", "sealed": True, "unheard": 1})
    assert changed == MatterDraft(demand="乙", purpose=Purpose.CLAIM)
    with pytest.raises(ValueError, match="demand"):
        amended_matter(said, {"demand": 5})
    visit = VisitDraft(people=(), matters=(said,), present_count=1)
    assert amended_visit(visit, {"present_count": 4, "received_by": "别人"}).present_count == 4
    assert amended_visit(visit, {"received_by": "别人"}) == visit
