"""A form for the facts a paper must cite: one question a field, asked on the spot."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.paper_facts import YES, FactKind, FactQuestion
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note
from ui.widgets.fields import combo_box, labelled, line_edit

_CHOOSE = "请选择"
_DAY = "例如 2026-11-23"


class FactsForm(QWidget):
    """Asks and hands on; what was typed stays when something is wrong with it.

    `submitted` carries the facts by name; empty fields are left out.
    """

    submitted = Signal(object)
    preview_requested = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("文书须写明的内容")
        self._title = note("", "title")
        self._fields: dict[str, QWidget] = {}
        self._inside = QWidget()
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        from_top = QVBoxLayout(self._inside)
        from_top.setContentsMargins(0, 0, 6, 0)
        from_top.addLayout(self._column)
        from_top.addStretch(1)  # else few questions stand as far from their own field as from the one before
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._inside)
        scroll.setAccessibleName("须写明的内容")
        self._message = note("", "error")
        self._message.setObjectName("factsMessage")
        self._message.hide()
        self.save = key_button("出具并打印", name="factsSave", kind="primary")
        self.preview = key_button("预览", name="factsPreview")
        cancel = key_button("取消", name="factsCancel", kind="quiet")
        self._held = Held(self.save)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (cancel, self.preview, self.save):
            buttons.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 6, 0, 0)
        whole.setSpacing(6)
        whole.addWidget(self._title)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._message)
        whole.addLayout(buttons)
        self.save.clicked.connect(self._on_save)
        self.preview.clicked.connect(lambda: self.preview_requested.emit(self.facts()))
        cancel.clicked.connect(self.cancelled)

    def show_questions(self, title: str, asked: Sequence[FactQuestion]) -> None:
        """Ask; fields that are there already keep what was typed."""
        self._title.setText(title)
        self.show_message("")
        first: QWidget | None = None
        for question in asked:
            if question.name in self._fields:
                continue
            field = _field(question)
            self._fields[question.name] = field
            own_words = isinstance(field, QCheckBox)
            self._column.addWidget(field if own_words else labelled(question.question, field))
            first = first or field
        if first is not None:
            QTimer.singleShot(0, first, first.setFocus)  # a field just made is not on the screen yet

    def clear(self) -> None:
        """Forget questions and answers."""
        self._fields = {}
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.show_message("")

    def facts(self) -> dict[str, str]:
        """What was given so far."""
        given = {name: _value(field) for name, field in self._fields.items()}
        return {name: value for name, value in given.items() if value}

    def show_message(self, text: str) -> None:
        """What is wrong; empty = nothing."""
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._held.hold(False)

    def fill(self, facts: Mapping[str, str]) -> None:
        """Put answers in, for fields that are there."""
        for name, value in facts.items():
            field = self._fields.get(name)
            if isinstance(field, QLineEdit):
                field.setText(value)
            elif isinstance(field, QComboBox):
                field.setCurrentIndex(max(0, field.findData(value)))
            elif isinstance(field, QCheckBox):
                field.setChecked(value == YES)

    def _on_save(self) -> None:
        self._held.hold(True)
        self.submitted.emit(self.facts())


def _field(question: FactQuestion) -> QWidget:
    fact, name = question.fact, f"fact_{question.name}"
    if fact.kind is FactKind.YES:
        tick = QCheckBox(question.question.replace("吗？", ""))
        tick.setObjectName(name)
        tick.setAccessibleName(question.question)
        return tick
    if fact.kind is FactKind.CHOICE:
        box = combo_box(question.question, {"": _CHOOSE, **fact.choices}, name)
        box.setCurrentIndex(max(0, box.findData(question.proposed)))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return box
    day = fact.kind is FactKind.DATE
    edit = line_edit(
        question.question, name, max_points=10 if day else fact.longest, placeholder=_DAY if day else ""
    )
    edit.setText(question.proposed)
    edit.setCursorPosition(0)
    return edit


def _value(field: QWidget) -> str:
    if isinstance(field, QLineEdit):
        return field.text().strip()
    if isinstance(field, QComboBox):
        return str(field.currentData() or "")
    return YES if isinstance(field, QCheckBox) and field.isChecked() else ""
