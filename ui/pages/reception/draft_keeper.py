"""Keeps the form in the store a moment after every change, so that a crash loses no word."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.intake.results import DraftKept
from app.intake.session import DeskSession
from ui.pages.reception.form import VisitForm
from ui.tasks import Runner

PAUSE_MS = 1000


class DraftKeeper(QObject):
    """Saves at most once a second while somebody types, not only when they stop."""

    kept = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        runner: Runner,
        keep: Callable[[str, dict[str, object], DeskSession], DraftKept],
        form: Callable[[], VisitForm],
        owner: QObject,
    ) -> None:
        super().__init__(owner)
        self._runner = runner
        self._keep = keep
        self._form = form
        self._session: DeskSession | None = None
        self._dirty = False
        self._held = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.keep_now)

    def begin(self, session: DeskSession) -> None:
        """Work for this sitting."""
        self._session = session

    def touch(self) -> None:
        """The form changed."""
        self._dirty = True
        if not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Keep nothing more of this form: it is registered or thrown away."""
        self._timer.stop()
        self._dirty = False

    def hold(self, held: bool) -> None:
        """While the form is being registered nothing is kept: it would come back as unfinished."""
        self._held = held

    def keep_now(self) -> None:
        """Save at once what is not saved yet; an empty form is not kept."""
        self._timer.stop()
        form = self._form()
        if not self._dirty or self._held or self._session is None or form.is_empty:
            return
        self._dirty = False
        session, draft_id, data = self._session, form.draft_id, form.to_json()
        self._runner.run(
            "store",
            lambda: self._keep(draft_id, data, session),
            owner=self.parent(),
            on_ok=self.kept.emit,
            on_error=self._on_error,
        )

    def _on_error(self, error: BaseException) -> None:
        self._dirty = True
        self._timer.start(10 * PAUSE_MS)
        self._timer.setInterval(PAUSE_MS)
        self.failed.emit(error)
