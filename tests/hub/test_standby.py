"""PostgreSQL with a standby: it goes away, the primary dies, its people switch over (rows 22, 23)."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.errors import HubAway, HubBusy, HubFailed
from app.hub import wire
from app.hub.client import HubClient
from db.hub.engine import open_hub_engine
from db.hub.remembered import FOR_S
from db.hub.rows import op
from tests.fakes.replica import Replica, office
from tests.live_hub import LiveHub, fresh_hub
from tests.private_postgres import PrivatePostgres

ROOT = Path(__file__).resolve().parents[2]
Pair = tuple[PrivatePostgres, PrivatePostgres, str]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Primary, synchronous standby, and the address of a hub's database on whichever is the primary."""
    with PrivatePostgres() as primary:
        url = primary.url()
        fresh_hub(url).dispose()
        with PrivatePostgres(copy_of=primary) as standby:
            for each in (primary, standby):
                each.set("synchronous_standby_names", "*")
            name = url.rpartition("/")[2]
            until(lambda: primary.ask("SELECT count(*) FROM pg_stat_replication") == "1")
            yield (
                primary,
                standby,
                f"postgresql://hub@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/{name}",
            )


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        threading.Event().wait(0.05)


def pushed(line: HubClient, ops: list[wire.Op]) -> wire.PushAnswer:
    """As a station does: again and again until it is answered."""
    end = time.monotonic() + 60
    while True:
        try:
            return line.push(wire.Push(ops))
        except (HubAway, HubBusy, HubFailed):
            assert time.monotonic() < end
            threading.Event().wait(0.1)


def count(hub: LiveHub) -> int:
    with hub.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(op)) or 0


@pytest.mark.timeout(300)
def test_22_all_that_was_acknowledged_is_at_the_standby_that_takes_over(pair: Pair) -> None:
    primary, standby, url = pair
    with LiveHub(open_hub_engine(url)) as hub:
        replica = Replica(office())
        with replica.enrolled(hub.engine, hub.address) as line:
            life = line.hello(replica.hello()).incarnation
            batches = [[replica.register() for _ in range(20)] for _ in range(8)]
            acknowledged = 0
            for number, batch in enumerate(batches):
                if number == 4:
                    primary.kill()
                    with pytest.raises((HubAway, HubBusy, HubFailed)):
                        line.push(wire.Push(batch))
                    standby.promote()
                    assert int(standby.ask("SELECT count(*) FROM op", url.rpartition("/")[2])) >= acknowledged
                    # It asks for a standby as its primary did: going on without one is for people to decide.
                    until(lambda: health(hub) == "standby")
                    standby.set("synchronous_standby_names", "")
                answer = pushed(line, batch)
                assert {r.result for r in answer.results} <= wire.ACKNOWLEDGED
                acknowledged += len(batch)
            told = line.hello(replica.hello())
            assert (told.incarnation, told.epochs[0].in_step) == (life, True)
            assert count(hub) == acknowledged == 160


def health(hub: LiveHub) -> str:
    """`ok`, or the word of why not."""
    answer = hub.raw("GET", "/healthz")
    return "ok" if answer.status_code == 200 else str(answer.json()["word"])


@pytest.mark.timeout(300)
def test_23_without_its_standby_a_hub_takes_nothing_in_and_says_so(pair: Pair) -> None:
    primary, standby, url = pair
    with LiveHub(open_hub_engine(url)) as hub:
        replica = Replica(office())
        with replica.enrolled(hub.engine, hub.address) as line:
            assert pushed(line, [replica.register()]).results[0].result is wire.OpResult.ACCEPTED
            standby.kill()
            until(lambda: primary.ask("SELECT count(*) FROM pg_stat_replication") == "0")
            # So long a worker may believe that it is there; then somebody ends the wait: no acknowledgement.
            hub.store._standby._held["standby"] = (time.monotonic(), True)
            waiting = replica.register()
            ended = threading.Thread(target=end_the_wait, args=(primary,), name="dba")
            ended.start()
            with pytest.raises(HubBusy):
                line.push(wire.Push([waiting]))
            ended.join(30)
            time.sleep(FOR_S)
            with pytest.raises(HubBusy):
                line.push(wire.Push([replica.register()]))
            assert health(hub) == "standby"
            assert "备机" in hub.raw("GET", "/healthz").json()["detail"]
            assert line.feed(office().code, 0, "").events, "reading goes on"
            words = [sys.executable, "-m", "ui", "hub", "revoke", replica.station_id, "--db", url]
            done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
            assert (done.returncode, done.stdout) == (2, "")
            assert "备机" in done.stderr
            standby.start()
            answer = pushed(line, replica.ops)
            assert {r.result for r in answer.results} <= wire.ACKNOWLEDGED
            assert line.hello(replica.hello()).epochs[0].in_step
            assert count(hub) == 3


def end_the_wait(primary: PrivatePostgres) -> None:
    waiting = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    until(lambda: primary.ask(waiting) == "t")
