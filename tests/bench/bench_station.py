"""How fast and how heavy: each figure beside a baseline measured in the same run.

Prints a table; asserts nothing. Run by `make bench`.
"""

import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.domain.matter import MatterDraft, Procedure, Purpose
from app.domain.office import Office
from app.domain.person import PersonDraft
from app.domain.visit import VisitDraft
from app.intake.assess import assess_visit
from app.intake.office import parse_office
from app.intake.papers import issue_receipt
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.paths import resource as bundled
from app.rulepacks import load_rulepack
from db.gate import StoreGate, create_store

ROOT = Path(__file__).resolve().parents[2]
VISITS = 300


def median_ms(work: Callable[[], object], times: int) -> float:
    """Median wall time of a call, in milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def plain_commit_ms(folder: Path) -> float:
    """Baseline: one row into an unencrypted SQLite file, WAL and FULL."""
    raw = sqlite3.connect(folder / "plain.db", isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE t (a TEXT)"):
        raw.execute(statement).close()
    taken = median_ms(lambda: raw.execute("INSERT INTO t VALUES ('x')").close(), 200)
    raw.close()
    return taken


def visit(number: int) -> VisitDraft:
    """An invented visit; every one has words of its own."""
    return VisitDraft(
        people=(PersonDraft(name=f"来访人{number}", address="云岭省雾泽县柏溪镇"),),
        matters=(
            MatterDraft(
                purpose=Purpose.CLAIM,
                content_code="0201",
                place_code="110199",
                place=f"柏溪镇上坞村{number % 40}组",
                demand=f"请求补足{2000 + number % 25}年水库扩建征地的青苗补偿款",
                facts=f"征收水田{number % 37}亩,公告标准为每亩2400元,实际领到{900 + number}元,询问没有答复。",
                oral=True,
                procedures=frozenset({Procedure.NONE}),
            ),
        ),
        present_count=1,
    )


def cold_ms(*arguments: str, stdin: str = "", **more: str) -> float:
    """Median wall time of a fresh process, in milliseconds."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more}

    def run() -> None:
        subprocess.run(
            [sys.executable, *arguments],
            input=stdin.encode(),
            env=environment,
            capture_output=True,
            check=True,
        )

    return median_ms(run, 5)


def tell(text: str) -> None:
    """One line of the table."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def line(what: str, measured: float, unit: str, baseline: float, against: str) -> None:
    """One row of the table."""
    ratio = f"{measured / baseline:>8.1f} × {against} ({baseline:.1f} {unit})"
    tell(f"{what:<44}{measured:>10.1f} {unit:<4}{ratio}")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office: Office = parse_office(json.loads(bundled("demo", "office.json").read_text("utf-8")))
        create_store(folder / "store", office, "甲", "bench password")
        gate = StoreGate(folder / "store", lambda _: load_rulepack(), holder="command")
        session: DeskSession = gate.sign_in("甲", "bench password")
        numbers: list[str] = []
        counter = iter(range(VISITS + 50))
        register = median_ms(
            lambda: numbers.append(register_visit(visit(next(counter)), session).visit_no), VISITS
        )
        commit = plain_commit_ms(folder)
        line(f"register a visit (median of {VISITS})", register, "ms", commit, "one plain SQLite commit")
        known = replace(visit(7), people=(PersonDraft(name="另一人", address="云岭省"),))
        line(
            f"live check against {VISITS} matters",
            median_ms(lambda: assess_visit(known, session), 20),
            "ms",
            commit,
            "one plain SQLite commit",
        )
        began = time.perf_counter()
        issue_receipt(numbers[0], session)
        first = (time.perf_counter() - began) * 1000
        later = median_ms(lambda: issue_receipt(numbers[1], session), 20)
        line("first receipt of a process", first, "ms", later, "a later receipt")
        gate.close()
        bare = cold_ms("-c", "pass")
        due = cold_ms("-m", "ui", "due", stdin='{"kind": "T3", "start": "2026-11-23"}')
        line("station due, fresh process", due, "ms", bare, "python -c pass")
        listing = cold_ms(
            "-m", "ui", "list", "visits", "--store", str(folder / "store"), "--user", "甲",
            STATION_PASSWORD="bench password",
        )  # fmt: skip
        line(f"station list visits ({VISITS}), fresh process", listing, "ms", bare, "python -c pass")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(p.stat().st_size for p in (folder / "store").rglob("*") if p.is_file()) / 1024
        tell(f"{'peak memory of this process':<44}{peak:>10.0f} MB")
        tell(f"{'store per visit':<44}{size / VISITS:>10.1f} KB")


if __name__ == "__main__":
    main()
