"""Every paper in a real store: asked for, numbered, read back from its PDF, taken back."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from app.domain.finding import About, Rule
from app.domain.matter import LEGAL_ROUTES, Facts, MatterDraft, Outcome, Purpose, Route, SameAs
from app.domain.matter_step import MatterStep
from app.domain.office import OfficeKind, StaffRole
from app.domain.papers import PAPERS
from app.domain.person import AuthorityDoc, PersonDraft, PersonRole
from app.domain.visit import Material, VisitDraft
from app.errors import BadInput, FactsMissing, NotAllowed, NotFound, SignatureMissing
from app.intake.assess import assess_visit
from app.intake.blank_forms import blank_form, blank_forms
from app.intake.day_closing import day_closing
from app.intake.documents import fitting_papers, make_document, offers, preview_document, questions
from app.intake.events import record_event
from app.intake.matter_lists import matter_detail
from app.intake.paper_register import paper_register, papers_of_matter, void_paper
from app.intake.papers import issue_receipt
from app.intake.queue_ticket import print_queue_ticket, take_queue_ticket
from app.intake.register import register_visit
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from app.rulepacks import load_rulepack
from db.gate import StoreGate, create_store
from tests.db.conftest import LEAD, OFFICE, PASSWORD

Visit = Callable[..., VisitDraft]
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
UNIT = {"target_unit": "柏溪镇人民政府", "unit_address": "柏溪镇人民路18号", "unit_phone": "0199-5550456"}
OPINION = {
    "opinion_organ": "柏溪镇人民政府",
    "opinion_number": "柏信答〔2026〕7号",
    "served_on": "2026-11-20",
    "request": "请求撤销处理意见",
    "grounds": "公告标准与发放标准不一致",
}


@pytest.fixture
def organ(tmp_path: Path) -> Iterator[DeskSession]:
    """A handling organ's store."""
    folder = tmp_path / "organ"
    create_store(folder, replace(OFFICE, kind=OfficeKind.ORGAN, name="雾泽县自然资源局"), LEAD, PASSWORD)
    gate = StoreGate(folder, lambda _: load_rulepack(), holder="command")
    yield gate.sign_in(LEAD, PASSWORD)
    gate.close()


