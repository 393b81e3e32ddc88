"""F9: commit first, paper after; the same visit is never registered twice."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.person import PersonRole
from app.domain.visit import VisitDraft
from app.intake.claims import NO_CLAIMS, Claims, ClaimsWanted
from app.intake.results import Paper, Registration
from app.intake.session import DeskSession
from app.printing.jobs import PrintJob, PrintReport, PrintState
from ui.pages.reception.services import ReceptionServices
from ui.tasks import Runner

LOOK_MS = 1500
LOOKS = 400
"""Ten minutes: then a person looks at the printer; nothing is printed twice by itself."""


class Registering(QObject):
    """Registers on lane `store`, then makes and prints the receipt.

    `registered` comes when the visit is durable, before any paper exists. What goes wrong after it
    is `paper_failed`: the visit stays registered and the receipt can be printed again.
    """

    registered = Signal(object)
    refused = Signal(object)
    issued = Signal(str, object)
    paper_failed = Signal(str, object)
    printing = Signal(str, object)

    def __init__(self, runner: Runner, services: ReceptionServices, owner: QObject) -> None:
        super().__init__(owner)
        self._runner = runner
        self._services = services
        self._busy = False
        self._job: tuple[str, PrintJob] | None = None
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def busy(self) -> bool:
        """Whether a registration is under way: a second wish is not heard."""
        return self._busy

    def stop(self) -> None:
        """Follow the print job no longer."""
        self._timer.stop()
        self._job = None

    def register(self, draft: VisitDraft, session: DeskSession, draft_id: str) -> None:
        """Register once; further calls do nothing until this one is answered."""
        if self._busy:
            return
        self._busy = True
        if self._services.register_claimed is None or not _acts_for_others(draft):
            self._save(lambda: self._services.register(draft, session, draft_id), session)
            return

        def unasked(_error: BaseException) -> None:
            self._save_claimed(draft, session, draft_id, NO_CLAIMS)

        def wanted(asked: ClaimsWanted) -> None:
            self._runner.run(
                "claims",
                lambda: self._services.ask_claims(asked),
                owner=self.parent(),
                on_ok=lambda claims: self._save_claimed(draft, session, draft_id, claims),
                on_error=unasked,
            )

        self._runner.run(
            "store",
            lambda: self._services.claims_wanted(draft, session),
            owner=self.parent(),
            on_ok=wanted,
            on_error=unasked,
        )

    def _save_claimed(self, draft: VisitDraft, session: DeskSession, draft_id: str, claims: Claims) -> None:
        register = self._services.register_claimed
        if register is not None:
            self._save(lambda: register(draft, session, draft_id, claims), session)

    def _save(self, register: Callable[[], Registration], session: DeskSession) -> None:
        self._runner.run(
            "store",
            register,
            owner=self.parent(),
            on_ok=lambda done: self._on_registered(done, session),
            on_error=self._on_refused,
        )

    def issue(self, visit_no: str, session: DeskSession) -> None:
        """Make the receipt (the first time it gets its number, later it is a 补打) and print it."""
        self._runner.run(
            "store",
            lambda: self._services.issue_receipt(visit_no, session),
            owner=self.parent(),
            on_ok=lambda paper: self._on_issued(visit_no, paper),
            on_error=lambda error: self.paper_failed.emit(visit_no, error),
        )

    def _on_registered(self, done: Registration, session: DeskSession) -> None:
        self._busy = False
        self.registered.emit(done)
        self.issue(done.visit_no, session)

    def _on_refused(self, error: BaseException) -> None:
        self._busy = False
        self.refused.emit(error)

    def _on_issued(self, visit_no: str, paper: Paper) -> None:
        self.issued.emit(visit_no, paper)
        self._runner.run(
            "print",
            # The queue shows the title to everybody: a number, nobody's name.
            lambda: self._services.print_paper(paper.pdf, visit_no),
            owner=self.parent(),
            on_ok=lambda job: self._on_submitted(visit_no, job),
            on_error=lambda error: self.paper_failed.emit(visit_no, error),
        )

    def _on_submitted(self, visit_no: str, job: PrintJob) -> None:
        self._job = (visit_no, job)
        self._looks = 0
        self.printing.emit(visit_no, PrintReport(PrintState.WAITING))
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Ask once how the job stands; a beat is skipped while the lane is at work."""
        if self._job is None or self._runner.busy("print"):
            return
        visit_no, job = self._job
        self._looks += 1
        self._runner.run(
            "print",
            lambda: self._services.look_at_job(job),
            owner=self.parent(),
            on_ok=lambda report: self._on_report(job, visit_no, report),
            on_error=lambda _: self._on_report(job, visit_no, PrintReport(PrintState.UNKNOWN)),
        )

    def _on_report(self, job: PrintJob, visit_no: str, report: PrintReport) -> None:
        if self._job is None or self._job[1] is not job:
            return
        if report.state.final or self._looks >= LOOKS:
            self.stop()
        self.printing.emit(visit_no, report)


def _acts_for_others(draft: VisitDraft) -> bool:
    return any(person.role is PersonRole.REPRESENTATIVE for person in draft.people)
