"""Tables over a tuple of frozen rows: cells are made only when they are looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

R = TypeVar("R")
_TONES = {"muted": "#52606d", "warn": "#8a5300", "fault": "#a32a1f", "good": "#1d6b42"}
ROW_HEIGHT_PX = 30


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column.

    Attributes:
        title: header words.
        text: what a row shows here.
        width_px: width; 0 = takes the space that is left.
        tone: how a row's cell looks: muted, warn, fault, good, or empty; never the only sign.
        bold: heavy letters.
    """

    title: str
    text: Callable[[R], str]
    width_px: int = 0
    tone: Callable[[R], str] = lambda _row: ""
    bold: bool = False


Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class RowsModel(QAbstractTableModel, Generic[R]):
    """Read-only model over a tuple of rows."""

    def __init__(self, columns: tuple[Column[R], ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._rows: tuple[R, ...] = ()

    def show_rows(self, rows: tuple[R, ...]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @property
    def rows(self) -> tuple[R, ...]:
        """What is shown."""
        return self._rows

    @property
    def columns(self) -> tuple[Column[R], ...]:
        """How it is shown."""
        return self._columns

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        return self.cell(self._rows[index.row()], index.column(), role)

    def cell(self, row: R, number: int, role: int) -> Any:
        """What one column says of a row in a role."""
        column = self._columns[number]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(row)
        if role == Qt.ItemDataRole.ForegroundRole and (tone := column.tone(row)):
            return QColor(_TONES[tone])
        if role == Qt.ItemDataRole.FontRole and column.bold:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class ToneKept(QStyledItemDelegate):
    """Draws a cell in its tone on a selected row too: a term does not cease to be overdue by being chosen."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        tone = index.data(Qt.ItemDataRole.ForegroundRole)
        if tone is not None:
            option.palette.setBrush(QPalette.ColorRole.HighlightedText, QBrush(tone))


def table_view(model: RowsModel[Any], caption: str, name: str) -> QTableView:
    """A row-selecting view of a model, Tab leaves it, columns as the model says."""
    view = QTableView()
    view.setObjectName(name)
    view.setAccessibleName(caption)
    view.setModel(model)
    view.setItemDelegate(ToneKept(view))
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT_PX)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setMinimumSectionSize(36)
    for number, column in enumerate(model.columns):
        if column.width_px:
            header.resizeSection(number, column.width_px)
        else:
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
    return view
