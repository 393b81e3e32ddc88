"""The sync page: three numbers, what needs a person, and rounds by themselves or by hand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView

from app.domain.office import StaffRole
from app.domain.upstream import ParkedItem, SyncFigures
from app.errors import HubAway, HubRefused
from app.sync.policy import Failure
from app.sync.ports import Binding
from app.sync.round import RoundReport
from tests.fakes.desk import NOW, fake_session
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from tests.ui.test_lists import ZONE
from ui.lights import Lights
from ui.pages.settings.hub_presenter import HubPresenter, HubUseCases
from ui.pages.settings.view import SettingsView
from ui.pages.sync.presenter import SyncPresenter, SyncUseCases
from ui.pages.sync.view import SyncView

BOUND = SyncFigures(9, 9, 9, 0, NOW, hub="云岭省信访局", url="http://127.0.0.1:1", proven_at=NOW)
LATER = NOW + timedelta(minutes=1)


class Desk:
    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said) -> None:
        self.figures = BOUND
        self.items: tuple[ParkedItem, ...] = ()
        self.report = RoundReport(2, 1, LATER)
        self.rounds: list[bool] = []
        self.settled: list[str] = []
        self.again: list[str] = []
        self.indexed = 0
        self.now = NOW
        self.lights: list[str] = []
        lights = Lights()
        lights.changed.connect(lambda _which, _state, text: self.lights.append(text))
        self.view = show(qtbot, SyncView(ZONE))
        self.presenter = SyncPresenter(
            self.view,
            runner,
            said.messages,
            lights=lights,
            sync_figures=lambda _s: self.figures,
            zone=ZONE,
            now=lambda: self.now,
            use=SyncUseCases(
                sync=self._sync,
                parked=lambda _s: self.items,
                again=lambda item, _s: self.again.append(item),
                settle=lambda item, _s: self.settled.append(item),
                arrived=lambda _s: self._arrived(),
            ),
        )
        self.presenter.begin(fake_session())

    def _sync(self, compare: bool, _stop: Any) -> RoundReport:
        self.rounds.append(compare)
        return self.report

    def _arrived(self) -> int:
        self.indexed += 1
        return 1

    def beat(self) -> None:
        self.view.findChild(QTimer).timeout.emit()

    def find(self, kind: type, name: str) -> Any:
        return self.view.findChild(kind, name)


@pytest.fixture
def desk(qtbot: Any, runner: InlineRunner, said: Said) -> Any:
    made = Desk(qtbot, runner, said)
    yield made
    made.presenter.leave()


def test_a_beat_is_a_round_only_when_one_is_due(desk: Desk) -> None:
    desk.beat()
    desk.beat()
    assert desk.rounds == [False]
    desk.now = LATER
    desk.beat()
    assert desk.rounds == [False, False]
    desk.presenter.soon()
    desk.beat()
    assert len(desk.rounds) == 3
    assert desk.indexed == 3


def test_rounds_go_on_while_the_desk_is_locked_and_end_when_the_store_is_closed(desk: Desk) -> None:
    desk.presenter.end()
    desk.beat()
    assert desk.rounds == [False]
    desk.presenter.leave()
    desk.now = LATER
    desk.beat()
    assert desk.rounds == [False]


def test_without_a_hub_no_round_is_tried_and_the_page_says_how_to_get_one(desk: Desk) -> None:
    desk.figures = SyncFigures(3, 0, 0, 0, None)
    desk.presenter.refresh()
    desk.beat()
    assert desk.rounds == []
    assert not desk.find(QPushButton, "syncNow").isVisible()
    assert any("接入码" in w.text() for w in desk.view.findChildren(QLabel))


def test_by_hand_everything_is_compared_and_the_outcome_is_told(desk: Desk, said: Said) -> None:
    desk.find(QPushButton, "syncNow").click()
    assert desk.rounds == [True]
    assert said.posted[-1][1].endswith("上报 2 条，取回 1 条。")
    desk.report = replace(desk.report, failure=Failure("away"))
    desk.find(QPushButton, "syncNow").click()
    assert "连不上上级" in said.posted[-1][1]


def test_what_is_parked_is_listed_with_its_remedy_and_settled_by_a_person(desk: Desk) -> None:
    desk.items = (
        ParkedItem("a", "op", "hub_failed", "110199…", NOW),
        ParkedItem("b", "over_limit", "over_limit", "110199…-1 己", NOW),
    )
    desk.presenter.refresh()
    table = desk.find(QTableView, "parkedTable")
    texts = [table.model().index(1, c).data() for c in range(4)]
    assert texts[1:] == ["110199…-1 己", "代表超过 5 名", "请在事项中改为一般成员或更换代表，并告知来访人"]
    again, settle = desk.find(QPushButton, "parkedAgain"), desk.find(QPushButton, "parkedSettle")
    assert not again.isEnabled()
    assert not settle.isEnabled()
    table.selectRow(0)
    again.click()
    table.selectRow(1)
    assert not again.isEnabled()
    settle.click()
    assert (desk.again, desk.settled) == (["a"], ["b"])


@pytest.mark.parametrize(
    ("changed", "words", "light"),
    [
        ({"offset": timedelta(minutes=42)}, "42 分钟", "本机时钟不准"),
        ({"revoked": True}, "撤销", "上级已撤销接入"),
        ({"failure": "away"}, "连不上上级", "连不上上级"),
        ({"tasks": 2}, "", "待处理 2 件"),
    ],
)
def test_what_is_wrong_stands_above_the_numbers_and_in_the_light(
    desk: Desk, changed: dict[str, Any], words: str, light: str
) -> None:
    desk.figures = replace(BOUND, **changed)
    desk.presenter.refresh()
    assert words in desk.find(QLabel, "syncWarning").text()
    assert desk.lights[-1] == light


def test_the_desk_is_bound_from_the_settings(qtbot: Any, runner: InlineRunner, said: Said) -> None:
    view = show(qtbot, SettingsView())
    asked: list[tuple[str, str]] = []
    errors: list[Exception] = [HubRefused(403, "code", "接入码无效。"), HubAway("x")]

    def enrol(url: str, code: str) -> Binding:
        asked.append((url, code))
        if errors:
            raise errors.pop(0)
        return Binding(url, "", "云岭省信访局", "110199", "1", "s", b"", b"")

    told: list[bool] = []
    presenter = HubPresenter(
        view, runner, said.messages, HubUseCases(lambda _s: BOUND, enrol), enrolled=lambda: told.append(True)
    )
    presenter.begin(fake_session(role=StaffRole.LEAD))
    url, code = view.findChild(QLineEdit, "hubUrl"), view.findChild(QLineEdit, "hubCode")
    url.setText("http://127.0.0.1:1")
    code.setText("AAAA-BBBB")
    for expected in ("接入码无效。", "连不上上级"):
        view.findChild(QPushButton, "enrolHub").click()
        assert expected in view.hub.message.text()
        assert code.text() == "AAAA-BBBB"
    view.findChild(QPushButton, "enrolHub").click()
    assert told == [True]
    assert code.text() == ""
    assert "已接入云岭省信访局" in view.hub.message.text()


def test_the_whole_remedy_of_the_chosen_row_can_be_read(desk: Desk) -> None:
    desk.items = (ParkedItem("h1", "sealed_waiting", "no_key", "11019900126112301KQ00113-1", NOW),)
    desk.presenter.refresh()
    remedy = desk.find(QLabel, "parkedRemedy")
    assert not remedy.isVisible()
    desk.find(QTableView, "parkedTable").selectRow(0)
    assert "已当面移送的点“已处理”" in remedy.text()
    assert remedy.isVisible()
