"""F9: the same visit is never registered twice."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.domain.person import PersonRole
from app.domain.signature import Signature
from app.domain.visit import VisitDraft
from app.intake.claims import NO_CLAIMS, Claims, ClaimsWanted
from app.intake.results import Registration
from app.intake.session import DeskSession
from ui.pages.reception.services import ReceptionServices
from ui.tasks import Runner


class Registering(QObject):
    """Registers on lane `store`; whoever acts for a group first has a seat asked for on lane `claims`.

    `registered` comes when the visit is durable and its receipt queued, before any paper exists; `shown`
    when that has been drawn: printing, and whatever else reads the store, begins then.
    """

    registered = Signal(object)
    shown = Signal(object)
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
        claimed = self._services.register_claimed
        if claimed is None or not _acts_for_others(draft):
            self._save(lambda: self._services.register(draft, session, draft_id, signature))
            return

        def save(claims: Claims) -> None:
            self._save(lambda: claimed(draft, session, draft_id, signature, claims))

        def unasked(_error: BaseException) -> None:
            save(NO_CLAIMS)

        def wanted(asked: ClaimsWanted) -> None:
            self._runner.run(
                "claims",
                lambda: self._services.ask_claims(asked),
                owner=self.parent(),
                on_ok=save,
                on_error=unasked,
            )

        self._runner.run(
            "store",
            lambda: self._services.claims_wanted(draft, session),
            owner=self.parent(),
            on_ok=wanted,
            on_error=unasked,
        )

    def _save(self, register: Callable[[], Registration]) -> None:
        self._runner.run(
            "store",
            register,
            owner=self.parent(),
            on_ok=self._on_registered,
            on_error=self._on_refused,
        )

    def _on_registered(self, done: Registration) -> None:
        self._busy = False
        self.registered.emit(done)
        self._runner.after_drawing(lambda: self.shown.emit(done), owner=self.parent())

    def _on_refused(self, error: BaseException) -> None:
        self._busy = False
        self.refused.emit(error)


def _acts_for_others(draft: VisitDraft) -> bool:
    return any(person.role is PersonRole.REPRESENTATIVE for person in draft.people)
