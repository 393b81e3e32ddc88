"""Drafts that survive, today's list, the next visitor, locking."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from app.errors import DiskFull
from app.intake.results import DraftKept, QueueEntry
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import NOW, Backstage, card, session
from ui.pages.reception.form import PersonForm, VisitForm


def kept(name: str, draft_id: str, window: int = 2, minutes_ago: int = 0) -> DraftKept:
    form = VisitForm(draft_id, people=[PersonForm(name=name)], selected=0)
    return DraftKept(draft_id, NOW - timedelta(minutes=minutes_ago), window, form.to_json())


def lines(hands: Hands) -> list[str]:
    queue: Any = hands.find("queueList")
    return [queue.item(i).text() for i in range(queue.count())]


def open_line(hands: Hands, words: str) -> None:
    queue: Any = hands.find("queueList")
    index = next(i for i, text in enumerate(lines(hands)) if words in text)
    queue.setCurrentRow(index)
    queue.itemActivated.emit(queue.item(index))


def state(hands: Hands) -> str:
    return hands.find("draftState", QLabel).text()


def test_typing_is_kept_after_a_moment(qtbot: Any, hands: Hands, back: Backstage) -> None:
    hands.enter("demand", "请求补足")
    qtbot.waitUntil(lambda: bool(back.drafts))
    (draft,) = back.drafts.values()
    assert draft.form["matters"][0]["demand"] == "请求补足"  # type: ignore[index]
    assert state(hands) == "草稿已保存 10:43:08"


def test_a_card_is_kept_at_once(hands: Hands, back: Backstage) -> None:
    hands.page.presenter.people.take_document(card("骆青崖", "110199199003070017"))
    assert len(back.drafts) == 1


def test_ctrl_s_keeps_at_once(hands: Hands, back: Backstage, qtbot: Any) -> None:
    hands.enter("demand", "请求补足")
    qtbot.keyClick(hands.find("demand"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert len(back.drafts) == 1


def test_an_empty_form_is_not_kept(hands: Hands, back: Backstage) -> None:
    hands.find("presentCount").setValue(3)  # type: ignore[attr-defined]
    hands.page.keep_now()
    assert back.drafts == {}


def test_a_draft_that_cannot_be_kept_is_told_and_tried_again(
    hands: Hands, back: Backstage, said: Said
) -> None:
    back.keep_error = DiskFull()
    hands.enter("demand", "请求补足")
    hands.page.keep_now()
    assert state(hands) == "草稿没有保存"
    assert said.posted[-1][0] == "fail"
    back.keep_error = None
    hands.page.keep_now()
    assert len(back.drafts) == 1


def test_what_was_typed_before_a_crash_is_there_again(
    open_page: Callable[[], Hands], back: Backstage
) -> None:
    back.drafts = {d.draft_id: d for d in (kept("旧的", "a", minutes_ago=30), kept("骆青崖", "b"))}
    hands = open_page()
    assert hands.find("personName", QLineEdit).text() == "骆青崖"
    assert "已恢复" in state(hands)
    assert hands.form.draft_id == "b"
    assert any("旧的" in line and "未完成" in line for line in lines(hands))


def test_the_draft_of_another_window_is_offered_not_taken(
    open_page: Callable[[], Hands], back: Backstage
) -> None:
    back.drafts = {"a": kept("别窗", "a", window=3)}
    hands = open_page()
    assert hands.form.is_empty
    assert any("别窗" in line for line in lines(hands))


def test_the_next_visitor_starts_fresh_and_the_former_waits(hands: Hands) -> None:
    hands.fill_person()
    hands.function_key(Qt.Key.Key_F2, lambda: hands.form.is_empty)
    assert hands.find("personName", QLineEdit).text() == ""
    open_line(hands, "骆青崖")
    assert hands.find("personName", QLineEdit).text() == "骆青崖"


def test_opening_a_draft_keeps_the_one_on_the_desk(open_page: Callable[[], Hands], back: Backstage) -> None:
    back.drafts = {"a": kept("别窗", "a", window=3)}
    hands = open_page()
    hands.enter("demand", "正在录入")
    open_line(hands, "别窗")
    assert hands.find("personName", QLineEdit).text() == "别窗"
    assert hands.find("demand", QPlainTextEdit).toPlainText() == ""
    assert len(back.drafts) == 2


def test_a_registered_visit_is_shown_read_only_with_reprint(
    open_page: Callable[[], Hands], back: Backstage
) -> None:
    back.visits = [QueueEntry("v-9", 9, "郝明礼", "初访 · 已登记", 1, NOW, False)]
    hands = open_page()
    hands.enter("demand", "正在录入")
    open_line(hands, "郝明礼")
    assert hands.page.view.summary.isVisible()
    assert hands.page.view.summary.findChildren(QLineEdit) == []
    hands.press("reprintReceipt")
    assert back.issued == ["v-9"]
    assert hands.find("demand", QPlainTextEdit).toPlainText() == "正在录入"


def test_a_draft_can_be_thrown_away_with_two_presses(hands: Hands, back: Backstage) -> None:
    hands.enter("demand", "开错了")
    hands.page.keep_now()
    hands.press("discardDraft")
    assert hands.find("discardDraft").accessibleName() == "再按一次放弃"
    assert len(back.drafts) == 1
    hands.press("discardDraft")
    assert back.drafts == {}
    assert hands.form.is_empty


def test_an_accusation_shows_no_name_in_the_list(hands: Hands) -> None:
    hands.fill_person()
    hands.choose("purpose", "accusation")
    hands.page.keep_now()
    assert not any("骆青崖" in line for line in lines(hands))


def test_a_registered_visit_enters_the_list(hands: Hands) -> None:
    hands.fill_person()
    hands.fill_matter()
    hands.press("registerAndPrint")
    assert lines(hands) == ["001 骆青崖 初访 · 已登记"]


def test_locking_keeps_the_form_and_clears_the_screen(hands: Hands, back: Backstage) -> None:
    hands.fill_person()
    hands.fill_matter()
    hands.page.end()
    assert len(back.drafts) == 1
    words = [w.text() for w in hands.page.findChildren(QLineEdit)]
    words += [w.toPlainText() for w in hands.page.findChildren(QPlainTextEdit)]
    words += [w.text() for w in hands.page.findChildren(QLabel)] + lines(hands)
    assert not any("骆青崖" in w or "青苗" in w for w in words)
    hands.page.begin(session())
    assert hands.find("personName", QLineEdit).text() == "骆青崖"


def test_answers_that_come_after_locking_do_no_harm(hands: Hands, runner: InlineRunner, said: Said) -> None:
    runner.hold()
    hands.page.activate()
    hands.fill_person()
    hands.ask_rules()
    hands.page.end()
    runner.release()
    assert said.crashes == []
    assert lines(hands) == []


def test_the_time_of_the_visit_is_when_it_began(hands: Hands, back: Backstage) -> None:
    hands.fill_person()
    hands.fill_matter()
    hands.press("registerAndPrint")
    at = back.registered[0][0].visited_at
    assert at is not None
    assert at.astimezone(NOW.tzinfo) == NOW
