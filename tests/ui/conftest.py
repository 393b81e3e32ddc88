"""An application as people see it, and what stands around a page."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

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
