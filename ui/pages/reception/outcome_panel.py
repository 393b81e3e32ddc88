"""处理方式: the program proposes with its ground, a named person chooses. Widgets only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.reception.checks import REASON_LIMIT, UNIT_LIMIT
from ui.pages.reception.inputs import ChoiceField, TextField, connect_all
from ui.pages.reception.parts import Captioned, label, restyle
from ui.pages.reception.shapes import OutcomeShown


class OutcomePanel(QFrame):
    """Outcome, target unit and, when needed, the reason, for the open matter."""

    edited = Signal(str, str)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._title = label("处理方式", "title")
        self._due = label("", "caption")
        self.outcome = ChoiceField("outcome", "处理方式", {"": "等待填写"})
        self._title.setBuddy(self.outcome)
        self.target = TextField("targetUnit", "承办单位", UNIT_LIMIT)
        self.reason = TextField("reason", "理由", REASON_LIMIT)
        self.reason.setPlaceholderText("与建议不同时必填")
        self.outcome.chosen.connect(lambda value: self.edited.emit("outcome", value))
        connect_all((self.target, self.reason), self.edited.emit)
        for field in (self.target, self.reason):
            field.refused.connect(self.refused)
        self._reason_box = Captioned("理由", self.reason)
        self._warn = label("", "warn", wrap=True)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._due)
        unit = QHBoxLayout()
        unit.setSpacing(8)
        caption = label("承办单位", "caption")
        caption.setBuddy(self.target)
        unit.addWidget(caption)
        unit.addWidget(self.target, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.outcome)
        layout.addLayout(unit)
        layout.addWidget(self._warn)
        layout.addWidget(self._reason_box)

    def show_outcome(self, shown: OutcomeShown, title: str) -> None:
        """Show the proposal and the choice; `title` names the matter when there are several."""
        self._title.setText(title)
        self.outcome.offer(shown.choices or {"": "等待填写"})
        self.outcome.load(shown.value)
        self._due.setText(shown.due)
        self.target.load(shown.target_unit)
        self.target.setPlaceholderText(shown.target_hint)
        self.reason.load(shown.reason)
        self._reason_box.setVisible(shown.ask_reason)
        self._warn.setText(shown.warn)
        self._warn.setVisible(bool(shown.warn))
        restyle(self._title, role="title")

    def set_problem(self, field: str, hint: str, sentence: str) -> None:
        """Say beside the reason that it is missing."""
        if field == "reason":
            if hint:
                self._reason_box.show()
            self._reason_box.set_problem(hint, sentence)
