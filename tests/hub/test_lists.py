"""What operations become: visits, courses, links, numbers, representatives, tasks and advice."""

import itertools
import json
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
import uuid_utils
from sqlalchemy import select

from app.hub import wire
from app.hub.client import HubClient
from app.hub.person_keys import person_key
from app.hub.wire import FeedKind
from app.intake.upstream import UpstreamStep
from db.hub.office import SqlHubOffice
from db.hub.rows import claim, matter, op
from db.hub.settings import PERSON_KEY, read_setting
from tests.fakes.replica import Replica
from tests.hub.conftest import Enrolled
from tests.live_hub import LiveHub

NUMBERS = [
    "110199199003070017", "11019919900307005X", "810000198805120032", "830000197906300058",
    "91190019880512001X", "932901199202290023", "11010519491231002X", "932682198501010017",
]  # fmt: skip


def said(line: HubClient, channel: str) -> list[dict[str, Any]]:
    """Everything but operations in a channel: kind and content."""
    found, cursor, chain = [], 0, ""
    while True:
        page = line.feed(channel, cursor, chain)
        for event in page.events:
            cursor, chain = event.fseq, event.chain
            if event.kind != FeedKind.OP:
                assert event.body is not None
                found.append({**json.loads(event.body.text), "kind": event.kind})
        if cursor >= page.head:
            return found


def _office(hub: LiveHub) -> SqlHubOffice:
    return SqlHubOffice(hub.store)


def _person(name: str, number: str, role: str = "petitioner") -> dict[str, str]:
    return {"name": name, "role": role, "id_no": number}


def _event(matter_id: str, kind: str = "accepted_on", day: str = "2026-11-24") -> dict[str, Any]:
    return {
        "event_id": str(uuid_utils.uuid7()),
        "matter_id": matter_id,
        "kind": kind,
        "on": day,
        "at": f"{day}T02:00:00+00:00",
        "by": "周予安",
    }


