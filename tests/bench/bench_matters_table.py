"""How the matters page stands up to very many matters: waits, and how long Qt's thread stands still.

    QT_QPA_PLATFORM=offscreen .venv/bin/python tests/bench/bench_matters_table.py [--matters 100000]

Some real visits are registered in a fresh encrypted store and their rows copied until there are as many
matters as asked for; then the real window opens the page, reads on to the end, is flung through, and
searched. `wait` is how long a step took until its result was on the screen, `stall` the longest time
Qt's thread did not come back to its loop meanwhile, `work` the CPU time of its longest turn (what
neighbours on the machine do not disturb), `cpu` what the whole process used.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTableView
from sqlalchemy import text

from app.domain.matter_step import MatterStep
from app.intake.events import record_event
from app.intake.register import register_visit
from app.rulepacks import load_rulepack
from db.engine import open_engine
from db.gate import StoreGate, create_store
from db.keyring import Keyring, derive
from tests.bench.bench_gui_stalls import Heartbeat
from tests.bench.bench_station import visit
from tests.db.conftest import LEAD, OFFICE, PASSWORD
from ui.app import make_application
from ui.demo.devices import DemoDevices
from ui.desk import Desk

_REAL = 200
_PATIENCE_S = 120.0
_COPIES = (
    """INSERT INTO visit SELECT visit_id || :n, visit_no || :n, serial, window,
         date(local_date, '-' || :days || ' days'), visited_at, registered_at, received_by, present_count,
         sealed, stated FROM visit WHERE visit_id IN (SELECT id FROM real_visit)""",
    """INSERT INTO participant SELECT visit_id || :n, position, person_id, role, role_asked, id_check, phone,
         stated FROM participant WHERE visit_id IN (SELECT id FROM real_visit)""",
    """INSERT INTO matter SELECT NULL, matter_id || :n, reg_no || :n, visit_id || :n, position,
         query_code || :n, purpose, content_code, place_code, sealed, proposed, outcome, rule_id, confirm_by,
         target_unit, due_on, version, stated, sealed_content
         FROM matter WHERE visit_id IN (SELECT id FROM real_visit)""",
    """INSERT INTO matter_event SELECT event_id || :n, matter_id || :n, kind,
         date("on", '-' || :days || ' days'), at, "by", text, extended_to, supported
         FROM matter_event WHERE matter_id IN (SELECT matter_id FROM matter WHERE visit_id IN
         (SELECT id FROM real_visit))""",
)


def fill(folder: Path, matters: int) -> None:
    """A store with so many matters; every fifth of the real ones accepted, every tenth answered."""
    create_store(folder, OFFICE, LEAD, PASSWORD)
    gate = StoreGate(folder, lambda _: load_rulepack(), holder="command")
    session = gate.sign_in(LEAD, PASSWORD)
    today = session.clock.today()
    for number in range(_REAL):
        at = session.clock.now_utc() - timedelta(days=40)
        reg_no = register_visit(replace(visit(number), visited_at=at), session).matters[0].reg_no
        if number % 5 == 0:
            record_event(reg_no, MatterStep("accepted_on", today - timedelta(days=30)), session)
        if number % 10 == 0:
            record_event(reg_no, MatterStep("replied_on", today - timedelta(days=10)), session)
    gate.close()
    key = Keyring.load(folder / "keys.json").unlock(LEAD, PASSWORD)
    engine = open_engine(folder / "station.db", derive(key, "database"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TEMP TABLE real_visit AS SELECT visit_id AS id FROM visit"))
        for copy in range(1, max(1, matters // _REAL)):
            for statement in _COPIES:
                connection.execute(text(statement), {"n": f"x{copy}", "days": copy % 300})
    engine.dispose()


class Bench:
    """Plays the page and prints a line a step."""

    def __init__(self, desk: Desk) -> None:
        self._window, self._heart = desk.window, Heartbeat()

    def play(self, matters: int) -> None:
        """Open, read on, fling, search."""
        say(f"{'step':<34}{'wait ms':>9}{'stall ms':>10}{'work ms':>9}{'cpu ms':>9}")
        self._window.show_fitting()
        self._find(QLineEdit, "loginUser").setText(LEAD)
        password = self._find(QLineEdit, "loginPassword")
        password.setText(PASSWORD)
        QTest.keyClick(password, Qt.Key.Key_Return)
        self._until(lambda: self._window.current_page == "reception")
        self._turn(4000)
        table = self._find(QTableView, "matterTable")
        model, bar = table.model(), table.verticalScrollBar()
        with self._step("open the page"):
            self._window.open_page("matters")
            self._until(lambda: model.rowCount() > 0)
        with self._step("read on to the end of the list"):
            bar.setValue(bar.maximum())
            self._until(lambda: model.rowCount() >= matters)
        with self._step("fling through in 60 jumps"):
            for jump in range(60):
                bar.setValue(bar.maximum() * ((jump * 37) % 60) // 60)
                self._turn(15)
        with self._step("the last line is read"):
            bar.setValue(bar.maximum())
            self._until(lambda: model.index(model.rowCount() - 1, 2).data() not in ("…", None))
        search = self._find(QLineEdit, "matterSearch")
        for words in ("青苗补偿", "来访人17", "没有这样的词"):
            with self._step(f"search {words}"):
                search.setText(words)
                self._turn(350)
                self._turn(1500)
        with self._step("open deadlines"):
            self._window.open_page("deadlines")
            deadlines = self._find(QTableView, "deadlineTable").model()
            self._until(lambda: deadlines.rowCount() > 0)

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        self._heart.begin()
        began, used = time.perf_counter(), time.process_time()
        yield
        wait_ms = (time.perf_counter() - began) * 1000
        self._turn(300)
        late = self._heart.end()
        cpu_ms = (time.process_time() - used) * 1000
        say(f"{name:<34}{wait_ms:>9.0f}{late[0]:>10.0f}{self._heart.worked_ms:>9.0f}{cpu_ms:>9.0f}")

    def _find(self, kind: type, name: str):
        return self._window.findChild(kind, name)

    def _turn(self, ms: int = 1) -> None:
        QTest.qWait(ms)

    def _until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE_S
        while not done():
            if time.monotonic() > end:
                raise TimeoutError
            self._turn(3)


def say(line: str) -> None:
    """One line of the table."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Fill a store and play."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matters", type=int, default=20_000)
    parser.add_argument("--store", type=Path, help="keep the store there and use it again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="matters-table-") as scratch:
        store = asked.store or Path(scratch) / "store"
        if not store.exists():
            fill(store, asked.matters)
        application = make_application(["matters_table"])
        devices = DemoDevices(Path(scratch) / "papers")
        gate = StoreGate(store, lambda _office: load_rulepack(), holder="window")
        desk = Desk(gate, devices, user=LEAD)
        try:
            Bench(desk).play(asked.matters)
        finally:
            desk.window.close()
            desk.close()
            devices.close()
            application.quit()


if __name__ == "__main__":
    main()
