"""The small form that records the next step of a matter: widgets only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.matter_step import NEEDS_SECOND_DATE, OPINIONS, SOURCES_ZH, STEP_KINDS, MatterStep
from app.intake.events import EventPreview
from ui.labels import EVENT_ZH
from ui.pages.matters.words import term_text
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note
from ui.widgets.fields import combo_box, date_edit, labelled, line_edit

_KINDS = {kind: EVENT_ZH[kind] for kind in STEP_KINDS}
_SUPPORTED_ZH = {"": "未说明", "yes": "支持诉求", "no": "未支持诉求"}
_SECOND_ZH = {
    "extended_to": "延期至（受理之日起最多 90 日）",
    "assigned_on": "要求反馈结果的日期",
    "assignment_received_on": "交办要求反馈结果的日期",
    "hearing_on": "听证结束日期（听证时间不计入期限）",
}
_TEXT_ZH = {
    "objected_on": "必填：为什么不属于本单位职权",
    "settled_on": "必填：确定的受理、主办单位",
    "succeeded_on": "必填：继续行使职权的单位",
    "rated_office_on": "必填：满意、基本满意或不满意",
    "rated_unit_on": "必填：满意、基本满意或不满意",
    "recheck_opinion_on": "作出机关和文号，不再受理告知书要写明",
}
_TEXT_HINT = "文号、承办单位等，可不填"
_PAUSE_MS = 250
_TERMS_SHOWN = 2


@dataclass(frozen=True)
class EventTyped:
    """A form half filled in, to be taken up again."""

    kind: int
    supported: int
    on: QDate
    extended: QDate
    text: str
    message: str
    source: int = 0


class EventForm(QFrame):
    """Kind, date, source and a line of text; before it is saved it says what will run from it.

    `changed` asks for what the step would do, after a pause in typing.
    """

    save_requested = Signal(object)
    changed = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "finding")
        self.setProperty("effect", "info")
        self.today: Callable[[], date] = date.today
        self._kind = combo_box("进展", _KINDS, "eventKind")
        self._kind.setMaxVisibleItems(len(_KINDS))
        self._on = date_edit("日期", "eventDate")
        self._extended = date_edit("延期至", "eventExtendedTo")
        self._supported = combo_box("处理结果", _SUPPORTED_ZH, "eventSupported")
        self._source = combo_box("谁的进展", SOURCES_ZH, "eventSource")
        self._text = line_edit("说明", "eventText", max_points=200, placeholder=_TEXT_HINT)
        self._message = note("", "error")
        self._follows = note("", "note")
        self._follows.setObjectName("eventPreview")
        self._warning = note("", "warn")
        self._warning.setObjectName("eventWarning")
        self._save = key_button("保存进展", name="eventSave", kind="primary")
        self._cancel = key_button("取消", name="eventCancel")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 8, 10, 10)
        whole.setSpacing(6)
        whole.addLayout(_row((labelled("进展", self._kind), 1), (labelled("日期", self._on), 0)))
        self._extended_row = labelled(_SECOND_ZH["extended_to"], self._extended)
        self._extended_caption = self._extended_row.findChild(QLabel)
        self._supported_row = labelled("处理结果", self._supported)
        whole.addWidget(self._extended_row)
        whole.addWidget(self._supported_row)
        whole.addLayout(_row((labelled("谁的进展", self._source), 0), (labelled("说明", self._text), 1)))
        for words in (self._follows, self._warning, self._message):
            whole.addWidget(words)
            words.hide()
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        whole.addLayout(buttons)
        self._held = Held(self._save)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self._kind.currentIndexChanged.connect(self._on_kind)
        for signal in (
            self._kind.currentIndexChanged,
            self._supported.currentIndexChanged,
            self._source.currentIndexChanged,
            self._on.dateChanged,
            self._extended.dateChanged,
            self._text.textChanged,
        ):
            signal.connect(lambda *_value: self._pause.start())
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
        self._source.setCurrentIndex(0)
        self._on.setDate(day)
        self._extended.setDate(day)
        self._text.clear()
        self.show_message("")
        self.show_preview(None)
        self.show_busy(False)
        self._kind.setFocus()
        self._pause.start()

    def typed(self) -> EventTyped:
        """What stands in the form."""
        return EventTyped(
            kind=self._kind.currentIndex(),
            supported=self._supported.currentIndex(),
            on=self._on.date(),
            extended=self._extended.date(),
            text=self._text.text(),
            message=self._message.text(),
            source=self._source.currentIndex(),
        )

    def take_up(self, typed: EventTyped) -> None:
        """Go on where it was left."""
        self._kind.setCurrentIndex(typed.kind)
        self._supported.setCurrentIndex(typed.supported)
        self._source.setCurrentIndex(typed.source)
        self._on.setDate(typed.on)
        self._extended.setDate(typed.extended)
        self._text.setText(typed.text)
        self.show_message(typed.message)
        self.show_preview(None)
        self.show_busy(False)
        self._pause.start()

    def show_message(self, text: str) -> None:
        """Why it was not saved; what was typed stays."""
        self._message.setText(text)
        self._message.setVisible(bool(text))

    def show_preview(self, preview: EventPreview | None) -> None:
        """What saving would change; None = not known (yet)."""
        said, warned = "", ""
        if preview is not None:
            moved = "状态不变" if preview.before == preview.after else "保存后"
            said = f"{moved}：{preview.after}"
            for term in preview.terms[:_TERMS_SHOWN]:
                said += f"\n{term_text(term)}"
            if not preview.terms:
                said += "\n之后没有在计的期限。"
            warned = "\n".join(preview.notes)
        for label, text in ((self._follows, said), (self._warning, warned)):
            label.setText(text)
            label.setVisible(bool(text))
        self._follows.setToolTip("\n".join(term.how for term in preview.terms) if preview else "")

    def show_busy(self, busy: bool) -> None:
        """While it is being saved it cannot be sent twice."""
        self._held.hold(busy)

    def _on_kind(self) -> None:
        kind = self._kind.currentData()
        self._extended_row.setVisible(kind in NEEDS_SECOND_DATE)
        if kind in _SECOND_ZH and self._extended_caption is not None:
            self._extended_caption.setText(_SECOND_ZH[kind])
            self._extended.setAccessibleName(_SECOND_ZH[kind])
        self._supported_row.setVisible(kind in OPINIONS)
        self._text.setPlaceholderText(_TEXT_ZH.get(kind, _TEXT_HINT))

    def _entered(self) -> MatterStep:
        kind = self._kind.currentData()
        result = self._supported.currentData() if kind in OPINIONS else ""
        return MatterStep(
            kind=kind,
            on=self._on.date().toPython(),
            text=self._text.text().strip(),
            extended_to=self._extended.date().toPython() if kind in NEEDS_SECOND_DATE else None,
            supported={"yes": True, "no": False}.get(result),
            source=self._source.currentData(),
        )

    def _on_pause(self) -> None:
        if not self.isHidden():
            self.changed.emit(self._entered())

    def _on_save(self) -> None:
        self.save_requested.emit(self._entered())


def _row(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row
