"""Matters at the page: tabs, live rules, candidates, the decision."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.finding import About, Assessment, Candidate, Effect, Finding, Proposal, Rule
from app.domain.matter import Facts, Outcome
from tests.fakes.runner import InlineRunner
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage

PROPOSAL = Proposal(
    matter=0,
    state="none",
    rule_id="R001",
    outcome=Outcome.TRANSFER,
    notices=("visit_receipt",),
    articles=("22",),
    confirm_by="receptionist",
    target_unit="柏溪镇人民政府",
    due_on=date(2026, 12, 8),
    tell_visitor="将在15日内转送有权处理的单位。",
)
FIRST = Candidate(
    matter=0,
    reg_no="110199001-1-1",
    score=0.91,
    verdict="same_matter",
    why=("同一信访人",),
    state="accepted_in_time",
    due_on=date(2026, 12, 16),
    office="雾泽县",
    demand="<b>青苗费</b>没有足额发放",
    days_left=23,
    marks=((3, 6),),
    petitioners=("方穗",),
)
SECOND = replace(FIRST, reg_no="110199001-2-1", score=0.58, demand="道路硬化占地")


@pytest.fixture
def with_candidates(open_page: Callable[[], Hands], back: Backstage) -> Hands:
    back.assessment = Assessment((), (FIRST, SECOND), (PROPOSAL,))
    hands = open_page()
    hands.fill_person()
    hands.fill_matter()
    hands.ask_rules()
    return hands


def test_the_rules_are_asked_on_the_store_lane_with_what_stands_there(
    hands: Hands, back: Backstage, runner: InlineRunner
) -> None:
    hands.enter("demand", "请求补足")
    hands.ask_rules()
    assert back.assessed[-1].matters[0].demand == "请求补足"
    assert back.assessed[-1].matters[0].place_code == "110199"
    assert "store" in runner.ran


def test_an_answer_to_an_older_form_is_dropped(
    open_page: Callable[[], Hands], back: Backstage, runner: InlineRunner
) -> None:
    def echo(draft: object) -> Assessment:
        text = draft.matters[0].demand  # type: ignore[attr-defined]
        return Assessment((Finding(Rule.LEGAL_ROUTE, Effect.WARN, "22", f"问过：{text}"),), (), ())

    back.assessment = echo
    hands = open_page()
    hands.enter("demand", "旧")
    runner.hold()
    hands.ask_rules()
    hands.enter("demand", "新")
    runner.release()
    assert "问过：旧" not in hands.read_aloud("findingsList")
    hands.ask_rules()
    assert "问过：新" in hands.read_aloud("findingsList")


def test_one_question_at_a_time_and_one_more_for_what_changed(
    hands: Hands, back: Backstage, runner: InlineRunner
) -> None:
    hands.enter("demand", "一")
    runner.hold()
    for text in ("二", "三", "四"):
        hands.ask_rules()
        hands.enter("demand", text)
    hands.ask_rules()
    before = len(back.assessed)
    runner.release()
    assert len(back.assessed) - before == 2
    assert back.assessed[-1].matters[0].demand == "四"


def test_a_finding_shows_word_and_full_article(open_page: Callable[[], Hands], back: Backstage) -> None:
    finding = Finding(
        Rule.LEGAL_ROUTE, Effect.WARN, "31(1)", "应走法定途径。", About(matter=0), ("choose_route",)
    )
    back.assessment = Assessment((finding,), (), ())
    hands = open_page()
    hands.ask_rules()
    said = hands.read_aloud("findingsList")
    assert "《信访工作条例》第三十一条第一项" in said
    assert "请留意" in said
    hands.press("remedy_choose_route")
    assert hands.focus() == "route"


def test_the_proposal_is_chosen_and_marked(with_candidates: Hands) -> None:
    box = with_candidates.find("outcome")
    assert box.currentData() == "TRANSFER"  # type: ignore[attr-defined]
    assert "建议" in box.currentText()  # type: ignore[attr-defined]
    assert with_candidates.form.matters[0].outcome == ""
    assert not with_candidates.find("reason").isVisible()


def test_another_choice_asks_for_a_reason(with_candidates: Hands) -> None:
    with_candidates.choose("outcome", "ACCEPT")
    assert with_candidates.find("reason").isVisible()
    assert with_candidates.form.matters[0].outcome == "ACCEPT"
    with_candidates.choose("outcome", "TRANSFER")
    assert with_candidates.form.matters[0].outcome == ""


def test_a_refusal_needs_the_lead(with_candidates: Hands) -> None:
    with_candidates.choose("outcome", "NOT_ACCEPT_PENDING")
    words = [
        w.text()
        for w in with_candidates.page.view.outcome.findChildren(type(with_candidates.page.view.draft_state))
    ]
    assert any("带班" in w for w in words)


@pytest.mark.parametrize("outcome", ["ACCEPT", "NO_LONGER_ACCEPT"])
def test_without_a_reason_f9_asks_for_it(with_candidates: Hands, back: Backstage, outcome: str) -> None:
    with_candidates.choose("outcome", outcome)
    with_candidates.press("registerAndPrint")
    assert back.registered == []
    assert with_candidates.focus() == "reason"
    with_candidates.enter("reason", "镇里已答应当场办结")
    with_candidates.press("registerAndPrint")
    matter = back.registered[-1][0].matters[0]
    assert (matter.outcome, matter.reason) == (outcome, "镇里已答应当场办结")


def test_going_along_with_the_proposal_needs_no_reason(with_candidates: Hands, back: Backstage) -> None:
    with_candidates.press("registerAndPrint")
    assert back.registered[-1][0].matters[0].reason == ""


def test_candidates_are_shown_with_words_escaped(with_candidates: Hands) -> None:
    said = with_candidates.read_aloud("candidatesList")
    assert "110199001-1-1" in said
    assert "剩 23 天" in said
    assert "0.91" in said
    assert "&lt;b&gt;" in said


def test_sameness_is_decided_with_facts_and_can_be_undone(with_candidates: Hands, back: Backstage) -> None:
    with_candidates.press("sameMatter")
    assert with_candidates.form.matters[0].same_as is None
    assert with_candidates.focus() == "factsSame"
    with_candidates.press("factsNew")
    with_candidates.ask_rules()
    same = back.assessed[-1].matters[0].same_as
    assert same is not None
    assert (same.reg_no, same.facts) == ("110199001-1-1", Facts.NEW)
    assert "110199001-2-1" not in with_candidates.read_aloud("candidatesList")
    with_candidates.press("undoSame")
    assert with_candidates.form.matters[0].same_as is None


def test_a_decided_matter_stays_in_view_when_the_finder_drops_it(
    with_candidates: Hands, back: Backstage
) -> None:
    with_candidates.press("sameMatter")
    with_candidates.press("factsSame")
    back.assessment = Assessment((), (), (PROPOSAL,))
    with_candidates.ask_rules()
    assert "110199001-1-1" in with_candidates.read_aloud("candidatesList")


def test_not_the_same_is_remembered_for_this_visit(with_candidates: Hands) -> None:
    with_candidates.press("notSameMatter")
    with_candidates.ask_rules()
    said = with_candidates.read_aloud("candidatesList")
    assert "110199001-1-1" not in said
    assert "110199001-2-1" in said
    with_candidates.press("restoreCandidates")
    assert "110199001-1-1" in with_candidates.read_aloud("candidatesList")


def test_the_fixed_names_belong_to_the_chosen_card(with_candidates: Hands) -> None:
    cards = [
        w for w in with_candidates.find("candidatesList").children() if w.property("role") == "candidate"
    ]
    cards[1].setFocus()  # type: ignore[attr-defined]
    with_candidates.press("notSameMatter")
    assert with_candidates.form.matters[0].not_same == ["110199001-2-1"]


def test_an_accusation_shows_no_candidates_and_no_title(with_candidates: Hands) -> None:
    with_candidates.choose("purpose", "accusation")
    assert "110199001-1-1" not in with_candidates.read_aloud("candidatesList")
    assert "征地补偿" not in with_candidates.page.view.matter.tabs.tabText(0)
    assert with_candidates.find("reportedPerson").isVisible()


def test_matters_are_added_edited_and_removed(hands: Hands) -> None:
    hands.fill_matter()
    hands.press("addMatter")
    assert hands.find("demand").toPlainText() == ""  # type: ignore[attr-defined]
    hands.enter("demand", "第二件")
    tabs = hands.page.view.matter.tabs
    assert tabs.count() == 2
    tabs.setCurrentIndex(0)
    assert hands.find("demand").toPlainText() == "请求补足青苗补偿款"  # type: ignore[attr-defined]
    assert hands.form.matters[1].place_code == "110199"
    hands.press("removeMatter")
    assert [m.demand for m in hands.form.matters] == ["第二件"]


def test_none_of_the_procedures_excludes_the_others(hands: Hands) -> None:
    hands.press("procedure_litigation")
    hands.press("procedure_review")
    assert hands.form.matters[0].procedures == ["litigation", "review"]
    hands.press("procedure_none")
    assert hands.form.matters[0].procedures == ["none"]
    hands.press("procedure_arbitration")
    assert hands.form.matters[0].procedures == ["arbitration"]


def test_several_units_and_a_dispute_are_said_where_the_unit_is_chosen(
    open_page: Callable[[], Hands], back: Backstage
) -> None:
    back.assessment = Assessment((), (), (PROPOSAL,))
    hands = open_page()
    hands.fill_person()
    hands.fill_matter()
    outcome = hands.page.view.outcome
    assert not outcome.co_units.isVisible()
    outcome.several.click()
    assert outcome.co_units.isVisible()
    hands.enter("targetUnit", "县住建局")
    hands.enter("coUnits", "县水利局、柏溪镇人民政府")
    outcome.in_dispute.click()
    hands.ask_rules()
    matter = back.assessed[-1].matters[0]
    assert (matter.lead_unit, matter.in_dispute) == ("县住建局", True)
    assert matter.co_units == ("县水利局", "柏溪镇人民政府")
    said = " ".join(label.text() for label in outcome.findChildren(QLabel))
    assert "15日照常计算" in said
    outcome.in_dispute.click()
    hands.enter("coUnits", "")
    hands.ask_rules()
    assert back.assessed[-1].matters[0].lead_unit == ""


def test_a_person_says_that_an_accusation_is_about_the_own_office(hands: Hands, back: Backstage) -> None:
    box = hands.find("aboutOwnOffice")
    assert not box.isVisible()
    hands.choose("purpose", "accusation")
    assert box.isVisible()
    box.click()  # type: ignore[attr-defined]
    hands.ask_rules()
    assert back.assessed[-1].matters[0].about_own_office
    hands.choose("purpose", "claim")
    assert not box.isVisible()
    hands.ask_rules()
    assert not back.assessed[-1].matters[0].about_own_office
