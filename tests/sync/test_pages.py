"""A page of the feed tells the same, whether its events are applied together or one by one."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.hub import wire
from app.hub.digests import chained, event_digest
from db import log_lines
from db.counted import count_changed
from db.journal import new_id
from tests.fakes.replica import Replica
from tests.sync.conftest import MakeStation, Station, office

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


def events_of(bodies: list[dict[str, Any]], other: Replica) -> list[wire.FeedEvent]:
    """As the feed carries visits another window wrote."""
    made: list[wire.FeedEvent] = []
    chain = ""
    for n, body in enumerate(bodies, 1):
        content = json.dumps(body, ensure_ascii=False).encode()
        digest, ref = hashlib.sha256(content).hexdigest(), new_id()
        chain = chained(chain, event_digest("op", ref, digest))
        origin = wire.Origin(other.station_id, other.epoch, n, "visit", 1, NOW, body["visit_no"])
        made.append(wire.FeedEvent(n, "op", ref, digest, chain, NOW, wire.Body.of(content), origin))
    return made


def odd_page() -> list[wire.FeedEvent]:
    """Plain visits, and among them whatever has to be looked at by itself."""
    other = Replica(office(1), window=2)
    one_person = [{"name": "骆青崖", "role": "petitioner", "id_no": "110199196801011000"}]
    first, second = other.visit(people=one_person), other.visit(people=one_person)
    same_number = {**other.visit(), "visit_no": first["visit_no"]}
    same_number["matters"][0]["reg_no"] = first["matters"][0]["reg_no"]
    link = {"target_reg_no": first["matters"][0]["reg_no"], "facts": "same"}
    repeat = other.visit(link=link)
    lost = other.visit(link={"target_reg_no": "1101990010000000000000-1", "facts": "same"})
    code_taken = other.visit(query_code=first["matters"][0]["query_code"])
    newer = other.visit(outcome="SOMETHING_NEW")
    return events_of(
        [first, second, same_number, repeat, second, lost, code_taken, newer, other.visit()], other
    )


def held(station: Station) -> dict[str, Any]:
    with station.session.read() as unit:
        visits = list(unit.all_visits())
    waiting = [(item.what, item.about) for item in station.store.parked_items()]
    return {"visits": visits, "waiting": waiting, "at": station.store.channels([office(1).code])}


def test_a_page_at_once_and_its_events_one_by_one_leave_the_same(station: MakeStation) -> None:
    at_once, one_by_one = station(1), station(1)
    events = odd_page()

    told = at_once.store.apply(office(1).code, events, len(events), NOW)
    for event in events:
        one_by_one.store.apply(office(1).code, [event], len(events), NOW)

    assert told == len(events)
    assert held(at_once) == held(one_by_one)
    numbers = [visit.visit_no for visit in held(at_once)["visits"]]
    assert len(numbers) == len(set(numbers)) == 5
    assert sum(number.endswith("/2") for number in numbers) == 1
    assert len(held(at_once)["waiting"]) == 3
    with at_once.session.read() as unit:
        people = {p.person_id for visit in unit.all_visits() for p in visit.participants if p.stated.id_no}
    assert len(people) == 1


def test_a_page_applied_again_changes_nothing(station: MakeStation) -> None:
    mine, events = station(1), odd_page()
    mine.store.apply(office(1).code, events, len(events), NOW)
    before = held(mine)

    assert mine.store.apply(office(1).code, events, len(events), NOW) == 0
    assert held(mine) == before


_DERIVED = ("counted_visit", "counted_matter", "log_line", "log_text", "log_matter")


def derived(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept of visits for the figures and for the log."""
    return {
        table: sorted(map(tuple, session.execute(text(f"SELECT * FROM {table}"))), key=repr)
        for table in _DERIVED
    }


def test_visits_taken_in_together_are_judged_as_if_judged_anew(station: MakeStation) -> None:
    mine, other = station(1), Replica(office(1), window=2)
    three = [{"name": f"甲{n}", "role": "petitioner", "id_no": "", "phone": "13900000000"} for n in range(3)]
    unsaid = other.visit(people=three)
    unsaid["stated"]["present_count"] = None
    events = odd_page()
    events += events_of([unsaid], other)
    events[-1] = wire.FeedEvent(
        len(events), "op", events[-1].ref, events[-1].digest, events[-1].chain, NOW,
        events[-1].body, events[-1].origin,
    )  # fmt: skip
    mine.store.apply(office(1).code, events, len(events), NOW)

    with Session(mine.gate._store.engine) as session:  # type: ignore[union-attr]
        before = derived(session)
        assert session.execute(text("SELECT count(*) FROM uncounted_visit")).scalar() == 0
        session.execute(text("INSERT INTO uncounted_visit SELECT visit_id FROM visit"))
        assert count_changed(session) == len(before["counted_visit"]) == 6
        log_lines.write_lines(session, list(session.scalars(text("SELECT visit_id FROM visit"))))
        assert derived(session) == before
        came = session.execute(
            text("SELECT v.present_count, l.present, c.heads FROM visit v JOIN log_line l USING (visit_id)"
                 " JOIN counted_visit c USING (visit_id) WHERE v.visit_id = :is"),
            {"is": unsaid["visit_id"]},
        ).one()  # fmt: skip
    assert tuple(came) == (3, 3, 3)
