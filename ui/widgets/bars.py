"""Bar charts drawn by hand: a few numbers with their words."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_BAR = QColor("#5b97cf")
_WORDS = QColor("#52606d")
_FIGURES = QColor("#1f2933")


class BarChart(QWidget):
    """Bars with a label and the figure at each; upright, or lying with `lying=True`."""

    def __init__(self, caption: str, *, lying: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self._lying = lying
        self._bars: tuple[tuple[str, int], ...] = ()
        self.setAccessibleName(caption)
        self.setMinimumHeight(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_bars(self, bars: tuple[tuple[str, int], ...]) -> None:
        """Show (label, figure) pairs in the order given; figures are 0 or more."""
        self._bars = bars
        told = "，".join(f"{label} {figure}" for label, figure in bars) or "暂无数据"
        self.setAccessibleDescription(f"{self._caption}：{told}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(12)
        painter.setFont(font)
        if not self._bars:
            painter.setPen(_WORDS)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "这段日期没有可统计的来访")
        elif self._lying:
            self._draw_lying(painter)
        else:
            self._draw_upright(painter)

    def _draw_upright(self, painter: QPainter) -> None:
        most = max(1, *(figure for _, figure in self._bars))
        step = (self.width() - 24) / max(8, len(self._bars))
        floor, top = self.height() - 24, 22
        for place, (label, figure) in enumerate(self._bars):
            left = 12 + place * step
            height = (floor - top) * figure / most
            painter.fillRect(QRectF(left + step * 0.18, floor - height, step * 0.64, height), _BAR)
            painter.setPen(_WORDS)
            painter.drawText(QRectF(left, floor + 3, step, 18), Qt.AlignmentFlag.AlignCenter, label)
            if figure:
                painter.setPen(_FIGURES)
                above = QRectF(left, floor - height - 18, step, 16)
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, str(figure))

    def _draw_lying(self, painter: QPainter) -> None:
        most = max(1, *(figure for _, figure in self._bars))
        labels_px, figures_px = 120, 48
        row = min(30.0, self.height() / len(self._bars))
        for place, (label, figure) in enumerate(self._bars):
            y = place * row
            painter.setPen(_WORDS)
            words = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, labels_px - 10)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y, labels_px - 10, row), side, words)
            width = (self.width() - labels_px - figures_px) * figure / most
            painter.fillRect(QRectF(labels_px, y + row * 0.2, width, row * 0.6), _BAR)
            painter.setPen(_FIGURES)
            start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(labels_px + width + 8, y, figures_px, row), start, str(figure))
