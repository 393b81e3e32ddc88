"""What somebody does while a registration or a reading still runs: nothing comes back or to another."""

import gc

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from app.domain.identity import IdDocument
from app.errors import DiskFull
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage, card, picture, session


@pytest.fixture
def sent(hands: Hands, runner: InlineRunner) -> Hands:
    """A visit that is being registered until the runner is released."""
    hands.fill_person()
    hands.fill_matter()
    runner.hold()
    hands.press("registerAndPrint")
    return hands


def test_keeping_a_form_that_is_being_registered_brings_no_draft_back(
    sent: Hands, back: Backstage, runner: InlineRunner
) -> None:
    sent.page.view.keep_requested.emit()
    runner.release()
    assert len(back.registered) == 1
    assert back.drafts == {}


@pytest.mark.parametrize("key", ["Ctrl+N", "F5", "Alt+S"])
def test_a_key_changes_nothing_of_a_form_that_is_being_saved_and_says_so(
    sent: Hands, back: Backstage, runner: InlineRunner, said: Said, key: str
) -> None:
    before = sent.form.to_json()
    shortcuts = sent.page.view.findChildren(QShortcut)
    for shortcut in (s for s in shortcuts if s.key() == QKeySequence(key)):
        shortcut.activated.emit()
    assert sent.form.to_json() == before
    if key != "Alt+S":
        assert "正在保存" in said.posted[-1][1]
    runner.release()
    assert len(back.registered) == 1


def test_buttons_of_findings_rest_while_the_visit_is_saved(sent: Hands, runner: InlineRunner) -> None:
    view = sent.page.view
    assert not view.findings.isEnabled()
    assert not view.discard.isEnabled()
    runner.release()
    assert view.findings.isEnabled()
    assert view.discard.isEnabled()


def test_typing_while_the_visit_is_saved_is_told_and_goes_to_nobody(
    sent: Hands, back: Backstage, runner: InlineRunner, said: Said
) -> None:
    QTest.keyClicks(sent.page.view, "ab")
    assert "正在保存" in said.posted[-1][1]
    runner.release()
    assert sent.form.is_empty
    assert len(back.registered) == 1


def test_after_a_refusal_the_keyboard_is_where_it_was(
    hands: Hands, back: Backstage, runner: InlineRunner
) -> None:
    hands.fill_person()
    hands.fill_matter()
    back.register_error = DiskFull("x")
    demand = hands.find("demand")
    demand.setFocus()
    runner.hold()
    hands.page.view.register_requested.emit()
    assert not demand.hasFocus()
    runner.release()
    assert hands.page.view.focusWidget() is demand


def test_after_a_lock_in_between_the_next_visit_can_be_typed(
    sent: Hands, back: Backstage, runner: InlineRunner
) -> None:
    sent.page.end()
    runner.release()
    sent.page.begin(session())
    assert len(back.registered) == 1
    assert sent.find("personName").isEnabled()
    sent.fill_person("纪云舟")
    sent.fill_matter()
    sent.press("registerAndPrint")
    assert [draft.people[0].name for draft, _ in back.registered] == ["骆青崖", "纪云舟"]


def test_another_form_taken_up_in_between_stays_on_the_desk(
    sent: Hands, back: Backstage, runner: InlineRunner
) -> None:
    sent.page.view.queue.next_requested.emit()
    other = sent.form
    runner.release()
    assert sent.form is other
    assert len(back.registered) == 1
    assert sent.page.view.banner.isVisible()


def test_a_refusal_after_a_lock_leaves_the_form_among_the_drafts(
    sent: Hands, back: Backstage, runner: InlineRunner
) -> None:
    back.register_error = DiskFull("x")
    sent.page.end()
    runner.release()
    sent.page.begin(session())
    assert back.registered == []
    assert sent.find("personName").isEnabled()
    assert sent.form.people[0].name == "骆青崖"


def test_a_picture_of_the_visitor_before_does_not_come_into_the_next_form(
    hands: Hands, back: Backstage, runner: InlineRunner, said: Said
) -> None:
    back.picture_answer = picture("骆青崖", "110199199003070017")
    runner.hold()
    hands.page.view.pictures.given.emit(b"picture")
    hands.page.view.queue.next_requested.emit()
    runner.release()
    assert hands.form.is_empty
    assert "前一份登记" in said.posted[-1][1]


def test_a_picture_that_comes_after_locking_is_nowhere(
    hands: Hands, back: Backstage, runner: InlineRunner
) -> None:
    back.picture_answer = picture("骆青崖", "110199199003070017")
    runner.hold()
    hands.page.view.pictures.given.emit(b"picture")
    hands.page.end()
    runner.release()
    hands.page.begin(session())
    assert hands.form.is_empty


