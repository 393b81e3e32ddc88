"""Many at once at one office's order: nothing is numbered twice, missed or doubled (rows 13, 14, 47, 54)."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import event, func, select

from app.hub import wire
from app.hub.client import HubClient
from app.hub.digests import NO_CHAIN, chained, event_digest
from db.hub.office import SqlHubOffice
from db.hub.rows import feed_head, op
from tests.fakes.replica import Replica
from tests.hub.conftest import Enrolled
from tests.live_hub import LiveHub


def rows(hub: LiveHub) -> tuple[int, int]:
    with hub.engine.connect().execution_options(begin="DEFERRED") as connection:
        held = connection.scalar(select(func.count()).select_from(op)) or 0
        return held, connection.scalar(select(func.sum(feed_head.c.fseq))) or 0


@contextmanager
def slow_commits(hub: LiveHub, chance: random.Random) -> Iterator[None]:
    """Each transaction takes its time between its last statement and its end."""

    def wait(_connection: Any) -> None:
        threading.Event().wait(chance.random() * 0.03)

    event.listen(hub.engine, "commit", wait)
    try:
        yield
    finally:
        event.remove(hub.engine, "commit", wait)


def followed(line: HubClient, channel: str, ended: threading.Event) -> list[str]:
    """References of everything a reader sees that begins early and never asks twice for one number."""
    seen: list[str] = []
    cursor, chain = 0, NO_CHAIN
    while True:
        last = ended.is_set()
        page = line.feed(channel, cursor, chain, limit=7)
        assert page.in_step
        for one in page.events:
            assert one.fseq == cursor + 1
            chain = chained(chain, event_digest(one.kind, one.ref, one.digest))
            assert one.chain == chain
            cursor = one.fseq
            seen.append(one.ref)
        if last and not page.events:
            return seen


def test_54_a_reader_beside_slow_writers_misses_no_number(hub: LiveHub, enrolled: Enrolled) -> None:
    writers = [enrolled(1, n + 1) for n in range(4)]
    _, reading = enrolled(1, 9)
    batches = [[[r.register() for _ in range(3)] for _ in range(6)] for r, _ in writers]
    ended = threading.Event()

    def write(n: int) -> None:
        for batch in batches[n]:
            writers[n][1].push(wire.Push(batch))

    with slow_commits(hub, random.Random(54)), ThreadPoolExecutor(5) as pool:
        reader = pool.submit(followed, reading, writers[0][0].office.code, ended)
        list(pool.map(write, range(4)))
        hub.settle()
        ended.set()
        seen = reader.result()
    written = [o.op_id for replica, _ in writers for o in replica.ops]
    assert len(seen) == len(set(seen))
    assert set(written) <= set(seen)
    for replica, _ in writers:  # of each station in the order it wrote them
        mine = [o.op_id for o in replica.ops]
        assert [ref for ref in seen if ref in set(mine)] == mine


def test_13_one_push_delivered_many_times_at_once_is_taken_in_once(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    lines = [line, *(HubClient(hub.address, replica.signer) for _ in range(3))]
    try:
        for _ in range(5):
            push = wire.Push([replica.register() for _ in range(10)])
            with slow_commits(hub, random.Random(13)), ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(lambda one, p=push: one.push(p), lines))  # type: ignore[misc]
            told = [[r.result for r in answer.results] for answer in answers]
            assert sorted(set(map(tuple, told))) == [("accepted",) * 10, ("duplicate",) * 10]
            assert told.count(["accepted"] * 10) == 1
            assert not any(answer.fork for answer in answers)
        assert rows(hub) == (50, 50)
    finally:
        for one in lines[1:]:
            one.close()


def test_14_a_push_that_comes_an_age_later_changes_nothing(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    early = wire.Push([replica.register() for _ in range(3)])
    line.push(early)
    renumber(replica)
    line.push(wire.Push([replica.register()]))
    for restored in (False, True):
        if restored:
            SqlHubOffice(hub.store).restored()
        hub.settle()
        before = rows(hub)
        assert {r.result for r in line.push(early).results} == {"duplicate"}
        hub.settle()
        assert rows(hub) == before
    assert line.hello(replica.hello()).epochs[0].in_step


def renumber(replica: Replica) -> None:
    """The store begins a new life."""
    replica.epoch = f"{int(replica.epoch, 16) ^ 1:016x}"


def test_14_a_request_recorded_before_its_station_was_enrolled_anew_is_no_key(
    hub: LiveHub, enrolled: Enrolled
) -> None:
    replica, _ = enrolled()
    content = wire.encode(wire.Push([replica.register()]))
    url = hub.address.url + "/v1/ops"
    signed = replica.signer.headers("POST", url, content, datetime.now(UTC))
    again = Replica(replica.office, station_id=replica.station_id)
    with again.enrolled(hub.engine, hub.address):
        answer = hub.raw("POST", "/v1/ops", content=content, headers=signed)
    assert (answer.status_code, answer.json()["word"]) == (401, "wrong")
    assert rows(hub)[0] == 0


def test_47_whichever_of_two_contents_came_first_stays(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    one = replica.register()
    others = []
    for n in range(4):
        made = replica.write("visit", {"other": n})
        others.append(msgspec.structs.replace(made, op_id=one.op_id, seq=one.seq))
    del replica.ops[1:]
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda o: line.push(wire.Push([o])).results[0].result, [one, *others]))
    assert answers.count("digest_conflict") == 4
    assert rows(hub) == (1, 1)
