"""What can be wrong with an operation, an answer, a clock or a trust; numbers are the matrix's."""

import random
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from app.domain.matter_step import MatterStep
from app.errors import HubAway, HubBusy, HubFailed
from app.hub import wire
from app.hub.client import HubClient
from app.intake.events import record_event
from app.intake.matter_detail import matter_detail
from app.intake.upstream import UpstreamStep
from app.sync.beat import sync_round
from app.sync.policy import CAP_S, poll_after, wait_after
from app.sync.round import RoundReport
from db.hub.enrolment import revoke
from db.hub.office import SqlHubOffice
from db.hub.remembered import FOR_S
from db.hub.rows import hub_station, op, op_aside
from db.rows import OpRow
from db.sync import apply
from db.sync.rows import HubEventRow
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation, Station
from tests.sync.direct_line import DirectLine, Faults

_JSON = {"content-type": "application/json"}


def through(desk: Station, hub: LiveHub, faults: Faults | None = None, **given: Any) -> RoundReport:
    return sync_round(
        desk.store,
        line=lambda bound: DirectLine(hub.store, bound.station_id, faults),  # type: ignore[arg-type,return-value]
        **given,
    )


def raw(desk: Station) -> Session:
    return Session(desk.gate._store.engine)  # type: ignore[union-attr]


def test_waits_double_under_full_jitter_to_ten_minutes() -> None:
    rng = random.Random(5)
    for failures in range(1, 30):
        waits = [wait_after(failures, rng).total_seconds() for _ in range(50)]
        assert 0 <= min(waits) <= max(waits) <= min(CAP_S, 2.0 * 2**failures)
    assert wait_after(1, rng, retry_after_s=30) >= timedelta(seconds=30)
    assert wait_after(20, rng, retry_after_s=9999).total_seconds() <= CAP_S
    assert timedelta(seconds=27) <= poll_after(30, rng) <= timedelta(seconds=33)


@pytest.mark.parametrize("fault", ["drop_request", "drop_reply", "twice", "busy", "html", "cut"])
def test_10_11_13_16_18_19_a_broken_request_is_tried_again_and_arrives_once(
    hub: LiveHub, station: MakeStation, fault: str
) -> None:
    desk = station().enrolled(hub)
    desk.sync()
    desk.register()
    waiting = desk.store.figures().pending
    report = through(desk, hub, Faults([fault]))
    if fault != "twice":
        assert report.failure is not None
        assert desk.store.figures().pending == waiting
        assert report.next_at > datetime.now(UTC) - timedelta(seconds=1)
    assert through(desk, hub).failure is None
    assert desk.store.figures().in_step


