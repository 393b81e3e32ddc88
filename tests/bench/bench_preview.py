"""What the live picture costs: frames shown a second, Qt's thread for each, and how long it stood still.

    QT_QPA_PLATFORM=offscreen .venv/bin/python tests/bench/bench_preview.py [--seconds S]

Frames of 1920 × 1080 come 25 times a second; halfway a card is laid down and read while the picture
goes on. `gui` is processor time of Qt's thread, so that what else runs on the machine does not count;
`stall` is the longest time it did not come back to its loop: from 50 ms on it is felt.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from bench_gui_stalls import FELT_MS, Heartbeat
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView

from app.rulepacks import load_rulepack
from app.scanning.picture import Picture
from app.scanning.specimens import resident_front
from db.gate import StoreGate, create_store
from ui.app import make_application
from ui.demo.devices import DemoDevices
from ui.demo.office import make_office
from ui.desk import Desk

SIZE = (1920, 1080)
_PERIOD_S = 1 / 25
_PATIENCE_S = 60.0


class Played:
    """A grey desk with noise; `laid` puts a card on it."""

    def __init__(self) -> None:
        dice = np.random.default_rng(7)
        width, height = SIZE
        self._empty = np.full((height, width, 3), 104, np.uint8)
        card = np.asarray(resident_front().convert("RGB"), np.uint8)[:, :, ::-1]
        turn = cv2.getRotationMatrix2D((card.shape[1] / 2, card.shape[0] / 2), 6, 0.95)
        turn[:, 2] += (width / 2 - card.shape[1] / 2, height / 2 - card.shape[0] / 2)
        self._with_card = self._empty.copy()
        cv2.warpAffine(card, turn, SIZE, dst=self._with_card, borderMode=cv2.BORDER_TRANSPARENT)
        self._noise = [dice.integers(0, 6, self._empty.shape, np.uint8) for _ in range(3)]
        self._next_s = 0.0
        self.laid = False
        self.given = 0

    def grab(self) -> Picture | None:
        now = time.monotonic()
        if now < self._next_s:
            return None
        self._next_s = now + _PERIOD_S
        self.given += 1
        scene = self._with_card if self.laid else self._empty
        return np.asarray(cv2.add(scene, self._noise[self.given % 3]), np.uint8)


class CameraDevices(DemoDevices):
    """The demo's devices under a camera that never ends."""

    def __init__(self, papers: Path) -> None:
        super().__init__(papers)
        self.played = Played()

    def use(self, devices: object) -> None:
        super().use(devices)  # type: ignore[arg-type]
        self.camera_address = "played"

    def grab_frame(self) -> Picture | None:
        return self.played.grab()

    def close_camera(self) -> None:
        self.played.laid = False


def _turn(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not done():
        if time.monotonic() > end:
            raise TimeoutError
        _turn(5)


def _measured(name: str, heart: Heartbeat, shown: list[int], run: Callable[[], None]) -> None:
    heart.begin()
    before, cpu, began = shown[0], time.thread_time(), time.perf_counter()
    run()
    cpu_ms = (time.thread_time() - cpu) * 1000
    seconds = time.perf_counter() - began
    late = heart.end()
    frames = max(1, shown[0] - before)
    felt = sum(gap > FELT_MS for gap in late)
    sys.stdout.write(
        f"{name:<26}{frames / seconds:>8.1f} fps{cpu_ms / frames:>8.2f} ms gui a frame"
        f"{late[0]:>7.0f} ms stall{felt or '':>4}\n"
    )


def main() -> None:
    """Open the demo's office, sign in, look, read."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="preview-") as scratch:
        folder = Path(scratch)

        def gate(store: Path) -> StoreGate:
            return StoreGate(store, lambda _: load_rulepack(), holder="window")

        office = make_office(folder / "store", create_store, gate, lambda _: None)
        application = make_application(["preview"])
        devices = CameraDevices(folder / "papers")
        desk = Desk(gate(office.store), devices, user=office.user)
        desk.window.resize(1366, 768)
        desk.window.show()
        try:
            desk.window.findChild(QLineEdit, "loginPassword").setText(office.password)
            desk.window.findChild(QPushButton, "loginButton").click()
            _until(lambda: desk.window.current_page == "reception")
            devices.warm_up()
            _turn(4000)
            shown, heart = [0], Heartbeat()
            desk.reception.presenter.scan.camera.seen.connect(lambda _: shown.__setitem__(0, shown[0] + 1))
            desk.window.findChild(QPushButton, "scanDocument").click()
            _until(lambda: shown[0] > 3)
            _measured("empty desk", heart, shown, lambda: _turn(round(asked.seconds * 1000)))
            table = desk.window.findChild(QTableView, "peopleTable")
            devices.played.laid = True
            _measured(
                "card laid until filled in",
                heart,
                shown,
                lambda: _until(lambda: table.model().rowCount() > 0),
            )
            _measured("read card lies there", heart, shown, lambda: _turn(round(asked.seconds * 1000)))
        finally:
            desk.window.close()
            desk.close()
            devices.close()
            application.quit()


if __name__ == "__main__":
    main()
