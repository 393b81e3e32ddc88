"""The picture under the camera with the outline of the document found in it. Paints, decides nothing."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.scanning.frame_watch import SightState
from ui.pages.reception.camera_feed import Shot

_GROUND = QColor("#1f2933")
_COLOURS = {
    SightState.STEADY: QColor("#3ddc84"),
    SightState.DONE: QColor("#3ddc84"),
}
_LOOKED_AT = QColor("#f5b942")
_OUTLINE_PX = 3.0


class LivePicture(QWidget):
    """Shows each small picture as it is; `resized` tells how large they should be made.

    It takes the keyboard, so that the keys of the panel around it work.
    """

    resized = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("livePicture")
        self.setAccessibleName("高拍仪画面")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._shot: Shot | None = None
        self._image = QImage()
        self._ratio = 1.0

    def sizeHint(self) -> QSize:
        return QSize(320, 180)

    def show_shot(self, shot: Shot | None) -> None:
        """Show a frame, or an empty ground with None."""
        self._shot = shot
        if shot is None:
            self._image = QImage()
        else:
            width, height = shot.size
            # The image only looks at the bytes: they are kept with the shot.
            self._image = QImage(shot.pixels, width, height, 4 * width, QImage.Format.Format_RGB32)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ratio = self.devicePixelRatioF()
        self.resized.emit(round(self.width() * self._ratio), round(self.height() * self._ratio))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), _GROUND)
        if self._shot is not None:
            painter.scale(1 / self._ratio, 1 / self._ratio)
            left = (self.width() * self._ratio - self._image.width()) / 2
            top = (self.height() * self._ratio - self._image.height()) / 2
            painter.drawImage(QPointF(left, top), self._image)
            self._draw_outline(painter, left, top, self._shot)
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QPen(QColor("#6db3f2"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _draw_outline(self, painter: QPainter, left: float, top: float, shot: Shot) -> None:
        alone = len(shot.outlines) == 1
        colour = _COLOURS.get(shot.sight.state, _LOOKED_AT) if alone else _LOOKED_AT
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour, _OUTLINE_PX * self._ratio)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for quad in shot.outlines:
            painter.drawPolygon(QPolygonF([QPointF(x + left, y + top) for x, y in quad]))
