"""Rules in words: what each is called, its value, what it rests on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from app.config import MOST_REPRESENTATIVES
from app.domain.local_rules import BASES_ZH, LocalRules
from app.intake.figure_rules import CHOICES_ZH
from ui.labels import ID_REQUIRED_ZH, REVIEW_LAPSED_ZH, SIGNS_ZH

RULES_ZH: Mapping[str, str] = {
    "id_required_for": "出示身份证件",
    "rep_limit": "代表人数上限",
    "talk_needs_reps": "推选代表后再谈",
    "group_from": "几人以上算集体访",
    "same_day_return": "当日返回继续",
    "agent_in_place": "代理人与被代理人合计一人次",
    "count_companions": "随同人员计入人次",
    "spot_notice": "当场书面告知",
    "large_group": "几人以上提醒带班",
    "review_lapsed": "逾期申请复查、复核",
    "registered_counts_as_pending": "仅登记也算正在办理",
    "roll_office_terms": "办理期限遇节假日顺延",
    "roll_visitor_terms": "信访人期限遇节假日顺延",
    "sign_refusals": "不予受理、不再受理签字",
    "simple_steps": "简易办理（T13）",
    "fast_track_days": "简案快办目标（T14）",
    "review_decision_days": "复查申请审核（T15）",
    "duty_months": "依法履职（T12）",
    "reconsideration_days": "申请行政复议",
    "suit_months": "提起行政诉讼",
    "suit_after_reconsideration_days": "不服复议决定起诉",
    "labour_arbitration_years": "申请劳动仲裁",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "id_required_for": ID_REQUIRED_ZH,
    "review_lapsed": REVIEW_LAPSED_ZH,
    "sign_refusals": SIGNS_ZH,
    **CHOICES_ZH,
}
_UNITS = {
    "duty_months": "个月",
    "suit_months": "个月",
    "reconsideration_days": "日",
    "suit_after_reconsideration_days": "日",
    "labour_arbitration_years": "年",
    "group_from": "人",
    "large_group": "人",
}
_STEP = re.compile(r"(\d{1,5})\s*人?\s*(?:以内|以下|及以下|：|:)\s*(\d)\s*人?")
_BETWEEN = re.compile(r"[，,；;、\s]+")


@dataclass(frozen=True)
class RuleLine:
    """A rule in force as people read it."""

    name: str
    value: str
    source: str
    basis: str
    pack: str
    note: str


def rule_lines(local: LocalRules, own: Mapping[str, object]) -> tuple[RuleLine, ...]:
    """Every rule with the value in force, its source and the pack and version it came with.

    Args:
        own: what the office set itself, over the packs.
    """
    lines = []
    for name, words in RULES_ZH.items():
        rule = local.values.get(name)
        if name in own:
            before = f"规则包的取值为 {value_text(name, rule.value)}（{rule.source}）" if rule else ""
            lines.append(
                RuleLine(
                    words, value_text(name, own[name]), "本单位在此页设定", BASES_ZH["office"], "—", before
                )
            )
        elif rule is not None:
            lines.append(
                RuleLine(
                    words, value_text(name, rule.value), rule.source, BASES_ZH[rule.basis],
                    f"{rule.pack} {rule.version}", rule.note,
                )
            )  # fmt: skip
    return tuple(lines)


def value_text(name: str, value: object) -> str:
    """A value in words."""
    if name == "rep_limit" and isinstance(value, list | tuple):
        return steps_text(value)
    if name == "rep_limit":
        return f"{value} 人"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        if not value:
            return "不启用"
        unit = "个工作日" if name == "simple_steps" else "日"
        return " / ".join(str(part) for part in value) + unit
    if name == "review_decision_days":
        return f"{value}个工作日" if value else "不适用"
    if name in _WORDS:
        return _WORDS[name].get(str(value), str(value))
    return f"{value}{_UNITS.get(name, '')}"


def steps_text(steps: object) -> str:
    """Limits by group size as they are typed: `10人以内3人，50人以内4人`."""
    pairs = steps if isinstance(steps, list | tuple) else ()
    return "，".join(f"{up_to}人以内{most}人" for up_to, most in pairs)


def steps_of(text: str) -> list[list[int]]:
    """The limits a person typed, rising by group size; empty if nothing is typed.

    Raises:
        ValueError: with a Chinese sentence that says what is wrong.
    """
    said = text.strip()
    if not said:
        return []
    steps: list[list[int]] = []
    for part in _BETWEEN.split(said):
        match = _STEP.fullmatch(part)
        if match is None:
            raise ValueError(f"“{part}”看不明白：请写成“10人以内3人，50人以内4人”的样子。")
        steps.append([int(match[1]), int(match[2])])
    if any(not 1 <= most <= MOST_REPRESENTATIVES for _, most in steps):
        raise ValueError(f"每一段的代表人数只能是 1 到 {MOST_REPRESENTATIVES} 人（第二十条第三款）。")
    if any(later[0] <= earlier[0] for earlier, later in pairwise(steps)):
        raise ValueError("各段的人数应从小到大，不能重复。")
    return steps
