"""Slip printers that speak ESC/POS: a picture of the slip, a cut, and what the device tells of itself.

Thermal printers have no rare hanzi: the whole slip goes out as a raster. Source: Epson, ESC/POS command
reference (DLE EOT, GS r, GS v 0, GS V).
"""

import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from app.errors import NoPrinter, PrinterNeedsHand, PrintFailed, WrongPaper
from app.printing.jobs import (
    PrinterCondition,
    PrinterInfo,
    PrinterPapers,
    PrintJob,
    PrintOrder,
    PrintReport,
    PrintState,
)
from app.printing.raster import ROLLS, slip_rows
from app.printing.slip_address import SlipLine, usb_slip_printers

_ASK_OFFLINE, _ASK_PAPER = b"\x10\x04\x02", b"\x10\x04\x04"  # DLE EOT 2, DLE EOT 4: answered at once
_ASK_DONE = b"\x1dr\x01"  # GS r 1: answered when everything before it has been worked off
_COVER_OPEN, _PAPER_STOP, _ERROR = 0x04, 0x20, 0x40  # of DLE EOT 2
_PAPER_END = 0x60  # of DLE EOT 4
_FEED_LINES = 4
_FRAGMENT_ROWS = 256
_ANSWER_S = 90.0
"""A printer that has answered before and says nothing for so long has not told what it did."""

_JOB_UNKNOWN = PrintReport(PrintState.UNKNOWN, ("job-unknown",))


@dataclass(frozen=True)
class _Heard:
    """What a printer answered.

    Attributes:
        talks: whether it answered at all.
        trouble: what a person must do there.
        done: how often it said that everything sent before a question had been worked off.
    """

    talks: bool
    trouble: PrintState | None
    done: int


@dataclass
class _Open:
    """A job between its beginning and its end.

    Attributes:
        until: when its printer has been silent for too long; 0 before its document was sent.
    """

    job: PrintJob
    paper: str
    copies: int
    line: "_Line"
    until: float = 0.0


@dataclass
class _Line:
    """An open line and the jobs that go over it: most such printers talk to one at a time.

    Attributes:
        begun: jobs that keep it open.
        asked: jobs whose end was asked for, in the order in which the printer will answer. One that was
            given up stays among them: its answer comes all the same, and is nobody else's.
    """

    slip: SlipLine
    talks: bool
    begun: list[_Open] = field(default_factory=list)
    asked: list[_Open] = field(default_factory=list)


