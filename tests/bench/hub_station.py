"""A station with its real store against the hub: outbox drained, feed pulled, the window meanwhile."""

import contextlib
import itertools
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import Engine

from app.domain.office import Office
from app.domain.record import VisitRecord
from app.hub.client import Address, HubClient
from app.rulepacks import load_rulepack
from app.sync.beat import sync_round
from app.sync.enrol import enrol, open_line
from app.sync.ports import Binding
from app.sync.round import RoundReport
from db import keyring
from db.gate import StoreGate, create_store
from db.hub.enrolment import new_code
from tests.fakes.replica import Replica
from tests.sync.conftest import LEAD, PASSWORD, Station

DRAINED, PULLED = 2_000, 10_000
_SAVED = 60
"""Visits saved in each state of the hub, in turn."""


@dataclass
class Bound:
    """A station and its line; the authority is the one of the bench."""

    station: Station
    address: Address

    def sync(self, *, stop: Callable[[], bool] = lambda: False) -> RoundReport:
        return sync_round(self.station.store, line=self._line, stop=stop)

    def _line(self, binding: Binding) -> HubClient:
        return open_line(replace(binding, ca=self.address.ca))


def fresh_station(office: Office) -> Station:
    """An encrypted store of its own; passwords are stretched as little as in the tests."""
    keyring._TIME_COST, keyring._MEMORY_KIB, keyring._LANES = 1, 64, 1
    folder = Path(tempfile.mkdtemp(prefix="bench-station-")) / "store"
    create_store(folder, office, LEAD, PASSWORD)
    return Station(folder, StoreGate(folder, lambda _: load_rulepack(), holder="command"))


def bound_station(office: Office, engine: Engine, address: Address) -> Bound:
    station = fresh_station(office)
    with engine.begin() as connection:
        code, _ = new_code(connection, office, datetime.now(UTC))
    enrol(station.store, address.url, code, client=lambda _: HubClient(address))
    return Bound(station, address)


def register_many(station: Station, office: Office, count: int) -> None:
    """Visits as the window writes them, hundreds in one transaction: only the outbox matters here."""
    told = Replica(office)
    day = date(2026, 11, 23)
    for first in range(0, count, 200):
        with station.session.write() as unit:
            for n in range(first, min(first + 200, count)):
                number, serial = unit.take_visit_number(1, day)
                body = told.visit(
                    people=[{"name": f"甲{n}", "role": "petitioner", "id_no": f"11019919600101{n:04d}"}],
                    stated={"facts": f"第{n}户，" + "多次反映没有答复。" * 12},
                )
                body |= {"visit_no": number, "serial": serial}
                body["matters"][0]["reg_no"] = f"{number}-1"
                unit.add_visit(msgspec.convert(body, VisitRecord), {})
            unit.commit()


def measure_drain(
    say: Callable[[str], None], office: Office, engine: Engine, address: Address, bare_s: float
) -> None:
    """2,000 visits waiting; `bare_s`: the same number pushed without a store behind it."""
    bound = bound_station(office, engine, address)
    register_many(bound.station, office, DRAINED)
    began, spent = time.perf_counter(), time.process_time()
    report = bound.sync()
    took, spent = time.perf_counter() - began, time.process_time() - spent
    figures = bound.station.store.figures()
    assert report.failure is None
    assert figures.registered == figures.proven, figures
    say(
        f"drain: {DRAINED} waiting visits at the hub, read back and proven in {took:.1f} s"
        f" ({spent:.1f} s of the station's processor; bare pushes of as many {bare_s:.1f} s)"
    )
    began = time.process_time()
    bound.station.store.states(whole=False)
    short = time.process_time() - began
    began = time.process_time()
    bound.station.store.states()
    say(f"greeting: {short * 1000:.1f} ms to reckon, all of it {(time.process_time() - began) * 1000:.1f} ms")
    bound.station.gate.close()


