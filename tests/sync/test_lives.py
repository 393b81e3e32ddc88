"""Restored, rolled back and copied stores: nothing is lost, doubled or numbered twice (rows 35-39)."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.intake.papers import issue_receipt
from app.paths import replica_marks
from db.hub.rows import op
from db.rows import FeedRow
from db.sync.replica import stamp_backup
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation, Station


def _numbers(desk: Station) -> set[str]:
    with desk.session.read() as unit:
        return {v.visit_no for v in unit.all_visits()}


def _epochs(desk: Station) -> int:
    with Session(desk.gate._store.engine) as session:  # type: ignore[union-attr]
        return session.scalar(select(func.count()).select_from(FeedRow)) or 0


def _whole(hub: LiveHub, *desks: Station) -> None:
    """Until nobody has anything to say: figures agree, stores are whole, the hub has each operation once."""
    for _ in range(4):
        for desk in desks:
            assert desk.sync().failure is None
        hub.settle()
    for desk in desks:
        figures = desk.store.figures()
        assert figures.in_step, figures
        with desk.session.read() as unit:
            assert unit.problems() == ()
    with hub.engine.connect() as connection:
        total, distinct = connection.execute(
            select(func.count(), func.count(func.distinct(op.c.op_id))).select_from(op)
        ).one()
    assert total == distinct


def test_35_a_restored_backup_begins_a_new_epoch_and_gets_back_what_had_been_pushed(
    hub: LiveHub, station: MakeStation, tmp_path: Path
) -> None:
    desk = station().enrolled(hub)
    desk.register("骆青崖")
    desk.sync()
    with Session(desk.gate._store.engine) as session:  # type: ignore[union-attr]
        stamp_backup(session)
        session.commit()
    desk.gate.close()
    shutil.copytree(desk.folder, tmp_path / "backup")
    desk.open()
    pushed = {desk.register(f"推{n}").visit_no for n in range(3)}
    desk.sync()
    lost = {desk.register(f"失{n}").visit_no for n in range(2)}
    desk.gate.close()
    shutil.rmtree(desk.folder)
    shutil.copytree(tmp_path / "backup", desk.folder)
    desk.open()
    again = desk.register("新来的").visit_no
    _whole(hub, desk)
    numbers = _numbers(desk)
    assert pushed <= numbers
    assert again in numbers
    assert not lost & numbers
    assert [i.what for i in desk.store.parked_items()] == ["rolled_back"]


def test_36_a_rolled_back_image_is_noticed_by_the_mark_outside(
    hub: LiveHub, station: MakeStation, tmp_path: Path
) -> None:
    desk = station().enrolled(hub)
    desk.gate.close()
    shutil.copytree(desk.folder, tmp_path / "image")
    desk.open()
    before = desk.register().visit_no
    desk.gate.close()
    shutil.rmtree(desk.folder)
    shutil.copytree(tmp_path / "image", desk.folder)
    desk.open()
    assert _epochs(desk) == 2
    assert desk.register().visit_no != before
    _whole(hub, desk)


def test_37_without_the_mark_the_hub_tells_and_one_visit_is_called_otherwise(
    hub: LiveHub, station: MakeStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = station().enrolled(hub)
    desk.sync()
    desk.gate.close()
    shutil.copytree(desk.folder, tmp_path / "image")
    desk.open()
    first = desk.register("骆青崖").visit_no
    desk.sync()
    desk.gate.close()
    shutil.rmtree(desk.folder)
    shutil.copytree(tmp_path / "image", desk.folder)
    for mark in replica_marks().glob("*.json"):
        mark.unlink()
    desk.open()
    assert desk.register("沈听澜").visit_no == first
    _whole(hub, desk)
    assert _epochs(desk) == 2
    assert _numbers(desk) == {first, f"{first}/2"}


def test_38_two_copies_in_use_lose_nothing_and_one_begins_a_new_epoch(
    hub: LiveHub, station: MakeStation, tmp_path: Path
) -> None:
    desk = station().enrolled(hub)
    desk.register("骆青崖")
    desk.sync()
    for mark in replica_marks().glob("*.json"):
        mark.unlink()
    copy = desk.copied(tmp_path / "copy")
    try:
        for round_ in range(3):
            desk.register(f"原{round_}")
            copy.register(f"副{round_}")
            desk.sync()
            copy.sync()
        _whole(hub, desk, copy)
        assert _numbers(desk) == _numbers(copy)
        assert len(_numbers(desk)) == 7
        assert {_epochs(desk), _epochs(copy)} <= {2}
    finally:
        copy.gate.close()


def test_39_a_backup_opened_on_two_computers_has_two_epochs(
    hub: LiveHub, station: MakeStation, tmp_path: Path
) -> None:
    desk = station().enrolled(hub)
    with Session(desk.gate._store.engine) as session:  # type: ignore[union-attr]
        stamp_backup(session)
        session.commit()
    copy = desk.copied(tmp_path / "copy")
    try:
        assert desk.register("甲").visit_no != copy.register("乙").visit_no
        _whole(hub, desk, copy)
        assert _numbers(desk) == _numbers(copy)
    finally:
        copy.gate.close()


def test_no_document_number_is_given_twice_by_copies_of_a_store(
    hub: LiveHub, station: MakeStation, tmp_path: Path
) -> None:
    desk = station(1).enrolled(hub)
    first = issue_receipt(desk.register("骆青崖").visit_no, desk.session).number
    copy = desk.copied(tmp_path / "copy")
    numbers = [first]
    for one in (desk, copy, desk, copy):
        numbers.append(issue_receipt(one.register("鹿鸣溪").visit_no, one.session).number)
    assert len(set(numbers)) == len(numbers)
    for one in (desk, copy, desk, copy):
        assert one.sync().failure is None
    for one in (desk, copy):
        with one.session.read() as unit:
            assert unit.problems() == ()
        assert one.store.figures().parked == 0
    copy.gate.close()
