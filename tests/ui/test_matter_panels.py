"""Beside a matter: what a step would do, links, ticks, a person's matters; and a table that reads on."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
)

from app.domain.findable import Judgement
from app.domain.finding import Candidate
from app.domain.jurisdiction import Step
from app.domain.matter import Facts, Outcome
from app.domain.matter_step import MatterStep
from app.domain.refusal import Ground, GroundsTicked, Missing, PrintGate, Stage
from app.errors import BadInput
from app.intake.by_person import PersonsMatters
from app.intake.events import EventPreview
from app.intake.refusals import RefusalCheck
from app.intake.results import MatterDetail, MatterEvent, MatterLine
from tests.fakes.desk import NOW, TODAY, fake_session, matter_detail, matter_line, term
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, activate, show
from ui.pages.matters import view
from ui.pages.matters.model import PAGE_LINES
from ui.pages.matters.panels_presenter import PanelUseCases
from ui.pages.matters.presenter import MattersPresenter
from ui.pages.matters.view import MattersView

ZONE = ZoneInfo("Asia/Shanghai")
NUMBER = "110199199003070017"
OTHER = "110199001261123020009-1"


class PanelsDesk:
    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said) -> None:
        self.lines: tuple[MatterLine, ...] = (matter_line(2), matter_line(1))
        self.detail = matter_detail(self.lines[0])
        self.asked: list[tuple[Any, ...]] = []
        self.preview: EventPreview | Exception = EventPreview(
            "已登记", "已受理", (term("T7", 60),), ("请核对。",)
        )
        self.check = RefusalCheck(Outcome.NOT_ACCEPT_PENDING, PrintGate((Missing.TICKED,)), None)
        self.error: Exception | None = None
        self.all: tuple[str, ...] = ()
        self.view = show(qtbot, MattersView(ZONE))
        self.presenter = MattersPresenter(
            self.view,
            runner,
            said.messages,
            matter_list=lambda _s, search="": self.lines,
            matter_detail=lambda reg_no, _s: replace(self.detail, line=matter_line(int(reg_no[-5:-2]))),
            record_event=lambda *_a, **_m: self.detail,
            today=lambda: TODAY,
            preview_event=self.tell,
            matter_index=lambda _s, search="": self.all,
            matter_lines=self.read_on,
            panels=PanelUseCases(
                matters_of_person=self.person,
                similar_matters=lambda reg_no, _s: (candidate(),),
                judge_pair=self.judge,
                unlink_matter=lambda reg_no, _s: self.asked.append(("unlink", reg_no)),
                refusal_check=lambda reg_no, _s: self.check,
                tick_grounds=self.tick,
            ),
        )
        self.presenter.begin(fake_session())
        self.view.activate()

    def tell(self, reg_no: str, step: MatterStep, _session: object) -> EventPreview:
        self.asked.append(("preview", reg_no, step))
        if isinstance(self.preview, Exception):
            raise self.preview
        return self.preview

    def read_on(self, numbers: Sequence[str], _session: object) -> tuple[MatterLine, ...]:
        self.asked.append(("lines", numbers[0], len(numbers)))
        return tuple(matter_line(reg_no=number, demand=f"诉求 {number}") for number in numbers)

    def person(self, number: str, reason: str, _session: object, *, words: str = "") -> PersonsMatters:
        if self.error:
            raise self.error
        self.asked.append(("person", number, reason, words))
        return PersonsMatters("110199********0017", "本人在窗口", self.lines[:1])

    def judge(self, *arguments: Any, **more: Any) -> None:
        if self.error:
            raise self.error
        self.asked.append(("judge", arguments[0], arguments[1], arguments[2], more["facts"]))

    def tick(self, reg_no: str, grounds: frozenset[Ground], _session: object, **more: Any) -> RefusalCheck:
        if self.error:
            raise self.error
        self.asked.append(("tick", reg_no, grounds, more))
        ticked = GroundsTicked(
            reg_no, grounds, "甲局", Stage.ACCEPTED, TODAY, TODAY + timedelta(days=60), "周予安", NOW, True
        )
        self.check = RefusalCheck(Outcome.NOT_ACCEPT_PENDING, PrintGate(), ticked)
        return self.check

    def show(self, detail: MatterDetail) -> None:
        self.detail = detail
        self.presenter.refresh()
        self.view.matter_chosen.emit(self.lines[0].reg_no)

    def find(self, kind: type, name: str) -> Any:
        return self.view.findChild(kind, name)

    def click(self, name: str) -> None:
        self.find(QPushButton, name).click()

    def tab(self, words: str) -> None:
        tabs = self.view.detail.tabs
        tabs.setCurrentIndex([tabs.tabText(n) for n in range(tabs.count())].index(words))


def candidate() -> Candidate:
    return Candidate(
        matter=0,
        reg_no=OTHER,
        score=0.9,
        verdict="same_matter",
        why=("同一地点",),
        state="accepted_in_time",
        due_on=None,
        office="110199001",
        demand="请求补足青苗补偿款",
        days_left=23,
        marks=((2, 6),),
        petitioners=("纪云舟",),
        registered_on=TODAY,
    )


@pytest.fixture
def desk(qtbot: Any, runner: InlineRunner, said: Said) -> PanelsDesk:
    return PanelsDesk(qtbot, runner, said)


def test_a_step_tells_its_terms_before_it_is_saved(qtbot: Any, desk: PanelsDesk) -> None:
    desk.click("recordReply")
    label = desk.find(QLabel, "eventPreview")
    qtbot.waitUntil(label.isVisible)
    assert "保存后：已受理" in label.text()
    assert f"60日内办结：{TODAY + timedelta(days=60)} 到期" in label.text()
    assert desk.find(QLabel, "eventWarning").text() == "请核对。"
    source = desk.find(QComboBox, "eventSource")
    source.setCurrentIndex(source.findData("upstream"))
    qtbot.waitUntil(lambda: desk.asked[-1][2].source == "upstream")


def test_what_is_wrong_with_a_step_is_told_while_it_is_typed(qtbot: Any, desk: PanelsDesk) -> None:
    desk.preview = BadInput(
        ["答复送达日期（replied_on：2026-10-22）早于受理日期（accepted_on：2026-10-23）。"]
    )
    desk.click("recordReply")
    form = desk.view.form
    qtbot.waitUntil(lambda: any("早于受理日期（2026-10-23）" in w.text() for w in form.findChildren(QLabel)))
    assert not desk.find(QLabel, "eventPreview").isVisible()


def test_a_second_date_is_asked_for_where_the_step_has_one(desk: PanelsDesk) -> None:
    desk.click("recordReply")
    kind, until = desk.find(QComboBox, "eventKind"), desk.find(QDateEdit, "eventExtendedTo")
    for word, asked in (("assigned_on", True), ("hearing_on", True), ("accepted_on", False)):
        kind.setCurrentIndex(kind.findData(word))
        assert until.isVisible() is asked, word


def test_the_timeline_says_when_it_happened_and_when_it_was_written_down(desk: PanelsDesk) -> None:
    late = MatterEvent(NOW, "replied_on", "支持诉求", "林知夏", TODAY - timedelta(days=3))
    paper = MatterEvent(NOW, "paper", "来访登记回执 雾信访〔2026〕02-0001", "林知夏", TODAY)
    desk.show(replace(matter_detail(), events=(late, paper)))
    items = desk.find(QListWidget, "matterTimeline")
    said = [items.item(n).text() for n in range(items.count())]
    assert said[0].startswith("2026-11-20　送达处理意见（答复）（11-23 17:20 记录）　林知夏")
    assert said[1].startswith("2026-11-23 17:20　出具文书")


def test_the_law_of_a_matter_is_told_with_articles(desk: PanelsDesk) -> None:
    steps = (Step(4, "本处是信访部门。", "22"), Step(5, "有争议。", "24(1)", open=True))
    desk.show(replace(matter_detail(), terms=(term("T7", 60),), steps=steps))
    said = desk.find(object, "matterLaw").toPlainText()
    assert term("T7", 60).how in said
    assert "〔第二十二条〕" in said
    assert "有争议。（待确定）〔第二十四条第一款〕" in said


def test_linking_takes_one_key_and_splitting_one_button(desk: PanelsDesk, said: Said) -> None:
    own = desk.lines[0].reg_no
    desk.tab("关联与拆分")
    candidates = desk.find(QListWidget, "linkCandidates")
    assert "纪云舟" in candidates.item(0).text()
    assert "剩 23 天" in candidates.item(0).text()
    assert "请求【补足青苗】补偿款" in candidates.item(0).text()
    assert not desk.find(QPushButton, "linkSplit").isVisible()
    desk.click("linkSame")
    assert not any(entry[0] == "judge" for entry in desk.asked)
    candidates.setCurrentRow(0)
    desk.click("linkNew")
    assert desk.asked[-1] == ("judge", own, OTHER, Judgement.SAME, Facts.NEW)
    assert said.posted[-1][0] == "done"
    desk.show(replace(matter_detail(), root=OTHER))
    desk.tab("关联与拆分")
    desk.click("linkSplit")
    assert ("unlink", own) in desk.asked
    desk.asked.clear()
    desk.show(replace(matter_detail(), new_facts_of=OTHER))
    desk.tab("关联与拆分")
    desk.click("linkSplit")
    assert ("unlink", own) in desk.asked


def test_an_answer_about_a_matter_no_longer_shown_stands_beside_no_other(
    desk: PanelsDesk, runner: InlineRunner
) -> None:
    own, panel = desk.lines[0].reg_no, desk.view.detail.links
    desk.tab("关联与拆分")
    runner.hold()
    desk.view.detail.links_wanted.emit(own)
    panel.show_standing(matter_detail(desk.lines[1]))
    runner.release()
    assert desk.find(QListWidget, "linkCandidates").count() == 0


def test_a_link_that_cannot_be_is_told_where_it_was_asked(desk: PanelsDesk) -> None:
    desk.error = BadInput(["这两件已经认定为同一事项。"])
    desk.tab("关联与拆分")
    desk.find(QLineEdit, "linkNumber").setText(OTHER)
    desk.click("linkNot")
    assert any("已经认定为同一事项" in w.text() for w in desk.view.detail.links.findChildren(QLabel))


def test_four_ticks_are_set_by_a_person_and_open_the_gate(desk: PanelsDesk) -> None:
    desk.show(replace(matter_detail(), refusal=True))
    desk.tab("不予受理核对")
    assert "还不能出具不予受理告知书" in desk.find(QLabel, "refusalGate").text()
    for ground in Ground:
        assert not desk.find(QCheckBox, f"ground_{ground.value}").isChecked()
        desk.find(QCheckBox, f"ground_{ground.value}").click()
    desk.find(QLineEdit, "groundsOrgan").setText("甲局")
    desk.find(QDateEdit, "groundsSince").setDate(QDate(2026, 11, 1))
    desk.click("groundsSave")
    _, reg_no, grounds, more = next(entry for entry in desk.asked if entry[0] == "tick")
    assert (reg_no, grounds) == (desk.lines[0].reg_no, frozenset(Ground))
    assert more == {"organ": "甲局", "stage": Stage.ACCEPTED, "since": date(2026, 11, 1), "until": None}
    assert "可以出具" in desk.find(QLabel, "refusalGate").text()
    written = f"最近一次核对：周予安　{NOW.astimezone(ZONE):%Y-%m-%d %H:%M}"
    assert written in [label.text() for label in desk.view.detail.refusal.findChildren(QLabel)]


def test_nothing_can_be_ticked_before_what_was_ticked_has_been_read(
    desk: PanelsDesk, runner: InlineRunner
) -> None:
    desk.show(replace(matter_detail(), refusal=True))
    desk.tab("不予受理核对")
    desk.find(QCheckBox, "ground_superior").click()
    desk.find(QLineEdit, "groundsOrgan").setText("甲局")
    runner.hold()
    panel = desk.view.detail.refusal
    panel.show_waiting(desk.lines[0].reg_no)
    assert desk.find(QLineEdit, "groundsOrgan").isEnabled(), "read again, the form stays open"
    panel.show_waiting(desk.lines[1].reg_no)
    assert not desk.find(QLineEdit, "groundsOrgan").isEnabled()
    assert desk.find(QLabel, "refusalGate").text() == "正在读取核对情况…"
    panel.show_check(desk.check, desk.lines[1].reg_no)
    assert not desk.find(QCheckBox, "ground_superior").isChecked()
    panel.show_waiting(desk.lines[0].reg_no)
    panel.show_check(desk.check, desk.lines[0].reg_no)
    assert desk.find(QCheckBox, "ground_superior").isChecked()
    assert desk.find(QLineEdit, "groundsOrgan").text() == "甲局"
    runner.release()


def test_the_arrow_keys_go_through_all_tabs(qtbot: Any, desk: PanelsDesk) -> None:
    """A panel that is turned to does not take the keyboard away from the tabs."""
    desk.show(replace(matter_detail(), refusal=True))
    tabs = desk.view.detail.tabs
    activate(qtbot, desk.view)
    tabs.setCurrentIndex(0)
    tabs.tabBar().setFocus()
    for place in range(1, tabs.count()):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
        assert tabs.currentIndex() == place
        assert QApplication.focusWidget() is tabs.tabBar()


def test_a_duty_matter_has_no_period_to_count(desk: PanelsDesk) -> None:
    desk.show(replace(matter_detail(), refusal=True))
    desk.tab("不予受理核对")
    stage = desk.find(QComboBox, "groundsStage")
    stage.setCurrentIndex(stage.findData("duty"))
    assert not desk.find(QCheckBox, "groundsCounted").isEnabled()
    assert desk.find(QDateEdit, "groundsUntil").isEnabled()


def test_matters_without_refusal_have_no_tab_for_it(desk: PanelsDesk) -> None:
    tabs = desk.view.detail.tabs
    shown = {tabs.tabText(n): tabs.isTabVisible(n) for n in range(tabs.count())}
    assert [words for words, visible in shown.items() if not visible] == ["不予受理核对"]


def test_a_persons_matters_are_asked_with_a_reason_and_gone_when_closed(qtbot: Any, desk: PanelsDesk) -> None:
    search = desk.find(QLineEdit, "matterSearch")
    search.insert(NUMBER)
    qtbot.waitUntil(desk.view.person.isVisible)
    assert (search.text(), desk.find(QLineEdit, "personSearchNumber").text()) == ("", NUMBER)
    desk.error = BadInput(["请写明查询理由。查询会记入审计。"])
    desk.click("personSearchFind")
    assert any("请写明查询理由" in w.text() for w in desk.view.person.findChildren(QLabel))
    desk.error = None
    reason = desk.find(QComboBox, "personSearchReason")
    reason.setCurrentIndex(reason.findData("at_window"))
    desk.click("personSearchFind")
    assert desk.asked[-1] == ("person", NUMBER, "at_window", "")
    assert desk.view.model.rowCount() == 1
    desk.presenter.refresh()
    assert desk.view.model.rowCount() == 1
    desk.click("personSearchClose")
    assert desk.view.model.rowCount() == 2
    assert desk.find(QLineEdit, "personSearchNumber").text() == ""


def test_a_table_of_many_reads_lines_as_they_come_into_sight(
    qtbot: Any, desk: PanelsDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "MOST_SHOWN", 40)
    desk.lines = tuple(matter_line(n) for n in range(40))
    desk.all = (*(line.reg_no for line in desk.lines), *(f"110199001261123{n:09}-1" for n in range(100_000)))
    desk.presenter.refresh()
    model = desk.view.model
    assert model.rowCount() == 40
    table = desk.find(object, "matterTable")
    table.scrollToBottom()
    qtbot.waitUntil(lambda: model.rowCount() == 100_040)
    table.scrollToBottom()
    qtbot.waitUntil(lambda: model.index(100_039, 2).data() == f"诉求 {desk.all[-1]}")
    read = [entry for entry in desk.asked if entry[0] == "lines"]
    assert 0 < len(read) < 8
    assert all(count <= PAGE_LINES for _, _, count in read)
    assert model.index(50_000, 0).data() == desk.all[50_000]


def test_a_list_that_changed_meanwhile_is_not_mixed_with_the_old(desk: PanelsDesk) -> None:
    model = desk.view.model
    model.extend(("another", "list", "altogether"))
    assert model.rowCount() == 2
    model.put(0, (matter_line(7),))
    assert model.index(0, 0).data() == desk.lines[0].reg_no


def test_opening_from_elsewhere_shows_the_matter(desk: PanelsDesk) -> None:
    desk.presenter.open_matter(desk.lines[1].reg_no)
    assert desk.find(QLineEdit, "matterSearch").text() == desk.lines[1].reg_no
    assert desk.view.detail.findChild(QListWidget, "matterTimeline").count() > 0


def test_ticks_and_a_number_half_written_stay_when_the_matter_is_read_again_or_left(desk: PanelsDesk) -> None:
    desk.show(replace(matter_detail(), refusal=True))
    desk.tab("不予受理核对")
    desk.find(QCheckBox, "ground_superior").click()
    desk.find(QLineEdit, "groundsOrgan").setText("甲局")
    desk.presenter.refresh()
    desk.view.matter_chosen.emit(desk.lines[0].reg_no)
    assert desk.find(QCheckBox, "ground_superior").isChecked()
    assert desk.find(QLineEdit, "groundsOrgan").text() == "甲局"
    desk.view.matter_chosen.emit(desk.lines[1].reg_no)
    desk.tab("不予受理核对")
    assert not desk.find(QCheckBox, "ground_superior").isChecked()
    desk.view.matter_chosen.emit(desk.lines[0].reg_no)
    desk.tab("不予受理核对")
    assert desk.find(QLineEdit, "groundsOrgan").text() == "甲局"
    desk.click("groundsSave")
    assert desk.find(QLineEdit, "groundsOrgan").text() == "甲局"
    desk.tab("关联与拆分")
    desk.find(QLineEdit, "linkNumber").setText(OTHER)
    desk.presenter.refresh()
    desk.view.matter_chosen.emit(desk.lines[0].reg_no)
    assert desk.find(QLineEdit, "linkNumber").text() == OTHER
    desk.click("linkUnsure")
    assert desk.find(QLineEdit, "linkNumber").text() == ""
    desk.find(QLineEdit, "linkNumber").setText(OTHER)
    desk.view.forget()
    assert desk.find(QLineEdit, "linkNumber").text() == ""


def test_reading_on_over_very_many_costs_the_window_no_stall(desk: PanelsDesk) -> None:
    model, table = desk.view.model, desk.find(object, "matterTable")
    numbers = (*(line.reg_no for line in desk.lines), *(f"110199001261123{n:09}-1" for n in range(100_000)))
    used = time.thread_time()
    model.extend(numbers)
    QApplication.processEvents()
    table.scrollToBottom()
    QApplication.processEvents()
    assert (time.thread_time() - used) * 1000 < 50
    assert model.rowCount() == len(numbers)
