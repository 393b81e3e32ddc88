"""The Windows spooler's rules, on a spooler in memory; the door itself is only there on Windows."""

import io
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from numpy.typing import NDArray
from reportlab.pdfgen.canvas import Canvas

from app.errors import NoPrinter, PrintFailed, WrongPaper
from app.printing.jobs import PrinterCondition, PrintJob, PrintOrder, PrintState
from app.printing.windows import WindowsSpooler
from app.printing.winspool import WinJob, WinPrinter, bitmap_of, open_winspool

A5, A4 = 11, 9


@dataclass
class FakeWinspool:
    """Answers as winspool.drv and gdi32 do."""

    known: list[WinPrinter] = field(
        default_factory=lambda: [WinPrinter("HP", "接待大厅", 0), WinPrinter("OKI", "", 0)]
    )
    default: str = "OKI"
    forms: tuple[int, ...] = (A4, A5)
    started: list[tuple[str, str, int, int]] = field(default_factory=list)
    pages: list[NDArray[np.uint8]] = field(default_factory=list)
    finished: list[int] = field(default_factory=list)
    aborted: list[int] = field(default_factory=list)
    jobs: dict[int, WinJob] = field(default_factory=dict)
    fails: str = ""

    def _may(self, what: str) -> None:
        if what in self.fails.split():
            raise OSError(5, "denied")

    def default_printer(self) -> str:
        self._may("printers")
        return self.default

    def printers(self) -> tuple[WinPrinter, ...]:
        self._may("printers")
        return tuple(self.known)

    def papers(self, printer: str) -> tuple[int, ...]:
        return self.forms

    def start(self, printer: str, title: str, paper: int, copies: int) -> tuple[int, int]:
        self._may("start")
        self.started.append((printer, title, paper, copies))
        return 700 + len(self.started), len(self.started)

    def page(self, context: int, grey: NDArray[np.uint8], dpi: int) -> None:
        self._may("page")
        self.pages.append(grey)

    def finish(self, context: int) -> None:
        self.finished.append(context)
        self.jobs[context - 700] = WinJob(0x8, 0)
        self._may("finish")

    def abort(self, context: int) -> None:
        self.aborted.append(context)

    def job(self, printer: str, number: int) -> WinJob | None:
        return self.jobs.get(number)

    def cancel(self, printer: str, number: int) -> None:
        self._may("cancel")
        del self.jobs[number]


@pytest.fixture
def door() -> FakeWinspool:
    return FakeWinspool()