def measure_pull(
    say: Callable[[str], None],
    replica: Replica,
    engine: Engine,
    address: Address,
    quantile: Callable[[list[float], float], float],
) -> None:
    """A fresh window of an office takes in what the other has registered, and saves meanwhile."""
    with HubClient(address, replica.signer) as line:
        began, cursor, chain, fetched = time.perf_counter(), 0, "", 0
        while fetched < PULLED and (page := line.feed(replica.office.code, cursor, chain)).events:
            cursor, chain = page.events[-1].fseq, page.events[-1].chain
            fetched += len(page.events)
        bare = time.perf_counter() - began
    bound = bound_station(replica.office, engine, address)
    quiet = saved(bound.station, _SAVED)
    ended, meanwhile = threading.Event(), list[float]()

    def save_on() -> None:
        while not ended.wait(0.1):
            meanwhile.extend(saved(bound.station, 1))

    window = threading.Thread(target=save_on)
    began, spent = time.perf_counter(), time.process_time()
    window.start()
    report = bound.sync(stop=lambda: bound.station.store.channels([replica.office.code])[0].cursor >= fetched)
    took, spent = time.perf_counter() - began, time.process_time() - spent
    ended.set()
    window.join()
    assert report.failure is None, report
    with bound.station.session.read() as unit:
        held = sum(1 for _ in unit.all_visits())
    assert held >= fetched, (held, fetched)
    say(
        f"pull: {fetched} visits applied in {took:.1f} s ({spent:.1f} s of the station's processor,"
        f" {len(meanwhile)} visits saved meanwhile included; fetching alone {bare:.1f} s)"
    )
    told = (f"p50 {quantile(t, 0.5):.0f} ms, p95 {quantile(t, 0.95):.0f} ms" for t in (meanwhile, quiet))
    say("saving during the pull: {}; without one {}".format(*told))
    bound.station.gate.close()


def saved(station: Station, count: int) -> list[float]:
    """Milliseconds that each saving of a visit took."""
    made = []
    for n in range(count):
        began = time.perf_counter()
        station.register(f"乙{n}")
        made.append((time.perf_counter() - began) * 1000)
    return made


@contextlib.contextmanager
def syncing(bound: Bound) -> Iterator[None]:
    """Rounds on a thread of their own when they are due, as the window's lane does them."""
    ended = threading.Event()

    def go_on() -> None:
        wait_s = 0.0
        while not ended.wait(wait_s):
            due = bound.sync(stop=ended.is_set).next_at
            wait_s = max(0.0, (due - datetime.now(UTC)).total_seconds())

    lane = threading.Thread(target=go_on)
    lane.start()
    yield
    ended.set()
    lane.join()


@contextlib.contextmanager
def black_hole() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield listener.getsockname()[1]


def measure_dead_hub(
    say: Callable[[str], None],
    office: Office,
    engine: Engine,
    address: Address,
    quantile: Callable[[list[float], float], float],
) -> None:
    """Saving a visit without a hub, with one that refuses, and with one that never answers; in turn."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        refused = probe.getsockname()[1]
    alone = fresh_station(office)
    with black_hole() as silent:
        made: dict[str, list[float]] = {"without": [], "refusing": [], "silent": []}
        bounds = {}
        for word, port in (("refusing", refused), ("silent", silent)):
            bound = bound_station(office, engine, address)
            binding = bound.station.store.binding()
            assert binding is not None
            away = replace(binding, url=f"http://127.0.0.1:{port}")
            bound.station.store.bind(away, datetime.now(UTC) - timedelta(days=1))
            bounds[word] = replace(bound, address=Address(away.url))
        stations = {"without": alone} | {word: bound.station for word, bound in bounds.items()}
        for station in stations.values():
            saved(station, 5)
        with syncing(bounds["refusing"]), syncing(bounds["silent"]):
            for _, (word, station) in itertools.product(range(_SAVED), stations.items()):
                made[word] += saved(station, 1)
    for station in stations.values():
        station.gate.close()
    base = quantile(made["without"], 0.95)
    told = ", ".join(
        f"{word} p50 {statistics.median(times):.0f} p95 {quantile(times, 0.95):.0f} ms"
        f" ({quantile(times, 0.95) / base:.2f})"
        for word, times in made.items()
    )
    say(f"saving a visit, hub: {told}")