def test_visits_and_matters_are_listed_as_registered(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    bodies = [replica.visit() for _ in range(5)]
    for body in bodies:
        replica.write("visit", body)
    (first,) = bodies[0]["matters"]
    replica.write("event", _event(first["matter_id"]))
    line.push(wire.Push(replica.ops))
    visits = list(_office(hub).visits())
    assert [v.visit_no for v in visits] == [b["visit_no"] for b in bodies]
    assert {v.visitors for v in visits} == {"骆青崖"}
    matters = {m.reg_no: m for m in _office(hub).matters(datetime(2026, 11, 25, tzinfo=UTC))}
    assert matters[first["reg_no"]].state == "accepted_in_time"
    assert matters[first["reg_no"]].version == 2
    assert {m.version for m in matters.values()} == {1, 2}


def test_one_number_of_two_visits_gets_an_alias(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    one, two = replica.visit(), replica.visit()
    two["visit_no"] = one["visit_no"]
    two["matters"][0]["reg_no"] = one["matters"][0]["reg_no"]
    for body in (one, two):
        line.push(wire.Push([replica.write("visit", body)]))
    hub.settle()
    number = one["visit_no"]
    assert sorted(v.visit_no for v in _office(hub).visits()) == [number, f"{number}/2"]
    assert sorted(m.reg_no for m in _office(hub).matters(datetime.now(UTC))) == [
        f"{number}-1",
        f"{number}/2-1",
    ]
    (alias,) = [e for e in said(line, replica.office.code) if e["kind"] == FeedKind.ALIAS]
    assert (alias["what"], alias["about_id"], alias["alias"]) == ("receipt", two["visit_id"], f"{number}/2")


def test_a_sealed_matter_stays_ciphertext_and_nobodys_candidate(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    body = replica.visit(sealed="c2VhbGVk", people=[_person("骆青崖", NUMBERS[0])])
    del body["matters"][0]["stated"], body["participants"][0]["stated"]
    line.push(wire.Push([replica.write("visit", body)]))
    (listed,) = _office(hub).visits()
    assert listed.sealed
    assert "骆青崖" not in repr(listed)
    with hub.engine.connect() as connection:
        row = connection.execute(select(matter)).one()
    assert (row.sealed, row.demand, row.unit, row.purpose) == (True, "", "", "")


def test_a_decision_reaches_every_office_that_holds_the_matter(hub: LiveHub, enrolled: Enrolled) -> None:
    (near, near_line), (far, far_line) = enrolled(1), enrolled(2)
    original = near.visit()
    repeat = far.visit(link={"target_reg_no": original["matters"][0]["reg_no"], "facts": "same"})
    # The repeat arrives first: it waits for what it names.
    far_line.push(wire.Push([far.write("visit", repeat)]))
    hub.settle()
    near_line.push(wire.Push([near.write("visit", original)]))
    step = UpstreamStep("accepted_on", date(2026, 11, 24), "上级", "已受理")
    reg_no, version = _office(hub).decide(repeat["matters"][0]["reg_no"], step, datetime.now(UTC))
    assert (reg_no, version) == (original["matters"][0]["reg_no"], 2)
    for line, code in ((near_line, near.office.code), (far_line, far.office.code)):
        (status,) = [e for e in said(line, code) if e["kind"] == FeedKind.STATUS]
        assert (status["reg_no"], status["on"], status["text"]) == (reg_no, "2026-11-24", "已受理")
    listed = {m.reg_no: m for m in _office(hub).matters(datetime(2026, 11, 25, tzinfo=UTC))}
    assert listed[repeat["matters"][0]["reg_no"]].same_as == reg_no
    assert {m.state for m in listed.values()} == {"accepted_in_time"}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_eight_persons_at_three_windows_offline_heal_to_five(
    hub: LiveHub, enrolled: Enrolled, order: tuple[int, ...]
) -> None:
    windows = [enrolled(1, n + 1) for n in range(3)]
    people = [_person(f"代表{n}", NUMBERS[n], "representative") for n in range(8)]
    first = windows[0][0].visit(people=people[:3])
    number = {"target_reg_no": first["matters"][0]["reg_no"], "facts": "same"}
    bodies = [
        first,
        windows[1][0].visit(people=people[3:6], link=number),
        windows[2][0].visit(people=people[6:], link=number),
    ]
    for n in order:
        replica, line = windows[n]
        line.push(wire.Push([replica.write("visit", bodies[n])]))
        hub.settle()
    with hub.engine.connect() as connection:
        rows = connection.execute(select(claim)).all()
    root = first["matters"][0]["matter_id"]
    assert {r.matter_id for r in rows} == {root}
    assert sorted(r.slot for r in rows if r.slot) == [1, 2, 3, 4, 5]
    assert sum(r.slot is None for r in rows) == 3
    assert len(list(_office(hub).visits())) == 3
    told = said(windows[0][1], windows[0][0].office.code)
    last = {e["person"]: e["outcome"] for e in told if e["kind"] == FeedKind.CLAIM and e["matter"] == root}
    assert Counter(last.values()) == {"confirmed": 5, "over_limit": 3}
    assert {r.person: r.slot is not None for r in rows} == {p: o == "confirmed" for p, o in last.items()}
    assert len([e for e in told if e["kind"] == FeedKind.TASK and e["what"] == "over_limit"]) >= 3


def test_eight_persons_at_once_online_are_five(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    body = replica.visit()
    line.push(wire.Push([replica.write("visit", body)]))
    hub.settle()
    matter_id = body["matters"][0]["matter_id"]
    lines = [enrolled(1, n + 2)[1] for n in range(3)]

    def ask(n: int) -> list[wire.ClaimOutcome]:
        key = person_key(b"k", NUMBERS[n % 8])
        request = wire.Claim(str(uuid.uuid4()), matter_id, [key], date(2026, 11, 23))
        return lines[n % 3].claim(request, timeout_s=30).outcomes

    groups = [[n for n in range(16) if n % 3 == one] for one in range(3)]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda ns: [ask(n) for n in ns], groups))
    by_person: dict[str, set[str]] = {}
    for (outcome,) in itertools.chain(*answers):
        by_person.setdefault(outcome.person, set()).add(outcome.outcome)
    assert all(len(outcomes) == 1 for outcomes in by_person.values())
    assert Counter(o for (o,) in by_person.values()) == {"confirmed": 5, "over_limit": 3}


def test_another_office_hears_of_the_same_person_and_of_the_same_words(
    hub: LiveHub, enrolled: Enrolled
) -> None:
    (near, near_line), (far, far_line) = enrolled(1), enrolled(2)
    near_line.push(wire.Push([near.register(people=[_person("骆青崖", NUMBERS[0])])]))
    hub.settle()
    with hub.engine.connect() as connection:
        key = bytes.fromhex(read_setting(connection, PERSON_KEY))
    found = far_line.check(wire.Check([person_key(key, NUMBERS[0])]), timeout_s=20).found
    assert [(f.why, f.office, f.unit) for f in found] == [("person", near.office.code, "雾泽县自然资源局")]
    by_words = far_line.check(wire.Check(words="水库扩建征地，青苗补偿款没有补足"), timeout_s=20).found
    assert [f.why for f in by_words] == ["text"]
    assert near_line.check(wire.Check([person_key(key, NUMBERS[0])]), timeout_s=20).found == []
    far_line.push(wire.Push([far.register(people=[_person("骆青崖", NUMBERS[0])])]))
    hub.settle()
    (suspect,) = [e for e in said(far_line, far.office.code) if e["kind"] == FeedKind.SUSPECT_SAME]
    assert (suspect["why"], suspect["office"]) == ("person", near.office.code)
    prints = [e for e in said(far_line, "county") if e["kind"] == FeedKind.FINGERPRINTS]
    added = [f for e in prints for f in e["added"]]
    assert [f["fp"] for f in added] == [person_key(key, NUMBERS[0])[:16]] * 2


def test_two_windows_with_one_matter_get_one_proposal(hub: LiveHub, enrolled: Enrolled) -> None:
    (one, one_line), (two, two_line) = enrolled(1, 1), enrolled(1, 2)
    for replica, line in ((one, one_line), (two, two_line)):
        line.push(wire.Push([replica.register(people=[_person("骆青崖", NUMBERS[0])])]))
        hub.settle()
    suspects = [e for e in said(one_line, one.office.code) if e["kind"] == FeedKind.SUSPECT_SAME]
    assert len(suspects) == 1
    assert len(list(_office(hub).visits())) == 2


def test_amendments_of_one_base_are_all_kept_and_told(hub: LiveHub, enrolled: Enrolled) -> None:
    (one, one_line), (two, two_line) = enrolled(1, 1), enrolled(1, 2)
    visit = one.register()
    about = json.loads(visit.body.text)["visit_id"]

    def amend(replica: Replica, **fields: str) -> wire.Op:
        return replica.write(
            "amend",
            {
                "amend_id": str(uuid_utils.uuid7()),
                "about_id": about,
                "base": visit.op_id,
                "by": "周予安",
                "at": "2026-11-24T01:00:00+00:00",
                "fields": fields,
            },
        )

    one_line.push(wire.Push([visit, amend(one, phone="1")]))
    two_line.push(wire.Push([amend(two, remark="2")]))
    hub.settle()
    two_line.push(wire.Push([amend(two, phone="3")]))
    hub.settle()
    tasks = [e["what"] for e in said(one_line, one.office.code) if e["kind"] == FeedKind.TASK]
    assert tasks == ["parallel", "conflict"]


def test_what_cannot_be_worked_up_is_parked_and_holds_nothing_up(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    twice = replica.visit()
    replica.write("visit", twice)
    replica.write("visit", twice)
    gone = {"link_id": str(uuid.uuid4()), "reg_no": "x", "target_reg_no": "y"}
    replica.write("unlink", {**gone, "undone_by": "z", "undone_at": "2026-11-24T01:00:00+00:00"})
    replica.register(stated={"demand": "\0'; DROP TABLE op; --<script>", "purpose": "\0"})
    replica.register()
    line.push(wire.Push(replica.ops))
    hub.settle()
    assert len(list(_office(hub).visits())) == 3
    with hub.engine.connect() as connection:
        parked = connection.execute(select(op.c.parked).order_by(op.c.fseq)).scalars().all()
    assert parked == ["", "visit_known", "link_missing", "", ""]


def test_events_of_before_a_restore_are_kept_as_witnesses(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    line.push(wire.Push([replica.register()]))
    known = line.feed(replica.office.code, 0, "").events
    forgotten = msgspec.structs.replace(known[0], ref=str(uuid.uuid4()), fseq=2)
    told = wire.Witness("before", replica.office.code, [*known, forgotten])
    assert line.witness(told).kept == 1
    assert line.witness(told).kept == 0
    before = hub.store.incarnation()
    assert _office(hub).restored() != before
    assert line.hello(replica.hello()).incarnation != before
