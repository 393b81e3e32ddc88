"""A hall's hub under the county's, when something is odd: nothing is lost, nothing stands in the way."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, select, update

from app.hub import wire
from app.hub.arbiter import Arbiter
from app.hub.calls import Asked
from app.hub.client import Address
from app.hub.handing_on import TRIES_BEFORE_PARTING
from app.hub.ports import EnrolledStation
from app.hub.problems import Refused
from app.hub.upper import Upper, open_upper_line
from db.hub.decisions import Decision
from db.hub.office import SqlHubOffice
from db.hub.rows import claim, feed_event, op, op_aside, task, upper, upper_aside
from db.hub.uppers import SqlUppers
from tests.fakes.replica import Replica, office
from tests.hub.test_upper import Hall, followed, held, two
from tests.live_hub import LiveHub

__all__ = ["two"]


@pytest.fixture
def hall(two: tuple[LiveHub, LiveHub]) -> Iterator[Hall]:
    made = Hall(*two)
    yield made
    made.line.close()


def aside(hub: LiveHub) -> list[tuple[str, str]]:
    with hub.engine.connect() as connection:
        return [(row.op_id, row.why) for row in connection.execute(select(upper_aside))]


def test_an_operation_the_county_holds_with_other_bytes_is_kept_and_told(hall: Hall) -> None:
    first, odd, last = (hall.station.register() for _ in range(3))
    body = b"{}"
    other = msgspec.structs.replace(odd, body=wire.Body.of(body), digest=hashlib.sha256(body).hexdigest())
    hall.line.push(wire.Push([first]))
    hall.round()
    with open_upper_line(_upper(hall)) as line:
        line.relay(wire.Relay([wire.Relayed(hall.station.station_id, other)]))
    hall.line.push(wire.Push([odd, last]))
    hall.round()
    assert hall.trouble == ""
    assert aside(hall.hall) == [(odd.op_id, "digest_conflict")]
    with hall.county.engine.connect() as connection:
        assert set(connection.scalars(select(op.c.op_id))) == {first.op_id, odd.op_id, last.op_id}
        assert connection.scalar(select(op_aside.c.body)) == odd.body.content()  # both kept
    with hall.hall.engine.connect() as connection:
        (told,) = connection.execute(select(task)).all()
    assert (told.what, told.about) == ("not_handed_on", odd.about)


def test_the_hall_says_how_it_stands_with_the_county(hall: Hall) -> None:
    office = SqlHubOffice(hall.hall.store)
    hall.line.push(wire.Push([hall.station.register()]))
    (before,) = office.standings()
    assert (before.waiting, before.aside, before.compared_at) == (len(hall.station.ops), (), None)
    hall.round()
    (after,) = office.standings()
    assert (after.waiting, after.trouble, after.url) == (0, "", before.url)
    assert after.compared_at is not None
    assert after.last_ok_at is not None
    assert SqlHubOffice(hall.county.store).standings() == ()


def test_a_fork_that_the_county_notices_is_told_to_a_person_once(hall: Hall) -> None:
    mine = hall.station.register()
    theirs = msgspec.structs.replace(mine, op_id=str(uuid.uuid4()))
    with open_upper_line(_upper(hall)) as line:
        line.relay(wire.Relay([wire.Relayed(hall.station.station_id, theirs)]))
    hall.line.push(wire.Push([mine]))
    hall.round()
    hall.line.push(wire.Push([hall.station.register()]))
    hall.round()
    with hall.county.engine.connect() as connection:
        assert {theirs.op_id, mine.op_id} <= set(connection.scalars(select(op.c.op_id)))
    with hall.hall.engine.connect() as connection:
        told = [(row.what, row.about) for row in connection.execute(select(task))]
    assert told.count(("fork", hall.station.station_id)) == 1


def test_an_operation_damaged_on_the_way_goes_again(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = hall.county.store.relay

    def damage(station: EnrolledStation, request: wire.Relay, now: datetime) -> wire.PushAnswer:
        one = request.ops[0]
        bad = msgspec.structs.replace(one.op, body=wire.Body("cut"))
        return whole(station, wire.Relay([wire.Relayed(one.station_id, bad), *request.ops[1:]]), now)

    hall.line.push(wire.Push([hall.station.register() for _ in range(3)]))
    monkeypatch.setattr(hall.county.store, "relay", damage)
    hall.round()
    assert (len(held(hall.county)), aside(hall.hall)) == (2, [])
    monkeypatch.undo()
    hall.round()
    assert len(held(hall.county)) == 3
    assert {row[0] for row in held(hall.county)} == {o.op_id for o in hall.station.ops}


def test_a_poison_operation_holds_up_nobody_and_is_kept_raw(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, bad = hall.county.store.relay, hall.station.register()

    def choke(station: EnrolledStation, request: wire.Relay, now: datetime) -> wire.PushAnswer:
        if not request.raw and any(one.op.op_id == bad.op_id for one in request.ops):
            raise RuntimeError("poison")
        return whole(station, request, now)

    monkeypatch.setattr(hall.county.store, "relay", choke)
    more = [hall.station.register() for _ in range(6)]
    hall.line.push(wire.Push([*more[:3], bad, *more[3:]]))
    for _ in range(TRIES_BEFORE_PARTING):
        hall.round()
    with hall.county.engine.connect() as connection:
        parked = dict(connection.execute(select(op.c.op_id, op.c.parked)).all())
    assert parked == {one.op_id: "raw" if one is bad else "" for one in hall.station.ops}


def test_what_is_not_taken_even_alone_is_put_aside_and_taken_when_it_can_be(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, bad = hall.county.store.relay, hall.station.register()

    def choke(station: EnrolledStation, request: wire.Relay, now: datetime) -> wire.PushAnswer:
        if any(one.op.op_id == bad.op_id for one in request.ops):
            raise RuntimeError("poison")
        return whole(station, request, now)

    monkeypatch.setattr(hall.county.store, "relay", choke)
    hall.line.push(wire.Push([bad, hall.station.register()]))
    for _ in range(TRIES_BEFORE_PARTING):
        hall.round()
    assert (aside(hall.hall), len(held(hall.county))) == ([(bad.op_id, "hub_failed")], 1)
    monkeypatch.undo()
    with hall.hall.engine.begin() as connection:
        connection.execute(update(upper_aside).values(tried_at=datetime.now(UTC) - timedelta(hours=2)))
    hall.round()
    assert (aside(hall.hall), len(held(hall.county))) == ([], 2)


def test_bytes_flipped_in_the_hall_are_not_handed_on_as_good(hall: Hall) -> None:
    hall.line.push(wire.Push([hall.station.register(), hall.station.register()]))
    first = hall.station.ops[0]
    with hall.hall.engine.begin() as connection:
        connection.execute(update(op).where(op.c.op_id == first.op_id).values(body=b"{}"))
    hall.round()
    assert aside(hall.hall) == [(first.op_id, "damaged_here")]
    assert [row[0] for row in held(hall.county)] == [hall.station.ops[1].op_id]


@pytest.mark.parametrize("at", ["county", "hall"])
def test_a_row_lost_on_either_side_is_found_and_mended(hall: Hall, at: str) -> None:
    hall.line.push(wire.Push([hall.station.register() for _ in range(5)]))
    hall.round()
    hall.round()
    losing = hall.county if at == "county" else hall.hall
    gone = hall.station.ops[2].op_id
    with losing.engine.begin() as connection:
        connection.execute(delete(op).where(op.c.op_id == gone))
    with hall.hall.engine.begin() as connection:
        connection.execute(update(upper).values(compared_at=None))
    hall.round()
    assert {row[0] for row in held(losing)} == {o.op_id for o in hall.station.ops}


def test_papers_go_up_after_the_operations_and_go_on_where_they_broke_off(hall: Hall) -> None:
    content = os.urandom(400_000)
    sha256 = hashlib.sha256(content).hexdigest()
    body = hall.station.visit()
    body["attachments"] = [{"sha256": sha256, "size": len(content)}]
    hall.line.push(wire.Push([hall.station.write("visit", body)]))
    hall.line.begin_blob(sha256, len(content))
    hall.line.append_blob(sha256, 0, content)
    hall.round()
    with open_upper_line(_upper(hall)) as line:
        line.begin_blob(sha256, len(content))
        line.append_blob(sha256, 0, content[:100_000])
        hall.round()
        assert line.send("GET", f"/v1/blobs/{sha256}", b"", {}).content == content
        assert line.hello(hall.station.hello()).missing_blobs == []


def test_a_step_recorded_in_the_hall_stands_at_county_and_windows_once(hall: Hall) -> None:
    made = hall.station.register()
    hall.line.push(wire.Push([made]))
    hall.round()
    step = Decision("accepted_on", date(2026, 11, 24), "上级")
    number, version = hall.hall.store.decide(f"{made.about}-1", step, datetime.now(UTC))
    assert (number, version) == (f"{made.about}-1", 2)
    for _ in range(2):
        hall.round()
    lines = [
        {m.reg_no: (m.state, m.version) for m in SqlHubOffice(hub.store).matters(datetime.now(UTC))}
        for hub in (hall.hall, hall.county)
    ]
    assert lines[0] == lines[1]
    assert lines[0][number][1] == version
    events = [e for e in followed(hall.line, office().code) if e.origin and e.origin.kind == "event"]
    assert len(events) == 1


def test_the_county_gives_out_slots_and_overrules_what_the_hall_gave_out_alone(hall: Hall) -> None:
    made = hall.station.visit()
    matter, day = made["matters"][0]["matter_id"], date(2026, 11, 23)
    uppers = SqlUppers(hall.hall.store)
    mine = EnrolledStation(hall.station.station_id, "110199", office().code, 1, "", False)

    def asked(*persons: str) -> Asked:
        claim_id = made["visit_id"]
        return Asked(mine, wire.Claim(claim_id, matter, list(persons), day), {}, datetime.now(UTC))

    five, late = [f"{n}" * 64 for n in range(5)], "a" * 64
    alone = hall.hall.store.claim(mine, asked(late).message, datetime.now(UTC))
    assert alone.outcomes[0].outcome is wire.ClaimWord.CONFIRMED
    given = Arbiter(uppers, open_upper_line).answer("/v1/claims", asked(*five))
    assert isinstance(given, wire.ClaimAnswer)
    assert [o.slot for o in given.outcomes] == [1, 2, 3, 4, 5]
    with hall.hall.engine.connect() as connection:
        slots: dict[str, Any] = dict(connection.execute(select(claim.c.person, claim.c.slot)).all())
    assert slots == {**{person: n for n, person in enumerate(five, 1)}, late: None}
    told = Arbiter(uppers, open_upper_line).answer("/v1/claims", asked(late))
    assert isinstance(told, wire.ClaimAnswer)
    assert told.outcomes[0].outcome is wire.ClaimWord.OVER_LIMIT
    hall.round()
    with hall.hall.engine.connect() as connection:
        kinds = set(connection.scalars(select(feed_event.c.kind)))
    assert wire.FeedKind.CLAIM in kinds


def test_without_the_county_slots_are_given_out_here_and_the_check_says_that_it_cannot(hall: Hall) -> None:
    uppers = SqlUppers(hall.hall.store)
    mine = EnrolledStation(hall.station.station_id, "110199", office().code, 1, "", False)
    with hall.hall.engine.begin() as connection:
        connection.execute(update(upper).values(url=Address("http://127.0.0.1:9").url))
    arbiter = Arbiter(uppers, open_upper_line)
    made = hall.station.visit()
    request = wire.Claim(made["visit_id"], made["matters"][0]["matter_id"], ["0" * 64], date(2026, 11, 23))
    assert arbiter.answer("/v1/claims", Asked(mine, request, {}, datetime.now(UTC))) is None
    with pytest.raises(Refused, match="upper_away"):
        arbiter.answer("/v1/check", Asked(mine, wire.Check(["0" * 64]), {}, datetime.now(UTC)))


def test_the_county_tells_a_window_of_the_hall_what_other_offices_hold(hall: Hall, tmp_path: Path) -> None:
    person = [{"name": "骆青崖", "role": "petitioner", "id_no": "110199199003070017"}]
    other = Replica(office(2))
    with other.enrolled(hall.county.engine, hall.county.address) as line:
        line.push(wire.Push([other.register(people=person)]))
    hall.county.settle()
    mine = EnrolledStation(hall.station.station_id, "110199", office().code, 1, "", False)
    words = "请求补足水库扩建征地的青苗补偿款"
    found = Arbiter(SqlUppers(hall.hall.store), open_upper_line).answer(
        "/v1/check", Asked(mine, wire.Check([], words), {}, datetime.now(UTC))
    )
    assert isinstance(found, wire.CheckAnswer)
    assert [one.office for one in found.found] == [office(2).code]


def _upper(hall: Hall) -> Upper:
    found = SqlUppers(hall.hall.store).upper_of("110199", office().code)
    assert found is not None
    return found
