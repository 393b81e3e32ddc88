"""One possible same matter: enough to judge by, and a button and a key for each judgement. Widgets only."""

from html import escape

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from ui.pages.reception.marked_label import MarkedLabel
from ui.pages.reception.marked_text import marked_html, shortened
from ui.pages.reception.parts import clear_layout, label, restyle, small_button
from ui.pages.reception.shapes import CandidateCard
from ui.widgets.buttons import KeyButton

SAME, NOT_SAME, UNSURE, COMPARE = "same", "not_same", "unsure", "compare"
NAMES = {SAME: "sameMatter", NOT_SAME: "notSameMatter", UNSURE: "unsureMatter", COMPARE: "compareMatter"}
LETTERS = {SAME: "S", NOT_SAME: "B", UNSURE: "N", COMPARE: "D"}
"""First letters of 是 不是 拿不准 对比 in pinyin: alone inside the list, with Alt anywhere on the page.

No digits: a bar code read by a scanner that types is mostly digits, and would judge.
"""
_WORDS = {SAME: "是同一事项", NOT_SAME: "不是", UNSURE: "拿不准", COMPARE: "对比"}
_QUESTION = (("1", "same", "相同", "factsSame"), ("2", "new", "有新的", "factsNew"))
_DECIDED = frozenset({"same", "new"})
_LONGEST_TIP = 600


class _Choice(KeyButton):
    """Keeps room for its key, and shows it while it works.

    Nothing may move when a card is chosen: a mouse button pressed here is let go here.
    """

    def __init__(self, text: str, key: str, name: str = "") -> None:
        super().__init__(text, key)
        self._active = True
        self._key = key
        self.setObjectName(name)
        self.setProperty("kind", "small")
        self.setAutoDefault(False)

    def set_active(self, active: bool) -> None:
        """Whether the key does what this button does."""
        self._active = active
        self.setToolTip(f"{self.text()}（{self._key}）" if active else "")
        self.update()

    def _draw_cap(self, painter: QPainter, left: int, colour: QColor, primary: bool) -> None:
        if self._active:
            super()._draw_cap(painter, left, colour, primary)


