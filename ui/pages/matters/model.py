"""A table over all matters of a store: lines are read as they come into sight."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal

from app.intake.results import MatterLine
from ui.widgets.table import Column, Index, RowsModel

PAGE_LINES = 100
_ROOT = QModelIndex()
_PAUSE_MS = 30
"""A fling over ten thousand lines asks for the page it ends at, not for those it passed."""


class MatterTableModel(RowsModel[MatterLine]):
    """Rows known by number; `lines_wanted` asks for (first row, numbers) of a page not yet read.

    `more_wanted` asks, once the end comes into sight, for the numbers of the rest.
    """

    lines_wanted = Signal(int, object)
    more_wanted = Signal()

    def __init__(self, columns: tuple[Column[MatterLine], ...], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._numbers: tuple[str, ...] = ()
        self._lines: dict[int, MatterLine] = {}
        self._asked: set[int] = set()
        self._more = False
        self._seen: list[int] = []
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)

    def expect_more(self) -> None:
        """There are more rows than those shown."""
        self._more = True

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        if self._more:
            self._more = False
            self.more_wanted.emit()

    def show_rows(self, rows: tuple[MatterLine, ...]) -> None:
        """Replace everything by lines that are already read."""
        self._more = False
        self.beginResetModel()
        self._rows = rows
        self._numbers = tuple(line.reg_no for line in rows)
        self._lines = dict(enumerate(rows))
        self._asked.clear()
        self._seen.clear()
        self.endResetModel()

    def extend(self, numbers: Sequence[str]) -> None:
        """Go on with all numbers, the first of which are shown already; others mean a list that changed."""
        known = len(self._numbers)
        if tuple(numbers[:known]) != self._numbers or len(numbers) <= known:
            return
        self.beginInsertRows(_ROOT, known, len(numbers) - 1)
        self._numbers = tuple(numbers)
        self.endInsertRows()

    def put(self, first: int, lines: Sequence[MatterLine]) -> None:
        """Fill in a page that was asked for; lines of a list shown before are dropped."""
        fitting = [
            (row, line)
            for row, line in enumerate(lines, first)
            if row < len(self._numbers) and self._numbers[row] == line.reg_no
        ]
        if not fitting:
            return
        self._lines.update(fitting)
        last = fitting[-1][0]
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def number_at(self, row: int) -> str:
        """The registration number of a row, whether its line is read or not."""
        return self._numbers[row] if 0 <= row < len(self._numbers) else ""

    def row_of(self, reg_no: str) -> int:
        """The row of a number among those shown, -1 if it is not there."""
        try:
            return self._numbers.index(reg_no)
        except ValueError:
            return -1

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._numbers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines.get(index.row())
        if line is None:
            self._want(index.row())
            if role == Qt.ItemDataRole.DisplayRole:
                return self._numbers[index.row()] if index.column() == 0 else "…"
            return None
        return self.cell(line, index.column(), role)

    def _want(self, row: int) -> None:
        page = row // PAGE_LINES
        if page not in self._asked:
            self._seen.append(page)
            if not self._pause.isActive():
                self._pause.start()

    def _ask(self) -> None:
        """Ask for the pages seen last: what was passed over is asked for when it is looked at again."""
        for page in dict.fromkeys(reversed(self._seen[-4:])):
            if page in self._asked:
                continue
            self._asked.add(page)
            first = page * PAGE_LINES
            self.lines_wanted.emit(first, self._numbers[first : first + PAGE_LINES])
        self._seen.clear()
