"""The power fails at any moment, the disk is full, a sync fails (rows 5-9): what was told stands, whole.

The writes of a sitting are recorded; the disk is then laid out as a cut after any of them may leave it.
`STATION_CUTS` is how many moments are tried of each; `make bench-faults` tries a thousand.
"""

import itertools
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from app.errors import DiskFailed, DiskFull, StoreDamaged
from app.intake.integrity import verify_store
from app.intake.lists import list_visits
from app.paths import replica_marks
from db.keyring import derive
from db.migrate import REVISIONS, migrate, stored_revision
from db.rows import FeedRow
from db.sync.replica import Mark, Sentinel
from db.sync.rows import ChannelRow, HubEventRow
from tests.db.old_stores import as_of
from tests.fault_disk import FULL, SYNC_FAILED, FaultDisk
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation, Station

CUTS = int(os.environ.get("STATION_CUTS", "24"))
_KEEP = Sentinel.keep


@dataclass
class Sitting:
    """A recorded sitting, and the store in whose place its moments are laid out."""

    desk: Station
    disk: FaultDisk

    def told(self, until: int) -> list[str]:
        """Numbers that had been said to a person by then."""
        return [word for word in self.disk.said(until) if isinstance(word, str)]

    def moments(self, count: int, chance: random.Random) -> list[int]:
        return sorted(chance.randint(1, len(self.disk.steps)) for _ in range(count))

    def after(self, until: int, chance: random.Random) -> None:
        """Open the store as a cut, or now and then a kill, leaves it after so many steps."""
        self.desk.gate.close()
        if chance.random() < 0.2:
            self.disk.killed_at(until, self.desk.folder)
        else:
            self.disk.cut_at(until, self.desk.folder, chance)
        for path in replica_marks().glob("*.json"):
            path.unlink()
        marks = [word for word in self.disk.said(until) if isinstance(word, tuple)]
        # The mark outside the store is not synced: the last one, an earlier one, or none may be there.
        if marks and chance.random() < 0.8:
            _KEEP(*(marks[-1] if chance.random() < 0.7 else chance.choice(marks)))
        self.desk.open()

    def look(self, until: int, others: int = 0) -> None:
        """What was told is there once, nothing is there by half, and the store's life goes on.

        Args:
            others: visits that may have come from elsewhere.
        """
        numbers = [v.visit_no for v in list_visits(self.desk.session)]
        assert len(set(numbers)) == len(numbers)
        assert set(self.told(until)) <= set(numbers)
        assert len(numbers) <= len(self.told(until)) + 1 + others
        assert verify_store(self.desk.session) == ()
        with raw(self.desk) as session:
            assert session.scalar(select(func.count()).select_from(FeedRow)) == 1
            for channel in session.scalars(select(ChannelRow)):
                events = select(func.count()).where(HubEventRow.channel == channel.channel)
                assert session.scalar(events) == channel.cursor  # page and cursor, or neither


@pytest.fixture
def sit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Sitting]:
    """Register and say each number, recorded; what the store keeps outside of SQLite is noted too."""

    def made(desk: Station, visits: int, *, rounds: bool = False) -> Sitting:
        desk.gate.close()
        disk = FaultDisk(desk.folder)

        def keep(sentinel: Sentinel, mark: Mark) -> None:
            _KEEP(sentinel, mark)
            disk.say((sentinel, mark))

        with monkeypatch.context() as noting, disk:
            noting.setattr(Sentinel, "keep", keep)
            desk.open()
            for n in range(visits):
                disk.say(desk.register(f"人{n}").visit_no)
                if rounds and n % 3 == 2:
                    assert desk.sync().failure is None
            desk.gate.close()
        return Sitting(desk, disk)

    return made


