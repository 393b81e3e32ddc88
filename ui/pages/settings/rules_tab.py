"""The rules an office may set: widgets only."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from app.config import Settings
from ui.labels import ID_REQUIRED_ZH, REVIEW_LAPSED_ZH, SIGNS_ZH
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note
from ui.widgets.fields import combo_box, labelled

_CHOICES = {
    "id_required_for": (
        "出示身份证件",
        ID_REQUIRED_ZH,
        "只改变提醒；没有证件也照常登记（条例第十九条第一款）。",
    ),
    "review_lapsed": ("逾期申请复查、复核", REVIEW_LAPSED_ZH, "条例没有规定；默认由负责人逐件决定。"),
    "sign_refusals": ("不予受理、不再受理由谁签字", SIGNS_ZH, "默认由带班签字。"),
}
_NUMBERS = {
    "rep_limit": ("代表人数上限", 1, 5, "条例第二十条第三款：不超过 5 人，只能调低。"),
    "group_from": ("几人以上算集体访", 2, 99, "只影响统计，含本数。"),
    "large_group": ("几人以上提醒带班", 6, 999, "人数较多时提醒报告带班。"),
}
_TICKS = {
    "talk_needs_reps": "推选代表后再谈（只推迟接谈，不影响登记）",
    "registered_counts_as_pending": "仅登记、未受理的，也按“正在办理”提示上级单位",
    "roll_office_terms": "本单位办理期限遇节假日顺延",
    "roll_visitor_terms": "信访人申请复查、复核期限遇节假日顺延",
}


_BY_SIZE = "按来访人数分段设定，由机构文件决定，这里不能修改；显示的是其中最低的一档"


class RulesTab(QWidget):
    """Each rule with its source; changed ones are saved together."""

    save_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsRules")
        self.setAccessibleName("规则设置")
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(14)
        self._choices = {}
        self._numbers = {}
        self._ticks = {}
        for place, (name, (caption, words, why)) in enumerate(_CHOICES.items()):
            box = self._choices[name] = combo_box(caption, words, f"rule_{name}")
            grid.addWidget(labelled(caption, box, why), 0, place)
        for place, (name, (caption, low, high, why)) in enumerate(_NUMBERS.items()):
            spin = self._numbers[name] = QSpinBox()
            spin.setObjectName(f"rule_{name}")
            spin.setAccessibleName(caption)
            spin.setRange(low, high)
            grid.addWidget(labelled(caption, spin, why), 1, place)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        ticks = QVBoxLayout()
        ticks.setSpacing(4)
        for name, words in _TICKS.items():
            tick = self._ticks[name] = QCheckBox(words)
            tick.setObjectName(f"rule_{name}")
            tick.setAccessibleName(words)
            ticks.addWidget(tick)
        self._message = note("", "error")
        self._save = key_button("保存规则", name="rulesSave", kind="primary")
        self._held = Held(self._save)
        self._save.clicked.connect(lambda: self.save_requested.emit(self.changes()))
        buttons = QHBoxLayout()
        buttons.addWidget(self._save)
        buttons.addWidget(self._message, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(14)
        whole.addWidget(note("法律已有规定的不能改；这里只列允许本单位选择的做法。改动会记入审计。"))
        whole.addLayout(grid)
        whole.addLayout(ticks)
        whole.addLayout(buttons)
        whole.addStretch(1)
        self._before: dict[str, object] = {}

    def show_settings(self, settings: Settings) -> None:
        """Fill the fields."""
        for name, box in self._choices.items():
            box.setCurrentIndex(box.findData(getattr(settings, name)))
        for name, spin in self._numbers.items():
            value = getattr(settings, name)
            by_size = not isinstance(value, int)
            # A limit by group size comes with the office's file; one number here would overwrite it.
            spin.setEnabled(not by_size)
            spin.setToolTip(_BY_SIZE if by_size else "")
            spin.setAccessibleDescription(_BY_SIZE if by_size else "")
            spin.setValue(min(most for _, most in value) if by_size else value)
        for name, tick in self._ticks.items():
            tick.setChecked(getattr(settings, name))
        self._before = self._entered()
        self.show_message("")

    def show_message(self, text: str, role: str = "error") -> None:
        """Why it was not saved, or that it was."""
        self._message.setProperty("role", role)
        self._message.setText(text)
        self._message.style().polish(self._message)

    def show_busy(self, busy: bool) -> None:
        """While it is being saved it cannot be sent twice."""
        self._held.hold(busy)

    def changes(self) -> Mapping[str, object]:
        """The settings that differ from what was shown."""
        return {name: value for name, value in self._entered().items() if value != self._before.get(name)}

    def _entered(self) -> dict[str, object]:
        return {
            **{name: box.currentData() for name, box in self._choices.items()},
            **{name: spin.value() for name, spin in self._numbers.items()},
            **{name: tick.isChecked() for name, tick in self._ticks.items()},
        }
