"""How the log stands up to a year of visits: filters and figures by the store, and the page's own thread.

    QT_QPA_PLATFORM=offscreen .venv/bin/python tests/bench/bench_log.py [--visits 100000] [--store FOLDER]

Some real visits are registered in a fresh encrypted store and their rows copied over 300 days; the log's
own rows are then made from them as after an upgrade. Every question is asked three times; `cpu` is the
CPU time of the quickest (what neighbours on the machine do not disturb), `ratio` that time over the
time of counting the same lines without any condition. Then the real window opens the page, flings through
the lines, narrows and sorts them: `stall` is the longest time Qt's thread did not come back to its loop,
`work` the CPU time of its longest turn. Prints tables; asserts nothing.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDateEdit, QLineEdit, QPushButton, QTableView

from app.domain.log_filter import LogFilter, LogSort, Raising, ReviewState
from app.intake.renewal import renew_all
from app.intake.session import DeskSession
from app.intake.visit_log import count_log, each_log_row, log_index, log_rows, log_totals
from app.rulepacks import load_rulepack
from db.gate import StoreGate
from tests.bench.bench_gui_stalls import Heartbeat
from tests.bench.bench_matters_table import fill, say
from tests.db.conftest import LEAD, PASSWORD
from ui.app import make_application
from ui.demo.devices import DemoDevices
from ui.desk import SWITCH_S, Desk

_TIMES = 3
_PATIENCE_S = 120.0


def opened(store: Path) -> tuple[StoreGate, DeskSession]:
    """The store as its lead signs in."""
    gate = StoreGate(store, lambda _: load_rulepack(), holder="command")
    return gate, gate.sign_in(LEAD, PASSWORD)


def quickest_ms(work: Callable[[], object]) -> tuple[float, object]:
    """CPU time of the quickest of several runs, and its answer."""
    taken, answer = [], None
    for _ in range(_TIMES):
        began = time.process_time()
        answer = work()
        taken.append((time.process_time() - began) * 1000)
    return min(taken), answer


def ask_store(store: Path) -> None:
    """Filters, order, search, figures, pages, all lines."""
    gate, session = opened(store)
    today = session.clock.today()
    year = {"start": today - timedelta(days=400), "end": today}
    whole = LogFilter(**year)
    base, _ = quickest_ms(lambda: count_log(whole, session))
    say(f"{'question to the store':<40}{'cpu ms':>9}{'ratio':>8}{'lines':>10}")

    def line(name: str, work: Callable[[], object], count: Callable[[object], int]) -> None:
        taken, answer = quickest_ms(work)
        say(f"{name:<40}{taken:>9.0f}{taken / base:>8.1f}{count(answer):>10}")

    def keys(wanted: LogFilter, **more: object) -> Callable[[], object]:
        return lambda: log_index(wanted, session, **more).keys  # type: ignore[arg-type]

    day = today - timedelta(days=100)
    line("count a year", lambda: count_log(whole, session), int)  # type: ignore[arg-type]
    line("open a day", lambda: _first_page(LogFilter(day, day), session), len)  # type: ignore[arg-type]
    line("open a year", lambda: _first_page(whole, session), len)  # type: ignore[arg-type]
    for name, found in (
        ("window", keys(LogFilter(**year, windows=frozenset({2})))),
        ("content class", keys(LogFilter(**year, classes=frozenset({"02"})))),
        ("repeat", keys(LogFilter(**year, raising=Raising.REPEAT))),
        ("not checked", keys(LogFilter(**year, reviews=frozenset({ReviewState.OPEN})))),
        ("search for a word", keys(whole, search="17组")),
        ("search for a name", keys(whole, search="来访人17")),
        ("search for nothing there", keys(whole, search="没有这样的词")),
        ("sorted by visitor, downwards", keys(whole, sort=LogSort.VISITORS, descending=True)),
        ("sorted by place", keys(whole, sort=LogSort.PLACE)),
    ):
        line(f"filter: {name}", found, len)  # type: ignore[arg-type]
    line("figures of a year", lambda: log_totals(whole, session), lambda t: t.visits)  # type: ignore[attr-defined]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line("every line of a year", lambda: sum(1 for _ in each_log_row(whole, session)), int)  # type: ignore[arg-type]
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"{'memory before and after all lines':<40}{before:>9.0f}{after:>8.0f} MB")
    gate.close()


def _first_page(wanted: LogFilter, session: DeskSession) -> tuple[object, ...]:
    index = log_index(wanted, session)
    return log_rows(index.keys[:100], session)


class Window:
    """The page in the real window."""

    def __init__(self, desk: Desk) -> None:
        self._window, self._heart = desk.window, Heartbeat()

    def play(self, visits: int) -> None:
        """Sign in, open, fling, narrow, sort."""
        self._window.show_fitting()
        self._find(QLineEdit, "loginUser").setText(LEAD)
        password = self._find(QLineEdit, "loginPassword")
        password.setText(PASSWORD)
        QTest.keyClick(password, Qt.Key.Key_Return)
        self._until(lambda: self._window.current_page == "reception")
        QTest.qWait(4000)
        say(f"\n{'step in the window':<40}{'stall ms':>9}{'work ms':>9}{'cpu ms':>9}")
        table = self._find(QTableView, "logTable")
        model, bar = table.model(), table.verticalScrollBar()
        self._step("open the log of today", lambda: self._window.open_page("log"))
        since = date.today() - timedelta(days=400)
        field = self._find(QDateEdit, "logFrom")
        self._step("a year", lambda: field.setDate(since), lambda: model.rowCount() >= visits)
        self._step("fling through in 60 jumps", lambda: self._fling(bar))
        header = table.horizontalHeader()
        self._step("sort by visitor", lambda: header.sectionClicked.emit(4), lambda: self._read(model))
        more = self._find(QPushButton, "figure_group")
        self._step("open a figure", more.click, lambda: model.rowCount() < visits)
        self._step(
            "clear it", self._find(QPushButton, "logClearFilter").click, lambda: model.rowCount() >= visits
        )

    def _fling(self, bar: object) -> None:
        for jump in range(60):
            bar.setValue(bar.maximum() * ((jump * 37) % 60) // 60)  # type: ignore[attr-defined]
            QTest.qWait(15)

    @staticmethod
    def _read(model: object) -> bool:
        return model.index(0, 4).data() is not None  # type: ignore[attr-defined]

    def _step(self, name: str, work: Callable[[], object], done: Callable[[], bool] = lambda: True) -> None:
        self._heart.begin()
        used = time.process_time()
        work()
        self._until(done)
        QTest.qWait(600)
        late = self._heart.end()
        cpu_ms = (time.process_time() - used) * 1000
        say(f"{name:<40}{late[0]:>9.0f}{self._heart.worked_ms:>9.0f}{cpu_ms:>9.0f}")

    def _find(self, kind: type, name: str):
        return self._window.findChild(kind, name)

    @staticmethod
    def _until(done: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE_S
        while not done():
            if time.monotonic() > end:
                raise TimeoutError
            QTest.qWait(5)


def make_lines(store: Path) -> None:
    """The log's rows of copied visits, as after an upgrade."""
    gate, session = opened(store)
    with session.write() as unit:
        unit.clear_log()
        unit.commit()
    began = time.process_time()
    renew_all(session)
    say(f"{'lines made anew':<40}{(time.process_time() - began) * 1000:>9.0f} ms cpu")
    gate.close()


def main() -> None:
    """Fill a store, ask it, play the page."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=20_000)
    parser.add_argument("--store", type=Path, help="keep the store there and use it again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="log-") as scratch:
        store = asked.store or Path(scratch) / "store"
        if not store.exists():
            fill(store, asked.visits)
            make_lines(store)
        ask_store(store)
        sys.setswitchinterval(SWITCH_S)
        application = make_application(["log"])
        devices = DemoDevices(Path(scratch) / "papers")
        gate = StoreGate(store, lambda _office: load_rulepack(), holder="window")
        desk = Desk(gate, devices, user=LEAD)
        try:
            Window(desk).play(asked.visits)
        finally:
            desk.window.close()
            desk.close()
            devices.close()
            application.quit()


if __name__ == "__main__":
    main()
