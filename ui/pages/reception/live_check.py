"""Asks the rules a moment after the last keystroke; an answer to an older form is dropped."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.finding import Assessment
from app.domain.visit import VisitDraft
from app.intake.session import DeskSession
from ui.tasks import Runner

PAUSE_MS = 300


class LiveCheck(QObject):
    """At most one question is under way; changes meanwhile lead to one more."""

    answered = Signal(object, object)
    failed = Signal(object)

    def __init__(
        self,
        runner: Runner,
        assess: Callable[[VisitDraft, DeskSession], Assessment],
        draft: Callable[[], tuple[VisitDraft, list[int]]],
        owner: QObject,
    ) -> None:
        super().__init__(owner)
        self._runner = runner
        self._assess = assess
        self._draft = draft
        self._session: DeskSession | None = None
        self._asked = 0
        self._running = False
        self._again = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.ask_now)

    def begin(self, session: DeskSession) -> None:
        """Work for this sitting."""
        self._session = session

    def ask(self) -> None:
        """Ask once the typing pauses; what is under way is out of date from now on."""
        self._asked += 1
        self._timer.start()

    def stop(self) -> None:
        """Ask no more, and drop what is under way."""
        self._asked += 1
        self._again = False
        self._timer.stop()

    def ask_now(self) -> None:
        """Ask without waiting."""
        self._timer.stop()
        if self._session is None:
            return
        if self._running:
            self._again = True
            return
        draft, rows = self._draft()
        session, asked = self._session, self._asked
        self._running = True
        self._runner.run(
            "store",
            lambda: self._assess(draft, session),
            owner=self.parent(),
            on_ok=lambda found: self._on_answer(asked, found, rows),
            on_error=lambda error: self._on_error(asked, error),
        )

    def _on_answer(self, asked: int, found: Assessment, rows: list[int]) -> None:
        self._running = False
        if asked == self._asked:
            self.answered.emit(found, rows)
        self._go_on()

    def _on_error(self, asked: int, error: BaseException) -> None:
        self._running = False
        if asked == self._asked:
            self.failed.emit(error)
        self._go_on()

    def _go_on(self) -> None:
        if self._again:
            self._again = False
            self.ask_now()
