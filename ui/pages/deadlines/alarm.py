"""What the lead is told of overdue duties nobody urged on [Art. 40]: on signing in, and all day long."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.domain.office import StaffRole
from app.intake.due_board import MOST_ALARMS
from app.intake.session import DeskSession
from ui.notify import Messages
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner

AFTER_CHANGE_MS = 3000
"""A row of changes is looked at once, when it is over: the next registration does not wait for it."""
EVERY_MS = 3_600_000
"""A day ends while the window stands open, and other programs write to the store as well."""


class LeadsAlarm(DeskPresenter):
    """Counts on lane `store`, and speaks when there is more to urge on than was told last.

    What became less is only taken off the message line: whoever urged it on knows.
    """

    def __init__(
        self,
        view: QObject,
        runner: Runner,
        messages: Messages,
        *,
        open_alarms: Callable[[DeskSession], int],
        count_some: Callable[[DeskSession], int],
    ) -> None:
        super().__init__(view, runner, messages)
        self._open_alarms, self._count_some = open_alarms, count_some
        self._told = 0
        self._soon = QTimer(view, singleShot=True, interval=AFTER_CHANGE_MS)
        self._hourly = QTimer(view, interval=EVERY_MS)
        for timer in (self._soon, self._hourly):
            timer.timeout.connect(self._look)

    def begin(self, session: DeskSession) -> None:
        """A lead who signs in or unlocks is told whatever there is."""
        super().begin(session)
        self._told = 0
        if session.user.role is StaffRole.LEAD:
            self._hourly.start()
            self._runner.after_drawing(self._look, owner=self._owner)

    def end(self) -> None:
        super().end()
        self._soon.stop()
        self._hourly.stop()

    def look_soon(self) -> None:
        """A registration or a step may have changed it."""
        if self._session is not None and self._session.user.role is StaffRole.LEAD:
            self._soon.start()

    def _look(self) -> None:
        # A count that does not come is no news; the page itself says what is wrong when it is opened.
        self.ask(self._count_some, self._on_counted, lambda _error: None, topic="alarm")

    def _on_counted(self, left: int) -> None:
        """A few matters at a time: the next registration does not wait for a whole year."""
        if left:
            self._look()
        else:
            self.ask(self._open_alarms, self._tell, lambda _error: None, topic="alarm")

    def _tell(self, count: int) -> None:
        before, self._told = self._told, count
        if before and count != before:
            self._messages.settle(_sentence(before))
        if count > before:
            self._messages.warn(_sentence(count))


def _sentence(count: int) -> str:
    many = "以上" if count >= MOST_ALARMS else ""
    return f"有 {count} 件{many}事项已超期或支持未执行、待督办，请看“期限”页。"
