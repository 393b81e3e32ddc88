"""A paper as it will come out of the printer, to look at before it does."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.pdfium import grey_pages
from ui.widgets.buttons import key_button

Pages = tuple[NDArray[np.uint8], ...]
_DPI = 110


class PaperPreview(QDialog):
    """Pages under each other; Esc closes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paperPreview")
        self.setWindowTitle("预览")
        self.resize(760, 660)
        self._pages = QVBoxLayout()
        self._pages.setSpacing(12)
        holder = QWidget()
        holder.setObjectName("pageArea")
        holder.setLayout(self._pages)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(holder)
        self._area.setAccessibleName("文书预览")
        close = key_button("关闭（Esc）", name="previewClose")
        close.clicked.connect(self.close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 12, 12, 12)
        whole.addWidget(self._area, 1)
        whole.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)

    def show_paper(self, title: str, pages: Pages) -> None:
        """Show pages drawn by `draw_pages`."""
        self.setWindowTitle(f"预览 {title}")
        while (item := self._pages.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for number, grey in enumerate(pages, start=1):
            height, width = grey.shape
            image = QImage(
                np.ascontiguousarray(grey).data, width, height, width, QImage.Format.Format_Grayscale8
            )
            page = QLabel()
            page.setPixmap(QPixmap.fromImage(image))
            page.setAlignment(Qt.AlignmentFlag.AlignCenter)
            page.setAccessibleName(f"{title} 第 {number} 页，共 {len(pages)} 页")
            self._pages.addWidget(page, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._pages.addStretch()
        self._area.verticalScrollBar().setValue(0)
        self.show()
        self.raise_()
        self.activateWindow()


def draw_pages(pdf: bytes) -> Pages:
    """The pages of a paper as grey pictures; some 20 ms a page, so not on the window's thread."""
    return tuple(grey_pages(pdf, _DPI / 72))
