"""How long the window stands still: a 10 ms heartbeat while a visit is played, the longest gap of each step.

    QT_QPA_PLATFORM=offscreen .venv/bin/python tests/bench/bench_gui_stalls.py [--profile STEP]

`wait` is how long a step took until its result was on the screen, `stall` the longest time Qt's thread
did not come back to its loop meanwhile: from 50 ms on it is felt in typing. On a machine with neighbours
the clock says little, so two more figures belong to the longest turns: `work` is the CPU time of Qt's
thread alone, the least a turn can take, and `cpu` that of all lanes together, the most it can take on
free cores, as if every lane had held Python's lock all along. The demo's office, its simulated reader
and its folder as printer are used, so that every lane does real work. `--profile` prints where Qt's
thread spent a step, named as in the table.
"""

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QTableView, QWidget

from app.rulepacks import load_rulepack
from db.gate import StoreGate, create_store
from ui.app import make_application
from ui.demo.devices import DemoDevices
from ui.demo.office import DemoOffice, make_office
from ui.desk import SWITCH_S, Desk
from ui.heap import for_good

BEAT_MS = 10
FELT_MS = 50
_PATIENCE_S = 60.0
_AFTER_MS = 400
_DEMAND = "请求公开并按标准补足上坞村七组水库扩建征地的青苗补偿款"
_FACTS = "水库扩建征收七组水田18.6亩，公告标准为每亩2400元青苗费，实际每户只领到每亩1100元。" * 3


class Heartbeat(QObject):
    """Beats every 10 ms on Qt's thread and remembers how late it ever was."""

    def __init__(self) -> None:
        super().__init__()
        self._last = time.perf_counter()
        self._gaps_ms = [0.0]
        self._used, self._used_by_all = time.thread_time(), time.process_time()
        self._worked_ms = self._all_ms = 0.0
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def begin(self) -> None:
        """Forget what was."""
        self._last = time.perf_counter()
        self._gaps_ms = [0.0]
        self._used, self._used_by_all = time.thread_time(), time.process_time()
        self._worked_ms = self._all_ms = 0.0

    @property
    def worked_ms(self) -> float:
        """CPU milliseconds of Qt's thread in its longest turn since `begin`: what no neighbour disturbs."""
        return self._worked_ms

    @property
    def all_ms(self) -> float:
        """CPU milliseconds of the whole process in the longest turn since `begin`."""
        return self._all_ms

    def end(self) -> list[float]:
        """Milliseconds by which beats came late since `begin`, longest first."""
        self._beat()
        return sorted(self._gaps_ms, reverse=True)

    def _beat(self) -> None:
        now = time.perf_counter()
        self._gaps_ms.append(max(0.0, (now - self._last) * 1000 - BEAT_MS))
        self._last = now
        used, by_all = time.thread_time(), time.process_time()
        self._worked_ms = max(self._worked_ms, (used - self._used) * 1000)
        self._all_ms = max(self._all_ms, (by_all - self._used_by_all) * 1000)
        self._used, self._used_by_all = used, by_all


