"""What somebody does while a registration or a reading still runs: nothing comes back or to another."""

import pytest

from app.errors import DiskFull
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage, picture, session


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
