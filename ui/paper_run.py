"""Printing what is queued: one step after the other, each on its lane, nothing twice by itself."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.print_entry import Making, PrintEntry, PrintWish
from app.intake.print_queue import Prepared, order_of
from app.intake.session import DeskSession
from app.printing.jobs import PrintJob, PrintReport, PrintState
from app.printing.judgement import NO_DOCUMENT
from app.printing.queue import NO_ANSWER, job_of, why_waiting
from app.printing.slip_address import is_slip_address
from ui.print_services import PrintServices
from ui.tasks import Lane, Runner

LOOK_MS = 1500
LOOKS = 400
RARELY = 20
"""After ten minutes without an end a job is looked at on every twentieth beat only."""

PRINT_LANES: tuple[Lane, ...] = ("print", "slip")


def lane_of(printer: str) -> Lane:
    """Slip printers have a lane of their own: one that takes its time holds up no print service."""
    return "slip" if is_slip_address(printer) else "print"


class PaperRun(QObject):
    """Carries makings from the queue to the printer and follows them there.

    The way of each: made on lane `store`, a job opened on `print`, its number kept on `store`, the
    document sent on `print` (`slip` for slip printers). A step that fails leaves the paper in the queue.
    After a start nothing is printed before a person asks; what was in a printer's hands is looked at.

    `issued` (entry, paper): made, on its way. `told` (entry): where it stands now. `failed` (visit or
    document number, error): it waits in the queue. `queue_changed` (entries): the queue, oldest first.
    """

    issued = Signal(object, object)
    told = Signal(object)
    failed = Signal(str, object)
    queue_changed = Signal(object)

    def __init__(self, runner: Runner, services: PrintServices, owner: QObject) -> None:
        super().__init__(owner)
        self._runner = runner
        self._services = services
        self._session: DeskSession | None = None
        self._followed: dict[str, tuple[PrintEntry, int]] = {}
        self._under_way: set[str] = set()
        self._beat = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def following(self) -> bool:
        """Whether some job is still being looked at."""
        return self._timer.isActive()

    def begin(self, session: DeskSession) -> None:
        """Somebody signed in: look at what was left in the printers' hands."""
        self._session = session
        self._runner.run(
            "store",
            lambda: self._services.open_prints(session),
            owner=self.parent(),
            on_ok=self._on_found,
            on_error=lambda error: self.failed.emit("", error),
        )

    def end(self) -> None:
        """Nobody is signed in: follow nothing; the queue knows."""
        self._timer.stop()
        self._followed.clear()
        self._session = None

    # --- what a person asks for ---------------------------------------------------------------------

    def print_waiting(self, entry_id: str, visit_no: str) -> None:
        """Print a making that waits; one under way already is not taken up twice."""
        session = self._session
        if session is None or entry_id in self._under_way:
            return
        self._under_way.add(entry_id)
        self._runner.run(
            "store",
            lambda: self._services.prepare(entry_id, session),
            owner=self.parent(),
            on_ok=lambda prepared: self._on_prepared(prepared, session),
            on_error=lambda error: self._on_not_made(entry_id, visit_no, error, session),
        )

    def ask(self, number: str, wish: PrintWish | None = None, *, made: bool = False) -> None:
        """Print a paper (again): by its number, or a visit's receipt by the visit's.

        One still in a printer's hands is taken back first. If that cannot be, it is told to be unclear,
        and only being asked once more prints another.

        Args:
            made: the paper was made, and its making logged, just now: this prints that making.
        """
        session = self._session
        if session is None:
            return
        wish = wish or self._services.wish("")
        self._runner.run(
            "store",
            lambda: self._services.in_hands(number, session),
            owner=self.parent(),
            on_ok=lambda entry: self._on_in_hands(entry, number, wish, session, made),
            on_error=lambda error: self.failed.emit(number, error),
        )

    def seen(self, entry_id: str) -> None:
        """A person has the paper in the hand; what the service still keeps of it is taken back first."""
        self._close(entry_id, lambda session: self._services.note_seen(entry_id, session))

    def drop(self, entry_id: str) -> None:
        """A person does not want it any more. What cannot be taken back from its printer is told to be
        unclear, and being asked once more drops it."""
        self._close(
            entry_id, lambda session: self._services.drop(entry_id, session), unless=(Making.UNCLEAR,)
        )

    def refresh(self) -> None:
        """Read the queue anew."""
        session = self._session
        if session is not None:
            self._runner.run(
                "store",
                lambda: self._services.open_prints(session),
                owner=self.parent(),
                on_ok=self.queue_changed.emit,
                on_error=lambda error: self.failed.emit("", error),
            )

    # --- handing over ---------------------------------------------------------------------------------

    def _on_prepared(self, prepared: Prepared, session: DeskSession) -> None:
        entry = prepared.entry
        self.issued.emit(entry, prepared.paper)
        self._runner.run(
            lane_of(entry.wish.printer),
            lambda: self._services.begin(order_of(entry)),
            owner=self.parent(),
            on_ok=lambda job: self._on_begun(prepared, job, session),
            on_error=lambda error: self._on_held_up(entry, error, session),
        )

    def _on_begun(self, prepared: Prepared, job: PrintJob, session: DeskSession) -> None:
        self._runner.run(
            "store",
            lambda: self._services.note_handed(prepared, job, session),
            owner=self.parent(),
            on_ok=lambda entry: self._on_handed(entry, job, prepared, session),
            on_error=lambda error: self._on_not_kept(prepared.entry, job, error),
        )

    def _on_handed(self, entry: PrintEntry, job: PrintJob, prepared: Prepared, session: DeskSession) -> None:
        self._runner.run(
            lane_of(job.printer),
            lambda: self._services.send(job, prepared.document_for(job)),
            owner=self.parent(),
            on_ok=lambda _: self._on_sent(entry),
            on_error=lambda error: self._on_not_sent(entry, error, session),
        )

    def _on_sent(self, entry: PrintEntry) -> None:
        self._under_way.discard(entry.entry_id)
        self._tell(entry)
        if self._session is not None:
            self._follow(entry)
            self.look()

    def _on_not_made(self, entry_id: str, visit_no: str, error: BaseException, session: DeskSession) -> None:
        self._under_way.discard(entry_id)
        self._keep(lambda: self._services.note_held_up(entry_id, "not_made", session))
        self.failed.emit(visit_no, error)

    def _on_held_up(self, entry: PrintEntry, error: BaseException, session: DeskSession) -> None:
        self._under_way.discard(entry.entry_id)
        self._keep(lambda: self._services.note_held_up(entry.entry_id, why_waiting(error), session))
        self.failed.emit(entry.visit_no, error)

    def _on_not_kept(self, entry: PrintEntry, job: PrintJob, error: BaseException) -> None:
        """The number could not be kept, so nothing is sent; the empty job is taken back."""
        self._under_way.discard(entry.entry_id)
        self._runner.run(
            lane_of(job.printer),
            lambda: self._services.cancel(job),
            owner=self.parent(),
            on_ok=lambda _: None,
            on_error=lambda _: None,  # without a document it prints nothing
        )
        self.failed.emit(entry.visit_no, error)

    def _on_not_sent(self, entry: PrintEntry, error: BaseException, session: DeskSession) -> None:
        self._under_way.discard(entry.entry_id)
        self._keep(lambda: self._services.note_not_sent(entry.entry_id, why_waiting(error), session))
        self.failed.emit(entry.visit_no, error)

    # --- printing again ---------------------------------------------------------------------------------

    def _on_in_hands(
        self, entry: PrintEntry | None, number: str, wish: PrintWish, session: DeskSession, made: bool
    ) -> None:
        if entry is None:
            self._ask_new(number, wish, session, made)
            return

        def go_on(after: PrintEntry) -> None:
            if after.state in (Making.CANCELLED, Making.FAILED):
                self._ask_new(number, wish, session, made)
            else:
                self._tell(after)

        self._take_back(entry, session, go_on)

    def _take_back(self, entry: PrintEntry, session: DeskSession, then: Callable[[PrintEntry], None]) -> None:
        """Have a job cancelled, and go on with what is known of it then: it is in no printer's hands."""
        job = job_of(entry)
        if job is None:
            then(entry)
            return

        def note(report: PrintReport) -> PrintEntry:
            after = self._services.note_report(entry.entry_id, report, session)
            if after.state is Making.HANDED:
                return self._services.note_given_up(entry.entry_id, session)
            return after

        def on_noted(after: PrintEntry) -> None:
            self._followed.pop(entry.entry_id, None)
            then(after)

        def on_report(report: PrintReport) -> None:
            self._runner.run(
                "store",
                lambda: note(report),
                owner=self.parent(),
                on_ok=on_noted,
                on_error=lambda error: self.failed.emit(entry.visit_no, error),
            )

        self._runner.run(
            lane_of(job.printer),
            lambda: self._services.cancel(job),
            owner=self.parent(),
            on_ok=on_report,
            on_error=lambda _: on_report(PrintReport(PrintState.UNKNOWN, (NO_ANSWER,))),
        )

    def _ask_new(self, number: str, wish: PrintWish, session: DeskSession, made: bool) -> None:
        self._runner.run(
            "store",
            lambda: self._services.ask(number, wish, session, made),
            owner=self.parent(),
            on_ok=lambda entry: self.print_waiting(entry.entry_id, entry.visit_no),
            on_error=lambda error: self.failed.emit(number, error),
        )

    # --- following --------------------------------------------------------------------------------------

    def look(self) -> None:
        """Ask once how the jobs stand; a beat is skipped while the lane is at work."""
        self._beat += 1
        due = [entry for entry, looks in self._followed.values() if looks < LOOKS or not self._beat % RARELY]
        for lane in PRINT_LANES:
            jobs = [(entry, job) for entry in due if (job := job_of(entry)) and lane_of(job.printer) == lane]
            if jobs and not self._runner.busy(lane):
                self._look_on(lane, jobs)

    def _look_on(self, lane: Lane, jobs: list[tuple[PrintEntry, PrintJob]]) -> None:
        def ask_all() -> list[tuple[PrintEntry, PrintReport]]:
            reports: list[tuple[PrintEntry, PrintReport]] = []
            for entry, job in jobs:
                report = self._services.look(job)
                reports.append((entry, report))
                if NO_ANSWER in report.reasons:
                    break  # the others would only wait as long again
            return reports

        self._runner.run(
            lane,
            ask_all,
            owner=self.parent(),
            on_ok=self._on_reports,
            on_error=lambda _: None,
        )

    def _on_reports(self, reports: list[tuple[PrintEntry, PrintReport]]) -> None:
        session = self._session
        if session is None:
            return
        for entry, report in reports:
            if entry.entry_id not in self._followed:
                continue
            if NO_DOCUMENT in report.reasons:
                self._bring_back(entry, session)
                continue
            self._count_look(entry)
            word = NO_ANSWER if NO_ANSWER in report.reasons else report.state.value
            if word != entry.told:
                self._keep(lambda e=entry, r=report: self._services.note_report(e.entry_id, r, session))  # type: ignore[misc]

    def _count_look(self, entry: PrintEntry) -> None:
        kept, looks = self._followed[entry.entry_id]
        self._followed[entry.entry_id] = (kept, looks + 1)

    def _bring_back(self, entry: PrintEntry, session: DeskSession) -> None:
        """A job without its document, of a run that ended in between: cancelled, it waits again."""
        self._followed.pop(entry.entry_id)
        job = job_of(entry)
        if job is None:
            return
        self._runner.run(
            lane_of(job.printer),
            lambda: self._services.cancel(job),
            owner=self.parent(),
            on_ok=lambda report: self._keep(
                (lambda: self._services.note_not_sent(entry.entry_id, "broken_off", session))
                if report.state is PrintState.CANCELLED
                else (lambda: self._services.note_report(entry.entry_id, report, session))
            ),
            on_error=lambda error: self.failed.emit(entry.visit_no, error),
        )

    # --- keeping ------------------------------------------------------------------------------------------

    def _on_found(self, entries: tuple[PrintEntry, ...]) -> None:
        for entry in entries:
            if entry.state is Making.HANDED and entry.entry_id not in self._under_way:
                self._follow(entry)
        self.queue_changed.emit(entries)
        self.look()

    def _follow(self, entry: PrintEntry) -> None:
        self._followed[entry.entry_id] = (entry, 0)
        self._timer.start()

    def _close(
        self, entry_id: str, step: Callable[[DeskSession], PrintEntry], *, unless: tuple[Making, ...] = ()
    ) -> None:
        """A step that ends a making. One in a printer's hands is taken back first, or it would come out
        afterwards; it stays open when it then stands as in `unless`."""
        session = self._session
        if session is None:
            return

        def go_on(after: PrintEntry) -> None:
            if after.state in unless:
                self._tell(after)
            else:
                self._keep(lambda: step(session))

        if (followed := self._followed.get(entry_id)) is not None:
            self._take_back(followed[0], session, go_on)
        else:
            self._keep(lambda: step(session))

    def _keep(self, step: Callable[[], PrintEntry]) -> None:
        self._runner.run(
            "store",
            step,
            owner=self.parent(),
            on_ok=self._tell,
            on_error=lambda error: self.failed.emit("", error),
        )

    def _tell(self, entry: PrintEntry) -> None:
        if entry.state is not Making.HANDED:
            self._followed.pop(entry.entry_id, None)
        elif entry.entry_id in self._followed:
            self._followed[entry.entry_id] = (entry, self._followed[entry.entry_id][1])
        if not self._followed:
            self._timer.stop()
        self.told.emit(entry)
        self.refresh()
