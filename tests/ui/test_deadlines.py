"""The page of deadlines: spans, kinds, targets apart, how a date is counted, supervision."""

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTableView

from app.domain.due import DueFilter, Span
from app.domain.matter_step import MatterStep
from app.domain.office import StaffRole
from app.errors import BadInput, NotAllowed
from app.intake.due_board import EVERYTHING, DueBoard, DueLine
from app.intake.results import Paper
from app.intake.unit_lists import UnitList
from tests.fakes.desk import TODAY, due_line, fake_session, matter_detail
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from ui.pages.deadlines import alarm
from ui.pages.deadlines.presenter import DeadlinesPresenter, DeadlineUseCases
from ui.pages.deadlines.view import DeadlinesView
from ui.text import sentence_for

LATE, DUE_TODAY = due_line(1, "T7", -2), due_line(2, "T9", 0)
WEEK, LATER = due_line(3, "T8", 3), due_line(4, "T7", 40)
TARGET = due_line(5, "T14", -9, internal=True)
URGED = due_line(6, "T2", -3, supervised=True)
LINES = (LATE, URGED, DUE_TODAY, WEEK, LATER)
MADE = UnitList((), (("县水利局", 2),), ("A", "B"), 1)


def due_board(asked: DueFilter = EVERYTHING, **changes: Any) -> DueBoard:
    given: dict[str, Any] = {
        "asked": asked,
        "lines": LINES,
        "count": 5,
        "spans": {Span.ALL: 5, Span.OVERDUE: 2, Span.TODAY: 1, Span.TARGETS: 1},
        "kinds": (("T7", 2), ("T2", 1), ("T8", 1), ("T9", 1)),
        "units": (("县水利局", 3), ("", 2)),
        "owners": (("林知夏", 5),),
        "alarms": 1,
        **changes,
    }
    return DueBoard(**given)


class DeadlinesDesk:
    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said) -> None:
        self.changes: dict[str, Any] = {}
        self.asked: list[DueFilter] = []
        self.left = [0]
        self.recorded: list[tuple[Any, ...]] = []
        self.opened: list[str] = []
        self.listed: list[tuple[Any, ...]] = []
        self.printed: list[tuple[str, str]] = []
        self.refusal: Exception | None = None
        self.view = show(qtbot, DeadlinesView())
        self.presenter = DeadlinesPresenter(
            self.view,
            runner,
            said.messages,
            DeadlineUseCases(
                count_some=lambda _s: self.left.pop() if len(self.left) > 1 else self.left[0],
                board=self.ask,
                lines=lambda asked, first, _s: self.page(first),
                alarms=lambda _s: self.changes.get("alarms", 1),
                record_event=self.record,
                urging=lambda asked, _s: self.make_list(asked),
                handover=lambda start, end, _s: self.make_list(start, end),
                record_urging=lambda numbers, _s: self.urge(numbers),
                render=lambda _m: Paper("urging_list", "", b"pdf", 2, "", reprint=False),
                draw=lambda _pdf: (),
                print_loose=lambda _p, title, size: self.printed.append((title, size)),
            ),
        )
        self.presenter.open_matter = self.opened.append

    def ask(self, asked: DueFilter, _session: object) -> DueBoard:
        if self.refusal:
            raise self.refusal
        self.asked.append(asked)
        return due_board(asked, **self.changes)

    def page(self, first: int) -> tuple[DueLine, ...]:
        return tuple(due_line(n) for n in range(first + 1, first + 101))

    def make_list(self, *asked: Any) -> UnitList:
        if self.refusal:
            raise self.refusal
        self.listed.append(asked)
        return MADE

    def urge(self, numbers: Any) -> int:
        self.recorded.append(tuple(numbers))
        return len(numbers)

    def record(self, reg_no: str, step: MatterStep, _session: object) -> Any:
        if self.refusal:
            raise self.refusal
        self.recorded.append((reg_no, step.kind, step.on, step.text))
        return matter_detail()

    def begin(self, role: StaffRole = StaffRole.RECEPTIONIST) -> None:
        session: Any = fake_session(role=role)
        session.clock = SimpleNamespace(today=lambda: TODAY)
        self.presenter.begin(session)
        self.view.activate()

    def numbers(self) -> list[str]:
        model = self.view.findChild(QTableView, "deadlineTable").model()
        return [model.index(row, 4).data() for row in range(model.rowCount())]

    def click(self, name: str) -> None:
        self.view.findChild(QPushButton, name).click()

    def label(self, name: str) -> QLabel:
        return self.view.findChild(QLabel, name)


