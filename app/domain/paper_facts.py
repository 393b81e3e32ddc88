"""Facts a paper must cite, and the questions by which the desk asks for those it does not know.

Values are plain text: a date as ISO, a choice as its key, everything else as typed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class FactKind(StrEnum):
    """How a fact is given."""

    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    YES = "yes"


@dataclass(frozen=True)
class Fact:
    """One fact a paper cites.

    Attributes:
        label: two to eight hanzi, for a form.
        question: the whole question for the person at the desk; `{unit}` stands for the unit meant.
        choices: key and words, of a choice.
        longest: of a text, code points.
        of_unit: it belongs to the unit and is known again for the next visitor.
    """

    label: str
    question: str
    kind: FactKind = FactKind.TEXT
    choices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    longest: int = 120
    of_unit: bool = False


@dataclass(frozen=True)
class FactQuestion:
    """A fact to be stated by a person, with what could be proposed.

    Attributes:
        known: it need not be answered; asked beside others so that it can be put right.
    """

    name: str
    fact: Fact
    question: str
    proposed: str = ""
    known: bool = False


YES = "yes"
ROUTES_ZH: Mapping[str, str] = {
    "31.1": "第三十一条第一项（审判、检察、公安机关办理的诉讼权利救济事项）",
    "31.2": "第三十一条第二项（通过仲裁解决的事项）",
    "31.3": "第三十一条第三项（党员申诉、申请复审等事项）",
    "31.4": "第三十一条第四项（行政复议、行政裁决、行政确认、行政许可、行政处罚等事项）",
    "31.5": "第三十一条第五项（申请查处违法行为、履行保护职责的事项）",
    "31.6": "第三十一条第六项（其他申诉求决事项，作出信访处理意见）",
}
MANNERS_ZH: Mapping[str, str] = {"transfer": "转送", "assign": "交办"}
PROCEDURES_ZH: Mapping[str, str] = {"ordinary": "普通程序", "simple": "简易办理"}
STAGES_SAID_ZH: Mapping[str, str] = {
    "accepted": "受理办理",
    "review": "复查",
    "recheck": "复核",
    "duty": "依法履职、查处",
}
_FORWARDED_ZH: Mapping[str, str] = {
    "yes": "您提交的材料由我处一并转交该单位。",
    "no": "您提交的材料请您自行带往该单位。",
}


def _text(label: str, question: str, longest: int = 120, *, of_unit: bool = False) -> Fact:
    return Fact(label, question, longest=longest, of_unit=of_unit)


def _day(label: str, question: str) -> Fact:
    return Fact(label, question, FactKind.DATE)


def _one_of(label: str, question: str, choices: Mapping[str, str]) -> Fact:
    return Fact(label, question, FactKind.CHOICE, MappingProxyType(dict(choices)))


def _tick(label: str, question: str) -> Fact:
    return Fact(label, question, FactKind.YES, MappingProxyType({YES: "是"}))


FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        "target_unit": _text("去向单位", "由哪个机关、单位处理？请写全称。", 60),
        "unit_address": _text("单位地址", "{unit}的地址是什么？", of_unit=True),
        "unit_phone": _text("单位电话", "{unit}的联系电话是什么？", 40, of_unit=True),
        "unit_hours": _text("接待时间", "{unit}的接待时间是什么？", 60, of_unit=True),
        "manner": _one_of("去向方式", "是转送还是交办？", MANNERS_ZH),
        "transferred_on": _day("转送日期", "哪一天转送、交办？"),
        "report_by": _day("反馈期限", "交办要求哪一天以前反馈结果？"),
        "accepted_on": _day("受理日期", "哪一天受理？"),
        "handling_unit": _text("办理单位", "由哪个单位办理？请写全称。", 60),
        "route": _one_of("办理途径", "按第三十一条哪一项办理？", ROUTES_ZH),
        "procedure": _one_of("办理程序", "适用哪种程序？", PROCEDURES_ZH),
        "act_by": _day("法定期限", "依照有关法律、法规，办理期限到哪一天？"),
        "review_organ": _text("复查机关", "不服处理意见时，向哪个机关、单位请求复查？", 60),
        "organ": _text("受理机关", "事项由哪个机关、单位受理、办理？请写全称。", 60),
        "stage": _one_of("办理阶段", "该机关、单位正在进行哪个阶段？", STAGES_SAID_ZH),
        "since": _day("受理日期", "该机关、单位哪一天受理（收到申请）？"),
        "until": _day("届满日期", "该机关、单位的办理期限到哪一天届满？"),
        "superior": _tick("上级", "本处是受理或者办理机关、单位的上级吗？"),
        "same_matter": _tick("同一事项", "与该机关、单位受理或者办理的是同一信访事项吗？"),
        "accepted": _tick("已受理", "该机关、单位已经受理或者正在办理吗？"),
        "in_period": _tick("期限内", "仍在规定期限内吗？"),
        "recheck_organ": _text("复核机关", "复核意见由哪个机关、单位作出？", 60),
        "recheck_number": _text("复核文号", "复核意见的文号是什么？", 60),
        "recheck_on": _day("复核送达", "复核意见哪一天送达？"),
        "why": _text("理由", "为什么由该单位处理？请写一句话。", 200),
        "forwarded": _one_of("材料转交", "来访人的材料由我处转交吗？", _FORWARDED_ZH),
        "bring": _text("携带材料", "请来访人带哪些材料去办？", 200),
        "extended_to": _day("延长至", "延长后的办理期限到哪一天？"),
        "approved_on": _day("批准日期", "哪一天批准延长？"),
        "extended_reason": _text("延长理由", "延长的理由是什么？", 200),
        "approving_head": _text("批准人", "由哪位负责人批准？请写职务和姓名。", 60),
        "opinion_organ": _text("意见机关", "所不服的意见由哪个机关、单位作出？", 60),
        "opinion_number": _text("意见文号", "所不服的意见的文号是什么？", 60),
        "served_on": _day("送达日期", "该意见哪一天送达？"),
        "received_on": _day("收到日期", "申请哪一天收到？"),
        "request": _text("请求", "请求事项是什么？", 200),
        "grounds": _text("理由", "不服的理由是什么？", 500),
        "principal": _text("委托人", "委托人是谁？", 60),
        "agent": _text("受托人", "受托人是谁？", 60),
        "scope": _text("委托权限", "委托办理哪些事项？", 300),
        "valid_from": _day("委托开始", "委托从哪一天开始？"),
        "valid_to": _day("委托截止", "委托到哪一天为止？"),
    }
)


def question_of(
    name: str,
    *,
    unit: str = "",
    proposed: str = "",
    known: bool = False,
    allowed: Collection[str] | None = None,
) -> FactQuestion:
    """The question for a fact.

    Args:
        allowed: the keys of a choice that can be chosen here; None = all of them.
    """
    fact = FACTS[name]
    if allowed is not None:
        chosen = {key: words for key, words in fact.choices.items() if key in allowed}
        fact = replace(fact, choices=MappingProxyType(chosen))
    return FactQuestion(name, fact, fact.question.format(unit=unit or "该单位"), proposed, known)


def choices_said(question: FactQuestion) -> str:
    """The keys that answer a choice and what each means; empty for every other kind of fact."""
    if question.fact.kind is FactKind.TEXT or question.fact.kind is FactKind.DATE:
        return ""
    return "、".join(f"{key}（{words}）" for key, words in question.fact.choices.items())


def fact_problem(name: str, value: str) -> str:
    """What is wrong with a value somebody gave, as one Chinese sentence; empty = nothing."""
    fact = FACTS.get(name)
    if fact is None:
        return f"没有名为“{name}”的事实。可用的名称：{'、'.join(FACTS)}。"
    if fact.kind is FactKind.DATE:
        try:
            date.fromisoformat(value)
        except ValueError:
            return f"{fact.label}（{name}）应写成 2026-11-23 的样子。"
    elif fact.kind is not FactKind.TEXT and value not in fact.choices:
        return f"{fact.label}（{name}）只能是：{choices_said(question_of(name))}。"
    elif fact.kind is FactKind.TEXT and not value.strip():
        return f"{fact.label}（{name}）不能为空。"
    elif len(value) > fact.longest:
        return f"{fact.label}（{name}）最多 {fact.longest} 字。"
    return ""
