"""Reads the table of hanzi beside the window's thread, once a process."""

from concurrent.futures import Future, ThreadPoolExecutor

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.hanzi.table import HanziTable, load_table


class TableLoader(QObject):
    """`start` reads the table; `loaded` brings it on the thread of this object.

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
        if load_table.cache_info().currsize:
            self.loaded.emit(load_table())
            return
        self._running = True
        lane = ThreadPoolExecutor(1, "hanzi")
        lane.submit(load_table).add_done_callback(self._announce)
        lane.shutdown(wait=False)

    def _announce(self, done: Future[HanziTable]) -> None:
        if shiboken6.isValid(self):
            self._read.emit(done)

    def _on_read(self, done: Future[HanziTable]) -> None:
        self._running = False
        self.loaded.emit(done.result())
