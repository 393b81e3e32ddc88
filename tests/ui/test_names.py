"""Names that screen readers and scripts rely on (outside interface, section 2), and what fits."""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QPushButton, QScrollArea, QWidget

from app.config import Settings
from app.domain import period
from app.domain.due import DueFilter, Span
from app.domain.log_filter import LogTotals
from app.domain.period import period_of
from app.intake.due_board import DueBoard
from tests.fakes.desk import TODAY, due_line, log_row, matter_detail, matter_line, office
from tests.fakes.figures import counted
from tests.ui.conftest import Said, show
from ui.lights import Lights
from ui.pages.coordination.view import CoordinationView
from ui.pages.deadlines.view import DeadlinesView
from ui.pages.figures.view import FiguresView
from ui.pages.log.view import LogView
from ui.pages.matters.view import MattersView
from ui.pages.settings.view import SettingsView
from ui.pages.sign_in.view import SignInView
from ui.pages.sync.view import SyncView
from ui.window import MainWindow

ZONE = ZoneInfo("Asia/Shanghai")
NAMES = {
    "sign_in": "loginUser loginPassword loginButton loginMessage",
    "frame": "navLog navMatters navDeadlines navFigures navSync navSettings officeLabel syncLight "
    "readerLight cameraLight printerLight lockButton messageLabel",
    "log": "logTable logFrom logTo logSearch statCards signDay exportXlsx printDaily",
    "matters": "matterSearch matterTable matterTimeline recordReply",
    "deadlines": "deadlineTable",
    "coordination": "navCoordination receptionCalendar receptionTable workListTable disputeTable hallTable",
    "figures": "figuresSpan figuresFrom figuresTo figuresTable figuresRows figuresBy figuresParts "
    "figuresXlsx figuresPdf figuresPrint",
    "sync": "syncNow pendingCount parkedTable lastSync",
    "settings": "settingsOffice settingsDevices settingsStaff settingsRules",
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def window(qtbot: Any, station_app: Any, said: Said) -> MainWindow:
    pages: dict[str, QWidget] = {
        "log": LogView(ZONE),
        "matters": MattersView(ZONE),
        "deadlines": DeadlinesView(),
        "coordination": CoordinationView(),
        "figures": FiguresView(),
        "sync": SyncView(),
        "settings": SettingsView(),
    }
    clock = datetime(2026, 11, 23, 9, tzinfo=UTC)
    made = MainWindow(pages, SignInView(), said.messages, Lights(), now_local=lambda: clock)
    made.pages_for_test = pages
    return show(qtbot, made)


def fill(pages: dict[str, Any]) -> None:
    rows = tuple(
        log_row(n, key=n, present=123, representatives=5, visitors="阿依古丽·买买提 等 123 人")
        for n in range(40)
    )
    pages["log"].show_role(True)
    pages["log"].show_period(TODAY, TODAY)
    pages["log"].show_lines(range(40), rows, TODAY, TODAY, narrowed=False)
    pages["log"].show_totals(LogTotals(visits=12345, persons=23456, per_hour=((9, 20), (10, 31))), 5, {})
    pages["log"].show_standing("已由周予安于 2026-11-23 17:20 审签。签后补入 1 条，可以补签。", "warn")
    pages["figures"].show_period(period_of(period.Span.MONTH, TODAY))
    pages["figures"].show_figures(counted(period_of(period.Span.MONTH, TODAY)))
    pages["matters"].show_matters(tuple(matter_line(n) for n in range(40)), False)
    pages["matters"].show_detail(matter_detail())
    pages["matters"].show_form(TODAY)
    late = tuple(due_line(n, days=-n) for n in range(1, 40))
    pages["deadlines"].show_lead(True)
    pages["deadlines"].show_board(
        DueBoard(
            asked=DueFilter(kind="T7", unit="县水利局"),
            lines=late,
            count=91234,
            spans=dict.fromkeys(Span, 91234),
            kinds=(("T7", 91234),),
            units=(("县水利局", 91234), ("", 3)),
            owners=(("林知夏", 91234),),
            leaders=(("纪云舟", 12),),
            alarms=1234,
            uncovered_years=(2027, 2028),
        )
    )
    pages["settings"].office.show_office(office())
    pages["settings"].rules.show_settings(Settings())


@pytest.mark.parametrize("place", list(NAMES))
def test_every_object_has_its_fixed_name(window: MainWindow, place: str) -> None:
    missing = [name for name in NAMES[place].split() if window.findChild(QObject, name) is None]
    assert missing == []


def test_everything_one_can_work_with_has_a_chinese_name(window: MainWindow) -> None:
    fill(window.pages_for_test)
    nameless = [
        f"{type(w).__name__} {w.objectName()} in {w.parent().objectName()}"
        for w in window.findChildren(QWidget)
        if w.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(w, QLabel)
        and not w.objectName().startswith("qt_")
        and not CHINESE.search(w.accessibleName() or getattr(w, "text", str)() or "")
    ]
    assert nameless == []


@pytest.mark.parametrize(
    "key", ["log", "matters", "deadlines", "coordination", "figures", "sync", "settings"]
)
def test_a_full_page_fits_1366_by_768_without_scrolling_or_cut_buttons(
    qtbot: Any, window: MainWindow, key: str
) -> None:
    window.show_desk("雾泽县人民来访接待中心", 12, "检举控告专办 阿依古丽·买买提")
    window.resize(1366, 768)
    window.open_page(key)
    fill(window.pages_for_test)
    page = window.pages_for_test[key]
    area: QScrollArea = page.parent().parent()
    bars = (area.verticalScrollBar(), area.horizontalScrollBar())
    qtbot.waitUntil(lambda: not any(bar.isVisible() for bar in bars))
    cut = [
        b.text() for b in page.findChildren(QPushButton) if b.isVisible() and b.width() < b.sizeHint().width()
    ]
    assert cut == []
    tables = [
        t
        for t in page.findChildren(QAbstractScrollArea)
        if t.isVisible() and t.objectName().endswith("Table")
    ]
    assert [t.objectName() for t in tables if t.horizontalScrollBar().isVisible()] == []


@pytest.mark.parametrize("number", range(4))
def test_no_label_of_the_settings_is_cut(qtbot: Any, window: MainWindow, number: int) -> None:
    window.show_desk("单位", 1, "带班 周予安")
    window.resize(1366, 768)
    window.open_page("settings")
    fill(window.pages_for_test)
    page = window.pages_for_test["settings"]
    page.tabs.setCurrentIndex(number)

    def cut() -> list[str]:
        return [
            w.text()
            for w in page.findChildren(QLabel)
            if w.isVisible() and w.text() and not w.wordWrap() and w.width() < w.sizeHint().width()
        ]

    qtbot.waitUntil(lambda: cut() == [])
