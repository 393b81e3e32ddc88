"""The demo office plays one whole visit through the real window and leaves paper and pictures."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage


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


def test_sample_documents_are_left_for_trying(played: tuple[Path, dict[str, object], str]) -> None:
    folder, _, _ = played
    samples = list((folder / "demo-output" / "证件样张").glob("*.png"))
    assert len(samples) >= 6
    assert all(not QImage(str(p)).isNull() for p in samples)
