"""A small form that opens over a page: a few fields, save and cancel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from PySide6.QtCore import QDate, Qt, QTime, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note
from ui.widgets.fields import combo_box, date_edit, labelled, line_edit
from ui.widgets.hanzi_picker import attach_hanzi_picker
from ui.widgets.wrap_layout import WrapLayout


class Kind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"


@dataclass(frozen=True)
class Entry:
    """One field of a form.

    Attributes:
        name: objectName, and the key of its value.
        most: characters of a text.
        choices: of `Kind.CHOICE`: words by value.
        example: grey words in an empty text.
    """

    name: str
    caption: str
    kind: Kind = Kind.TEXT
    width_px: int = 180
    most: int = 100
    choices: Mapping[str, str] = field(default_factory=dict)
    example: str = ""


Value = str | date | time


class EntryForm(QFrame):
    """`saved` carries the values by name. It stays open with what was typed until `close_form`."""

    saved = Signal(object)
    closed = Signal()

    def __init__(
        self, title: str, entries: Sequence[Entry], save: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        self._fields: dict[str, QWidget] = {}
        self._title = QLabel(title)
        self._title.setProperty("role", "title")
        self._said = note("", "note")
        self._said.hide()
        fields = WrapLayout()
        for entry in entries:
            made = _field(entry)
            self._fields[entry.name] = made
            fields.addWidget(labelled(entry.caption, made))
        self._save = key_button(save, name=f"{entries[0].name}Save", kind="primary")
        cancel = key_button("取消", name=f"{entries[0].name}Cancel", kind="quiet")
        self._save.clicked.connect(self._on_save)
        cancel.clicked.connect(self.close_form)
        self._held = Held(self._save)
        for keys, slot in ((Qt.Key.Key_Escape, self.close_form), ("Ctrl+Return", self._on_save)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        row = QHBoxLayout()
        row.addWidget(self._said, 1)
        row.addStretch(0)
        row.addWidget(self._save)
        row.addWidget(cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addLayout(fields)
        column.addLayout(row)
        self.hide()

    def open_with(self, values: Mapping[str, Value], *, title: str = "", said: str = "") -> None:
        """Show it with these values, empty where none is given; `said` explains."""
        if title:
            self._title.setText(title)
            self.setAccessibleName(title)
        self._said.setText(said)
        self._said.setVisible(bool(said))
        for name, made in self._fields.items():
            _put(made, values.get(name, ""))
        self.show()
        next(iter(self._fields.values())).setFocus()

    def choose_among(self, name: str, choices: Mapping[str, str]) -> None:
        """Other words to choose from."""
        box = self._fields[name]
        if isinstance(box, QComboBox):
            box.clear()
            for value, words in choices.items():
                box.addItem(words, value)

    def close_form(self) -> None:
        """Put it away; what was typed is forgotten."""
        if not self.isVisible():
            return
        self.hide()
        for made in self._fields.values():
            _put(made, "")
        self.closed.emit()

    def show_busy(self, busy: bool) -> None:
        """While it is being saved it cannot be sent twice."""
        self._held.hold(busy)

    def values(self) -> dict[str, Value]:
        """What stands in it."""
        return {name: _value(made) for name, made in self._fields.items()}

    def _on_save(self) -> None:
        if self._save.isEnabled():
            self.saved.emit(self.values())


def _field(entry: Entry) -> QWidget:
    made: QWidget
    if entry.kind is Kind.DATE:
        made = date_edit(entry.caption, entry.name)
    elif entry.kind is Kind.TIME:
        made = QTimeEdit()
        made.setObjectName(entry.name)
        made.setAccessibleName(entry.caption)
        made.setDisplayFormat("HH:mm")
    elif entry.kind is Kind.CHOICE:
        made = combo_box(entry.caption, entry.choices, entry.name)
    else:
        made = line_edit(entry.caption, entry.name, max_points=entry.most, placeholder=entry.example)
        attach_hanzi_picker(made)
    made.setFixedWidth(entry.width_px)
    return made


def _put(made: QWidget, value: Value) -> None:
    if isinstance(made, QDateEdit):
        day = value if isinstance(value, date) else None
        if day is not None:
            made.setDate(QDate(day.year, day.month, day.day))
    elif isinstance(made, QTimeEdit):
        when = value if isinstance(value, time) else time(9)
        made.setTime(QTime(when.hour, when.minute))
    elif isinstance(made, QComboBox):
        made.setCurrentIndex(max(made.findData(value), 0))
    elif isinstance(made, QLineEdit):
        made.setText(str(value))


def _value(made: QWidget) -> Value:
    if isinstance(made, QDateEdit):
        return date(made.date().year(), made.date().month(), made.date().day())
    if isinstance(made, QTimeEdit):
        return time(made.time().hour(), made.time().minute())
    if isinstance(made, QComboBox):
        return str(made.currentData() or "")
    return made.text().strip() if isinstance(made, QLineEdit) else ""
