"""Settings: how the hand scanner of this desk types, and trying it out."""

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QSpinBox

from tests.ui.conftest import show
from tests.ui.keyboard import Keyboard
from ui.pages.settings.scanner_gun import ScannerGun
from ui.wedge_burst import WedgeOptions, wedge_options

NUMBER = "110199199003070017"


class Trying:
    """The part of the tab, with the keyboard in the test field."""

    def __init__(self, qtbot: Any) -> None:
        self.gun = show(qtbot, ScannerGun())
        self.gun.show_devices({})
        self.field = self.find(QLineEdit, "scannerGunTest")
        self.gun.activateWindow()
        qtbot.waitUntil(self.gun.isActiveWindow)
        self.field.setFocus()
        self.keys = Keyboard(self.gun)

    def find(self, kind: Any, name: str) -> Any:
        found = self.gun.findChild(kind, name)
        assert found is not None, name
        return found

    @property
    def says(self) -> str:
        return self.find(QLabel, "scannerGunSays").text()


@pytest.fixture
def trying(qtbot: Any) -> Trying:
    return Trying(qtbot)


def test_what_is_set_is_shown_and_what_is_usual_is_not_stored(trying: Trying) -> None:
    usual = {"scanner_gun_gap": "", "scanner_gun_prefix": "", "scanner_gun_suffix": ""}
    assert trying.gun.entered() == usual
    assert wedge_options(usual) == WedgeOptions()
    stored = {"scanner_gun_gap": "60", "scanner_gun_prefix": "~", "scanner_gun_suffix": "#"}
    trying.gun.show_devices(stored)
    assert trying.find(QSpinBox, "scannerGunGap").value() == 60
    assert trying.gun.entered() == stored
    assert wedge_options(stored) == WedgeOptions(gap_ms=60, prefix="~", suffix="#")


def test_a_scan_is_shown_with_its_speed_and_what_it_is(trying: Trying) -> None:
    trying.keys.scan(NUMBER)
    assert trying.field.text() == NUMBER
    assert trying.says == "收到 18 个字符，最慢一键 8 毫秒，末尾是回车。是公民身份号码。"
    trying.keys.scan("6901234567892", "\t")
    assert trying.field.text() == "6901234567892"
    assert "13 个字符" in trying.says
    assert "末尾是Tab 键。不是回执码或身份号码" in trying.says
    assert trying.field.hasFocus()
    trying.keys.type("\t")
    assert not trying.field.hasFocus()
    assert trying.field.text() == ""


def test_a_scan_without_enter_is_told_after_a_while(trying: Trying, qtbot: Any) -> None:
    trying.keys.scan(NUMBER, "")
    qtbot.waitUntil(lambda: "末尾没有回车" in trying.says)


def test_a_slow_scanner_is_told_which_gap_it_needs_and_a_hand_is_known(trying: Trying) -> None:
    trying.keys.type(f"{NUMBER}\n", 50)
    assert "请把按键间隔改为 60 毫秒" in trying.says
    trying.find(QSpinBox, "scannerGunGap").setValue(60)
    trying.keys.type("\n", 1000)
    trying.keys.type(f"{NUMBER}\n", 50)
    assert "是公民身份号码" in trying.says
    trying.keys.type(f"{NUMBER}\n", 130)
    assert "手工键入的速度" in trying.says


def test_signs_that_are_set_and_do_not_come_are_told(trying: Trying) -> None:
    trying.find(QLineEdit, "scannerGunPrefix").setText("~")
    trying.keys.scan(NUMBER)
    assert "没有设定的前缀" in trying.says
    trying.keys.scan(f"~{NUMBER}")
    assert "是公民身份号码" in trying.says
    trying.find(QLineEdit, "scannerGunSuffix").setText("#")
    trying.keys.scan(f"~{NUMBER}")
    assert "没有设定的后缀" in trying.says
    trying.keys.scan(f"~{NUMBER}#")
    assert "是公民身份号码" in trying.says
