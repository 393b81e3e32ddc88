"""What every way to a printer has in common."""

from typing import Protocol

from app.printing.jobs import (
    PrinterCondition,
    PrinterInfo,
    PrinterPapers,
    PrintJob,
    PrintOrder,
    PrintReport,
)


class Spooler(Protocol):
    """A print service or a device. All calls block, each for a limited time.

    A job is begun first and its document sent second: its number is known, and can be kept, before
    anything can come out of the printer.
    """

    def printers(self) -> tuple[PrinterInfo, ...]:
        """What can be chosen.

        Raises:
            NoPrinter: no print service answers.
            PrintFailed: the service does not let us.
        """

    def condition(self, printer: str) -> PrinterCondition:
        """How a printer stands; `MISSING` also when nothing answers."""

    def papers(self, printer: str) -> PrinterPapers:
        """The paper it has; nothing known when nothing answers."""

    def begin(self, order: PrintOrder) -> PrintJob:
        """Open a job. Nothing is printed before `send`.

        Raises:
            NoPrinter: no such printer, or nothing answers.
            WrongPaper: the printer cannot take that size.
            PrintFailed: refused.
        """

    def send(self, job: PrintJob, pdf: bytes) -> None:
        """Hand over the document of a job just begun; once only.

        When the answer is lost on the way, this returns: `look` tells what became of it.

        Raises:
            NoPrinter, PrintFailed: nothing was printed, and nothing of this job ever will be.
        """

    def look(self, job: PrintJob) -> PrintReport:
        """What became of a job by now."""

    def cancel(self, job: PrintJob) -> PrintReport:
        """Take a job back; one that has ended already stays as it ended.

        Raises:
            NoPrinter, PrintFailed: it could not be taken back.
        """
