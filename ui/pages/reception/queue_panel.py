"""今日来访: visits registered today and forms not finished. Widgets only."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.pages.reception.parts import label
from ui.pages.reception.shapes import QueueLine
from ui.widgets.buttons import key_button

_TITLE = int(Qt.ItemDataRole.UserRole) + 1
_DETAIL = _TITLE + 1
_CURRENT = _TITLE + 2
_LINE_PX = 48


class _TwoLines(QStyledItemDelegate):
    """Title over a grey detail; the form being filled in carries the blue bar of the design."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        current = bool(index.data(_CURRENT))
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or current:
            painter.fillRect(area, QColor("#e8f2fc"))
        if current:
            painter.fillRect(area.left(), area.top(), 3, area.height(), QColor("#1769b4"))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor("#edf0f3"))
        inner = area.adjusted(10, 5, -6, -5)
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setBold(current)
        painter.setFont(font)
        painter.setPen(QColor("#1f2933"))
        title = painter.fontMetrics().elidedText(
            index.data(_TITLE), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, title)
        font.setBold(False)
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(QColor("#52606d"))
        detail = painter.fontMetrics().elidedText(
            index.data(_DETAIL), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, detail)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, _LINE_PX)


class QueuePanel(QWidget):
    """The list and the 下一位 button. Enter or a click opens a line."""

    next_requested = Signal()
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = QFrame()
        card.setProperty("role", "card")
        self._note = label("", "note")
        head = QHBoxLayout()
        head.setContentsMargins(12, 9, 12, 8)
        head.addWidget(label("今日来访", "title"))
        head.addStretch()
        head.addWidget(self._note)
        self.list = QListWidget()
        self.list.setObjectName("queueList")
        self.list.setAccessibleName("今日来访")
        self.list.setItemDelegate(_TwoLines(self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._open)
        self.list.itemActivated.connect(self._open)
        self._empty = label("今天还没有登记", "empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        overlay = QVBoxLayout(self.list.viewport())
        overlay.addWidget(self._empty)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(0, 0, 0, 1)
        inner.setSpacing(0)
        inner.addLayout(head)
        inner.addWidget(self.list, 1)
        self.next = key_button("下一位", "F2", name="nextVisitor")
        self.next.clicked.connect(self.next_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(card, 1)
        layout.addWidget(self.next)

    def show_queue(self, lines: Sequence[QueueLine], note: str) -> None:
        """Replace the lines, keeping the selected one by its key."""
        item = self.list.currentItem()
        before = item.data(Qt.ItemDataRole.UserRole) if item is not None else ""
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for line in lines:
            made = QListWidgetItem(f"{line.title} {line.detail}")
            made.setData(Qt.ItemDataRole.UserRole, line.key)
            made.setData(_TITLE, line.title)
            made.setData(_DETAIL, line.detail)
            made.setData(_CURRENT, line.current)
            made.setToolTip(f"{line.title}\n{line.detail}")
            self.list.addItem(made)
            if line.key == before:
                self.list.setCurrentItem(made)
            if line.current:
                self.list.scrollToItem(made)
        blocker.unblock()
        self._note.setText(note)
        self._empty.setVisible(not lines)

    @property
    def note(self) -> str:
        """What stands beside the title: how many came."""
        return self._note.text()

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(str(item.data(Qt.ItemDataRole.UserRole)))
