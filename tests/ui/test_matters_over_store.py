"""The matters page over a real store: what is typed wrongly is a sentence, and a transfer's whole course."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QLabel, QLineEdit, QListWidget, QPushButton, QTextBrowser

from app.domain.visit import VisitDraft
from app.intake.events import record_event
from app.intake.matter_lists import matter_detail, matter_list
from app.intake.register import register_visit
from app.intake.session import DeskSession
from tests.db.conftest import (  # noqa: F401  fixtures of the real store
    _quick_stretching,
    folder,
    gate,
    session,
    visit,
)
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from ui.pages.matters.presenter import MattersPresenter
from ui.pages.matters.view import MattersView


class Page:
    """The real view, presenter and use cases; lanes run at once."""

    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said, desk: DeskSession) -> None:
        self.desk, self._qtbot = desk, qtbot
        self.view = show(qtbot, MattersView(ZoneInfo("Asia/Shanghai")))
        self.presenter = MattersPresenter(
            self.view,
            runner,
            said.messages,
            matter_list=matter_list,
            matter_detail=matter_detail,
            record_event=record_event,
            today=desk.clock.today,
        )
        self.presenter.begin(desk)
        self.view.activate()

    def find(self, kind: type, name: str) -> Any:
        return self.view.findChild(kind, name)

    def click(self, name: str) -> None:
        self.find(QPushButton, name).click()

    def tab(self, words: str) -> None:
        tabs = self.view.detail.tabs
        tabs.setCurrentIndex([tabs.tabText(n) for n in range(tabs.count())].index(words))

    def told(self) -> str:
        return "\n".join(w.text() for w in self.view.findChildren(QLabel) if w.isVisible())

    def search(self, words: str) -> str:
        self.find(QLineEdit, "matterSearch").setText(words)
        self._qtbot.wait(350)
        return self.told()

    def step(self, kind: str, text: str = "", *, days_ago: int = 0) -> str:
        if not self.view.form.isVisible():
            self.click("recordReply")
        box = self.find(QComboBox, "eventKind")
        box.setCurrentIndex(box.findData(kind))
        day = self.desk.clock.today() - timedelta(days=days_ago)
        self.find(QDateEdit, "eventDate").setDate(QDate(day.year, day.month, day.day))
        self.find(QLineEdit, "eventText").setText(text)
        self.click("eventSave")
        return self.told()

    def timeline(self) -> str:
        items = self.find(QListWidget, "matterTimeline")
        return "\n".join(items.item(n).text() for n in range(items.count()))


@pytest.fixture
def page(
    qtbot: Any,
    runner: InlineRunner,
    said: Said,
    session: DeskSession,  # noqa: F811
    visit: Callable[..., VisitDraft],  # noqa: F811
) -> Page:
    at = session.clock.now_utc() - timedelta(days=6)
    register_visit(replace(visit("方穗"), visited_at=at), session)
    return Page(qtbot, runner, said, session)


@pytest.mark.parametrize(
    "words", ["110199999999-9", "！！！？？", "长" * 20_000, "' OR 1=1 --", "%", "Прошу مرحبا 𠮷", "\u202e"]
)
def test_a_search_that_finds_nothing_says_so(page: Page, words: str) -> None:
    assert "没有符合查找条件的事项" in page.search(words)
    assert "共 1 件" in page.search("")


def test_a_number_nobody_has_links_nothing(page: Page) -> None:
    page.tab("关联与拆分")
    page.find(QLineEdit, "linkNumber").setText("110199999999-9")
    page.click("linkSame")
    assert "没有找到“110199999999-9”" in page.told()
    assert page.find(QLineEdit, "linkNumber").text() == "110199999999-9"


def test_a_step_that_cannot_be_is_a_sentence_and_stays_in_the_form(page: Page) -> None:
    assert "早于收到（登记）日期" in page.step("replied_on", "〔2026〕5 号", days_ago=30)
    assert page.find(QLineEdit, "eventText").text() == "〔2026〕5 号"
    assert "日期在将来" in page.step("accepted_on", days_ago=-1)
    assert "请在说明里写明异议的理由" in page.step("objected_on")
    assert "没有收到转送（交办）的记录" in page.step("objected_on", "不属本单位职权")
    assert "答复" not in page.timeline()


def test_a_transfer_is_received_objected_to_and_returned_on_consent(page: Page) -> None:
    page.step("transfer_received_on", "县联席办转", days_ago=6)
    assert "收到转送" in page.timeline()
    page.tab("期限与依据")
    law = page.find(object, "matterLaw").toPlainText()
    assert "5个工作日内提出异议" in law
    assert "同意后方可退回" in law
    page.step("objected_on", "属县水利局职权", days_ago=3)
    assert "未经同意不得自行退回" in page.step("returned_on")
    page.step("return_agreed_on", days_ago=1)
    page.step("returned_on")
    assert not page.view.form.isVisible()
    assert "退回转送单位" in page.timeline()
    assert matter_list(page.desk)[0].state == "transferred"


def test_two_registered_matters_are_held_side_by_side_before_they_are_linked(
    page: Page,
    session: DeskSession,  # noqa: F811
    visit: Callable[..., VisitDraft],  # noqa: F811
) -> None:
    told = visit("骆青崖", place="柏溪镇上坞村三组", facts="征收水田十八亩六分，<每亩>只领到九百元。")
    other = register_visit(told, session).matters[0].reg_no
    page.presenter.refresh()
    page.tab("关联与拆分")
    beside = page.find(QTextBrowser, "linkComparison")
    page.click("linkCompare")
    assert "请先在上面选一件" in page.told()
    page.find(QLineEdit, "linkNumber").setText(other)
    page.click("linkCompare")
    text = beside.toPlainText()
    assert beside.isVisible()
    assert other in text
    assert "<每亩>" in text
    for line in ("3组", "7组", "✕ 不同", "900元"):
        assert line in text
    page.view.detail.links.compare_requested.emit(other)
    assert not page.find(QListWidget, "linkCandidates").isVisible()
    page.click("linkNot")
    assert not beside.isVisible()
    assert page.find(QListWidget, "linkCandidates").isVisible()
    page.find(QLineEdit, "linkNumber").setText("110199999999-9")
    page.click("linkCompare")
    assert "没有找到“110199999999-9”" in page.told()
