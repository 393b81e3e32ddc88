"""The queue with a real store and a real print service: each paper comes out once, whatever happens."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject

from app.domain.print_entry import Making, PrintEntry, PrintWish
from app.errors import NoPrinter, PrintFailed
from app.intake.print_queue import ask_print, open_prints
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.printing.jobs import PrintOrder, PrintState
from app.printing.service import PrintService
from app.rulepacks import load_rulepack
from db.gate import StoreGate
from tests.e2e.registering_worker import LEAD, PASSWORD, visit
from tests.e2e.test_printing import ONLY_A4
from tests.fakes.runner import InlineRunner
from tests.private_cups import PrivateCups
from ui.paper_run import PaperRun
from ui.print_services import services_of
from ui.print_words import print_sentence

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def running() -> Iterator[PrivateCups]:
    with PrivateCups() as cups:
        yield cups


@pytest.fixture
def cups(running: PrivateCups) -> Iterator[PrivateCups]:
    running.break_again()
    yield running
    running.run("cancel", "-a", "-x")  # what a test left in a queue is no other test's paper
    running.mend()


class Printed:
    """What came out since this was made."""

    def __init__(self, cups: PrivateCups) -> None:
        self._cups = cups
        self._before = set(cups.pieces())

    @property
    def papers(self) -> list[str]:
        """Words of each, by job; one that came out twice is there twice."""
        new = sorted(set(self._cups.pieces()) - self._before, key=lambda name: int(name.split(".")[0]))
        return [_text(self._cups.piece(name)) for name in new]

    @property
    def marks(self) -> list[bool]:
        """Of each, whether it carries 补打."""
        return ["补打" in text for text in self.papers]


@pytest.fixture
def printed(cups: PrivateCups) -> Printed:
    return Printed(cups)


class Window:
    """A sitting: the store open, the run of papers over a real print service, no clock of its own."""

    def __init__(self, folder: Path, cups: PrivateCups, printer: str, size: str = "a5") -> None:
        self.gate = StoreGate(folder, lambda _: load_rulepack(), holder="command")
        self.session: DeskSession = self.gate.sign_in(LEAD, PASSWORD)
        self.owner = QObject()
        self.printer, self.size = printer, size
        service = PrintService(cups.local, timeout_s=3)
        self.run = PaperRun(InlineRunner(), services_of(service, self.wish), self.owner)
        self.told: list[PrintEntry] = []
        self.failed: list[BaseException] = []
        self.run.told.connect(self.told.append)
        self.run.failed.connect(lambda _, error: self.failed.append(error))
        self.run.begin(self.session)

    def wish(self, size: str) -> PrintWish:
        return PrintWish(size or self.size, self.printer)

    def f9(self) -> str:
        done = register_visit(visit(0), self.session, wish=self.wish(""))
        self.run.print_waiting(done.print_id, done.visit_no)
        return done.visit_no

    def open(self) -> tuple[PrintEntry, ...]:
        return open_prints(self.session)

    def until(self, state: Making, told: str = "") -> PrintEntry:
        """Look until the last one told of stands so."""
        end = time.monotonic() + 30
        while not (self.told and self.told[-1].state is state and told in ("", self.told[-1].told)):
            assert time.monotonic() < end, self.told[-1:]
            time.sleep(0.02)
            self.run.look()
        return self.told[-1]

    def close(self) -> None:
        self.run.end()
        self.gate.close()


@pytest.fixture
def sit(folder: Path, cups: PrivateCups, qapp: Any) -> Iterator[Callable[..., Window]]:
    made: list[Window] = []

    def down(printer: str, **more: str) -> Window:
        for before in made:
            before.close()
        made.append(Window(folder, cups, printer, **more))
        return made[-1]

    yield down
    for window in made:
        window.close()


def _text(pdf: bytes) -> str:
    inner = re.search(rb"%PDF-.*%%EOF", pdf, re.S)
    assert inner
    return subprocess.run(
        ["pdftotext", "-", "-"], input=inner[0], capture_output=True, check=True
    ).stdout.decode()


def test_f9_prints_the_receipt_once(sit: Callable[..., Window], cups: PrivateCups, printed: Printed) -> None:
    window = sit(cups.queue())
    number = window.f9()
    window.until(Making.PRINTED)
    assert printed.marks == [False]
    assert number in printed.papers[0]
    assert window.open() == ()
    with window.session.read() as unit:
        (paper,) = unit.papers(number)
        assert paper.prints == 1
        assert [a.action for a in unit.audit(3)] == ["print", "register", "sign_in"]


@pytest.mark.parametrize(
    ("mode", "told", "words"),
    [
        ("media-empty-error", "out_of_paper", "缺纸"),
        ("cover-open-error", "cover_open", "盖子"),
        ("media-jam-error", "jammed", "卡纸"),
        ("offline-report", "offline", "没有连上"),
        ("slow", "printing", "正在打印"),
    ],
)
def test_trouble_is_told_and_the_paper_comes_once_when_it_is_mended(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed, mode: str, told: str, words: str
) -> None:
    window = sit(cups.queue(mode))
    window.f9()
    assert words in print_sentence(window.until(Making.HANDED, told))[0]
    (entry,) = window.open()
    assert entry.told == told
    cups.mend()
    window.until(Making.PRINTED)
    assert printed.marks == [False]
    assert window.open() == ()


def test_a_lost_printer_blocks_no_next_visitor(sit: Callable[..., Window], cups: PrivateCups) -> None:
    window = sit(cups.queue("media-empty-error"))
    numbers = [window.f9() for _ in range(3)]
    assert [entry.visit_no for entry in window.open()] == numbers
    assert {entry.state for entry in window.open()} == {Making.HANDED}


def test_a_paused_printer_and_its_return(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed
) -> None:
    queue = cups.queue()
    cups.run("cupsdisable", queue)
    window = sit(queue)
    window.f9()
    assert "暂停" in print_sentence(window.until(Making.HANDED, "paused"))[0]
    cups.run("cupsenable", queue)
    window.until(Making.PRINTED)
    assert printed.marks == [False]


def test_a_failing_printer_and_another_one_by_a_persons_key(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed
) -> None:
    window = sit(cups.queue("failure"))
    number = window.f9()
    window.until(Making.HANDED, "held")
    window.printer = cups.queue()
    assert printed.marks == []
    window.run.ask(number)
    window.until(Making.PRINTED)
    # The failing one took the document and may have put it on paper: the next one is a 补打.
    assert printed.marks == [True]
    assert window.open() == ()


def test_a_printer_that_breaks_after_the_paper_came_out_gives_no_second_one(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed
) -> None:
    window = sit(cups.queue("torn"))
    window.f9()
    entry = window.until(Making.HANDED, "held")
    # What a failing printer did is not known here: nobody is told that nothing came out.
    assert "没有打出来" not in print_sentence(entry)[0]
    window.run.seen(entry.entry_id)
    assert window.open() == ()
    assert printed.marks == [False]


def test_a_printer_that_gave_up_is_told(sit: Callable[..., Window], cups: PrivateCups) -> None:
    window = sit(cups.queue("failure", printer_error_policy="abort-job"))
    window.f9()
    entry = window.until(Making.FAILED)
    assert "再打一份" in print_sentence(entry)[0]
    assert [e.state for e in window.open()] == [Making.FAILED]


@pytest.mark.parametrize(("printer", "error"), [("没有这台", NoPrinter), ("", NoPrinter)])
def test_no_printer_leaves_the_paper_waiting_and_it_prints_later_as_the_original(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed, printer: str, error: type[Exception]
) -> None:
    window = sit(printer)
    window.f9()
    assert isinstance(window.failed[-1], error)
    (entry,) = window.open()
    assert (entry.state, entry.told) == (Making.WAITING, "no_printer")
    assert "找不到打印机" in print_sentence(entry)[0]
    window.printer = cups.queue()
    window.run.ask(entry.visit_no)
    window.until(Making.PRINTED)
    assert printed.marks == [False]


def test_a_queue_that_refuses(sit: Callable[..., Window], cups: PrivateCups, printed: Printed) -> None:
    queue = cups.queue()
    cups.run("cupsreject", queue)
    window = sit(queue)
    window.f9()
    assert isinstance(window.failed[-1], PrintFailed)
    assert [(e.state, e.told) for e in window.open()] == [(Making.WAITING, "refused")]
    cups.run("cupsaccept", queue)
    window.run.print_waiting(window.open()[0].entry_id, "")
    window.until(Making.PRINTED)
    assert printed.marks == [False]


def test_a_size_the_printer_has_not_waits_and_prints_on_another(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed
) -> None:
    window = sit(cups.queue(ppd_file=ONLY_A4))
    number = window.f9()
    (entry,) = window.open()
    assert (entry.state, entry.told) == (Making.WAITING, "wrong_paper")
    assert "A5" in print_sentence(entry)[0]
    window.run.ask(number, PrintWish("a4", window.printer))
    window.until(Making.PRINTED)
    assert printed.marks == [False]


def test_the_service_goes_and_comes_back(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed
) -> None:
    window = sit(cups.queue("media-empty-error"))
    first = window.f9()
    window.until(Making.HANDED, "out_of_paper")
    cups.stop()
    try:
        assert "没有应答" in print_sentence(window.until(Making.HANDED, "no-answer"))[0]
        second = window.f9()
        assert isinstance(window.failed[-1], NoPrinter)
    finally:
        cups.start()
    cups.mend()
    window.until(Making.PRINTED)
    assert [(e.visit_no, e.state) for e in window.open()] == [(second, Making.WAITING)]
    texts = printed.papers
    assert [first in text for text in texts if first in text] == [True]
    window.run.ask(second)
    window.until(Making.PRINTED)
    assert [second in text for text in printed.papers].count(True) == 1


def test_a_stuck_job_is_taken_back_before_another_is_printed(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed
) -> None:
    queue = cups.queue()
    cups.run("cupsdisable", queue)
    window = sit(queue)
    number = window.f9()
    window.until(Making.HANDED, "paused")
    window.printer = cups.queue()
    window.run.ask(number)
    window.until(Making.PRINTED)
    cups.run("cupsenable", queue)
    # The queue is free again: what is sent after it comes out, and nothing before.
    after = sit(queue)
    after.f9()
    after.until(Making.PRINTED)
    assert printed.marks == [True, False]


def test_one_that_cannot_be_taken_back_needs_a_second_key(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed
) -> None:
    window = sit(cups.queue("media-empty-error"))
    number = window.f9()
    window.until(Making.HANDED, "out_of_paper")
    cups.stop()
    try:
        window.run.ask(number)
        assert window.told[-1].state is Making.UNCLEAR
        assert "已拿到纸" in print_sentence(window.told[-1])[0]
        window.run.seen(window.told[-1].entry_id)
        assert window.open() == ()
    finally:
        cups.start()


def test_a_held_job_is_told_and_released_comes_out_once(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed
) -> None:
    queue = cups.queue()
    cups.run("cupsdisable", queue)
    window = sit(queue)
    window.f9()
    entry = window.until(Making.HANDED, "paused")
    cups.run("lp", "-i", entry.job_number, "-H", "hold")
    cups.run("cupsenable", queue)
    assert "暂存" in print_sentence(window.until(Making.HANDED, "held"))[0]
    cups.run("lp", "-i", entry.job_number, "-H", "resume")
    window.until(Making.PRINTED)
    assert printed.marks == [False]


def test_a_job_cancelled_at_the_printer_is_told_and_printed_again_by_a_key(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed
) -> None:
    window = sit(cups.queue("media-empty-error"))
    number = window.f9()
    entry = window.until(Making.HANDED, "out_of_paper")
    cups.run("cancel", entry.job_number)
    assert "已被取消" in print_sentence(window.until(Making.CANCELLED))[0]
    cups.mend()
    window.run.look()
    assert printed.marks == []
    window.run.ask(number)
    window.until(Making.PRINTED)
    assert printed.marks == [True]


def test_a_printer_that_is_deleted_cancels_its_job_and_nothing_comes_by_itself(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed
) -> None:
    queue = cups.queue("media-empty-error")
    window = sit(queue)
    number = window.f9()
    window.until(Making.HANDED, "out_of_paper")
    cups.run("lpadmin", "-x", queue)
    assert "已被取消" in print_sentence(window.until(Making.CANCELLED))[0]
    # The next visitor's paper waits, and says why.
    second = window.f9()
    assert [(e.visit_no, e.state, e.told) for e in window.open()] == [
        (number, Making.CANCELLED, "cancelled"),
        (second, Making.WAITING, "no_printer"),
    ]
    cups.mend()
    window.printer = cups.queue()
    window.run.look()
    assert printed.marks == []
    for each in (number, second):
        window.run.ask(each)
        window.until(Making.PRINTED)
    assert printed.marks == [True, False]
    assert window.open() == ()


@pytest.mark.parametrize("mode", ["media-empty-error", "slow"])
def test_the_service_restarted_under_a_job_gives_it_once(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed, mode: str
) -> None:
    window = sit(cups.queue(mode))
    window.f9()
    window.until(Making.HANDED, "printing" if mode == "slow" else "out_of_paper")
    cups.stop()
    cups.start()
    cups.mend()
    window.until(Making.PRINTED)
    assert printed.marks == [False]
    assert window.open() == ()


def test_a_seen_paper_is_taken_back_from_the_printer_and_comes_no_second_time(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed
) -> None:
    queue = cups.queue("torn", printer_error_policy="stop-printer")
    window = sit(queue)
    window.f9()
    entry = window.until(Making.HANDED, "paused")
    assert printed.marks == [False]
    window.run.seen(entry.entry_id)
    cups.run("cupsenable", queue)
    behind = sit(queue)
    second = behind.f9()
    behind.until(Making.HANDED, "paused")
    assert printed.marks == [False, False]
    assert [entry.visit_no for entry in behind.open()] == [second]


def test_a_dropped_paper_leaves_the_printer(
    sit: Callable[..., Window], cups: PrivateCups, printed: Printed
) -> None:
    window = sit(cups.queue("media-empty-error"))
    window.f9()
    first = window.until(Making.HANDED, "out_of_paper")
    second = window.f9()
    window.run.drop(first.entry_id)
    cups.mend()
    window.until(Making.PRINTED)
    (paper,) = printed.papers
    assert second in paper
    assert window.open() == ()


def test_two_windows_on_one_queue(
    sit: Callable[..., Window], tmp_path: Path, folder: Path, cups: PrivateCups, printed: Printed
) -> None:
    other_folder = tmp_path / "other"
    shutil.copytree(folder, other_folder)
    queue = cups.queue("media-empty-error")
    ours, theirs = sit(queue), Window(other_folder, cups, queue)
    try:
        numbers = [ours.f9(), ours.f9()]
        theirs.f9()
        ours.until(Making.HANDED, "out_of_paper")
        theirs.until(Making.HANDED, "out_of_paper")
        # One window drops its first paper; the other window's is none of its business.
        ours.run.drop(ours.open()[0].entry_id)
        cups.mend()
        ours.until(Making.PRINTED)
        theirs.until(Making.PRINTED)
    finally:
        theirs.close()
    assert ours.told[-1].visit_no == numbers[1]
    assert printed.marks == [False, False]


def test_a_job_number_given_anew_is_neither_told_of_nor_cancelled(folder: Path, qapp: Any) -> None:
    with PrivateCups() as cups:
        queue = cups.queue("media-empty-error")
        window = Window(folder, cups, queue)
        try:
            number = window.f9()
            entry = window.until(Making.HANDED, "out_of_paper")
            cups.forget()
            service = PrintService(cups.local)
            foreign = service.begin(PrintOrder(queue, "somebody else's"))
            service.send(foreign, b"%PDF-1.4 somebody else's %%EOF")
            assert foreign.number == entry.job_number
            window.until(Making.UNCLEAR)
            window.printer = cups.queue()
            window.run.ask(number)
            window.until(Making.PRINTED)
            assert not service.look(foreign).state.final
            cups.mend()
            assert service.follow(foreign, 20).state is PrintState.PRINTED
            assert len(cups.pieces()) == 2
        finally:
            window.close()


# --- kill -9 ---------------------------------------------------------------------------------------


def _killed(folder: Path, cups: PrivateCups, printer: str, point: str) -> str:
    """A process that registered and died on the way to the printer; the number it had said."""
    worker = subprocess.run(
        [sys.executable, "-m", "tests.e2e.printing_worker", folder, cups.local.socket_path, printer, point],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert worker.returncode == (-9 if point else 0)
    return worker.stdout.decode().strip()


@pytest.mark.parametrize("point", ["registered", "made", "begun", "kept", "sent"])
def test_killed_at_any_step_it_is_known_and_comes_out_once(
    sit: Callable[..., Window], folder: Path, cups: PrivateCups, printed: Printed, point: str
) -> None:
    queue = cups.queue()
    number = _killed(folder, cups, queue, point)
    window = sit(queue)
    if point == "sent":
        window.until(Making.PRINTED)
        assert window.open() == ()
        assert printed.marks == [False]
        return
    # After the start nothing prints by itself; the paper is offered.
    for _ in range(3):
        window.run.look()
    (entry,) = window.open()
    assert (entry.visit_no, entry.state) == (number, Making.WAITING)
    assert entry.told == ("broken_off" if point == "kept" else "")
    assert printed.papers == []
    window.run.ask(number)
    window.until(Making.PRINTED)
    assert printed.marks == [False]
    assert window.open() == ()
    window.run.ask(number)
    window.until(Making.PRINTED)
    assert printed.marks == [False, True]


def test_killed_while_the_printer_had_no_paper(
    sit: Callable[..., Window], folder: Path, cups: PrivateCups, printed: Printed
) -> None:
    queue = cups.queue("media-empty-error")
    _killed(folder, cups, queue, "sent")
    window = sit(queue)
    window.until(Making.HANDED, "out_of_paper")
    cups.mend()
    window.until(Making.PRINTED)
    assert printed.marks == [False]


def test_a_job_the_service_forgot_is_unclear_and_needs_a_key(
    sit: Callable[..., Window], folder: Path, cups: PrivateCups, printed: Printed
) -> None:
    queue = cups.queue()
    number = _killed(folder, cups, queue, "sent")
    end = time.monotonic() + 20
    while not printed.papers and time.monotonic() < end:
        time.sleep(0.05)
    cups.run("cancel", "-a", "-x", queue)
    window = sit(queue)
    window.until(Making.UNCLEAR)
    assert printed.marks == [False]
    window.run.ask(number)
    window.until(Making.PRINTED)
    assert printed.marks == [False, True]


def test_a_waiting_paper_is_not_queued_twice(sit: Callable[..., Window], cups: PrivateCups) -> None:
    window = sit("没有这台")
    number = window.f9()
    again = ask_print(number, window.wish("a4"), window.session)
    (entry,) = window.open()
    assert entry == again
    assert entry.wish.size == "a4"
