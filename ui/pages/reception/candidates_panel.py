"""疑似同一事项: matters already known, ranked; a person decides. Widgets only."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.pages.reception.candidate_card import COMPARE, SAME, Card
from ui.pages.reception.parts import label, small_button
from ui.pages.reception.shapes import CandidateCard

_HEAD = "疑似同一事项，由您认定（Alt+C 进入，↑↓ 选择）"
_UNDO = "撤销上一步判断（列表中 Ctrl+Z）"
_AT_ONCE = 5
"""Cards made without being asked for: the right one is hardly ever further down."""


class CandidatesList(QFrame):
    """Cards, best first. The chosen card's buttons carry the fixed objectNames and the page's keys.

    `decision_made` is (number, same | not_same | unsure | undo | restore, facts same | new).
    """

    decision_made = Signal(str, str, str)
    compare_requested = Signal(str)
    undo_requested = Signal()
    rebuilt = Signal()
    shown_at = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("candidatesList")
        self.setAccessibleName("疑似同一事项")
        self.setProperty("role", "plain")
        self._shown: tuple[CandidateCard, ...] = ()
        self._foot: tuple[int, bool, str] | None = None
        self._cards: list[Card] = []
        self._chosen = 0
        self._asking = ""
        self._all = False
        self._came_from: QWidget | None = None
        self._head = label(_HEAD, "caption", wrap=True)
        self._note = label("", "note", wrap=True)
        self._more = small_button("", self._on_more, kind="link", name="moreCandidates")
        self._undo = small_button(_UNDO, self.undo_requested.emit, kind="link", name="undoDecision")
        self._restore = small_button("", self._on_restore, kind="link", name="restoreCandidates")
        self._holder = QVBoxLayout()
        self._holder.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._head)
        layout.addLayout(self._holder)
        for below in (self._note, self._more, self._undo, self._restore):
            layout.addWidget(below)
        self.setVisible(False)

    def show_candidates(
        self, cards: Sequence[CandidateCard], *, dismissed: int = 0, undo: bool = False, note: str = ""
    ) -> None:
        """Show cards, keeping the choice by matter number; what has not changed is left alone.

        Args:
            cards: best first.
            dismissed: how many were judged to be another matter; they can be shown again.
            undo: the last judgement can be taken back.
            note: what is said where there is no card.
        """
        cards, foot = tuple(cards), (dismissed, undo, note)
        if cards == self._shown and foot == self._foot:
            return
        before = self.chosen_number
        self._shown, self._foot = cards, foot
        self._all = self._all and bool(cards)
        if self._asking not in {c.reg_no for c in cards}:
            self._asking = ""
        # Where a card has gone, the one that came up in its place is next.
        follows = min(self._chosen, max(len(cards) - 1, 0))
        self._show(next((i for i, c in enumerate(cards) if c.reg_no == before), follows))

    @property
    def chosen_number(self) -> str:
        """Number of the chosen card; empty while there is none."""
        return self._shown[self._chosen].reg_no if self._chosen < len(self._shown) else ""

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is in the list."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def wish(self, word: str) -> None:
        """A key of the page: do with the chosen card what its button does; nothing where it has none."""
        if self.isVisible() and self._chosen < len(self._cards) and self.isEnabled():
            button = self._cards[self._chosen].buttons.get(word)
            if button is not None:
                button.click()

    def take_keyboard(self) -> None:
        """Put the keyboard on the chosen card; `give_back_keyboard` returns it."""
        if self._cards and self.isVisible():
            self._remember()
            _focus(self._cards[self._chosen], self._cards[self._chosen])

    def give_back_keyboard(self) -> bool:
        """Return the keyboard to where it was before it came here; False where it is not here."""
        came_from, self._came_from = self._came_from, None
        if not self.has_keyboard or came_from is None or not isValid(came_from):
            return False
        if not came_from.isVisible():
            return False
        came_from.setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_requested.emit()
        else:
            super().keyPressEvent(event)

    def stops(self) -> list[QWidget]:
        """What takes the focus here, from top to bottom."""
        found: list[QWidget] = []
        for card in self._cards:
            found += [card, *card.findChildren(QPushButton)]
        return found

    def _remember(self) -> None:
        if not self.has_keyboard:
            self._came_from = QApplication.focusWidget()

    def _show(self, chosen: int) -> None:
        focused = self.has_keyboard
        dismissed, undo, note = self._foot or (0, False, "")
        most = len(self._shown) if self._all else max(_AT_ONCE, chosen + 1)
        shown = self._shown[:most]
        changed = len(shown) != len(self._cards)
        while len(self._cards) > len(shown):
            self._take_out(self._cards.pop())
        for index, card in enumerate(shown):
            if index == len(self._cards):
                self._add()
            changed |= self._cards[index].show_card(card, asking=card.reg_no == self._asking)
        hidden = len(self._shown) - len(shown)
        self._more.setText(f"还有 {hidden} 项相近的，全部显示")
        self._restore.setText(f"已判断 {dismissed} 项不是同一事项，重新显示")
        self._note.setText(note)
        for part, wanted in (
            (self._head, bool(shown)),
            (self._note, bool(note) and not shown),
            (self._more, hidden > 0),
            (self._undo, undo),
            (self._restore, bool(dismissed)),
        ):
            part.setVisible(wanted)
        self.setVisible(bool(shown) or bool(dismissed) or undo or bool(note))
        self._choose(min(chosen, max(len(shown) - 1, 0)))
        if changed:
            self.rebuilt.emit()
        if focused and not self.has_keyboard:
            self._keep_keyboard()

    def _add(self) -> None:
        made = Card()
        made.chosen.connect(lambda: self._choose(self._cards.index(made)))
        made.moved.connect(lambda step: self._go(self._cards.index(made) + step))
        made.wished.connect(lambda word: self._on_wish(made.number, word))
        made.facts_told.connect(lambda facts: self._on_facts(made.number, facts))
        self._cards.append(made)
        self._holder.addWidget(made)

    def _take_out(self, card: Card) -> None:
        self._holder.removeWidget(card)
        card.hide()
        card.setParent(None)
        card.deleteLater()

    def _keep_keyboard(self) -> None:
        """The widget that had it is gone: the next card, else what can be taken back."""
        if self._cards:
            _focus(self._cards[self._chosen], self._cards[self._chosen])
        elif self._undo.isVisibleTo(self):
            _focus(self._undo, self._undo)

    def _go(self, index: int) -> None:
        if 0 <= index < len(self._cards):
            _focus(self._cards[index], self._cards[index])
            self.shown_at.emit(self._cards[index])

    def _choose(self, chosen: int) -> None:
        """The chosen card's buttons have the fixed names, and the page's keys are theirs."""
        self._chosen = chosen
        for index, card in enumerate(self._cards):
            card.set_active(index == chosen)

    def _on_more(self) -> None:
        self._all = True
        self._show(self._chosen)

    def _on_restore(self) -> None:
        self.decision_made.emit("", "restore", "")

    def _on_wish(self, number: str, word: str) -> None:
        if word == SAME:
            self._ask(number)
        elif word == COMPARE:
            self._remember()
            self.compare_requested.emit(number)
        else:
            self.decision_made.emit(number, word, "")

    def _on_facts(self, number: str, facts: str) -> None:
        self._asking = ""
        if facts:
            self.decision_made.emit(number, SAME, facts)
            self.give_back_keyboard()
        else:
            self._show(self._chosen)
            self.give_back_keyboard()

    def _ask(self, number: str) -> None:
        self._remember()
        self._asking = number
        index = next((i for i, c in enumerate(self._shown) if c.reg_no == number), self._chosen)
        self._show(index)
        if (first := self._cards[index].findChild(QPushButton, "factsSame")) is not None:
            _focus(self._cards[index], first)
            self.shown_at.emit(self._cards[index])


def _focus(card: QWidget, widget: QWidget) -> None:
    """Give the focus to something in a card just made: a layout shows it later, too late for that."""
    holder = card.parentWidget()
    if holder is not None and holder.isVisible():
        card.show()
        widget.show()
    widget.setFocus()
