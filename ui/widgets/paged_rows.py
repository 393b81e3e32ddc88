"""A table over very many rows: only pages that come into sight are read."""

from collections.abc import Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal

from ui.widgets.table import Column, Index, RowsModel

R = TypeVar("R")
_ROOT = QModelIndex()
_PAUSE_MS = 30
"""A fling over ten thousand rows asks for the page it ends at, not for those it passed."""
_MOST_AT_ONCE = 4


class PagedRows(RowsModel[R]):
    """Rows of which the first page is shown at once; `page_wanted` asks for one that begins at a row.

    `page_wanted` carries the list it belongs to besides, so that the answer to a list shown before can be
    told from this one's.
    """

    page_wanted = Signal(int, int)

    def __init__(self, columns: tuple[Column[R], ...], page_rows: int, parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._page_rows = page_rows
        self._count = 0
        self._turn = 0
        self._known: dict[int, R] = {}
        self._asked: set[int] = set()
        self._seen: list[int] = []
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)

    def show_first(self, rows: Sequence[R], count: int) -> None:
        """Replace everything: the first rows of a list of so many."""
        self.beginResetModel()
        self._turn += 1
        self._count = max(count, len(rows))
        self._known = dict(enumerate(rows))
        self._asked = {0} if rows else set()
        self._seen.clear()
        self.endResetModel()

    def show_rows(self, rows: tuple[R, ...]) -> None:
        self.show_first(rows, len(rows))

    def put(self, turn: int, first: int, rows: Sequence[R]) -> None:
        """Fill in a page that was asked for; one of a list shown before is dropped."""
        if turn != self._turn or not rows:
            return
        fitting = {row: one for row, one in enumerate(rows, first) if row < self._count}
        self._known.update(fitting)
        self.dataChanged.emit(self.index(first, 0), self.index(max(fitting), self.columnCount() - 1))

    def row_at(self, row: int) -> R | None:
        """What stands in a row, None while it is not read."""
        return self._known.get(row)

    @property
    def rows(self) -> tuple[R, ...]:
        """What is read, in order."""
        return tuple(self._known[row] for row in sorted(self._known))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        known = self._known.get(index.row())
        if known is None:
            self._want(index.row())
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        return self.cell(known, index.column(), role)

    def _want(self, row: int) -> None:
        page = row // self._page_rows
        if page not in self._asked:
            self._seen.append(page)
            if not self._pause.isActive():
                self._pause.start()

    def _ask(self) -> None:
        for page in dict.fromkeys(reversed(self._seen[-_MOST_AT_ONCE:])):
            if page not in self._asked:
                self._asked.add(page)
                self.page_wanted.emit(self._turn, page * self._page_rows)
        self._seen.clear()
