"""What is told after a registration, without standing in the way of the next visitor."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.reception.parts import label, restyle, small_button
from ui.pages.reception.shapes import BannerShown


class Banner(QFrame):
    """The number in large print, the print job's true state, 补打 and a way to close it."""

    reprint_requested = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("registeredBanner")
        self.setProperty("role", "banner")
        self._visit_no = ""
        self._title = label("", "note")
        self.number = label("", "number")
        self.number.setObjectName("registeredNumber")
        self.state = label("", wrap=True)
        self.state.setObjectName("printState")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self.number)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 10, 6)
        layout.setSpacing(16)
        layout.addLayout(words)
        layout.addWidget(self.state, 1)
        self.reprint = small_button("补打", self._on_reprint, name="reprintLast")
        self.reprint.setAccessibleName("补打回执")
        layout.addWidget(self.reprint)
        close = small_button("知道了", self.closed.emit, kind="link", name="bannerClose")
        layout.addWidget(close)
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
        self.reprint.setEnabled(bool(shown.visit_no))
        self.setAccessibleName(f"{shown.title} {shown.number}，{shown.state}")
        restyle(self, effect=shown.effect)

    def _on_reprint(self) -> None:
        self.reprint_requested.emit(self._visit_no)
