"""Is this matter already known: judging by key, what follows, comparing, taking back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.finding import Assessment, Candidate, Proposal
from app.domain.matter import Outcome
from app.domain.visit import VisitDraft
from app.errors import BadInput
from app.intake.compare import Comparison, Item, Standing, Step, Told
from app.intake.results import SummaryPaper
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage
from ui.pages.reception.form import VisitForm


def proposal(outcome: Outcome, *articles: str, rights: str = "", by: str = "receptionist") -> Proposal:
    return Proposal(0, "accepted_in_time", "R", outcome, (), articles, by, "", right_remaining=rights)


FIRST = Candidate(
    matter=0,
    reg_no="110199001-1-1",
    score=0.91,
    verdict="same_matter",
    why=("同一信访人", "被反映单位不同", "所述内容相近：标准不同", "本次是2组，已登记的是3组"),
    state="overdue_no_reply",
    due_on=date(2026, 11, 11),
    office="110199001",
    demand="上坞村七组青苗费没有足额发放",
    days_left=-12,
    marks=((3, 8),),
    petitioners=("方穗", "unknown"),
    registered_on=date(2026, 9, 12),
    target_unit="柏溪镇人民政府",
    if_same=proposal(Outcome.SUPERVISE, "40", "45(1)", rights="反映逾期(40、44)；查询、评价权(21)"),
    if_new=proposal(Outcome.ADD_TO_FILE, "23"),
)
LAPSED = replace(
    FIRST,
    reg_no="110199001-2-1",
    score=0.58,
    state="replied_review_lapsed",
    days_left=-40,
    if_same=proposal(Outcome.HUMAN_DECIDE, "33", "44(2)", by="lead"),
    if_new=None,
)
FOREIGN = replace(
    FIRST,
    reg_no="省网-2025-0042",
    foreign_id="省网-2025-0042",
    score=0.44,
    state="unsure",
    due_on=None,
    days_left=None,
    office="",
    target_unit="",
    petitioners=(),
)
COMPARISON = Comparison(
    number=FIRST.reg_no,
    foreign=False,
    registered_on=FIRST.registered_on,
    petitioners=("方穗",),
    state="overdue_no_reply",
    due_on=FIRST.due_on,
    days_left=-12,
    target_unit="柏溪镇人民政府",
    demand=Told("请求补足青苗补偿款", ((4, 6),)),
    facts=Told("每户只领到一半。"),
    known_demand=Told("<i>青苗</i>费没有足额发放", ((3, 5),)),
    known_facts=Told("公告标准每亩 2400 元。"),
    items=(
        Item("组别", "七组", "三组", Standing.DIFFERENT),
        Item("数字", "1100", "", Standing.ONLY_NOW),
        Item("问题属地", "上坞村", "上坞村", Standing.SAME),
    ),
    steps=(
        Step(date(2026, 9, 12), "registered", "", "林知夏"),
        Step(date(2026, 9, 14), "transferred_on", "转送柏溪镇", "周予安"),
    ),
    papers=(SummaryPaper("来访登记回执", "雾接〔2026〕2-004", 1, False),),
)


def remaining(*candidates: Candidate) -> Callable[[VisitDraft], Assessment]:
    """As the finder does: what was judged to be another matter is not named again."""

    def assess(draft: VisitDraft) -> Assessment:
        matter = draft.matters[0]
        judged = matter.same_as is not None
        left = () if judged else tuple(c for c in candidates if c.reg_no not in matter.not_same)
        return Assessment((), left, ())

    return assess


@pytest.fixture
def known(open_page: Callable[[], Hands], back: Backstage) -> Hands:
    back.assessment = remaining(FIRST, LAPSED, FOREIGN)
    back.comparison = COMPARISON
    hands = open_page()
    hands.fill_person()
    hands.fill_matter()
    hands.find("demand").setFocus()
    hands.ask_rules()
    return hands


def alt(hands: Hands, key: Qt.Key) -> None:
    target = QApplication.focusWidget() or hands.page
    hands._qtbot.keyClick(target, key, Qt.KeyboardModifier.AltModifier)


def cards(hands: Hands) -> list[Any]:
    return [c for c in hands.find("candidatesList").children() if c.property("role") == "candidate"]


def said(widget: Any) -> str:
    return "\n".join(w.text() for w in widget.findChildren(QLabel))


# --- what a card says --------------------------------------------------------------------------------


def test_a_card_says_enough_to_judge(known: Hands) -> None:
    card = cards(known)[0]
    words = said(card)
    assert "办理期满仍未答复，已超期 12 天" in words
    assert "方穗、不详 2026-09-12 来访 · 承办：柏溪镇人民政府" in words
    assert "像是同一事项　支持：同一信访人；所述内容相近：标准不同" in words
    assert "不支持：被反映单位不同；本次是2组，已登记的是3组" in words
    assert "青苗" in words.split("background-color")[1]
    late = next(w for w in card.findChildren(QLabel) if "已超期" in w.text())
    assert late.property("role") == "error"


def test_what_follows_is_told_before_anyone_judges(known: Hands) -> None:
    words = said(cards(known)[0])
    assert (
        "若是同一事项：督办（第四十条、第四十五条第一项）；"
        "来访人仍可：反映逾期（第四十条、第四十四条）；查询、评价权（第二十一条）"
    ) in words
    assert "由负责人研究决定，须带班确认" in said(cards(known)[1])


def test_a_right_that_lapsed_is_nobody_being_late(known: Hands) -> None:
    words = said(cards(known)[1])
    assert "已答复，复查申请期已过" in words
    assert "超期" not in words


def test_a_matter_registered_elsewhere_is_shown_as_such(known: Hands) -> None:
    words = said(cards(known)[2])
    assert "省网-2025-0042" in words
    assert "外部登记，办理情况本机不掌握" in words
    assert "2026-09-12 登记" in words


# --- judging -----------------------------------------------------------------------------------------


def test_one_key_and_one_more_say_the_same_and_typing_goes_on(known: Hands, back: Backstage) -> None:
    alt(known, Qt.Key.Key_S)
    assert known.focus() == "factsSame"
    assert known.form.matters[0].same_as is None
    known.key(Qt.Key.Key_1)
    assert known.form.matters[0].same_as == {"reg_no": FIRST.reg_no, "facts": "same"}
    assert back.assessed[-1].matters[0].same_as is not None, "the rules are asked at once"
    assert "依法：督办" in said(cards(known)[0])
    assert known.focus() == "demand"


def test_new_facts_lead_elsewhere_and_can_be_chosen_later(known: Hands, back: Backstage) -> None:
    alt(known, Qt.Key.Key_S)
    known.key(Qt.Key.Key_2)
    assert known.form.matters[0].same_as == {"reg_no": FIRST.reg_no, "facts": "new"}
    assert "依法：补充材料并入在办事项" in said(cards(known)[0])
    known.press("otherFacts")
    assert known.form.matters[0].same_as == {"reg_no": FIRST.reg_no, "facts": "same"}


def test_not_the_same_brings_up_the_next_and_is_kept(known: Hands, back: Backstage) -> None:
    alt(known, Qt.Key.Key_B)
    alt(known, Qt.Key.Key_B)
    assert back.assessed[-1].matters[0].not_same == (FIRST.reg_no, LAPSED.reg_no)
    assert [FOREIGN.reg_no in said(c) for c in cards(known)] == [True]
    assert known.focus() == "demand"
    known.press("registerAndPrint")
    assert back.registered[-1][0].matters[0].not_same == (FIRST.reg_no, LAPSED.reg_no)


def test_unsure_stays_in_view_waits_no_longer_and_registers_as_new(known: Hands, back: Backstage) -> None:
    assert known.page.view.checks_note == "3 项待您判断"
    alt(known, Qt.Key.Key_N)
    assert known.page.view.checks_note == "2 项待您判断"
    assert "拿不准：先按新事项登记" in said(cards(known)[0])
    known.press("registerAndPrint")
    matter = back.registered[-1][0].matters[0]
    assert (matter.unsure, matter.same_as) == ((FIRST.reg_no,), None)


def test_a_visit_is_registered_with_nothing_judged(known: Hands, back: Backstage) -> None:
    known.press("registerAndPrint")
    matter = back.registered[-1][0].matters[0]
    assert (matter.same_as, matter.not_same, matter.unsure) == (None, (), ())


def test_in_the_list_letters_judge_the_card_that_has_the_keyboard(known: Hands) -> None:
    alt(known, Qt.Key.Key_C)
    known.key(Qt.Key.Key_Down)
    known.key(Qt.Key.Key_B)
    assert known.form.matters[0].not_same == [LAPSED.reg_no]
    known.key(Qt.Key.Key_N)
    assert known.form.matters[0].unsure == [FOREIGN.reg_no], "the card that came up in its place is next"
    known.key(Qt.Key.Key_Escape)
    assert known.focus() == "demand"


def test_a_bar_code_typed_by_a_scanner_judges_nothing(known: Hands) -> None:
    alt(known, Qt.Key.Key_C)
    for digit in "6901234567892":
        known.key(Qt.Key(ord(digit)))
    matter = known.form.matters[0]
    assert (matter.same_as, matter.not_same, matter.unsure) == (None, [], [])


def test_a_key_held_down_judges_nothing(known: Hands) -> None:
    alt(known, Qt.Key.Key_C)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "b", True)
    QApplication.sendEvent(cards(known)[0], held)
    assert known.form.matters[0].not_same == []


def test_the_last_judgement_is_taken_back_by_key_or_button(known: Hands) -> None:
    alt(known, Qt.Key.Key_B)
    alt(known, Qt.Key.Key_N)
    alt(known, Qt.Key.Key_C)
    known._qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (known.form.matters[0].not_same, known.form.matters[0].unsure) == ([FIRST.reg_no], [])
    known.press("undoDecision")
    assert known.form.matters[0].not_same == []
    assert FIRST.reg_no in said(cards(known)[0])
    assert not known.find("undoDecision").isVisible()


def test_the_last_of_all_is_taken_back_by_key_too(known: Hands, back: Backstage) -> None:
    alt(known, Qt.Key.Key_C)
    for _ in range(3):
        known.key(Qt.Key.Key_B)
    assert known.focus() == "undoDecision"
    known._qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert known.form.matters[0].not_same == [FIRST.reg_no, LAPSED.reg_no]
    assert FOREIGN.reg_no in said(cards(known)[0])


def test_undo_in_the_demand_takes_back_typing_and_no_judgement(known: Hands) -> None:
    alt(known, Qt.Key.Key_B)
    known.find("demand").insertPlainText("，并公开账目")  # type: ignore[attr-defined]
    known._qtbot.keyClick(known.find("demand"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert known.form.matters[0].not_same == [FIRST.reg_no]
    assert "账目" not in known.form.matters[0].demand


def test_a_judgement_of_one_matter_is_not_taken_back_at_another(known: Hands) -> None:
    alt(known, Qt.Key.Key_B)
    known.press("addMatter")
    assert not known.find("undoDecision").isVisible()


def test_judgements_outlive_the_program(
    known: Hands, open_page: Callable[[], Hands], back: Backstage
) -> None:
    alt(known, Qt.Key.Key_N)
    alt(known, Qt.Key.Key_S)
    known.key(Qt.Key.Key_1)
    again = VisitForm.from_json(known.form.to_json()).matters[0]
    assert again.same_as == {"reg_no": FIRST.reg_no, "facts": "same"}
    assert again.unsure == []
    known.page.presenter.desk.take_up(VisitForm.from_json(known.form.to_json()))
    known.ask_rules()
    words = said(cards(known)[0])
    assert FIRST.reg_no in words
    assert "已认定同一事项" in words
    known.press("undoSame")
    assert known.form.matters[0].same_as is None


def test_keys_do_nothing_where_no_candidate_is_seen(known: Hands, back: Backstage) -> None:
    known.press("confirmWithVisitor")
    alt(known, Qt.Key.Key_B)
    assert known.form.matters[0].not_same == []


# --- comparing ---------------------------------------------------------------------------------------


def compared(hands: Hands) -> str:
    return hands.read_aloud("comparePanel")


def test_both_are_seen_side_by_side_with_what_differs_and_what_became_of_it(
    known: Hands, back: Backstage, runner: InlineRunner
) -> None:
    alt(known, Qt.Key.Key_D)
    assert known.page.view.compare.isVisible()
    assert known.find("candidatesList").isVisible()
    draft, matter, number = back.compared[-1]
    assert (draft.matters[matter].demand, number) == ("请求补足青苗补偿款", FIRST.reg_no)
    assert runner.ran[-1] == "store"
    words = compared(known)
    assert f"本次与 {FIRST.reg_no} 对比" in words
    assert "办理期满仍未答复，已超期 12 天" in words
    assert "&lt;i&gt;" in words, "what was said is never markup"
    assert words.count("background-color") == 2
    for line in ("七组\n三组\n✕ 不同", "1100\n—\n只在本次提到", "上坞村\n上坞村\n一致"):
        assert line in words
    assert "2026-09-14　转送：转送柏溪镇　周予安" in words
    assert "来访登记回执　雾接〔2026〕2-004" in words


def test_comparing_ends_where_it_began_and_judges_meanwhile(known: Hands) -> None:
    alt(known, Qt.Key.Key_D)
    assert QApplication.focusWidget() is known.page.view.compare.body
    alt(known, Qt.Key.Key_S)
    known.key(Qt.Key.Key_1)
    assert known.form.matters[0].same_as is not None
    assert known.page.view.shows_compare
    known.key(Qt.Key.Key_Escape)
    assert known.page.view.shows_form
    assert known.focus() == "demand"
    alt(known, Qt.Key.Key_D)
    alt(known, Qt.Key.Key_D)
    assert known.page.view.shows_form
    assert FIRST.reg_no not in compared(known)


def test_the_one_that_is_not_it_is_put_aside(known: Hands) -> None:
    alt(known, Qt.Key.Key_D)
    alt(known, Qt.Key.Key_B)
    assert known.page.view.shows_form
    assert known.focus() == "demand"


def test_a_long_comparison_scrolls_by_keyboard(known: Hands, back: Backstage) -> None:
    back.comparison = replace(COMPARISON, known_facts=Told("镇里说已经拨付到村。\n" * 120))
    alt(known, Qt.Key.Key_D)
    bar = known.page.view.compare.body.verticalScrollBar()
    known._qtbot.waitUntil(lambda: bar.maximum() > 0)
    for key, there in (
        (Qt.Key.Key_Down, lambda: bar.value() > 0),
        (Qt.Key.Key_End, lambda: bar.value() == bar.maximum()),
        (Qt.Key.Key_Home, lambda: bar.value() == 0),
        (Qt.Key.Key_PageDown, lambda: bar.value() > 0),
    ):
        known.key(key)
        assert there(), key


def test_an_answer_that_comes_after_it_was_closed_is_dropped(known: Hands, runner: InlineRunner) -> None:
    runner.hold()
    alt(known, Qt.Key.Key_D)
    assert "正在读取" in compared(known)
    known.key(Qt.Key.Key_Escape)
    runner.release()
    assert "2400" not in compared(known)


def test_what_cannot_be_compared_is_said_and_the_form_is_back(
    known: Hands, back: Backstage, said: Said
) -> None:
    back.comparison = BadInput(["保密事项不参与比对。"])
    alt(known, Qt.Key.Key_D)
    assert known.page.view.shows_form
    assert any("保密事项不参与比对" in text for _, text in said.posted)


def test_locking_leaves_nothing_of_anybody(known: Hands) -> None:
    alt(known, Qt.Key.Key_D)
    known.page.end()
    assert FIRST.demand not in compared(known) + known.read_aloud("candidatesList")


# --- sealed, empty, endless --------------------------------------------------------------------------


def test_an_accusation_has_no_candidates_and_says_so(known: Hands, back: Backstage) -> None:
    known.choose("purpose", "accusation")
    assert cards(known) == []
    assert "检举控告类事项不查重。" in known.read_aloud("candidatesList")
    alt(known, Qt.Key.Key_D)
    alt(known, Qt.Key.Key_B)
    assert back.compared == []
    assert known.form.matters[0].not_same == []


@pytest.mark.parametrize(
    ("demand", "note"),
    [
        ("", ""),
        ("   \n", ""),
        ("……！？，。", "诉求里还没有可比对的文字。"),
        ("青苗费", "没有找到相近的已知事项。"),
    ],
)
def test_where_nothing_is_found_a_sentence_says_why(hands: Hands, said: Said, demand: str, note: str) -> None:
    hands.enter("demand", demand)
    hands.ask_rules()
    words = [w.text() for w in hands.find("candidatesList").findChildren(QLabel) if w.isVisible()]
    assert words == ([note] if note else [])
    assert said.crashes == []


def test_twenty_thousand_signs_are_compared_and_shown_in_part(known: Hands, back: Backstage) -> None:
    long = "镇里说已经拨付到村，村里说没有收到。" * 1112
    known.enter("facts", long[:20000])
    back.comparison = replace(COMPARISON, facts=Told(long[:20000], ((0, 4), (19000, 19004))))
    known.ask_rules()
    alt(known, Qt.Key.Key_D)
    words = compared(known)
    assert "共 20000 字，这里显示前 2000 字" in words
    assert len(words) < 12_000


def test_everything_fits_the_smallest_screen(known: Hands) -> None:
    known.page.resize(1290, 694)
    alt(known, Qt.Key.Key_D)
    panel, column = known.page.view.compare, known.find("candidatesList")
    assert panel.width() >= 600
    for card in cards(known):
        assert card.minimumSizeHint().width() <= column.width()
        for button in card.buttons.values():
            assert button.width() >= button.sizeHint().width()
