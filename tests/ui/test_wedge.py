"""A scanner in keyboard mode in a real window: what it types is nowhere, what a person types is there."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout

from app.domain.numbers import receipt_number
from tests.ui.conftest import activate, show
from tests.ui.keyboard import Keyboard
from ui.wedge import WedgeScanner
from ui.wedge_burst import WedgeOptions

NUMBER = receipt_number("110199", "001", date(2026, 11, 23), 2, "epoch", 11)
CODE = f"JF1:{NUMBER}:2026-02-0011:ABCDEFGHIJKLMNOP"


class Desk:
    """A window with two fields, a longer text and a default button."""

    def __init__(self, qtbot: Any) -> None:
        self.window = QDialog()
        self.field, self.other, self.text = QLineEdit(), QLineEdit(), QPlainTextEdit()
        self.button = QPushButton("登记")
        self.button.setDefault(True)
        layout = QVBoxLayout(self.window)
        for widget in (self.field, self.other, self.text, self.button):
            layout.addWidget(widget)
        self.pressed: list[bool] = []
        self.scans: list[str] = []
        self.listening = True
        self.button.clicked.connect(lambda: self.pressed.append(True))
        show(qtbot, self.window)
        activate(qtbot, self.window)
        self.field.setFocus()
        self.scanner = WedgeScanner(self.window, active=lambda: self.listening)
        self.scanner.scanned.connect(self.scans.append)
        self.keys = Keyboard(self.window)


@pytest.fixture
def desk(qtbot: Any) -> Iterator[Desk]:
    made = Desk(qtbot)
    yield made
    made.scanner.stop()


@pytest.mark.parametrize("code", [CODE, CODE.lower(), NUMBER, f"{NUMBER}-1"])
def test_a_scan_leaves_the_field_exactly_as_it_was(qtbot: Any, desk: Desk, code: str) -> None:
    desk.keys.type("abcd")
    desk.keys.type("ef")
    qtbot.waitUntil(lambda: desk.field.text() == "abcdef")
    desk.field.setSelection(1, 3)
    desk.keys.scan(code)
    qtbot.waitUntil(lambda: desk.scans == [code])
    assert (desk.field.text(), desk.field.selectedText(), desk.field.cursorPosition()) == ("abcdef", "bcd", 4)
    assert desk.field.hasFocus()
    assert desk.pressed == []
    desk.field.deselect()
    desk.field.undo()
    assert desk.field.text() == ""


@pytest.mark.parametrize("end", ["", "\t", "\n\n"])
def test_a_scan_ends_by_a_pause_a_tab_or_two_enters(qtbot: Any, desk: Desk, end: str) -> None:
    desk.keys.scan(CODE, end)
    qtbot.waitUntil(lambda: desk.scans == [CODE])
    assert desk.field.text() == ""
    assert desk.field.hasFocus()
    assert desk.pressed == []


def test_a_scan_in_a_longer_text_and_on_a_button_leaves_no_trace(qtbot: Any, desk: Desk) -> None:
    desk.text.setPlainText("事实与理由")
    desk.text.setFocus()
    desk.keys.scan(CODE)
    desk.button.setFocus()
    desk.keys.scan(NUMBER)
    qtbot.waitUntil(lambda: desk.scans == [CODE, NUMBER])
    assert desk.text.toPlainText() == "事实与理由"
    assert not desk.text.document().isUndoAvailable()
    assert desk.pressed == []


def test_typing_arrives_also_where_it_looks_like_a_code(qtbot: Any, desk: Desk) -> None:
    desk.keys.type("110199 JF1: 13900002210")
    qtbot.waitUntil(lambda: desk.field.text() == "110199 JF1: 13900002210")
    desk.field.clear()
    desk.keys.type("12a34", 20)
    qtbot.waitUntil(lambda: desk.field.text() == "12a34")
    desk.field.clear()
    desk.keys.type(NUMBER, 60)
    qtbot.waitUntil(lambda: desk.field.text() == NUMBER)
    assert desk.scans == []


def test_enter_of_a_person_presses_the_default_button(qtbot: Any, desk: Desk) -> None:
    desk.keys.type("123\n", 20)
    qtbot.waitUntil(lambda: len(desk.pressed) == 1)
    assert desk.field.text() == "123"


def test_a_key_held_down_and_a_paste_are_typing(qtbot: Any, desk: Desk) -> None:
    desk.keys.hold("1", 12)
    assert desk.field.text() == "1" * 12
    QApplication.clipboard().setText(CODE)
    desk.keys.control("v")
    assert desk.field.text() == "1" * 12 + CODE
    assert desk.scans == []


def test_what_an_input_method_commits_is_no_scan_and_goes_where_it_belongs(qtbot: Any, desk: Desk) -> None:
    desk.keys.type("1")
    event = QInputMethodEvent()
    event.setCommitString(CODE)
    QCoreApplication.sendEvent(desk.field, event)
    assert desk.field.text() == "1" + CODE
    assert desk.scans == []


def test_a_colon_made_full_width_on_the_way_is_still_the_scanners(qtbot: Any, desk: Desk) -> None:
    desk.keys.scan("JF1", "")
    event = QInputMethodEvent()
    event.setCommitString("：")
    QCoreApplication.sendEvent(desk.field, event)
    desk.keys.type(CODE[4:] + "\n", 8)
    qtbot.waitUntil(lambda: desk.scans == [CODE])
    assert desk.field.text() == ""


def test_a_click_elsewhere_lets_go_what_was_held_first(desk: Desk, qtbot: Any) -> None:
    desk.keys.type("12", 20)
    assert desk.field.text() == ""
    QTest.mouseClick(
        desk.window.windowHandle(), Qt.MouseButton.LeftButton, pos=desk.other.geometry().center()
    )
    assert (desk.field.text(), desk.other.text()) == ("12", "")
    assert desk.other.hasFocus()


def test_a_password_is_nobodys_business(qtbot: Any, desk: Desk) -> None:
    desk.field.setEchoMode(QLineEdit.EchoMode.Password)
    desk.keys.scan(NUMBER, "")
    assert desk.field.text() == NUMBER
    assert desk.scans == []


def test_while_nobody_listens_keys_are_keys(desk: Desk) -> None:
    desk.listening = False
    desk.keys.scan(NUMBER, "")
    assert desk.field.text() == NUMBER


def test_keys_without_a_time_are_typed_at_once(desk: Desk) -> None:
    QTest.keyClicks(desk.field, NUMBER)
    assert desk.field.text() == NUMBER


def test_a_foreign_code_is_typed(qtbot: Any, desk: Desk) -> None:
    desk.keys.scan("6901234567892", "")
    qtbot.waitUntil(lambda: desk.field.text() == "6901234567892")
    assert desk.scans == []


def test_a_prefix_frees_all_other_keys_from_waiting(qtbot: Any, desk: Desk) -> None:
    desk.scanner.set_options(WedgeOptions(prefix="~"))
    desk.keys.type("12", 20)
    assert desk.field.text() == "12"
    desk.keys.scan(f"~{CODE}")
    qtbot.waitUntil(lambda: desk.scans == [CODE])
    assert desk.field.text() == "12"


def test_no_key_is_left_pressed_behind_a_scan(qtbot: Any, desk: Desk) -> None:
    released: list[int] = []

    class Watch(QLineEdit):
        def keyReleaseEvent(self, event: Any) -> None:
            released.append(event.key())

    watch = Watch()
    desk.window.layout().addWidget(watch)
    watch.setFocus()
    desk.keys.scan(CODE)
    qtbot.waitUntil(lambda: desk.scans == [CODE])
    desk.keys.type("1")
    qtbot.waitUntil(lambda: watch.text() == "1")
    assert released == [Qt.Key.Key_1]


def test_after_it_was_stopped_nothing_is_held(desk: Desk) -> None:
    desk.keys.type("1")
    desk.scanner.stop()
    assert desk.field.text() == "1"
    desk.keys.type("2", 8)
    assert desk.field.text() == "12"
