"""A printer that is a folder: each job becomes a PDF file, whole or not there.

The demo office, which has no paper, prints into one; any desk can, by an address `pdf:///folder`.
"""

import contextlib
import errno
import os
import secrets
from pathlib import Path

from app.errors import PdfNotWritten, PrintFailed
from app.printing.jobs import (
    SIZES,
    PrinterCondition,
    PrinterInfo,
    PrinterPapers,
    PrintJob,
    PrintOrder,
    PrintReport,
    PrintState,
)

NAME = "存为PDF"
SCHEME = "pdf://"
_FULL = (errno.ENOSPC, errno.EDQUOT)


def folder_of(address: str) -> Path:
    """The folder of an address `pdf:///folder`."""
    return Path(address.removeprefix(SCHEME))


class FolderPrinter:
    """Fits `Spooler`; a job is printed when its file is whole.

    Args:
        folder: where the files go; made if need be.
        name: by which it is chosen.
    """

    def __init__(self, folder: Path, name: str = NAME) -> None:
        self._folder = folder
        self._name = name
        self._ended: dict[int, PrintState] = {}
        self._begun: set[int] = set()

    def printers(self) -> tuple[PrinterInfo, ...]:
        """This one."""
        return (PrinterInfo(self._name, "文书存为 PDF 文件", True, PrinterCondition.READY),)

    def condition(self, printer: str) -> PrinterCondition:
        """Ready unless the folder cannot be written."""
        there = next((p for p in (self._folder, *self._folder.parents) if p.exists()), self._folder)
        return PrinterCondition.READY if os.access(there, os.W_OK) else PrinterCondition.MISSING

    def papers(self, printer: str) -> PrinterPapers:
        """Every size."""
        return PrinterPapers(supported=frozenset(SIZES))

    def begin(self, order: PrintOrder) -> PrintJob:
        """Open a job; a file is one copy, whatever the order says."""
        job = PrintJob(self._name, secrets.randbelow(1 << 31), order.title, file=True)
        self._begun.add(job.number)
        return job

    def send(self, job: PrintJob, pdf: bytes) -> None:
        """Write the file, named by the job's title (a number), counted on where there is one already.

        Raises:
            PdfNotWritten: the folder is full or cannot be written; nothing is left of the file.
        """
        if job.number in self._ended:
            raise PrintFailed("ended already")
        part = self._folder / f".{job.title}.{os.getpid()}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            part.rename(self._free(job.title))
        except OSError as error:
            self._ended[job.number] = PrintState.FAILED
            with contextlib.suppress(OSError):
                part.unlink()
            raise PdfNotWritten(type(error).__name__, full=error.errno in _FULL) from error
        self._ended[job.number] = PrintState.PRINTED

    def look(self, job: PrintJob) -> PrintReport:
        """A file was whole when `send` returned; of a job of an earlier run nothing is known."""
        if job.number not in self._begun:
            return PrintReport(PrintState.UNKNOWN, ("job-unknown",))
        return PrintReport(self._ended.get(job.number, PrintState.WAITING))

    def cancel(self, job: PrintJob) -> PrintReport:
        """A job whose file is not written is over."""
        if job.number in self._begun:
            self._ended.setdefault(job.number, PrintState.CANCELLED)
        return self.look(job)

    def _free(self, title: str) -> Path:
        path, count = self._folder / f"{title}.pdf", 1
        while path.exists():
            count += 1
            path = self._folder / f"{title}-{count}.pdf"
        return path
