"""核对结果: what the rules say, each with its article and what can be done. Widgets only."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.pages.reception.checks import REASON_LIMIT
from ui.pages.reception.finding_words import first_waiting
from ui.pages.reception.form import Key
from ui.pages.reception.inputs import EnterGoesOn, TextField
from ui.pages.reception.parts import clear_layout, label, small_button
from ui.pages.reception.shapes import FindingCard
from ui.pages.reception.words import EFFECT_ZH
from ui.widgets.buttons import key_button
from ui.widgets.wrap_layout import WrapLayout

GO_ON_KEY = "F5"


class FindingsList(QFrame):
    """Cards in the order given. A card never grows wider than its column: every text wraps."""

    remedy_requested = Signal(object, str)
    reason_edited = Signal(object, str)
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
        self._reasons: dict[Key, TextField] = {}
        self._enter = EnterGoesOn(self)

    def show_findings(self, cards: Sequence[FindingCard]) -> None:
        """Replace the cards when they differ; an unchanged list keeps the focus where it is.

        While a reason is typed, the rules answer again and again: the keyboard stays in its field.
        """
        bare = tuple(replace(card, reason="") for card in cards)
        if bare != self._shown:
            self._shown = bare
            self._rebuild(cards)
        for card in cards:
            if card.key in self._reasons:
                self._reasons[card.key].load(card.reason)

    def _rebuild(self, cards: Sequence[FindingCard]) -> None:
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        cursor = focused.cursorPosition() if isinstance(focused, QLineEdit) else 0
        clear_layout(self._layout)
        self._stops, self._reasons = [], {}
        waiting = first_waiting(cards)
        for card in cards:
            keyed = waiting[1] if waiting is not None and waiting[0] is card else ""
            self._layout.addWidget(self._seen(card) if card.effect == "seen" else self._card(card, keyed))
        self.setVisible(bool(cards))
        self.rebuilt.emit()
        again = next((w for w in self._stops if name and w.objectName() == name), None)
        if again is not None:
            again.setFocus()
            if isinstance(again, QLineEdit):
                again.setCursorPosition(cursor)

    def focus_reason(self, key: Key) -> None:
        """Put the keyboard where the reason for going on can be told in other words."""
        if key in self._reasons:
            self._reasons[key].setFocus(Qt.FocusReason.TabFocusReason)

    def stops(self) -> list[QWidget]:
        """What takes the focus here, from top to bottom."""
        return list(self._stops)

    def _seen(self, card: FindingCard) -> QFrame:
        """One that was gone on from: its name, the reason, and the way back."""
        frame = _frame(card, f"已照常登记，{card.title}")
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(10, 4, 10, 6)
        layout.setSpacing(2)
        back = self._button(card, *card.remedies[0], kind="link")
        head = QHBoxLayout()
        head.addWidget(label(card.title, "note", wrap=True), 1)
        head.addWidget(back, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        if card.reason_open:
            about = card.title.removeprefix("✓ ")
            name = "_".join(str(part) for part in ("reason", *card.key) if part is not None)
            field = TextField(name, f"照常登记的原因：{about}", REASON_LIMIT)
            field.setPlaceholderText("原因")
            field.load(card.reason)
            field.installEventFilter(self._enter)
            field.edited.connect(lambda text: self.reason_edited.emit(card.key, text))
            self._reasons[card.key] = field
            self._stops.append(field)
            layout.addWidget(field)
        self._stops.append(back)
        return frame

    def _card(self, card: FindingCard, keyed: str) -> QFrame:
        word = EFFECT_ZH.get(card.effect, "")
        frame = _frame(card, "，".join(w for w in (word, card.title, card.text, card.article) if w))
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(10, 7, 10, 7)
        layout.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(label(card.title, "title", wrap=True), 1)
        if word:
            role = {"block": "error", "warn": "warn"}.get(card.effect, "note")
            head.addWidget(label(word, role), alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        if card.text:
            layout.addWidget(label(card.text, wrap=True))
        if card.article:
            layout.addWidget(label(card.article, "caption", wrap=True))
        if card.advice:
            layout.addWidget(label(f"还可：{card.advice}", "caption", wrap=True))
        if card.remedies:
            line = WrapLayout()
            line.setContentsMargins(0, 4, 0, 0)
            line.setSpacing(6)
            for remedy, text in card.remedies:
                button = self._button(card, remedy, text, keyed=remedy == keyed)
                self._stops.append(button)
                line.addWidget(button)
            layout.addLayout(line)
        return frame

    def _button(
        self, card: FindingCard, remedy: str, text: str, *, kind: str = "small", keyed: bool = False
    ) -> QPushButton:
        name = f"remedy_{remedy}"
        if keyed:
            # The key itself is the page's: it works wherever the keyboard is.
            made: QPushButton = key_button(text, GO_ON_KEY, name=name, kind=kind)
            made.setShortcut("")
            made.setAutoDefault(False)
            made.clicked.connect(lambda _checked=False: self.remedy_requested.emit(card, remedy))
            made.setAccessibleDescription(f"{card.title}，快捷键 {GO_ON_KEY}")
            return made
        made = small_button(text, lambda: self.remedy_requested.emit(card, remedy), kind=kind, name=name)
        made.setAccessibleDescription(card.title)
        return made


def _frame(card: FindingCard, spoken: str) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "finding")
    frame.setProperty("effect", card.effect)
    frame.setAccessibleName(spoken)
    return frame
