"""处理方式: the program proposes with its ground, a named person chooses. Widgets only."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.reception.checks import REASON_LIMIT, UNIT_LIMIT
from ui.pages.reception.inputs import ChoiceField, TextField, connect_all
from ui.pages.reception.parts import Captioned, label, restyle, small_button
from ui.pages.reception.shapes import OutcomeShown


class OutcomePanel(QFrame):
    """Outcome, target unit and, when needed, the reason, for the open matter."""

    edited = Signal(str, object)
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
        self._make_several()
        connect_all((self.target, self.co_units, self.reason), self.edited.emit)
        for field in (self.target, self.co_units, self.reason):
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
        unit.addWidget(self.several)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.outcome)
        layout.addLayout(unit)
        layout.addWidget(self._more)
        layout.addWidget(self._warn)
        layout.addWidget(self._reason_box)

    def _make_several(self) -> None:
        """Two organs or more, or a dispute which it is: rare, so behind a link [Art. 24]."""
        self.several = small_button("几个单位…", self._on_several, kind="link", name="severalUnits")
        self.several.setToolTip("涉及两个以上机关，或者管辖有争议（第二十四条）")
        self.co_units = TextField("coUnits", "协办单位", UNIT_LIMIT)
        self.co_units.setPlaceholderText("用顿号分开")
        self.in_dispute = QCheckBox("管辖有争议")
        self.in_dispute.setObjectName("inDispute")
        self.in_dispute.setAccessibleName("管辖有争议")
        self.in_dispute.toggled.connect(lambda on: self.edited.emit("inDispute", on))
        self._more = QWidget()
        more = QHBoxLayout(self._more)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(8)
        more_caption = label("协办单位", "caption")
        more_caption.setBuddy(self.co_units)
        more.addWidget(more_caption)
        more.addWidget(self.co_units, 1)
        more.addWidget(self.in_dispute)
        self._more.hide()

    def show_outcome(self, shown: OutcomeShown, title: str) -> None:
        """Show the proposal and the choice; `title` names the matter when there are several."""
        self._title.setText(title)
        self.outcome.offer(shown.choices or {"": "等待填写"})
        self.outcome.load(shown.value)
        self._due.setText(shown.due)
        self.target.load(shown.target_unit)
        self.target.setPlaceholderText(shown.target_hint)
        self.co_units.load(shown.co_units)
        blocker = QSignalBlocker(self.in_dispute)
        self.in_dispute.setChecked(shown.in_dispute)
        blocker.unblock()
        if shown.co_units or shown.in_dispute:
            self._show_more()
        elif not (self.co_units.hasFocus() or self.in_dispute.hasFocus()):
            self._more.hide()
            self.several.show()
        self.reason.load(shown.reason)
        self._reason_box.setVisible(shown.ask_reason)
        self._warn.setText(shown.warn)
        self._warn.setVisible(bool(shown.warn))
        restyle(self._title, role="title")

    def _show_more(self) -> None:
        self._more.show()
        self.several.hide()

    def _on_several(self) -> None:
        self._show_more()
        self.co_units.setFocus()

    def set_problem(self, field: str, hint: str, sentence: str) -> None:
        """Say beside the reason that it is missing."""
        if field == "reason":
            if hint:
                self._reason_box.show()
            self._reason_box.set_problem(hint, sentence)
