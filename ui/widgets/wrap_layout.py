"""A layout that goes on in the next line where a line is full."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class WrapLayout(QLayout):
    """Widgets from left to right, each as wide as it likes to be; as many lines as the width needs.

    It asks for no more width than its widest widget, so what stands around it can be as narrow.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width_px: int) -> int:
        return self._arrange(QRect(0, 0, width_px, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        widest = QSize()
        for item in self._items:
            widest = widest.expandedTo(item.sizeHint())
        margins = self.contentsMargins()
        return widest + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the widgets within `rect`; the height they take, margins included."""
        margins: QMargins = self.contentsMargins()
        inner = rect.marginsRemoved(margins)
        at, line_px = QPoint(inner.topLeft()), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if line_px and at.x() + size.width() > inner.right() + 1:
                at = QPoint(inner.left(), at.y() + line_px + self.spacing())
                line_px = 0
            if move:
                item.setGeometry(QRect(at, size.boundedTo(QSize(inner.width(), size.height()))))
            at.setX(at.x() + size.width() + self.spacing())
            line_px = max(line_px, size.height())
        return at.y() + line_px - rect.top() + margins.bottom()
