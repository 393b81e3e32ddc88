"""One matter at two windows, online and offline, and two amendments of one base (rows 27, 28, 34)."""

import itertools
import json

import pytest
import uuid_utils
from sqlalchemy import select

from app.hub import wire
from app.intake.lists import list_visits
from db.hub.rows import amendment
from db.sync.rows import SuspectRow
from tests.fakes.replica import Replica, office
from tests.hub.test_lists import said
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation, Station
from tests.sync.test_faults import raw, through

_NUMBER = "110199199003070017"


def heal(hub: LiveHub, *desks: Station) -> None:
    for _ in range(3):
        for desk in desks:
            assert through(desk, hub).failure is None
        hub.settle()


@pytest.mark.parametrize("online", [True, False])
def test_27_28_two_visits_stay_two_and_one_proposal_is_made(
    hub: LiveHub, station: MakeStation, online: bool
) -> None:
    one, other = station().enrolled(hub), station().enrolled(hub)
    numbers = set()
    for desk in (one, other):
        numbers.add(desk.register("骆青崖", id_no=_NUMBER).visit_no)
        if online:
            through(desk, hub)
            hub.settle()
    heal(hub, other, one)
    for desk in (one, other):
        assert {v.visit_no for v in list_visits(desk.session)} == numbers
        with raw(desk) as session:
            told = session.scalars(select(SuspectRow)).all()
        assert len(told) == 1
        assert {told[0].reg_no.rpartition("-")[0], told[0].other.rpartition("-")[0]} == numbers


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_34_amendments_of_one_base_come_to_the_same_in_whatever_order(
    hub: LiveHub, order: tuple[int, ...]
) -> None:
    windows = [Replica(office(1), n + 1) for n in range(3)]
    lines = [window.enrolled(hub.engine, hub.address) for window in windows]
    try:
        first = windows[0].register()
        lines[0].push(wire.Push([first]))
        amends = [
            windows[n].write("amend", _amend(first, **fields))
            for n, fields in enumerate(({"phone": "1"}, {"remark": "2"}, {"phone": "3"}))
        ]
        for n in order:
            lines[n].push(wire.Push([amends[n]]))
            hub.settle()
        told = [e["what"] for e in said(lines[0], windows[0].office.code) if e["kind"] == "task"]
        with hub.engine.connect() as connection:
            kept = connection.scalars(select(amendment.c.amend_id)).all()
    finally:
        for line in lines:
            line.close()
    assert sorted(kept) == sorted(json.loads(a.body.text)["amend_id"] for a in amends)
    # Whichever of the two about the telephone came later is in conflict; nothing is decided for a person.
    assert (told.count("conflict"), len(told)) == (1, 2)


def _amend(base: wire.Op, **fields: str) -> dict[str, object]:
    return {
        "amend_id": str(uuid_utils.uuid7()),
        "about_id": json.loads(base.body.text)["visit_id"],
        "base": base.op_id,
        "by": "周予安",
        "at": "2026-11-24T01:00:00+00:00",
        "fields": fields,
    }
