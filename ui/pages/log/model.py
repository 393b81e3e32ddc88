"""A table over any number of lines of the log: keys are held, lines read as they come into sight."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.intake.results import LogRow
from ui.widgets.table import Column, Index, RowsModel

PAGE_LINES = 100
_MOST_PAGES = 30
"""Kept at a time; what scrolled far away is read again when it comes back, so that memory stays flat."""
_PAUSE_MS = 30
"""A fling over ten thousand lines asks for the page it ends at, not for those it passed."""


class LogTableModel(RowsModel[LogRow]):
    """Rows known by key; `lines_wanted` asks for (first row, keys) of a page not yet read."""

    lines_wanted = Signal(int, object)

    def __init__(self, columns: tuple[Column[LogRow], ...], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._keys: Sequence[int] = ()
        self._pages: OrderedDict[int, dict[int, LogRow]] = OrderedDict()
        self._asked: set[int] = set()
        self._seen: list[int] = []
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)

    def show_keys(self, keys: Sequence[int], first: Sequence[LogRow]) -> None:
        """Replace everything; `first` are the lines of the first page."""
        self.beginResetModel()
        self._keys = keys
        self._pages.clear()
        self._asked.clear()
        self._seen.clear()
        if first:
            self._keep(0, first)
        self.endResetModel()

    def put(self, first: int, keys: Sequence[int], rows: Sequence[LogRow]) -> None:
        """Fill in a page that was asked for; lines of a list shown before are dropped."""
        self._asked.discard(first // PAGE_LINES)
        if first >= len(self._keys) or list(keys) != list(self._keys[first : first + len(keys)]):
            return
        self._keep(first, rows)
        last = min(first + PAGE_LINES, len(self._keys)) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    @property
    def keys(self) -> Sequence[int]:
        """Keys of the lines shown, in order."""
        return self._keys

    def row_at(self, number: int) -> LogRow | None:
        """The line of a row, None while it is not read."""
        if not 0 <= number < len(self._keys):
            return None
        return self._pages.get(number // PAGE_LINES, {}).get(self._keys[number])

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None:
            self._want(index.row())
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        return self.cell(row, index.column(), role)

    def _keep(self, first: int, rows: Sequence[LogRow]) -> None:
        page = first // PAGE_LINES
        self._pages[page] = {row.key: row for row in rows}
        self._pages.move_to_end(page)
        while len(self._pages) > _MOST_PAGES:
            self._pages.popitem(last=False)

    def _want(self, number: int) -> None:
        page = number // PAGE_LINES
        if page not in self._asked and page not in self._pages:
            self._seen.append(page)
            if not self._pause.isActive():
                self._pause.start()

    def _ask(self) -> None:
        """Ask for the pages seen last: what was passed over is asked for when it is looked at again."""
        for page in dict.fromkeys(reversed(self._seen[-4:])):
            if page in self._asked or page in self._pages:
                continue
            self._asked.add(page)
            first = page * PAGE_LINES
            self.lines_wanted.emit(first, tuple(self._keys[first : first + PAGE_LINES]))
        self._seen.clear()
