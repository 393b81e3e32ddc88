"""The deadlines page's questions: what is open, how urgent, and that somebody urged it on."""

from collections.abc import Callable

from app.domain.matter_step import SUPERVISED, MatterStep
from app.errors import StationError
from app.intake import events, matter_lists
from app.intake.matter_lists import DueList
from app.intake.results import MatterDetail
from app.intake.session import DeskSession
from ui.notify import Messages
from ui.pages.deadlines.alarm import LeadsAlarm
from ui.pages.deadlines.view import DeadlinesView
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner
from ui.text import sentence_for


class DeadlinesPresenter(DeskPresenter):
    """Shows open terms and writes down supervision.

    Attributes:
        alarm: tells the lead what waits for supervision.
        open_matter: brings a matter's page to the front.
    """

    open_matter: Callable[[str], None]

    def __init__(
        self,
        view: DeadlinesView,
        runner: Runner,
        messages: Messages,
        *,
        open_deadlines: Callable[[DeskSession], DueList],
        open_alarms: Callable[[DeskSession], int] = matter_lists.open_alarms,
        record_event: Callable[[str, MatterStep, DeskSession], MatterDetail] = events.record_event,
    ) -> None:
        super().__init__(view, runner, messages)
        self._view = view
        self._open_deadlines = open_deadlines
        self.alarm = LeadsAlarm(view, runner, messages, open_alarms=open_alarms)
        self._record_event = record_event
        self.open_matter = lambda _reg_no: None
        view.activated.connect(self.refresh)
        view.matter_opened.connect(self._on_opened)
        view.supervise_requested.connect(self._on_supervise)

    def begin(self, session: DeskSession) -> None:
        super().begin(session)
        self.alarm.begin(session)

    def end(self) -> None:
        super().end()
        self.alarm.end()
        self._view.forget()

    def refresh(self) -> None:
        """Ask again."""
        self._view.show_waiting()
        self.ask(self._open_deadlines, self._view.show_due, self._on_refused, topic="lines")

    def _on_opened(self, reg_no: str) -> None:
        self.open_matter(reg_no)

    def _on_supervise(self, reg_no: str, words: str) -> None:
        self._view.show_busy(True)

        def kept(_detail: MatterDetail) -> None:
            self._view.show_busy(False)
            self._view.supervision_kept()
            self._messages.done(f"已记录督办：{reg_no}")
            self.refresh()
            self.alarm.look_soon()

        def refused(error: BaseException) -> None:
            self._view.show_busy(False)
            if isinstance(error, StationError):
                self._messages.warn(sentence_for(error))
            else:
                self._messages.fail(error)

        def record(session: DeskSession) -> MatterDetail:
            step = MatterStep(SUPERVISED, session.clock.today(), words)
            return self._record_event(reg_no, step, session)

        self.ask(record, kept, refused, topic="supervise")

    def _on_refused(self, error: BaseException) -> None:
        self._view.show_due(DueList())
        self._messages.fail(error)
