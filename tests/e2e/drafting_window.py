"""Opens the real window and fills in a form, or tells what stands in it. Run as a program.

    python -m tests.e2e.drafting_window STORE type     types, says `kept` once the draft is, goes on waiting
    python -m tests.e2e.drafting_window STORE look     says what the form holds as JSON, and closes

Waiting is done in Qt's event loop: QTest.qWait keeps the interpreter to itself and starves the lanes.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from app.domain.identity import DocType, IdDocument
from app.intake.results import DraftKept
from app.printing.folder import FolderPrinter
from app.rulepacks import load_rulepack
from db.gate import StoreGate
from tests.e2e.registering_worker import LEAD, PASSWORD, quick_stretching
from ui.app import make_application
from ui.desk import Desk
from ui.devices import DeskDevices

NAME, ADDRESS = "阿依古丽·买买提𬱖", "云岭省雾泽县柏溪镇上坞村七组19号"
DEMAND = "请求公开并按标准补足青苗补偿款"
_PATIENCE_MS = 10_000
_BEAT_MS = 20

W = TypeVar("W", bound=QWidget)


class NoPictures:
    """No picture is read here, and no model is loaded for it."""

    def warm_up(self) -> None:
        """Nothing to load."""

    def read(self, data: bytes) -> IdDocument:
        """Nothing is recognised."""
        return IdDocument(DocType.NONE, warnings=(f"{len(data)} bytes",))


class Hands:
    """A person at the window; what an input method commits comes as such."""

    def __init__(self, desk: Desk) -> None:
        self._window = desk.window
        self._window.show()

    def find(self, kind: type[W], name: str) -> W:
        found = self._window.findChild(kind, name)
        assert found is not None, name
        return found

    def wait(self, done: Callable[[], bool]) -> None:
        """Let the window work until something is the case."""
        loop = QEventLoop()
        beat, end = QTimer(interval=_BEAT_MS), QTimer(singleShot=True, interval=_PATIENCE_MS)
        beat.timeout.connect(lambda: loop.quit() if done() else None)
        end.timeout.connect(loop.quit)
        beat.start()
        end.start()
        loop.exec()
        if not done():
            say(f"waited in vain, message: {self.find(QLabel, 'messageLabel').text()}")
            sys.exit(1)

    def sign_in(self) -> None:
        self.find(QLineEdit, "loginUser").setText(LEAD)
        self.find(QLineEdit, "loginPassword").setText(PASSWORD)
        QTest.mouseClick(self.find(QPushButton, "loginButton"), Qt.MouseButton.LeftButton)
        self.wait(lambda: self.find(QWidget, "receptionPage").isVisible())

    def type(self, name: str, text: str) -> None:
        """Type into a field, a word at a time."""
        field = self.find(QWidget, name)
        field.setFocus()
        for at in range(0, len(text), 2):
            event = QInputMethodEvent()
            event.setCommitString(text[at : at + 2])
            QApplication.sendEvent(field, event)

    def form(self) -> dict[str, str]:
        return {
            **{n: self.find(QLineEdit, n).text() for n in ("personName", "personAddress")},
            **{n: self.find(QPlainTextEdit, n).toPlainText() for n in ("demand", "facts")},
            "draftState": self.find(QLabel, "draftState").text(),
        }


def say(line: str) -> None:
    """One line to whoever started us."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(store: Path, what: str) -> int:
    """Type and wait to be killed, or look."""
    quick_stretching()
    app = make_application(["station"])
    with tempfile.TemporaryDirectory() as papers:
        gate = StoreGate(store, lambda _: load_rulepack(), holder="window")
        desk = Desk(gate, DeskDevices(FolderPrinter(Path(papers)), NoPictures()))
        hands = Hands(desk)
        hands.sign_in()
        if what == "type":
            kept: list[DraftKept] = []
            desk.reception.presenter.desk.keeper.kept.connect(kept.append)
            hands.type("personName", NAME)
            hands.type("personAddress", ADDRESS)
            hands.type("demand", DEMAND)
            hands.wait(lambda: DEMAND in str(kept[-1:]))
            say("kept")
            app.exec()
        else:
            hands.wait(lambda: bool(hands.form()["draftState"]))
            say(json.dumps(hands.form()))
        desk.window.close()
        desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
