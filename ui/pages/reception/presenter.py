"""Puts the reception page's presenters together and carries a sitting through them. Makes no widget."""

from PySide6.QtCore import QObject

from app.intake.session import DeskSession
from ui.lights import Lights
from ui.notify import Messages
from ui.pages.reception.candidates_presenter import CandidatesPresenter
from ui.pages.reception.circumstances_presenter import CircumstancesPresenter
from ui.pages.reception.closing_presenter import ClosingPresenter
from ui.pages.reception.desk import Desk
from ui.pages.reception.matter_presenter import MatterPresenter
from ui.pages.reception.people_presenter import PeoplePresenter
from ui.pages.reception.queue_presenter import QueuePresenter
from ui.pages.reception.remedies import Remedies
from ui.pages.reception.scan_presenter import ScanPresenter
from ui.pages.reception.services import ReceptionServices
from ui.pages.reception.view import ReceptionView
from ui.tasks import Runner


class ReceptionPresenter(QObject):
    """One desk and its areas of conduct: people, pictures, matters, circumstances, closing, queue."""

    def __init__(
        self,
        view: ReceptionView,
        runner: Runner,
        services: ReceptionServices,
        messages: Messages,
        lights: Lights | None,
    ) -> None:
        super().__init__(view)
        self._view = view
        self.desk = Desk(view, runner, services, messages)
        self.people = PeoplePresenter(self.desk, lights)
        self.scan = ScanPresenter(self.desk, self.people)
        self.matters = MatterPresenter(self.desk)
        self.candidates = CandidatesPresenter(self.desk)
        self.circumstances = CircumstancesPresenter(self.desk)
        self.remedies = Remedies(self.desk, self.people, self.circumstances)
        self.closing = ClosingPresenter(self.desk)
        self.queue = QueuePresenter(self.desk)
        self.desk.taken_up.connect(self._on_taken_up)
        self.closing.sent.connect(self.people.stop_waiting)
        self.queue.left.connect(self.closing.close_banner)
        self.closing.registered.connect(lambda _: self.queue.refresh())
        view.keep_requested.connect(self._on_keep)
        view.escaped.connect(self._on_escape)

    def begin(self, session: DeskSession) -> None:
        """Somebody has signed in."""
        self.desk.begin(session)
        self.closing.run.begin(session)
        self.queue.begin()
        self._view.focus_field("personName")

    def end(self) -> None:
        """Locked or signed out."""
        self.people.stop_waiting()
        self.scan.stop()
        self.closing.run.end()
        self.closing.close_banner()
        self.desk.end()
        self.queue.end()

    @property
    def receiving(self) -> bool:
        """Whether somebody's visit is being written down."""
        return self.desk.open and not self.desk.form.is_empty

    def keep_now(self) -> None:
        """Put what is typed into the store at once."""
        self.desk.keeper.keep_now()

    def _on_taken_up(self) -> None:
        """The visit before leaves nothing behind: no card awaited, no document, strip or picture of it."""
        self.people.stop_waiting()
        self.people.forget_visit()
        self.scan.forget()

    def _on_keep(self) -> None:
        self.desk.keeper.touch()
        self.keep_now()

    def _on_escape(self) -> None:
        if self.people.stop_waiting():
            return
        if self.candidates.close_comparison() or self._view.candidates.give_back_keyboard():
            return
        if self._view.shows_form:
            self.closing.close_banner()
        elif self._view.shows_camera:
            self._view.close_camera()
        else:
            self._view.show_form()
