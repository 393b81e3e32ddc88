"""kill -9 of a station at chosen points and at any statement (rows 1-4): whole steps or nothing of them."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.domain.print_entry import Making
from app.intake.drafts import keep_draft, kept_drafts
from app.intake.integrity import verify_store
from app.intake.lists import list_visits
from app.intake.print_queue import open_prints
from db.hub.rows import op
from db.sync.rows import ChannelRow, HubEventRow
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation, Station
from tests.sync.test_power_cut import raw

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("STATION_KILLS", "6"))
"""At how many statements it is died; `make bench-faults` tries more."""


class Worker:
    """The worker program."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sync.dying_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def __call__(self, desk: Station, do: str, **point: Any) -> tuple[int, list[str]]:
        """(exit code, what was said) of a child that works on the store, closed here meanwhile."""
        desk.gate.close()
        assert self._process.stdin
        assert self._process.stdout
        told = {"do": do, "folder": str(desk.folder), "name": "沈听澜", **point}
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        said = []
        while not (line := self._process.stdout.readline().strip()).startswith("ended "):
            assert line, "the worker ended by itself"
            said.append(line)
        desk.open()
        return int(line.removeprefix("ended ")), said

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def die() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.close()


def numbers(desk: Station) -> list[str]:
    return [v.visit_no for v in list_visits(desk.session)]


def test_1_before_the_commit_there_is_no_row_no_paper_and_the_form_is_kept(
    station: MakeStation, die: Worker
) -> None:
    desk = station()
    keep_draft("form", {"demand": "修路"}, desk.session)
    code, said = die(desk, "register", call="sqlalchemy.orm.session:Session.commit")
    assert (code, said) == (-9, [])
    assert numbers(desk) == []
    assert open_prints(desk.session) == ()
    assert [d.draft_id for d in kept_drafts(desk.session)] == ["form"]
    assert verify_store(desk.session) == ()


def test_2_after_the_commit_there_is_one_row_and_its_paper_waits(station: MakeStation, die: Worker) -> None:
    desk = station()
    keep_draft("form", {"demand": "修路"}, desk.session)
    code, said = die(desk, "register", call="sqlalchemy.orm.session:Session.commit", after=True)
    assert (code, said) == (-9, [])
    (number,) = numbers(desk)
    assert [(e.visit_no, e.state) for e in open_prints(desk.session)] == [(number, Making.WAITING)]
    assert kept_drafts(desk.session) == ()
    assert verify_store(desk.session) == ()


def test_1_2_at_any_statement_of_a_registration_all_or_nothing(station: MakeStation, die: Worker) -> None:
    desk = station()
    chance, codes = random.Random(12), set()
    for statement in (*chance.sample(range(1, 50), KILLS), 10**6):
        before = numbers(desk)
        code, said = die(desk, "register", statement=statement)
        after = numbers(desk)
        assert len(after) == len(before) + (code == 0)
        assert [f"number {n}" for n in after if n not in before] == said
        assert len(open_prints(desk.session)) == len(after)
        assert verify_store(desk.session) == ()
        codes.add(code)
    assert codes == {-9, 0}


def healed(hub: LiveHub, *desks: Station) -> None:
    for _ in range(2):
        for desk in desks:
            assert desk.sync(compare=True).failure is None
        hub.settle()
    assert all(desk.store.figures().in_step for desk in desks)
    with hub.engine.connect() as connection:
        total, distinct = connection.execute(
            select(func.count(), func.count(func.distinct(op.c.op_id))).select_from(op)
        ).one()
    assert total == distinct
    assert len({tuple(sorted(numbers(desk))) for desk in desks}) == 1
    assert all(verify_store(desk.session) == () for desk in desks)


def test_3_what_the_hub_answered_and_the_station_never_kept_is_a_duplicate(
    hub: LiveHub, station: MakeStation, die: Worker
) -> None:
    desk = station().enrolled(hub)
    desk.register()
    waiting = desk.store.figures().pending
    code, _ = die(desk, "sync", call="db.sync.store:SqlSyncStore.acknowledge")
    assert code == -9
    assert desk.store.figures().pending == waiting
    with hub.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(op)) == waiting
    healed(hub, desk)


def test_4_a_page_and_its_cursor_are_there_together_or_not_at_all(
    hub: LiveHub, station: MakeStation, die: Worker
) -> None:
    desk, other = station().enrolled(hub), station().enrolled(hub)
    for n in range(4):
        other.register(f"邻窗{n}")
    other.sync()
    code, _ = die(desk, "sync", call="db.sync.feed:apply_operation", nth=4)
    assert code == -9
    assert numbers(desk) == []
    with raw(desk) as session:
        assert session.scalar(select(func.count()).select_from(HubEventRow)) == 0
        assert [row.cursor for row in session.scalars(select(ChannelRow))] in ([], [0], [0, 0])
    healed(hub, desk, other)
    assert len(numbers(desk)) == 4


def test_3_4_at_any_statement_of_a_round_it_goes_on_from_there(
    hub: LiveHub, station: MakeStation, die: Worker
) -> None:
    desk, other = station().enrolled(hub), station().enrolled(hub)
    chance, codes = random.Random(34), set()
    for statement in chance.sample(range(5, 140), KILLS):
        other.register(f"邻窗{statement}")
        other.sync()
        desk.register(f"本窗{statement}")
        code, _ = die(desk, "sync", statement=statement)
        assert verify_store(desk.session) == ()
        with raw(desk) as session:
            for row in session.scalars(select(ChannelRow)):
                events = select(func.count()).where(HubEventRow.channel == row.channel)
                assert session.scalar(events) == row.cursor
        codes.add(code)
    assert -9 in codes
    healed(hub, desk, other)
