"""One light for the camera and for what reads its pictures."""

import pytest

from app.errors import CameraBusy, CameraLost, NoCamera, StationError
from ui.lights import CameraLight, Lights, LightState


class Bar:
    """The top bar: what was shown, one after the other."""

    def __init__(self) -> None:
        self.lights = Lights()
        self.shown: list[tuple[str, str]] = []
        self.lights.changed.connect(self._on_changed)
        self.camera = CameraLight(self.lights)

    def _on_changed(self, light: str, state: str, text: str) -> None:
        assert light == "camera"
        self.shown.append((state, text))


@pytest.fixture
def bar() -> Bar:
    return Bar()


def test_without_a_camera_it_tells_of_the_recognition(bar: Bar) -> None:
    bar.camera.show_models(loaded=True)
    assert bar.shown == [(LightState.OFF, "图片识别 未载入"), (LightState.OK, "图片识别")]
    bar.camera.show_models(loaded=False)
    assert bar.shown[-1] == (LightState.FAULT, "图片识别 不可用")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CameraLost("x"), "高拍仪 未连接"),
        (NoCamera("x"), "高拍仪 未连接"),
        (CameraBusy("x"), "高拍仪 被占用"),
    ],
)
def test_a_camera_that_fails_is_a_fault_until_it_gives_a_picture(
    bar: Bar, error: StationError, words: str
) -> None:
    bar.camera.show_failure(error)
    assert bar.shown[-1] == (LightState.FAULT, words)
    bar.camera.show_models(loaded=True)
    assert bar.shown[-1] == (LightState.FAULT, words)
    bar.camera.show_picture()
    assert bar.shown[-1] == (LightState.OK, "高拍仪")
    bar.camera.show_failure(error)
    assert bar.shown[-1] == (LightState.FAULT, words)
    bar.camera.forget_camera()
    assert bar.shown[-1] == (LightState.OK, "图片识别")


def test_pictures_are_of_no_use_while_nothing_can_read_them(bar: Bar) -> None:
    bar.camera.show_picture()
    assert bar.shown[-1] == (LightState.OFF, "图片识别 未载入")
    bar.camera.show_models(loaded=False)
    assert bar.shown[-1] == (LightState.FAULT, "图片识别 不可用")
    bar.camera.show_failure(CameraLost("x"))
    assert bar.shown[-1] == (LightState.FAULT, "图片识别 不可用")


def test_a_picture_more_changes_nothing(bar: Bar) -> None:
    bar.camera.show_models(loaded=True)
    for _ in range(3):
        bar.camera.show_picture()
    assert len(bar.shown) == 3
