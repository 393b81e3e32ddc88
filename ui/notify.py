"""Messages to the person at the desk, and the one dialog for our own bugs."""

import atexit
import logging
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.errors import StationError
from ui.crash import crash_report
from ui.text import APPLICATION_NAME, sentence_for

log = logging.getLogger(__name__)


class Messages(QObject):
    """Status messages: shown in the window's `messageLabel`, never taking the focus."""

    posted = Signal(str, str)
    settled = Signal(str)
    crashed = Signal(str)

    def info(self, text: str) -> None:
        """Something to know."""
        self.posted.emit("info", text)

    def done(self, text: str) -> None:
        """Something was done and is safe."""
        self.posted.emit("done", text)

    def warn(self, text: str) -> None:
        """Something needs attention."""
        self.posted.emit("warn", text)

    def settle(self, text: str) -> None:
        """What was warned of is not so any more: it goes if it still stands there."""
        self.settled.emit(text)

    def fail(self, error: BaseException | str) -> None:
        """Something did not work.

        Args:
            error: a finished sentence, a `StationError` (its sentence is shown), or any other
                exception, which is our bug and opens the crash dialog.
        """
        if isinstance(error, str):
            self.posted.emit("fail", error)
            return
        self.posted.emit("fail", sentence_for(error))
        if not isinstance(error, StationError):
            report = crash_report(error)
            log.error("unexpected error\n%s", report)
            self.crashed.emit(report)


class CrashDialog(QDialog):
    """Says that something went wrong inside and hands over details without personal data."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{APPLICATION_NAME} · 程序出错")
        self.setObjectName("crashDialog")
        self._report = ""
        sentence = QLabel(sentence_for(RuntimeError()) + "\n已录入的内容仍在窗口里，可以继续操作。")
        sentence.setWordWrap(True)
        sentence.setMinimumWidth(420)
        sentence.setObjectName("crashSentence")
        self._copied = QLabel("错误详情只含程序位置，不含来访人信息。")
        self._copied.setProperty("role", "note")
        copy = QPushButton("复制详情")
        copy.setObjectName("crashCopy")
        copy.setAccessibleName("复制错误详情")
        copy.clicked.connect(self._on_copy)
        close = QPushButton("继续")
        close.setObjectName("crashClose")
        close.setAccessibleName("关闭提示并继续")
        close.setProperty("kind", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch()
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(sentence)
        layout.addWidget(self._copied)
        layout.addLayout(buttons)

    def add(self, report: str) -> None:
        """Add a report; the dialog keeps the last few of a burst."""
        self._report = "\n\n".join([*self._report.split("\n\n")[-4:], report]).strip()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self._copied.setText("已复制，可粘贴给系统管理员。")


class CrashHooks(QObject):
    """Takes exceptions nobody caught, on any thread, and shows one dialog at a time.

    Works before any window exists. `remove` gives the hooks back.
    """

    _caught = Signal(str)

    def __init__(self, messages: Messages | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dialog: CrashDialog | None = None
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)
        if messages is not None:
            messages.crashed.connect(self._show)
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def remove(self) -> None:
        """Put the former hooks back and close the dialog."""
        sys.excepthook, threading.excepthook = self._before
        if self._dialog is not None:
            self._dialog.close()

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self._take(error.with_traceback(trace))

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._take(args.exc_value)

    def _take(self, error: BaseException) -> None:
        report = crash_report(error)
        log.error("unexpected error\n%s", report)
        self._caught.emit(report)

    def _show(self, report: str) -> None:
        if self._dialog is None:
            self._dialog = CrashDialog()
        self._dialog.add(report)
        if not self._dialog.isVisible():
            self._dialog.open()


def route_qt_messages() -> None:
    """Send Qt's own warnings to the log instead of stderr, until the interpreter ends."""
    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    qt_log = logging.getLogger("qt")
    qInstallMessageHandler(lambda kind, _context, text: qt_log.log(levels[kind], "%s", text))
    atexit.register(qInstallMessageHandler, None)