def read(paper: Paper) -> str:
    """Text of the whole PDF without blanks."""
    pages = PdfReader(io.BytesIO(paper.pdf)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def registered(draft: VisitDraft, session: DeskSession) -> str:
    return register_visit(draft, session).matters[0].reg_no


def zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def says(paper: Paper, *owed: str) -> None:
    text = read(paper)
    for words in owed:
        assert re.sub(r"\s", "", words) in text, words


def test_a_transfer_names_unit_date_and_what_follows(session: DeskSession, visit: Visit) -> None:
    reg_no = registered(visit(outcome=Outcome.ASSIGN), session)
    with pytest.raises(FactsMissing) as asked:
        make_document(reg_no, "transfer_notice", session)
    assert [q.name for q in asked.value.questions] == [
        *("target_unit", "transferred_on", "report_by", "unit_address", "unit_phone"),
    ]
    assert not [p for p in papers_of_matter(reg_no, session) if p.paper == "transfer_notice"]
    facts = {**UNIT, "transferred_on": str(TODAY), "report_by": str(TODAY + timedelta(days=40))}
    paper = make_document(reg_no, "transfer_notice", session, facts=facts)
    says(
        paper,
        *("信访事项交办去向告知书", "柏溪镇人民政府", "柏溪镇人民路18号", "0199-5550456", zh(TODAY)),
        *("《信访工作条例》第二十二条、第二十三条第一款", zh(TODAY + timedelta(days=15))),
        *(zh(TODAY + timedelta(days=40)), reg_no, paper.number, "您的权利", "交来访人联", "存档联"),
        *("送达回证", "拒绝签收", "骆青崖：", OFFICE.phone, "第1页共1页"),
    )
    detail = matter_detail(reg_no, session)
    assert detail.line.state == "transferred"
    assert [event.kind for event in detail.events].count("assigned_on") == 1


def test_a_units_address_is_known_again_and_a_stated_fact_stays(session: DeskSession, visit: Visit) -> None:
    first = registered(visit(outcome=Outcome.TRANSFER), session)
    make_document(first, "transfer_notice", session, facts={**UNIT, "transferred_on": str(TODAY)})
    second = registered(visit("罗远山", outcome=Outcome.TRANSFER), session)
    named = {"target_unit": UNIT["target_unit"]}
    asked = questions(second, "transfer_notice", session, facts=named)
    assert [(q.name, q.proposed) for q in asked if q.known] == [
        ("target_unit", UNIT["target_unit"]),
        ("unit_address", UNIT["unit_address"]),
        ("unit_phone", UNIT["unit_phone"]),
    ]
    assert [q.name for q in asked if not q.known] == ["transferred_on"]
    today = {**named, "transferred_on": str(TODAY)}
    says(make_document(second, "transfer_notice", session, facts=today), UNIT["unit_address"])


def test_what_was_stated_for_one_paper_is_proposed_and_not_taken_for_another(
    session: DeskSession, visit: Visit
) -> None:
    reg_no = registered(visit(), session)
    stated = {**OPINION, "received_on": str(TODAY)}
    first = make_document(reg_no, "review_request_receipt", session, facts=stated)
    assert "opinion_number" in {q.name for q in questions(reg_no, "recheck_request_receipt", session)}
    void_paper(first.number, "文号写错", session)
    again = {q.name: q.proposed for q in questions(reg_no, "review_request_receipt", session)}
    assert again["opinion_number"] == OPINION["opinion_number"]


def test_acceptance_cites_route_and_due_date_and_the_right_of_its_route(
    organ: DeskSession, visit: Visit
) -> None:
    reg_no = registered(visit(route=Route.OTHER, outcome=Outcome.ACCEPT), organ)
    paper = make_document(reg_no, "acceptance_notice", organ, facts={"review_organ": "雾泽县人民政府"})
    says(
        paper,
        *("信访事项受理告知书", "《信访工作条例》第二十三条", "第三十一条第六项", "普通程序", zh(TODAY)),
        *(zh(TODAY + timedelta(days=60)), "向雾泽县人民政府请求复查（第三十五条）", "延长期限不得超过三十日"),
    )
    duty = registered(visit("罗远山", route=Route.DUTY, outcome=Outcome.ACCEPT), organ)
    last = TODAY + timedelta(days=61)
    by_law = make_document(duty, "acceptance_notice", organ, facts={"act_by": str(last)})
    says(by_law, "第三十一条第五项", zh(last))
    assert "请求复查" not in read(by_law)


def test_an_extension_tells_both_dates_reason_and_who_approved(organ: DeskSession, visit: Visit) -> None:
    reg_no = registered(visit(route=Route.OTHER, outcome=Outcome.ACCEPT), organ)
    facts = {
        "extended_to": str(TODAY + timedelta(days=85)),
        "approved_on": str(TODAY),
        "extended_reason": "需要补充测绘",
        "approving_head": "局长 程晚舟",
    }
    says(
        make_document(reg_no, "extension_notice", organ, facts=facts),
        *("《信访工作条例》第三十四条", zh(TODAY + timedelta(days=60)), zh(TODAY + timedelta(days=85))),
        *("需要补充测绘", "局长程晚舟"),
    )
    assert matter_detail(reg_no, organ).line.due_on == TODAY + timedelta(days=85)


def test_only_the_last_two_items_of_article_31_are_accepted(organ: DeskSession, visit: Visit) -> None:
    for route in LEGAL_ROUTES:
        reg_no = registered(visit(route=route, outcome=Outcome.ACCEPT), organ)
        with pytest.raises(BadInput) as refused:
            make_document(reg_no, "acceptance_notice", organ)
        assert "法定途径告知书" in refused.value.problems[0]
        assert "途径登记有误的，请先更正登记" in refused.value.problems[0]
    open_route = registered(visit("罗远山", route=None, outcome=Outcome.ACCEPT), organ)
    asked = {q.name: q for q in questions(open_route, "acceptance_notice", organ)}
    assert set(asked["route"].fact.choices) == {"31.5", "31.6"}
    with pytest.raises(BadInput, match="problem") as barred:
        make_document(open_route, "acceptance_notice", organ, facts={"route": "31.4"})
    assert "31.5" in barred.value.problems[0]
    assert "31.1" not in barred.value.problems[0]
    suggestion = registered(
        visit("戴雪晴", purpose=Purpose.SUGGESTION, route=None, outcome=Outcome.TRANSFER), organ
    )
    with pytest.raises(BadInput) as studied:
        make_document(suggestion, "acceptance_notice", organ)
    assert "第二十九条" in studied.value.problems[0]


EXTENSION = {"approved_on": str(TODAY), "extended_reason": "需要补充测绘", "approving_head": "局长 程晚舟"}


@pytest.mark.parametrize(
    ("days", "owed"), [(59, "没有晚于原定期限"), (60, "没有晚于原定期限"), (91, "不得超过三十日")]
)
def test_an_extension_is_later_and_no_longer_than_thirty_days(
    organ: DeskSession, visit: Visit, days: int, owed: str
) -> None:
    reg_no = registered(visit(route=Route.OTHER, outcome=Outcome.ACCEPT), organ)
    facts = {**EXTENSION, "extended_to": str(TODAY + timedelta(days=days))}
    with pytest.raises(BadInput) as refused:
        make_document(reg_no, "extension_notice", organ, facts=facts)
    assert owed in refused.value.problems[0]
    assert not [p for p in papers_of_matter(reg_no, organ) if p.paper == "extension_notice"]
    assert matter_detail(reg_no, organ).line.due_on == TODAY + timedelta(days=60)
    for last in (61, 90):
        again = registered(visit("罗远山", route=Route.OTHER, outcome=Outcome.ACCEPT), organ)
        facts = {**EXTENSION, "extended_to": str(TODAY + timedelta(days=last))}
        says(make_document(again, "extension_notice", organ, facts=facts), zh(TODAY + timedelta(days=last)))


def test_only_item_6_in_the_ordinary_procedure_is_extended(organ: DeskSession, visit: Visit) -> None:
    facts = {**EXTENSION, "extended_to": str(TODAY + timedelta(days=85))}
    duty = registered(visit(route=Route.DUTY, outcome=Outcome.ACCEPT), organ)
    with pytest.raises(BadInput) as refused:
        make_document(duty, "extension_notice", organ, facts=facts)
    assert "第三十一条第五项" in refused.value.problems[0]
    unsaid = registered(visit("罗远山", route=None, outcome=Outcome.ACCEPT), organ)
    with pytest.raises(FactsMissing) as asked:
        make_document(unsaid, "extension_notice", organ, facts=facts)
    route = next(q for q in asked.value.questions if q.name == "route")
    assert set(route.fact.choices) == {"31.6"}
    simple = registered(visit("戴雪晴", route=Route.OTHER, outcome=Outcome.TRANSFER), organ)
    stated = {"procedure": "simple", "accepted_on": str(TODAY), "review_organ": "雾泽县人民政府"}
    make_document(simple, "acceptance_notice", organ, facts={**stated, "handling_unit": "雾泽县自然资源局"})
    with pytest.raises(BadInput) as short:
        make_document(simple, "extension_notice", organ, facts=facts)
    assert "简易程序" in short.value.problems[0]


def test_days_that_cannot_follow_each_other_make_no_paper(session: DeskSession, visit: Visit) -> None:
    reg_no = registered(visit(), session)
    late = {**OPINION, "received_on": str(TODAY), "served_on": str(TODAY + timedelta(days=1))}
    with pytest.raises(BadInput) as refused:
        make_document(reg_no, "review_request_receipt", session, facts=late)
    assert "晚于" in refused.value.problems[0]
    authority = {"principal": "骆青崖", "agent": "程晚舟", "scope": "代为陈述"}
    period = {"valid_from": str(TODAY), "valid_to": str(TODAY - timedelta(days=1))}
    with pytest.raises(BadInput) as ended:
        make_document(reg_no, "agent_authority", session, facts={**authority, **period})
    assert "早于" in ended.value.problems[0]


def test_a_xinfang_office_issues_neither_acceptance_nor_extension(session: DeskSession, visit: Visit) -> None:
    reg_no = registered(visit(), session)
    ids = {offer.paper for offer in offers(reg_no, session)}
    assert not ids & {"acceptance_notice", "extension_notice"}
    assert {"transfer_notice", "legal_route_notice", "referral_notice", "registration_form"} <= ids
    with pytest.raises(BadInput, match="problem"):
        make_document(reg_no, "acceptance_notice", session)


def test_the_route_notice_tells_limits_papers_and_legal_aid(session: DeskSession, visit: Visit) -> None:
    reg_no = registered(visit(route=Route.RECONSIDERATION, outcome=Outcome.GUIDE_LEGAL_ROUTE), session)
    facts = {"target_unit": "雾泽县人民政府", "unit_address": "府前街1号", "bring": "身份证件、申请书"}
    says(
        make_document(reg_no, "legal_route_notice", session, facts=facts),
        *("第三十一条第四项", "府前街1号", "身份证件、申请书", "12348", "行政复议", "60日", "6个月"),
        *("不因来访停止计算", "依照《信访工作条例》第二十二条、第三十一条第四项的规定"),
    )


@pytest.mark.parametrize("raised_again", [False, True])
def test_where_the_legal_route_has_ended_the_lead_makes_the_notice(
    session: DeskSession, gate: StoreGate, visit: Visit, raised_again: bool
) -> None:
    route = {"route": Route.COURT, "outcome": Outcome.GUIDE_LEGAL_ROUTE}
    reg_no = registered(visit(**route), session)
    add_staff("方穗", StaffRole.RECEPTIONIST, "another horse 8", session)
    facts = {"target_unit": "雾泽县人民法院", "unit_address": "府前街9号", "bring": "身份证件、再审申请书"}
    record_event(reg_no, MatterStep("route_ended_on", TODAY, "再审裁定已送达"), session)
    if raised_again:
        reg_no = registered(visit(**route, same_as=SameAs(reg_no, Facts.SAME)), session)
    still_open = registered(visit("罗远山", **route), session)
    desk = gate.sign_in("方穗", "another horse 8")
    with pytest.raises(BadInput) as refused:
        make_document(reg_no, "legal_route_notice", desk, facts=facts)
    assert "带班" in refused.value.problems[0]
    assert preview_document(reg_no, "legal_route_notice", desk, facts=facts).number == ""
    says(make_document(still_open, "legal_route_notice", desk, facts=facts), "第三十一条第一项")
    lead = gate.sign_in(LEAD, PASSWORD)
    says(make_document(reg_no, "legal_route_notice", lead, facts=facts), "第三十一条第一项", "府前街9号")


def test_only_litigation_rests_on_the_article_about_litigation(
    session: DeskSession, organ: DeskSession, visit: Visit
) -> None:
    facts = {"target_unit": "雾泽县人民法院", "unit_address": "府前街3号", "bring": "身份证件、起诉状"}
    court = visit(route=Route.COURT, outcome=Outcome.GUIDE_LEGAL_ROUTE)
    for desk, article in ((session, "第二十条第二款、第二十二条、"), (organ, "第二十条第二款、")):
        paper = make_document(registered(court, desk), "legal_route_notice", desk, facts=facts)
        says(paper, f"依照《信访工作条例》{article}第三十一条第一项的规定")


def test_an_organ_transfers_by_its_own_article(organ: DeskSession, visit: Visit) -> None:
    reg_no = registered(visit(outcome=Outcome.TRANSFER), organ)
    paper = make_document(reg_no, "transfer_notice", organ, facts={**UNIT, "transferred_on": str(TODAY)})
    says(paper, "依照《信访工作条例》第二十三条第一款的规定")
    assert "第二十二条" not in read(paper)


def test_a_referral_says_where_why_and_that_the_visit_is_registered(
    session: DeskSession, visit: Visit
) -> None:
    reg_no = registered(visit(outcome=Outcome.REFER), session)
    facts = {**UNIT, "why": "属于该镇职权范围。", "unit_hours": "工作日9:00—17:00", "forwarded": "yes"}
    says(
        make_document(reg_no, "referral_notice", session, facts=facts),
        *("您今天的来访已经登记", reg_no, "属于该镇职权范围", "工作日9:00—17:00", "由我处一并转交"),
        "《信访工作条例》第二十三条第一款、第二十条第四款",
    )


def test_a_refusal_needs_the_lead_all_ticks_and_the_dates(
    session: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    reg_no = registered(visit(outcome=Outcome.NOT_ACCEPT_PENDING), session)
    add_staff("方穗", StaffRole.RECEPTIONIST, "another horse 8", session)
    ticks = dict.fromkeys(("superior", "same_matter", "accepted", "in_period"), "yes")
    since = TODAY - timedelta(days=20)
    facts = {**ticks, "organ": "柏溪镇人民政府", "stage": "accepted", "since": str(since)}
    with pytest.raises(FactsMissing):
        make_document(reg_no, "non_acceptance_notice", session, facts={**ticks, "organ": "柏溪镇人民政府"})
    late = {**facts, "since": str(TODAY - timedelta(days=90))}
    with pytest.raises(BadInput) as over:
        make_document(reg_no, "non_acceptance_notice", session, facts=late)
    assert "规定期限已经届满" in over.value.problems[0]
    with pytest.raises(SignatureMissing):
        make_document(reg_no, "non_acceptance_notice", session, facts=facts)
    assert day_closing(TODAY, session).refusals[0].signed is None
    paper = make_document(reg_no, "non_acceptance_notice", session, facts=facts, sign=True)
    (signed,) = day_closing(TODAY, session).refusals
    assert signed.signed is not None
    assert signed.signed.by == session.user.name
    says(
        paper,
        *("《信访工作条例》第十九条第三款", "柏溪镇人民政府", zh(since), zh(since + timedelta(days=60))),
        *("同一信访事项", "仍在规定期限内", "我处登记并督办（第四十条）"),
    )
    other = registered(visit("罗远山", outcome=Outcome.NOT_ACCEPT_PENDING), session)
    desk = gate.sign_in("方穗", "another horse 8")
    with pytest.raises(BadInput) as unsigned:
        make_document(other, "non_acceptance_notice", desk, facts=facts, sign=True)
    assert "带班" in unsigned.value.problems[0]


def test_no_longer_accepting_cites_the_recheck_opinion(session: DeskSession, visit: Visit) -> None:
    reg_no = registered(visit(outcome=Outcome.NO_LONGER_ACCEPT), session)
    facts = {
        "recheck_organ": "省复查复核委员会",
        "recheck_number": "云复核〔2026〕12号",
        "recheck_on": str(TODAY),
    }
    with pytest.raises(SignatureMissing):
        make_document(reg_no, "no_longer_accept_notice", session, facts=facts)
    says(
        make_document(reg_no, "no_longer_accept_notice", session, facts=facts, sign=True),
        *("第三十六条第三款", "云复核〔2026〕12号", "省复查复核委员会", "有新的事实或者理由的，可以另行提出"),
        "帮扶（第三十七条）",
    )


@pytest.mark.parametrize(
    ("paper", "article", "more"),
    [
        ("review_request_receipt", "《信访工作条例》第三十五条", "请求复核（第三十六条）"),
        ("recheck_request_receipt", "《信访工作条例》第三十六条", "不再受理（第三十六条）"),
    ],
)
def test_a_request_received_tells_the_challenged_opinion_and_its_due_date(
    session: DeskSession, visit: Visit, paper: str, article: str, more: str
) -> None:
    draft = replace(visit(), materials=(Material("处理意见书", 3, True),))
    reg_no = registered(draft, session)
    facts = {**OPINION, "received_on": str(TODAY)}
    says(
        make_document(reg_no, paper, session, facts=facts),
        *("柏信答〔2026〕7号", "2026年11月20日", "请求撤销处理意见", article, more, "处理意见书"),
        zh(TODAY + timedelta(days=30)),
    )


def test_materials_are_listed_with_pages_and_originals(session: DeskSession, visit: Visit) -> None:
    draft = replace(visit(), materials=(Material("身份证复印件", 1), Material("征地公告", 6, True)))
    reg_no = registered(draft, session)
    paper = make_document(reg_no, "materials_receipt", session)
    says(
        paper,
        "身份证复印件",
        "征地公告",
        "原件",
        "复印件",
        "2份",
        "原件扫描后当场退还",
        "提交人签名",
        "接收人签名",
    )
    bare = registered(visit("罗远山"), session)
    with pytest.raises(BadInput, match="problem"):
        make_document(bare, "materials_receipt", session)


def test_the_letter_of_a_group_names_at_most_five_and_who_was_replaced(
    session: DeskSession, visit: Visit
) -> None:
    draft = visit(people=5)
    people = [replace(p, phone=f"1390000221{i}") for i, p in enumerate(draft.people)]
    people[4] = replace(people[4], acts_until="10:30")
    reg_no = registered(replace(draft, people=tuple(people), present_count=9), session)
    paper = make_document(reg_no, "representative_letter", session)
    says(
        paper,
        *("《信访工作条例》第二十条第三款", "到场9人", "代表（不超过5人）", "13900002210", "10:30"),
        *("未经全体共同信访人书面同意，代表不得撤回", "代表更换记录", "推选人（共同信访人）签名"),
    )
    assert [p.paper for p in fitting_papers(reg_no.rpartition("-")[0], session)][
        -1
    ] == "representative_letter"


def test_an_agent_without_authority_gets_the_receipt_only(session: DeskSession, visit: Visit) -> None:
    draft = visit(outcome=Outcome.TRANSFER)
    agent = PersonDraft(name="罗远山", role=PersonRole.AGENT, address="雾泽县")
    reg_no = registered(replace(draft, people=(agent,)), session)
    with pytest.raises(BadInput) as pending:
        make_document(reg_no, "transfer_notice", session, facts={**UNIT, "transferred_on": str(TODAY)})
    assert "委托" in pending.value.problems[0]
    with_paper = replace(agent, authority_doc=AuthorityDoc(scope="代为提交材料"))
    both = replace(draft, people=(*draft.people, with_paper))
    own = registered(both, session)
    facts = {"valid_from": str(TODAY), "valid_to": str(TODAY + timedelta(days=90))}
    says(make_document(own, "agent_authority", session, facts=facts), "罗远山", "骆青崖", "代为提交材料")


def test_the_registration_form_tells_all_that_was_recorded_with_masked_numbers(
    session: DeskSession, visit: Visit
) -> None:
    reg_no = registered(visit(number="110199199003070017"), session)
    paper = make_document(reg_no, "registration_form", session)
    text = read(paper)
    assert "110199199003070017" not in text
    says(
        paper,
        "骆青崖",
        "请求补足水库扩建征地的青苗补偿款",
        "征收水田十八亩六分",
        "申诉求决",
        "口头提出",
        "1号窗口",
    )


def test_nothing_of_a_sealed_matter_is_on_any_paper(session: DeskSession, visit: Visit) -> None:
    draft = visit()
    secret = MatterDraft(
        purpose=Purpose.ACCUSATION, content_code="2101", place_code="110199", demand="举报某局长受贿",
        facts="收受现金二十万元", oral=True, procedures=draft.matters[0].procedures, reported_person="某局长",
    )  # fmt: skip
    mixed = replace(draft, matters=(draft.matters[0], secret), materials=(Material("行贿记录", 2),))
    done = register_visit(mixed, session)
    open_no, sealed_no = (m.reg_no for m in done.matters)
    form = make_document(open_no, "registration_form", session)
    says(form, sealed_no, "按保密规定另行保存")
    for words in ("举报", "受贿", "二十万", "某局长", "行贿"):
        assert words not in read(form)
    for paper in ("transfer_notice", "legal_route_notice", "referral_notice", "materials_receipt"):
        with pytest.raises(BadInput, match="problem"):
            make_document(sealed_no, paper, session, facts={})
    assert all(
        offer.hindrance for offer in offers(sealed_no, session) if PAPERS[offer.paper].subject == "matter"
    )


def test_a_paper_names_nobody_else(session: DeskSession, visit: Visit) -> None:
    draft = visit(people=3, outcome=Outcome.TRANSFER)
    reg_no = registered(draft, session)
    facts = {**UNIT, "transferred_on": str(TODAY)}
    text = read(make_document(reg_no, "transfer_notice", session, facts=facts))
    assert "骆青崖" in text
    assert not any(p.name in text for p in draft.people[1:])
    anonymous = registered(replace(visit("隐名者", outcome=Outcome.TRANSFER), anonymous=True), session)
    assert "隐名者" not in read(make_document(anonymous, "transfer_notice", session, facts=facts))


def test_a_second_making_is_the_same_paper_marked_again(session: DeskSession, visit: Visit) -> None:
    reg_no = registered(visit(outcome=Outcome.TRANSFER), session)
    facts = {**UNIT, "transferred_on": str(TODAY)}
    first = make_document(reg_no, "transfer_notice", session, facts=facts)
    again = make_document(reg_no, "transfer_notice", session)
    assert (again.number, again.reprint) == (first.number, True)
    assert "补打" in read(again)
    assert read(again).replace("补打", "") == read(first)
    with pytest.raises(BadInput) as changed:
        make_document(reg_no, "transfer_notice", session, facts={"unit_phone": "1"})
    assert "作废" in changed.value.problems[0]


def test_a_voided_paper_stays_in_the_register_and_a_new_one_gets_its_own_number(
    session: DeskSession, visit: Visit
) -> None:
    done = register_visit(visit(), session)
    first = issue_receipt(done.visit_no, session)
    with pytest.raises(BadInput):
        void_paper(first.number, "  ", session)
    void_paper(first.number, "打错了", session)
    with pytest.raises(BadInput):
        void_paper(first.number, "再作废", session)
    second = issue_receipt(done.visit_no, session)
    assert second.number != first.number
    assert not second.reprint
    lines = paper_register(session.clock.today(), session.clock.today(), session)
    assert [(p.number, p.voided, p.void_reason) for p in lines] == [
        (first.number, True, "打错了"),
        (second.number, False, ""),
    ]
    with pytest.raises(NotFound):
        void_paper("雾信访〔2026〕09-9999", "没有", session)
    with session.read() as unit:
        assert unit.problems() == ()


def test_what_a_person_states_is_checked_and_what_is_recorded_is_not_overruled(
    session: DeskSession, visit: Visit
) -> None:
    reg_no = registered(visit(outcome=Outcome.TRANSFER, target_unit="青石镇人民政府"), session)
    for wrong in ({"no_such": "1"}, {"transferred_on": "昨天"}, {"manner": "throw"}, {"unit_phone": " "}):
        with pytest.raises(BadInput):
            make_document(reg_no, "transfer_notice", session, facts=wrong)
    record_event(reg_no, MatterStep("transferred_on", TODAY), session)
    other_day = {"transferred_on": str(TODAY - timedelta(days=1)), "unit_address": "甲", "unit_phone": "1"}
    with pytest.raises(BadInput) as fixed:
        make_document(reg_no, "transfer_notice", session, facts=other_day)
    assert "已经记录为" in fixed.value.problems[0]
    ahead = registered(visit("罗远山", outcome=Outcome.TRANSFER), session)
    future = {**UNIT, "transferred_on": str(TODAY + timedelta(days=9))}
    with pytest.raises(BadInput):
        make_document(ahead, "transfer_notice", session, facts=future)
    assert not [p for p in papers_of_matter(reg_no, session) if p.paper == "transfer_notice"]


def test_a_preview_takes_no_number_and_leaves_lines_for_what_is_missing(
    session: DeskSession, visit: Visit
) -> None:
    reg_no = registered(visit(outcome=Outcome.TRANSFER), session)
    seen = preview_document(reg_no, "transfer_notice", session, facts={"target_unit": "柏溪镇人民政府"})
    says(seen, "预览，尚未编号", "柏溪镇人民政府")
    assert seen.number == ""
    assert len(papers_of_matter(reg_no, session)) == 1


def test_empty_forms_have_no_number_and_are_for_everybody_who_hands_out_papers(session: DeskSession) -> None:
    assert set(blank_forms()) == {"registration_form", "representative_letter", "agent_authority"}
    for paper in blank_forms():
        text = read(blank_form(paper, session))
        assert "〔" not in text
        assert PAPERS[paper].name[-3:] in text
    with pytest.raises(BadInput):
        blank_form("transfer_notice", session)


def test_queue_tickets_count_up_by_the_day_without_anybodys_name(session: DeskSession) -> None:
    numbers = [take_queue_ticket(session, priority=n == 1)[0] for n in range(3)]
    assert numbers == ["A001", "优002", "A003"]
    says(print_queue_ticket(session), "A004", "优先")


def test_large_print_and_both_sizes_of_every_paper(session: DeskSession, visit: Visit) -> None:
    draft = replace(visit(outcome=Outcome.REFER), materials=(Material("征地公告", 6, True),))
    reg_no = registered(draft, session)
    for offer in offers(reg_no, session):
        if offer.hindrance:
            continue
        sizes = {}
        for size in PAPERS[offer.paper].sizes:
            for large in (False, True):
                paper = preview_document(reg_no, offer.paper, session, size=size, large=large)
                assert paper.pages >= 1
                sizes[size, large] = paper.sha256
        assert len(set(sizes.values())) == len(sizes)


def test_a_reader_makes_no_paper(session: DeskSession, gate: StoreGate, visit: Visit) -> None:
    reg_no = registered(visit(), session)
    add_staff("叶知秋", StaffRole.READER, "another horse 8", session)
    reader = gate.sign_in("叶知秋", "another horse 8")
    for act in (
        lambda: offers(reg_no, reader),
        lambda: make_document(reg_no, "transfer_notice", reader),
        lambda: void_paper("雾信访〔2026〕01-0001", "x", reader),
        lambda: blank_form("agent_authority", reader),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_no_font_shows_is_told_before_it_is_printed(session: DeskSession, visit: Visit) -> None:
    draft = visit("مرحبا骆", outcome=Outcome.TRANSFER, demand="请求补足款项😀")
    told = {f.about: f.message for f in assess_visit(draft, session).findings if f.rule is Rule.NOT_SHOWN}
    assert "U+0645" in told[About(person=0)]
    assert "U+1F600" in told[About(matter=0)]
    reg_no = registered(draft, session)
    paper = preview_document(reg_no, "transfer_notice", session)
    assert set(paper.not_shown) == set("مرحبا😀")
    says(paper, "〔U+1F600〕")
    assert not preview_document(registered(visit(), session), "transfer_notice", session).not_shown
