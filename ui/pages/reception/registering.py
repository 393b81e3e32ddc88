"""F9: the same visit is never registered twice."""

from PySide6.QtCore import QObject, Signal

from app.domain.signature import Signature
from app.domain.visit import VisitDraft
from app.intake.results import Registration
from app.intake.session import DeskSession
from ui.pages.reception.services import ReceptionServices
from ui.tasks import Runner


class Registering(QObject):
    """Registers on lane `store`.

    `registered` comes when the visit is durable and its receipt queued, before any paper exists.
    """

    registered = Signal(object)
    refused = Signal(object)

    def __init__(self, runner: Runner, services: ReceptionServices, owner: QObject) -> None:
        super().__init__(owner)
        self._runner = runner
        self._services = services
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether a registration is under way: a second wish is not heard."""
        return self._busy

    def register(
        self, draft: VisitDraft, session: DeskSession, draft_id: str, signature: Signature | None = None
    ) -> None:
        """Register once; further calls do nothing until this one is answered."""
        if self._busy:
            return
        self._busy = True
        self._runner.run(
            "store",
            lambda: self._services.register(draft, session, draft_id, signature),
            owner=self.parent(),
            on_ok=self._on_registered,
            on_error=self._on_refused,
        )

    def _on_registered(self, done: Registration) -> None:
        self._busy = False
        self.registered.emit(done)

    def _on_refused(self, error: BaseException) -> None:
        self._busy = False
        self.refused.emit(error)
