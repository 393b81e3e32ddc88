"""A document under the desk's camera, from the frame to the form, through the real window and its lanes."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import segno
from PIL import Image
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from app.domain.identity import DocType, IdDocument, IdFields
from app.errors import CameraBusy, CameraLost, StationError
from app.printing.folder import FolderPrinter
from app.rulepacks import load_rulepack
from app.scanning.frame_watch import Quad
from app.scanning.picture import Picture
from app.scanning.specimens import resident_front
from db.gate import StoreGate
from tests.e2e.conftest import LEAD, PASSWORD
from tests.rendering.people import invented
from tests.unit.scanning.desk_film import Film, Laid
from ui.app import dress
from ui.desk import Desk
from ui.devices import DeskDevices
from ui.lights import Light

W = TypeVar("W", bound=QWidget)
SIZE = (1280, 720)
NUMBER = "11019900120261123010001A"
FRONT = IdDocument(DocType.PRC_ID_FRONT, IdFields(name="骆青崖", number="110199199003070017"))
NOTHING = IdDocument(DocType.NONE, warnings=("not_a_document",))


def card() -> Image.Image:
    return resident_front(invented(random.Random(1)).card)


def leaflet() -> Image.Image:
    return Image.new("RGB", (600, 400), (240, 240, 236))


def receipt() -> Image.Image:
    code = np.array([list(row) for row in segno.make(NUMBER, micro=False).matrix_iter(scale=10, border=4)])
    sheet = Image.new("RGB", (620, 400), "white")
    sheet.paste(Image.fromarray(np.where(code > 0, 0, 255).astype(np.uint8)), (40, 40))
    return sheet


class UnderTheCamera:
    """Frames of a desk, and a reader that tells what is laid there without any model."""

    def __init__(self) -> None:
        self.film = Film("dark", size=SIZE)
        self.error: StationError | None = None
        self.document = NOTHING
        self.asked: list[Quad] = []

    def open(self, _address: str) -> "UnderTheCamera":
        return self

    def grab(self) -> Picture | None:
        if self.error is not None:
            raise self.error
        return self.film.frame()

    def close(self) -> None:
        """Nothing is held."""

    def warm_up(self) -> None:
        """No model."""

    def read(self, _data: bytes) -> IdDocument:
        raise AssertionError("a frame is no file")

    def read_picture(self, _picture: Picture, corners: Quad = ()) -> IdDocument:
        self.asked.append(corners)
        return self.document


class AtCamera:
    """Somebody signed in with the live picture open."""

    def __init__(self, desk: Desk, under: UnderTheCamera) -> None:
        self.desk, self.window, self.under = desk, desk.window, under
        self.lights: dict[str, tuple[str, str]] = {}
        desk._lights.changed.connect(lambda light, *told: self.lights.update({light: tuple(told)}))
        self.window.show()
        self.find(QLineEdit, "loginUser").setText(LEAD)
        self.find(QLineEdit, "loginPassword").setText(PASSWORD)
        self.find(QPushButton, "loginButton").click()
        self.until(lambda: self.window.current_page == "reception")
        self.find(QPushButton, "scanDocument").click()
        self.until(lambda: self.state == "请放入证件")

    def find(self, kind: type[W], name: str) -> W:
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    @property
    def state(self) -> str:
        return self.find(QLabel, "cameraState").text()

    @property
    def light(self) -> tuple[str, str]:
        return self.lights.get(Light.CAMERA.value, ("", ""))

    def until(self, done: Callable[[], bool]) -> None:
        """Let the window and its lanes work until something is the case."""
        loop = QEventLoop()
        beat, end = QTimer(interval=10), QTimer(singleShot=True, interval=15_000)
        beat.timeout.connect(lambda: loop.quit() if done() else None)
        end.timeout.connect(loop.quit)
        beat.start()
        end.start()
        loop.exec()
        beat.stop()
        assert done(), (self.state, self.light)


@pytest.fixture
def at_camera(qapp: Any, folder: Path, tmp_path: Path) -> Iterator[AtCamera]:
    dress(qapp)
    under = UnderTheCamera()
    gate = StoreGate(folder, lambda _: load_rulepack(), holder="window")
    printer = FolderPrinter(tmp_path / "papers")
    desk = Desk(gate, DeskDevices(printer, under, reader="none", camera="0", open_camera=under.open))
    try:
        yield AtCamera(desk, under)
    finally:
        desk.window.close()
        desk.close()
        desk.window.deleteLater()


def test_a_card_is_read_between_its_corners_and_a_lost_camera_is_told(at_camera: AtCamera) -> None:
    laid = Laid(card, at=(640.0, 360.0), width=310.0, turn=9.0)
    under = at_camera.under
    under.document, under.film.laid = FRONT, [laid]
    at_camera.until(lambda: at_camera.find(QLineEdit, "personIdNo").text() == FRONT.fields.number)
    (corners,) = under.asked
    true = laid.corners()
    assert max(float(np.linalg.norm(true - np.array(c), axis=1).min()) for c in corners) < 12
    at_camera.until(lambda: at_camera.light == ("ok", "高拍仪"))
    for error, words in ((CameraLost("x"), "高拍仪 未连接"), (CameraBusy("x"), "高拍仪 被占用")):
        under.error = error
        at_camera.until(lambda words=words: at_camera.light == ("fault", words))
    under.error = None
    at_camera.until(lambda: at_camera.light == ("ok", "高拍仪"))


def test_a_paper_hides_neither_a_card_nor_a_receipt(at_camera: AtCamera) -> None:
    under = at_camera.under
    paper = Laid(leaflet, at=(330.0, 250.0), width=310.0)
    under.film.laid = [paper]
    at_camera.until(lambda: len(under.asked) == 2 and at_camera.state == "没有认出证件")
    under.document = FRONT
    QTest.keyClick(at_camera.find(QWidget, "livePicture"), Qt.Key.Key_Space)
    at_camera.until(lambda: at_camera.find(QLineEdit, "personIdNo").text() == FRONT.fields.number)
    assert len(under.asked) == 3
    under.film.laid = [paper, Laid(card, at=(900.0, 460.0), width=310.0)]
    at_camera.until(lambda: len(under.asked) == 4)
    assert np.array(under.asked[3]).min(axis=0)[0] > 700
    under.document = NOTHING
    under.film.laid = [paper, Laid(receipt, at=(850.0, 400.0), width=500.0)]
    at_camera.until(lambda: "回执码或编号" in at_camera.find(QLabel, "messageLabel").text())
