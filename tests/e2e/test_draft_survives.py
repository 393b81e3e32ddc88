"""kill -9 while somebody types: what stood in the form stands in it again."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.drafting_window import ADDRESS, DEMAND, NAME

ROOT = Path(__file__).resolve().parents[2]
Window = subprocess.Popen[str]


@pytest.fixture
def open_window(fresh_store: Path, tmp_path: Path) -> Iterator[Callable[[str], Window]]:
    """Opens the window on one store, to `type` or to `look`."""
    store = shutil.copytree(fresh_store, tmp_path / "store")
    environment = {k: v for k, v in os.environ.items() if k != "DISPLAY"}
    opened: list[Window] = []

    def start(what: str) -> Window:
        opened.append(
            subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.drafting_window", str(store), what],
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                cwd=ROOT,
                env={**environment, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"},
            )
        )
        return opened[-1]

    yield start
    for window in opened:
        window.kill()
        window.communicate()


def heard(window: Window) -> str:
    """The next line of a window."""
    assert window.stdout is not None
    return window.stdout.readline().strip()


def test_what_was_typed_is_there_again_after_a_kill(open_window: Callable[[str], Window]) -> None:
    typing = open_window("type")
    assert heard(typing) == "kept"
    typing.kill()
    typing.wait()
    looking = open_window("look")
    form = json.loads(heard(looking))
    assert (form["personName"], form["personAddress"], form["demand"]) == (NAME, ADDRESS, DEMAND)
    assert form["facts"] == ""
    assert "已恢复" in form["draftState"]
    assert looking.wait() == 0
