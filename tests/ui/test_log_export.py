"""The log's buttons 导出 and 打印日报."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton

from app.domain.log_filter import LogFilter
from app.errors import FileNotWritten
from app.intake.exports import Exported
from app.reports.csv_file import Encoding
from tests.fakes.desk import TODAY, fake_session
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from ui.pages.log.export_presenter import AskedLog, LogExportCases, LogExports
from ui.pages.log.export_view import ExportView, ExportWish
from ui.pages.log.view import LogView
from ui.text import sentence_for

ASKED = AskedLog(LogFilter(TODAY, TODAY, group=True), "青苗")


class Desk:
    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said, tmp_path: Path) -> None:
        self.said = said
        self.written: list[tuple[Path, AskedLog, ExportWish]] = []
        self.printed: list[tuple[bytes, str, str]] = []
        self.suggested: list[str] = []
        self.refusal: Exception | None = None
        self.view = show(qtbot, LogView(ZoneInfo("Asia/Shanghai")))
        self.dialog = ExportView(self.view)
        qtbot.addWidget(self.dialog)
        self.presenter = LogExports(
            self.view,
            runner,
            said.messages,
            LogExportCases(
                export=self.write,
                daily=lambda _asked, _session: b"%PDF",
                print_loose=lambda *given: self.printed.append(given),
            ),
            asked=lambda: ASKED,
            dialog=self.dialog,
            ask=lambda suggested, _kinds: self.suggested.append(suggested) or tmp_path / suggested,
        )
        self.presenter.begin(fake_session())
        self.view.show_role(True)

    def write(self, path: Path, asked: AskedLog, wish: ExportWish, _session: Any, _watch: Any) -> Exported:
        if self.refusal:
            raise self.refusal
        self.written.append((path, asked, wish))
        return Exported(path, 7)

    def click(self, name: str) -> None:
        (self.view.findChild(QPushButton, name) or self.dialog.findChild(QPushButton, name)).click()


@pytest.fixture
def desk(qtbot: Any, runner: InlineRunner, said: Said, tmp_path: Path) -> Desk:
    return Desk(qtbot, runner, said, tmp_path)


def test_nothing_leaves_without_a_reason(desk: Desk) -> None:
    desk.click("exportXlsx")
    assert desk.dialog.isVisible()
    assert "2026-11-23" in desk.dialog.findChild(QLabel, "exportWhat").text()
    desk.click("exportGo")
    assert desk.written == []
    assert "请写明用途" in desk.dialog.findChild(QLabel, "exportFault").text()


def test_what_is_shown_is_written_as_wished(desk: Desk) -> None:
    desk.click("exportXlsx")
    desk.dialog.findChild(QLineEdit, "exportReason").setText("月度报送")
    form = desk.dialog.findChild(QComboBox, "exportFormat")
    form.setCurrentIndex(form.findData("csv-gb18030"))
    desk.dialog.findChild(QCheckBox, "exportFullNumbers").setChecked(True)
    desk.click("exportGo")
    ((path, asked, wish),) = desk.written
    assert path.name == "来访登记日志_2026-11-23.csv"
    assert asked == ASKED
    assert (wish.why, wish.full_numbers, wish.encoding) == ("月度报送", True, Encoding.GB18030)
    assert not desk.dialog.isVisible()
    assert "已导出 7 行" in desk.said.posted[-1][1]
    desk.click("exportXlsx")
    assert not desk.dialog.findChild(QCheckBox, "exportFullNumbers").isChecked()


def test_a_full_disk_is_a_sentence(desk: Desk) -> None:
    desk.refusal = FileNotWritten("", full=True)
    desk.click("exportXlsx")
    desk.dialog.findChild(QLineEdit, "exportReason").setText("月度报送")
    desk.click("exportGo")
    assert desk.said.posted[-1][1] == sentence_for(FileNotWritten("", full=True))
    assert "磁盘已满" in desk.said.posted[-1][1]


def test_the_daily_sheet_goes_to_the_printer(desk: Desk) -> None:
    desk.click("printDaily")
    assert desk.printed == [(b"%PDF", "来访登记日报", "a4")]


def test_whoever_is_no_lead_is_not_offered_to_take_the_log_out(desk: Desk) -> None:
    desk.view.show_role(False)
    for name in ("exportXlsx", "printDaily"):
        assert not desk.view.findChild(QPushButton, name).isVisible()
