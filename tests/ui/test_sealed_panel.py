"""The place for what is sealed on the sync page: keys, what was received, and opening it with a reason."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView, QTabWidget

from app.domain.office import StaffRole
from app.domain.sealed import KeyShown, OpenedSealed, ReceivedSealed, SealedPaper
from tests.fakes.desk import NOW, fake_session
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from tests.ui.test_lists import ZONE
from ui.pages.sync.sealed_presenter import SealedPresenter, SealedUseCases
from ui.pages.sync.view import SyncView

OWN = KeyShown("00112233445566aa", "110199001", "雾泽县纪委监委", NOW, own=True, held=True)
THEIRS = KeyShown("ffeeddccbbaa0099", "110199002", "云岭省纪委监委", NOW)
RECEIVED = ReceivedSealed("110199-1", "110199", "110199003", "柏溪镇信访办", NOW, readable=True)
ELSEWHERE = ReceivedSealed("110199-2", "110199", "110199003", "柏溪镇信访办", NOW, readable=False)
OPENED = OpenedSealed(
    {
        "matter": {"purpose": "accusation", "demand": "翁某收受财物", "facts": "有转账记录。"},
        "people": [{"name": "鹿鸣溪", "role": "petitioner", "phone": "13900000000"}],
        "received_by": "周予安",
        "visited_at": "2026-11-23T09:20:00+08:00",
        "target_unit": "雾泽县纪委监委",
    },
    (SealedPaper("转账记录", 1, original=False, content=b"picture"), SealedPaper("录音", 1, original=True)),
)


class Desk:
    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said) -> None:
        self.keys: tuple[KeyShown, ...] = (THEIRS,)
        self.read: list[tuple[str, str]] = []
        self.announced = 0
        self.view = show(qtbot, SyncView(ZONE))
        self.presenter = SealedPresenter(
            self.view,
            runner,
            said.messages,
            SealedUseCases(
                keys=lambda _s: self.keys,
                make=lambda _s: self._make(),
                received=lambda _s: (RECEIVED, ELSEWHERE),
                read=lambda reg_no, why, _s: self._read(reg_no, why),
                pages=lambda _data: (np.zeros((40, 30, 3), np.uint8),),
            ),
            announced=self._announce,
        )

    def sign_in(self, role: StaffRole) -> None:
        self.presenter.begin(fake_session(role=role))
        if self.view.tabs.isTabVisible(1):
            self.view.tabs.setCurrentIndex(1)
        self.view.activate()

    def find(self, kind: type, name: str) -> Any:
        return self.view.findChild(kind, name)

    def _make(self) -> KeyShown:
        self.keys = (OWN, THEIRS)
        return OWN

    def _read(self, reg_no: str, why: str) -> OpenedSealed:
        self.read.append((reg_no, why))
        return OPENED

    def _announce(self) -> None:
        self.announced += 1


@pytest.fixture
def desk(qtbot: Any, runner: InlineRunner, said: Said) -> Desk:
    return Desk(qtbot, runner, said)


@pytest.mark.parametrize("role", [StaffRole.RECEPTIONIST, StaffRole.READER, StaffRole.ADMIN])
def test_nobody_else_sees_the_place(desk: Desk, role: StaffRole) -> None:
    desk.sign_in(role)
    assert not desk.find(QTabWidget, "syncTabs").isTabVisible(1)
    assert desk.view.tabs.currentIndex() == 0


def test_the_lead_makes_keys_but_sees_nothing_that_was_received(desk: Desk) -> None:
    desk.sign_in(StaffRole.LEAD)
    table = desk.find(QTableView, "sealingKeys")
    assert table.isVisible()
    assert not desk.find(QTableView, "sealedReceived").isVisible()
    assert table.model().index(0, 0).data() == "ffee ddcc bbaa 0099"
    make = desk.find(QPushButton, "sealingKeyMake")
    assert make.text() == "生成公钥"
    make.click()
    assert desk.announced == 1
    assert table.model().index(0, 1).data() == "雾泽县纪委监委"
    assert table.model().index(0, 3).data() == "本单位，私钥在本机"
    assert make.text() == "更换公钥"
    make.click()
    assert desk.announced == 1  # a change is confirmed first
    make.click()
    assert desk.announced == 2


def test_a_handler_opens_with_a_reason_and_it_goes_away_again(desk: Desk) -> None:
    desk.sign_in(StaffRole.ACCUSATION_HANDLER)
    table, why = desk.find(QTableView, "sealedReceived"), desk.find(QLineEdit, "sealedReason")
    button, words = desk.find(QPushButton, "sealedOpen"), desk.find(QLabel, "sealedWords")
    assert "翁某" not in words.text()
    table.selectRow(0)
    assert not button.isEnabled()
    why.setText("  ")
    assert not button.isEnabled()
    why.setText("交办")
    button.click()
    assert desk.read == [("110199-1", "交办")]
    for said in ("翁某收受财物", "鹿鸣溪", "转账记录", "检举控告", "没有图片"):
        assert said in words.text()
    assert desk.find(QLabel, "paperPage1").isVisible()
    desk.find(QPushButton, "sealedClose").click()
    assert "翁某" not in words.text()
    assert desk.find(QLabel, "paperPage1") is None or not desk.find(QLabel, "paperPage1").isVisible()
    table.selectRow(1)
    why.setText("交办")
    assert not button.isEnabled()  # the key to it lies at another window


def test_signing_out_takes_it_off_the_screen(desk: Desk) -> None:
    desk.sign_in(StaffRole.ACCUSATION_HANDLER)
    desk.find(QTableView, "sealedReceived").selectRow(0)
    desk.find(QLineEdit, "sealedReason").setText("交办")
    desk.find(QPushButton, "sealedOpen").click()
    desk.presenter.end()
    assert "翁某" not in desk.find(QLabel, "sealedWords").text()
    assert desk.find(QTableView, "sealedReceived").model().rowCount() == 0
