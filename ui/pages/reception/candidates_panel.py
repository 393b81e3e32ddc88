"""疑似同一事项: matters already known, ranked; a person decides. Widgets only."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.pages.reception.parts import clear_layout, label, restyle, small_button
from ui.pages.reception.shapes import CandidateCard

SAME, NOT_SAME, COMPARE = "same", "not_same", "compare"
_NAMES = {SAME: "sameMatter", NOT_SAME: "notSameMatter", COMPARE: "compareMatter"}
_SHORTEST = 46


def marked_html(text: str, marks: Sequence[tuple[int, int]]) -> str:
    """The text with its matching stretches highlighted; whatever was said is escaped."""
    shown, at = "", 0
    for first, last in sorted(marks):
        start, end = max(first, at), min(last, len(text))
        if end <= start:
            continue
        shown += escape(text[at:start])
        shown += f'<span style="background-color:#ffe49c">{escape(text[start:end])}</span>'
        at = end
    return shown + escape(text[at:])


def shortened(
    text: str, marks: Sequence[tuple[int, int]], width: int = _SHORTEST
) -> tuple[str, list[tuple[int, int]]]:
    """A stretch of the text that shows the first match, with its marks moved along."""
    if len(text) <= width:
        return text, list(marks)
    first = min((s for s, _ in marks), default=0)
    start = max(0, min(first - 6, len(text) - width))
    lead = "…" if start else ""
    tail = "…" if start + width < len(text) else ""
    moved = [
        (max(s - start, 0) + len(lead), min(e - start, width) + len(lead))
        for s, e in marks
        if e > start and s < start + width
    ]
    return lead + text[start : start + width] + tail, moved


class _Card(QFrame):
    """One candidate. Holding the focus chooses it; arrows move between cards."""

    chosen = Signal()
    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "candidate")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.buttons: dict[str, QPushButton] = {}

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.chosen.emit()
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(step)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.chosen.emit()
        return super().eventFilter(watched, event)


def _focus(card: QWidget, widget: QWidget) -> None:
    """Give the focus to something in a card just made: a layout shows it later, too late for that."""
    holder = card.parentWidget()
    if holder is not None and holder.isVisible():
        card.show()
    widget.setFocus()


class CandidatesList(QFrame):
    """Cards, best first. The chosen card's buttons carry the fixed objectNames."""

    decision_made = Signal(str, str, str)
    compare_requested = Signal(str)
    rebuilt = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("candidatesList")
        self.setAccessibleName("疑似同一事项")
        self.setProperty("role", "plain")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._shown: tuple[CandidateCard, ...] | None = None
        self._cards: list[_Card] = []
        self._chosen = 0
        self._asking = ""
        self._dismissed = 0

    def show_candidates(self, cards: Sequence[CandidateCard], *, dismissed: int = 0) -> None:
        """Replace the cards when they differ, keeping the choice by matter number.

        Args:
            cards: best first.
            dismissed: how many were judged to be another matter; they can be shown again.
        """
        cards = tuple(cards)
        if cards == self._shown and dismissed == self._dismissed:
            return
        self._dismissed = dismissed
        before = self._shown[self._chosen].reg_no if self._shown and self._chosen < len(self._shown) else ""
        self._shown = cards
        if self._asking not in {c.reg_no for c in cards}:
            self._asking = ""
        self._rebuild(next((i for i, c in enumerate(cards) if c.reg_no == before), 0))

    def _rebuild(self, chosen: int) -> None:
        focused = self.focusWidget() is not None and self.isAncestorOf(self.focusWidget())
        focused = focused and self.focusWidget().hasFocus()
        clear_layout(self._layout)
        self._cards = []
        for index, card in enumerate(self._shown or ()):
            made = self._card(card)
            made.chosen.connect(lambda index=index: self._choose(index))
            made.moved.connect(lambda step, index=index: self._go(index + step))
            self._cards.append(made)
            self._layout.addWidget(made)
        if self._dismissed:
            text = f"已判断 {self._dismissed} 项不是同一事项，重新显示"
            self._layout.addWidget(
                small_button(
                    text,
                    lambda: self.decision_made.emit("", "restore", ""),
                    kind="link",
                    name="restoreCandidates",
                )
            )
        self.setVisible(bool(self._cards) or bool(self._dismissed))
        self._choose(chosen)
        self.rebuilt.emit()
        if focused and self._cards:
            _focus(self._cards[chosen], self._cards[chosen])

    def stops(self) -> list[QWidget]:
        """What takes the focus here, from top to bottom."""
        found: list[QWidget] = []
        for card in self._cards:
            found += [card, *card.findChildren(QPushButton)]
        return found

    def focus_first(self) -> None:
        """Put the focus on the best candidate."""
        self._go(0)

    def _go(self, index: int) -> None:
        if 0 <= index < len(self._cards):
            self._cards[index].setFocus()

    def _choose(self, chosen: int) -> None:
        self._chosen = chosen
        for index, card in enumerate(self._cards):
            restyle(card, chosen="true" if index == chosen else "false")
            for word, button in card.buttons.items():
                button.setObjectName(_NAMES[word] if index == chosen else f"{_NAMES[word]}_{index}")

    def _card(self, card: CandidateCard) -> _Card:
        frame = _Card()
        frame.setAccessibleName(
            f"{card.reg_no}，{card.state}，相似 {card.score}，{card.demand}，{card.about}"
        )
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(10, 7, 10, 8)
        layout.setSpacing(2)
        layout.addWidget(label(card.reg_no, "title", wrap=True))
        layout.addWidget(label(f"{card.state} · 相似 {card.score}", "caption", wrap=True))
        text, marks = shortened(card.demand, card.marks)
        words = QLabel(marked_html(text, marks))
        words.setTextFormat(Qt.TextFormat.RichText)
        words.setWordWrap(True)
        words.setToolTip(escape(card.demand))
        layout.addWidget(words)
        for line in (card.about, card.why):
            if line:
                layout.addWidget(label(line, "caption", wrap=True))
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(5)
        if card.decided:
            self._add_decided(row, frame, card)
        elif self._asking == card.reg_no:
            self._add_question(layout, row, card)
        else:
            self._add_choices(row, frame, card)
        row.addStretch()
        layout.addLayout(row)
        for button in frame.buttons.values():
            button.installEventFilter(frame)
        return frame

    def _add_choices(self, row: QHBoxLayout, frame: _Card, card: CandidateCard) -> None:
        for word, text, slot in (
            (SAME, "是同一事项", lambda: self._ask(card.reg_no)),
            (NOT_SAME, "不是", lambda: self.decision_made.emit(card.reg_no, NOT_SAME, "")),
            (COMPARE, "对比", lambda: self.compare_requested.emit(card.reg_no)),
        ):
            button = small_button(text, slot)
            button.setAccessibleDescription(card.reg_no)
            frame.buttons[word] = button
            row.addWidget(button)

    def _add_question(self, layout: QVBoxLayout, row: QHBoxLayout, card: CandidateCard) -> None:
        layout.addWidget(label("事实和理由与那次相比：", "warn"))
        for facts, text, name in (("same", "相同", "factsSame"), ("new", "有新的", "factsNew")):
            button = small_button(
                text, lambda facts=facts: self.decision_made.emit(card.reg_no, SAME, facts), name=name
            )
            button.setAccessibleName(f"事实和理由{text}")
            row.addWidget(button)
        row.addWidget(small_button("返回", lambda: self._ask(""), kind="link", name="factsBack"))

    def _add_decided(self, row: QHBoxLayout, frame: _Card, card: CandidateCard) -> None:
        facts = "事实和理由相同" if card.decided == "same" else "有新的事实和理由"
        row.addWidget(label(f"✓ 已认定同一事项，{facts}", "good", wrap=True), 1)
        undo = small_button(
            "撤回", lambda: self.decision_made.emit(card.reg_no, NOT_SAME, "undo"), kind="link"
        )
        undo.setObjectName("undoSame")
        row.addWidget(undo)
        button = small_button("对比", lambda: self.compare_requested.emit(card.reg_no))
        frame.buttons[COMPARE] = button
        row.addWidget(button)

    def _ask(self, reg_no: str) -> None:
        self._asking = reg_no
        index = next((i for i, c in enumerate(self._shown or ()) if c.reg_no == reg_no), self._chosen)
        self._rebuild(index)
        if reg_no and (first := self._cards[index].findChild(QPushButton, "factsSame")) is not None:
            _focus(self._cards[index], first)
