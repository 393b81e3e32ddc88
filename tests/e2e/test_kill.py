"""kill -9 at any moment: every number that was said is in the store once, and the store is whole."""

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.numbers import is_receipt_number
from app.intake.integrity import verify_store
from app.intake.lists import list_visits
from app.rulepacks import load_rulepack
from db.gate import StoreGate
from tests.e2e.conftest import LEAD, PASSWORD, Station, command_environment, visit

ROOT = Path(__file__).resolve().parents[2]
KILLS = 30
COMMAND_KILLS = 5
LONGEST_S = 0.12  # of waiting before a kill: some registrations on a quick machine, part of one on a slow one


class Worker:
    """The worker program and what it has said so far."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.registering_worker", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self._rest = b""
        self.numbers: list[str] = []
        self.log_length = 0

    def register_and_kill(self, numbers: int, after_s: float) -> None:
        """One child that is killed that long after it has said so many numbers."""
        self._stdin.write(b"\n")
        self._stdin.flush()
        child = self._read_until("began")
        assert child is not None
        said = len(self.numbers) + numbers
        while len(self.numbers) < said:
            self._take_in(None)
        until = time.monotonic() + after_s
        while self._take_in(until):
            pass
        os.kill(int(child), signal.SIGKILL)
        self._read_until("ended")

    def close(self) -> None:
        self._stdin.close()
        self._process.wait()
        self._stdout.close()

    def _read_until(self, word: str) -> str:
        """The rest of the line that begins with this word."""
        while (line := self._take_in(None)).partition(" ")[0] != word:
            pass
        return line.partition(" ")[2]

    def _take_in(self, until: float | None) -> str:
        """The next line, its number noted; empty once the time is up."""
        while b"\n" not in self._rest:
            wait = None if until is None else max(0.0, until - time.monotonic())
            if not select.select([self._stdout], [], [], wait)[0]:
                return ""
            more = os.read(self._stdout.fileno(), 65536)
            assert more, "the worker ended by itself"
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        first, _, second = line.decode().partition(" ")
        if is_receipt_number(first):
            self.numbers.append(first)
            self.log_length = int(second)
        return line.decode()


@pytest.fixture
def worker(folder: Path) -> Iterator[Worker]:
    made = Worker(folder)
    yield made
    made.close()


def _look(folder: Path) -> tuple[list[str], tuple[str, ...], list[int]]:
    """(visit numbers, what is broken, serials of the documents) of a store."""
    gate = StoreGate(folder, lambda _: load_rulepack(), holder="command")
    session = gate.sign_in(LEAD, PASSWORD)
    try:
        numbers = [v.visit_no for v in list_visits(session)]
        broken = verify_store(session)
        with session.read() as unit:
            serials = [int(p.number.rpartition("-")[2]) for n in numbers for p in unit.papers(n)]
        return numbers, broken, serials
    finally:
        gate.close()


def test_no_number_that_was_said_is_lost_or_doubled(folder: Path, worker: Worker) -> None:
    chance = random.Random(20261123)
    for _ in range(KILLS):
        worker.register_and_kill(chance.choice([0, 1, 2, 3]), chance.uniform(0, LONGEST_S))
    numbers, broken, serials = _look(folder)
    assert broken == ()
    assert len(set(numbers)) == len(numbers)
    assert Counter(worker.numbers) - Counter(numbers) == Counter()
    # A kill between the commit and the word leaves at most one visit that nobody was told of.
    assert len(worker.numbers) <= len(numbers) <= len(worker.numbers) + KILLS
    assert len(worker.numbers) >= KILLS
    # The store is a copy of one made before: another life of it, whose row of documents begins elsewhere.
    first = min(serials)
    assert sorted(serials) == list(range(first, first + len(numbers)))


def test_what_a_power_cut_may_take_from_the_log_was_promised_to_nobody(
    folder: Path, worker: Worker, tmp_path: Path
) -> None:
    chance = random.Random(7)
    for turn in range(8):
        worker.register_and_kill(1, chance.uniform(0, LONGEST_S))
        copy = tmp_path / f"after-{turn}"
        shutil.copytree(folder, copy)
        log = copy / "station.db-wal"
        whole = log.read_bytes()
        kept = chance.randint(min(worker.log_length, len(whole)), len(whole))
        # Blocks that were on their way: some never came, some came as anything.
        log.write_bytes(whole[:kept] + chance.randbytes(chance.choice([0, 512, 5000])))
        (copy / "station.db-shm").unlink(missing_ok=True)
        numbers, broken, _ = _look(copy)
        assert broken == ()
        assert Counter(worker.numbers) - Counter(numbers) == Counter()


def _command(folder: Path) -> subprocess.Popen[str]:
    file = folder.parent / "visit.json"
    file.write_text(json.dumps(visit(), ensure_ascii=False), "utf-8")
    words = ["register", "--visit", file, "--out", folder.parent / "papers"]
    return subprocess.Popen(
        [sys.executable, "-m", "ui", *words, "--store", folder, "--user", LEAD, "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=command_environment(),
        cwd=ROOT,
    )


def test_commands_at_the_same_moment_wait_for_each_other(folder: Path) -> None:
    both = [_command(folder) for _ in range(3)]
    ended = [(*command.communicate(), command.returncode) for command in both]
    assert [(said, code) for _, said, code in ended] == [("", 0)] * 3
    numbers, broken, _ = _look(folder)
    assert sorted(json.loads(out)["visit_no"] for out, _, _ in ended) == sorted(numbers)
    assert broken == ()


def test_the_command_killed_at_any_moment_leaves_no_half_visit(station: Station) -> None:
    chance = random.Random(3)
    told = []
    for _ in range(COMMAND_KILLS):
        command = _command(station.folder)
        try:
            command.wait(chance.uniform(0.3, 2.5))
        except subprocess.TimeoutExpired:
            command.kill()
        out, _ = command.communicate()
        told += [json.loads(line)["visit_no"] for line in out.splitlines()]
    last = _command(station.folder)
    told.append(json.loads(last.communicate()[0])["visit_no"])
    kept = Counter(line["visit_no"] for line in station("list", "visits").lines)
    assert Counter(told) - kept == Counter()
    assert max(kept.values()) == 1
    assert station("verify").json == {"ok": True, "problems": []}
    # Papers are whole or not there: the name never shows a part.
    papers = list((station.folder.parent / "papers").glob("*.pdf"))
    assert all(paper.read_bytes().rstrip().endswith(b"%%EOF") for paper in papers)


def test_a_command_beside_an_open_window_changes_nothing_and_says_why(folder: Path) -> None:
    window = StoreGate(folder, lambda _: load_rulepack(), holder="window")
    session = window.sign_in(LEAD, PASSWORD)
    try:
        command = _command(folder)
        out, said = command.communicate()
        assert (command.returncode, out) == (2, "")
        assert "窗口" in said
        assert "Traceback" not in said
        assert list_visits(session) == ()
    finally:
        window.close()
