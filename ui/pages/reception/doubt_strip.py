"""The strip of a document that a doubted field was read from, shown at that field. Widgets only."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.pages.reception.parts import label

_LINE_PX = 36
_LINES_PX = 52
_ONE_LINE = 5.0
"""Width to height from which a strip is taken to be one line of print."""


class Crop(QWidget):
    """A picture scaled to the room there is, never distorted, never wider than its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._shown = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("证件上的原样")

    def show_png(self, png: bytes) -> bool:
        """Show these bytes; False when they are no picture."""
        self._image = QImage.fromData(png)
        self._shown = QImage()
        if self._image.isNull():
            return False
        long = self._image.width() >= _ONE_LINE * self._image.height()
        self.setFixedHeight(_LINE_PX if long else _LINES_PX)
        self.update()
        return True

    def clear(self) -> None:
        """Forget the picture."""
        self._image = self._shown = QImage()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _LINE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        room = self.size() * self.devicePixelRatioF()
        fitted = self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        if self._shown.size() != fitted:
            self._shown = self._image.scaled(
                fitted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._shown.setDevicePixelRatio(self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawImage(0, 0, self._shown)
        painter.end()


class DoubtStrip(QFrame):
    """What is to be compared, in the document's own print, and what the keys do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("doubtStrip")
        self.setProperty("role", "strip")
        self._crop = Crop()
        self._said = label("", "title")
        self._said.setObjectName("doubtText")
        self._hint = label("", "caption")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._said)
        words.addWidget(self._hint)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 3, 8, 3)
        line.setSpacing(10)
        line.addWidget(self._crop, 1)
        line.addLayout(words)
        self.hide()

    def show_doubt(self, png: bytes, sentence: str, field: str, hint: str) -> bool:
        """Show a strip and what to do about it; False when the bytes are no picture."""
        good = self._crop.show_png(png)
        if good:
            self._said.setText(sentence)
            self._hint.setText(hint)
            self.setAccessibleName(f"{field}在证件上的原样，{sentence}。{hint}")
        self.setVisible(good)
        return good

    def clear(self) -> None:
        """Forget the strip."""
        self._crop.clear()
        self.setAccessibleName("")
        self.hide()

    def height_px(self) -> int:
        """Room taken now, 0 while hidden."""
        return 0 if self.isHidden() else self.sizeHint().height()
