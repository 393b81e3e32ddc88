"""The small form that records the next step of a matter: widgets only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.labels import EVENT_ZH
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note
from ui.widgets.fields import combo_box, date_edit, labelled, line_edit

_MADE_BY_VISITS = frozenset({"registered", "linked", "answered_on_spot"})
_KINDS = {kind: words for kind, words in EVENT_ZH.items() if kind not in _MADE_BY_VISITS}
_OPINIONS = frozenset({"replied_on", "review_opinion_on", "recheck_opinion_on"})
_SUPPORTED_ZH = {"": "未说明", "yes": "支持诉求", "no": "未支持诉求"}


@dataclass(frozen=True)
class EventEntered:
    """What was typed; names as `app.intake.events.record_event` takes them."""

    kind: str
    on: date
    text: str
    extended_to: date | None
    supported: bool | None


@dataclass(frozen=True)
class EventTyped:
    """A form half filled in, to be taken up again."""

    kind: int
    supported: int
    on: QDate
    extended: QDate
    text: str
    message: str


class EventForm(QFrame):
    """Kind, date and a line of text; the new due date or the result where the kind has one."""

    save_requested = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "finding")
        self.setProperty("effect", "info")
        self.today: Callable[[], date] = date.today
        self._kind = combo_box("进展", _KINDS, "eventKind")
        self._on = date_edit("日期", "eventDate")
        self._extended = date_edit("延期至", "eventExtendedTo")
        self._supported = combo_box("处理结果", _SUPPORTED_ZH, "eventSupported")
        self._text = line_edit("说明", "eventText", max_points=200, placeholder="文号、承办单位等，可不填")
        self._message = note("", "error")
        self._save = key_button("保存进展", name="eventSave", kind="primary")
        self._cancel = key_button("取消", name="eventCancel")
        first = QHBoxLayout()
        first.addWidget(labelled("进展", self._kind), 1)
        first.addWidget(labelled("日期", self._on))
        self._extended_row = labelled("延期至（受理之日起最多 90 日）", self._extended)
        self._supported_row = labelled("处理结果", self._supported)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 8, 10, 10)
        whole.setSpacing(6)
        whole.addLayout(first)
        whole.addWidget(self._extended_row)
        whole.addWidget(self._supported_row)
        whole.addWidget(labelled("说明", self._text))
        whole.addWidget(self._message)
        whole.addLayout(buttons)
        self._held = Held(self._save)
        self._message.hide()
        self._kind.currentIndexChanged.connect(self._on_kind)
        self._save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.cancelled)
        self._text.returnPressed.connect(self._on_save)
        self._on_kind()
        self.hide()

    def clear(self, today: date) -> None:
        """Start anew; dates begin at today."""
        day = QDate(today.year, today.month, today.day)
        self._kind.setCurrentIndex(0)
        self._supported.setCurrentIndex(0)
        self._on.setDate(day)
        self._extended.setDate(day)
        self._text.clear()
        self.show_message("")
        self.show_busy(False)
        self._kind.setFocus()

    def typed(self) -> EventTyped:
        """What stands in the form."""
        return EventTyped(
            kind=self._kind.currentIndex(),
            supported=self._supported.currentIndex(),
            on=self._on.date(),
            extended=self._extended.date(),
            text=self._text.text(),
            message=self._message.text(),
        )

    def take_up(self, typed: EventTyped) -> None:
        """Go on where it was left."""
        self._kind.setCurrentIndex(typed.kind)
        self._supported.setCurrentIndex(typed.supported)
        self._on.setDate(typed.on)
        self._extended.setDate(typed.extended)
        self._text.setText(typed.text)
        self.show_message(typed.message)
        self.show_busy(False)

    def show_message(self, text: str) -> None:
        """Why it was not saved; what was typed stays."""
        self._message.setText(text)
        self._message.setVisible(bool(text))

    def show_busy(self, busy: bool) -> None:
        """While it is being saved it cannot be sent twice."""
        self._held.hold(busy)

    def _on_kind(self) -> None:
        kind = self._kind.currentData()
        self._extended_row.setVisible(kind == "extended_to")
        self._supported_row.setVisible(kind in _OPINIONS)

    def _on_save(self) -> None:
        kind = self._kind.currentData()
        result = self._supported.currentData() if kind in _OPINIONS else ""
        self.save_requested.emit(
            EventEntered(
                kind=kind,
                on=self._on.date().toPython(),
                text=self._text.text().strip(),
                extended_to=self._extended.date().toPython() if kind == "extended_to" else None,
                supported={"yes": True, "no": False}.get(result),
            )
        )
