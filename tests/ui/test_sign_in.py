"""Signing in, locking, recovering."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from app.errors import StoreBusy
from tests.fakes.desk import FakeGate
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, activate, show
from ui.pages.sign_in.presenter import SignInPresenter
from ui.pages.sign_in.view import SignInView
from ui.text import sentence_for


class Desk:
    """The page with its presenter, and what was called back."""

    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said) -> None:
        self.qtbot = qtbot
        self.gate = FakeGate()
        self.calls: list[Any] = []
        self.view = show(qtbot, SignInView())
        self.presenter = SignInPresenter(
            self.view,
            runner,
            self.gate,
            said.messages,
            opened=self.calls.append,
            unlocked=lambda: self.calls.append("unlocked"),
            left=lambda: self.calls.append("left"),
        )

    def type(self, name: str, text: str) -> None:
        field = self.field(name)
        field.clear()
        field.insert(text)  # QTest types Latin only

    def field(self, name: str) -> QLineEdit:
        return self.view.findChild(QLineEdit, name)

    def click(self, name: str) -> None:
        self.view.findChild(QPushButton, name).click()

    def sign_in(self, user: str, password: str) -> None:
        self.type("loginUser", user)
        self.type("loginPassword", password)
        self.click("loginButton")

    @property
    def said(self) -> str:
        return self.view.findChild(QLabel, "loginMessage").text()


@pytest.fixture
def desk(qtbot: Any, runner: InlineRunner, said: Said) -> Desk:
    return Desk(qtbot, runner, said)


def test_the_right_password_opens_the_desk_on_the_store_lane(desk: Desk, runner: InlineRunner) -> None:
    desk.sign_in(desk.gate.user, desk.gate.password)
    assert desk.calls == [desk.gate.session]
    assert runner.ran == ["store"]
    assert desk.field("loginPassword").text() == ""


def test_enter_goes_from_the_name_to_the_password_and_signs_in(desk: Desk) -> None:
    activate(desk.qtbot, desk.view)
    desk.type("loginUser", desk.gate.user)
    desk.qtbot.keyClick(desk.field("loginUser"), Qt.Key.Key_Return)
    assert desk.field("loginPassword").hasFocus()
    desk.type("loginPassword", desk.gate.password)
    desk.qtbot.keyClick(desk.field("loginPassword"), Qt.Key.Key_Return)
    assert desk.calls == [desk.gate.session]


@pytest.mark.parametrize(("user", "password"), [("林知夏", "错的"), ("没有这个人", "正确的密码 1")])
def test_a_wrong_password_and_an_unknown_user_get_the_same_sentence(
    desk: Desk, user: str, password: str
) -> None:
    desk.sign_in(user, password)
    assert desk.said.startswith("用户名或密码不对")
    assert desk.calls == []
    assert desk.field("loginPassword").text() == ""
    assert desk.field("loginUser").text() == user


def test_nothing_is_asked_while_a_field_is_empty(desk: Desk, runner: InlineRunner) -> None:
    desk.sign_in("林知夏", "")
    assert desk.said == "请输入用户名和密码。"
    assert runner.ran == []


def test_while_a_password_is_checked_nothing_can_be_sent_twice(desk: Desk, runner: InlineRunner) -> None:
    runner.hold()
    desk.sign_in(desk.gate.user, desk.gate.password)
    assert "正在核对" in desk.said
    assert not desk.view.findChild(QPushButton, "loginButton").isEnabled()
    desk.qtbot.keyClick(desk.field("loginPassword"), Qt.Key.Key_Return)
    runner.release()
    assert desk.calls == [desk.gate.session]
    assert desk.view.findChild(QPushButton, "loginButton").isEnabled()


def test_a_store_in_use_is_explained(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(user: str, password: str) -> None:
        raise StoreBusy

    monkeypatch.setattr(desk.gate, "sign_in", busy)
    desk.sign_in("林知夏", "正确的密码 1")
    assert desk.said == sentence_for(StoreBusy())


def test_a_bug_while_signing_in_frees_the_page_and_is_reported(
    desk: Desk, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(user: str, password: str) -> None:
        raise RuntimeError(password)

    monkeypatch.setattr(desk.gate, "sign_in", broken)
    desk.sign_in("林知夏", "正确的密码 1")
    assert len(said.crashes) == 1
    assert "正确的密码" not in said.crashes[0]
    assert desk.view.findChild(QPushButton, "loginButton").isEnabled()


def test_a_locked_window_opens_with_the_password_of_who_locked_it(desk: Desk) -> None:
    desk.sign_in(desk.gate.user, desk.gate.password)
    desk.presenter.lock()
    assert desk.field("loginUser").text() == desk.gate.user
    assert desk.field("loginUser").isReadOnly()
    desk.type("loginPassword", "错的")
    desk.click("loginButton")
    assert desk.calls == [desk.gate.session]
    assert desk.said.startswith("密码不对，没有解锁")
    desk.type("loginPassword", desk.gate.password)
    desk.click("loginButton")
    assert desk.calls == [desk.gate.session, "unlocked"]


def test_another_person_can_sign_in_on_a_locked_window(desk: Desk) -> None:
    desk.sign_in(desk.gate.user, desk.gate.password)
    desk.presenter.lock()
    desk.click("loginOther")
    assert desk.gate.closed == 1
    assert desk.calls[-1] == "left"
    assert not desk.field("loginUser").isReadOnly()
    assert desk.field("loginUser").text() == ""


def test_locking_before_anybody_signed_in_changes_nothing(desk: Desk) -> None:
    desk.presenter.lock()
    assert not desk.field("loginUser").isReadOnly()


def test_the_recovery_code_sets_a_new_password(desk: Desk) -> None:
    desk.type("loginUser", desk.gate.user)
    desk.click("loginOther")
    assert desk.field("recoverUser").text() == desk.gate.user
    for name, text in (
        ("recoverCode", desk.gate.code),
        ("recoverNew", "新密码 22"),
        ("recoverAgain", "新密码"),
    ):
        desk.type(name, text)
    desk.click("recoverButton")
    assert "两次输入的新密码不一样" in desk.said
    desk.type("recoverAgain", "新密码 22")
    desk.click("recoverButton")
    assert desk.said == "密码已重设，请用新密码登录。"
    assert desk.field("recoverNew").text() == ""
    desk.sign_in(desk.gate.user, "新密码 22")
    assert desk.calls == [desk.gate.session]


def test_a_wrong_recovery_code_is_said_and_what_was_typed_stays(desk: Desk) -> None:
    desk.click("loginOther")
    for name, text in (
        ("recoverUser", desk.gate.user),
        ("recoverCode", "ZZZZ"),
        ("recoverNew", "新密码 22"),
        ("recoverAgain", "新密码 22"),
    ):
        desk.type(name, text)
    desk.click("recoverButton")
    assert desk.said.startswith("恢复码或用户名不对")
    assert desk.field("recoverCode").text() == "ZZZZ"
    desk.click("recoverBack")
    assert desk.field("loginUser").isVisible()
    assert desk.field("recoverCode").text() == ""


def test_with_the_name_filled_in_the_password_is_typed_next(desk: Desk) -> None:
    desk.view.activate()
    desk.view.show_user("林知夏")
    assert desk.field("loginPassword").hasFocus()


def test_the_demo_can_show_its_password(desk: Desk) -> None:
    hint = desk.view.findChild(QLabel, "loginHint")
    assert not hint.isVisible()
    desk.view.show_hint("演示密码：abc")
    assert hint.isVisible()
    assert hint.text() == "演示密码：abc"
