"""The thread behind a camera: newest frame, loss and return, clean end."""

import threading
from collections.abc import Callable

import numpy as np
import pytest

from app.errors import CameraBusy, CameraForbidden, CameraLost, NoCamera
from app.scanning.camera_devices import DeviceShots, open_device
from app.scanning.frame_pump import SILENT_S, FramePump
from app.scanning.picture import Picture


class Camera:
    """A pretended connection; the test says when a frame comes and when the cable is pulled."""

    def __init__(self) -> None:
        self.frames = 0
        self.unpacked = 0
        self.pulled = False
        self.released = threading.Event()
        self._wake = threading.Condition()
        self._sent = 0

    def send(self) -> None:
        with self._wake:
            self._sent += 1
            self._wake.notify_all()

    def pull(self) -> None:
        with self._wake:
            self.pulled = True
            self._wake.notify_all()

    def advance(self) -> bool:
        with self._wake:
            self._wake.wait_for(lambda: self.pulled or self._sent > self.frames, timeout=0.05)
            if self.pulled:
                return False
            self.frames = max(self.frames + 1, self._sent)
            return True

    def picture(self) -> Picture | None:
        self.unpacked += 1
        return np.full((4, 6, 3), self.unpacked % 256, np.uint8)

    def release(self) -> None:
        self.released.set()


def until(done: Callable[[], object]) -> object:
    """Ask again until it is true; gives up after 10 s."""
    tick = threading.Event()
    for _ in range(2000):
        if answer := done():
            return answer
        tick.wait(0.005)
    raise AssertionError("nothing happened")


def grabbed(pump: FramePump) -> Picture:
    frames: list[Picture] = []

    def one() -> bool:
        frame = pump.grab()
        if frame is not None:
            frames.append(frame)
        return bool(frames)

    until(one)
    return frames[0]


def test_a_connection_that_breaks_off_at_once_was_opened_all_the_same() -> None:
    camera = Camera()
    camera.pull()
    pump = FramePump(lambda: camera, again_s=600)

    def lost() -> bool:
        try:
            pump.grab()
        except CameraLost:
            return True
        return False

    until(lost)
    pump.await_first()
    assert lost()
    pump.close()


def test_frames_come_and_the_camera_is_let_go() -> None:
    camera = Camera()
    pump = FramePump(lambda: camera)
    pump.await_first()
    assert grabbed(pump).shape == (4, 6, 3)
    pump.close()
    assert camera.released.is_set()


def test_only_frames_that_somebody_asks_for_are_unpacked() -> None:
    camera = Camera()
    pump = FramePump(lambda: camera)
    grabbed(pump)
    until(lambda: camera.unpacked == 2)  # one kept ready for the next question
    seen = camera.frames
    until(lambda: camera.frames > seen + 3)
    assert camera.unpacked == 2
    pump.close()


def test_a_frame_from_before_a_pause_is_not_shown_as_new() -> None:
    camera, now = Camera(), [0.0]
    pump = FramePump(lambda: camera, clock=lambda: now[0])
    grabbed(pump)
    until(lambda: camera.unpacked == 2)
    now[0] = 3.0
    assert pump.grab() is None
    assert int(grabbed(pump)[0, 0, 0]) == 3
    pump.close()


def test_a_camera_unplugged_is_told_and_comes_back_by_itself() -> None:
    made = [Camera()]

    def opened() -> Camera:
        if made[-1].pulled:
            made.append(Camera())
            if len(made) < 4:
                made[-1].pulled = True
                raise NoCamera("still away")
        return made[-1]

    pump = FramePump(opened, again_s=0.01)
    grabbed(pump)
    made[0].pull()
    lost: list[BaseException] = []

    def lost_and_back() -> bool:
        try:
            return pump.grab() is not None and bool(lost)
        except (CameraLost, NoCamera) as error:
            lost.append(error)
            return False

    until(lost_and_back)
    assert len(made) == 4
    assert made[0].released.is_set()
    pump.close()


def test_a_camera_that_falls_silent_is_lost_though_the_driver_still_waits() -> None:
    now, hanging = [0.0], threading.Event()

    class Hangs(Camera):
        def advance(self) -> bool:
            hanging.wait(30)
            return False

    pump = FramePump(Hangs, clock=lambda: now[0])
    pump.await_first()
    assert pump.grab() is None
    now[0] += SILENT_S + 1
    with pytest.raises(CameraLost):
        pump.grab()
    hanging.set()
    pump.close()


@pytest.mark.parametrize("error", [NoCamera("x"), CameraBusy("x"), CameraForbidden("x")])
def test_what_keeps_it_from_opening_is_said_at_once(error: Exception) -> None:
    def opened() -> Camera:
        raise error

    pump = FramePump(opened)
    with pytest.raises(type(error)):
        pump.await_first()


def test_a_fault_of_ours_is_not_taken_for_a_camera_away() -> None:
    def opened() -> Camera:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        FramePump(opened).await_first()


class Capture:
    """As much of `cv2.VideoCapture` as is used."""

    def __init__(self, *, opens: bool = True, delivers: bool = True, grey: bool = False) -> None:
        self.opens, self.delivers, self.grey = opens, delivers, grey
        self.asked: dict[int, float] = {}
        self.released = False

    def isOpened(self) -> bool:
        return self.opens

    def set(self, option: int, value: float) -> bool:
        self.asked[option] = value
        return True

    def grab(self) -> bool:
        return self.delivers

    def retrieve(self) -> tuple[bool, Picture | None]:
        if self.grey:
            return True, np.zeros((8, 10), np.uint8)
        return True, np.zeros((8, 10, 3), np.uint8)

    def release(self) -> None:
        self.released = True


def opened_by(capture: Capture) -> tuple[list[str], Callable[[str], Capture]]:
    asked: list[str] = []

    def make(device: str) -> Capture:
        asked.append(device)
        return capture

    return asked, make


def test_a_device_is_asked_for_motion_jpeg_in_the_mode_of_the_address() -> None:
    import cv2

    capture = Capture()
    asked, make = opened_by(capture)
    shots = open_device("/dev/null@2592x1944", make)
    assert isinstance(shots, DeviceShots)
    assert asked == ["/dev/null"]
    assert capture.asked[cv2.CAP_PROP_FRAME_WIDTH] == 2592
    assert capture.asked[cv2.CAP_PROP_FRAME_HEIGHT] == 1944
    assert capture.asked[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*"MJPG")
    grey = DeviceShots(Capture(grey=True)).picture()
    assert grey is not None
    assert grey.shape == (8, 10, 3)
    shots.release()
    assert capture.released


@pytest.mark.parametrize("capture", [Capture(opens=False), Capture(delivers=False)])
def test_a_device_that_is_there_but_does_not_start_is_busy(capture: Capture) -> None:
    with pytest.raises(CameraBusy):
        open_device("/dev/null", opened_by(capture)[1])
    assert capture.released


def test_a_device_that_is_not_there() -> None:
    with pytest.raises(NoCamera):
        open_device("/dev/video97", opened_by(Capture())[1])
    with pytest.raises(NoCamera):
        open_device("97", opened_by(Capture())[1])
