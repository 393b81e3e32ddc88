"""A text in a place of fixed height: what does not fit ends in dots and is told whole by the tool tip."""

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QStyle, QStyleOption, QWidget


class ElidedLabel(QLabel):
    """A plain-text label of at most `lines` lines that never asks for more room.

    `text()` stays whole, so does what a screen reader says. `elided` tells whether something is cut.
    """

    elided = Signal(bool)

    def __init__(self, text: str = "", *, lines: int = 1, parent: QWidget | None = None) -> None:
        """Make the label.

        Args:
            lines: lines shown; their room is taken whether or not there is so much to say.
        """
        super().__init__(text, parent)
        self._lines = lines
        self._cut = False
        self.setTextFormat(Qt.TextFormat.PlainText)

    @property
    def is_cut(self) -> bool:
        """Whether less than the whole text is to be seen."""
        return self._cut

    def setText(self, text: str) -> None:
        super().setText(text)
        self._look()

    def clear(self) -> None:
        super().clear()
        self._look()

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        metrics = self.fontMetrics()
        width = max(metrics.horizontalAdvance(part) for part in self.text().split("\n"))
        high = metrics.lineSpacing() * self._lines
        return QSize(width + margins.left() + margins.right() + 2, high + margins.top() + margins.bottom())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._look()

    def _broken(self) -> tuple[list[str], bool]:
        """The lines to be painted, and whether the last of them is cut."""
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        shown: list[str] = []
        parts = self.text().split("\n")
        for number, part in enumerate(parts):
            layout = QTextLayout(part, self.font())
            layout.setTextOption(_wrapping())
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(room)
                start, rest = line.textStart(), len(shown) == self._lines - 1
                if rest and (start + line.textLength() < len(part) or number < len(parts) - 1):
                    tail = part[start:] + ("…" if number < len(parts) - 1 else "")
                    shown.append(metrics.elidedText(tail, Qt.TextElideMode.ElideRight, room))
                    layout.endLayout()
                    return shown, True
                shown.append(part[start : start + line.textLength()])
            layout.endLayout()
        return shown, False

    def _look(self) -> None:
        cut = bool(self.text()) and self._broken()[1]
        self.setToolTip(self.text() if cut else "")
        if cut != self._cut:
            self._cut = cut
            self.elided.emit(cut)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setPen(option.palette.windowText().color())
        painter.setFont(self.font())
        lines, metrics, room = self._broken()[0], self.fontMetrics(), self.contentsRect()
        high = metrics.lineSpacing()
        top = float(room.top())
        if not self.alignment() & Qt.AlignmentFlag.AlignTop:
            top += max(0.0, (room.height() - high * len(lines)) / 2)
        for number, line in enumerate(lines):
            painter.drawText(QPointF(room.left(), top + number * high + metrics.ascent()), line)
        painter.end()


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
