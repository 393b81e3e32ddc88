"""核对结果: the column of what the rules say, what is known already, and the decision. Widgets only."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.reception.banner import Banner
from ui.pages.reception.candidates_panel import CandidatesList
from ui.pages.reception.findings_panel import FindingsList
from ui.pages.reception.outcome_panel import OutcomePanel
from ui.pages.reception.parts import Flow, label, scrolled

_WIDTH_PX = 336
_NOTHING_ZH = "录入来访人和诉求后，这里显示核对结果和相近事项。"


class ChecksColumn(QWidget):
    """Banner, findings and candidates that scroll together, and the decision below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner = Banner()
        self.findings = FindingsList()
        self.candidates = CandidatesList()
        self.outcome = OutcomePanel()
        self._note = label("", "note")
        head = QHBoxLayout()
        head.setContentsMargins(2, 8, 2, 0)
        head.addWidget(label("核对结果", "title"))
        head.addStretch()
        head.addWidget(self._note)
        flow = Flow()
        inner = QVBoxLayout(flow)
        inner.setContentsMargins(0, 0, 4, 0)
        inner.setSpacing(8)
        inner.addWidget(self.findings)
        inner.addWidget(self.candidates)
        self._nothing = label(_NOTHING_ZH, "empty", wrap=True)
        inner.addWidget(self._nothing)
        inner.addStretch()
        self._flow = scrolled(flow)
        self.setFixedWidth(_WIDTH_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.banner)
        layout.addLayout(head)
        layout.addWidget(self._flow, 1)
        layout.addWidget(self.outcome)
        self.candidates.shown_at.connect(self._bring_into_view)

    def show_note(self, text: str, *, nothing: bool) -> None:
        """Beside 核对结果: how much waits for a decision; `nothing` shows what will stand here."""
        self._note.setText(text)
        self._nothing.setVisible(nothing)

    @property
    def note(self) -> str:
        """What stands beside 核对结果."""
        return self._note.text()

    def show_top(self) -> None:
        """Bring the first finding into view."""
        self._flow.verticalScrollBar().setValue(0)

    def _bring_into_view(self, card: QWidget) -> None:
        # A card just made has no place yet.
        QTimer.singleShot(0, card, lambda: self._flow.ensureWidgetVisible(card, 0, 8))