@pytest.fixture
def desk(qtbot: Any, runner: InlineRunner, said: Said) -> DeadlinesDesk:
    return DeadlinesDesk(qtbot, runner, said)


def test_legal_terms_stand_apart_from_targets_and_only_they_turn_red(desk: DeadlinesDesk) -> None:
    desk.begin()
    assert desk.numbers() == [line.reg_no for line in LINES]
    model = desk.view.findChild(QTableView, "deadlineTable").model()
    red = QColor("#a32a1f")
    assert model.index(0, 1).data(Qt.ItemDataRole.ForegroundRole) == red
    assert model.index(3, 2).data() == "信访人权利"
    desk.changes = {"lines": (TARGET,), "count": 1}
    desk.click("due_targets")
    assert desk.asked[-1].span is Span.TARGETS
    assert desk.numbers() == [TARGET.reg_no]
    assert model.index(0, 1).data(Qt.ItemDataRole.ForegroundRole) != red
    assert model.index(0, 2).data() == "内部目标"


def test_an_overdue_term_looks_overdue_when_it_is_chosen(desk: DeadlinesDesk) -> None:
    """By its words, and in red on the selected row too."""
    desk.begin()
    table = desk.view.findChild(QTableView, "deadlineTable")
    cell = table.model().index(0, 1)

    def reds() -> int:
        picture = table.viewport().grab(table.visualRect(cell)).toImage()
        tones = (picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height()))
        return sum(tone.red() > 140 and tone.green() < 70 and tone.blue() < 70 for tone in tones)

    assert cell.data() == "已超期 2 天"
    table.clearSelection()
    plain = reds()
    table.selectRow(0)
    assert reds() > plain * 0.7 > 0


def test_a_span_asks_for_itself_and_says_how_many(desk: DeadlinesDesk) -> None:
    desk.begin()
    desk.click("due_overdue")
    desk.click("due_tomorrow")
    assert [asked.span for asked in desk.asked] == [Span.ALL, Span.OVERDUE, Span.TOMORROW]
    assert desk.view.findChild(QPushButton, "due_overdue").text() == "已超期 2"
    assert not desk.view.findChild(QPushButton, "due_promises").isVisible()
    days = desk.view.findChild(QComboBox, "deadlineDays")
    days.setCurrentIndex(days.findData(15))
    assert (desk.asked[-1].span, desk.asked[-1].within_days) == (Span.WITHIN, 15)
    assert desk.view.findChild(QPushButton, "due_within").text() == "15 天内 0"


def test_what_narrows_the_board_stays_chosen_even_where_nothing_is_left(desk: DeadlinesDesk) -> None:
    desk.begin()
    for name, value in (("deadlineKind", "T7"), ("deadlineUnit", ""), ("deadlineOwner", "林知夏")):
        box = desk.view.findChild(QComboBox, name)
        box.setCurrentIndex(box.findData(value))
    assert desk.asked[-1] == DueFilter(kind="T7", unit="", owner="林知夏")
    desk.changes = {"lines": (), "count": 0, "kinds": (), "units": ()}
    desk.presenter.refresh()
    kinds = desk.view.findChild(QComboBox, "deadlineKind")
    assert (kinds.currentData(), kinds.currentText()) == ("T7", "60日内办结（0）")
    assert "清除筛选" in desk.label("deadlineEmpty").text()
    desk.click("deadlineClear")
    assert desk.asked[-1] == DueFilter()


