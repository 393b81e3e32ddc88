"""Whether a paper may be made of a matter at all, whatever facts are stated."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.domain.deadlines import DeadlineKind
from app.domain.delivery import is_served
from app.domain.matter import LEGAL_ROUTES, Outcome, Purpose, Route
from app.domain.matter_state import MatterDates, last_day
from app.domain.matter_step import SIMPLE
from app.domain.office import Office, StaffRole
from app.domain.paper_facts import FACTS, ROUTES_ZH, choices_said, question_of
from app.domain.papers import PAPERS, RECEIPTS, PaperKind, Subject, allowed_choices
from app.domain.person import PersonRole
from app.domain.record import MatterFile, VisitRecord
from app.domain.representatives import GROUP_NEEDS_REPRESENTATIVES
from app.errors import BadInput
from app.intake.document_content import index_of
from app.intake.paper_facts import accepted_route, latest_acceptance
from app.intake.printable import ROLLS
from app.intake.refusals import may_sign
from app.intake.session import DeskSession
from app.ports import ReadUnit

MAY_MAKE = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD})
_DAYS = ("accepted_on", "extended_to", "served_on", "received_on", "valid_from", "valid_to")
_WITHOUT_AUTHORITY = frozenset({"materials_receipt", "agent_authority", "registration_form"})


def kind_of(paper: str, office: Office) -> PaperKind:
    """The kind of paper, if this office issues it.

    Raises:
        BadInput: there is no such paper, or others issue it.
    """
    kind = PAPERS.get(paper)
    if kind is None or kind.subject is Subject.NOTHING or paper in RECEIPTS:
        raise BadInput([f"没有“{paper}”这种文书。"])
    if office.kind not in kind.issuers:
        raise BadInput([f"{kind.name}由有权处理的机关、单位出具，本单位（信访部门）不出具。"])
    return kind


def sizes_of(paper: str) -> tuple[str, ...]:
    """What a kind of paper can be printed on, the usual size first; what visitors take home, on rolls too."""
    sizes = PAPERS[paper].sizes
    return (*sizes, *ROLLS) if is_served(paper) else sizes


def size_of(kind: PaperKind, size: str) -> str:
    """The paper size asked for, or the usual one of this paper.

    Raises:
        BadInput: it is not made on that size.
    """
    sizes = sizes_of(kind.id)
    if size and size not in sizes:
        raise BadInput([f"{kind.name}的纸张只能是 {'、'.join(sizes)}。"])
    return size or kind.sizes[0]


def hindrance(
    kind: PaperKind,
    file: MatterFile,
    visit: VisitRecord,
    office: Office,
    unit: ReadUnit,
    session: DeskSession,
    *,
    preview: bool = False,
) -> str:
    """Why the paper cannot be made of this matter by this person, whatever facts are stated."""
    whole = kind.subject is Subject.VISIT
    if whole and visit.sealed and kind.id == "materials_receipt":
        return "这次来访有保密事项：材料名称不列清单，回执上只记页数。"
    if file.record.sealed if not whole else all(m.sealed for m in visit.matters):
        return "保密事项只出具保密回执，不出具载有内容的文书（第三十条第三款）。"
    if kind.id == "materials_receipt" and not visit.stated.materials:
        return "这次来访没有登记材料，不用出具清单。"
    index = index_of(file.record.reg_no)
    if kind.id not in _WITHOUT_AUTHORITY and not whole and _only_pending(visit, index):
        return "代理人、监护人还没有提交委托或者监护依据，目前只出具来访登记回执。"
    settings = session.rules.settings_of(office)
    if kind.lead_signs and not preview and not may_sign(session, settings):
        return f"{kind.name}须由带班（有权签字的人员）出具。"
    ended = kind.id == "legal_route_notice" and _route_ended(file)
    if ended and not preview and not may_sign(session, settings):
        return f"法定途径已经走完的，{kind.name}须由带班（有权签字的人员）出具。"
    if elsewhere := _of_another_procedure(kind.id, file, unit):
        return elsewhere
    outcome = Outcome(file.record.outcome)
    if kind.id == "non_acceptance_notice" and outcome is not Outcome.NOT_ACCEPT_PENDING:
        return "登记的处理方式不是“不予受理”，不能出具不予受理告知书。"
    if kind.id == "no_longer_accept_notice" and outcome is not Outcome.NO_LONGER_ACCEPT:
        return "登记的处理方式不是“不再受理”，不能出具不再受理告知书。"
    return ""


def unfit_choices(kind: PaperKind, given: Mapping[str, str]) -> list[str]:
    """Choices stated just now that this paper cannot carry, one sentence each."""
    problems = []
    for name, value in given.items():
        allowed = allowed_choices(kind.id, name)
        if allowed is not None and value not in allowed:
            said = choices_said(question_of(name, allowed=allowed))
            problems.append(f"{FACTS[name].label}（{name}）在{kind.name}里只能是：{said}。")
    return problems


def untenable(kind: PaperKind, facts: Mapping[str, str], office: Office, session: DeskSession) -> list[str]:
    """What the facts of a paper say that cannot be so in law or in time, one sentence each."""
    day = {name: date.fromisoformat(facts[name]) for name in _DAYS if facts.get(name)}
    if kind.id == "extension_notice":
        settings = session.rules.settings_of(office)
        dates = MatterDates(accepted_on=day["accepted_on"], route=Route.OTHER)
        until = day["extended_to"]
        plain = last_day(DeadlineKind.T7, dates, session.rules.calendar, settings)
        furthest = last_day(
            DeadlineKind.T7, replace(dates, extended_to=date.max), session.rules.calendar, settings
        )
        if plain is not None and until <= plain:
            return [f"延长后的期限（{until}）没有晚于原定期限（{plain}），不用延期告知。请核对。"]
        if furthest is not None and until > furthest:
            return [f"延长期限不得超过三十日（第三十四条）：最晚到{furthest}，不能写{until}。请改后再出具。"]
    if {"served_on", "received_on"} <= day.keys() and day["served_on"] > day["received_on"]:
        return ["意见的送达日期晚于申请的收到日期，请核对。"]
    if {"valid_from", "valid_to"} <= day.keys() and day["valid_to"] < day["valid_from"]:
        return ["委托的截止日期早于开始日期，请核对。"]
    return []


def _of_another_procedure(paper: str, file: MatterFile, unit: ReadUnit) -> str:
    """Why a matter is not accepted, or its term not extended, as a claim under item 6 [Arts. 29, 31, 34]."""
    stated = file.record.stated
    if paper == "acceptance_notice":
        if stated.purpose is Purpose.SUGGESTION:
            return "建议意见由有权处理的机关研究论证，不出具受理告知书（第二十九条）。"
        if stated.route in LEGAL_ROUTES:
            return (
                f"登记的途径是{_item(stated.route)}，导入法定程序办理，不出具受理告知书：请出具法定途径告知书。"
                "途径登记有误的，请先更正登记。"
            )
    if paper == "extension_notice":
        route = stated.route or accepted_route(unit, file)
        if route and route != Route.OTHER:
            return (
                "延长办理期限只适用于第三十一条第六项的事项（第三十四条），"
                f"这件事项的途径是{_item(Route(route))}。途径登记有误的，请先更正登记。"
            )
        if (event := latest_acceptance(file)) is not None and event.kind == SIMPLE:
            return (
                "这件事项按简易程序办理，没有六十日的期限可以延长。转为普通程序的，请先在事项里记录受理日期。"
            )
    return ""


def _item(route: Route) -> str:
    return ROUTES_ZH[route.value].partition("（")[0]


def _route_ended(file: MatterFile) -> bool:
    """Whether the other procedure has ended, by the course or by what was proposed at the raising."""
    proposed = file.record.proposed is Outcome.GUIDE_LEGAL_ROUTE and file.record.confirm_by == "lead"
    return proposed or any(event.kind == "route_ended_on" for event in file.events)


def _only_pending(visit: VisitRecord, index: int) -> bool:
    """Whether only agents or guardians without authority raise the matter (domain reference 2.2)."""
    raising = [p for p in visit.participants if p.stated.raises(index) and p.role is not PersonRole.COMPANION]
    standing_in = (PersonRole.AGENT, PersonRole.GUARDIAN)
    return bool(raising) and all(p.role in standing_in and p.stated.authority_doc is None for p in raising)


def needs_letter(visit: VisitRecord, reg_no: str) -> bool:
    """Whether so many raise the matter that they must choose representatives [Art. 20(3)]."""
    index = index_of(reg_no)
    raising = [p for p in visit.participants if p.stated.raises(index) and p.role is not PersonRole.COMPANION]
    return max(visit.stated.present_count or 0, len(raising)) >= GROUP_NEEDS_REPRESENTATIVES
