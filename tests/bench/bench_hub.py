"""The hub under load, on loopback: nginx with TLS, workers, PostgreSQL with fsync; beside the bare insert.

    bench_hub.py [--ops 20000] [--matters 100000] [--workers 2] [--counties 4]

Four stations push visits made and packed beforehand; polls, claims and checks are asked one by one; the bare
batch insert into PostgreSQL is measured in the same run. The county of the first station has registered
`--matters` before, which is what its checks look through. Other programs on the machine slow everything: read
the ratio, not the seconds.
"""

import argparse
import contextlib
import itertools
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.hub import wire
from app.hub.client import Address, HubClient
from app.hub.packing import pack
from app.hub.person_keys import person_key
from db.hub.engine import open_hub_engine
from tests.bench.hub_county import fill_county, texts, village
from tests.bench.hub_station import DRAINED, measure_dead_hub, measure_drain, measure_pull
from tests.fakes.replica import Replica, office
from tests.hub.test_through_nginx import free_port, serving, station, until_up, workers_of
from tests.private_nginx import PrivateNginx
from tests.private_postgres import PrivatePostgres

BATCH = 200
DEMANDS = (
    "请求补足水库扩建征地的青苗补偿款",
    "请求支付拖欠的环卫工资",
    "请求处理楼上漏水",
    "反映村道硬化偷工减料",
)
PLACES = ("柏溪镇上坞村", "沙河乡石桥村", "城关镇东街社区", "桐岭镇茶场", "云雾乡三岔口")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def packed_batches(replica: Replica, count: int) -> list[tuple[bytes, int]]:
    """Pushes ready to be sent."""
    for n in range(count):
        number = f"{replica.office.division_code}19{60 + n % 40}0{1 + n % 9}1{n % 10}{n % 1000:03d}{n % 10}"
        replica.register(
            people=[{"name": f"甲{n}", "role": "petitioner", "id_no": number}],
            stated={
                "demand": DEMANDS[n % 4] + PLACES[n % 5],
                "facts": f"第{n}户，{PLACES[n % 5]}，" + "多次反映没有答复。" * 12,
            },
        )
    ops = replica.ops
    return [
        (pack(wire.encode(wire.Push(ops[i : i + BATCH]))), len(ops[i : i + BATCH]))
        for i in range(0, len(ops), BATCH)
    ]


def push_all(replica: Replica, address: Address, batches: list[tuple[bytes, int]]) -> None:
    """As a station drains its outbox."""
    headers = {"accept": "application/json", "content-type": "application/json", "content-encoding": "zstd"}
    with HubClient(address, replica.signer) as line:
        for content, _ in batches:
            line.send("POST", "/v1/ops", content, headers)


def bare_insert(db: str, batches: int) -> float:
    """Ops a second of four connections that only insert the same bytes in batches, each committed."""
    row = "INSERT INTO bare VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
    with psycopg.connect(db) as connection:
        connection.execute(
            "CREATE TABLE bare (county text, op_id uuid, office text, seq bigint, kind text, body bytea,"
            " digest text, wall timestamptz, PRIMARY KEY (county, op_id))"
        )
    body, now = b"x" * 1500, datetime.now(UTC)

    def insert(n: int) -> None:
        with psycopg.connect(db, prepare_threshold=None) as connection:
            for _ in range(batches):
                rows = [
                    (f"{n:06d}", uuid.uuid4(), "o", i, "visit", body, "0" * 64, now) for i in range(BATCH)
                ]
                connection.cursor().executemany(row, rows)
                connection.commit()

    began = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(insert, range(4)))
    return 4 * batches * BATCH / (time.perf_counter() - began)


def times(ask: Callable[[], object], count: int) -> list[float]:
    """Milliseconds of each call."""
    made = []
    for _ in range(count):
        began = time.perf_counter()
        ask()
        made.append((time.perf_counter() - began) * 1000)
    return made


def quantile(made: list[float], share: float) -> float:
    return statistics.quantiles(made, n=1000, method="inclusive")[round(share * 1000) - 1]


