"""Words that the pages of matters and deadlines share."""

from collections.abc import Mapping

from app.domain.due import PROMISE
from app.domain.matter_terms import EXECUTION, RunningTerm
from ui.labels import DUE_ZH

TERMS_ZH: Mapping[str, str] = {**DUE_ZH, EXECUTION: "执行处理意见", PROMISE: "领导接访承诺"}
_RULES_ZH: Mapping[str, str] = {"T6": "交办要求", "T13": "部门规定", "T15": "地方规定", PROMISE: "领导承诺"}
_STEPS_ZH: Mapping[tuple[str, int], str] = {
    ("T13", 1): "简易办理：1个工作日内转办",
    ("T13", 2): "简易办理：3个工作日内受理",
    ("T13", 3): "简易办理：10个工作日内答复",
    ("T14", 1): "简案快办：转办目标",
    ("T14", 2): "简案快办：受理目标",
    ("T14", 3): "简案快办：办结目标",
}


def term_name(term: RunningTerm) -> str:
    """The short name of a term, with its step."""
    return _STEPS_ZH.get((term.kind, term.step)) or TERMS_ZH.get(term.kind, term.kind)


def term_text(term: RunningTerm) -> str:
    """A term in one line: name, last day."""
    if term.kind == EXECUTION:
        return f"{term_name(term)}：条例未定日数，{term.start} 起"
    return f"{term_name(term)}：{term.due} 到期（{term.start} 起算）"


def nature_of(term: RunningTerm) -> str:
    """Whether it is law, a rule below it or a target, and whose."""
    if term.internal:
        return "内部目标"
    if term.kind in _RULES_ZH:
        return _RULES_ZH[term.kind]
    return "信访人权利" if term.visitors_right else "法定"
