"""Log, matters, deadlines and sync pages."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QLabel, QLineEdit, QListWidget, QPushButton, QTableView

from app.domain.matter_step import MatterStep
from app.domain.upstream import SyncFigures
from app.errors import BadInput
from app.intake.events import EventPreview
from app.intake.results import MatterDetail, MatterLine
from tests.fakes.desk import NOW, TODAY, fake_session, matter_detail, matter_line, term
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, activate, show
from ui.lights import Lights
from ui.pages.matters.presenter import MattersPresenter
from ui.pages.matters.view import MattersView
from ui.pages.sync.presenter import SyncPresenter
from ui.pages.sync.view import SyncView

ZONE = ZoneInfo("Asia/Shanghai")


def cells(view: Any, name: str) -> list[list[str]]:
    """What a table shows."""
    model = view.findChild(QTableView, name).model()
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]


class MattersDesk:
    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said) -> None:
        self.lines: tuple[MatterLine, ...] = (matter_line(2), matter_line(1, days_left=-1))
        self.recorded: list[tuple[Any, ...]] = []
        self.refusal: Exception | None = None
        self.view = show(qtbot, MattersView(ZONE))
        self.presenter = MattersPresenter(
            self.view,
            runner,
            said.messages,
            matter_list=lambda _s, search="": tuple(m for m in self.lines if search in m.demand),
            matter_detail=self.detail,
            record_event=self.record,
            today=lambda: TODAY,
            preview_event=self.preview,
            matter_index=lambda _s, search="": (),
        )
        self.presenter.begin(fake_session())
        self.view.activate()

    def preview(self, _reg_no: str, step: MatterStep, _session: object) -> EventPreview:
        if step.on > TODAY:
            raise BadInput(["日期在将来，请核对。"])
        return EventPreview("已登记，15日告知期内", "已受理，60日办理期内", (term("T7", 60),), ())

    def detail(self, reg_no: str, _session: object) -> MatterDetail:
        return matter_detail(next(m for m in self.lines if m.reg_no == reg_no))

    def record(self, reg_no: str, step: MatterStep, _session: object) -> MatterDetail:
        if self.refusal:
            raise self.refusal
        self.recorded.append((reg_no, step))
        return self.detail(reg_no, _session)

    def timeline(self) -> list[str]:
        items = self.view.findChild(QListWidget, "matterTimeline")
        return [items.item(n).text() for n in range(items.count())]

    def click(self, name: str) -> None:
        self.view.findChild(QPushButton, name).click()


@pytest.fixture
def matters(qtbot: Any, runner: InlineRunner, said: Said) -> MattersDesk:
    return MattersDesk(qtbot, runner, said)


def test_the_first_matter_is_shown_with_its_course_in_local_time(matters: MattersDesk) -> None:
    assert [row[0] for row in cells(matters.view, "matterTable")] == [m.reg_no for m in matters.lines]
    assert matters.timeline()[0].startswith("2026-11-23 17:20　来访登记　林知夏")


def test_a_step_is_recorded_with_what_its_kind_needs(matters: MattersDesk, said: Said) -> None:
    matters.click("recordReply")
    kind = matters.view.findChild(QComboBox, "eventKind")
    kind.setCurrentIndex(kind.findData("replied_on"))
    result = matters.view.findChild(QComboBox, "eventSupported")
    assert result.isVisible()
    result.setCurrentIndex(result.findData("yes"))
    matters.view.findChild(QDateEdit, "eventDate").setDate(QDate(2026, 11, 20))
    matters.view.findChild(QLineEdit, "eventText").setText(" 〔2026〕5 号 ")
    matters.click("eventSave")
    assert matters.recorded == [
        (
            matters.lines[0].reg_no,
            MatterStep("replied_on", date(2026, 11, 20), "〔2026〕5 号", supported=True),
        )
    ]
    assert said.posted[-1][0] == "done"
    assert not matters.view.form.isVisible()


def test_the_keyboard_stays_at_the_matter_when_its_step_is_saved(qtbot: Any, matters: MattersDesk) -> None:
    activate(qtbot, matters.view)
    matters.click("recordReply")
    matters.view.findChild(QPushButton, "eventSave").setFocus()
    matters.click("eventSave")
    assert matters.recorded
    assert matters.view.findChild(QPushButton, "recordReply").hasFocus()


def test_a_step_half_written_stays_when_the_list_is_read_again(matters: MattersDesk) -> None:
    matters.click("recordReply")
    kind = matters.view.findChild(QComboBox, "eventKind")
    kind.setCurrentIndex(kind.findData("replied_on"))
    matters.view.findChild(QLineEdit, "eventText").setText("〔2026〕5 号")
    matters.view.findChild(QDateEdit, "eventDate").setDate(QDate(2026, 11, 20))
    matters.presenter.refresh()
    matters.view.activate()
    assert matters.view.form.isVisible()
    assert matters.view.findChild(QLineEdit, "eventText").text() == "〔2026〕5 号"
    matters.click("eventSave")
    reg_no, step = matters.recorded[0]
    assert (reg_no, step.kind, step.on) == (matters.lines[0].reg_no, "replied_on", date(2026, 11, 20))
    matters.presenter.refresh()
    assert not matters.view.form.isVisible()


def test_a_step_half_written_belongs_to_its_matter_and_to_who_wrote_it(matters: MattersDesk) -> None:
    table = matters.view.findChild(QTableView, "matterTable")
    text = matters.view.findChild(QLineEdit, "eventText")
    matters.click("recordReply")
    text.setText("第一件")
    table.selectRow(1)
    assert not matters.view.form.isVisible()
    matters.click("recordReply")
    assert text.text() == ""
    table.selectRow(0)
    assert (matters.view.form.isVisible(), text.text()) == (True, "第一件")
    matters.presenter.end()
    assert not matters.view.form.isVisible()
    matters.presenter.begin(fake_session())
    matters.view.activate()
    assert (matters.view.form.isVisible(), text.text()) == (True, "第一件")
    matters.presenter.end()
    matters.presenter.begin(fake_session("周予安"))
    matters.view.activate()
    assert not matters.view.form.isVisible()
    matters.click("recordReply")
    assert text.text() == ""


def test_an_extension_asks_for_the_new_date_and_other_kinds_do_not(matters: MattersDesk) -> None:
    matters.click("recordReply")
    kind = matters.view.findChild(QComboBox, "eventKind")
    until = matters.view.findChild(QDateEdit, "eventExtendedTo")
    assert not until.isVisible()
    kind.setCurrentIndex(kind.findData("extended_to"))
    assert until.isVisible()
    until.setDate(QDate(2027, 2, 21))
    matters.click("eventSave")
    assert matters.recorded[0][1].extended_to == date(2027, 2, 21)
    assert matters.recorded[0][1].supported is None


def test_a_refused_step_says_why_and_keeps_what_was_typed(matters: MattersDesk) -> None:
    matters.refusal = BadInput(["日期在将来，请核对。"])
    matters.click("recordReply")
    text = matters.view.findChild(QLineEdit, "eventText")
    text.setText("说明")
    matters.click("eventSave")
    assert matters.view.form.isVisible()
    assert text.text() == "说明"
    assert any(w.text() == "日期在将来，请核对。" for w in matters.view.form.findChildren(QLabel))
    assert matters.view.findChild(QPushButton, "eventSave").isEnabled()


def test_a_refused_date_is_told_without_the_names_that_files_use(matters: MattersDesk) -> None:
    matters.refusal = BadInput(
        [
            "答复送达日期（replied_on：2026-10-22）早于受理日期（accepted_on：2026-10-23）。",
            "有延期后的期限（extended_to），却没有受理日期（accepted_on）。",
        ]
    )
    matters.click("recordReply")
    matters.click("eventSave")
    said = "".join(w.text() for w in matters.view.form.findChildren(QLabel))
    assert "答复送达日期（2026-10-22）早于受理日期（2026-10-23）。" in said
    assert "有延期后的期限，却没有受理日期。" in said


def test_the_chosen_matter_stays_chosen_when_the_list_is_read_again(matters: MattersDesk) -> None:
    table = matters.view.findChild(QTableView, "matterTable")
    table.selectRow(1)
    matters.lines = (matter_line(3), *matters.lines)
    matters.presenter.refresh()
    assert table.currentIndex().row() == 2


def test_searching_asks_for_matters_after_a_pause(qtbot: Any, matters: MattersDesk) -> None:
    matters.lines = (matter_line(2, demand="路灯"), matter_line(1))
    matters.view.findChild(QLineEdit, "matterSearch").insert("路灯")
    qtbot.waitUntil(lambda: len(cells(matters.view, "matterTable")) == 1)


def test_without_matters_the_page_says_so_and_offers_nothing(matters: MattersDesk) -> None:
    matters.lines = ()
    matters.presenter.refresh()
    assert not matters.view.findChild(QPushButton, "recordReply").isVisible()
    assert any(w.isVisible() and w.text() == "还没有登记过事项。" for w in matters.view.findChildren(QLabel))


@pytest.mark.parametrize(
    ("figures_", "last", "pending", "light"),
    [
        (
            SyncFigures(27, 0, 0, 0, None),
            "未接入上级平台，数据已安全保存在本机。",
            "待上报 27 条",
            "未接入上级",
        ),
        (SyncFigures(9, 9, 9, 0, NOW), "最近一次同步成功：2026-11-23 17:20", "待上报 0 条", "已同步 17:20"),
        (
            SyncFigures(9, 5, 5, 1, NOW),
            "最近一次同步成功：2026-11-23 17:20",
            "待上报 4 条，其中 1 条需人工处理",
            "待上报 4 条",
        ),
    ],
)
def test_the_sync_page_tells_honestly_what_has_left_the_desk(
    qtbot: Any,
    runner: InlineRunner,
    said: Said,
    figures_: SyncFigures,
    last: str,
    pending: str,
    light: str,
) -> None:
    lights, shown = Lights(), []
    lights.changed.connect(lambda which, _state, text: shown.append((which, text)))
    view = show(qtbot, SyncView())
    presenter = SyncPresenter(
        view, runner, said.messages, lights=lights, sync_figures=lambda _s: figures_, zone=ZONE
    )
    presenter.begin(fake_session())
    assert view.findChild(QLabel, "lastSync").text() == last
    assert view.findChild(QLabel, "pendingCount").text() == pending
    assert shown[-1] == ("sync", light)
