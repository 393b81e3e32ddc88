"""A queued paper as it will come out of the printer. Widgets only."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.widgets.buttons import key_button
from ui.widgets.page_view import Page, PageView


class PreviewWindow(QDialog):
    """Pages under each other; Esc closes, and nothing of the paper stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queuePreview")
        self.setWindowTitle("预览")
        self.resize(760, 660)
        self._pages = PageView("文书的各页")
        close = key_button("关闭（Esc）", name="queuePreviewClose")
        close.clicked.connect(self.close)
        self.finished.connect(lambda _: self._pages.show_pages(()))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 12, 12, 12)
        whole.addWidget(self._pages, 1)
        whole.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)

    def show_paper(self, title: str, pages: Sequence[Page]) -> None:
        """Show it in front."""
        self.setWindowTitle(f"预览 {title}")
        self._pages.show_pages(pages)
        self.show()
        self.raise_()
        self.activateWindow()