def test_a_board_of_ninety_thousand_reads_the_page_that_is_looked_at(desk: DeadlinesDesk, qtbot: Any) -> None:
    desk.changes = {"count": 90_000, "lines": tuple(due_line(n) for n in range(1, 101))}
    desk.begin()
    table = desk.view.findChild(QTableView, "deadlineTable")
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    table.grab()
    model = table.model()
    qtbot.waitUntil(lambda: model.index(89_999, 4).data() == due_line(90_000).reg_no)
    assert model.index(45_000, 4).data() == "…"
    assert len(model.rows) <= 400


def test_counting_goes_on_in_parts_and_says_how_much_is_left(desk: DeadlinesDesk) -> None:
    desk.left = [0, 700, 1200]
    desk.begin()
    assert desk.left == [0]
    assert desk.numbers()


def test_a_list_is_looked_at_printed_and_recorded(desk: DeadlinesDesk, said: Said) -> None:
    desk.begin(StaffRole.LEAD)
    desk.click("urgingList")
    assert desk.listed == [(DueFilter(Span.OVERDUE),)]
    assert any("1 件保密事项不列入" in label.text() for label in desk.view.findChildren(QLabel))
    desk.click("listPrint")
    assert desk.printed == [("催办单", "a4")]
    assert said.posted[-1] == ("done", "催办单已送往打印机，共 2 页。")
    desk.click("listRecord")
    assert desk.recorded == [("A", "B")]
    assert not desk.view.findChild(QPushButton, "listRecord").isVisible()
    desk.view.preview.closed.emit()
    assert desk.view.findChild(QTableView, "deadlineTable").isVisible()


def test_a_handover_list_asks_for_its_days(desk: DeadlinesDesk, said: Said) -> None:
    desk.begin(StaffRole.LEAD)
    desk.click("handoverList")
    desk.refusal = BadInput(["这段时间没有转送、交办的记录。"])
    desk.click("handoverMake")
    assert said.posted[-1] == ("warn", "这段时间没有转送、交办的记录。")
    assert desk.view.handover.isVisible()
    desk.refusal = None
    desk.click("handoverMake")
    assert desk.listed == [(TODAY, TODAY)]


def test_only_a_lead_sees_lists(desk: DeadlinesDesk) -> None:
    desk.begin()
    assert not desk.view.findChild(QPushButton, "urgingList").isVisible()
    desk.begin(StaffRole.LEAD)
    assert desk.view.findChild(QPushButton, "urgingList").isVisible()


def test_every_date_explains_itself_on_selection(desk: DeadlinesDesk) -> None:
    desk.begin()
    desk.view.findChild(QTableView, "deadlineTable").selectRow(2)
    said = desk.label("deadlineHow").text()
    assert DUE_TODAY.term.how in said
    assert DUE_TODAY.reg_no in said
    assert not desk.view.findChild(QPushButton, "superviseSave").isVisible()


def test_enter_and_double_click_open_the_matter(desk: DeadlinesDesk) -> None:
    desk.begin()
    table = desk.view.findChild(QTableView, "deadlineTable")
    table.selectRow(1)
    QTest.keyClick(table, Qt.Key.Key_Return)
    place = table.visualRect(table.model().index(2, 4)).center()
    for act in (QTest.mouseClick, QTest.mouseDClick):
        act(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(place))
    assert desk.opened == [URGED.reg_no, DUE_TODAY.reg_no]


def test_what_is_overdue_is_urged_on_with_a_record(desk: DeadlinesDesk, said: Said) -> None:
    desk.begin()
    assert "1 件" in desk.label("deadlineAlarm").text()
    assert desk.label("deadlineAlarm").isVisible()
    desk.view.findChild(QLineEdit, "superviseText").setText("电话催办")
    desk.changes = {"alarms": 0}
    desk.click("superviseSave")
    assert desk.recorded == [(LATE.reg_no, "supervised_on", TODAY, "电话催办")]
    assert said.posted[-1] == ("done", f"已记录督办：{LATE.reg_no}")
    assert not desk.label("deadlineAlarm").isVisible()
    assert desk.view.findChild(QLineEdit, "superviseText").text() == ""


