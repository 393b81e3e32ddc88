"""The hub's database comes back from an older backup (rows 24, 25): nothing registered is lost or doubled.

What stations pushed since is offered again; what the hub had decided since and they know is listed for its
people. With the restore announced (`station hub restored`) or forgotten: the chain and the digests tell.
"""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.intake.lists import list_visits
from app.intake.upstream import UpstreamStep
from db.hub.engine import open_hub_engine
from db.hub.office import SqlHubOffice
from db.hub.rows import op, witness
from tests.live_hub import LiveHub, fresh_hub
from tests.private_postgres import PrivatePostgres
from tests.sync.conftest import MakeStation, Station
from tests.sync.test_faults import through


def decided(hub: LiveHub, number: str, text: str) -> None:
    step = UpstreamStep("transferred_on", datetime.now(UTC).date(), "云岭省信访局", text)
    SqlHubOffice(hub.store).decide(number, step, datetime.now(UTC))


def round_of(desk: Station, hub: LiveHub) -> None:
    report = through(desk, hub)
    assert report.failure is None
    hub.settle()


def steps(desk: Station, number: str) -> list[str]:
    with desk.session.read() as unit:
        found = unit.matter(number)
    assert found is not None
    return [event.text for event in found.events if event.kind == "transferred_on"]


@pytest.mark.parametrize("announced", [True, False])
def test_24_25_a_hub_of_an_hour_ago_gets_everything_again_and_hears_what_it_forgot(
    station: MakeStation, postgres: PrivatePostgres, announced: bool
) -> None:
    present = postgres.url()
    with LiveHub(fresh_hub(present)) as hub:
        here, there, away = (station().enrolled(hub) for _ in range(3))
        number = here.register("骆青崖").matters[0].reg_no
        for desk in (here, there, away, here):
            round_of(desk, hub)
        away.register("走前登记")  # and is offline for weeks
    backup = postgres.url(copy_of=present)
    with LiveHub(open_hub_engine(present)) as hub:
        for n in range(3):
            here.register(f"其后{n}")
        there.register("邻窗其后")
        for desk in (here, there, here):
            round_of(desk, hub)
        decided(hub, number, "备份之后的决定")
        for desk in (here, there):
            round_of(desk, hub)
        assert steps(here, number) == ["备份之后的决定"]
        here.register("还没有上报")
    with LiveHub(open_hub_engine(backup)) as hub:
        if announced:
            SqlHubOffice(hub.store).restored()
        for _ in range(4):
            for desk in (here, there, away):
                round_of(desk, hub)
        lists = []
        for desk in (here, there, away):
            assert desk.store.figures().in_step
            lists.append(sorted(v.visit_no for v in list_visits(desk.session)))
            with desk.session.read() as unit:
                assert unit.problems() == ()
        assert lists[0] == lists[1] == lists[2]
        assert sorted(v.visit_no for v in SqlHubOffice(hub.store).visits()) == lists[0]
        assert len(lists[0]) == 7
        with hub.engine.connect() as connection:
            total, distinct = connection.execute(
                select(func.count(), func.count(func.distinct(op.c.op_id))).select_from(op)
            ).one()
            forgotten = connection.scalar(select(func.count()).select_from(witness))
        assert total == distinct
        # Who had heard of the decision keeps it, and the hub's people are told that it is no longer theirs.
        assert steps(here, number) == ["备份之后的决定"]
        assert forgotten
        assert "witness" in [item.what for item in here.store.parked_items()]
