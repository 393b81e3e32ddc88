"""The answers of the rare-character panel: a grid of large glyphs with reading and code."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.hanzi.search import Found
from app.hanzi.table import Hanzi

COLUMNS = 9
"""As many as there are digit keys to choose by."""
CELL_PX = (64, 76)
GLYPH_PX = 34
_SMALL_PX = 11
_LEVELS = {1: "一级", 2: "二级", 3: "三级"}
_HANZI = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


def describe(hanzi: Hanzi) -> str:
    """Everything known of a character, in one line."""
    sounds = "、".join(s.marked for s in hanzi.readings) or "读音未收"
    rest = f"{hanzi.radical_form}部 {hanzi.rest} 画" if hanzi.rest else f"{hanzi.radical_form}部"
    parts = f"部件 {'+'.join(hanzi.parts)}" if len(hanzi.parts) > 1 else ""
    level = f"通用规范汉字{_LEVELS[hanzi.standard]}" if hanzi.standard else f"GB 18030 级别 {hanzi.level}"
    words = (sounds, f"共 {hanzi.strokes} 画", rest, parts, hanzi.code, f"GB {hanzi.gb18030}", level)
    return "　".join(word for word in words if word)


class HanziModel(QAbstractTableModel):
    """An answer, nine to a row; a character is looked up when its cell is shown."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._found: Found | None = None
        self._known: dict[int, Hanzi] = {}

    def show(self, found: Found | None) -> None:
        """Replace the answer; None empties the grid."""
        self.beginResetModel()
        self._found = found
        self._known = {}
        self.endResetModel()

    def hanzi_at(self, index: Index) -> Hanzi | None:
        """The character of a cell; None behind the last."""
        place = index.row() * COLUMNS + index.column()
        if self._found is None or not index.isValid() or place >= len(self._found):
            return None
        if place not in self._known:
            first = index.row() * COLUMNS
            self._known.update(enumerate(self._found.page(first, COLUMNS), start=first))
        return self._known[place]

    def rowCount(self, parent: Index | None = None) -> int:
        inside = parent is not None and parent.isValid()
        return 0 if self._found is None or inside else -(-len(self._found) // COLUMNS)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else COLUMNS

    def flags(self, index: Index) -> Qt.ItemFlag:
        there = self.hanzi_at(index) is not None
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if there else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hanzi = self.hanzi_at(index)
        if hanzi is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return hanzi.char
        if role == _HANZI:
            return hanzi
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{hanzi.char}　{describe(hanzi)}"
        return None


class HanziCell(QStyledItemDelegate):
    """Paints a glyph with its usual reading and its code; the row of the cursor bears the digit keys."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hanzi = index.data(_HANZI)
        if not isinstance(hanzi, Hanzi):
            return
        view = option.widget  # type: ignore[attr-defined]
        cell: QRect = option.rect  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(QColor("#1769b4"))
            painter.setBrush(QColor("#e8f2fc"))
            painter.drawRoundedRect(cell.adjusted(1, 1, -2, -2), 4, 4)
        font = QFont(view.font())
        font.setPixelSize(GLYPH_PX)
        painter.setFont(font)
        painter.setPen(QColor("#1f2933"))
        centre = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRect(cell.left(), cell.top() + 3, cell.width(), GLYPH_PX + 8), centre, hanzi.char)
        font.setPixelSize(_SMALL_PX)
        painter.setFont(font)
        sounds = " ".join(s.marked for s in hanzi.readings) or "—"
        sound = painter.fontMetrics().elidedText(sounds, Qt.TextElideMode.ElideRight, cell.width() - 4)
        painter.setPen(QColor("#14599a"))
        painter.drawText(QRect(cell.left(), cell.top() + GLYPH_PX + 10, cell.width(), 15), centre, sound)
        painter.setPen(QColor("#52606d"))
        painter.drawText(
            QRect(cell.left(), cell.top() + GLYPH_PX + 24, cell.width(), 15), centre, hanzi.code[2:]
        )
        if isinstance(view, QAbstractItemView) and view.currentIndex().row() == index.row():
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
            painter.drawText(cell.adjusted(5, 3, 0, 0), left, str(index.column() + 1))
        painter.restore()


class HanziGrid(QTableView):
    """Arrows move, 1–9 choose in the row of the cursor, Return chooses; other keys go back to the input.

    Signals:
        picked: the chosen character.
        moved: what the cursor stands on, a Hanzi or None.
        typed: a key that belongs to the input.
        left: Up was pressed in the first row, or Escape.
    """

    picked = Signal(str)
    moved = Signal(object)
    typed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hanziGrid")
        self.setAccessibleName("候选字")
        self._model = HanziModel(self)
        self.setModel(self._model)
        self.setItemDelegate(HanziCell(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header, size in ((self.horizontalHeader(), CELL_PX[0]), (self.verticalHeader(), CELL_PX[1])):
            header.hide()
            header.setMinimumSectionSize(size)
            header.setDefaultSectionSize(size)
        self.selectionModel().currentChanged.connect(self._on_moved)
        self.clicked.connect(self._choose)

    def show_found(self, found: Found | None) -> None:
        """Show an answer with the cursor on its first character."""
        self._model.show(found)
        self.setCurrentIndex(self._model.index(0, 0))
        self.scrollToTop()
        self._tell(self.currentIndex())

    def choose_current(self) -> None:
        """Choose what the cursor stands on."""
        self._choose(self.currentIndex())

    def choose_in_row(self, digit: int) -> None:
        """Choose by a digit, 1 to 9, in the row of the cursor."""
        self._choose(self._model.index(max(0, self.currentIndex().row()), digit - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        here = self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_current()
        elif text.isascii() and text.isdigit() and text != "0":
            self.choose_in_row(int(text))
        elif key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Up and here.row() <= 0):
            self.left.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            place = here.row() * COLUMNS + here.column() + (1 if key == Qt.Key.Key_Right else -1)
            self._go(*divmod(place, COLUMNS))
        elif key == Qt.Key.Key_Backspace or (text.isprintable() and text and text != " "):
            self.typed.emit("" if key == Qt.Key.Key_Backspace else text)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging chooses nothing: what is pressed is what is picked."""
        event.accept()

    def _go(self, row: int, column: int) -> None:
        target = self._model.index(row, column)
        if self._model.hanzi_at(target) is not None:
            self.setCurrentIndex(target)

    def _choose(self, index: Index) -> None:
        hanzi = self._model.hanzi_at(index)
        if hanzi is not None:
            self.picked.emit(hanzi.char)

    def _on_moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()  # the digits move with the row
        self._tell(now)

    def _tell(self, index: Index) -> None:
        self.moved.emit(self._model.hanzi_at(index))
