"""The rules an office may set, and every rule in force with its source: widgets only."""

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from app.config import Settings
from app.domain.local_rules import LocalRules
from app.intake.figure_rules import CHOICES_ZH
from ui.labels import ID_REQUIRED_ZH, REVIEW_LAPSED_ZH, SIGNS_ZH
from ui.pages.settings.rule_words import RuleLine, rule_lines, steps_of, steps_text
from ui.pages.settings.tab import SettingsTab
from ui.widgets.buttons import key_button
from ui.widgets.fields import combo_box, labelled, line_edit
from ui.widgets.table import Column, RowsModel, table_view

_CHOICES = {
    "id_required_for": (
        "出示身份证件",
        ID_REQUIRED_ZH,
        "只改变提醒；没有证件也照常登记（第十九条第一款）。",
    ),
    "review_lapsed": ("逾期申请复查、复核", REVIEW_LAPSED_ZH, "条例没有规定；都由负责人决定，不自动拒绝。"),
    "sign_refusals": ("不予受理、不再受理由谁签字", SIGNS_ZH, "默认由带班签字。"),
}
_COUNTING = {
    "same_day_return": ("当日返回继续", "只影响批次、人次的统计。"),
    "spot_notice": ("当场书面告知", "只影响当场书面告知率的统计。"),
}
_NUMBERS = {
    "rep_limit": ("代表人数上限", 1, 5, "第二十条第三款：不超过 5 人，只能调低。"),
    "group_from": ("几人以上算集体访", 2, 99, "只影响统计，含本数。"),
    "large_group": ("几人以上提醒带班", 6, 999, "人数较多时提醒报告带班。"),
}
_TICKS = {
    "talk_needs_reps": "推选代表后再谈（只推迟接谈，不影响登记）",
    "registered_counts_as_pending": "仅登记、未受理的，也按“正在办理”提示上级单位",
    "roll_office_terms": "本单位办理期限遇节假日顺延",
    "roll_visitor_terms": "信访人申请复查、复核期限遇节假日顺延",
    "agent_in_place": "统计：代理人与被代理人合计一人次",
    "count_companions": "统计：随同人员计入人次",
}
_BY_SIZE = "按来访人数分段设定；清空右边的分段后，可以改回一个数"


