"""The desk's camera: opened when somebody looks, another one when the setting changes."""

from pathlib import Path

import numpy as np
import pytest

from app.errors import CameraLost, NoCamera
from app.printing.folder import FolderPrinter
from app.scanning.frame_watch import FrameWatch, SightState
from app.scanning.id_reader import IdReader
from app.scanning.picture import Picture
from ui.demo.camera import EMPTY_S, LAID_S, DemoCamera
from ui.desk_camera import DeskCamera
from ui.devices import DeskDevices


class Source:
    """A camera that shows one grey."""

    def __init__(self, level: int) -> None:
        self.level = level
        self.closed = False

    def grab(self) -> Picture | None:
        return None if self.level < 0 else np.full((30, 40, 3), self.level, np.uint8)

    def close(self) -> None:
        self.closed = True


class Opener:
    def __init__(self) -> None:
        self.opened: list[tuple[str, Source]] = []

    def __call__(self, address: str) -> Source:
        if address == "none":
            raise NoCamera(address)
        self.opened.append((address, Source(int(address))))
        return self.opened[-1][1]


def test_it_is_opened_once_and_another_when_the_address_changes() -> None:
    opener = Opener()
    camera = DeskCamera(opener)
    for address in ("10", "10", "20"):
        frame = camera.grab(address)
        assert frame is not None
        assert frame[0, 0, 0] == int(address)
    assert [address for address, _ in opener.opened] == ["10", "20"]
    assert [source.closed for _, source in opener.opened] == [True, False]
    camera.close()
    assert opener.opened[1][1].closed
    camera.grab("20")
    assert len(opener.opened) == 3


def test_without_an_address_there_is_no_camera() -> None:
    opener = Opener()
    camera = DeskCamera(opener)
    camera.grab("10")
    with pytest.raises(NoCamera):
        camera.grab("")
    assert opener.opened[0][1].closed


def test_the_test_of_an_address_gives_the_size_of_a_frame_or_the_cause(tmp_path: Path) -> None:
    opener = Opener()
    devices = DeskDevices(FolderPrinter(tmp_path), IdReader(), camera="10", open_camera=opener)
    assert devices.grab_frame() is not None
    assert devices.check_camera("30") == (40, 30)
    assert [source.closed for _, source in opener.opened] == [True, True]
    with pytest.raises(NoCamera):
        devices.check_camera("none")
    rests: list[float] = []
    with pytest.raises(CameraLost):
        DeskCamera(opener).frame_size("-1", rests.append)
    assert sum(rests) == pytest.approx(2.0)


def test_the_command_line_goes_before_the_setting(tmp_path: Path) -> None:
    stored = {"camera": "20", "scanner": "epson2:1"}
    plain = DeskDevices(FolderPrinter(tmp_path), IdReader(), open_camera=Opener())
    plain.use(stored)
    assert (plain.camera_address, plain.scanner) == ("20", "epson2:1")
    given = DeskDevices(FolderPrinter(tmp_path), IdReader(), camera="10", open_camera=Opener())
    given.use(stored)
    assert given.camera_address == "10"
    assert given.in_use(stored)["camera"] == "10"


def test_the_demo_lays_its_cards_so_that_each_is_seen_once() -> None:
    now = [100.0]
    camera, watch = DemoCamera(lambda: now[0]), FrameWatch()
    given = []
    for _ in range(round(3 * (EMPTY_S + LAID_S) / 0.2)):
        now[0] += 0.2
        frame = camera.grab()
        assert frame is not None
        sight = watch.look(frame, now[0])
        assert sight.documents <= 1
        given += [now[0] - 100.0] if sight.state is SightState.STEADY else []
    assert [int(at // (EMPTY_S + LAID_S)) for at in given] == [0, 1, 2]
