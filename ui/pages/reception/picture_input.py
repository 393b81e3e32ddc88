"""Documents from pictures of every origin, read one after the other on the `camera` lane."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal

from app.domain.identity import DocType, IdDocument
from app.errors import PictureUnreadable
from app.scanning.frame_watch import Quad
from app.scanning.picture import Picture
from app.scanning.picture_file import picture_bytes
from ui.pages.reception.services import ReceptionServices
from ui.tasks import Runner

_JPEG_QUALITY = 88
_LEAST_TO_COUNT = 2


@dataclass(frozen=True)
class PictureRead:
    """What one picture gave.

    Attributes:
        codes: texts of codes, looked for only when no document was found.
        picture: the picture file itself, only when it was asked to be kept for the visitor.
        from_camera: a frame; else a file, the clipboard or the scanner.
        still: the frame, where it was read because something lay still in it and not at a person's wish.
        name, place: of the file and which it was of several given at once; 0 = it came alone.
    """

    document: IdDocument
    codes: tuple[str, ...] = ()
    picture: bytes = b""
    from_camera: bool = False
    still: Picture | None = field(default=None, repr=False)
    name: str = ""
    place: int = 0


class PictureInput(QObject):
    """Reads documents from pictures in the order given.

    A picture belongs to the form it was given for: when another one is on the desk by the time it
    has been read, it is `picture_late` and goes nowhere. `progress` carries which of how many is
    read now, (0, 0) when all are done; `failed` carries the error, the file's name and its place,
    0 when it is not one of several; `finished` how many there were, after the last of them. A bad
    picture never stops the ones behind it. While a page is scanned, other pictures are read.
    """

    picture_read = Signal(object)
    picture_late = Signal()
    progress = Signal(int, int)
    failed = Signal(object, str, int)
    finished = Signal(int)

    def __init__(
        self,
        runner: Runner,
        services: ReceptionServices,
        form_id: Callable[[], str],
        keep: Callable[[], bool],
        owner: QObject,
    ) -> None:
        """Args beyond those shared by the page: `keep`, whether the visitor wants pictures attached."""
        super().__init__(owner)
        self._runner = runner
        self._services = services
        self._form_id = form_id
        self._keep = keep
        self._waiting: list[Future[PictureRead]] = []
        self._scan: Event | None = None
        self._round = 0
        self._done = 0
        self._total = 0

    @property
    def busy(self) -> bool:
        """Whether a picture is being read or waits."""
        return self._done < self._total

    def read_files(self, paths: list[str]) -> None:
        """Read files; each is opened on the lane, a slow disk stops nothing."""
        several = len(paths) >= _LEAST_TO_COUNT
        before = self._total
        self._total += len(paths)
        for number, path in enumerate(paths, before + 1):
            place = number if several else 0
            self._run(lambda path=path: picture_bytes(path), Path(path).name, place)

    def read_bytes(self, data: bytes) -> None:
        """Read a picture that was pasted or dropped."""
        self._total += 1
        self._run(lambda: data)

    @property
    def scanning(self) -> bool:
        """Whether a page is being scanned."""
        return self._scan is not None

    def scan(self) -> None:
        """Scan a page and read it; one at a time, a second wish is not heard."""
        if self.scanning:
            return
        stop = self._scan = Event()
        asked_for, now = self._form_id(), self._round
        self._runner.run(
            "scanner",
            lambda: self._services.scan_page(stop),
            owner=self.parent(),
            on_ok=lambda data: self._on_scanned(now, asked_for, data),
            on_error=lambda error: self._on_not_scanned(now, asked_for, error),
        )

    def read_frame(self, frame: Picture, corners: Quad, *, asked: bool) -> None:
        """Read a frame of the camera.

        Args:
            corners: of the document seen in it; () = none is.
            asked: a person wishes it; else it is read because something lies still.
        """
        services, keep = self._services, self._keep()

        def read() -> PictureRead:
            document = services.read_frame(frame, corners)
            if document.doc_type is DocType.NONE:
                codes = services.read_codes_in(frame)
                return PictureRead(document, codes, from_camera=True, still=None if asked else frame)
            picture = _jpeg_of(frame) if keep else b""
            return PictureRead(document, picture=picture, from_camera=True)

        self._total += 1
        self._submit(read, "", 0)

    def stop(self) -> None:
        """Drop what waits and end a scan; what is being read goes nowhere."""
        if self._scan is not None:
            self._scan.set()
            self._scan = None
        for future in self._waiting:
            future.cancel()
        self._waiting = []
        self._round += 1
        self._done = self._total = 0
        self.progress.emit(0, 0)

    def _on_scanned(self, asked_at: int, asked_for: str, data: bytes) -> None:
        if asked_at != self._round:
            return
        self._scan = None
        if asked_for == self._form_id():
            self.read_bytes(data)
        else:
            self.picture_late.emit()

    def _on_not_scanned(self, asked_at: int, asked_for: str, error: BaseException) -> None:
        if asked_at != self._round:
            return
        self._scan = None
        if asked_for == self._form_id():
            self.failed.emit(error, "", 0)

    def _run(self, load: Callable[[], bytes], name: str = "", place: int = 0) -> None:
        services, keep = self._services, self._keep()

        def read() -> PictureRead:
            data = load()
            document = services.read_picture(data)
            codes = services.read_codes(data) if document.doc_type is DocType.NONE else ()
            kept = data if keep and document.doc_type is not DocType.NONE else b""
            return PictureRead(document, codes, kept, name=name, place=place)

        self._submit(read, name, place)

    def _submit(self, read: Callable[[], PictureRead], name: str, place: int) -> None:
        asked_for, now = self._form_id(), self._round
        self.progress.emit(self._done + 1, self._total)
        future = self._runner.run(
            "camera",
            read,
            owner=self.parent(),
            on_ok=lambda found: self._on_read(now, asked_for, found),
            on_error=lambda error: self._on_error(now, asked_for, error, name, place),
        )
        self._waiting.append(future)
        self._let_go()

    def _let_go(self) -> None:
        """A future that is done holds the document, its strips and the picture."""
        self._waiting = [future for future in self._waiting if not future.done()]

    def _on_read(self, asked_at: int, asked_for: str, found: PictureRead) -> None:
        if asked_at != self._round:
            return
        of = self._next()
        if asked_for == self._form_id():
            self.picture_read.emit(found)
        else:
            self.picture_late.emit()
        if of:
            self.finished.emit(of)

    def _on_error(self, asked_at: int, asked_for: str, error: BaseException, name: str, place: int) -> None:
        if asked_at != self._round:
            return
        of = self._next()
        if asked_for == self._form_id():
            self.failed.emit(error, name, place)
        if of:
            self.finished.emit(of)

    def _next(self) -> int:
        """Count one as done and forget it; how many there were when it was the last, else 0."""
        self._let_go()
        self._done += 1
        if self._done < self._total:
            self.progress.emit(self._done + 1, self._total)
            return 0
        of, self._done, self._total = self._total, 0, 0
        self.progress.emit(0, 0)
        return of


def _jpeg_of(frame: Picture) -> bytes:
    import cv2

    good, data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not good:
        raise PictureUnreadable("frame")
    return bytes(data.tobytes())
