"""A hub in a hall under the county's: one station, two hubs on SQLite files, the real line between them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select, update

from app.errors import BadInput
from app.hub import wire
from app.hub.client import HubClient
from app.hub.handing_on import HandingOn
from app.hub.upper import open_upper_line
from db.hub.decisions import Decision
from db.hub.enrolment import new_code
from db.hub.office import SqlHubOffice
from db.hub.rows import hub_station, matter_event, op, upper
from db.hub.uppers import SqlUppers
from tests.fakes.replica import Replica, office
from tests.live_hub import LiveHub, fresh_hub, sqlite_url


class Hall:
    """A hub in the hall, joined to the county's, and one station at it."""

    def __init__(self, county: LiveHub, hall: LiveHub, *, joined: bool = True) -> None:
        self.county, self.hall = county, hall
        self.handing_on = HandingOn(SqlUppers(hall.store), open_upper_line)
        self.station = Replica(office())
        if joined:
            self.join()
        self.line: HubClient = self.station.enrolled(hall.engine, hall.address)

    def join(self) -> None:
        with self.county.engine.begin() as connection:
            code, _ = new_code(connection, office(), datetime.now(UTC))
        assert SqlHubOffice(self.hall.store).join(self.county.address.url, code)[1] == office().code

    def round(self) -> None:
        self.hall.settle()
        assert self.handing_on.round(datetime.now(UTC)) is False
        self.county.settle()

    @property
    def trouble(self) -> str:
        with self.hall.engine.connect() as connection:
            return connection.scalar(select(upper.c.trouble)) or ""


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[LiveHub, LiveHub]]:
    (tmp_path / "county").mkdir()
    (tmp_path / "hall").mkdir()
    with (
        LiveHub(fresh_hub(sqlite_url(tmp_path / "county"))) as county,
        LiveHub(fresh_hub(sqlite_url(tmp_path / "hall"))) as hall,
    ):
        yield county, hall


def held(hub: LiveHub) -> list[tuple[object, ...]]:
    wanted = (op.c.op_id, op.c.station_id, op.c.epoch, op.c.seq, op.c.digest, op.c.body, op.c.kind, op.c.wall)
    with hub.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*wanted).order_by(op.c.fseq))]


def followed(line: HubClient, channel: str) -> list[wire.FeedEvent]:
    events: list[wire.FeedEvent] = []
    while True:
        last = events[-1] if events else None
        page = line.feed(channel, last.fseq if last else 0, last.chain if last else "")
        assert page.in_step
        if not page.events:
            return events
        events += page.events


def test_everything_is_at_the_county_once_and_as_it_was_written(two: tuple[LiveHub, LiveHub]) -> None:
    hall = Hall(*two)
    for _ in range(230):
        hall.station.register()
    hall.station.write("hologram", b"\x00not for us")
    for at in range(0, 231, 100):
        hall.line.push(wire.Push(hall.station.ops[at : at + 100]))
    hall.round()
    hall.round()
    assert hall.trouble == ""
    assert held(hall.county) == held(hall.hall)
    assert len(held(hall.county)) == 231
    listed = [v.visit_no for v in SqlHubOffice(hall.county.store).visits()]
    assert listed == [o.about for o in hall.station.ops[:230]]
    hall.line.close()


def test_what_is_decided_above_comes_down_to_the_window(two: tuple[LiveHub, LiveHub]) -> None:
    hall = Hall(*two)
    made = hall.station.register()
    hall.line.push(wire.Push([made]))
    hall.round()
    reg_no = f"{made.about}-1"
    hall.county.store.decide(reg_no, Decision("accepted_on", date(2026, 11, 24), "上级"), datetime.now(UTC))
    hall.round()
    hall.round()
    told = [e for e in followed(hall.line, office().code) if e.kind == wire.FeedKind.STATUS]
    assert len(told) == 1
    assert told[0].body is not None
    event = msgspec.json.decode(told[0].body.content(), type=wire.StatusEvent)
    assert (event.reg_no, event.kind) == (reg_no, "accepted_on")
    with hall.hall.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(matter_event)) == 1
    states = {m.reg_no: m.state for m in SqlHubOffice(hall.hall.store).matters(datetime.now(UTC))}
    assert states == {m.reg_no: m.state for m in SqlHubOffice(hall.county.store).matters(datetime.now(UTC))}
    hall.line.close()


def test_an_answer_lost_or_a_county_restored_doubles_and_loses_nothing(two: tuple[LiveHub, LiveHub]) -> None:
    hall = Hall(*two)
    hall.line.push(wire.Push([hall.station.register() for _ in range(5)]))
    hall.round()
    with hall.hall.engine.begin() as connection:
        connection.execute(update(upper).values(sent_to=2))
    hall.round()
    assert held(hall.county) == held(hall.hall)
    SqlHubOffice(hall.county.store).restored()
    hall.line.push(wire.Push([hall.station.register()]))
    hall.round()
    assert held(hall.county) == held(hall.hall)
    assert len(held(hall.county)) == 6
    hall.line.close()


def test_matters_of_other_offices_of_the_county_are_heard_of_in_the_hall(
    two: tuple[LiveHub, LiveHub],
) -> None:
    hall = Hall(*two)
    person = [{"name": "骆青崖", "role": "petitioner", "id_no": "110199199003070017"}]
    other = Replica(office(2))
    with other.enrolled(hall.county.engine, hall.county.address) as line:
        line.push(wire.Push([other.register(people=person)]))
    hall.county.settle()
    hall.line.push(wire.Push([hall.station.register(people=person)]))
    hall.round()
    hall.round()
    kinds = [e.kind for e in followed(hall.line, office().code)]
    assert wire.FeedKind.SUSPECT_SAME in kinds
    prints = [e for e in followed(hall.line, wire.COUNTY_CHANNEL) if e.body is not None]
    offices = [
        one.office
        for e in prints
        if e.body is not None
        for one in msgspec.json.decode(e.body.content(), type=wire.Fingerprints).added
    ]
    assert sorted(offices) == [office(1).code, office(2).code]
    hall.line.close()


def test_a_hall_taken_from_trust_keeps_what_it_has(two: tuple[LiveHub, LiveHub]) -> None:
    hall = Hall(*two)
    with hall.county.engine.connect() as connection:
        (mine,) = connection.scalars(select(hub_station.c.station_id)).all()
    SqlHubOffice(hall.county.store).revoke(mine, datetime.now(UTC))
    hall.line.push(wire.Push([hall.station.register()]))
    hall.round()
    assert hall.trouble == "revoked"
    assert held(hall.county) == []
    assert len(held(hall.hall)) == 1
    hall.line.close()


def test_a_hall_with_stations_of_another_key_does_not_join(two: tuple[LiveHub, LiveHub]) -> None:
    hall = Hall(*two, joined=False)
    with pytest.raises(BadInput, match="problem"):
        hall.join()
    hall.line.close()
