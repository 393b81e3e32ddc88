"""The question asked when a visitor comes again about a known matter: widgets only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.buttons import key_button
from ui.widgets.card import note


class RepeatQuestion(QFrame):
    """Whether facts and grounds are those of last time: on it depends what is proposed [Arts. 31, 34].

    `answered` carries `same` or `new`.
    """

    answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "finding")
        self.setProperty("effect", "info")
        row = QHBoxLayout()
        row.setSpacing(6)
        self._same = key_button("相同", name="repeatSame", kind="primary")
        self._new = key_button("有新的", name="repeatNew")
        back = key_button("返回", name="repeatBack", kind="quiet")
        for button, words in ((self._same, "事实和理由相同"), (self._new, "有新的事实和理由")):
            button.setAccessibleName(words)
        for button in (self._same, self._new, back):
            row.addWidget(button)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 8, 10, 10)
        whole.setSpacing(6)
        whole.addWidget(note("来访人就这件事再次来访。事实和理由与上次相比："))
        whole.addLayout(row)
        self._same.clicked.connect(lambda: self._answer("same"))
        self._new.clicked.connect(lambda: self._answer("new"))
        back.clicked.connect(self.hide)
        self.hide()

    def ask(self) -> None:
        """Show the question; the keyboard goes to its first answer."""
        self.show()
        self._same.setFocus()

    def _answer(self, facts: str) -> None:
        self.hide()
        self.answered.emit(facts)
