"""The form in which the team lead corrects a visit by addition."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.amendment import FIELDS_ZH, Change
from app.domain.matter import REFUSALS
from app.domain.words import OUTCOMES_ZH, PURPOSES_ZH
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note
from ui.widgets.fields import combo_box, line_edit
from ui.widgets.hanzi_picker import attach_hanzi_picker

_TIMES = frozenset({"visited_at", "left_at"})
_LONGEST = {"demand": 200, "remark": 500, "place": 100, "target_unit": 60}


class CorrectView(QDialog):
    """One target at a time: the visit, or one of its matters. `save_requested`: (changes, reason, number).

    The number is of the matter meant, empty for the visit itself. What was typed stays when it is refused.
    """

    save_requested = Signal(object, str, str)

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        """Build it; `zone` is the office's: times are written on its clock."""
        super().__init__(parent)
        self._zone = zone
        self._day = date.min
        self._values: Mapping[str, Mapping[str, str]] = {}
        self._classes: Mapping[str, str] = {}
        self._fields: dict[str, QWidget] = {}
        self.visit_no = ""
        self.setObjectName("correctVisit")
        self.resize(560, 420)
        self._target = combo_box("更正什么", {}, "correctTarget")
        self._target.currentIndexChanged.connect(lambda _: self._show_fields())
        self._form = QFormLayout()
        self._form.setSpacing(8)
        self._reason = line_edit(
            "更正理由", "correctReason", max_points=200, placeholder="必填，例如：漏数两人"
        )
        attach_hanzi_picker(self._reason)
        self._message = note("", "error")
        self._message.setObjectName("correctMessage")
        self._message.hide()
        self._save = key_button("保存更正", name="correctSave", kind="primary")
        self._save.setDefault(True)
        close = key_button("返回（Esc）", name="correctClose")
        self._held = Held(self._save)
        self._save.clicked.connect(self._on_save)
        close.clicked.connect(self.reject)
        close.setAutoDefault(False)
        keys = QHBoxLayout()
        keys.addStretch(1)
        keys.addWidget(close)
        keys.addWidget(self._save)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 12, 14, 12)
        whole.setSpacing(10)
        whole.addWidget(
            note("原来登记的内容不会被覆盖：更正连同理由、您的姓名和时间一起记下，日志和统计按更正后的计。")
        )
        whole.addWidget(self._target)
        whole.addLayout(self._form)
        whole.addStretch(1)
        whole.addWidget(self._reason)
        whole.addWidget(self._message)
        whole.addLayout(keys)

    def show_values(
        self, visit_no: str, values: Mapping[str, Mapping[str, str]], classes: Mapping[str, str], day: date
    ) -> None:
        """Open the form on a visit.

        Args:
            values: as `app.intake.amend.amendable` answers.
            classes: names of content classes by code.
            day: of the log; times are of this day.
        """
        self.visit_no, self._values, self._classes, self._day = visit_no, values, classes, day
        self.setWindowTitle(f"更正 {visit_no}")
        self.setAccessibleName(self.windowTitle())
        self._target.blockSignals(True)
        self._target.clear()
        for place, number in enumerate(values):
            self._target.addItem("来访本身" if number == visit_no else f"第 {place} 件　{number}", number)
        self._target.blockSignals(False)
        self._reason.clear()
        self.show_message("")
        self._show_fields()
        self.show()
        self.raise_()
        self.activateWindow()
        next(iter(self._fields.values())).setFocus()

    def show_message(self, text: str) -> None:
        """Why it was not kept; what was typed stays."""
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._held.hold(False)

    def forget(self) -> None:
        """Nothing of the visit stays."""
        self._values, self.visit_no = {}, ""
        self._target.clear()
        self._reason.clear()
        self.close()

    def _show_fields(self) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        self._fields = {}
        for field, value in self._values.get(self._target.currentData() or "", {}).items():
            made = self._field(field, value)
            self._fields[field] = made
            self._form.addRow(FIELDS_ZH[field], made)

    def _field(self, field: str, value: str) -> QWidget:
        caption, name = FIELDS_ZH[field], f"correct_{field}"
        if field == "purpose":
            return _choice(caption, name, {k: v for k, v in PURPOSES_ZH.items() if k != "accusation"}, value)
        if field == "outcome":
            hidden = {*REFUSALS, "ACCEPT_OR_ROUTE"} - {value}
            return _choice(caption, name, {k: v for k, v in OUTCOMES_ZH.items() if k not in hidden}, value)
        if field == "content_code":
            return _choice(caption, name, {c: f"{c} {n}" for c, n in self._classes.items()}, value)
        example = {"left_at": "例如 10:30", "due_on": "例如 2026-12-08"}.get(field, "")
        edit = line_edit(caption, name, max_points=_LONGEST.get(field, 20), placeholder=example)
        edit.setText(self._clock(value) if field in _TIMES else value)
        edit.setCursorPosition(0)
        if field in _LONGEST:
            attach_hanzi_picker(edit)
        return edit

    def _clock(self, value: str) -> str:
        return f"{datetime.fromisoformat(value).astimezone(self._zone):%H:%M}" if value else ""

    def _on_save(self) -> None:
        number = self._target.currentData() or ""
        before = self._values.get(number, {})
        changes = []
        for field, widget in self._fields.items():
            old, new = before[field], self._entered(field, widget, before[field])
            if new is None:
                self.show_message(f"{FIELDS_ZH[field]}应写成 10:30 的样子。")
                widget.setFocus()
                return
            if new != old:
                changes.append(Change(field, old, new))
        self._held.hold(True)
        self.save_requested.emit(
            tuple(changes), self._reason.text(), "" if number == self.visit_no else number
        )

    def _entered(self, field: str, widget: QWidget, old: str) -> str | None:
        """What the field says, as `Change` has it; None for a time that cannot be read."""
        if isinstance(widget, QComboBox):
            return str(widget.currentData())
        if not isinstance(widget, QLineEdit):
            return old
        text = widget.text().strip()
        if field not in _TIMES:
            return text
        if text == self._clock(old):
            return old
        if not text:
            return ""
        try:
            clock = datetime.strptime(text.replace("：", ":"), "%H:%M").time()
        except ValueError:
            return None
        return datetime.combine(self._day, clock, self._zone).isoformat()


def _choice(caption: str, name: str, words: Mapping[str, str], value: str) -> QComboBox:
    box = combo_box(caption, words, name)
    if box.findData(value) < 0:
        box.addItem(value or "（空）", value)
    box.setCurrentIndex(box.findData(value))
    return box
