"""An application as people see it, and what stands around a page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.matter import Level
from app.domain.office import Office, OfficeKind
from app.intake.session import DeskSession
from app.rulepacks import load_rulepack
from db import keyring
from db.gate import StoreGate, create_store
from tests.fakes.runner import InlineRunner
from ui.app import dress
from ui.notify import Messages


@pytest.fixture(scope="session")
def station_app(qapp: QApplication) -> QApplication:
    """The application with the station's fonts, language and colours."""
    dress(qapp)
    return qapp


@pytest.fixture(autouse=True)
def no_window_left_behind(station_app: QApplication) -> Iterator[None]:
    """Fail a test after which a window is still shown."""
    yield
    left = [w.objectName() or type(w).__name__ for w in station_app.topLevelWidgets() if w.isVisible()]
    for widget in station_app.topLevelWidgets():
        widget.close()
    assert not left, f"windows left open: {left}"


@pytest.fixture
def runner() -> InlineRunner:
    return InlineRunner()


class Said:
    """Messages posted during a test, as (kind, text), and crash reports."""

    def __init__(self) -> None:
        self.messages = Messages()
        self.posted: list[tuple[str, str]] = []
        self.crashes: list[str] = []
        self.messages.posted.connect(lambda kind, text: self.posted.append((kind, text)))
        self.messages.crashed.connect(self.crashes.append)


@pytest.fixture
def said() -> Said:
    return Said()


def show(qtbot: Any, widget: Any) -> Any:
    """Show a widget until the test ends."""
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def activate(qtbot: Any, window: Any) -> None:
    """Make a window the active one, as shortcuts and the focus need."""
    with qtbot.waitActive(window):
        window.activateWindow()


OFFICE = Office(
    "1101990001", "雾泽县信访局", "雾信访", OfficeKind.XINFANG, Level.COUNTY, "110199", phone="0199"
)


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoreGate]:
    """The way into a real store of an invented office."""
    for name, cheap in (("_TIME_COST", 1), ("_MEMORY_KIB", 64), ("_LANES", 1)):
        monkeypatch.setattr(keyring, name, cheap)
    create_store(tmp_path / "store", OFFICE, "周予安", "correct horse 7")
    made = StoreGate(tmp_path / "store", lambda _: load_rulepack(), holder="command")
    yield made
    made.close()


@pytest.fixture
def session(gate: StoreGate) -> DeskSession:
    """A lead signed in to it."""
    return gate.sign_in("周予安", "correct horse 7")