@pytest.fixture
def spooler(door: FakeWinspool) -> WindowsSpooler:
    return WindowsSpooler(door)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(72, 144), invariant=1)
    for _ in range(2):
        canvas.rect(0, 0, 72, 72, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def test_printers_with_the_default_first(spooler: WindowsSpooler, door: FakeWinspool) -> None:
    door.known[0] = replace(door.known[0], status=0x10)
    first, second = spooler.printers()
    assert (first.name, first.is_default, first.condition) == ("OKI", True, PrinterCondition.READY)
    assert (second.description, second.condition) == ("接待大厅", PrinterCondition.OUT_OF_PAPER)


def test_a_document_is_begun_then_drawn_then_ended(
    spooler: WindowsSpooler, door: FakeWinspool, pdf: bytes
) -> None:
    job = spooler.begin(PrintOrder("", "V1", "a5", copies=2))
    assert job == PrintJob("OKI", 1, "V1")
    assert door.started == [("OKI", "V1", A5, 2)]
    assert (door.pages, door.finished) == ([], [])
    spooler.send(job, pdf)
    assert [page.shape for page in door.pages] == [(600, 300)] * 2
    assert door.pages[0][:290].min() == 255
    assert door.pages[0][310:].max() == 0
    assert door.finished == [701]
    with pytest.raises(PrintFailed):
        spooler.send(job, pdf)


@pytest.mark.parametrize(
    ("job", "printer", "state"),
    [
        (0x8, 0, PrintState.WAITING),
        (0x10, 0, PrintState.PRINTING),
        (0x10 | 0x40, 0, PrintState.OUT_OF_PAPER),
        (0x10, 0x10, PrintState.OUT_OF_PAPER),
        (0x10 | 0x400, 0x400000, PrintState.COVER_OPEN),
        (0x400, 0x8, PrintState.JAMMED),
        (0x20, 0, PrintState.OFFLINE),
        (0x0, 0x80, PrintState.OFFLINE),
        (0x1, 0, PrintState.PAUSED),
        (0x0, 0x1, PrintState.PAUSED),
        (0x200, 0, PrintState.HELD),
        (0x2, 0, PrintState.HELD),
        (0x80, 0, PrintState.PRINTED),
        (0x1000, 0, PrintState.DELIVERED),
        (0x10, 0x40, PrintState.OUT_OF_PAPER),
        (0x2, 0x2, PrintState.JAMMED),
        (0x10, 0x100000, PrintState.JAMMED),
        (0x10, 0x800000, PrintState.OFFLINE),
        (0x4, 0, PrintState.CANCELLED),
        (0x100, 0, PrintState.CANCELLED),
    ],
)
def test_states(
    spooler: WindowsSpooler, door: FakeWinspool, pdf: bytes, job: int, printer: int, state: PrintState
) -> None:
    made = spooler.begin(PrintOrder("OKI", "V1"))
    assert spooler.look(made).state is PrintState.WAITING
    spooler.send(made, pdf)
    door.jobs[1] = WinJob(job, 1)
    door.known[1] = replace(door.known[1], status=printer)
    report = spooler.look(made)
    assert (report.state, report.sheets) == (state, 1)


def test_a_job_that_was_passed_on_and_forgotten_is_delivered(
    spooler: WindowsSpooler, door: FakeWinspool, pdf: bytes
) -> None:
    job = spooler.begin(PrintOrder("OKI", "V1"))
    spooler.send(job, pdf)
    door.jobs.clear()
    assert spooler.look(job).state is PrintState.DELIVERED


def test_one_that_vanished_in_trouble_or_before_this_run_is_unclear(
    spooler: WindowsSpooler, door: FakeWinspool, pdf: bytes
) -> None:
    job = spooler.begin(PrintOrder("OKI", "V1"))
    spooler.send(job, pdf)
    door.jobs[1] = WinJob(0x40, 0)
    spooler.look(job)
    door.jobs.clear()
    assert spooler.look(job).state is PrintState.UNKNOWN
    assert WindowsSpooler(door).look(job).reasons == ("job-unknown",)


def test_a_page_that_fails_takes_the_document_back(
    spooler: WindowsSpooler, door: FakeWinspool, pdf: bytes
) -> None:
    for number, broken in enumerate((pdf, b"no PDF"), start=1):
        door.fails = "page" if broken is pdf else ""
        job = spooler.begin(PrintOrder("OKI", "V1"))
        with pytest.raises(PrintFailed):
            spooler.send(job, broken)
        assert door.aborted == [701, 702][:number]
    assert door.finished == []


def test_an_end_that_fails_is_looked_at_not_repeated(
    spooler: WindowsSpooler, door: FakeWinspool, pdf: bytes
) -> None:
    door.fails = "finish"
    job = spooler.begin(PrintOrder("OKI", "V1"))
    spooler.send(job, pdf)
    assert door.aborted == []
    assert spooler.look(job).state is PrintState.WAITING


def test_taking_back(spooler: WindowsSpooler, door: FakeWinspool, pdf: bytes) -> None:
    begun = spooler.begin(PrintOrder("OKI", "V1"))
    assert spooler.cancel(begun).state is PrintState.CANCELLED
    assert door.aborted == [701]
    assert spooler.look(begun).state is PrintState.CANCELLED
    sent = spooler.begin(PrintOrder("OKI", "V1"))
    spooler.send(sent, pdf)
    door.fails = "cancel"
    with pytest.raises(PrintFailed):
        spooler.cancel(sent)
    door.fails = ""
    assert spooler.cancel(sent).state is PrintState.CANCELLED
    assert spooler.look(sent).state is PrintState.CANCELLED


def test_what_is_not_there(spooler: WindowsSpooler, door: FakeWinspool) -> None:
    with pytest.raises(NoPrinter):
        spooler.begin(PrintOrder("没有这台", "V1"))
    assert spooler.condition("没有这台") is PrinterCondition.MISSING
    door.forms = (A4,)
    with pytest.raises(WrongPaper) as refused:
        spooler.begin(PrintOrder("OKI", "V1", "a5"))
    assert refused.value.takes == {"a4"}
    assert spooler.begin(PrintOrder("OKI", "V1", "80mm")).number == 1
    door.fails = "start"
    with pytest.raises(PrintFailed):
        spooler.begin(PrintOrder("OKI", "V1", "a4"))
    door.fails = "printers"
    with pytest.raises(NoPrinter):
        spooler.printers()
    assert spooler.condition("OKI") is PrinterCondition.MISSING
    assert spooler.papers("OKI").takes("a5")
    assert spooler.look(PrintJob("OKI", 9, "V1")).reasons == ("no-answer",)


def test_rows_of_a_bitmap_end_on_four_bytes() -> None:
    grey = np.arange(15, dtype=np.uint8).reshape(3, 5)
    header, rows = bitmap_of(grey)
    assert rows.shape == (3, 8)
    assert rows[:, :5].tolist() == grey.tolist()
    assert (header.width, header.height, header.bits) == (5, -3, 8)
    assert (header.greys[0], header.greys[1], header.greys[255]) == (0, 0x010101, 0xFFFFFF)


def test_elsewhere_there_is_no_such_spooler() -> None:
    with pytest.raises(OSError, match="no Windows spooler"):
        open_winspool()
