"""The signing certificate under settings: loaded with its passphrase, refused with a sentence, removed."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from app.domain.office import StaffRole
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from db.gate import StoreGate
from tests.db.test_paper_signing import PASSPHRASE, made_key
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from ui.pages.settings.signing_key_panel import SigningKeyPanel
from ui.pages.settings.signing_key_presenter import SigningKeyPresenter
from ui.pages.settings.view import SettingsView


class SigningDesk:
    def __init__(self, qtbot: Any, session: DeskSession, said: Said) -> None:
        self.view = show(qtbot, SettingsView())
        self.presenter = SigningKeyPresenter(self.view, InlineRunner(), said.messages)
        self.presenter.begin(session)
        self.view.activate()
        self.view.tabs.setCurrentWidget(self.view.office)
        self.panel: SigningKeyPanel = self.view.office.signing

    def text(self, name: str) -> str:
        return self.view.findChild(QLabel, name).text()

    def press(self, name: str) -> None:
        self.view.findChild(QPushButton, name).click()

    def load(self, path: Path, passphrase: str) -> None:
        self.panel.take_file(str(path))
        self.view.findChild(QLineEdit, "signingKeyPassphrase").setText(passphrase)
        self.press("signingKeyLoad")


@pytest.fixture
def desk(qtbot: Any, session: DeskSession, said: Said) -> SigningDesk:
    return SigningDesk(qtbot, session, said)


def test_a_certificate_is_loaded_shown_and_removed(desk: SigningDesk, tmp_path: Path) -> None:
    key = made_key()
    path = tmp_path / "office.p12"
    path.write_bytes(key.data)
    assert "没有装入证书" in desk.text("signingKeyShown")
    desk.load(path, "wrong")
    assert "口令不对" in desk.text("signingKeyMessage")
    field = desk.view.findChild(QLineEdit, "signingKeyPassphrase")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    field.setText(PASSPHRASE)
    desk.press("signingKeyLoad")
    assert "签名人：雾泽县信访局 测试　有效期至 20" in desk.text("signingKeyShown")
    assert field.text() == ""
    assert not field.isVisible()
    desk.press("signingKeyRemove")
    assert "没有装入证书" in desk.text("signingKeyShown")


def test_what_cannot_be_used_is_a_sentence(desk: SigningDesk, tmp_path: Path) -> None:
    old = made_key(-30, -1)
    path = tmp_path / "old.pfx"
    path.write_bytes(old.data)
    desk.load(path, PASSPHRASE)
    assert "到期" in desk.text("signingKeyMessage")
    desk.load(tmp_path / "gone.p12", "x")
    assert "读不出来" in desk.text("signingKeyMessage")
    assert "没有装入证书" in desk.text("signingKeyShown")


def test_the_place_is_the_leads_and_the_admins(
    qtbot: Any, session: DeskSession, gate: StoreGate, said: Said
) -> None:
    add_staff("方穗", StaffRole.RECEPTIONIST, "another horse 8", session)
    desk = SigningDesk(qtbot, gate.sign_in("方穗", "another horse 8"), said)
    assert not desk.panel.isVisible()
    desk.presenter.end()
    desk.presenter.begin(session)
    desk.view.activate()
    assert desk.panel.isVisible()
