"""Figures and exports of a year: how long they take beside the least that could be done.

    .venv/bin/python tests/bench/bench_figures.py [--visits 100000] [--store FOLDER]

An invented year lies in a fresh encrypted store, spread over windows, hours, classes and outcomes, a fifth of
it raised before. Each line is CPU time, which neighbours on the machine do not disturb, and its ratio to a
baseline of the same run: for figures a bare `SELECT count(*), sum(present_count)` over the year's visits, for
files openpyxl writing the same cells without style. `memory` is the peak of the process, before and after.
"""

import argparse
import io
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
from sqlalchemy import text

from app.domain.period import Period
from app.intake.exports import log_table
from app.intake.figures import figures
from app.intake.results import LogRow
from app.reports.content import report_of
from app.reports.csv_file import write_csv
from app.reports.pdf import report_pdf
from app.reports.table import Watch
from app.reports.workbook import write_workbook
from app.rulepacks import load_rulepack
from db.engine import open_engine
from db.gate import StoreGate
from db.keyring import Keyring, derive
from tests.bench.bench_matters_table import fill
from tests.db.conftest import LEAD, OFFICE, PASSWORD
from tests.fakes.desk import log_row

_SPREAD = (
    """UPDATE visit SET window = 1 + abs(random()) % 4,
         local_date = date('now', '-' || (abs(random()) % 365) || ' days')""",
    """UPDATE visit SET visited_at = local_date || 'T0' || (abs(random()) % 9) || ':'
         || substr('0' || (abs(random()) % 60), -2) || ':00.000000Z'""",
    """UPDATE matter SET outcome = CASE abs(random()) % 4 WHEN 0 THEN 'ACCEPT' WHEN 1 THEN 'TRANSFER'
         WHEN 2 THEN 'REFER' ELSE 'ANSWERED_ON_SPOT' END,
         target_unit = '第' || (abs(random()) % 60) || '承办单位',
         stated = json_set(stated, '$.content_code', substr('0' || (1 + abs(random()) % 23), -2) || '0'
           || (1 + abs(random()) % 8), '$.reported_unit', '第' || (abs(random()) % 90) || '被反映单位')""",
    """INSERT INTO matter_link SELECT 'x' || m.key, m.matter_id, r.matter_id, 'same', '甲',
         '2026-01-01T00:00:00.000000Z', NULL, NULL FROM matter m
         JOIN matter r ON r.key = 1 + (m.key * 7919) % 2000 WHERE m.key % 5 = 0 AND m.key > 2000""",
)


def spread(folder: Path) -> None:
    """Give the copied visits days, windows, hours, classes, outcomes and repeats of their own."""
    key = Keyring.load(folder / "keys.json").unlock(LEAD, PASSWORD)
    engine = open_engine(folder / "station.db", derive(key, "database"))
    with engine.begin() as connection:
        for statement in _SPREAD:
            connection.exec_driver_sql(statement)
    engine.dispose()


def cpu_ms(work: Callable[[], object], times: int = 3) -> float:
    """The least CPU time of some tries."""
    found = []
    for _ in range(times):
        began = time.process_time()
        work()
        found.append((time.process_time() - began) * 1000)
    return min(found)


