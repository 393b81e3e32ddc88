"""What is shown of a matter to whoever holds its number and code, in plain words; nothing personal.

Source: domain reference 4.3, 7 and 9 [Arts. 18(1), 21(2), 30(3), 34–36].
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.config import Settings
from app.domain.matter import Purpose
from app.domain.matter_state import EVENTS, MatterState
from app.domain.office import Office
from app.domain.record import MatterCourse
from app.intake.course import all_terms, counting_of, dates_of, state_of
from app.rulepacks import RulePack


class RatingOf(StrEnum):
    """Who is rated, separately [满意度评价工作办法]."""

    OFFICE = "office"
    UNIT = "unit"


RATINGS_ZH = {"satisfied": "满意", "mostly": "基本满意", "not": "不满意"}


@dataclass(frozen=True)
class Raised:
    """A matter as the hub holds it.

    Attributes:
        receipt_check: check code of the visit's receipt, where its station told it.
        office: at which it was raised; None where the hub does not know it.
        ratings: given already, by `RatingOf`.
    """

    county: str
    matter_id: str
    reg_no: str
    visit_no: str
    query_code: str
    receipt_check: str
    sealed: bool
    unit: str
    course: MatterCourse
    office: Office | None
    ratings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Right:
    """What the visitor may still do, or is owed, and until when."""

    text: str
    until: date | None


@dataclass(frozen=True)
class Progress:
    """What is shown of one matter.

    Attributes:
        steps: what has happened, oldest first: words and date.
        asked_on: the day of the question, from which days are counted.
        promised: what is owed to the visitor and the last day for it.
        may_rate: who may be rated: nobody before there is a result.
        proposed: the unit is the one that was proposed at the window; nobody has decided yet.
    """

    reg_no: str
    stage: str
    steps: tuple[tuple[str, date], ...]
    asked_on: date
    unit: str
    office: Office | None
    next_step: str
    promised: Right | None
    rights: tuple[Right, ...]
    may_rate: tuple[RatingOf, ...]
    ratings: Mapping[str, str]
    proposed: bool = False


_UNDECIDED = frozenset({MatterState.REGISTERED_PENDING, MatterState.REGISTERED_OVERDUE})
_RESULTS = frozenset(
    {
        MatterState.REPLIED_REVIEW_OPEN,
        MatterState.REPLIED_REVIEW_LAPSED,
        MatterState.SUPPORTED_NOT_EXECUTED,
        MatterState.SIMPLE_HANDLED,
        MatterState.IN_REVIEW,
        MatterState.REVIEW_OVERDUE,
        MatterState.REVIEWED_RECHECK_OPEN,
        MatterState.REVIEWED_RECHECK_LAPSED,
        MatterState.IN_RECHECK,
        MatterState.RECHECK_OVERDUE,
        MatterState.FINAL,
        MatterState.MEDIATED_CLOSED,
    }
)
_STAGES: Mapping[str, tuple[str, str]] = {
    MatterState.REGISTERED_PENDING: (
        "已经登记",
        "正在确定由哪个单位办理，结果会书面告诉您。",
    ),
    MatterState.REGISTERED_OVERDUE: (
        "已经登记，还没有书面告知",
        "应当书面告诉您的日子已经过了。您可以向登记单位询问，也可以请它的上级督促。",
    ),
    MatterState.TRANSFERRED: (
        "已经转给责任单位",
        "责任单位会书面告诉您是否受理。",
    ),
    MatterState.ACCEPTED_IN_TIME: (
        "已经受理，正在办理",
        "责任单位办完以后，会给您书面答复。",
    ),
    MatterState.EXTENDED: (
        "正在办理，期限已经延长",
        "延长期限经过批准，责任单位仍在办理，办完以后会给您书面答复。",
    ),
    MatterState.OVERDUE_NO_REPLY: (
        "办理期限已过，还没有答复",
        "上级应当督促责任单位。您可以向登记单位反映。",
    ),
    MatterState.SIMPLE_HANDLED: (
        "已经答复",
        "这件事按简易程序办理，已经答复。如果不满意，可以再次提出，改按普通程序办理。",
    ),
    MatterState.REPLIED_REVIEW_OPEN: (
        "已经书面答复",
        "如果不服，可以请求复查，见下面“您的权利”。",
    ),
    MatterState.REPLIED_REVIEW_LAPSED: (
        "已经书面答复",
        "请求复查的期限已过。如果有正当理由没有赶上，请向登记单位说明。",
    ),
    MatterState.SUPPORTED_NOT_EXECUTED: (
        "已经书面答复，支持您的请求",
        "还没有执行的记录，上级应当督促执行。您可以向登记单位反映。",
    ),
    MatterState.IN_REVIEW: ("正在复查", "复查意见会书面告诉您。"),
    MatterState.REVIEW_OVERDUE: ("复查期限已过，还没有意见", "您可以向登记单位反映。"),
    MatterState.REVIEWED_RECHECK_OPEN: (
        "已有复查意见",
        "如果不服，可以请求复核，见下面“您的权利”。",
    ),
    MatterState.REVIEWED_RECHECK_LAPSED: (
        "已有复查意见",
        "请求复核的期限已过。如果有正当理由没有赶上，请向登记单位说明。",
    ),
    MatterState.IN_RECHECK: ("正在复核", "复核意见会书面告诉您。"),
    MatterState.RECHECK_OVERDUE: ("复核期限已过，还没有意见", "您可以向登记单位反映。"),
    MatterState.FINAL: (
        "已有复核意见，信访程序已经结束",
        "如果有新的事实和理由，可以重新提出。",
    ),
    MatterState.WITHDRAWN: ("您已经撤回", "如果需要，可以重新提出。"),
    MatterState.MEDIATED_CLOSED: ("已经达成调解或者和解协议", "请按协议办理。"),
    MatterState.LEGAL_ROUTE: (
        "这件事通过法定程序处理",
        "法定期限不会因为来访停下来，请照书面告知写明的地方和期限尽快前往。",
    ),
    MatterState.LEGAL_ROUTE_ENDED: ("法定程序已经结束", "如果有疑问，请向登记单位询问。"),
    MatterState.DUTY_ROUTE: ("有关单位正在依职责办理", "结果会告诉您。"),
    MatterState.REFUSED_EARLIER: (
        "已经告知不予受理",
        "理由写在给您的书面告知里。如果有疑问，请向登记单位询问；有新的事实和理由，可以重新提出。",
    ),
    MatterState.SUGGESTION: ("您的建议已经收到", "有关单位正在研究。"),
}
_UNSURE = ("已经登记", "网上还看不到办理情况，请向登记单位询问。")
_SEALED = (
    "已经登记，依法保密",
    "内容依法保密，网上不显示办理情况。想了解的话，请带上回执到登记单位当面询问。",
)
_STEPS = {
    "received_on": "登记",
    "transferred_on": "转给责任单位",
    "accepted_on": "受理",
    "replied_on": "书面答复送达",
    "review_received_on": "收到复查申请",
    "review_opinion_on": "复查意见送达",
    "recheck_received_on": "收到复核申请",
    "recheck_opinion_on": "复核意见送达",
    "refused_on": "告知不予受理",
    "withdrawn_on": "撤回",
    "agreement_on": "达成协议",
    "executed_on": "执行",
    "route_ended_on": "法定程序结束",
}
_EXTENDED = "批准延长办理期限"
_RIGHTS = {
    "T8": "不服书面答复的，可以请求原办理单位的上一级机关复查（《信访工作条例》第三十五条）",
    "T10": "不服复查意见的，可以请求复查机关的上一级机关复核（《信访工作条例》第三十六条）",
}
_PROMISES = {
    "T2": "把您的事项转给责任单位",
    "T3": "书面告诉您是否受理",
    "T4": "书面告诉您是否受理",
    "T7": "给您书面答复",
    "T9": "书面告诉您复查意见",
    "T11": "书面告诉您复核意见",
    "T12": "答复您",
}


def progress_of(one: Raised, today: date, rules: RulePack) -> Progress:
    """What is shown of it; of a sealed matter, and of any accusation, only that it is there [Art. 30(3)]."""
    if one.sealed or one.course.purpose is Purpose.ACCUSATION:
        return Progress(one.reg_no, _SEALED[0], (), today, "", one.office, _SEALED[1], None, (), (), {})
    settings = rules.settings_of(one.office) if one.office else Settings()
    state = state_of(one.course, today, rules, settings)
    promised, rights = None, []
    if one.office is not None:
        for term in all_terms(one.course, state, counting_of(one.office, rules)):
            if term.visitors_right and term.kind in _RIGHTS:
                rights.append(Right(_RIGHTS[term.kind], term.due))
            elif promised is None and term.kind in _PROMISES and not term.internal:
                promised = Right(_PROMISES[term.kind], term.due)
    stage, next_step = _STAGES.get(state, _UNSURE)
    return Progress(
        reg_no=one.reg_no,
        stage=stage,
        steps=_steps(one.course),
        asked_on=today,
        unit=one.unit,
        office=one.office,
        next_step=next_step,
        promised=promised,
        rights=tuple(rights),
        may_rate=_rated(one) if state in _RESULTS else (),
        ratings=one.ratings,
        proposed=state in _UNDECIDED,
    )


def _rated(one: Raised) -> tuple[RatingOf, ...]:
    """Where the office answered by itself there is one to be rated, not two."""
    apart = one.unit and not (one.office and one.unit in {one.office.name, one.office.short})
    return (RatingOf.OFFICE, RatingOf.UNIT) if apart else (RatingOf.OFFICE,)


def _steps(course: MatterCourse) -> tuple[tuple[str, date], ...]:
    dates = dates_of(course)
    known = [(_STEPS[name], day) for name in EVENTS if (day := getattr(dates, name))]
    known += [(_EXTENDED, event.on) for event in course.events if event.kind == "extended_to"]
    return tuple(sorted(dict.fromkeys(known), key=lambda step: step[1]))
