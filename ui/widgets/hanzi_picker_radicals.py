"""The radicals by their strokes, as an index to the rare-character panel."""

from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from app.hanzi.radicals import forms
from app.hanzi.table import HanziTable

_COLUMNS = 14
_CELL_PX = (38, 36)
_SHAPE_PX = 21
_RADICALS = range(1, 215)


def radicals_by_strokes(table: HanziTable) -> dict[int, tuple[str, ...]]:
    """Every form of every radical under the strokes of that form: 氵 under 3, 水 under 4."""
    shapes = dict.fromkeys(form for number in _RADICALS for form in forms(number))
    counted: list[tuple[int, int, str]] = []
    for place, shape in enumerate(shapes):
        row = table.row_of(ord(shape))
        if row is not None:
            counted.append((int(table.total[row]), place, shape))
    counted.sort()
    groups = groupby(counted, key=lambda found: found[0])
    return {strokes: tuple(shape for _, _, shape in group) for strokes, group in groups}


class RadicalGrid(QTableWidget):
    """A table of radicals; a row begins with the number of strokes where that changes.

    Signals:
        chosen: the radical.
        typed: a key that belongs to the input.
        left: Up was pressed in the first row, or Escape.
    """

    chosen = Signal(str)
    typed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hanziRadicals")
        self.setAccessibleName("部首表")
        self._groups: dict[int, tuple[str, ...]] = {}
        self.setColumnCount(_COLUMNS + 1)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header, size in ((self.horizontalHeader(), _CELL_PX[0]), (self.verticalHeader(), _CELL_PX[1])):
            header.hide()
            header.setMinimumSectionSize(size)
            header.setDefaultSectionSize(size)
        self.cellClicked.connect(lambda row, column: self._choose(self.item(row, column)))

    def offer(self, table: HanziTable, strokes: int | None) -> None:
        """Fill the table, all of it or only the radicals of so many strokes."""
        self._groups = self._groups or radicals_by_strokes(table)
        self.clear()
        self.setRowCount(0)
        for count, shapes in self._groups.items():
            if strokes in (None, count):
                self._add_group(count, shapes)
        self.setCurrentItem(self.item(0, 1))
        self.scrollToTop()

    def _add_group(self, strokes: int, shapes: tuple[str, ...]) -> None:
        for begin in range(0, len(shapes), _COLUMNS):
            row = self.rowCount()
            self.insertRow(row)
            head = QTableWidgetItem("" if begin else f"{strokes}画")
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            head.setForeground(QColor("#52606d"))
            head.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, 0, head)
            for column, shape in enumerate(shapes[begin : begin + _COLUMNS], start=1):
                self.setItem(row, column, self._cell(shape, strokes))

    def _cell(self, shape: str, strokes: int) -> QTableWidgetItem:
        cell = QTableWidgetItem(shape)
        font = QFont(self.font())
        font.setPixelSize(_SHAPE_PX)
        cell.setFont(font)
        cell.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        cell.setData(Qt.ItemDataRole.AccessibleTextRole, f"部首 {shape}，{strokes} 画")
        return cell

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentItem())
        elif key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Up and self.currentRow() <= 0):
            self.left.emit()
        elif key == Qt.Key.Key_Backspace or (text.isprintable() and text and text != " "):
            self.typed.emit("" if key == Qt.Key.Key_Backspace else text)
        else:
            super().keyPressEvent(event)

    def _choose(self, item: QTableWidgetItem | None) -> None:
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.chosen.emit(item.text())
