"""A clock in 2010, in 2038, a day ahead, or jumping (row 40): the order is the stations', and it is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.hub.client import HubClient
from app.intake.clock import OfficeClock
from app.intake.lists import list_visits
from db.hub.rows import op
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation, Station

Clock = Callable[[], datetime]


def at(moment: datetime) -> Clock:
    """Shows this moment now, and goes on from it."""
    ahead = moment - datetime.now(UTC)
    return lambda: datetime.now(UTC) + ahead


@dataclass
class Machine:
    """The clock of the computer; everything in it goes by it."""

    now: Clock = lambda: datetime.now(UTC)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(OfficeClock, "now_utc", lambda _self: made.now())
    monkeypatch.setattr(OfficeClock, "now_local", lambda self: made.now().astimezone(self._zone))
    monkeypatch.setattr(
        "app.sync.enrol.HubClient",
        lambda *a, **k: HubClient(*a, **k, now=lambda: made.now()),  # noqa: PLW0108  it changes
    )
    return made


def in_order(hub: LiveHub, *desks: Station) -> None:
    """All there, each epoch in its own order, and both sides hold the same."""
    for _ in range(2):
        for desk in desks:
            assert desk.sync().failure is None
        hub.settle()
    with hub.engine.connect() as connection:
        rows = connection.execute(select(op.c.epoch, op.c.seq).order_by(op.c.fseq)).all()
    for epoch in {row.epoch for row in rows}:
        mine = [row.seq for row in rows if row.epoch == epoch]
        assert mine == list(range(1, len(mine) + 1))
    for desk in desks:
        assert desk.store.figures().in_step
        with desk.session.read() as unit:
            assert unit.problems() == ()
    assert len({tuple(sorted(v.visit_no for v in list_visits(desk.session))) for desk in desks}) == 1


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2010, 1, 1, 8, tzinfo=UTC),
        datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
        datetime.now(UTC) + timedelta(days=1, minutes=1),
    ],
    ids=["2010", "2038", "tomorrow"],
)
def test_40_a_wrong_clock_changes_no_order_and_is_told(
    hub: LiveHub, station: MakeStation, machine: Machine, moment: datetime
) -> None:
    desk, other = station().enrolled(hub), station().enrolled(hub)
    desk.register("钟准时")
    assert desk.sync().failure is None
    machine.now = at(moment)
    desk.register("钟错时")
    for _ in range(2):
        assert desk.sync(now=machine.now).failure is None
        hub.settle()
    figures = desk.store.figures()
    assert figures.clock_suspect
    desk.register("又一位")
    assert desk.sync(now=machine.now).failure is None
    hub.settle()
    assert desk.sync(now=machine.now).failure is None
    assert "clock_suspect" in [item.what for item in desk.store.parked_items()]
    machine.now = lambda: datetime.now(UTC)
    desk.register("钟又准")
    assert desk.sync(compare=True).failure is None
    assert not desk.store.figures().clock_suspect
    in_order(hub, desk, other)


def test_40_a_clock_that_jumps_between_two_visits(
    hub: LiveHub, station: MakeStation, machine: Machine
) -> None:
    desk, other = station().enrolled(hub), station().enrolled(hub)
    jumps = [timedelta(days=400), timedelta(0), timedelta(days=-3000), timedelta(days=9), timedelta(hours=-5)]
    for n, jump in enumerate(jumps):
        machine.now = at(datetime.now(UTC) + jump)
        desk.register(f"人{n}")
        if n % 2:
            desk.sync(now=machine.now)
    machine.now = lambda: datetime.now(UTC)
    desk.sync(compare=True)
    in_order(hub, desk, other)
    assert len(list_visits(other.session)) == len(jumps)
