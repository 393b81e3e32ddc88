"""Pages of a paper as pictures, one under the other, as wide as there is room."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

Page = NDArray[np.uint8]
"""Blue, green, red."""

_GAP_PX = 12
_LEAST_PX = 120


class PageView(QScrollArea):
    """Shows the pages; it draws no PDF, which takes too long for Qt's thread."""

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(caption)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._inside.setProperty("role", "desk")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(_GAP_PX, _GAP_PX, _GAP_PX, _GAP_PX)
        self._column.setSpacing(_GAP_PX)
        self._column.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWidget(self._inside)
        self._pictures: list[QPixmap] = []
        self._labels: list[QLabel] = []

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show these, from the first on; none empties the view."""
        for label in self._labels:
            self._column.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels, self._pictures = [], []
        for number, page in enumerate(pages, start=1):
            height, width = page.shape[:2]
            whole = np.ascontiguousarray(page)
            image = QImage(whole.data, width, height, width * 3, QImage.Format.Format_BGR888).copy()
            self._pictures.append(QPixmap.fromImage(image))
            label = QLabel()
            label.setObjectName(f"paperPage{number}")
            label.setAccessibleName(f"第 {number} 页")
            label.setProperty("role", "page")
            self._labels.append(label)
            self._column.addWidget(label)
        self._fit()
        self.verticalScrollBar().setValue(0)

    @property
    def count(self) -> int:
        """How many pages are shown."""
        return len(self._pictures)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(_LEAST_PX, self.viewport().width() - 2 * _GAP_PX)
        for label, picture in zip(self._labels, self._pictures, strict=True):
            width = min(room, picture.width())
            label.setPixmap(picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation))
