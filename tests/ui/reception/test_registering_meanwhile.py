"""What somebody does while a registration still runs: nothing comes back, nothing stays locked."""

import pytest

from app.errors import DiskFull
from tests.fakes.runner import InlineRunner
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage, session


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
