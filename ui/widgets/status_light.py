"""A device's state as a pill in the top bar: a shape and words."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLabel, QWidget

from ui.lights import LightState

_COLOURS = {
    LightState.OK: "#2e8b57",
    LightState.WARN: "#d98a00",
    LightState.FAULT: "#c0392b",
    LightState.OFF: "#7b8794",
    LightState.BUSY: "#1769b4",
}


class StatusLight(QLabel):
    """Words behind a mark: dot = works, triangle = attention, cross = fault, ring = off, half = busy."""

    clicked = Signal()

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what = what
        self._state = LightState.OFF
        self.setFixedHeight(22)
        self.show_state(LightState.OFF, what)

    def show_state(self, state: LightState, text: str) -> None:
        """Show a state; `text` is the whole words, for example `打印机 缺纸`."""
        self._state = state
        self.setText(text)
        self.setToolTip(text)
        self.setAccessibleName(f"{self._what}状态：{text}")
        self.update()

    @property
    def state(self) -> LightState:
        """What is shown."""
        return self._state

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(_COLOURS[self._state])
        painter.setPen(QPen(colour, 1.6))
        x, y = 14.0, self.height() / 2
        box = QRectF(x - 4, y - 4, 8, 8)
        if self._state is LightState.OK:
            painter.setBrush(colour)
            painter.drawEllipse(box)
        elif self._state is LightState.WARN:
            painter.setBrush(colour)
            painter.drawPolygon(
                QPolygonF([QPointF(x, y - 4.5), QPointF(x + 4.5, y + 4), QPointF(x - 4.5, y + 4)])
            )
        elif self._state is LightState.FAULT:
            painter.drawLine(box.topLeft(), box.bottomRight())
            painter.drawLine(box.topRight(), box.bottomLeft())
        else:
            painter.drawEllipse(box)
            if self._state is LightState.BUSY:
                painter.setBrush(colour)
                painter.drawPie(box, 90 * 16, 180 * 16)
