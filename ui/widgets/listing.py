"""A card with a table of rows and what it says where there are none."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.widgets.card import Card
from ui.widgets.table import Column, RowsModel, table_view

R = TypeVar("R")
_LEAST_PX = 64  # head and one row, so that a form may open above several of them
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class Listing(Card, Generic[R]):
    """`chosen` when another row is selected, `opened` by Enter or a double click; both ask `row()`."""

    chosen = Signal()
    opened = Signal()

    def __init__(
        self,
        title: str,
        columns: tuple[Column[R], ...],
        name: str,
        empty: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self._model: RowsModel[R] = RowsModel(columns, self)
        self.table = table_view(self._model, title, name)
        self._empty = QLabel(empty)
        self._empty.setObjectName(f"{name}Empty")
        self._empty.setProperty("role", "note")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table.setMinimumHeight(_LEAST_PX)
        for inside in (self.table, self._empty):  # takes what is left: a page of several never scrolls
            inside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.fill(self.table)
        self.body.addWidget(self._empty, 1)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.table.doubleClicked.connect(lambda _: self.opened.emit())
        self.table.installEventFilter(self)
        self.show_rows(())

    def show_rows(self, rows: Sequence[R], wanted: int = 0) -> None:
        """Replace everything; `wanted` is the row that is chosen then."""
        self._model.show_rows(tuple(rows))
        self._empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        if rows:
            self.table.selectRow(min(max(wanted, 0), len(rows) - 1))
        self.chosen.emit()

    def say_empty(self, text: str) -> None:
        """Other words for no rows."""
        self._empty.setText(text)

    def row(self) -> R | None:
        """The row that is chosen."""
        index = self.table.currentIndex()
        rows = self._model.rows
        return rows[index.row()] if index.isValid() and index.row() < len(rows) else None

    @property
    def rows(self) -> tuple[R, ...]:
        """What is shown."""
        return self._model.rows

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.table
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _ENTER
            and self.row() is not None
        ):
            self.opened.emit()
            return True
        return super().eventFilter(watched, event)
