"""All printers of a desk behind one interface; the name of a printer says which way to go."""

import sys
from pathlib import Path

from app.errors import NoPrinter, StationError
from app.printing.folder import SCHEME, FolderPrinter, folder_of
from app.printing.jobs import (
    PrinterCondition,
    PrinterInfo,
    PrinterPapers,
    PrintJob,
    PrintOrder,
    PrintReport,
)
from app.printing.service import PrintService
from app.printing.slip_address import is_slip_address
from app.printing.slip_printer import SlipPrinters
from app.printing.spooler import Spooler


def system_spooler() -> Spooler:
    """The print service of this computer: the Windows spooler there, CUPS elsewhere."""
    if sys.platform == "win32":
        from app.printing.windows import WindowsSpooler
        from app.printing.winspool import open_winspool

        return WindowsSpooler(open_winspool())
    return PrintService()


class Printers:
    """Fits `Spooler`. Plain names are printers of the system, addresses are what they say:
    `tcp://`, `serial://`, `usb://` a slip printer, `pdf:///folder` a folder.

    Args:
        system: what plain names belong to.
        slips: what the addresses of slip printers belong to.
    """

    def __init__(self, system: Spooler, slips: Spooler | None = None) -> None:
        self._system = system
        self._slips = slips or SlipPrinters()
        self._folders: dict[str, FolderPrinter] = {}

    def printers(self) -> tuple[PrinterInfo, ...]:
        """Those of the system and slip printers on USB.

        Raises:
            NoPrinter, PrintFailed: of the system's print service, when there is no slip printer either.
        """
        slips = self._slips.printers()
        try:
            return (*self._system.printers(), *slips)
        except StationError:
            if slips:
                return slips
            raise

    def condition(self, printer: str) -> PrinterCondition:
        """How it stands; an address that leads nowhere is missing."""
        try:
            return self._way(printer).condition(printer)
        except NoPrinter:
            return PrinterCondition.MISSING

    def papers(self, printer: str) -> PrinterPapers:
        """The paper it has."""
        try:
            return self._way(printer).papers(printer)
        except NoPrinter:
            return PrinterPapers()

    def begin(self, order: PrintOrder) -> PrintJob:
        """Open a job there; see `Spooler.begin`."""
        return self._way(order.printer).begin(order)

    def send(self, job: PrintJob, pdf: bytes) -> None:
        """Hand over its document; see `Spooler.send`."""
        self._way(job.printer).send(job, pdf)

    def look(self, job: PrintJob) -> PrintReport:
        """What became of it."""
        return self._way(job.printer).look(job)

    def cancel(self, job: PrintJob) -> PrintReport:
        """Take it back; see `Spooler.cancel`."""
        return self._way(job.printer).cancel(job)

    def _way(self, printer: str) -> Spooler:
        if is_slip_address(printer):
            return self._slips
        if printer.startswith(SCHEME):
            folder = folder_of(printer)
            if folder == Path():
                raise NoPrinter("no folder")
            return self._folders.setdefault(printer, FolderPrinter(folder, printer))
        return self._system
