"""The people table's model: what is shown of each person, numbers masked."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.pages.reception.shapes import PersonRow

ADDRESS_COLUMN = 3
COLUMNS = ("姓名", "证件", "号码", "住址", "电话", "身份", "核验")
_Index = QModelIndex | QPersistentModelIndex
_RED = QBrush(QColor("#a32a1f"))
_AMBER = QBrush(QColor("#8a5300"))
_GREY = QBrush(QColor("#52606d"))


class TailShown(QStyledItemDelegate):
    """A long address keeps its end, where house and group stand; its beginning is much the same."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideLeft  # type: ignore[attr-defined]


class PeopleModel(QAbstractTableModel):
    """Rows are replaced as a whole; unchanged lines keep selection and scroll position."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PersonRow] = []
        self._bold = QFont()
        self._bold.setBold(True)

    def set_rows(self, rows: Sequence[PersonRow]) -> None:
        """Show these rows."""
        rows = list(rows)
        before = len(self._rows)
        if len(rows) > before:
            self.beginInsertRows(QModelIndex(), before, len(rows) - 1)
            self._rows += rows[before:]
            self.endInsertRows()
        elif len(rows) < before:
            self.beginRemoveRows(QModelIndex(), len(rows), before - 1)
            del self._rows[len(rows) :]
            self.endRemoveRows()
        for index, row in enumerate(rows):
            if index < before and self._rows[index] != row:
                self._rows[index] = row
                self.dataChanged.emit(self.index(index, 0), self.index(index, len(COLUMNS) - 1))

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section] if orientation is Qt.Orientation.Horizontal else str(section + 1)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = 0) -> object:
        row = self._rows[index.row()]
        column = index.column()
        cells = (row.name, row.id_type, row.number, row.address, row.phone, row.role, row.state)
        if role == Qt.ItemDataRole.DisplayRole:
            return cells[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return cells[column]
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return row.spoken
        if role == Qt.ItemDataRole.FontRole and column == 0:
            return self._bold
        if role == Qt.ItemDataRole.ForegroundRole:
            if row.trouble and column in {0, 5}:
                return _RED
            if column == 6:
                return _AMBER if row.doubtful else _GREY
        return None
