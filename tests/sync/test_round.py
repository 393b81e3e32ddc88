"""Enrol, push, acknowledge, pull, figures: over a real hub and real stores."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.hub import wire
from db.hub.outbox import Outbox
from db.hub.rows import op
from db.sync import standing
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation, office
from ui.sync_text import parked_text


def test_what_is_registered_is_at_the_hub_once_byte_for_byte_and_proven(
    hub: LiveHub, station: MakeStation
) -> None:
    desk = station().enrolled(hub)
    for name in ("骆青崖", "沈听澜", "𬱖小满"):
        desk.register(name)
    report = desk.sync()
    figures = desk.store.figures()
    assert report.failure is None
    assert (figures.registered, figures.at_hub, figures.proven) == (7, 7, 7)
    assert report.pushed == 7
    assert figures.in_step
    assert (figures.parked, figures.behind, figures.hub) == (0, 0, "云岭省信访局")
    assert desk.sync().pushed == 0
    with hub.engine.connect() as connection:
        rows = connection.execute(select(op.c.op_id, op.c.digest).order_by(op.c.seq)).all()
    assert len({row.op_id for row in rows}) == len(rows) == 7


def test_a_hub_that_is_away_changes_nothing_and_is_asked_again_later(
    hub: LiveHub, station: MakeStation
) -> None:
    desk = station().enrolled(hub)
    desk.register()
    hub.__exit__(None, None, None)
    report = desk.sync()
    assert report.failure is not None
    assert report.failure.word == "away"
    figures = desk.store.figures()
    assert (figures.at_hub, figures.failure) == (0, "away")
    assert figures.next_at is not None


def test_two_windows_of_an_office_come_to_hold_the_same(hub: LiveHub, station: MakeStation) -> None:
    one, other = station(1).enrolled(hub), station(1).enrolled(hub)
    mine = one.register("骆青崖").visit_no
    theirs = other.register("沈听澜").visit_no
    for desk in (one, other, one):
        assert desk.sync().failure is None
    for desk in (one, other):
        with desk.session.read() as unit:
            assert {v.visit_no for v in unit.all_visits()} == {mine, theirs}
            assert unit.problems() == ()
        assert desk.store.figures().in_step


def test_what_has_not_left_for_a_day_is_told_with_what_to_do(
    hub: LiveHub, station: MakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = station(1).enrolled(hub)
    desk.sync()
    desk.register()
    assert desk.store.parked_items() == ()
    monkeypatch.setattr(standing, "LONG_UNSENT", timedelta(seconds=-1))
    (item,) = desk.store.parked_items()
    assert (item.what, desk.store.figures().parked) == ("hub_away", 0)
    assert "网络" in parked_text(item)[1]
    desk.sync()
    assert desk.store.parked_items() == ()


def test_a_slot_given_after_all_ends_the_task_for_that_person(hub: LiveHub, station: MakeStation) -> None:
    desk = station(1).enrolled(hub)
    matter, person, day = str(uuid.uuid4()), "a" * 64, date(2026, 11, 23)
    for word in (wire.ClaimWord.OVER_LIMIT, wire.ClaimWord.CONFIRMED):
        with hub.engine.begin() as connection:
            outbox = Outbox(connection, "110199", datetime.now(UTC))
            if word is wire.ClaimWord.OVER_LIMIT:
                outbox.ask(office().code, "over_limit", matter, person=person, day=day.isoformat())
            told = wire.ClaimOutcome(str(uuid.uuid4()), matter, person, word, None, day)
            outbox.say(office().code, wire.FeedKind.CLAIM, told)
            outbox.send()
        desk.sync()
        assert desk.store.figures().tasks == (word is wire.ClaimWord.OVER_LIMIT)


def test_a_neighbour_set_up_as_the_same_window_keeps_no_visit_from_being_saved(
    hub: LiveHub, station: MakeStation
) -> None:
    one, other = station(1).enrolled(hub), station(1).enrolled(hub)
    for n in range(3):
        other.register(f"邻窗{n}")
    other.sync()
    one.register("骆青崖")
    one.sync()
    for n in range(3):
        one.register(f"本窗{n}")
    for desk in (one, other, one):
        assert desk.sync().failure is None
    for desk in (one, other):
        with desk.session.read() as unit:
            assert len(list(unit.all_visits())) == 7
            assert unit.problems() == ()
