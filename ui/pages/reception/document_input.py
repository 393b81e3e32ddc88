"""Documents from the card reader and from pictures, each on its own lane, never waiting on Qt's thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.identity import IdDocument
from app.errors import CardMoved, FrameDamaged, NoCard, PictureUnreadable
from ui.pages.reception.services import ReceptionServices
from ui.tasks import Runner

WAIT_MS = 15_000
BEAT_MS = 300
LARGEST_PICTURE_BYTES = 64 * 1024 * 1024
_ASKED_AGAIN = (CardMoved, FrameDamaged, NoCard)


class CardWatch(QObject):
    """Asks the reader for a card, a short step at a time, until one comes or the time is up."""

    card_read = Signal(object)
    waiting = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: Runner, services: ReceptionServices, owner: QObject) -> None:
        super().__init__(owner)
        self._runner = runner
        self._services = services
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
        self._runner.run(
            "reader",
            self._services.poll_card,
            owner=self.parent(),
            on_ok=self._on_card,
            on_error=self._on_error,
        )

    def _on_card(self, document: IdDocument | None) -> None:
        if document is not None and self.active:
            self.stop()
            self.card_read.emit(document)

    def _on_error(self, error: BaseException) -> None:
        if not self.active:
            return
        self._last = error
        if not isinstance(error, _ASKED_AGAIN):
            self.stop()
            self.failed.emit(error)


class PictureInput(QObject):
    """Reads documents from pictures one after the other.

    A picture belongs to the form it was given for: when another one is on the desk by the time it
    has been read, it is `picture_late` and goes nowhere.
    """

    picture_read = Signal(object)
    picture_late = Signal()
    busy = Signal(bool)
    failed = Signal(object)

    def __init__(
        self, runner: Runner, services: ReceptionServices, form_id: Callable[[], str], owner: QObject
    ) -> None:
        super().__init__(owner)
        self._runner = runner
        self._services = services
        self._form_id = form_id
        self._open = 0

    def read_file(self, path: str) -> None:
        """Read a file; it is opened on the lane, a slow disk stops nothing."""
        self._run(lambda: self._services.read_picture(_bytes_of(path)))

    def read_bytes(self, data: bytes) -> None:
        """Read a picture that was pasted or dropped."""
        self._run(lambda: self._services.read_picture(data))

    def _run(self, read: Callable[[], IdDocument]) -> None:
        self._open += 1
        self.busy.emit(True)
        asked_for = self._form_id()
        self._runner.run(
            "camera",
            read,
            owner=self.parent(),
            on_ok=lambda document: self._on_read(asked_for, document),
            on_error=lambda error: self._on_error(asked_for, error),
        )

    def _on_read(self, asked_for: str, document: IdDocument) -> None:
        self._done()
        if asked_for == self._form_id():
            self.picture_read.emit(document)
        else:
            self.picture_late.emit()

    def _on_error(self, asked_for: str, error: BaseException) -> None:
        self._done()
        if asked_for == self._form_id():
            self.failed.emit(error)

    def _done(self) -> None:
        self._open -= 1
        self.busy.emit(self._open > 0)


def _bytes_of(path: str) -> bytes:
    try:
        if Path(path).stat().st_size > LARGEST_PICTURE_BYTES:
            raise PictureUnreadable
        return Path(path).read_bytes()
    except OSError as error:
        raise PictureUnreadable from error
