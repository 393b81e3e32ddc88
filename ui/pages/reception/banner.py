"""What is told after a registration, without standing in the way of the next visitor."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.reception.parts import label, restyle, small_button
from ui.pages.reception.shapes import BannerShown
from ui.widgets.wrap_layout import WrapLayout


class Banner(QFrame):
    """The number in large print, the print job's true state, 补打 and a way to close it.

    It stands above the findings: over the form it would push every field away from where the hand
    expects it, just when the next visitor is typed in.
    """

    reprint_requested = Signal(str)
    paper_requested = Signal(str, str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("registeredBanner")
        self.setProperty("role", "banner")
        self._visit_no = ""
        self._papers_shown: tuple[tuple[str, str, str], ...] = ()
        self._title = label("", "note")
        self.number = label("", "number")
        self.number.setObjectName("registeredNumber")
        self.state = label("", wrap=True)
        self.state.setObjectName("printState")
        self.reprint = small_button("补打", self._on_reprint, name="reprintLast")
        self.reprint.setAccessibleName("补打回执")
        close = small_button("知道了", self.closed.emit, kind="link", name="bannerClose")
        self._note = label("", wrap=True)
        last = QHBoxLayout()
        last.setSpacing(6)
        last.addWidget(self.state, 1)
        last.addWidget(self.reprint, alignment=Qt.AlignmentFlag.AlignBottom)
        last.addWidget(close, alignment=Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 8, 6)
        layout.setSpacing(2)
        layout.addWidget(self._title)
        layout.addWidget(self.number)
        layout.addWidget(self._note)
        self._papers = QWidget()
        self._papers_row = WrapLayout(self._papers)
        self._papers_row.setContentsMargins(0, 2, 0, 2)
        layout.addWidget(self._papers)
        layout.addLayout(last)
        self.hide()

    def show_banner(self, shown: BannerShown | None) -> None:
        """Show it, or hide it with None."""
        self.setVisible(shown is not None)
        if shown is None:
            return
        self._visit_no = shown.visit_no
        self._title.setText(shown.title)
        self.number.setText(shown.number)
        self.state.setText(shown.state)
        self._note.setText(shown.note)
        self._note.setVisible(bool(shown.note))
        self.reprint.setEnabled(bool(shown.visit_no))
        self._show_papers(shown.papers)
        spoken = "，".join(w for w in (f"{shown.title} {shown.number}", shown.note, shown.state) if w)
        self.setAccessibleName(spoken)
        restyle(self, effect=shown.effect)

    def _show_papers(self, papers: tuple[tuple[str, str, str], ...]) -> None:
        """One button a paper; they are made anew only when others are to be shown."""
        if papers == self._papers_shown:
            return
        self._papers_shown = papers
        while (item := self._papers_row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for reg_no, paper, name in papers:
            button = small_button(
                f"出具{name}",
                lambda r=reg_no, p=paper: self.paper_requested.emit(r, p),
                name=f"issue_{paper}",
            )
            button.setAccessibleDescription(f"事项 {reg_no}")
            self._papers_row.addWidget(button)
        self._papers.setVisible(bool(papers))

    def _on_reprint(self) -> None:
        self.reprint_requested.emit(self._visit_no)