@contextmanager
def pragma(statement: str) -> Iterator[None]:
    """Every connection that is opened meanwhile begins with it."""

    def run(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA {statement}").close()

    event.listen(Engine, "connect", run)
    try:
        yield
    finally:
        event.remove(Engine, "connect", run)


def raw(desk: Station) -> Session:
    return Session(desk.gate._store.engine)  # type: ignore[union-attr]


def test_5_no_cut_takes_what_was_told_while_rounds_go_on(
    hub: LiveHub, station: MakeStation, sit: Callable[..., Sitting]
) -> None:
    desk, other = station().enrolled(hub), station().enrolled(hub)
    for n in range(4):
        other.register(f"邻窗{n}")
    other.sync()
    sitting = sit(desk, 9, rounds=True)
    chance = random.Random(5)
    for until in sitting.moments(CUTS, chance):
        sitting.after(until, chance)
        sitting.look(until, others=4)
    # At the end of the recorded time the hub is where the store is: they agree again.
    sitting.after(len(sitting.disk.steps), chance)
    for _ in range(2):
        assert desk.sync(compare=True).failure is None
        hub.settle()
    assert desk.store.figures().in_step
    sitting.look(len(sitting.disk.steps), others=4)


def test_6_nor_does_a_cut_while_the_log_is_brought_home(
    station: MakeStation, sit: Callable[..., Sitting]
) -> None:
    desk = station()
    with pragma("wal_autocheckpoint=12"):
        sitting = sit(desk, 8)
    chance = random.Random(6)
    home = [n for n, step in enumerate(sitting.disk.steps, 1) if step.path == "station.db"]
    assert len(home) > 50
    for until in sorted(chance.choices(home, k=CUTS)):
        sitting.after(until, chance)
        sitting.look(until)


def test_5_the_same_cuts_find_what_a_store_not_fully_synchronous_loses(
    station: MakeStation, sit: Callable[..., Sitting]
) -> None:
    """Else the other tests would prove nothing."""
    desk = station()
    with pragma("synchronous=NORMAL"):
        sitting = sit(desk, 6)
    chance = random.Random(55)
    lost = 0
    for until in sitting.moments(12, chance):
        sitting.after(until, chance)
        there = {v.visit_no for v in list_visits(desk.session)}
        lost += not set(sitting.told(until)) <= there
        assert verify_store(desk.session) == ()
    assert lost


def test_7_a_cut_during_an_upgrade_leaves_the_old_tables_or_the_new_and_every_row(
    station: MakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = station()
    numbers = {desk.register(f"人{n}").visit_no for n in range(5)}
    key = derive(desk.gate._store.data_key, "database")  # type: ignore[union-attr]
    desk.gate.close()
    as_of("0003", desk.folder / "station.db", key)
    with FaultDisk(desk.folder) as disk:
        desk.open()
        desk.gate.close()
    found = set()

    def looked_at(engine: Engine, path: Path) -> None:
        found.add(stored_revision(engine))
        migrate(engine, path)

    monkeypatch.setattr("db.gate.migrate", looked_at)
    chance, sitting = random.Random(7), Sitting(desk, disk)
    end = len(disk.steps)
    for until in (*sitting.moments(CUTS // 2, chance), *range(end - 3, end + 1)):
        sitting.after(until, chance)
        assert {v.visit_no for v in list_visits(desk.session)} == numbers
        assert verify_store(desk.session) == ()
    assert found == {"0003", REVISIONS[-1]}


def test_8_a_full_disk_is_told_nothing_is_printed_and_it_works_with_room_again(station: MakeStation) -> None:
    desk = station()
    desk.gate.close()
    said = []
    with FaultDisk(desk.folder) as disk:
        desk.open()
        for nth in (0, 1, 5, 20):
            left = itertools.count(-nth)
            disk.fails = lambda step, left=left: FULL if step.kind == "write" and next(left) >= 0 else 0  # type: ignore[misc]
            with pytest.raises(DiskFull):
                desk.register("没有地方")
            disk.fails = lambda _step: 0
            said.append(desk.register("有地方了").visit_no)
        assert [v.visit_no for v in list_visits(desk.session)] == said
        assert verify_store(desk.session) == ()
        desk.gate.close()
    desk.open()
    assert [v.visit_no for v in list_visits(desk.session)] == said


def test_9_where_a_sync_fails_it_is_read_what_became_of_the_visit(station: MakeStation) -> None:
    desk = station()
    desk.gate.close()
    chance = random.Random(9)
    said, failed = [], 0
    with FaultDisk(desk.folder) as disk:
        desk.open()
        disk.fails = lambda step: SYNC_FAILED if step.kind == "sync" and chance.random() < 0.3 else 0
        for n in range(25):
            try:
                said.append(desk.register(f"人{n}").visit_no)
            except DiskFailed:
                failed += 1
        disk.fails = lambda _step: 0
        numbers = [v.visit_no for v in list_visits(desk.session)]
        assert failed
        assert numbers == said
        assert verify_store(desk.session) == ()
        desk.gate.close()
    desk.open()
    assert [v.visit_no for v in list_visits(desk.session)] == said


def test_a_page_that_rotted_is_still_told(station: MakeStation) -> None:
    desk = station()
    desk.register()
    desk.gate.close()  # the last one out brings the log home
    path = desk.folder / "station.db"
    content = bytearray(path.read_bytes())
    for at in range(len(content) // 2 + 100, len(content), 4096):
        content[at] ^= 1
    path.write_bytes(content)
    try:
        desk.open()
        told = verify_store(desk.session)
    except StoreDamaged:
        return
    assert any("备份" in sentence for sentence in told)
