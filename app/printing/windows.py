"""Printing through the Windows spooler: the same interface, and the same care never to print twice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.errors import NoPrinter, PrintFailed, WrongPaper
from app.pdfium import grey_pages
from app.printing.jobs import (
    PrinterCondition,
    PrinterInfo,
    PrinterPapers,
    PrintJob,
    PrintOrder,
    PrintReport,
    PrintState,
)
from app.printing.winspool import WinJob, WinPrinter, Winspool

T = TypeVar("T")

_DPI = 300
"""Of the pages drawn for the driver: sharp text, 9 MB an A4 page."""

_PAPERS = {"a4": 9, "a5": 11}
"""DMPAPER_A4, DMPAPER_A5 of wingdi.h; a roll is what its driver is set to."""

# Bits of JOB_STATUS_ (winspool.h) in order of what is told first.
_DELETING, _DELETED, _PRINTED, _COMPLETE = 0x4, 0x100, 0x80, 0x1000
_JOB_TROUBLES = (
    (0x40, PrintState.OUT_OF_PAPER),
    (0x20, PrintState.OFFLINE),
    (0x1, PrintState.PAUSED),
    (0x400, PrintState.JAMMED),  # a person must go there; which of the reasons, only the printer says
    (0x200, PrintState.HELD),
    (0x2, PrintState.HELD),
)
# Bits of PRINTER_STATUS_.
_PRINTER_TROUBLES = (
    (0x10 | 0x20 | 0x40, PrinterCondition.OUT_OF_PAPER),  # paper out, manual feed, paper problem
    (0x400000, PrinterCondition.COVER_OPEN),
    (0x8 | 0x2 | 0x100000, PrinterCondition.JAMMED),  # paper jam, error, user intervention
    (0x80, PrinterCondition.OFFLINE),
    (0x1000 | 0x800000, PrinterCondition.OFFLINE),  # not available, server unknown
    (0x1, PrinterCondition.PAUSED),
    (0x400 | 0x200 | 0x4000, PrinterCondition.PRINTING),  # printing, busy, processing
)
_AS_STATE = {
    PrinterCondition.OUT_OF_PAPER: PrintState.OUT_OF_PAPER,
    PrinterCondition.COVER_OPEN: PrintState.COVER_OPEN,
    PrinterCondition.JAMMED: PrintState.JAMMED,
    PrinterCondition.OFFLINE: PrintState.OFFLINE,
    PrinterCondition.PAUSED: PrintState.PAUSED,
}


@dataclass
class _Begun:
    context: int
    job: PrintJob


class WindowsSpooler:
    """Fits `Spooler`.

    A document is started first, which gives its job number, and is whole only when it is ended; one
    whose process ends in between is thrown away by Windows.

    Args:
        winspool: the door to Windows.
    """

    def __init__(self, winspool: Winspool) -> None:
        self._winspool = winspool
        self._begun: dict[tuple[str, int], _Begun] = {}
        self._seen: dict[tuple[str, int], PrintState] = {}

    def printers(self) -> tuple[PrinterInfo, ...]:
        """Local and connected printers, the default first, then by name.

        Raises:
            NoPrinter: the spooler does not answer.
        """
        default = self._ask(self._winspool.default_printer)
        found = [
            PrinterInfo(p.name, p.comment, p.name == default, _condition(p))
            for p in self._ask(self._winspool.printers)
        ]
        return tuple(sorted(found, key=lambda p: (not p.is_default, p.name)))

    def condition(self, printer: str) -> PrinterCondition:
        """How a printer stands; empty = the default one."""
        try:
            return _condition(self._printer(printer))
        except NoPrinter:
            return PrinterCondition.MISSING

    def papers(self, printer: str) -> PrinterPapers:
        """Sizes the driver names; what lies in the trays Windows does not tell."""
        try:
            name = self._printer(printer).name
            told = self._ask(lambda: self._winspool.papers(name))
        except NoPrinter:
            return PrinterPapers()
        return PrinterPapers(supported=frozenset(size for size, number in _PAPERS.items() if number in told))

    def begin(self, order: PrintOrder) -> PrintJob:
        """Start a document.

        Raises:
            NoPrinter: no such printer, or no spooler.
            WrongPaper: the driver knows our sizes and not this one.
            PrintFailed: it refused.
        """
        name = self._printer(order.printer).name
        papers = self.papers(name)
        if order.paper in _PAPERS and not papers.takes(order.paper):
            raise WrongPaper(order.paper, papers.supported)
        try:
            context, number = self._winspool.start(
                name, order.title, _PAPERS.get(order.paper, 0), order.copies
            )
        except OSError as error:
            raise PrintFailed(_code(error)) from error
        job = PrintJob(name, number, order.title)
        self._begun[name, number] = _Begun(context, job)
        return job

    def send(self, job: PrintJob, pdf: bytes) -> None:
        """Draw every page and end the document.

        Raises:
            PrintFailed: the document was taken back; nothing is printed.
        """
        begun = self._begun.pop((job.printer, job.number), None)
        if begun is None:
            raise PrintFailed("job not begun here")
        try:
            for page in grey_pages(pdf, _DPI / 72):
                self._winspool.page(begun.context, page, _DPI)
        except (OSError, ValueError) as error:
            self._winspool.abort(begun.context)
            raise PrintFailed(_code(error)) from error
        try:
            self._winspool.finish(begun.context)
        except OSError:
            return  # it may be whole: `look` tells
        self._seen[job.printer, job.number] = PrintState.PRINTING

    def look(self, job: PrintJob) -> PrintReport:
        """What became of a job.

        The spooler forgets a job when it has passed on all of it, and also when somebody deleted it. One
        that was last seen printing and is gone has been passed on; of any other nobody knows.
        """
        key = (job.printer, job.number)
        if key in self._begun:
            return PrintReport(PrintState.WAITING)
        try:
            told = self._ask(lambda: self._winspool.job(job.printer, job.number))
            printer = self._printer(job.printer)
        except NoPrinter:
            return PrintReport(PrintState.UNKNOWN, ("no-answer",))
        if told is None:
            if self._seen.get(key) in (PrintState.PRINTING, PrintState.DELIVERED):
                return PrintReport(PrintState.DELIVERED)
            ended = self._seen.get(key, PrintState.UNKNOWN)
            return PrintReport(ended, ("job-unknown",))
        state = _state(told, printer)
        if state is PrintState.PRINTING or state.final:
            self._seen[key] = state
        else:
            self._seen.pop(key, None)
        return PrintReport(state, sheets=told.pages_printed)

    def cancel(self, job: PrintJob) -> PrintReport:
        """Take a job back; one that was only begun was never there.

        Raises:
            PrintFailed: Windows does not let us.
        """
        key = (job.printer, job.number)
        begun = self._begun.pop(key, None)
        if begun is not None:
            self._winspool.abort(begun.context)
            self._seen[key] = PrintState.CANCELLED
            return PrintReport(PrintState.CANCELLED)
        report = self.look(job)
        if report.state.final or report.state is PrintState.UNKNOWN:
            return report
        try:
            self._winspool.cancel(job.printer, job.number)
        except OSError as error:
            raise PrintFailed(_code(error)) from error
        self._seen[key] = PrintState.CANCELLED
        return PrintReport(PrintState.CANCELLED)

    def _printer(self, name: str) -> WinPrinter:
        wanted = name or self._ask(self._winspool.default_printer)
        found = next((p for p in self._ask(self._winspool.printers) if p.name == wanted), None)
        if found is None:
            raise NoPrinter("no such printer")
        return found

    def _ask(self, question: Callable[[], T]) -> T:
        try:
            return question()
        except OSError as error:
            raise NoPrinter(_code(error)) from error


def _state(job: WinJob, printer: WinPrinter) -> PrintState:
    if job.status & (_DELETING | _DELETED):
        return PrintState.CANCELLED
    if job.status & _PRINTED:
        return PrintState.PRINTED
    if job.status & _COMPLETE:
        return PrintState.DELIVERED  # "sent to the printer, but the job may not be printed yet"
    for bit, state in _JOB_TROUBLES:
        if job.status & bit:
            return _AS_STATE.get(_condition(printer), state)
    if trouble := _AS_STATE.get(_condition(printer)):
        return trouble
    return PrintState.PRINTING if job.status & 0x10 else PrintState.WAITING


def _condition(printer: WinPrinter) -> PrinterCondition:
    for bits, condition in _PRINTER_TROUBLES:
        if printer.status & bits:
            return condition
    return PrinterCondition.READY


def _code(error: Exception) -> str:
    number = getattr(error, "winerror", None) or getattr(error, "errno", None) or ""
    return f"{type(error).__name__} {number}".strip()