def test_a_document_read_while_the_visit_is_saved_is_told_not_lost_in_silence(
    hands: Hands, back: Backstage, runner: InlineRunner, said: Said
) -> None:
    back.picture_answer = picture("方穗", "11019919900307005X")
    hands.fill_person()
    hands.fill_matter()
    hands.press("scanDocument")
    runner.hold()
    hands.page.view.pictures.given.emit(b"picture")
    hands.press("registerAndPrint")
    assert hands.page.view.shows_form
    runner.release()
    assert [len(draft.people) for draft, _ in back.registered] == [1]
    assert any("没有填入" in text for _, text in said.posted)


# --- the card reader -----------------------------------------------------------------------------------


def test_no_card_is_awaited_while_the_visit_is_saved_and_one_read_meanwhile_is_told(
    hands: Hands, back: Backstage, runner: InlineRunner, said: Said
) -> None:
    hands.fill_person()
    hands.fill_matter()
    runner.hold()
    back.cards = [card("方穗", "11019919900307005X")]
    hands.function_key(Qt.Key.Key_F3, lambda: hands.page.presenter.people.cards.active)
    hands.press("registerAndPrint")
    assert not hands.page.presenter.people.cards.active
    runner.release()
    assert [len(draft.people) for draft, _ in back.registered] == [1]
    assert hands.form.is_empty
    assert any("没有填入" in text for _, text in said.posted)


def test_a_form_that_is_being_saved_takes_no_document_by_any_way(
    sent: Hands, back: Backstage, runner: InlineRunner, said: Said
) -> None:
    sent.page.presenter.people.cards.card_read.emit(card("方穗", "11019919900307005X"))
    assert [p.name for p in sent.form.people] == ["骆青崖"]
    assert "正在保存" in said.posted[-1][1]
    runner.release()
    assert [len(draft.people) for draft, _ in back.registered] == [1]


@pytest.mark.parametrize("leave", ["nextVisitor", "discardDraft"])
def test_a_card_asked_for_by_the_form_before_does_not_come_into_the_next_one(
    hands: Hands, back: Backstage, runner: InlineRunner, said: Said, leave: str
) -> None:
    hands.fill_person()
    back.cards = [card("方穗", "11019919900307005X")]
    runner.hold()
    hands.function_key(Qt.Key.Key_F3, lambda: hands.page.presenter.people.cards.active)
    hands.find(leave).click()  # type: ignore[attr-defined]
    hands.find(leave).click()  # type: ignore[attr-defined]
    runner.release()
    assert not hands.page.presenter.people.cards.active
    assert hands.form.is_empty
    assert any("没有填入" in text for _, text in said.posted)


def test_after_locking_a_late_card_says_nothing(
    hands: Hands, back: Backstage, runner: InlineRunner, said: Said
) -> None:
    back.cards = [card("方穗", "11019919900307005X")]
    runner.hold()
    hands.function_key(Qt.Key.Key_F3, lambda: hands.page.presenter.people.cards.active)
    hands.page.end()
    told = len(said.posted)
    runner.release()
    assert hands.form.is_empty
    assert said.posted[told:] == []


# --- what outlives a visit -----------------------------------------------------------------------------


def held(name: str) -> int:
    """How many documents of this person are anywhere in memory."""
    gc.collect()
    return sum(isinstance(o, IdDocument) and o.fields.name == name for o in gc.get_objects())


@pytest.mark.parametrize("how", ["register", "next", "lock"])
def test_nothing_of_a_document_outlives_its_visit(
    hands: Hands, back: Backstage, said: Said, how: str
) -> None:
    name = "郦望舒"
    back.picture_answer = picture(name, "110199199003070017")
    hands.press("scanDocument")
    hands.find("pileMode", QCheckBox).click()
    for _ in range(2):
        hands.page.view.pictures.given.emit(b"picture")
    hands.find("pileMode", QCheckBox).click()
    hands.page.view.pictures.given.emit(b"picture")
    assert "已在第 1 位" in said.posted[-1][1]
    back.picture_answer = None
    assert held(name)
    if how == "register":
        hands.page.view.show_form()
        hands.press("readingChecked")
        hands.fill_matter()
        hands.press("registerAndPrint")
        assert len(back.registered) == 1
    elif how == "next":
        hands.press("nextVisitor")
    else:
        hands.page.end()
    assert held(name) == 0
