"""The log page over a real store: lines, filters, order, columns, review, corrections, signature."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QTextBrowser,
)

from app.domain.log_filter import LogFilter, Raising
from app.domain.matter import Outcome, Purpose
from app.domain.office import StaffRole
from app.domain.refusal import Ground, Stage
from app.domain.visit import Confirmation, VisitDraft
from app.errors import DiskFull
from app.intake.day_closing import day_standing
from app.intake.line_review import ask_back, check_lines, open_questions
from app.intake.log_columns import chosen_columns
from app.intake.papers import issue_receipt
from app.intake.refusals import tick_grounds
from app.intake.register import register_visit
from app.intake.results import LogRow
from app.intake.session import DeskSession
from db.gate import StoreGate
from tests.db.conftest import (  # noqa: F401  fixtures of the real store
    _quick_stretching,
    folder,
    gate,
    session,
    visit,
)
from tests.db.test_lists import signed_in_as
from tests.fakes.desk import log_row
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from ui.pages.log.closing_view import ClosingView
from ui.pages.log.columns import Times, log_columns
from ui.pages.log.correct_view import CorrectView
from ui.pages.log.model import PAGE_LINES, LogTableModel
from ui.pages.log.presenter import LogPresenter
from ui.pages.log.question_view import AnswerView, AskView
from ui.pages.log.review_presenter import ReviewPresenter, ReviewUseCases, ReviewViews
from ui.pages.log.view import LogView
from ui.pages.log.visit_view import VisitView

ZONE = ZoneInfo("Asia/Shanghai")
Visit = Callable[..., VisitDraft]


class Page:
    """The real views, presenters and use cases; lanes run at once."""

    def __init__(
        self,
        qtbot: Any,
        runner: InlineRunner,
        said: Said,
        desk: DeskSession,
        use: ReviewUseCases | None = None,
    ) -> None:
        self.desk, self.qtbot, self.runner = desk, qtbot, runner
        self.view = show(qtbot, LogView(ZONE))
        self.views = ReviewViews(
            VisitView(ZONE), CorrectView(ZONE), AskView(), AnswerView(ZONE), ClosingView()
        )
        for window in (
            self.views.visit,
            self.views.correct,
            self.views.ask,
            self.views.answer,
            self.views.closing,
        ):
            qtbot.addWidget(window)
        self.review = ReviewPresenter(self.view, self.views, runner, said.messages, use)
        self.presenter = LogPresenter(self.view, runner, said.messages, self.review, today=desk.clock.today)
        self.questions: list[int] = []
        self.review.questions_shown = self.questions.append
        self.presenter.begin(desk)
        self.view.activate()

    def find(self, kind: type, name: str, within: Any = None) -> Any:
        return (within or self.view).findChild(kind, name)

    def click(self, name: str, within: Any = None) -> None:
        self.find(QPushButton, name, within).click()

    def shown(self, title: str = "来访人") -> list[str]:
        model = self.view.model
        titles = [c.title for c in model.columns]
        place = titles.index(title)
        return [model.index(row, place).data() for row in range(model.rowCount())]

    def figures(self) -> str:
        holder = self.view.findChild(object, "statCards")
        return " ".join(w.accessibleName() for w in holder.findChildren(QLabel) if w.accessibleName())

    def tick(self, name: str, words: str) -> None:
        menu = self.find(QPushButton, name).menu()
        next(a for a in menu.actions() if a.text() == words).trigger()

    def titles(self) -> list[str]:
        table = self.view.table
        return [c.title for n, c in enumerate(self.view.model.columns) if not table.isColumnHidden(n)]

    def select(self, row: int) -> None:
        self.view.table.selectRow(row)


@pytest.fixture
def page(qtbot: Any, runner: InlineRunner, said: Said, session: DeskSession, visit: Visit) -> Page:  # noqa: F811
    """Three visits of today: one person, six, and a sealed one."""
    register_visit(replace(visit("甲某"), window=2, confirmed=Confirmation("signature")), session)
    register_visit(visit("乙某", people=6, content_code="0501"), session)
    register_visit(visit("骆青崖", purpose=Purpose.ACCUSATION, demand="反映收受财物"), session)
    made = Page(qtbot, runner, said, session)
    yield made
    made.presenter.end()


def test_the_log_opens_with_today_and_its_figures(page: Page) -> None:
    assert page.shown() == ["甲某", "乙某 等 6 人", "●●●"]
    assert page.shown("序号") == ["001", "002", "003"]
    assert page.shown("审") == ["未审", "未审", "未审"]
    assert "批次 / 人次：3 批 8 人次" in page.figures()
    assert "集体访（5 人以上）：1 批 6 人次" in page.figures()
    assert "待审阅：3 条日志未审" in page.figures()
    assert set(page.runner.ran) == {"store"}


def test_a_period_is_asked_for_and_times_then_carry_the_day(page: Page, said: Said) -> None:
    day = page.desk.clock.today() - timedelta(days=5)
    page.find(QDateEdit, "logFrom").setDate(QDate(day.year, day.month, day.day))
    assert page.shown("时间")[0].startswith(f"{page.desk.clock.today():%m-%d}")
    assert not page.find(QPushButton, "signDay").isVisible()
    ahead = page.desk.clock.today() + timedelta(days=9)
    page.find(QDateEdit, "logFrom").setDate(QDate(ahead.year, ahead.month, ahead.day))
    assert "起始日期晚于截止日期" in said.posted[-1][1]
    page.click("logToday")
    assert page.find(QPushButton, "signDay").isVisible()
    assert len(page.shown()) == 3


def test_a_period_without_visits_says_so(page: Page) -> None:
    for name in ("logFrom", "logTo"):
        page.find(QDateEdit, name).setDate(QDate(2020, 1, 1))
    texts = [w.text() for w in page.view.findChildren(QLabel) if w.isVisible()]
    assert "这段日期还没有登记的来访。" in texts
    assert "批次 / 人次：0 批 0 人次" in page.figures()


def test_ticking_narrows_lines_and_figures_and_clearing_brings_them_back(page: Page) -> None:
    page.tick("logWindows", "2 号窗口")
    assert page.shown() == ["甲某"]
    assert "批次 / 人次：1 批 1 人次" in page.figures()
    assert page.find(QPushButton, "logWindows").text() == "窗口：2 号窗口"
    page.tick("logMore", "集体访")
    assert page.shown() == []
    page.click("logClearFilter")
    assert len(page.shown()) == 3
    page.tick("logClasses", page.desk.rules.content_classes["0501"][0])
    assert page.shown() == ["乙某 等 6 人"]


def test_every_figure_opens_to_its_lines(page: Page) -> None:
    page.click("figure_group")
    assert page.shown() == ["乙某 等 6 人"]
    page.click("figure_all")
    assert len(page.shown()) == 3
    page.click("figure_told")
    assert page.shown() == []
    page.click("figure_all")
    page.click("figure_repeat")
    assert page.shown() == []


def test_another_page_opens_the_log_at_what_its_figure_counts(page: Page) -> None:
    today = page.desk.clock.today()
    hour = page.desk.clock.now_local().hour
    page.presenter.open_log(LogFilter(today, today, hours=frozenset({(hour + 5) % 24})))
    assert page.shown() == []
    assert page.find(QPushButton, "logClearFilter").isVisible()
    page.presenter.open_log(LogFilter(today, today, raising=Raising.FIRST, group=True))
    assert page.shown() == ["乙某 等 6 人"]
    page.click("logClearFilter")
    assert len(page.shown()) == 3


def test_a_search_finds_lines_and_numbers_in_small_letters(page: Page) -> None:
    search = page.find(QLineEdit, "logSearch")
    search.insert("乙某")
    page.qtbot.waitUntil(lambda: page.shown() == ["乙某 等 6 人"])
    number = page.view.model.row_at(0).visit_no
    search.clear()
    search.insert(f"{number.lower()}-1")
    page.qtbot.waitUntil(lambda: page.shown() == ["乙某 等 6 人"])
    search.clear()
    search.insert("骆青崖")
    page.qtbot.waitUntil(lambda: page.shown() == [])


def test_a_header_sorts_up_and_down_and_the_chosen_line_stays(page: Page) -> None:
    page.select(1)
    page.view.table.horizontalHeader().sectionClicked.emit(5)
    assert page.shown()[2] == "乙某 等 6 人"
    assert page.view.current.visitors == "乙某 等 6 人"
    page.view.table.horizontalHeader().sectionClicked.emit(5)
    assert page.shown()[0] == "乙某 等 6 人"


def test_columns_chosen_are_there_the_next_time(page: Page) -> None:
    assert "备注" not in page.titles()
    page.tick("logColumns", "备注")
    page.tick("logColumns", "接待员")
    assert "备注" in page.titles()
    assert "接待员" not in page.titles()
    kept = chosen_columns(page.desk)
    assert ("remark" in kept, "receptionist" in kept) == (True, False)
    page.presenter.end()
    page.view.show_columns(())
    page.presenter.begin(page.desk)
    assert "备注" in page.titles()


def test_nothing_of_the_former_person_stays_or_arrives_late(page: Page) -> None:
    page.tick("logWindows", "2 号窗口")
    page.find(QLineEdit, "logSearch").setText("甲某")
    page.runner.hold()
    page.presenter.refresh()
    page.presenter.end()
    assert page.shown() == []
    page.runner.release()
    assert page.shown() == []
    assert page.find(QLineEdit, "logSearch").text() == ""
    assert page.find(QPushButton, "logWindows").text() == "窗口"
    page.presenter.begin(page.desk)


def test_a_page_left_open_over_midnight_shows_the_new_day(
    qtbot: Any,
    runner: InlineRunner,
    said: Said,
    session: DeskSession,  # noqa: F811
) -> None:
    made = Page(qtbot, runner, said, session)
    made.presenter._today = lambda: session.clock.today() + timedelta(days=1)
    made.view.activate()
    shown = made.find(QDateEdit, "logFrom").date().toPython()
    assert shown == session.clock.today() + timedelta(days=1)
    made.presenter.end()


# --- one line --------------------------------------------------------------------------------------


def test_a_double_click_opens_the_visit_with_papers_and_history(page: Page) -> None:
    number = page.view.model.row_at(0).visit_no
    issue_receipt(number, page.desk)
    page.view.table.doubleClicked.emit(page.view.model.index(0, 0))
    page.select(0)
    page.click("openVisit")
    window = page.views.visit
    assert window.isVisible()
    assert "甲某" in page.find(QTextBrowser, "visitContent", window).toPlainText()
    assert "来访登记回执" in page.find(QTextBrowser, "visitPapers", window).toPlainText()
    assert "登记以后没有更正" in page.find(QTextBrowser, "visitHistory", window).toPlainText()
    assert "查看来访" in page.find(QTextBrowser, "visitLooks", window).toPlainText()


def test_a_sealed_visit_opens_masked(page: Page) -> None:
    page.select(2)
    page.click("openVisit")
    told = "".join(b.toPlainText() for b in page.views.visit.findChildren(QTextBrowser))
    assert "骆青崖" not in told
    assert "收受" not in told
    assert "按权限可见" in told


def test_what_a_visitor_said_is_no_markup(page: Page, visit: Visit) -> None:  # noqa: F811
    register_visit(visit("<b>丁某</b>", demand="<img src=x>请求&修路"), page.desk)
    page.presenter.refresh()
    page.select(3)
    page.click("openVisit")
    told = page.find(QTextBrowser, "visitContent", page.views.visit).toPlainText()
    assert "<img src=x>请求&修路" in told
    assert "<b>丁某</b>" in told


def test_a_line_is_checked_with_one_button(page: Page, said: Said) -> None:
    page.select(0)
    page.click("checkLine")
    assert page.shown("审") == ["✓", "未审", "未审"]
    assert "已审阅" in said.posted[-1][1]
    assert "待审阅：2 条日志未审" in page.figures()


def test_a_correction_shows_in_the_line_and_in_the_history(page: Page) -> None:
    page.select(0)
    page.click("correctLine")
    form = page.views.correct
    page.find(QLineEdit, "correct_present_count", form).setText("3")
    page.click("correctSave", form)
    assert "理由" in page.find(QLabel, "correctMessage", form).text()
    assert page.find(QLineEdit, "correct_present_count", form).text() == "3"
    page.find(QLineEdit, "correctReason", form).setText("漏数两人")
    page.click("correctSave", form)
    assert not form.isVisible()
    assert page.shown("人数")[0] == "3"
    assert page.shown()[0].endswith("更")
    page.click("openVisit")
    history = page.find(QTextBrowser, "visitHistory", page.views.visit).toPlainText()
    assert "漏数两人" in history
    assert "来访人数" in history


def test_a_matter_is_corrected_by_words_of_the_tables(page: Page) -> None:
    page.select(0)
    page.click("correctLine")
    form = page.views.correct
    page.find(QComboBox, "correctTarget", form).setCurrentIndex(1)
    classes = page.find(QComboBox, "correct_content_code", form)
    classes.setCurrentIndex(classes.findData("0501"))
    page.find(QLineEdit, "correctReason", form).setText("分类选错")
    page.click("correctSave", form)
    assert page.shown("内容分类")[0] == page.desk.rules.content_classes["0501"][1]


def test_a_time_is_written_as_on_the_clock(page: Page) -> None:
    page.select(0)
    page.click("correctLine")
    form = page.views.correct
    left = page.find(QLineEdit, "correct_left_at", form)
    left.setText("下午")
    page.click("correctSave", form)
    assert "10:30" in page.find(QLabel, "correctMessage", form).text()
    assert left.text() == "下午"


def test_when_the_disk_is_full_nothing_typed_is_lost(
    qtbot: Any,
    runner: InlineRunner,
    said: Said,
    session: DeskSession,  # noqa: F811
    visit: Visit,  # noqa: F811
) -> None:
    register_visit(visit("甲某"), session)

    def full(*_args: object, **_more: object) -> Any:
        raise DiskFull

    page = Page(qtbot, runner, said, session, ReviewUseCases(correct=full, ask_back=full, sign_day=full))
    page.select(0)
    page.click("correctLine")
    form = page.views.correct
    page.find(QLineEdit, "correctReason", form).setText("漏数两人")
    page.click("correctSave", form)
    assert "磁盘" in page.find(QLabel, "correctMessage", form).text()
    assert page.find(QLineEdit, "correctReason", form).text() == "漏数两人"
    page.click("askBack")
    page.find(QPlainTextEdit, "askText", page.views.ask).setPlainText("几个人？")
    page.click("askSend", page.views.ask)
    assert page.find(QPlainTextEdit, "askText", page.views.ask).toPlainText() == "几个人？"
    page.click("signDay")
    page.find(QLineEdit, "closingReason", page.views.closing).setText("理由")
    page.click("closingSign", page.views.closing)
    assert "磁盘" in page.find(QLabel, "closingMessage", page.views.closing).text()
    assert page.find(QLineEdit, "closingReason", page.views.closing).text() == "理由"
    page.presenter.end()


def test_a_question_goes_to_the_window_and_its_answer_comes_back(page: Page) -> None:
    page.select(0)
    page.click("askBack")
    page.find(QPlainTextEdit, "askText", page.views.ask).setPlainText("几个人签了字？")
    page.click("askSend", page.views.ask)
    assert page.shown("审")[0] == "待答复"
    assert page.questions[-1] == 1
    page.review.open_questions()
    answer = page.views.answer
    assert page.find(QLabel, "questionText", answer).text() == "几个人签了字？"
    page.find(QPlainTextEdit, "answerText", answer).setPlainText("三个人")
    page.click("answerSend", answer)
    assert page.shown("审")[0] == "已答复"
    assert page.questions[-1] == 0
    assert open_questions(page.desk) == ()


def test_an_answer_half_written_stays_with_its_question(page: Page) -> None:
    for row in (0, 1):
        ask_back(page.view.model.row_at(row).visit_no, f"问题{row}", page.desk)
    page.review.open_questions()
    answer = page.views.answer
    text = page.find(QPlainTextEdit, "answerText", answer)
    table = page.find(QTableView, "questionTable", answer)
    text.setPlainText("写到一半")
    table.selectRow(1)
    assert text.toPlainText() == ""
    page.review.look_for_questions()
    table.selectRow(0)
    assert text.toPlainText() == "写到一半"


def test_a_receptionist_is_offered_to_open_only(
    qtbot: Any,
    runner: InlineRunner,
    said: Said,
    session: DeskSession,  # noqa: F811
    gate: StoreGate,  # noqa: F811
    visit: Visit,  # noqa: F811
) -> None:
    register_visit(visit("甲某"), session)
    desk = signed_in_as(StaffRole.RECEPTIONIST, session, gate)
    page = Page(qtbot, runner, said, desk)
    assert page.shown() == ["甲某"]
    for name in ("checkLine", "askBack", "correctLine", "signDay"):
        assert not page.find(QPushButton, name).isVisible()
    page.select(0)
    page.click("openVisit")
    assert page.views.visit.isVisible()
    assert not page.find(QPushButton, "visitCorrect", page.views.visit).isVisible()
    page.presenter.end()


# --- the day ---------------------------------------------------------------------------------------


def test_the_day_is_signed_with_a_reason_and_shown_as_changed_later(page: Page, visit: Visit) -> None:  # noqa: F811
    page.click("signDay")
    closing = page.views.closing
    items = page.find(QListWidget, "closingItems", closing)
    told = [items.item(n).text() for n in range(items.count())]
    assert "待审阅的日志　3 件" in told
    assert "登记中的草稿　无" in told
    page.click("closingSign", closing)
    assert "写明理由" in page.find(QLabel, "closingMessage", closing).text()
    page.find(QLineEdit, "closingReason", closing).setText("交接班")
    page.click("closingSign", closing)
    today = page.desk.clock.today()
    assert day_standing(today, page.desk).signed
    assert "签后没有变化" in page.find(QLabel, "dayStanding").text()
    assert not page.find(QPushButton, "closingSign", closing).isEnabled()
    register_visit(visit("丁某"), page.desk)
    page.presenter.refresh()
    assert "签后补入 1 条" in page.find(QLabel, "dayStanding").text()


def test_what_is_open_opens_to_its_lines(page: Page) -> None:
    check_lines([page.view.model.row_at(0).visit_no], page.desk)
    page.click("signDay")
    closing = page.views.closing
    items = page.find(QListWidget, "closingItems", closing)
    row = next(n for n in range(items.count()) if items.item(n).text().startswith("待审阅的日志"))
    items.setCurrentRow(row)
    page.click("closingOpen", closing)
    assert not closing.isVisible()
    assert page.shown() == ["乙某 等 6 人", "●●●"]


def test_a_refusal_is_signed_with_its_ticks_shown(page: Page, visit: Visit) -> None:  # noqa: F811
    done = register_visit(visit("丁某", outcome=Outcome.NOT_ACCEPT_PENDING, reason="县局已受理"), page.desk)
    tick_grounds(
        done.matters[0].reg_no,
        list(Ground),
        page.desk,
        organ="雾泽县自然资源局",
        stage=Stage.ACCEPTED,
        since=page.desk.clock.today() - timedelta(days=5),
    )
    page.click("signDay")
    closing = page.views.closing
    items = page.find(QListWidget, "closingItems", closing)
    items.setCurrentRow(3)
    ticks = closing.findChildren(QCheckBox)
    assert len(ticks) == 4
    assert all(tick.isChecked() and tick.isVisible() for tick in ticks)
    assert "雾泽县自然资源局" in page.find(QLabel, "closingRefusalNote", closing).text()
    page.click("closingSignRefusal", closing)
    assert items.item(3).text() == "待签字的不予（不再）受理　无"
    assert "已由" in page.find(QLabel, "closingRefusalNote", closing).text()


# --- very many lines -------------------------------------------------------------------------------


def lines(keys: Sequence[int]) -> list[LogRow]:
    return [replace(log_row(key), key=key) for key in keys]


def test_a_year_of_lines_is_read_by_pages_and_forgotten_again(qtbot: Any) -> None:
    model = LogTableModel(tuple(c.column for c in log_columns(Times(ZONE))))
    keys = range(100_000)
    asked: list[int] = []

    def answer(first: int, wanted: tuple[int, ...]) -> None:
        asked.append(first)
        assert len(wanted) <= PAGE_LINES
        model.put(first, wanted, lines(wanted))

    model.lines_wanted.connect(answer)
    model.show_keys(keys, lines(range(PAGE_LINES)))
    assert model.rowCount() == 100_000
    assert model.row_at(0) is not None
    assert model.index(70_000, 0).data() == "…"
    qtbot.waitUntil(lambda: model.row_at(70_000) is not None)
    for page_number in range(100, 200):
        first = page_number * PAGE_LINES
        model.put(first, keys[first : first + PAGE_LINES], lines(keys[first : first + PAGE_LINES]))
    assert model.row_at(0) is None
    assert len(asked) == 1
    model.put(5 * PAGE_LINES, (1, 2, 3), lines((1, 2, 3)))
    assert model.row_at(5 * PAGE_LINES) is None
    assert (
        model.index(
            0,
            0,
        ).data(Qt.ItemDataRole.DisplayRole)
        == "…"
    )


def test_while_lines_are_read_the_page_says_so(page: Page) -> None:
    def waiting() -> bool:
        return any(w.text() == "正在读取…" for w in page.view.findChildren(QLabel))

    page.runner.hold()
    page.presenter.refresh()
    assert waiting()
    page.runner.release()
    assert not waiting()
