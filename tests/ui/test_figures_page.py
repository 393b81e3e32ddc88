"""The page of figures: periods, comparison, breakdowns, rows behind a figure, exports."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QProgressBar, QPushButton, QTableView, QWidget

from app.config import Settings
from app.domain.figures import Comparison
from app.domain.log_filter import LogFilter
from app.domain.office import StaffRole
from app.domain.period import Period, Span, period_of
from app.errors import DiskFull, ExportCancelled, FileInUse, NotAllowed
from app.intake.exports import Exported
from app.intake.figure_rows import log_filter
from app.reports.table import Watch
from tests.fakes.desk import TODAY, fake_session
from tests.fakes.figures import counted
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from ui.export_run import XLSX, ExportRun
from ui.pages.figures.presenter import FiguresPresenter, FigureUseCases
from ui.pages.figures.view import FiguresView
from ui.text import sentence_for


class FiguresDesk:
    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said, tmp_path: Path) -> None:
        self.asked: list[Period] = []
        self.opened: list[LogFilter] = []
        self.printed: list[tuple[bytes, str, str]] = []
        self.suggested: list[str] = []
        self.refusal: Exception | None = None
        self.path: Path | None = tmp_path / "r.xlsx"
        self.said = said
        self.view = show(qtbot, FiguresView())
        self.presenter = FiguresPresenter(
            self.view,
            runner,
            said.messages,
            FigureUseCases(
                count=self.count,
                export=lambda path, period, _s: self.write(path, period),
                make=lambda _p, _s: b"%PDF",
                lines_of=lambda period, figure, part, _s: log_filter(period, figure, part, Settings()),
                print_loose=lambda *given: self.printed.append(given),
            ),
            today=lambda: TODAY,
            ask=self.where,
        )
        self.presenter.open_log = self.opened.append

    def count(self, period: Period, _session: object) -> Comparison:
        if self.refusal:
            raise self.refusal
        self.asked.append(period)
        return counted(period)

    def where(self, suggested: str, _kinds: str) -> Path | None:
        self.suggested.append(suggested)
        return self.path

    def write(self, path: Path, _period: Period) -> Exported:
        if self.refusal:
            raise self.refusal
        return Exported(path, 20)

    def begin(self, role: StaffRole = StaffRole.LEAD) -> None:
        self.presenter.begin(fake_session(role=role))
        self.view.activate()

    def find(self, kind: type, name: str) -> Any:
        return self.view.findChild(kind, name)

    def cell(self, table: str, row: int, column: int) -> str:
        return self.find(QTableView, table).model().index(row, column).data()


@pytest.fixture
def desk(qtbot: Any, runner: InlineRunner, said: Said, tmp_path: Path) -> FiguresDesk:
    return FiguresDesk(qtbot, runner, said, tmp_path)


def test_it_begins_with_the_running_month_compared(desk: FiguresDesk) -> None:
    desk.begin()
    assert desk.asked == [period_of(Span.MONTH, TODAY)]
    row = [desk.cell("figuresTable", 0, column) for column in range(8)]
    assert row == ["visit_count", "批", "12", "—", "10", "+20.0%", "12", "持平"]
    assert [desk.cell("figuresTable", 8, c) for c in (2, 3, 5)] == ["—", "0 / 0", "—"]


def test_spans_and_steps_move_the_period(desk: FiguresDesk) -> None:
    desk.begin()
    span = desk.find(QComboBox, "figuresSpan")
    span.setCurrentIndex(span.findData("quarter"))
    span.activated.emit(span.currentIndex())
    assert desk.asked[-1] == Period(date(2026, 10, 1), date(2026, 12, 31), Span.QUARTER)
    desk.find(QPushButton, "figuresEarlier").click()
    assert desk.asked[-1] == Period(date(2026, 7, 1), date(2026, 9, 30), Span.QUARTER)
    desk.find(QPushButton, "figuresLater").click()
    assert desk.asked[-1].start == date(2026, 10, 1)
    span.setCurrentIndex(span.findData("any"))
    span.activated.emit(span.currentIndex())
    assert not desk.find(QPushButton, "figuresLater").isEnabled()
    desk.find(QDateEdit, "figuresTo").setDate(QDate(2026, 11, 3))
    assert desk.asked[-1] == Period(date(2026, 10, 1), date(2026, 11, 3))


def test_dates_the_wrong_way_round_are_a_sentence(desk: FiguresDesk) -> None:
    desk.begin()
    before = len(desk.asked)
    desk.find(QDateEdit, "figuresFrom").setDate(QDate(2026, 12, 20))
    assert len(desk.asked) == before
    assert "起始日期晚于截止日期" in desk.said.posted[-1][1]


def test_every_figure_and_every_part_opens_to_its_rows(desk: FiguresDesk) -> None:
    desk.begin()
    table = desk.find(QTableView, "figuresTable")
    table.activated.emit(table.model().index(4, 0))
    table.selectRow(6)
    desk.find(QPushButton, "figuresRows").click()
    by = desk.find(QComboBox, "figuresBy")
    by.setCurrentIndex(by.findData("by_class"))
    parts = desk.find(QTableView, "figuresParts")
    parts.activated.emit(parts.model().index(0, 0))
    start, end = date(2026, 11, 1), date(2026, 11, 30)
    assert desk.opened == [
        LogFilter(start, end, group=True),
        LogFilter(start, end, told=True),
        LogFilter(start, end, classes=frozenset({"02"}), sealed=False),
    ]


def test_a_chart_says_its_bars_and_the_rules_stand_beside_the_figures(desk: FiguresDesk) -> None:
    desk.begin()
    chart = desk.find(QWidget, "figuresChart")
    assert chart.accessibleName() == "分时段（人次）"
    assert "9时 7" in chart.accessibleDescription()
    desk.find(QTableView, "figuresTable").selectRow(7)
    assert desk.find(QWidget, "figuresRule").text() == "及时受理率：口径乙"
    assert "集体访：5 人以上" in desk.find(QWidget, "figuresSettings").toolTip()


def test_another_role_is_told_and_sees_nothing(desk: FiguresDesk) -> None:
    desk.begin()
    desk.refusal = NotAllowed("list")
    desk.view.activate()
    assert desk.find(QTableView, "figuresTable").model().rowCount() == 0


def test_a_fault_of_the_store_is_a_sentence(desk: FiguresDesk) -> None:
    desk.refusal = DiskFull()
    desk.begin()
    assert desk.said.posted[-1][1] == sentence_for(DiskFull())


def test_leaving_forgets_the_figures(desk: FiguresDesk) -> None:
    desk.begin()
    desk.presenter.end()
    assert desk.find(QTableView, "figuresTable").model().rowCount() == 0
    assert desk.find(QTableView, "figuresParts").model().rowCount() == 0


def test_exports_go_where_a_person_says(desk: FiguresDesk) -> None:
    desk.begin()
    desk.find(QPushButton, "figuresXlsx").click()
    assert desk.suggested == ["来访接待月报_2026年11月.xlsx"]
    assert "已导出 20 行" in desk.said.posted[-1][1]
    desk.path = None
    desk.find(QPushButton, "figuresPdf").click()
    assert desk.suggested[-1].endswith(".pdf")
    assert "已导出 20 行" in desk.said.posted[-1][1]


def test_a_file_that_is_open_elsewhere_is_a_sentence(desk: FiguresDesk) -> None:
    desk.begin()
    desk.refusal = FileInUse()
    desk.find(QPushButton, "figuresXlsx").click()
    assert "正被别的程序打开" in desk.said.posted[-1][1]
    assert "没有写入" in desk.said.posted[-1][1]


def test_a_reader_may_look_but_takes_nothing_out(desk: FiguresDesk) -> None:
    desk.begin(StaffRole.READER)
    desk.find(QPushButton, "figuresXlsx").click()
    assert desk.suggested == []
    assert desk.said.posted[-1][1] == sentence_for(NotAllowed("export"))


def test_the_report_goes_to_the_printer(desk: FiguresDesk) -> None:
    desk.begin()
    desk.find(QPushButton, "figuresPrint").click()
    assert desk.printed == [(b"%PDF", "来访接待月报", "a4")]


def test_progress_is_shown_and_can_be_stopped(
    qtbot: Any, runner: InlineRunner, said: Said, tmp_path: Path
) -> None:
    desk = FiguresDesk(qtbot, runner, said, tmp_path)
    run = ExportRun(runner, said.messages, lambda *_: tmp_path / "l.xlsx")
    run.began.connect(desk.view.show_export)
    run.progressed.connect(desk.view.show_progress)
    run.ended.connect(desk.view.end_export)
    seen: list[tuple[int, int, bool]] = []

    def write(path: Path, watch: Watch) -> Exported:
        watch.step(500, 2000)
        bar = desk.view.findChild(QProgressBar, "figuresProgress")
        seen.append((bar.value(), bar.maximum(), bar.isVisible()))
        run.cancel()
        watch.step(1000, 2000)
        return Exported(path, 2000)

    run.start(write, "l.xlsx", XLSX)
    assert seen == [(500, 2000, True)]
    assert not desk.view.findChild(QProgressBar, "figuresProgress").isVisible()
    assert "导出已取消" in said.posted[-1][1]
    assert not run.running


def test_one_export_at_a_time(qtbot: Any, runner: InlineRunner, said: Said, tmp_path: Path) -> None:
    run = ExportRun(runner, said.messages, lambda *_: tmp_path / "l.xlsx")
    runner.hold()
    run.start(lambda path, _w: Exported(path, 1), "l.xlsx", XLSX)
    run.start(lambda path, _w: Exported(path, 2), "l.xlsx", XLSX)
    assert "上一个文件还在导出" in said.posted[-1][1]
    runner.release()
    assert "已导出 1 行" in said.posted[-1][1]


def test_a_cancelled_export_has_a_sentence() -> None:
    assert "没有留下文件" in sentence_for(ExportCancelled())
