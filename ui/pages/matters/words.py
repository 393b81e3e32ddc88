"""Words that the pages of matters and deadlines share."""

from collections.abc import Mapping

from app.domain.matter_terms import EXECUTION, RunningTerm
from ui.labels import DUE_ZH, EVENT_ZH

EVENTS_ZH: Mapping[str, str] = {
    **EVENT_ZH,
    "simple_accepted_on": "受理（简易办理）",
    "received_on": "此前已在别处登记（收到）",
    "transferred_on": "转送（交由有权机关）",
    "transfer_received_on": "收到转送",
    "assignment_received_on": "收到交办",
    "objected_on": "提出异议（不属本单位职权）",
    "return_agreed_on": "转送单位同意退回",
    "returned_on": "退回转送单位",
    "disputed_on": "管辖有争议，协商中",
    "settled_on": "管辖确定",
    "succeeded_on": "承办单位合并、撤销，职权承继",
    "assigned_on": "交办",
    "hearing_on": "听证",
    "supervised_on": "督办（催办）",
    "grounds_19_3": "不予受理四项核对",
    "unlinked": "撤销认定",
    "paper": "出具文书",
}
TERMS_ZH: Mapping[str, str] = {**DUE_ZH, EXECUTION: "执行处理意见"}
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
    """Whether it is law or a target, and whose."""
    if term.internal:
        return "内部目标"
    return "信访人权利" if term.visitors_right else "法定"
