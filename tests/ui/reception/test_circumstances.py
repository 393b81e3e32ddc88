"""Answers about the visit as a whole, and the written authority of who acts for others."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QToolButton

from app.domain.finding import About, Assessment, Effect, Finding, Rule
from app.domain.person import AuthorityDoc
from app.domain.visit import VisitDraft
from app.domain.words import ASSISTANCE_ZH, NOTIFY_ZH
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage
from ui.pages.reception.conversion import day_of, draft_of
from ui.pages.reception.form import PersonForm, VisitForm


def opened(hands: Hands) -> Hands:
    hands.function_key(Qt.Key.Key_F8, hands.find("circumstances").isVisible)
    return hands


def registered(hands: Hands, back: Backstage) -> VisitDraft:
    hands.press("registerAndPrint")
    return back.registered[-1][0]


def test_f8_opens_the_answers_and_the_keyboard_is_there(hands: Hands) -> None:
    opened(hands)
    assert hands.focus() == "assistance_read_out"
    hands.key(Qt.Key.Key_Return)
    assert hands.focus() == "assistance_large_print"


def test_f8_and_escape_lead_back(hands: Hands) -> None:
    opened(hands)
    hands.function_key(Qt.Key.Key_F8, hands.find("demand").isVisible)
    opened(hands)
    hands.key(Qt.Key.Key_Escape)
    assert hands.find("demand").isVisible()


def test_tab_goes_through_every_answer(hands: Hands) -> None:
    opened(hands)
    met = []
    while hands.focus() != "circumstancesBack":
        met.append(hands.focus())
        hands.key(Qt.Key.Key_Tab)
        assert len(met) < 20
    assert met[5:] == ["notifyBy", "urgent", "jointSigned", "anonymous", "leftEarly", "remark"]
    assert len(met[:5]) == len(ASSISTANCE_ZH)


def test_every_answer_is_registered(hands: Hands, back: Backstage) -> None:
    hands.fill_person()
    hands.fill_matter()
    opened(hands)
    for name in ("assistance_large_print", "assistance_wheelchair", "urgent", "jointSigned", "leftEarly"):
        hands.press(name)
    hands.choose("notifyBy", "post")
    hands.enter("remark", " 由村干部陪同 ")
    draft = registered(hands, back)
    assert draft.assistance == ("large print", "wheelchair")
    assert (draft.urgent, draft.joint_signed, draft.left_early) == (True, True, True)
    assert (draft.notify_by, draft.remark, draft.anonymous) == ("post", "由村干部陪同", False)


def test_an_ordinary_visit_needs_none_of_it(hands: Hands, back: Backstage) -> None:
    hands.fill_person()
    hands.fill_matter()
    draft = registered(hands, back)
    assert (draft.assistance, draft.remark, draft.notify_by) == ((), "", "paper")
    flags = (draft.urgent, draft.joint_signed, draft.left_early, draft.anonymous)
    assert not any(flags)


def test_the_button_counts_what_is_special(hands: Hands) -> None:
    button = hands.find("circumstancesButton", QPushButton)
    assert button.text() == "情况"
    opened(hands)
    hands.press("urgent")
    hands.enter("remark", "由村干部陪同")
    assert button.text() == "情况 2 项"
    hands.press("nextVisitor")
    assert button.text() == "情况"
    assert not hands.find("urgent", QAbstractButton).isChecked()


def test_answers_are_kept_with_the_draft(hands: Hands, back: Backstage) -> None:
    hands.fill_person()
    opened(hands)
    hands.press("assistance_sign_language")
    hands.press("urgent")
    hands.enter("remark", "由村干部陪同")
    hands.page.keep_now()
    (draft,) = back.drafts.values()
    again = VisitForm.from_json(draft.form)
    assert (again.assistance, again.urgent, again.remark) == (["sign language"], True, "由村干部陪同")


def test_who_stays_anonymous_is_asked_nothing(hands: Hands, back: Backstage) -> None:
    hands.fill_matter()
    opened(hands)
    hands.press("anonymous")
    draft = registered(hands, back)
    assert draft.anonymous
    assert draft.people == ()


def test_a_remark_beyond_its_length_is_shown_not_cut(hands: Hands, back: Backstage) -> None:
    hands.fill_person()
    hands.fill_matter()
    opened(hands)
    hands.enter("remark", "备" * 501)
    hands.key(Qt.Key.Key_Escape)
    hands.press("registerAndPrint")
    assert back.registered == []
    assert hands.find("remark").isVisible()
    assert hands.focus() == "remark"
    assert hands.find("remark").toPlainText() == "备" * 501  # type: ignore[attr-defined]


def test_beside_an_accusation_the_remark_says_that_it_is_not_sealed(hands: Hands) -> None:
    hands.choose("purpose", "accusation")
    opened(hands)
    assert "不保密" in hands.read_aloud("circumstances")


def test_what_was_confirmed_is_open_again_when_the_answer_goes_elsewhere(hands: Hands) -> None:
    hands.form.confirmed = {"how": "signature", "witnesses": []}
    opened(hands)
    hands.press("urgent")
    assert hands.form.confirmed is not None
    hands.choose("notifyBy", "sms")
    assert hands.form.confirmed is None


def test_every_choice_is_named_in_chinese(hands: Hands) -> None:
    box: Any = hands.find("notifyBy")
    assert {box.itemText(i) for i in range(box.count())} == set(NOTIFY_ZH.values())
    words = {b.text() for b in hands.find("assistance").findChildren(QAbstractButton)}
    assert words == set(ASSISTANCE_ZH.values())


# --- authority ---------------------------------------------------------------------------------------


def pending(draft: VisitDraft) -> Assessment:
    without = [i for i, p in enumerate(draft.people) if p.role == "agent" and p.authority_doc is None]
    return Assessment(
        tuple(
            Finding(
                Rule.AUTHORITY_PENDING,
                Effect.WARN,
                "23(2)",
                "代理人或监护人尚未提交有效的书面委托、监护依据。",
                About(person=i),
                ("authority_doc",),
            )
            for i in without
        ),
        (),
        (),
    )


@pytest.fixture
def agent(hands: Hands, back: Backstage) -> Hands:
    back.assessment = pending
    hands.fill_person()
    hands.fill_matter()
    hands.choose("personRole", "agent")
    hands.ask_rules()
    return hands


def test_the_finding_leads_to_the_fields_and_goes_when_they_are_filled(agent: Hands, back: Backstage) -> None:
    agent.press("remedy_authority_doc")
    assert agent.focus() == "authorityScope"
    assert "骆青崖" in agent.read_aloud("authority")
    agent.enter("authorityScope", "授权委托书，代为反映")
    agent.enter("authorityFrom", "2026.11.1")
    agent.enter("authorityTo", "20271031")
    agent.ask_rules()
    assert not agent.exists("remedy_authority_doc")
    (person,) = registered(agent, back).people
    assert person.authority_doc == AuthorityDoc("授权委托书，代为反映", date(2026, 11, 1), date(2027, 10, 31))


def test_the_persons_menu_leads_there_too(agent: Hands) -> None:
    more = agent.find("personMore", QToolButton)
    menu = more.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    (action,) = (a for a in menu.actions() if "依据" in a.text())
    action.trigger()
    assert agent.find("authority").isVisible()


def test_a_petitioner_is_not_asked_for_authority(hands: Hands, back: Backstage) -> None:
    hands.fill_person()
    menu = hands.find("personMore", QToolButton).menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    assert not [a for a in menu.actions() if "依据" in a.text()]


def test_a_day_that_is_none_is_asked_again(agent: Hands, back: Backstage) -> None:
    agent.press("remedy_authority_doc")
    agent.enter("authorityScope", "授权委托书")
    agent.enter("authorityTo", "2026-02-30")
    agent.key(Qt.Key.Key_Escape)
    agent.press("registerAndPrint")
    assert back.registered == []
    assert agent.focus() == "authorityTo"


def test_a_term_that_ends_before_it_begins_is_asked_again(agent: Hands, back: Backstage) -> None:
    agent.press("remedy_authority_doc")
    agent.enter("authorityScope", "授权委托书")
    agent.enter("authorityFrom", "2026-11-01")
    agent.enter("authorityTo", "2026-10-01")
    agent.press("registerAndPrint")
    assert back.registered == []
    assert agent.focus() == "authorityTo"


def test_without_authority_the_visit_is_registered_all_the_same(agent: Hands, back: Backstage) -> None:
    assert registered(agent, back).people[0].authority_doc is None


def test_authority_is_dropped_with_the_role_that_needs_it() -> None:
    form = VisitForm("d", people=[PersonForm(name="甲", role="petitioner", authority_scope="委托书")])
    assert draft_of(form)[0].people[0].authority_doc is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        ("20261123", date(2026, 11, 23)),
        ("2026.1.5", date(2026, 1, 5)),
        ("２０２６年１１月２３日", date(2026, 11, 23)),
        ("2026/11/23", date(2026, 11, 23)),
        ("2026-02-30", None),
        ("2026111", None),
        ("长期", None),
        ("", None),
    ],
)
def test_days_are_taken_as_people_write_them(text: str, day: date | None) -> None:
    assert day_of(text) == day