def test_a_refused_supervision_keeps_the_words(desk: DeadlinesDesk, said: Said) -> None:
    desk.begin()
    desk.view.findChild(QLineEdit, "superviseText").setText("说明")
    desk.refusal = BadInput(["保密事项的进展不填写说明。"])
    desk.click("superviseSave")
    assert said.posted[-1] == ("warn", "保密事项的进展不填写说明。")
    assert desk.view.findChild(QLineEdit, "superviseText").text() == "说明"
    assert desk.view.findChild(QPushButton, "superviseSave").isEnabled()


def test_the_lead_is_told_on_signing_in_and_nobody_else(desk: DeadlinesDesk, said: Said) -> None:
    desk.begin()
    assert said.posted == []
    desk.begin(StaffRole.LEAD)
    assert said.posted == [("warn", "有 1 件事项已超期或支持未执行、待督办，请看“期限”页。")]


def test_the_lead_hears_again_only_when_there_is_more(
    desk: DeadlinesDesk, said: Said, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm, "AFTER_CHANGE_MS", 1)
    settled: list[str] = []
    said.messages.settled.connect(settled.append)
    told = "有 {} 件事项已超期或支持未执行、待督办，请看“期限”页。"
    asked: list[int] = []
    runner, view = InlineRunner(), desk.view
    count = [2]

    def alarms(_session: object) -> int:
        asked.append(count[0])
        return count[0]

    lead = alarm.LeadsAlarm(view, runner, said.messages, open_alarms=alarms, count_some=lambda _s: 0)
    lead.begin(fake_session(role=StaffRole.LEAD))
    assert said.posted == [("warn", told.format(2))]
    for now, posted, taken_off in ((2, 1, 0), (3, 2, 1), (1, 2, 2), (0, 2, 3)):
        count[0] = now
        lead.look_soon()
        lead.look_soon()
        before = len(asked)
        qtbot.waitUntil(lambda before=before: len(asked) == before + 1)
        assert (len(said.posted), len(settled)) == (posted, taken_off)
    assert said.posted[-1] == ("warn", told.format(3))
    assert set(runner.ran) == {"store"}
    lead.look_soon()
    lead.end()
    qtbot.wait(20)
    assert len(asked) == 5


def test_the_lead_is_told_while_the_window_stands_open(
    desk: DeadlinesDesk, said: Said, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm, "EVERY_MS", 5)
    count = [0]
    watch = alarm.LeadsAlarm(
        desk.view, InlineRunner(), said.messages, open_alarms=lambda _s: count[0], count_some=lambda _s: 0
    )
    watch.begin(fake_session(role=StaffRole.LEAD))
    assert said.posted == []
    count[0] = 1
    qtbot.waitUntil(lambda: bool(said.posted))
    watch.end()
    watch.begin(fake_session(role=StaffRole.RECEPTIONIST))
    count[0] = 9
    watch.look_soon()
    qtbot.wait(30)
    assert len(said.posted) == 1


def test_a_year_without_holidays_is_a_visible_warning(desk: DeadlinesDesk) -> None:
    desk.begin()
    assert not desk.label("calendarWarning").isVisible()
    desk.changes = {"uncovered_years": (2027,)}
    desk.presenter.refresh()
    assert "2027 年的节假日安排还没有导入" in desk.label("calendarWarning").text()
    assert desk.label("calendarWarning").isVisible()


def test_who_may_not_see_the_list_is_told_and_nothing_stays(desk: DeadlinesDesk, said: Said) -> None:
    desk.begin()
    desk.presenter.end()
    assert desk.numbers() == []
    desk.refusal = NotAllowed("list")
    desk.begin()
    assert said.posted[-1] == ("fail", sentence_for(NotAllowed("list")))
    assert not any(w.text() == "正在读取…" for w in desk.view.findChildren(QLabel))
