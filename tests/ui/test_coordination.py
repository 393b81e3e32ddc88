"""The page 统筹 over a real store: leaders' reception, owners, disputes, proposals, the hall."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTableView, QTabWidget

from app.domain.due import DueFilter, Span
from app.domain.matter_step import MatterStep
from app.domain.office import StaffRole
from app.domain.visit import VisitDraft
from app.errors import HubAway
from app.hub.wire import DeskState, Hall, HallDesk, HallReport
from app.intake.due_board import due_board
from app.intake.events import record_event
from app.intake.hall import away_report, hall_report
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from db.gate import StoreGate
from tests.db.conftest import visit as _visit
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from ui.pages.coordination.hall_presenter import HallPresenter, HallUseCases
from ui.pages.coordination.presenter import CoordinationPresenter
from ui.pages.coordination.view import CoordinationView

visit = _visit
Visit = Callable[..., VisitDraft]
ZONE = ZoneInfo("Asia/Shanghai")


class Coordination:
    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said, session: DeskSession) -> None:
        self.view = show(qtbot, CoordinationView())
        self.presenter = CoordinationPresenter(self.view, runner, said.messages)
        self.opened: list[str] = []
        self.filters: list[DueFilter] = []
        self.presenter.open_matter = self.opened.append
        self.presenter.open_deadlines = self.filters.append
        self.presenter.begin(session)
        self.view.activate()

    def click(self, name: str) -> None:
        self.view.findChild(QPushButton, name).click()

    def type(self, name: str, text: str) -> None:
        self.view.findChild(QLineEdit, name).setText(text)

    def choose(self, name: str, value: str) -> None:
        box = self.view.findChild(QComboBox, name)
        box.setCurrentIndex(box.findData(value))

    def cell(self, table: str, row: int, column: int) -> str:
        return str(self.view.findChild(QTableView, table).model().index(row, column).data())

    def rows(self, table: str) -> int:
        return int(self.view.findChild(QTableView, table).model().rowCount())

    def open(self, number: int) -> None:
        self.view.findChild(QTabWidget, "coordinationTabs").setCurrentIndex(number)


@pytest.fixture
def page(qtbot: Any, runner: InlineRunner, said: Said, session: DeskSession) -> Coordination:
    return Coordination(qtbot, runner, said, session)


def registered(session: DeskSession, draft: VisitDraft, *, days_ago: int = 0) -> str:
    at = session.clock.now_utc() - timedelta(days=days_ago)
    return register_visit(replace(draft, visited_at=at), session).matters[0].reg_no


def test_a_reception_is_planned_booked_held_and_its_promise_is_on_the_board(
    page: Coordination, session: DeskSession, visit: Visit, said: Said
) -> None:
    reg_no = registered(session, visit("骆青崖"))
    page.click("receptionPlan")
    page.type("planLeader", "纪云舟")
    page.type("planUnits", "县水利局、县住建局")
    page.click("planLeaderSave")
    assert (page.cell("receptionTable", 0, 1), page.cell("receptionTable", 0, 3)) == (
        "纪云舟",
        "县水利局、县住建局",
    )
    page.click("appointmentBook")
    page.type("bookRegNo", reg_no)
    page.click("bookRegNoSave")
    assert page.cell("appointmentTable", 0, 1) == "骆青崖"
    page.click("appointmentClose")
    page.choose("closeState", "received")
    page.type("closeResult", "当面答复")
    page.click("closeStateSave")
    assert page.cell("appointmentTable", 0, 4) == "已接访"
    page.click("promiseMake")
    assert page.view.findChild(QLineEdit, "promiseRegNo").text() == reg_no
    page.type("promiseWhat", "公布清单")
    page.click("promiseRegNoSave")
    assert page.cell("promiseTable", 0, 1) == "公布清单"
    assert due_board(DueFilter(Span.PROMISES), session).count == 1
    page.click("promiseKeep")
    page.click("keptNoteSave")
    assert due_board(DueFilter(Span.PROMISES), session).count == 0
    assert {kind for kind, _ in said.posted} == {"done"}


def test_a_refusal_is_a_sentence_and_keeps_what_was_typed(page: Coordination, said: Said) -> None:
    page.click("receptionPlan")
    page.type("planPost", "副县长")
    page.click("planLeaderSave")
    assert said.posted == [("warn", "请填写接访领导的姓名。")]
    form = page.view.reception.plan
    assert form.isVisible()
    assert page.view.findChild(QLineEdit, "planPost").text() == "副县长"
    QTest.keyClick(page.view.findChild(QLineEdit, "planPost"), Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_the_calendar_goes_by_keys_and_says_who_receives(page: Coordination) -> None:
    calendar = page.view.reception.calendar
    before = calendar.day()
    QTest.keyClick(calendar.focusProxy(), Qt.Key.Key_Right)
    assert calendar.day() == before + timedelta(days=1)
    page.click("monthToday")
    assert calendar.day() == before
    assert page.view.findChild(QLabel, "receptionTableEmpty").text() == "这一天没有安排接访。"


def test_work_lists_lead_to_the_board(page: Coordination, session: DeskSession, visit: Visit) -> None:
    add_staff("方穗", StaffRole.RECEPTIONIST, "correct horse 7", session)
    reg_no, other = registered(session, visit(), days_ago=20), registered(session, visit(demand="请求二"))
    page.open(1)
    page.click("leaderCase")
    page.type("leaderRegNo", reg_no)
    page.type("leaderName", "纪云舟副县长")
    page.click("leaderRegNoSave")
    page.click("contactChange")
    page.type("contactRegNo", other)
    page.choose("contactName", "方穗")
    page.click("contactRegNoSave")
    shown = [(page.cell("workListTable", n, 0), page.cell("workListTable", n, 1)) for n in range(3)]
    assert shown == [
        ("包案领导", "纪云舟副县长"),
        ("首接责任人", session.user.name),
        ("首接责任人", "方穗"),
    ]
    assert page.cell("workListTable", 0, 3) == "1 项"
    QTest.keyClick(page.view.findChild(QTableView, "workListTable"), Qt.Key.Key_Return)
    assert page.filters == [DueFilter(leader="纪云舟副县长")]


def test_a_dispute_is_followed_until_it_is_settled(
    page: Coordination, session: DeskSession, visit: Visit
) -> None:
    reg_no = registered(session, visit(target_unit="县水利局"), days_ago=12)
    record_event(reg_no, MatterStep("disputed_on", session.clock.today()), session)
    page.open(2)
    assert (page.cell("disputeTable", 0, 0), page.cell("disputeTable", 0, 7)) == (reg_no, "剩 3 天")
    page.click("disputeConference")
    page.type("conferenceText", "提请县联席会议")
    page.click("conferenceTextSave")
    assert page.cell("disputeTable", 0, 5) == "已提请联席会议协调"
    QTest.keyClick(page.view.findChild(QTableView, "disputeTable"), Qt.Key.Key_Return)
    assert page.opened == [reg_no]
    page.click("disputeSettle")
    page.type("settleUnit", "县水利局")
    page.click("settleUnitSave")
    assert page.rows("disputeTable") == 0


def test_proposals_and_their_answers_are_counted(page: Coordination) -> None:
    page.open(3)
    page.click("proposalAdd")
    page.choose("proposalKind", "improve_policy")
    page.type("proposalUnit", "县水利局")
    page.type("proposalText", "修订补偿标准")
    page.click("proposalKindSave")
    assert page.cell("proposalTable", 0, 5) == "未反馈"
    page.click("proposalFeedback")
    page.type("feedbackText", "已修订")
    page.click("feedbackAdoptedSave")
    assert page.cell("proposalTable", 0, 5).startswith("已采纳")
    assert any("完善政策 1 条（反馈 1，采纳 1）" in label.text() for label in page.view.findChildren(QLabel))


def test_a_receptionist_books_and_sees_neither_proposals_nor_hall(
    qtbot: Any, runner: InlineRunner, said: Said, gate: StoreGate, session: DeskSession
) -> None:
    add_staff("方穗", StaffRole.RECEPTIONIST, "correct horse 7", session)
    gate.close()
    page = Coordination(qtbot, runner, said, gate.sign_in("方穗", "correct horse 7"))
    tabs = page.view.findChild(QTabWidget, "coordinationTabs")
    assert [tabs.isTabVisible(n) for n in range(5)] == [True, True, True, False, False]
    assert not page.view.findChild(QPushButton, "receptionPlan").isVisible()
    assert not page.view.findChild(QPushButton, "leaderCase").isVisible()


def test_the_hall_is_shown_as_the_hub_tells_it_and_says_how_old_it_is(
    qtbot: Any, runner: InlineRunner, said: Said, session: DeskSession
) -> None:
    view = show(qtbot, CoordinationView())
    answers: list[Hall | Exception | None] = []
    told: list[HallReport] = []
    now = session.clock.now_utc()

    def exchange(report: HallReport) -> Hall | None:
        told.append(report)
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    presenter = HallPresenter(
        view,
        runner,
        said.messages,
        HallUseCases(hall_report, away_report, exchange),
        receiving=lambda: True,
        zone=ZONE,
    )
    desks = [
        HallDesk("a", 1, "林知夏", DeskState.RECEIVING, 2, 7, now),
        HallDesk("b", 2, "方穗", DeskState.FREE, 0, 3, now - timedelta(minutes=5)),
    ]
    answers += [HubAway(), None, Hall(now, desks), HubAway(), None]
    age = view.findChild(QLabel, "hallAge")
    presenter.begin(session)
    assert "还没有取得" in age.text()
    presenter.beat()
    assert "没有接入上级" in age.text()
    presenter.beat()
    table = view.findChild(QTableView, "hallTable").model()
    assert [table.index(row, 2).data() for row in range(2)] == ["正在接待", "不在线"]
    presenter.beat()
    assert "连不上上级，以下是不到一分钟前的情况" in age.text()
    assert told[0] == HallReport(session.window, session.user.name, DeskState.RECEIVING, 0, 0)
    presenter.end()
    assert told[-1].state is DeskState.AWAY
    assert view.findChild(QTableView, "hallTable").model().rowCount() == 0
    assert said.posted == []


def test_today_is_the_offices_day_whatever_the_machines_zone(page: Coordination) -> None:
    page.view.show_person(True, True, date(2030, 2, 3))
    page.view.reception.calendar.showNextMonth()
    page.click("monthToday")
    assert page.view.reception.calendar.day() == date(2030, 2, 3)
