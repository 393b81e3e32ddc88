"""Writing a file while the desk goes on: where to, how far it is, and stopping it."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Protocol

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import ExportCancelled
from app.intake.exports import Exported
from app.reports.table import Watch
from ui.notify import Messages
from ui.tasks import Runner

XLSX, PDF, CSV = "Excel 工作簿 (*.xlsx)", "PDF 文件 (*.pdf)", "CSV 文件 (*.csv)"


class AskPath(Protocol):
    """Asks a person where a file is to go; None = nowhere."""

    def __call__(self, suggested: str, kinds: str) -> Path | None: ...


def ask_path(parent: QWidget) -> AskPath:
    """Ask with a dialog over a widget; it begins in the documents folder, then where one last saved."""
    folder = [QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)]

    def ask(suggested: str, kinds: str) -> Path | None:
        dialog = QFileDialog(parent, "导出到", folder[0], kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setViewMode(QFileDialog.ViewMode.List)
        dialog.setDefaultSuffix(Path(suggested).suffix[1:])
        dialog.selectFile(suggested)
        if not dialog.exec():
            return None
        chosen = Path(dialog.selectedFiles()[0])
        folder[0] = str(chosen.parent)
        return chosen

    return ask


class ExportRun(QObject):
    """One export at a time, on a lane of its own: nobody who registers waits for it.

    `progressed` gives rows written and rows in all; `ended` comes once, whatever became of it.
    """

    began = Signal(str)
    progressed = Signal(int, int)
    ended = Signal()

    def __init__(
        self, runner: Runner, messages: Messages, ask: AskPath, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._messages = messages
        self._ask = ask
        self._stop: Event | None = None

    @property
    def running(self) -> bool:
        """Whether a file is being written."""
        return self._stop is not None

    def start(self, write: Callable[[Path, Watch], Exported], suggested: str, kinds: str) -> None:
        """Ask where to, then write there.

        Args:
            write: runs on the lane.
            suggested: file name; its ending is added where a person types none.
            kinds: filter of the dialog, `XLSX`, `PDF` or `CSV`, several with `;;`.
        """
        if self.running:
            self._messages.info("上一个文件还在导出，请等它完成或先取消。")
            return
        path = self._ask(suggested, kinds)
        if path is None:
            return
        stop = self._stop = Event()
        watch = Watch(self.progressed.emit, stop.is_set)
        self.began.emit(path.name)
        self._runner.run(
            "export", lambda: write(path, watch), owner=self, on_ok=self._on_written, on_error=self._on_failed
        )

    def cancel(self) -> None:
        """Stop; what was written so far goes."""
        if self._stop is not None:
            self._stop.set()

    def _on_written(self, made: Exported) -> None:
        self._end()
        lost = f"这些字不在所选编码内，已用 ? 代替：{made.lost}。" if made.lost else ""
        self._messages.done(f"已导出 {made.rows:,} 行到 {made.path}。{lost}文件含个人信息，请妥善保管。")

    def _on_failed(self, error: BaseException) -> None:
        self._end()
        if isinstance(error, ExportCancelled):
            self._messages.info("导出已取消，没有留下文件；需要时可以重新导出。")
        else:
            self._messages.fail(error)

    def _end(self) -> None:
        self._stop = None
        self.ended.emit()
