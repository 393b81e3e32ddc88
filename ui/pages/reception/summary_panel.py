"""已登记的来访: a registered visit to look at again. Widgets only."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.intake.results import SummaryAttachment
from ui.pages.reception.attached_view import AttachedView
from ui.pages.reception.parts import Flow, clear_layout, label, scrolled, small_button

_CAPTION_PX = 64


class SummaryPanel(QFrame):
    """A registered visit; reprinting is all that can be done here."""

    closed = Signal()
    reprint_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("visitSummary")
        self.setProperty("role", "card")
        self.setAccessibleName("已登记的来访")
        self.visit_no = ""
        self._title = label("", "title")
        self.reprint = small_button("补打回执", self._on_reprint, name="reprintReceipt")
        self.back = small_button("返回登记（Esc）", self.closed.emit, name="summaryBack")
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.reprint)
        head.addWidget(self.back)
        holder = Flow()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 8, 0)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        inner.addLayout(self._lines)
        self._caption = label("材料", "note")
        self._caption.setFixedWidth(_CAPTION_PX)
        self.attached = AttachedView()
        brought = QHBoxLayout()
        brought.setContentsMargins(0, 8, 0, 0)
        brought.addWidget(self._caption, alignment=Qt.AlignmentFlag.AlignTop)
        brought.addWidget(self.attached, 1)
        inner.addLayout(brought)
        inner.addStretch()
        self._area = scrolled(holder)
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._area.setAccessibleName("来访内容")
        self._comes = False
        self.attached.opened.connect(self._on_opened)
        self._area.verticalScrollBar().rangeChanged.connect(self._on_room)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._area, 1)

    def show_visit(
        self,
        visit_no: str,
        title: str,
        lines: Sequence[tuple[str, str]],
        papers: Sequence[SummaryAttachment] = (),
    ) -> None:
        """Show (caption, words) pairs of a visit and its papers; an empty number shows nothing of anybody."""
        self.visit_no = visit_no
        self._title.setText(title)
        self.reprint.setEnabled(bool(visit_no))
        clear_layout(self._lines)
        for caption, words in lines:
            row = QHBoxLayout()
            name = label(caption, "note")
            name.setFixedWidth(_CAPTION_PX)
            row.addWidget(name, alignment=Qt.AlignmentFlag.AlignTop)
            row.addWidget(_words(words, large=caption == "编号"), 1)
            self._lines.addLayout(row)
        self._caption.setVisible(bool(papers))
        self.attached.show_papers(papers)
        self._area.verticalScrollBar().setValue(0)

    def _on_opened(self) -> None:
        """A picture that was opened comes into view once it has its place."""
        self._comes = True

    def _on_room(self, _least: int, most: int) -> None:
        if self._comes and most > 0 and self.attached.shown_id:
            self._comes = False
            self._area.verticalScrollBar().setValue(self.attached.y() + self.attached.picture_top)

    def _on_reprint(self) -> None:
        self.reprint_requested.emit(self.visit_no)


def _words(text: str, *, large: bool) -> QLabel:
    made = label(text, "number" if large else "", wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
