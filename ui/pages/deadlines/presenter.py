"""The deadlines page's question."""

from collections.abc import Callable

from app.intake.results import MatterLine
from app.intake.session import DeskSession
from ui.notify import Messages
from ui.pages.deadlines.view import DeadlinesView
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner


class DeadlinesPresenter(DeskPresenter):
    """Shows open matters, the nearest due date first."""

    def __init__(
        self,
        view: DeadlinesView,
        runner: Runner,
        messages: Messages,
        *,
        open_deadlines: Callable[[DeskSession], tuple[MatterLine, ...]],
    ) -> None:
        super().__init__(view, runner, messages)
        self._view = view
        self._open_deadlines = open_deadlines
        view.activated.connect(self.refresh)

    def end(self) -> None:
        super().end()
        self._view.show_lines(())

    def refresh(self) -> None:
        """Ask again."""
        self._view.show_waiting()
        self.ask(self._open_deadlines, self._view.show_lines, self._on_refused, topic="lines")

    def _on_refused(self, error: BaseException) -> None:
        self._view.show_lines(())
        self._messages.fail(error)
