"""The demo office plays one whole visit through the real window and leaves paper and pictures."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.scanning.frame_watch import FrameWatch, SightState
from app.scanning.id_reader import IdReader
from ui.demo.camera import EMPTY_S, LAID_S, DemoCamera


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object], str]:
    folder = tmp_path_factory.mktemp("demo")
    root = Path(__file__).resolve().parents[2]
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run(
        [sys.executable, "-m", "ui", "demo", "--headless", "--json"],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout), done.stderr


def test_the_receipt_is_paper_with_the_registered_number(played: tuple[Path, dict[str, object], str]) -> None:
    folder, answer, _ = played
    (receipt,) = answer["receipts"]  # type: ignore[misc]
    text = subprocess.run(
        ["pdftotext", "-layout", str(folder / receipt), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert str(answer["visit_no"]) in text
    assert "来访登记回执" in text
    assert "骆青崖" in text
    assert "请求公开并按标准补足上坞村七组水库扩建征地的青苗补偿" in text.replace("\n", "").replace(" ", "")


def test_screenshots_show_the_window_at_its_size(played: tuple[Path, dict[str, object], str]) -> None:
    folder, answer, _ = played
    shots = [QImage(str(folder / str(p))) for p in answer["screenshots"]]  # type: ignore[attr-defined]
    assert len(shots) >= 4
    assert {(s.width(), s.height()) for s in shots} == {(1366, 768)}


def test_nothing_but_progress_is_said_besides(played: tuple[Path, dict[str, object], str]) -> None:
    _, _, said = played
    assert "Traceback" not in said
    assert "password" not in said.lower()
    assert "没有启动" not in said  # the demo's hub did


def test_sample_documents_are_left_for_trying(played: tuple[Path, dict[str, object], str]) -> None:
    folder, _, _ = played
    samples = list((folder / "demo-output" / "证件样张").glob("*.png"))
    assert len(samples) >= 6
    assert all(not QImage(str(p)).isNull() for p in samples)


def test_the_passport_under_the_demos_camera_is_read_to_the_letter() -> None:
    now_s = 0.0
    watch, camera = FrameWatch(), DemoCamera(lambda: now_s)
    camera.grab()
    begin_s = 5 * (EMPTY_S + LAID_S)
    read = []
    for beat in range(round((EMPTY_S + LAID_S) * 10) - 1):
        now_s = begin_s + 0.1 * (beat + 0.5)
        frame = camera.grab()
        assert frame is not None
        sight = watch.look(frame, now_s)
        if sight.state is SightState.STEADY:
            read.append(IdReader().read_picture(frame, sight.corners))
    (found,) = read
    assert found.fields.name == "CESHI JIA YI"
    assert found.fields.document_number == "E00000001"
    assert found.warnings == ()