class Bench:
    """Plays a visit through the window and prints a line a step."""

    def __init__(self, desk: Desk, profiled: str) -> None:
        self._window = desk.window
        self._heart = Heartbeat()
        self._profiled = profiled

    def play(self, office: DemoOffice) -> None:
        """The whole visit, then every page."""
        figures = f"{'wait ms':>9}{'stall ms':>10}{'work ms':>9}{'cpu ms':>8}{'felt':>6}"
        _say(f"{'step':<28}{figures}  (stalls over {FELT_MS} ms)")
        with self._step("show the window"):
            self._window.show_fitting()
            self._until(self._window.isVisible)
        with self._step("sign in"):
            self._find(QLineEdit, "loginUser").setText(office.user)
            self._find(QLineEdit, "loginPassword").setText(office.password)
            self._key(self._find(QLineEdit, "loginPassword"), Qt.Key.Key_Return)
            self._until(lambda: self._window.current_page == "reception")
        with self._step("models load behind it"):
            light = self._find(QLabel, "cameraLight")
            self._until(lambda: "未载入" not in light.text())
        for number in range(1, 7):
            with self._step(f"card {number} (F3)"):
                self._key(self._window, Qt.Key.Key_F3)
                table = self._find(QTableView, "peopleTable")
                self._until(lambda table=table, number=number: table.model().rowCount() >= number)
        with self._step("content class"):
            content = self._find(QComboBox, "contentClass")
            content.setFocus()
            for sign in "0201":
                QTest.keyClicks(content, sign)
                self._turn()
        with self._step("type the demand"):
            self._type("demand", _DEMAND)
        with self._step("type the facts"):
            self._type("facts", _FACTS)
        with self._step("rules answer"):
            self._until(lambda: self._window.findChild(QWidget, "sameMatter") is not None)
        self._find(QCheckBox, "procedure_none").click()
        with self._step("register (F9)"):
            self._key(self._window, Qt.Key.Key_F9)
            number_label = self._find(QLabel, "registeredNumber")
            self._until(lambda: bool(number_label.text()))
        with self._step("receipt printed"):
            state = self._find(QLabel, "printState")
            self._until(lambda: "已打印" in state.text())
        for turn in ("first", "again"):
            for page in ("log", "matters", "deadlines", "coordination", "sync", "settings", "reception"):
                with self._step(f"open {page}, {turn}"):
                    self._window.open_page(page)
                    self._until(lambda page=page: self._window.current_page == page)

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        profile = cProfile.Profile() if name == self._profiled else None
        if profile is not None:
            profile.enable()
        self._heart.begin()
        began = time.perf_counter()
        yield
        wait_ms = (time.perf_counter() - began) * 1000
        self._turn(_AFTER_MS)
        late = self._heart.end()
        if profile is not None:
            profile.disable()
        felt = sum(gap > FELT_MS for gap in late)
        cpu = f"{self._heart.worked_ms:>9.0f}{self._heart.all_ms:>8.0f}"
        _say(f"{name:<28}{wait_ms:>9.0f}{late[0]:>10.0f}{cpu}{felt or '':>6}")
        if profile is not None:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(45)

    def _type(self, name: str, text: str) -> None:
        field = self._find(QPlainTextEdit, name)
        field.setFocus()
        for sign in text:
            field.insertPlainText(sign)
            self._turn()

    def _find(self, kind: type[QWidget], name: str) -> QWidget:  # the caller knows which
        found = self._window.findChild(kind, name)
        if found is None:
            raise LookupError(name)
        return found

    def _key(self, widget: QWidget, key: Qt.Key) -> None:
        QTest.keyClick(widget, key)

    def _turn(self, ms: int = 1) -> None:
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def _until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE_S
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(self._find(QLabel, "messageLabel").text())
            self._turn(3)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _gate(store: Path) -> StoreGate:
    return StoreGate(store, lambda _office: load_rulepack(), holder="window")


def _office(store: Path) -> DemoOffice:
    return make_office(store, create_store, _gate, lambda _sentence: None)


def main() -> None:
    """Play on a store of its own."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", default="", metavar="STEP")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gui-stalls-") as scratch:
        folder = Path(scratch)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
            # In a process of its own: what making the office has loaded would hide what a morning costs.
            office = elsewhere.submit(_office, folder / "store").result()
        application = make_application(["gui_stalls"])
        devices = DemoDevices(folder / "papers")
        sys.setswitchinterval(SWITCH_S)
        desk = for_good(lambda: Desk(_gate(office.store), devices, user=office.user))
        try:
            Bench(desk, asked.profile).play(office)
        finally:
            desk.window.close()
            desk.close()
            devices.close()
            application.quit()


if __name__ == "__main__":
    main()
