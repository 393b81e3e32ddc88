"""Reads the table of hanzi beside the window's thread, once a process."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.hanzi.table import HanziTable, load_table
from ui.heap import for_good


@cache
def hanzi_table() -> "Future[HanziTable]":
    """The table, being read on a thread of its own; whoever asks first begins it, never twice.

    Call it from the window's thread.
    """
    lane = ThreadPoolExecutor(1, "hanzi")
    reading = lane.submit(for_good, load_table)
    lane.shutdown(wait=False)
    return reading


class TableLoader(QObject):
    """`start` asks for the table; `loaded` brings it on the thread of this object.

    When the desk has read it at an idle moment already, the answer comes at once.
    """

    loaded = Signal(object)
    _read = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._running = False
        self._read.connect(self._on_read, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Read it, or say that it is there."""
        if self._running:
            return
        reading = hanzi_table()
        if reading.done():
            self.loaded.emit(reading.result())
            return
        self._running = True
        reading.add_done_callback(self._announce)

    def _announce(self, done: "Future[HanziTable]") -> None:
        if shiboken6.isValid(self):
            self._read.emit(done)

    def _on_read(self, done: "Future[HanziTable]") -> None:
        self._running = False
        self.loaded.emit(done.result())
