"""核对结果: what the rules say, each with its article and what can be done. Widgets only."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.reception.parts import clear_layout, label, small_button
from ui.pages.reception.shapes import FindingCard
from ui.pages.reception.words import EFFECT_ZH


class FindingsList(QFrame):
    """Cards in the order given. A card never grows wider than its column: every text wraps."""

    remedy_requested = Signal(object, str)
    rebuilt = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findingsList")
        self.setAccessibleName("核对结果")
        self.setProperty("role", "plain")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._shown: tuple[FindingCard, ...] | None = None
        self._stops: list[QWidget] = []

    def show_findings(self, cards: Sequence[FindingCard]) -> None:
        """Replace the cards when they differ; an unchanged list keeps the focus where it is."""
        cards = tuple(cards)
        if cards == self._shown:
            return
        self._shown = cards
        clear_layout(self._layout)
        self._stops = []
        for card in cards:
            self._layout.addWidget(self._card(card))
        self.setVisible(bool(cards))
        self.rebuilt.emit()

    def stops(self) -> list[QWidget]:
        """What takes the focus here, from top to bottom."""
        return list(self._stops)

    def _card(self, card: FindingCard) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "finding")
        frame.setProperty("effect", card.effect)
        word = EFFECT_ZH.get(card.effect, "")
        frame.setAccessibleName("，".join(w for w in (word, card.title, card.text, card.article) if w))
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(10, 7, 10, 7)
        layout.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(label(card.title, "title", wrap=True), 1)
        if word:
            role = {"block": "error", "warn": "warn"}.get(card.effect, "note")
            head.addWidget(label(word, role))
        layout.addLayout(head)
        if card.text:
            layout.addWidget(label(card.text, wrap=True))
        if card.article:
            layout.addWidget(label(card.article, "caption", wrap=True))
        if card.advice:
            layout.addWidget(label(f"还可：{card.advice}", "caption", wrap=True))
        if card.remedies:
            line = QGridLayout()
            line.setContentsMargins(0, 4, 0, 0)
            line.setSpacing(6)
            columns = 2 if max(len(text) for _, text in card.remedies) > 6 else 3
            for place, (remedy, text) in enumerate(card.remedies):
                button = small_button(
                    text,
                    lambda remedy=remedy: self.remedy_requested.emit(card, remedy),
                    name=f"remedy_{remedy}",
                )
                button.setAccessibleDescription(card.title)
                self._stops.append(button)
                line.addWidget(button, place // columns, place % columns)
            line.setColumnStretch(columns, 1)
            layout.addLayout(line)
        return frame
