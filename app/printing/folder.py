"""A printer that is a folder: each job becomes a PDF file. For the demo office, which has no paper."""

from pathlib import Path

from app.errors import PrintFailed
from app.printing.jobs import PrinterCondition, PrinterInfo, PrintJob, PrintReport, PrintState

NAME = "存为PDF"


class FolderPrinter:
    """Speaks like `PrintService`; a job is printed when its file is whole.

    Args:
        folder: where the files go; made if need be.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._jobs = 0

    def printers(self) -> tuple[PrinterInfo, ...]:
        """This one."""
        return (PrinterInfo(NAME, "演示用：回执存为 PDF 文件", True, PrinterCondition.READY),)

    def condition(self, printer: str) -> PrinterCondition:
        """Always ready."""
        return PrinterCondition.READY

    def submit(self, pdf: bytes, printer: str, title: str, *, paper: str = "") -> PrintJob:
        """Write the file, named by the job's title (a visit number), numbered when printed again.

        Raises:
            PrintFailed: the folder cannot be written.
        """
        self._jobs += 1
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{title}.pdf"
            if path.exists():
                path = self._folder / f"{title}-{self._jobs}.pdf"
            path.write_bytes(pdf)
        except OSError as error:
            raise PrintFailed(type(error).__name__) from error
        return PrintJob(NAME, self._jobs, title)

    def look(self, job: PrintJob) -> PrintReport:
        """The file was whole when `submit` returned."""
        return PrintReport(PrintState.PRINTED)