class RulesTab(SettingsTab):
    """What an office may choose; below, all rules in force, each with source, pack and version."""

    save_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("settingsRules", "规则设置", parent)
        self._choices = {}
        self._numbers = {}
        self._ticks = {}
        self._packs: dict[str, QCheckBox] = {}
        self._chosen: tuple[str, ...] = ()
        self._steps = line_edit(
            "按来访人数分段的代表上限",
            "rule_rep_steps",
            max_points=60,
            placeholder="如：10人以内3人，50人以内4人",
        )
        self._steps.textChanged.connect(self._on_steps)
        self._save = key_button("保存规则", name="rulesSave", kind="primary")
        self._save.clicked.connect(self._on_save)
        self.hold_while_busy(self._save)
        self._model: RowsModel[RuleLine] = RowsModel(_columns(), self)
        table = table_view(self._model, "在用的规则和依据", "rulesTable")
        table.setMinimumHeight(92)
        self._pack_row = QHBoxLayout()
        self._pack_row.setSpacing(14)
        self._pack_row.addWidget(QLabel("采用的地方规则包"))
        self._pack_row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 12, 18, 12)
        whole.setSpacing(8)
        whole.addLayout(self._make_fields())
        whole.addLayout(self._make_ticks())
        whole.addLayout(self._pack_row)
        whole.addLayout(self.button_row(self._save))
        whole.addWidget(table, 1)
        self._before: dict[str, object] = {}

    def show_settings(self, settings: Settings) -> None:
        """Fill the fields."""
        for name, box in self._choices.items():
            box.setCurrentIndex(box.findData(getattr(settings, name)))
        by_size = () if isinstance(settings.rep_limit, int) else settings.rep_limit
        for name, spin in self._numbers.items():
            value = getattr(settings, name)
            spin.setValue(value if isinstance(value, int) else min(most for _, most in value))
        self._steps.setText(steps_text(by_size))
        self._on_steps()
        for name, tick in self._ticks.items():
            tick.setChecked(getattr(settings, name))
        self._chosen = settings.rule_packs
        self._show_chosen()
        self._before = self._entered()
        self.show_message("")

    def show_packs(self, packs: Mapping[str, str]) -> None:
        """Offer the bundled local packs: name to what it is."""
        for tick in self._packs.values():
            self._pack_row.removeWidget(tick)
            tick.deleteLater()
        self._packs = {}
        for place, (name, title) in enumerate(packs.items(), 1):
            tick = self._packs[name] = QCheckBox(title)
            tick.setObjectName(f"pack_{name}")
            tick.setAccessibleName(f"采用规则包：{title}")
            self._pack_row.insertWidget(place, tick)
        order = [*self._ticks.values(), *self._packs.values(), self._save]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        self._show_chosen()
        self._before = self._entered()

    def show_sources(self, local: LocalRules, own: Mapping[str, object]) -> None:
        """Show every rule in force; `own` are the office's settings, which go before the packs."""
        self._model.show_rows(rule_lines(local, own))

    def changes(self) -> Mapping[str, object]:
        """The settings that differ from what was shown.

        Raises:
            ValueError: the limits by group size cannot be understood; the message says why.
        """
        return {name: value for name, value in self._entered().items() if value != self._before.get(name)}

    def _entered(self) -> dict[str, object]:
        steps = steps_of(self._steps.text())
        kept = [name for name in self._chosen if name not in self._packs or self._packs[name].isChecked()]
        added = [name for name, tick in self._packs.items() if tick.isChecked() and name not in kept]
        return {
            **{name: box.currentData() for name, box in self._choices.items()},
            **{name: spin.value() for name, spin in self._numbers.items()},
            **({"rep_limit": steps} if steps else {}),
            **{name: tick.isChecked() for name, tick in self._ticks.items()},
            "rule_packs": [*kept, *added],
        }

    def _on_save(self) -> None:
        try:
            changed = self.changes()
        except ValueError as error:
            self.show_message(str(error))
            self._steps.setFocus()
            return
        self.save_requested.emit(changed)

    def _on_steps(self) -> None:
        by_size = bool(self._steps.text().strip())
        limit = self._numbers["rep_limit"]
        limit.setEnabled(not by_size)
        limit.setToolTip(_BY_SIZE if by_size else "")
        limit.setAccessibleDescription(_BY_SIZE if by_size else "")

    def _show_chosen(self) -> None:
        for name, tick in self._packs.items():
            tick.setChecked(name in self._chosen)

    def _make_fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for place, (name, (caption, words, why)) in enumerate(_CHOICES.items()):
            box = self._choices[name] = combo_box(caption, words, f"rule_{name}")
            grid.addWidget(labelled(caption, box, why), 0, place)
        for place, (name, (caption, why)) in enumerate(_COUNTING.items()):
            box = self._choices[name] = combo_box(caption, CHOICES_ZH[name], f"rule_{name}")
            box.setToolTip(why)
            beside = QHBoxLayout()
            beside.addWidget(QLabel(f"统计：{caption}"))
            beside.addWidget(box, 1)
            grid.addLayout(beside, 2, place)
        for name, (caption, low, high, why) in _NUMBERS.items():
            spin = self._numbers[name] = QSpinBox()
            spin.setObjectName(f"rule_{name}")
            spin.setAccessibleName(caption)
            spin.setRange(low, high)
            cell = QHBoxLayout()
            cell.setSpacing(8)
            cell.addWidget(labelled(caption, spin, why))
            if name == "rep_limit":
                cell.addWidget(labelled("按来访人数分段（可不填）", self._steps, "最后一段以上为 5 人。"), 1)
            grid.addLayout(cell, 1, len(self._numbers) - 1)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        return grid

    def _make_ticks(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        for place, (name, words) in enumerate(_TICKS.items()):
            tick = self._ticks[name] = QCheckBox(words)
            tick.setObjectName(f"rule_{name}")
            tick.setAccessibleName(words)
            grid.addWidget(tick, place // 2, place % 2)
        return grid


def _columns() -> tuple[Column[RuleLine], ...]:
    return (
        Column("规则", lambda r: r.name, 186, bold=True),
        Column("取值", lambda r: r.value, 190),
        Column("依据", lambda r: r.source, 330),
        Column("性质", lambda r: r.basis, 150),
        Column("规则包、版本", lambda r: r.pack, 140),
        Column("说明", lambda r: r.note, 0),
    )
