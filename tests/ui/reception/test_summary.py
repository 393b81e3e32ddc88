"""今日来访: how many came, and a registered visit to look at again."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PIL import Image
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from app.errors import NotAllowed
from app.intake.results import (
    QueueEntry,
    SummaryAttachment,
    SummaryMatter,
    SummaryPaper,
    SummaryPerson,
    VisitSummary,
)
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import LOCAL, NOW, Backstage
from tests.ui.reception.test_queue import open_line
from ui.pages.reception.summary_words import summary_lines

MATTER = SummaryMatter(
    reg_no="v-9-1",
    purpose="申诉求决",
    demand="请求补足青苗补偿款",
    outcome="转送",
    target_unit="柏溪镇人民政府",
    due_on=date(2026, 12, 8),
    reason="",
    same_as="",
    lead_signs=False,
    sealed=False,
)
VISIT = VisitSummary(
    visit_no="v-9",
    visited_at=NOW - timedelta(minutes=20),
    registered_at=NOW,
    window=1,
    received_by="林知夏",
    head_count=6,
    people=(SummaryPerson("郝明礼", "representative", "prc_id", "110199********0017", "chip"),),
    matters=(MATTER,),
    papers=(SummaryPaper("来访登记回执", "雾接〔2026〕1-009", 2, False),),
    assistance=("large print",),
    acknowledged=(("id_expired", "照常登记"),),
    notify_by="post",
    left_early=True,
    remark="由村干部陪同",
    sealed=False,
)


def entry(number: int, heads: int, title: str = "郝明礼") -> QueueEntry:
    return QueueEntry(f"v-{number}", number, title, "转送", 1, NOW, False, heads)


@pytest.fixture
def opened(open_page: Callable[[], Hands], back: Backstage) -> Hands:
    back.visits = [entry(9, 6)]
    back.summaries = {"v-9": VISIT}
    hands = open_page()
    open_line(hands, "郝明礼")
    return hands


def test_the_queue_tells_visits_and_heads(open_page: Callable[[], Hands], back: Backstage) -> None:
    back.visits = [entry(1, 6), entry(2, 1, "方穗"), entry(3, 24, "章可")]
    hands = open_page()
    assert "3 批 31 人次" in hands.page.view.queue.note


def test_the_day_begins_without_figures(hands: Hands) -> None:
    assert hands.page.view.queue.note == ""


def test_everything_of_the_visit_can_be_read(opened: Hands) -> None:
    read = opened.read_aloud("visitSummary")
    for words in (
        *("v-9", "10:23", "10:43", "林知夏", "共 6 人", "郝明礼 · 代表 · 居民身份证 110199********0017"),
        *("请求补足青苗补偿款", "转送 柏溪镇人民政府", "2026-12-08", "雾接〔2026〕1-009 · 已打印 2 次"),
        *("大字", "邮寄", "提前离开", "证件已过期：照常登记", "由村干部陪同"),
    ):
        assert words in read, words
    assert "带班" not in read


def test_a_decision_of_the_lead_says_so() -> None:
    refused = replace(MATTER, outcome="不再受理", lead_signs=True, reason="已复核", same_as="v-1-1")
    words = dict(summary_lines(replace(VISIT, matters=(refused,)), LOCAL))["信访事项"]
    assert "不再受理 柏溪镇人民政府（须带班签字）" in words
    assert "理由：已复核" in words
    assert "与 v-1-1 为同一事项" in words


def test_a_sealed_matter_is_a_number_only() -> None:
    hidden = replace(
        MATTER, purpose="检举控告", demand="按权限可见", outcome="", target_unit="", due_on=None, sealed=True
    )
    words = dict(summary_lines(replace(VISIT, matters=(hidden, MATTER)), LOCAL))
    assert words["事项1"] == "v-9-1 · 检举控告\n按权限可见"
    assert "请求补足" in words["事项2"]


def test_a_visit_entered_later_tells_both_days() -> None:
    late = replace(VISIT, visited_at=NOW - timedelta(days=2))
    assert dict(summary_lines(late, LOCAL))["时间"] == "2026-11-21 10:43 来访，2026-11-23 10:43 登记"


def test_who_may_not_look_is_told_and_sees_nothing_more(
    open_page: Callable[[], Hands], back: Backstage, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> VisitSummary:
        raise NotAllowed("list")

    monkeypatch.setattr(back, "_summary", refuse)
    back.visits = [entry(9, 6)]
    hands = open_page()
    open_line(hands, "郝明礼")
    assert said.posted[-1][0] == "fail"
    assert "110199" not in hands.read_aloud("visitSummary")


def _png(width: int, height: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), (30, 120, 200)).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def with_papers(open_page: Callable[[], Hands], back: Backstage) -> Hands:
    papers = (
        SummaryAttachment("a1", "证件图片（第 1 位）", 1, False, True),
        SummaryAttachment("a2", "承包合同", 3, True, False),
    )
    back.visits = [entry(9, 6)]
    back.summaries = {"v-9": replace(VISIT, attachments=papers)}
    back.attached = {"a1": _png(3000, 1500)}
    hands = open_page()
    open_line(hands, "郝明礼")
    return hands


def _pages(hands: Hands) -> list[QLabel]:
    labels = hands.page.view.summary.attached.findChildren(QLabel)
    return [each for each in labels if each.property("attachedPage") and each.isVisible()]


def test_papers_brought_are_listed_and_a_picture_opens_on_request(
    with_papers: Hands, back: Backstage, qtbot: QtBot
) -> None:
    read = with_papers.read_aloud("visitSummary")
    assert "证件图片（第 1 位） · 1 页 · 复印件" in read
    assert "承包合同 · 3 页 · 原件" in read
    assert back.looked_at == []
    with_papers.press("viewAttachment1")
    assert back.looked_at == [("v-9", "a1")]
    qtbot.waitUntil(lambda: len(_pages(with_papers)) == 1)
    (page,) = _pages(with_papers)
    assert page.pixmap().width() <= page.width()
    bar = with_papers.page.view.summary.findChild(QScrollArea).verticalScrollBar()
    assert bar.maximum() == 0 or bar.value() > 0
    assert page.pixmap().height() == pytest.approx(page.pixmap().width() / 2, abs=1)
    with_papers.press("closeAttachment")
    assert _pages(with_papers) == []


def test_a_picture_that_comes_after_locking_is_shown_to_nobody(
    with_papers: Hands, runner: InlineRunner
) -> None:
    runner.hold()
    with_papers.press("viewAttachment1")
    with_papers.page.end()
    runner.release()
    assert _pages(with_papers) == []
    assert with_papers.page.view.summary.attached.shown_id == ""


def test_a_picture_that_cannot_be_unpacked_is_a_sentence(
    with_papers: Hands, back: Backstage, said: Said
) -> None:
    back.attached["a1"] = b"no picture"
    with_papers.press("viewAttachment1")
    assert said.posted[-1][0] == "fail"
    assert _pages(with_papers) == []


def test_going_back_closes_the_picture(with_papers: Hands) -> None:
    with_papers.press("viewAttachment1")
    with_papers.press("summaryBack")
    assert with_papers.page.view.summary.attached.shown_id == ""


def test_an_answer_that_comes_after_going_back_changes_nothing(
    open_page: Callable[[], Hands], back: Backstage, runner: InlineRunner
) -> None:
    back.visits = [entry(9, 6)]
    back.summaries = {"v-9": VISIT}
    hands = open_page()
    runner.hold()
    open_line(hands, "郝明礼")
    hands.press("summaryBack")
    runner.release()
    assert hands.find("demand").isVisible()
    assert "由村干部陪同" not in hands.read_aloud("visitSummary")


def test_nothing_of_it_stays_when_the_desk_is_locked(opened: Hands) -> None:
    opened.page.end()
    assert "郝明礼" not in opened.read_aloud("visitSummary")
