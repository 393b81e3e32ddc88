"""A text with marked stretches that may be long: laid out once for a width, not at every question."""

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QColor, QPainter, QPaintEvent, QPalette, QTextDocument
from PySide6.QtWidgets import QLabel

_INK = "#1f2933"
_LEAST_PX = 120


class MarkedLabel(QLabel):
    """Rich text that wraps. `QLabel` lays its text out anew for every size it is asked about, which for
    some thousand signs holds up the window for the better part of a second."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        self._heights: dict[int, int] = {}

    def show_html(self, html: str, spoken: str) -> None:
        """Show a text; `spoken` is the same without markup."""
        if html == self.text():
            return
        self._document.setDefaultFont(self.font())
        self._document.setHtml(html)
        self._heights.clear()
        self.setText(html)
        self.setAccessibleName(spoken)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width_px: int) -> int:
        if width_px not in self._heights:
            self._document.setTextWidth(width_px)
            self._heights[width_px] = math.ceil(self._document.size().height())
        return self._heights[width_px]

    def sizeHint(self) -> QSize:
        width_px = max(self.width(), _LEAST_PX)
        return QSize(width_px, self.heightForWidth(width_px))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_PX, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._document.textWidth() != self.width():
            self._document.setTextWidth(self.width())
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = event.rect()
        context.palette.setColor(QPalette.ColorRole.Text, QColor(_INK))
        self._document.documentLayout().draw(painter, context)
