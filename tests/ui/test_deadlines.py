"""The page of deadlines: spans, kinds, targets apart, how a date is counted, supervision."""

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTableView

from app.domain.matter_step import MatterStep
from app.domain.office import StaffRole
from app.errors import BadInput, NotAllowed
from app.intake.matter_lists import DueGroup, DueList
from tests.fakes.desk import TODAY, due_line, fake_session, matter_detail
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from ui.pages.deadlines import alarm
from ui.pages.deadlines.presenter import DeadlinesPresenter
from ui.pages.deadlines.view import DeadlinesView
from ui.text import sentence_for

LATE, DUE_TODAY = due_line(1, "T7", -2), due_line(2, "T9", 0)
WEEK, LATER = due_line(3, "T8", 3), due_line(4, "T7", 40)
TARGET = due_line(5, "T14", -9, internal=True)
URGED = due_line(6, "T2", -3, supervised=True)


def due_list(**changes: Any) -> DueList:
    given: dict[str, Any] = {
        "overdue": DueGroup((LATE, URGED), 2),
        "today": DueGroup((DUE_TODAY,), 1),
        "week": DueGroup((WEEK,), 1),
        "later": DueGroup((LATER,), 1),
        "targets": DueGroup((TARGET,), 1),
        "alarms": 1,
        "kinds": (("T2", 1), ("T7", 2), ("T8", 1), ("T9", 1)),
        **changes,
    }
    return DueList(**given)


class DeadlinesDesk:
    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said) -> None:
        self.due = due_list()
        self.recorded: list[tuple[Any, ...]] = []
        self.opened: list[str] = []
        self.refusal: Exception | None = None
        self.view = show(qtbot, DeadlinesView())
        self.presenter = DeadlinesPresenter(
            self.view,
            runner,
            said.messages,
            open_deadlines=self.ask,
            open_alarms=lambda _s: self.due.alarms,
            record_event=self.record,
        )
        self.presenter.open_matter = self.opened.append

    def ask(self, _session: object) -> DueList:
        if self.refusal:
            raise self.refusal
        return self.due

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

    def numbers(self, name: str = "deadlineTable") -> list[str]:
        model = self.view.findChild(QTableView, name).model()
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
    assert desk.numbers() == [line.reg_no for line in (LATE, URGED, DUE_TODAY, WEEK, LATER)]
    assert desk.numbers("localTargetTable") == [TARGET.reg_no]
    legal = desk.view.findChild(QTableView, "deadlineTable").model()
    target = desk.view.findChild(QTableView, "localTargetTable").model()
    red = QColor("#a32a1f")
    assert legal.index(0, 1).data(Qt.ItemDataRole.ForegroundRole) == red
    assert target.index(0, 1).data(Qt.ItemDataRole.ForegroundRole) != red
    assert (legal.index(3, 2).data(), target.index(0, 2).data()) == ("信访人权利", "内部目标")


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


@pytest.mark.parametrize(
    ("span", "shown"),
    [("overdue", [LATE, URGED]), ("today", [DUE_TODAY]), ("week", [DUE_TODAY, WEEK]), ("all", None)],
)
def test_a_span_narrows_the_list(desk: DeadlinesDesk, span: str, shown: list[Any] | None) -> None:
    desk.begin()
    desk.click(f"due_{span}")
    expected = shown if shown is not None else [LATE, URGED, DUE_TODAY, WEEK, LATER]
    assert desk.numbers() == [line.reg_no for line in expected]
    assert str(len(expected)) in desk.view.findChild(QPushButton, f"due_{span}").text()


def test_a_kind_narrows_the_list_and_stays_chosen(desk: DeadlinesDesk) -> None:
    desk.begin()
    kinds = desk.view.findChild(QComboBox, "deadlineKind")
    kinds.setCurrentIndex(kinds.findData("T7"))
    assert desk.numbers() == [LATE.reg_no, LATER.reg_no]
    desk.presenter.refresh()
    assert desk.numbers() == [LATE.reg_no, LATER.reg_no]


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
    desk.due = due_list(alarms=0)
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

    lead = alarm.LeadsAlarm(view, runner, said.messages, open_alarms=alarms)
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
    watch = alarm.LeadsAlarm(desk.view, InlineRunner(), said.messages, open_alarms=lambda _s: count[0])
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
    desk.due = due_list(uncovered_years=(2027,))
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
