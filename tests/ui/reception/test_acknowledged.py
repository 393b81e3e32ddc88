"""Warnings gone on from: one key, and the reason is kept with the visit."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.domain.finding import About, Assessment, Effect, Finding, Rule
from app.domain.visit import Acknowledged, VisitDraft
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage
from ui.pages.reception.conversion import draft_of
from ui.pages.reception.form import AcknowledgedForm, MatterForm, PersonForm, VisitForm

EXPIRED = Finding(Rule.ID_EXPIRED, Effect.WARN, "", "证件已过期。", About(person=0), ("continue",))
FAILED = Finding(
    Rule.ID_CHECK_FAILED,
    Effect.WARN,
    "19(1)",
    "校验码不符。",
    About(person=0),
    ("check_number", "confirm_number"),
)
OVERDUE = Finding(Rule.OVERDUE, Effect.WARN, "40", "原事项已超期。", About(matter=0), ("urge",))
BLOCKED = Finding(Rule.REP_LIMIT, Effect.BLOCK, "20(3)", "代表超过五人。", About(person=0), ("group_member",))
TOLD = Finding(Rule.SEALED, Effect.INFO, "30(3)", "保密。", About(matter=0), ("accusation_handler",))


@pytest.fixture
def warned(open_page: Callable[[], Hands], back: Backstage) -> Callable[..., Hands]:
    def make(*findings: Finding) -> Hands:
        back.assessment = Assessment(findings, (), ())
        hands = open_page()
        hands.fill_person()
        hands.fill_matter()
        hands.ask_rules()
        return hands

    return make


def registered(hands: Hands, back: Backstage) -> VisitDraft:
    hands.press("registerAndPrint")
    return back.registered[-1][0]


def f5(hands: Hands) -> None:
    before = len(hands.form.acknowledged)
    hands.function_key(Qt.Key.Key_F5, lambda: len(hands.form.acknowledged) == before + 1)


def test_one_key_goes_on_and_the_keyboard_stays(warned: Callable[..., Hands], back: Backstage) -> None:
    hands = warned(EXPIRED)
    hands.find("demand").setFocus()
    f5(hands)
    assert hands.focus() == "demand"
    assert "证件已过期。" not in hands.read_aloud("findingsList")
    assert registered(hands, back).acknowledged == (Acknowledged("id_expired", About(person=0), "照常登记"),)


def test_the_key_takes_one_warning_after_the_other(warned: Callable[..., Hands], back: Backstage) -> None:
    hands = warned(EXPIRED, FAILED)
    f5(hands)
    f5(hands)
    hands.key(Qt.Key.Key_F5)
    assert [(a.rule, a.reason) for a in registered(hands, back).acknowledged] == [
        ("id_expired", "照常登记"),
        ("id_check_failed", "确认号码无误，照常登记"),
    ]


def test_a_warning_without_such_a_remedy_can_be_gone_on_from_too(
    warned: Callable[..., Hands], back: Backstage
) -> None:
    hands = warned(OVERDUE)
    hands.press("remedy_continue")
    assert registered(hands, back).acknowledged[0].about == About(matter=0)


def test_what_is_blocked_or_only_told_is_not_gone_on_from(warned: Callable[..., Hands]) -> None:
    hands = warned(BLOCKED, TOLD)
    assert not hands.exists("remedy_continue")


def test_the_reason_is_told_in_own_words(warned: Callable[..., Hands], back: Backstage, qtbot: Any) -> None:
    hands = warned(EXPIRED)
    hands.press("remedy_continue")
    field = hands.find("reason_id_expired_0", QLineEdit)
    assert hands.focus() == "reason_id_expired_0"
    field.setText("")
    qtbot.keyClicks(field, "xin zheng zai ban")
    hands.ask_rules()
    assert hands.focus() == "reason_id_expired_0"
    assert registered(hands, back).acknowledged[0].reason == "xin zheng zai ban"


def test_the_field_is_kept_while_other_findings_come(warned: Callable[..., Hands], back: Backstage) -> None:
    hands = warned(EXPIRED)
    hands.press("remedy_continue")
    hands.enter("reason_id_expired_0", "新证正在办")
    hands.find("reason_id_expired_0", QLineEdit).setCursorPosition(2)
    back.assessment = Assessment((EXPIRED, FAILED), (), ())
    hands.ask_rules()
    field = hands.find("reason_id_expired_0", QLineEdit)
    assert hands.focus() == "reason_id_expired_0"
    assert (field.text(), field.cursorPosition()) == ("新证正在办", 2)


def test_enter_leaves_the_reason(warned: Callable[..., Hands], qtbot: Any) -> None:
    hands = warned(EXPIRED)
    hands.press("remedy_continue")
    qtbot.waitUntil(hands.find("remedy_take_back").isVisible)
    hands.key(Qt.Key.Key_Return)
    assert hands.focus() == "remedy_take_back"


def test_it_can_be_taken_back(warned: Callable[..., Hands], back: Backstage) -> None:
    hands = warned(EXPIRED)
    hands.press("remedy_continue")
    hands.press("remedy_take_back")
    assert "证件已过期。" in hands.read_aloud("findingsList")
    assert registered(hands, back).acknowledged == ()


def test_what_was_put_right_is_not_kept_as_gone_on_from(
    warned: Callable[..., Hands], back: Backstage
) -> None:
    hands = warned(EXPIRED)
    hands.press("remedy_continue")
    back.assessment = Assessment((), (), ())
    hands.ask_rules()
    back.assessment = Assessment((EXPIRED,), (), ())
    hands.ask_rules()
    assert "证件已过期。" in hands.read_aloud("findingsList")
    assert registered(hands, back).acknowledged == ()


def test_only_what_waits_is_counted(warned: Callable[..., Hands]) -> None:
    hands = warned(EXPIRED, FAILED)
    assert "2 项待您判断" in hands.page.view.checks_note
    f5(hands)
    assert "1 项待您判断" in hands.page.view.checks_note
    f5(hands)
    assert hands.page.view.checks_note == ""


def test_it_survives_in_the_draft(warned: Callable[..., Hands], back: Backstage) -> None:
    hands = warned(EXPIRED)
    hands.press("remedy_continue")
    hands.enter("reason_id_expired_0", "新证正在办")
    hands.page.keep_now()
    (draft,) = back.drafts.values()
    again = VisitForm.from_json(draft.form)
    assert again.acknowledged == [AcknowledgedForm("id_expired", 0, None, "新证正在办")]


def test_about_a_sealed_matter_no_words_of_ones_own_are_kept(warned: Callable[..., Hands]) -> None:
    hands = warned(OVERDUE)
    hands.choose("purpose", "accusation")
    hands.press("remedy_continue")
    assert hands.find("findingsList").findChildren(QLineEdit) == []
    assert "已照常登记" in {f.accessibleName().partition("，")[0] for f in cards(hands)}


def cards(hands: Hands) -> list[Any]:
    return [w for w in hands.find("findingsList").children() if hasattr(w, "accessibleName")]


def test_typing_after_going_on_changes_the_row_that_is_shown(
    open_page: Callable[[], Hands], back: Backstage
) -> None:
    hands = open_page()
    hands.fill_person("骆青崖")
    hands.press("addPerson")
    hands.fill_person("方穗")
    back.assessment = Assessment((EXPIRED,), (), ())
    hands.ask_rules()
    hands.press("remedy_continue")
    hands.enter("personPhone", "13900000000")
    assert [p.phone for p in hands.form.people] == ["", "13900000000"]


def test_indices_follow_when_people_and_matters_go() -> None:
    form = VisitForm(
        "d",
        people=[PersonForm(name=n) for n in "甲乙丙"],
        matters=[MatterForm(), MatterForm()],
        acknowledged=[
            AcknowledgedForm("id_expired", 0),
            AcknowledgedForm("id_expired", 1),
            AcknowledgedForm("id_expired", 2),
            AcknowledgedForm("overdue", None, 0),
            AcknowledgedForm("overdue", None, 1),
        ],
    )
    form.remove_person(1)
    form.remove_matter(0)
    keys = [("id_expired", 0, None), ("id_expired", 1, None), ("overdue", None, 0)]
    assert [a.key for a in form.acknowledged] == keys


def test_empty_rows_are_not_counted_in_what_is_kept() -> None:
    form = VisitForm(
        "d",
        people=[PersonForm(), PersonForm(name="甲")],
        acknowledged=[AcknowledgedForm("id_expired", 0), AcknowledgedForm("id_expired", 1, None, "因为")],
    )
    assert draft_of(form)[0].acknowledged == (Acknowledged("id_expired", About(person=0), "因为"),)
