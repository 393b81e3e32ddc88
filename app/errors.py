"""One class per thing that can go wrong outside the program and that a person can act on.

A rule that says no is a result, never an error. `str(error)` may name technical detail but never
a visitor's name, number or address: it can reach a log. The Chinese sentence a person reads is
made in `ui/text.py` from the class and its attributes.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any


class StationError(Exception):
    """Base of every expected failure; nothing was changed when it is raised."""


class BadInput(StationError):
    """What was handed in cannot be understood.

    Attributes:
        problems: one finished Chinese sentence per problem; they may quote field names, and
            never carry more of a value than is needed to find it.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{len(problems)} problem(s) in the input")
        self.problems = problems


class NotFound(StationError):
    """No such visit, matter, document or staff member."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class NotAllowed(StationError):
    """The signed-in person's role does not permit this (domain reference, section 9)."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


class NoDisplay(StationError):
    """There is no screen to open a window on; every other form of the command works."""


# --- store -------------------------------------------------------------------------------------


class WrongPassword(StationError):
    """Unknown user or wrong password; which of the two is not told."""


class StoreMissing(StationError):
    """There is no store in this folder."""


class StoreExists(StationError):
    """A store is already in this folder; it is never overwritten."""


class StoreBusy(StationError):
    """Another program holds this store for writing."""


class StillRenewing(StationError):
    """After an upgrade the store's lists are made anew; what was asked for is not reached yet.

    Attributes:
        left: about how many registrations wait.
    """

    def __init__(self, left: int) -> None:
        super().__init__(str(left))
        self.left = left


class StoreUnwritable(StationError):
    """The folder cannot be made or written to: no right, read-only, or not a folder."""


class StoreDamaged(StationError):
    """The database file cannot be read with its key."""


class StoreNewer(StationError):
    """The store was written by a newer version of the program."""


class DiskFull(StationError):
    """The disk under the store is full; nothing was saved."""


class DiskFailed(StationError):
    """The disk under the store reports an input/output error."""


# --- identity documents --------------------------------------------------------------------------


class PictureFault(Enum):
    """Why a picture cannot be read, as far as a person does something different about it."""

    NOT_A_PICTURE = "not_a_picture"
    EMPTY = "empty"
    DAMAGED = "damaged"
    CUT_OFF = "cut_off"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    TOO_SLOW = "too_slow"
    HEIC = "heic"
    OTHER_PICTURE = "other_picture"
    OFFICE_FILE = "office_file"
    VIDEO = "video"
    PDF_LOCKED = "pdf_locked"
    PDF_EMPTY = "pdf_empty"
    PDF_DAMAGED = "pdf_damaged"
    MISSING = "missing"
    FOLDER = "folder"
    NO_RIGHT = "no_right"
    LOOP = "loop"
    DEVICE = "device"
    CHANGED = "changed"
    UNOPENED = "unopened"


class PictureUnreadable(StationError):
    """A file or a page that gives no picture.

    Attributes:
        fault: why.
    """

    def __init__(self, detail: str = "", fault: PictureFault = PictureFault.DAMAGED) -> None:
        super().__init__(detail)
        self.fault = fault


class ReaderTrouble(StationError):
    """Base of what keeps a chip from being read.

    Attributes:
        sw: SW3 of the reader's last refusal, which tells the cause more closely; 0 if it gave none.
    """

    def __init__(self, detail: str = "", *, sw: int = 0) -> None:
        super().__init__(detail)
        self.sw = sw


class NoReader(ReaderTrouble):
    """No card reader answers at the port."""


class NoReaderPermission(NoReader):
    """The port is there, but this user may not open it."""


class ReaderSilent(NoReader):
    """The port is open, but nothing on it answers like a reader."""


class ReaderBusy(ReaderTrouble):
    """The port is held by another program."""


class NoCard(ReaderTrouble):
    """No card was laid on the reader before the time-out."""


class CardMoved(ReaderTrouble):
    """The card was lifted before it was read."""


class ReaderNotAuthorised(ReaderTrouble):
    """The reader's security module refuses to work (SW3 66, 60, 31, 32)."""


class FrameDamaged(ReaderTrouble):
    """Answers kept arriving damaged until the time-out."""


# --- document camera and flatbed scanner ---------------------------------------------------------


class NoCamera(StationError):
    """No camera, file, folder or stream at the address."""


class CameraBusy(StationError):
    """Another program uses the camera."""


class CameraForbidden(StationError):
    """The operating system, or the camera itself, does not let this user open it."""


class CameraLost(StationError):
    """The camera sends nothing any more: unplugged, switched off, or the line is cut.

    Its source goes on trying; frames come again when the camera is back.
    """


class NoScanner(StationError):
    """No flatbed scanner at the address, or none is attached."""


class ScannerMissingProgram(StationError):
    """The program that drives scanners is not installed on this computer."""


class ScannerBusy(StationError):
    """Another program uses the scanner."""


class ScanFailed(StationError):
    """The scanner did not deliver a page: cover open, paper jammed, time-out."""


