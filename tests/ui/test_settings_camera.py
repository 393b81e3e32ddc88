"""Settings: which camera and scanner this desk uses."""

from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from app.errors import CameraBusy, NoCamera, ScannerMissingProgram
from app.scanning.flatbed import ScannerInfo
from app.scanning.frame_source import CameraInfo
from tests.fakes.desk import fake_session
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from ui.pages.settings.camera_presenter import CameraPresenter, CameraUseCases
from ui.pages.settings.view import SettingsView
from ui.text import sentence_for

BY_ID = "/dev/v4l/by-id/usb-Maker_Document_Camera-index0"


class Tab:
    """The devices tab over pretended devices."""

    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said) -> None:
        self.cameras = (CameraInfo(BY_ID, "良品高拍仪"), CameraInfo("/dev/video2", "内置摄像头"))
        self.scanner_error: Exception | None = None
        self.camera_error: Exception | None = None
        self.tried: list[str] = []
        self.view = show(qtbot, SettingsView())
        use = CameraUseCases(lambda: self.cameras, self.check, self.scanners)
        self.presenter = CameraPresenter(self.view, runner, said.messages, use)
        self.presenter.begin(fake_session())
        self.view.devices.show_devices({"camera": BY_ID, "scanner": "", "window": "1"})
        self.view.activate()

    def check(self, address: str) -> tuple[int, int]:
        self.tried.append(address)
        if self.camera_error:
            raise self.camera_error
        return 1920, 1080

    def scanners(self) -> tuple[ScannerInfo, ...]:
        if self.scanner_error:
            raise self.scanner_error
        return (ScannerInfo("epson2:1", "Epson V39"),)

    def box(self, name: str) -> QComboBox:
        return self.view.findChild(QComboBox, name)

    def click(self, name: str) -> None:
        self.view.findChild(QPushButton, name).click()

    def says(self, what: str) -> str:
        return self.view.findChild(QLabel, f"device{what}Says").text()

    @property
    def entered(self) -> dict[str, str]:
        return self.view.devices.entered()


@pytest.fixture
def tab(qtbot: Any, runner: InlineRunner, said: Said) -> Tab:
    return Tab(qtbot, runner, said)


def test_the_camera_of_this_desk_is_shown_by_name_and_another_can_be_chosen(tab: Tab) -> None:
    box = tab.box("deviceCamera")
    assert box.currentText().startswith("良品高拍仪")
    assert tab.entered["camera"] == BY_ID
    box.setCurrentIndex(2)
    assert tab.entered["camera"] == "/dev/video2"
    box.setCurrentIndex(0)
    assert tab.entered["camera"] == ""


def test_an_address_can_be_typed_and_stays_when_cameras_are_looked_for(tab: Tab) -> None:
    box = tab.box("deviceCamera")
    box.setEditText(" http://10.0.0.8/video ")
    tab.click("deviceLook")
    assert tab.entered["camera"] == "http://10.0.0.8/video"
    assert box.count() == 3  # what is typed is not added to the list


def test_a_camera_that_is_unplugged_stays_chosen(tab: Tab) -> None:
    tab.cameras = ()
    tab.view.activate()
    assert tab.entered["camera"] == BY_ID


def test_a_camera_can_be_tried_out(tab: Tab, runner: InlineRunner) -> None:
    tab.click("deviceCameraTest")
    assert tab.tried == [BY_ID]
    assert "1920×1080" in tab.says("Camera")
    assert "preview" in runner.ran
    for error in (CameraBusy(), NoCamera()):
        tab.camera_error = error
        tab.click("deviceCameraTest")
        assert tab.says("Camera") == sentence_for(error)
    assert tab.view.findChild(QPushButton, "deviceCameraTest").isEnabled()


def test_without_an_address_there_is_nothing_to_try(tab: Tab) -> None:
    tab.box("deviceCamera").setEditText("")
    tab.click("deviceCameraTest")
    assert tab.tried == []
    assert "请先选择高拍仪" in tab.says("Camera")


def test_scanners_are_looked_for_when_asked_only(tab: Tab, runner: InlineRunner) -> None:
    assert "scanner" not in runner.ran
    tab.click("deviceLook")
    assert runner.ran.count("scanner") == 1
    assert "1 台" in tab.says("Scanner")
    box = tab.box("deviceScanner")
    box.setCurrentIndex(box.findData("epson2:1"))
    assert tab.entered["scanner"] == "epson2:1"


def test_a_scanner_that_is_away_stays_chosen(tab: Tab) -> None:
    tab.view.devices.show_devices({"scanner": "pixma:7"})
    tab.click("deviceLook")
    assert tab.entered["scanner"] == "pixma:7"


def test_without_the_scanner_program_a_sentence_says_so(tab: Tab, said: Said) -> None:
    tab.scanner_error = ScannerMissingProgram()
    tab.click("deviceLook")
    assert tab.says("Scanner") == sentence_for(tab.scanner_error)
    assert "sane-utils" in tab.says("Scanner")
    assert said.posted == []


def test_nobody_finds_a_button_held_by_the_one_before(tab: Tab, runner: InlineRunner) -> None:
    runner.hold()
    tab.click("deviceCameraTest")
    tab.presenter.end()
    runner.release()
    tab.presenter.begin(fake_session("另一人"))
    assert tab.view.findChild(QPushButton, "deviceCameraTest").isEnabled()
