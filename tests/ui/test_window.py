"""The frame."""

from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from tests.ui.conftest import Said, activate, show
from ui.app import choose_input_method
from ui.lights import Light, Lights, LightState
from ui.window import MainWindow

KEYS = ("reception", "log", "matters", "deadlines", "figures", "coordination", "sync", "settings")


class PlainPage(QWidget):
    """A page with one field that counts how often it was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)
        self.shown = 0

    def activate(self) -> None:
        self.shown += 1
        self.field.setFocus()


@pytest.fixture
def lights(station_app: Any) -> Lights:
    return Lights()


@pytest.fixture
def pages(station_app: Any) -> dict[str, PlainPage]:
    return {key: PlainPage() for key in KEYS}


@pytest.fixture
def window(qtbot: Any, pages: dict[str, PlainPage], said: Said, lights: Lights) -> MainWindow:
    clock = datetime(2026, 11, 23, 10, 43, tzinfo=UTC)
    made = MainWindow(pages, PlainPage(), said.messages, lights, now_local=lambda: clock)
    return show(qtbot, made)


def label(window: MainWindow, name: str) -> QLabel:
    return window.findChild(QLabel, name)


def button(window: MainWindow, name: str) -> QToolButton:
    return window.findChild(QToolButton, name)


def test_it_opens_on_the_sign_in_page_without_navigation(window: MainWindow) -> None:
    assert window.current_page == ""
    assert not button(window, "navReception").isVisible()
    assert not button(window, "lockButton").isVisible()
    assert window.windowTitle() == "接访台"


def test_after_sign_in_the_desk_is_named_and_the_first_page_shown(
    window: MainWindow, pages: dict[str, PlainPage]
) -> None:
    window.show_desk("雾泽县人民来访接待中心", 2, "接待员 林知夏")
    assert window.current_page == "reception"
    assert pages["reception"].shown == 1
    assert label(window, "officeLabel").text() == "雾泽县人民来访接待中心"
    assert label(window, "windowLabel").text() == "2 号窗口"
    assert label(window, "whoLabel").text() == "接待员 林知夏"
    assert label(window, "clockLabel").text() == "11月23日 星期一 10:43"


@pytest.mark.parametrize(("number", "key"), list(enumerate(KEYS, 1)))
def test_pages_open_by_key_and_by_click(qtbot: Any, window: MainWindow, number: int, key: str) -> None:
    window.show_desk("单位", 1, "接待员 甲")
    activate(qtbot, window)
    qtbot.keyClick(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.AltModifier)
    assert window.current_page == key
    window.open_page("reception" if key != "reception" else "log")
    nav = button(window, f"nav{key.capitalize()}")
    nav.click()
    assert window.current_page == key
    assert nav.isChecked()
    window.open_page("sync" if key != "sync" else "log")
    nav.toggle()  # what a screen reader does
    assert window.current_page == key


def test_a_missing_page_has_no_button(qtbot: Any, said: Said, lights: Lights) -> None:
    made = MainWindow(
        {"log": PlainPage()}, PlainPage(), said.messages, lights, now_local=lambda: datetime.now(UTC)
    )
    show(qtbot, made)
    made.show_desk("单位", 1, "接待员 甲")
    assert made.current_page == "log"
    assert button(made, "navSync") is None


def test_locking_hides_names_and_pages_and_unlocking_returns_to_the_page(
    qtbot: Any, window: MainWindow
) -> None:
    window.show_desk("单位", 1, "接待员 甲")
    window.open_page("matters")
    activate(qtbot, window)
    with qtbot.waitSignal(window.lock_requested):
        qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    window.show_sign_in()
    assert not label(window, "whoLabel").isVisible()
    assert not button(window, "navMatters").isVisible()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    window.open_page("log")
    assert window.current_page == ""
    window.show_desk("单位", 1, "接待员 甲")
    assert window.current_page == "matters"


def test_messages_do_not_take_the_focus_and_can_be_closed(
    qtbot: Any, window: MainWindow, pages: dict[str, PlainPage], said: Said
) -> None:
    window.show_desk("单位", 1, "接待员 甲")
    activate(qtbot, window)
    qtbot.waitUntil(pages["reception"].field.hasFocus)
    said.messages.fail("打印机缺纸。登记已保存。请加纸。")
    message = label(window, "messageLabel")
    assert message.text() == "✕ 打印机缺纸。登记已保存。请加纸。"
    assert message.accessibleName() == "打印机缺纸。登记已保存。请加纸。"
    assert pages["reception"].field.hasFocus()
    button(window, "messageClose").click()
    assert message.text() == ""


def test_a_warning_goes_when_it_is_settled_and_no_other_with_it(window: MainWindow, said: Said) -> None:
    message = label(window, "messageLabel")
    said.messages.warn("第 1 位：请填住址。")
    said.messages.settle("第 2 位：请填住址。")
    assert message.text() == "！第 1 位：请填住址。"
    said.messages.settle("第 1 位：请填住址。")
    assert message.text() == ""


def test_a_visitor_cannot_write_markup_into_the_message(window: MainWindow, said: Said) -> None:
    said.messages.info("<b>x</b>")
    assert label(window, "messageLabel").textFormat() is Qt.TextFormat.PlainText


def test_lights_say_what_they_show(window: MainWindow, lights: Lights) -> None:
    lights.show(Light.PRINTER, LightState.WARN, "打印机 缺纸")
    lamp = label(window, "printerLight")
    assert lamp.text() == "打印机 缺纸"
    assert lamp.accessibleName() == "打印机状态：打印机 缺纸"
    assert {label(window, f"{n}Light") is not None for n in ("reader", "camera", "printer", "sync")} == {True}


def test_each_state_of_a_light_has_its_own_shape(window: MainWindow, lights: Lights) -> None:
    """Seen without colour, the five states still differ."""
    lamp = label(window, "syncLight")
    drawn = set()
    for state in LightState:
        lights.show(Light.SYNC, state, "同步")
        image = lamp.grab().toImage()
        box = [(x, y) for x in range(8, 21) for y in range(5, 18)]
        drawn.add(tuple(image.pixelColor(x, y).alpha() > 100 for x, y in box))
    assert len(drawn) == len(LightState)


def test_the_frame_fits_a_small_screen(window: MainWindow) -> None:
    window.show_desk("雾泽县人民来访接待中心雾泽县人民来访接待中心", 12, "检举控告专办 阿依古丽·买买提")
    window.resize(1366, 768)
    assert (window.width(), window.height()) == (1366, 768)
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 700


def test_closing_is_told_before_the_window_goes(qtbot: Any, window: MainWindow) -> None:
    with qtbot.waitSignal(window.closing):
        window.close()


def test_fonts_and_dialog_words_are_ours(station_app: Any) -> None:
    assert {"Noto Sans SC", "HanaMinB"} <= set(QFontDatabase.families())
    assert station_app.applicationName() == "接访台"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


@pytest.mark.parametrize(
    ("before", "after"),
    [({}, "ibus"), ({"QT_IM_MODULE": "fcitx"}, "ibus"), ({"QT_IM_MODULE": "fcitx5"}, "ibus"),
     ({"QT_IM_MODULE": "xim"}, "xim"), ({"QT_IM_MODULE": "ibus"}, "ibus")],
)  # fmt: skip
def test_chinese_can_be_typed_with_ibus_and_fcitx(before: dict[str, str], after: str) -> None:
    choose_input_method(before)
    assert before["QT_IM_MODULE"] == after