# --- papers --------------------------------------------------------------------------------------


class NoPrinter(StationError):
    """No print service, or no such printer."""


class PrintFailed(StationError):
    """The print service refused the job."""


class PdfNotWritten(PrintFailed):
    """A PDF could not be written into its folder: full, or no right.

    Attributes:
        full: whether the disk is full.
    """

    def __init__(self, detail: str, *, full: bool = False) -> None:
        super().__init__(detail)
        self.full = full


class WrongPaper(PrintFailed):
    """The printer cannot take the paper size asked for.

    Attributes:
        size: the size asked for, as in `app.printing.jobs.SIZES`.
        takes: sizes of ours that it can take.
    """

    def __init__(self, size: str, takes: frozenset[str]) -> None:
        super().__init__(f"no {size}")
        self.size = size
        self.takes = takes


class PrinterNeedsHand(PrintFailed):
    """The device says before printing that it cannot: nothing was sent.

    Attributes:
        state: the word of `app.printing.jobs.PrintState`: out_of_paper, cover_open, jammed, offline.
    """

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class FileInUse(StationError):
    """Another program holds the file that was to be replaced, a spreadsheet that shows it perhaps."""


class FileNotWritten(StationError):
    """A file could not be written: no such folder, no right, or no room.

    Attributes:
        full: there was no room.
    """

    def __init__(self, detail: str, *, full: bool = False) -> None:
        super().__init__(detail)
        self.full = full


class ExportCancelled(StationError):
    """A person stopped the writing of a file; nothing of it is left."""


class TooManyRows(StationError):
    """More rows than a sheet holds.

    Attributes:
        rows: there are; `most`: a sheet holds.
    """

    def __init__(self, rows: int, most: int) -> None:
        super().__init__(f"{rows} > {most}")
        self.rows = rows
        self.most = most


class UnsupportedGlyph(StationError):
    """Characters that no bundled font can show; told before printing.

    Attributes:
        characters: the characters, each once, in order of appearance.
    """

    def __init__(self, characters: str) -> None:
        super().__init__(f"{len(characters)} character(s) without glyph")
        self.characters = characters


class SigningKeyOutOfTime(StationError):
    """The office's certificate has ended, or has not begun: nothing was signed, nothing handed out.

    Attributes:
        ended: it has ended; otherwise it has not begun.
        day: on which it ended or begins.
    """

    def __init__(self, day: date, *, ended: bool = True) -> None:
        super().__init__(f"{'ended' if ended else 'begins'} {day}")
        self.day = day
        self.ended = ended


class FactsMissing(StationError):
    """A paper must cite facts that nobody has stated yet; nothing was made.

    Attributes:
        questions: `app.domain.paper_facts.FactQuestion`s, in the order to ask them.
    """

    def __init__(self, questions: Sequence[Any]) -> None:
        super().__init__(f"{len(questions)} fact(s) missing")
        self.questions = tuple(questions)


class SignatureMissing(StationError):
    """A refusal has all it needs but the signature of who may sign refusals; nothing was made.

    Attributes:
        paper: name of the paper in Chinese.
    """

    def __init__(self, paper: str) -> None:
        super().__init__("a refusal is not signed")
        self.paper = paper


class ReceiptAltered(StationError):
    """The code of a receipt does not belong to the document it names: it was changed or made up.

    Attributes:
        number: the visit it names.
    """

    def __init__(self, number: str) -> None:
        super().__init__(f"receipt of {number} is not genuine")
        self.number = number


class ReceiptUnreadable(StationError):
    """A receipt code that is cut off, of a later form, or a number whose check character is wrong."""


class ReceiptUnknown(StationError):
    """A receipt or number of ours in form, of which this store holds nothing.

    Attributes:
        number: the visit or registration number.
    """

    def __init__(self, number: str) -> None:
        super().__init__(f"nothing registered under {number}")
        self.number = number


# --- the hub upstream ------------------------------------------------------------------------------


class NotEnrolled(StationError):
    """This store is bound to no hub."""


class HubAway(StationError):
    """The hub cannot be reached, or what answers is not the hub; everything stays in the outbox."""


class HubBusy(StationError):
    """The hub asks to come back later (429, 503).

    Attributes:
        retry_after_s: when, as the hub said.
    """

    def __init__(self, retry_after_s: float = 30.0) -> None:
        super().__init__("busy")
        self.retry_after_s = retry_after_s


class HubFailed(StationError):
    """The hub answered 5xx to this request; the push may hold something it chokes on."""


class HubRefused(StationError):
    """The hub understood and said no.

    Attributes:
        status: HTTP status; word: the problem's word; detail: the hub's Chinese sentence.
        hub_time: its clock.
    """

    def __init__(
        self, status: int = 0, word: str = "", detail: str = "", hub_time: datetime | None = None
    ) -> None:
        super().__init__(f"{status} {word}")
        self.status = status
        self.word = word
        self.detail = detail
        self.hub_time = hub_time