def worker_memory(pids: list[int]) -> list[float]:
    """MB resident of each worker."""
    return [
        int(line.split()[1]) / 1024
        for pid in pids
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ops", type=int, default=20_000, help="pushed by the four stations together")
    parser.add_argument("--matters", type=int, default=100_000, help="registered before in one county")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--counties", type=int, default=4, help="the stations' counties, 1 to 4")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-hub-"))
    with PrivatePostgres() as postgres:
        bare = bare_insert(postgres.url(), max(5, args.ops // BATCH // 8))
        say(f"bare batch insert, 4 connections: {bare:.0f} ops/s")
        db, port = postgres.url(), free_port()
        station("init", "--name", "云岭省信访局", db=db)
        engine = open_hub_engine(db)
        began = time.perf_counter()
        fill_county(db, "110190", [f"110190{n:04d}" for n in range(11, 16)], args.matters)
        say(f"{args.matters} matters loaded and indexed in {time.perf_counter() - began:.0f} s")
        with serving(db, port, folder, args.workers) as server, PrivateNginx(port) as nginx:
            until_up(nginx)
            stations = [Replica(office(n + 1, f"11019{n % args.counties}")) for n in range(4)]
            for replica in stations:
                replica.enrolled(engine, nginx.address).close()
            made = [packed_batches(replica, args.ops // 4) for replica in stations]
            spent = cpu_of(server, postgres)
            began = time.perf_counter()
            fork = multiprocessing.get_context("fork")
            pushing = [
                fork.Process(target=push_all, args=(replica, nginx.address, batches))
                for replica, batches in zip(stations, made, strict=True)
            ]
            for process in pushing:
                process.start()
            for process in pushing:
                process.join()
                assert process.exitcode == 0
            took = time.perf_counter() - began
            rate = args.ops / took
            with psycopg.connect(db) as connection:
                (held,) = connection.execute("SELECT count(*) FROM op").fetchone() or (0,)
            assert held == args.ops, held
            spent = cpu_of(server, postgres) - spent
            say(f"processor time of workers and PostgreSQL: {spent * BATCH / args.ops * 1000:.1f} ms a push")
            say(
                f"push: {rate:.0f} ops/s through nginx and {args.workers} workers ({rate / bare:.0%} of bare)"
            )
            began = time.perf_counter()
            wait_until_worked_up(db)
            after = time.perf_counter() - began
            say(f"worked up {after:.1f} s after the last push: {args.ops / (took + after):.0f} visits/s")
            report(stations[0], nginx.address, db)
            bare_s = DRAINED / rate
            measure_drain(say, office(21), engine, nginx.address, bare_s)
            measure_pull(say, stations[0], engine, nginx.address, quantile)
            measure_dead_hub(say, office(22), engine, nginx.address, quantile)
            memory = worker_memory(workers_of(server))
            say(f"worker memory: {', '.join(f'{mb:.0f} MB' for mb in memory)}")
        engine.dispose()


def cpu_of(server: "subprocess.Popen[bytes]", postgres: PrivatePostgres) -> float:
    """Seconds of processor time the hub's workers and every process of PostgreSQL have had."""
    ticks = 0
    for pid in (*workers_of(server), *postgres.pids()):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def wait_until_worked_up(db: str) -> None:
    with psycopg.connect(db, autocommit=True) as connection:
        while True:
            (left,) = connection.execute(
                "SELECT count(*) FROM feed_head h LEFT JOIN projected p ON p.county = h.county"
                " AND p.office = h.channel AND p.stage = 'match' WHERE coalesce(p.fseq, 0) < h.fseq"
            ).fetchone() or (0,)
            if not left:
                return
            time.sleep(0.1)


def one_commit(db: str) -> Callable[[], object]:
    """A transaction of one row, as a limit for what changes anything durably."""
    connection = psycopg.connect(db, autocommit=True)
    connection.execute("CREATE TABLE bare_row (id uuid PRIMARY KEY)")
    return lambda: connection.execute("INSERT INTO bare_row VALUES (gen_random_uuid())")


def report(replica: Replica, address: Address, db: str) -> None:
    """Polls, claims, checks of one station."""
    with HubClient(address, replica.signer) as line:
        code = replica.office.code
        cursor, chain = 0, ""
        page = line.feed(code, cursor, chain)
        while page.events:
            cursor, chain = page.events[-1].fseq, page.events[-1].chain
            page = line.feed(code, cursor, chain)
        with httpx.Client(verify=address.verify(), trust_env=False) as stranger:
            bare = times(lambda: stranger.get(f"{address.url}/v1/feed"), 400)
        say(f"turned away at the door: p95 {quantile(bare, 0.95):.1f} ms, p99 {quantile(bare, 0.99):.1f} ms")
        polls = times(lambda: line.feed(code, cursor, chain), 400)
        say(f"idle poll: p50 {quantile(polls, 0.5):.1f} ms, p99 {quantile(polls, 0.99):.1f} ms")
        group = itertools.count()
        matters = [str(uuid.uuid4()) for _ in range(40)]

        def claim() -> object:
            """Seven people come forward for each matter; two of them are too many."""
            key = person_key(b"k", os.urandom(8).hex())
            matter = matters[next(group) // 7]
            return line.claim(wire.Claim(str(uuid.uuid4()), matter, [key], date(2026, 11, 23)))

        claims = times(claim, 200)
        bare = times(one_commit(db), 200)
        say(
            f"claim: p50 {quantile(claims, 0.5):.1f} ms, p95 {quantile(claims, 0.95):.1f} ms;"
            f" a row inserted and committed, p95 {quantile(bare, 0.95):.1f} ms"
        )
        chance = random.Random(3)
        said = [f"{demand}，{village(chance)}，{facts}"[:1000] for demand, facts, _ in texts(chance, 200)]
        asked = itertools.cycle(said)
        checks = times(
            lambda: line.check(wire.Check([person_key(b"k", os.urandom(8).hex())], next(asked))), 200
        )
        with psycopg.connect(db) as connection:
            (held,) = connection.execute("SELECT count(*) FROM matter").fetchone() or (0,)
        say(f"check at {held} matters: p50 {quantile(checks, 0.5):.1f}, p95 {quantile(checks, 0.95):.1f} ms")


if __name__ == "__main__":
    main()