class Card(QFrame):
    """One candidate. Holding the focus chooses it; arrows move between cards.

    Attributes:
        number: of the matter shown.
        buttons: by judgement, those that are there.
    """

    chosen = Signal()
    moved = Signal(int)
    wished = Signal(str)
    facts_told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.number = ""
        self.buttons: dict[str, QPushButton] = {}
        self._active = False
        self._asking = False
        self._acts: object = None
        self.setProperty("role", "candidate")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = label("", "title", wrap=True)
        self._score = label("", "caption")
        self._words = MarkedLabel()
        self._state = label("", wrap=True)
        self._lines = [label("", role, wrap=True) for role in ("caption", "caption", "caption", "law")]
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._score, alignment=Qt.AlignmentFlag.AlignTop)
        self._actions = QVBoxLayout()
        self._actions.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 7, 10, 8)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self._state)
        layout.addWidget(self._words)
        for line in self._lines:
            layout.addWidget(line)
        layout.addLayout(self._actions)

    def show_card(self, card: CandidateCard, *, asking: bool) -> bool:
        """Show a candidate; what stays the same is left alone, the keyboard with it.

        Args:
            asking: 是同一事项 was pressed, whether the facts are the same is asked now.
        Returns:
            Whether buttons came or went.
        """
        self.number = card.reg_no
        self._asking = asking
        self.setAccessibleName(_spoken(card))
        self._title.setText(card.reg_no)
        self._score.setText(f"相似 {card.score}" if card.score else "")
        self._state.setText("，".join(w for w in (card.state, card.left) if w))
        restyle(self._state, role="error" if card.overdue else "")
        text, marks = shortened(card.demand, card.marks)
        self._words.show_html(marked_html(text, marks), text)
        self._words.setToolTip(escape(card.demand[:_LONGEST_TIP]))
        self._words.setVisible(bool(text))
        told = (
            card.about,
            "　".join(w for w in (card.verdict, f"支持：{card.why}" if card.why else "") if w),
            f"不支持：{card.against}" if card.against else "",
            "" if asking else _follows(card),
        )
        for line, words in zip(self._lines, told, strict=True):
            line.setText(words)
            line.setVisible(bool(words))
        acts = (card.reg_no, card.decided, asking, (card.follows, card.follows_new) if asking else ())
        if acts == self._acts:
            return False
        self._acts = acts
        self._make_actions(card)
        return True

    def set_active(self, active: bool) -> None:
        """Whether it is the chosen one: its buttons show the keys that work anywhere on the page."""
        self._active = active
        restyle(self, chosen="true" if active else "false")
        for word, button in self.buttons.items():
            if isinstance(button, _Choice):
                button.set_active(active)
            button.setObjectName(NAMES[word] if active else f"{NAMES[word]}_other")

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.chosen.emit()
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat() and not _step(event):
            return
        if not self._judges(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.chosen.emit()
        return super().eventFilter(watched, event)

    def _judges(self, event: QKeyEvent) -> bool:
        """Do what the key asks for; False where it asks for nothing here."""
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        if step := _step(event):
            self.moved.emit(step)
            return True
        typed = event.text().upper()
        if self._asking and typed in {"1", "2"}:
            self.facts_told.emit("same" if typed == "1" else "new")
            return True
        word = next((w for w, letter in LETTERS.items() if letter == typed and w in self.buttons), "")
        if word:
            self.wished.emit(word)
        return bool(word)

    def _make_actions(self, card: CandidateCard) -> None:
        focused = self.focusWidget()
        held = focused is not None and focused.hasFocus() and self.isAncestorOf(focused)
        clear_layout(self._actions)
        self.buttons = {}
        if card.decided in _DECIDED:
            self._add_decided(card)
        elif self._asking:
            self._add_question(card)
        else:
            self._add_choices(card)
        for button in self.findChildren(QPushButton):
            button.installEventFilter(self)
        self.set_active(self._active)
        if held:
            self.setFocus()

    def _add_choices(self, card: CandidateCard) -> None:
        if card.decided == UNSURE:
            self._actions.addWidget(label("？ 拿不准：先按新事项登记，以后可再认定", "warn", wrap=True))
        line = QGridLayout()
        line.setContentsMargins(0, 4, 0, 0)
        line.setSpacing(5)
        words = [w for w in _WORDS if not (w == UNSURE and card.decided == UNSURE)]
        for place, word in enumerate(words):
            line.addWidget(self._choice(word, card), place // 2, place % 2)
        line.setColumnStretch(2, 1)
        self._actions.addLayout(line)

    def _choice(self, word: str, card: CandidateCard) -> QPushButton:
        # The key itself is the page's: it works wherever the keyboard is.
        made = _Choice(_WORDS[word], f"Alt+{LETTERS[word]}")
        made.setAccessibleDescription(f"{card.reg_no}，在列表中按 {LETTERS[word]}")
        made.clicked.connect(lambda _checked=False: self.wished.emit(word))
        self.buttons[word] = made
        return made

    def _add_question(self, card: CandidateCard) -> None:
        self._actions.addWidget(label("事实和理由与那次相比：", "warn"))
        follows = {"same": card.follows, "new": card.follows_new}
        for key, facts, text, name in _QUESTION:
            button = _Choice(text, key, name)
            button.setAccessibleName(f"事实和理由{text}")
            button.setAccessibleDescription("，".join(w for w in (f"快捷键 {key}", follows[facts]) if w))
            button.clicked.connect(lambda _checked=False, facts=facts: self.facts_told.emit(facts))
            row = QHBoxLayout()
            row.setContentsMargins(0, 2, 0, 0)
            row.addWidget(button, alignment=Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(follows[facts], "caption", wrap=True), 1)
            self._actions.addLayout(row)
        back = small_button("返回", lambda: self.facts_told.emit(""), kind="link", name="factsBack")
        self._actions.addWidget(back, alignment=Qt.AlignmentFlag.AlignLeft)

    def _add_decided(self, card: CandidateCard) -> None:
        same = card.decided == "same"
        told = "事实和理由相同" if same else "有新的事实和理由"
        self._actions.addWidget(label(f"✓ 已认定同一事项，{told}", "good", wrap=True))
        other, text = ("new", "改为有新的") if same else ("same", "改为相同")
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(5)
        row.addWidget(small_button(text, lambda: self.facts_told.emit(other), name="otherFacts"))
        compare = small_button(_WORDS[COMPARE], lambda: self.wished.emit(COMPARE))
        compare.setAccessibleDescription(card.reg_no)
        self.buttons[COMPARE] = compare
        row.addWidget(compare)
        row.addWidget(small_button("撤回", lambda: self.wished.emit("undo"), kind="link", name="undoSame"))
        row.addStretch()
        self._actions.addLayout(row)


def _step(event: QKeyEvent) -> int:
    return {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)


def _follows(card: CandidateCard) -> str:
    """What follows if it is the same; of a decided one, with the facts chosen."""
    if card.decided in _DECIDED:
        follows = card.follows if card.decided == "same" else card.follows_new
        return f"依法：{follows}" if follows else ""
    return f"若是同一事项：{card.follows}" if card.follows else ""


def _spoken(card: CandidateCard) -> str:
    """The whole card for a screen reader."""
    against = f"不支持：{card.against}" if card.against else ""
    score = f"相似 {card.score}" if card.score else ""
    parts = (card.reg_no, card.state, card.left, score, card.demand[:_LONGEST_TIP], card.about)
    return "，".join(w for w in (*parts, card.verdict, card.why, against, _follows(card)) if w)
