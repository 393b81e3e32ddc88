"""Documents from the card reader on its own lane, never waiting on Qt's thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.identity import IdDocument
from app.errors import CardMoved, FrameDamaged, NoCard
from ui.pages.reception.services import ReceptionServices
from ui.tasks import Runner

WAIT_MS = 15_000
BEAT_MS = 300
_ASKED_AGAIN = (CardMoved, FrameDamaged, NoCard)


class CardWatch(QObject):
    """Asks the reader for a card, a short step at a time, until one comes or the time is up.

    A card belongs to the form it was asked for: `card_late` tells of one that came when it was no
    longer awaited, or when another form was on the desk; it goes nowhere.
    """

    card_read = Signal(object)
    card_late = Signal()
    waiting = Signal(object)
    failed = Signal(object)

    def __init__(
        self, runner: Runner, services: ReceptionServices, form_id: Callable[[], str], owner: QObject
    ) -> None:
        super().__init__(owner)
        self._runner = runner
        self._services = services
        self._form_id = form_id
        self._got = False
        self._left_ms = 0
        self._last: BaseException | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.beat)

    @property
    def active(self) -> bool:
        """Whether a card is awaited."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begin to wait."""
        self._left_ms = WAIT_MS
        self._last = None
        self._got = False
        self._timer.start()
        self.waiting.emit(WAIT_MS // 1000)
        self._poll()

    def stop(self) -> None:
        """Wait no longer and give the port back."""
        if not self.active:
            return
        self._timer.stop()
        self.waiting.emit(None)
        self._runner.run(
            "reader",
            self._services.close_reader,
            owner=self.parent(),
            on_ok=lambda _: None,
            on_error=lambda _: None,
        )

    def beat(self) -> None:
        """One tick of the clock: count down, and ask again unless a question is under way."""
        self._left_ms -= BEAT_MS
        if self._left_ms <= 0:
            self.stop()
            self.failed.emit(self._last or NoCard())
            return
        self.waiting.emit(-(-self._left_ms // 1000))
        if not self._runner.busy("reader"):
            self._poll()

    def _poll(self) -> None:
        asked_for = self._form_id()
        self._runner.run(
            "reader",
            self._services.poll_card,
            owner=self.parent(),
            on_ok=lambda document: self._on_card(asked_for, document),
            on_error=self._on_error,
        )

    def _on_card(self, asked_for: str, document: IdDocument | None) -> None:
        if document is None or self._got:
            return
        if not self.active or asked_for != self._form_id():
            self.card_late.emit()
            return
        self._got = True
        self.stop()
        self.card_read.emit(document)

    def _on_error(self, error: BaseException) -> None:
        if not self.active:
            return
        self._last = error
        if not isinstance(error, _ASKED_AGAIN):
            self.stop()
            self.failed.emit(error)
