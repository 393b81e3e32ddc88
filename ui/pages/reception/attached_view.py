"""材料: the papers brought to a registered visit, and the picture of one to look at. Widgets only."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.intake.results import SummaryAttachment
from app.scanning.picture_view import ViewedPage
from ui.pages.reception.parts import clear_layout, label, small_button

_KIND_ZH = {True: "原件", False: "复印件"}


class AttachedView(QFrame):
    """One line a paper; those with a picture have a button, and the picture opens below the list.

    `wanted` carries the attachment's id and name. Pictures live in memory until `clear`.
    """

    wanted = Signal(str, str)
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attachedPapers")
        self.setAccessibleName("材料")
        self.setProperty("role", "plain")
        self.shown_id = ""
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self._pages = QVBoxLayout()
        self._pages.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._lines)
        layout.addLayout(self._pages)

    def show_papers(self, papers: Sequence[SummaryAttachment]) -> None:
        """The list; a picture that was open is closed."""
        self.clear()
        for number, paper in enumerate(papers, 1):
            line = QHBoxLayout()
            words = f"{paper.name} · {paper.pages} 页 · {_KIND_ZH[paper.original]}"
            line.addWidget(label(words, wrap=True), 1)
            if paper.pictured:
                look = small_button(
                    "查看图片",
                    lambda paper=paper: self.wanted.emit(paper.attachment_id, paper.name),
                    name=f"viewAttachment{number}",
                )
                look.setAccessibleName(f"查看图片：{paper.name}")
                line.addWidget(look, alignment=Qt.AlignmentFlag.AlignTop)
            else:
                line.addWidget(label("没有图片", "note"), alignment=Qt.AlignmentFlag.AlignTop)
            self._lines.addLayout(line)
        self.setVisible(bool(papers))

    def show_pages(self, attachment_id: str, name: str, pages: Sequence[ViewedPage]) -> None:
        """The picture of one paper below the list, every page as wide as there is room."""
        self.close_picture()
        self.shown_id = attachment_id
        head = QHBoxLayout()
        head.addWidget(label(name, "title", wrap=True), 1)
        head.addWidget(small_button("关闭图片", self.close_picture, name="closeAttachment"))
        self._pages.addLayout(head)
        for number, page in enumerate(pages, 1):
            spoken = f"{name}，第 {number} 页，共 {len(pages)} 页" if len(pages) > 1 else name
            self._pages.addWidget(_Page(page, spoken))
        self.opened.emit()

    @property
    def picture_top(self) -> int:
        """Where the open picture begins, in pixels from the top."""
        return self._pages.geometry().top()

    def close_picture(self) -> None:
        """Nothing of a picture is kept."""
        self.shown_id = ""
        clear_layout(self._pages)

    def clear(self) -> None:
        """Neither papers nor pictures of anybody."""
        self.close_picture()
        clear_layout(self._lines)


class _Page(QLabel):
    """One page, scaled down to the width there is and never up."""

    def __init__(self, page: ViewedPage, spoken: str) -> None:
        super().__init__()
        self.setProperty("attachedPage", True)
        self.setAccessibleName(spoken)
        # The image only looks at the bytes; the pixmap is a copy.
        image = QImage(page.pixels, page.width, page.height, 3 * page.width, QImage.Format.Format_RGB888)
        self._whole = QPixmap.fromImage(image)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fit(page.width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(self.width())

    def _fit(self, width: int) -> None:
        across = max(1, min(width, self._whole.width()))
        if self.pixmap().width() != across:
            fitted = self._whole.scaledToWidth(across, Qt.TransformationMode.SmoothTransformation)
            self.setPixmap(fitted)
            self.setFixedHeight(fitted.height())