def peak_mb() -> float:
    """Most memory the process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(what: str, ms: float, baseline: float, beside: str) -> None:
    """One line."""
    sys.stdout.write(f"{what:<44}{ms:>10.0f} ms{ms / max(baseline, 0.01):>9.2f} × {beside}\n")
    sys.stdout.flush()


def lines(count: int) -> Iterator[LogRow]:
    """Lines of a log, made as they are asked for."""
    return (log_row(n) for n in range(1, count + 1))


def main() -> None:
    """Fill a store, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=20_000)
    parser.add_argument("--store", type=Path, help="keep the store there and use it again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="figures-") as scratch:
        folder = asked.store or Path(scratch) / "store"
        if not folder.exists():
            fill(folder, asked.visits)
            spread(folder)
        began = time.process_time()
        gate = StoreGate(folder, lambda _: load_rulepack(), holder="command")
        session = gate.sign_in(LEAD, PASSWORD)
        opened = (time.process_time() - began) * 1000
        today = session.clock.today()
        year = Period(today - timedelta(days=364), today)
        key = Keyring.load(folder / "keys.json").unlock(LEAD, PASSWORD)
        engine = open_engine(folder / "station.db", derive(key, "database"))
        with engine.connect() as connection:
            bare = cpu_ms(lambda: _bare(connection, year))
        engine.dispose()
        say(f"first opening, {asked.visits:,} visits judged", opened, bare, "bare count")
        with session.read() as unit:
            settings = session.rules.settings_of(unit.office())
            same = unit.same_day(year.start, year.end, settings)
            first, last = year.start, year.end
            given = (first, last, settings)
            for name, work in (
                ("which registrations are one 批", lambda: unit.same_day(*given)),
                (
                    "批次 人次 by hour, window, weekday",
                    lambda: list(unit.slot_sums(first, last, settings, same)),
                ),
                ("件次 by class, outcome, first/repeat", lambda: list(unit.matter_sums(first, last, same))),
                ("件", lambda: unit.distinct_matters(first, last)),
                ("units complained of", lambda: unit.top_units(first, last, same, 10, reported=True)),
                ("acceptance in time", lambda: list(unit.answer_sums(first, last))),
                ("closing in time", lambda: list(unit.opinion_sums(first, last))),
                ("satisfaction", lambda: list(unit.rating_sums(first, last))),
            ):
                say(name, cpu_ms(work), bare, "bare count")
        say(
            "all figures and breakdowns",
            cpu_ms(lambda: figures(year, session, compare=False)),
            bare,
            "bare count",
        )
        counted = figures(year, session, compare=False)
        report = report_of(counted, OFFICE.name, LEAD, session.clock.now_local())
        say("report as PDF", cpu_ms(lambda: report_pdf(report)), bare, "bare count")
        _files(asked.visits, Period(date(today.year, 1, 1), today), session, Path(scratch))
        gate.close()


def _bare(connection: object, year: Period) -> None:
    connection.execute(  # type: ignore[attr-defined]
        text("SELECT count(*), sum(present_count) FROM visit WHERE local_date BETWEEN :a AND :b"),
        {"a": year.start.isoformat(), "b": year.end.isoformat()},
    ).one()


def _files(count: int, period: Period, session: object, scratch: Path) -> None:
    before = peak_mb()
    path = scratch / "log.xlsx"

    def workbook() -> None:
        with path.open("wb") as out:
            write_workbook(out, log_table(period, lines(count), count, session), Watch())  # type: ignore[arg-type]

    def sheet() -> None:
        with (scratch / "log.csv").open("wb") as out:
            write_csv(out, log_table(period, lines(count), count, session), Watch())  # type: ignore[arg-type]

    ours = cpu_ms(workbook, 1)
    written = peak_mb()
    text_file = cpu_ms(sheet, 1)
    rows = list(log_table(period, lines(min(count, 20_000)), count, session).rows)  # type: ignore[arg-type]

    def plain() -> None:
        book = openpyxl.Workbook(write_only=True)
        page = book.create_sheet()
        for row in rows:
            page.append(row)
        book.save(io.BytesIO())

    bare = cpu_ms(plain, 1) * count / len(rows)
    say(f"log as XLSX, {count:,} lines × 26", ours, bare, "openpyxl write-only, bare")
    say(f"log as CSV, {count:,} lines × 26", text_file, bare, "openpyxl write-only, bare")
    sys.stdout.write(
        f"{'XLSX file':<44}{path.stat().st_size / 1e6:>10.1f} MB\n"
        f"{'memory before and after the XLSX':<44}{before:>10.0f} MB{written:>9.0f} MB\n"
    )


if __name__ == "__main__":
    main()