def test_45_a_poison_operation_delays_the_others_by_three_tries_and_goes_in_raw(
    hub: LiveHub, station: MakeStation
) -> None:
    desk = station().enrolled(hub)
    desk.sync()
    for n in range(4):
        desk.register(f"人{n}")
    with raw(desk) as session:
        waiting = session.scalars(
            select(OpRow.op_id).where(OpRow.acked_at.is_(None)).order_by(OpRow.seq)
        ).all()
    poison = waiting[len(waiting) // 2]
    faults = Faults(poison=lambda one: one.op_id == poison)
    reports = [through(desk, hub, faults) for _ in range(3)]
    assert [r.failure.word if r.failure else "" for r in reports] == ["failed", "failed", ""]
    with hub.engine.connect() as connection:
        parked = connection.execute(select(op.c.op_id).where(op.c.parked == "raw")).scalars().all()
    assert parked == [poison]
    figures = desk.store.figures()
    assert (figures.pending, figures.parked, figures.in_step) == (0, 1, True)
    (item,) = desk.store.parked_items()
    desk.store.settle(item.item_id, "周予安", datetime.now(UTC))
    assert desk.store.figures().parked == 0


def test_45_a_hub_that_fails_on_everything_parks_nothing(hub: LiveHub, station: MakeStation) -> None:
    desk = station().enrolled(hub)
    desk.sync()
    desk.register()

    class Failing(DirectLine):
        def push_raw(self, op: wire.Op) -> wire.PushAnswer:
            raise HubFailed("500")

    for _ in range(5):
        report = sync_round(
            desk.store,
            line=lambda bound: Failing(hub.store, bound.station_id, Faults(poison=lambda _: True)),  # type: ignore[arg-type,return-value]
        )
        assert report.failure is not None
    assert desk.store.figures().parked == 0
    assert through(desk, hub).failure is None
    assert desk.store.figures().in_step


def test_46_bytes_that_flipped_in_the_store_are_not_sent_as_good(hub: LiveHub, station: MakeStation) -> None:
    desk = station().enrolled(hub)
    desk.sync()
    desk.register()
    with raw(desk) as session:
        session.execute(text("DROP TRIGGER op_no_update"))
        broken = session.scalars(select(OpRow).where(OpRow.acked_at.is_(None)).order_by(OpRow.seq)).first()
        assert broken is not None
        op_id = broken.op_id
        session.execute(update(OpRow).where(OpRow.op_id == op_id).values(body=b"{}"))
        session.commit()
    through(desk, hub)
    (item,) = desk.store.parked_items()
    assert (item.item_id, item.why) == (op_id, "damaged_here")
    with hub.engine.connect() as connection:
        assert op_id not in connection.scalars(select(op.c.op_id)).all()
    assert not desk.store.figures().in_step


def test_52_a_row_lost_on_either_side_turns_red_and_is_repaired(hub: LiveHub, station: MakeStation) -> None:
    desk = station().enrolled(hub)
    for n in range(3):
        desk.register(f"人{n}")
    through(desk, hub)
    with hub.engine.begin() as connection:
        some = connection.scalars(select(op.c.op_id).order_by(op.c.seq)).all()[2]
        connection.execute(delete(op).where(op.c.op_id == some))
    with raw(desk) as session:
        mine = session.scalars(select(OpRow).order_by(OpRow.seq)).all()[4]
        lost, body = mine.op_id, mine.body
        session.delete(mine)
        session.commit()
    assert not desk.store.figures().in_step
    for _ in range(2):
        assert through(desk, hub, compare=True).failure is None
    assert desk.store.figures().in_step
    with raw(desk) as session:
        assert session.get(OpRow, lost).body == body  # type: ignore[union-attr]
    with hub.engine.connect() as connection:
        assert some in connection.scalars(select(op.c.op_id)).all()


def test_50_a_revoked_station_loses_nothing_and_goes_on_after_a_new_code(
    hub: LiveHub, station: MakeStation
) -> None:
    desk = station().enrolled(hub)
    desk.sync()
    desk.register()
    waiting = desk.store.figures().pending
    with hub.engine.begin() as connection:
        revoke(connection, desk.store.identity().station_id, datetime.now(UTC))
    threading.Event().wait(FOR_S)  # so long a hub's process may go on trusting it
    desk.sync()
    desk.sync(compare=True)
    figures = desk.store.figures()
    assert (figures.pending, figures.parked, figures.revoked) == (waiting, waiting, True)
    with hub.engine.connect() as connection:
        assert len(connection.scalars(select(op_aside.c.op_id)).all()) == waiting
    desk.enrolled(hub)
    assert desk.sync().failure is None
    assert desk.store.figures().in_step


def test_50_a_hub_restored_from_before_the_revocation_is_offered_what_it_had_put_aside(
    hub: LiveHub, station: MakeStation
) -> None:
    desk = station().enrolled(hub)
    through(desk, hub)
    desk.register()
    with hub.engine.begin() as connection:
        revoke(connection, desk.store.identity().station_id, datetime.now(UTC))
    through(desk, hub)
    assert [item.why for item in desk.store.parked_items()]
    with hub.engine.begin() as connection:
        connection.execute(update(hub_station).values(revoked_at=None))
    through(desk, hub, compare=True)
    assert desk.store.parked_items() == ()
    assert desk.store.figures().in_step


def test_41_a_clock_wrong_by_three_days_is_put_right_by_one_retry_and_told(
    hub: LiveHub, station: MakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = station().enrolled(hub)
    desk.register()
    late = timedelta(days=3)

    def wrong() -> datetime:
        return datetime.now(UTC) - late

    monkeypatch.setattr("app.sync.enrol.HubClient", lambda *a, **k: HubClient(*a, **k, now=wrong))
    report = desk.sync(now=wrong)
    assert report.failure is None
    hub.settle()
    desk.sync(now=wrong)
    figures = desk.store.figures()
    assert figures.in_step
    assert figures.clock_suspect
    assert figures.offset is not None
    assert abs(figures.offset - late) < timedelta(minutes=1)


def test_44_an_event_of_an_unknown_kind_is_kept_and_applied_later(
    hub: LiveHub, station: MakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = station().enrolled(hub)
    number = desk.register().matters[0].reg_no
    desk.sync()
    hub.settle()
    with monkeypatch.context() as old:
        old.delitem(apply._EVENTS, "status")
        SqlHubOffice(hub.store).decide(number, _step(), datetime.now(UTC))
        assert desk.sync().failure is None
        assert [i.what for i in desk.store.parked_items()] == ["event"]
    assert desk.sync().failure is None
    assert desk.store.parked_items() == ()
    assert "transferred_on" in [e.kind for e in _events(desk, number)]


def test_33_what_the_hub_decides_joins_what_was_done_here_meanwhile(
    hub: LiveHub, station: MakeStation
) -> None:

    desk = station().enrolled(hub)
    number = desk.register().matters[0].reg_no
    desk.sync()
    hub.settle()
    SqlHubOffice(hub.store).decide(number, _step(), datetime.now(UTC))
    record_event(number, MatterStep("supervised_on", desk.session.clock.today()), desk.session)
    for _ in range(2):
        assert desk.sync().failure is None
        hub.settle()
    assert {"transferred_on", "supervised_on"} <= {e.kind for e in _events(desk, number)}
    with raw(desk) as session:
        assert {e.state for e in session.scalars(select(HubEventRow))} <= {"own", "applied"}
    assert desk.store.figures().in_step
    assert matter_detail(number, desk.session).line.reg_no == number


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(200, html="<html>请先登录上网</html>"), HubAway),
        (
            httpx.Response(200, content=b'{"incarnation": "a', headers={"content-type": "application/json"}),
            HubAway,
        ),
        (httpx.Response(200, json={"results": []}), HubAway),
        (httpx.Response(302, headers={"location": "http://portal.invalid/"}), HubAway),
        (httpx.Response(503, headers={"retry-after": "7"}), HubBusy),
        (httpx.Response(502, html="bad gateway"), HubAway),
    ],
)
def test_18_19_26_an_answer_that_is_not_the_hubs_is_never_an_acknowledgement(
    hub: LiveHub, station: MakeStation, tmp_path: Path, answer: httpx.Response, error: type[Exception]
) -> None:
    desk = station().enrolled(hub)
    desk.register()
    through(desk, hub)
    desk.register("沈听澜")
    waiting = desk.store.figures().pending
    line = HubClient(
        hub.address,
        transport=httpx.MockTransport(lambda _request: answer),
    )
    report = sync_round(desk.store, line=lambda _bound: line)
    assert report.failure is not None
    assert report.failure.word == ("busy" if error is HubBusy else "away")
    assert desk.store.figures().pending == waiting


def _events(desk: Station, number: str) -> Any:
    with desk.session.read() as unit:
        found = unit.matter(number)
    assert found is not None
    return found.events


def _step() -> UpstreamStep:
    return UpstreamStep("transferred_on", datetime.now(UTC).date(), "云岭省信访局", "转雾泽县自然资源局")