class SlipPrinters:
    """Fits `Spooler`; the printer's name is its address. A job ends with the program that began it.

    May be used by several threads: one printer does one thing at a time, and holds up no other.

    Args:
        now_s: a clock in seconds that does not go back.
    """

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._lines: dict[str, _Line] = {}
        self._open: dict[int, _Open] = {}
        self._ended: dict[int, PrintReport] = {}

    def printers(self) -> tuple[PrinterInfo, ...]:
        """Those on USB; network and serial ones are typed by their address."""
        return usb_slip_printers()

    def condition(self, printer: str) -> PrinterCondition:
        """How it stands; one that reports nothing is ready when it can be opened."""
        lock = self._locks[printer]
        if printer in self._lines or not lock.acquire(blocking=False):
            return PrinterCondition.PRINTING
        try:
            slip = SlipLine(printer)
            try:
                trouble = _asked(slip).trouble
            finally:
                slip.close()
        except (NoPrinter, OSError):
            return PrinterCondition.MISSING
        finally:
            lock.release()
        return PrinterCondition(trouble.value) if trouble else PrinterCondition.READY

    def papers(self, printer: str) -> PrinterPapers:
        """Rolls; which of them lies in it, no slip printer tells."""
        return PrinterPapers(supported=frozenset(ROLLS))

    def begin(self, order: PrintOrder) -> PrintJob:
        """Open the line, or take the open one, and ask how the printer stands; nothing is printed yet.

        Raises:
            NoPrinter: nobody there.
            PrinterNeedsHand: no paper, or its cover is open.
            WrongPaper: the document is not for a roll.
        """
        if order.paper not in ROLLS:
            raise WrongPaper(order.paper, frozenset(ROLLS))
        with self._locks[order.printer]:
            line = self._lines.get(order.printer) or _Line(SlipLine(order.printer), False)
            try:
                heard = self._hear(line)
            except OSError as error:
                self._lose(line)
                raise NoPrinter(type(error).__name__) from error
            if heard.trouble is not None:
                if not line.begun:
                    line.slip.close()
                raise PrinterNeedsHand(heard.trouble.value)
            line.talks = line.talks or heard.talks
            job = PrintJob(order.printer, secrets.randbelow(1 << 31), order.title)
            self._open[job.number] = begun = _Open(job, order.paper, order.copies, line)
            line.begun.append(begun)
            self._lines[order.printer] = line
            return job

    def send(self, job: PrintJob, pdf: bytes) -> None:
        """Send every page as a raster, each followed by a cut.

        Raises:
            PrintFailed, WrongPaper: before the first byte; nothing is printed.
        """
        with self._locks[job.printer]:
            open_job = self._open.get(job.number)
            if open_job is None:
                raise PrintFailed("job not begun here")
            try:
                pages = _escpos(pdf, open_job.paper)
            except PrintFailed:
                self._end(open_job, PrintState.FAILED)
                raise
            line = open_job.line
            try:
                for _ in range(open_job.copies):
                    for page in pages:
                        line.slip.write(page)
                if line.talks:
                    line.slip.write(_ASK_DONE)
            except OSError:
                self._lose(line)
                return
            if line.talks:
                open_job.until = self._now_s() + _ANSWER_S
                line.asked.append(open_job)
            else:
                self._end(open_job, PrintState.DELIVERED)

    def look(self, job: PrintJob) -> PrintReport:
        """What the printer says by now; of a job of an earlier run nothing is known."""
        with self._locks[job.printer]:
            open_job = self._open.get(job.number)
            if open_job is not None and open_job.until:
                return self._looked(open_job)
            if open_job is not None:
                return PrintReport(PrintState.WAITING)
            return self._ended.get(job.number, _JOB_UNKNOWN)

    def cancel(self, job: PrintJob) -> PrintReport:
        """End a job whose document was not sent; dots on their way cannot be taken back."""
        with self._locks[job.printer]:
            open_job = self._open.get(job.number)
            if open_job is None:
                return self._ended.get(job.number, _JOB_UNKNOWN)
            return self._end(open_job, PrintState.UNKNOWN if open_job.until else PrintState.CANCELLED)

    def _looked(self, open_job: _Open) -> PrintReport:
        line = open_job.line
        try:
            heard = self._hear(line)
        except OSError:
            self._lose(line)
            return _JOB_UNKNOWN
        if ended := self._ended.get(open_job.job.number):
            return ended
        if heard.trouble is not None:
            for waiting in line.asked:
                waiting.until = self._now_s() + _ANSWER_S
            return PrintReport(heard.trouble)
        if self._now_s() > open_job.until:
            return self._end(open_job, PrintState.UNKNOWN)
        return PrintReport(PrintState.PRINTING if line.asked[0] is open_job else PrintState.WAITING)

    def _hear(self, line: _Line) -> _Heard:
        """Ask the printer, and end the jobs it says it has worked off; OSError when the line is cut."""
        heard = _asked(line.slip)
        for _ in range(min(heard.done, len(line.asked))):
            done = line.asked.pop(0)
            if done.job.number in self._open:
                self._end(done, PrintState.PRINTED)
            for waiting in line.asked:
                waiting.until = self._now_s() + _ANSWER_S
        return heard

    def _lose(self, line: _Line) -> None:
        """The line is gone: what was not sent never will be, of the rest nobody knows."""
        for open_job in tuple(line.begun):
            self._end(open_job, PrintState.UNKNOWN)
        line.slip.close()

    def _end(self, open_job: _Open, state: PrintState) -> PrintReport:
        line = open_job.line
        line.begun.remove(open_job)
        if not line.begun:
            line.slip.close()
            self._lines.pop(open_job.job.printer, None)
        del self._open[open_job.job.number]
        report = _JOB_UNKNOWN if state is PrintState.UNKNOWN else PrintReport(state)
        self._ended[open_job.job.number] = report
        return report


def _asked(line: SlipLine) -> _Heard:
    """Ask for causes of standing still and for paper; OSError when the line is cut.

    Real-time answers have the fixed bits 0xx1xx10; the answer of GS r has 0xx0xx00 and may come between.
    """
    said: list[int | None] = []
    done = 0
    for question in (_ASK_OFFLINE, _ASK_PAPER):
        line.write(question)
        answer = None
        for byte in line.read():
            if byte & 0x93 == 0x12:
                answer = byte
            elif byte & 0x93 == 0:
                done += 1
        said.append(answer)
    offline, paper = said
    trouble = None
    if (offline or 0) & _PAPER_STOP or (paper or 0) & _PAPER_END == _PAPER_END:
        trouble = PrintState.OUT_OF_PAPER
    elif (offline or 0) & _COVER_OPEN:
        trouble = PrintState.COVER_OPEN
    elif (offline or 0) & _ERROR:
        trouble = PrintState.JAMMED
    return _Heard(said != [None, None], trouble, done)


def _escpos(pdf: bytes, paper: str) -> list[bytes]:
    """Commands for every page: reset, the picture in strips, feed past the knife, cut.

    Raises:
        PrintFailed: no PDF of that width; nothing is made.
    """
    from escpos.printer import Dummy
    from PIL import Image

    made = []
    for rows in slip_rows(pdf, paper):
        device = Dummy()
        # Without a width the library writes a remark on stdout, where our results go.
        device.profile.profile_data = {
            **device.profile.profile_data,
            "media": {"width": {"pixels": rows.shape[1]}},
        }
        device.hw("INIT")
        picture = Image.fromarray(~rows)  # white paper, black dots
        device.image(picture, impl="bitImageRaster", fragment_height=_FRAGMENT_ROWS)
        device.print_and_feed(_FEED_LINES)
        device.cut(feed=False)
        made.append(bytes(device.output))
    return made
