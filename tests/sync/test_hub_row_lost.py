"""A row that somebody deleted in the hub's database comes back in its old place (row 52, I7, I18)."""

import pytest
from sqlalchemy import delete, select

from app.intake.lists import list_visits
from db.hub.rows import feed_event, feed_head, op
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation, Station
from tests.sync.test_faults import through


def numbers(desk: Station) -> list[str]:
    return sorted(v.visit_no for v in list_visits(desk.session))


@pytest.mark.parametrize("gone", [[2], [0], [2, 3], [1, 4], [4]])
def test_52_who_reads_the_feed_later_finds_no_gap(
    hub: LiveHub, station: MakeStation, gone: list[int]
) -> None:
    desk = station().enrolled(hub)
    for n in range(2):
        desk.register(f"人{n}")
    through(desk, hub)
    hub.settle()
    through(desk, hub)
    with hub.engine.begin() as connection:
        lost = connection.scalars(select(op.c.op_id).order_by(op.c.fseq)).all()
        lost = [lost[n] for n in gone]
        connection.execute(delete(op).where(op.c.op_id.in_(lost)))
    for _ in range(3):
        assert through(desk, hub, compare=True).failure is None
        hub.settle()
    assert desk.store.figures().in_step
    other = station().enrolled(hub)
    for one in (other, desk, other):
        assert through(one, hub).failure is None
        hub.settle()
    assert numbers(other) == numbers(desk)
    assert len(numbers(other)) == 2
    with hub.engine.connect() as connection:
        office = desk.store.identity().office
        places = [
            *connection.scalars(select(op.c.fseq).where(op.c.office == office)),
            *connection.scalars(select(feed_event.c.fseq).where(feed_event.c.channel == office)),
        ]
        head = connection.scalar(select(feed_head.c.fseq).where(feed_head.c.channel == office))
    assert sorted(places) == list(range(1, (head or 0) + 1))
