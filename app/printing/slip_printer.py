"""Slip printers that speak ESC/POS: a picture of the slip, a cut, and what the device tells of itself.

Thermal printers have no rare hanzi: the whole slip goes out as a raster. Source: Epson, ESC/POS command
reference (DLE EOT, GS r, GS v 0, GS V).
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

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


@dataclass(frozen=True)
class _Heard:
    """What a printer answered.

    Attributes:
        talks: whether it answered at all.
        trouble: what a person must do there.
        done: whether it says that everything sent before has been worked off.
    """

    talks: bool
    trouble: PrintState | None
    done: bool


@dataclass
class _Open:
    """A job between its beginning and its end."""

    job: PrintJob
    paper: str
    copies: int
    line: SlipLine
    talks: bool
    until: float = 0.0


class SlipPrinters:
    """Fits `Spooler`; the printer's name is its address. A job ends with the program that began it.

    Args:
        now_s: a clock in seconds that does not go back.
    """

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._open: dict[int, _Open] = {}
        self._ended: dict[int, PrintReport] = {}

    def printers(self) -> tuple[PrinterInfo, ...]:
        """Those on USB; network and serial ones are typed by their address."""
        return usb_slip_printers()

    def condition(self, printer: str) -> PrinterCondition:
        """How it stands; one that reports nothing is ready when it can be opened."""
        under_way = next((o for o in self._open.values() if o.job.printer == printer), None)
        if under_way is not None:
            return PrinterCondition.PRINTING
        try:
            line = SlipLine(printer)
        except NoPrinter:
            return PrinterCondition.MISSING
        try:
            trouble = _asked(line).trouble
            return PrinterCondition(trouble.value) if trouble else PrinterCondition.READY
        except OSError:
            return PrinterCondition.MISSING
        finally:
            line.close()

    def papers(self, printer: str) -> PrinterPapers:
        """Rolls; which of them lies in it, no slip printer tells."""
        return PrinterPapers(supported=frozenset(ROLLS))

    def begin(self, order: PrintOrder) -> PrintJob:
        """Open the line and ask how the printer stands; nothing is printed yet.

        Raises:
            NoPrinter: nobody there.
            PrinterNeedsHand: no paper, or its cover is open.
            WrongPaper: the document is not for a roll.
        """
        if order.paper not in ROLLS:
            raise WrongPaper(order.paper, frozenset(ROLLS))
        line = SlipLine(order.printer)
        try:
            heard = _asked(line)
            if heard.trouble is not None:
                raise PrinterNeedsHand(heard.trouble.value)
        except (OSError, PrinterNeedsHand) as error:
            line.close()
            if isinstance(error, OSError):
                raise NoPrinter(type(error).__name__) from error
            raise
        job = PrintJob(order.printer, secrets.randbelow(1 << 31), order.title)
        self._open[job.number] = _Open(job, order.paper, order.copies, line, heard.talks)
        return job

    def send(self, job: PrintJob, pdf: bytes) -> None:
        """Send every page as a raster, each followed by a cut.

        Raises:
            PrintFailed, WrongPaper: before the first byte; nothing is printed.
        """
        open_job = self._open.get(job.number)
        if open_job is None:
            raise PrintFailed("job not begun here")
        try:
            pages = _escpos(pdf, open_job.paper)
        except PrintFailed:
            self._end(open_job, PrintState.FAILED)
            raise
        try:
            for _ in range(open_job.copies):
                for page in pages:
                    open_job.line.write(page)
            if open_job.talks:
                open_job.line.write(_ASK_DONE)
        except OSError:
            self._end(open_job, PrintState.UNKNOWN)
            return
        if not open_job.talks:
            self._end(open_job, PrintState.DELIVERED)
        open_job.until = self._now_s() + _ANSWER_S

    def look(self, job: PrintJob) -> PrintReport:
        """What the printer says by now; of a job of an earlier run nothing is known."""
        open_job = self._open.get(job.number)
        if open_job is None:
            return self._ended.get(job.number, PrintReport(PrintState.UNKNOWN, ("job-unknown",)))
        if not open_job.until:
            return PrintReport(PrintState.WAITING)
        try:
            heard = _asked(open_job.line)
        except OSError:
            return self._end(open_job, PrintState.UNKNOWN)
        if heard.done:
            return self._end(open_job, PrintState.PRINTED)
        if heard.trouble is not None:
            open_job.until = self._now_s() + _ANSWER_S
            return PrintReport(heard.trouble)
        if self._now_s() > open_job.until:
            return self._end(open_job, PrintState.UNKNOWN)
        return PrintReport(PrintState.PRINTING)

    def cancel(self, job: PrintJob) -> PrintReport:
        """Close the line of a job whose document was not sent; dots on their way cannot be taken back."""
        open_job = self._open.get(job.number)
        if open_job is None:
            return self.look(job)
        return self._end(open_job, PrintState.UNKNOWN if open_job.until else PrintState.CANCELLED)

    def _end(self, open_job: _Open, state: PrintState) -> PrintReport:
        open_job.line.close()
        del self._open[open_job.job.number]
        reasons = ("job-unknown",) if state is PrintState.UNKNOWN else ()
        self._ended[open_job.job.number] = report = PrintReport(state, reasons)
        return report


def _asked(line: SlipLine) -> _Heard:
    """Ask for causes of standing still and for paper; OSError when the line is cut.

    Real-time answers have the fixed bits 0xx1xx10; the answer of GS r has 0xx0xx00 and may come between.
    """
    said: list[int | None] = []
    done = False
    for question in (_ASK_OFFLINE, _ASK_PAPER):
        line.write(question)
        answer = None
        for byte in line.read():
            if byte & 0x93 == 0x12:
                answer = byte
            elif byte & 0x93 == 0:
                done = True
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
