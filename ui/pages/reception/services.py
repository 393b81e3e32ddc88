"""What the reception page needs done for it: use cases and devices, handed in by the wiring."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Event
from typing import NoReturn

from app.domain.finding import Assessment, Finding
from app.domain.identity import IdDocument
from app.domain.office import Office
from app.domain.signature import Signature
from app.domain.visit import VisitDraft
from app.errors import NoCamera, NoScanner
from app.intake.claims import NO_CLAIMS, Claims, ClaimsWanted
from app.intake.compare import Comparison
from app.intake.documents import FittingPaper
from app.intake.results import DraftKept, QueueEntry, Registration, VisitSummary
from app.intake.session import DeskSession
from app.scanning.frame_watch import FrameWatch, Quad
from app.scanning.picture import Picture
from app.scanning.picture_view import ViewedPage, pages_to_view
from ui.print_services import PrintServices


def _no_camera() -> NoReturn:
    raise NoCamera("no address set")


def _no_scanner(_stop: Event) -> NoReturn:
    raise NoScanner("no device set")


def _no_frame(_picture: Picture, _corners: Quad) -> NoReturn:
    raise NoCamera("no address set")


def _no_codes(_data: bytes) -> tuple[str, ...]:
    return ()


def _no_codes_in(_picture: Picture) -> tuple[str, ...]:
    return ()


_RegisterClaimed = Callable[[VisitDraft, DeskSession, str, Signature | None, Claims], Registration]


def _no_claims_wanted(_draft: VisitDraft, _session: DeskSession) -> ClaimsWanted:
    return ClaimsWanted()


def _no_claims(_wanted: ClaimsWanted) -> Claims:
    return NO_CLAIMS


def _no_papers(_visit_no: str, _session: DeskSession) -> tuple[FittingPaper, ...]:
    return ()


def _not_set() -> bool:
    return False


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class ReceptionServices:
    """Blocking functions; the presenter calls each on the lane named here, never on Qt's thread.

    Attributes:
        assess … content_classes: lane `store`.
        compare: (draft, index of the matter, number of the known one, session).
        register: (draft, session, draft_id, signature); queues the receipt for printing and removes the
            kept draft in the same transaction.
        content_classes: (code, name) in table order.
        attached_picture: (visit number, attachment, session); the picture file as it was attached.
        pages_to_view: lane `camera`; such a file as pages for the screen.
        poll_card: lane `reader`; one bounded step, None = no card yet.
        close_reader: lane `reader`; gives the port back.
        read_picture: lane `camera`; raw bytes of a picture file.
        printing: lanes `store` and `print`; the queue of papers and the printers.
        fitting_papers: lane `store`; what a registered visit ends with besides its receipt.
        has_camera, has_scanner: whether one is set; answered at once, without asking the device.
        grab_frame: lane `preview`; the newest frame, None = no new one; opens the camera when needed.
        close_camera: lane `preview`; lets the camera go.
        make_watch: lane `preview`; what follows the frames, a new one each time the camera is opened.
        read_frame: lane `camera`; a frame and the corners seen in it, () = look for yourself.
        read_codes: lane `camera`; texts of the codes in a picture file.
        read_codes_in: lane `camera`; texts of the codes in a frame.
        scan_page: lane `scanner`; a page from the scanner as a picture file. It ends soon once the event
            is set.
        register_claimed: as `register`, with what the hub said of representatives.
        claims_wanted: lane `store`; what to ask of the hub before. ask_claims: lane `claims`, two seconds.
        elsewhere: lane `advice`; what other offices hold.
        now_s: a clock in seconds that does not go back, on Qt's thread.
    """

    assess: Callable[[VisitDraft, DeskSession], Assessment]
    compare: Callable[[VisitDraft, int, str, DeskSession], Comparison]
    register: Callable[[VisitDraft, DeskSession, str, Signature | None], Registration]
    keep_draft: Callable[[str, dict[str, object], DeskSession], DraftKept]
    kept_drafts: Callable[[DeskSession], tuple[DraftKept, ...]]
    discard_draft: Callable[[str, DeskSession], None]
    day_visits: Callable[[date, DeskSession], tuple[QueueEntry, ...]]
    visit_summary: Callable[[str, DeskSession], VisitSummary]
    attached_picture: Callable[[str, str, DeskSession], bytes]
    read_office: Callable[[DeskSession], Office]
    content_classes: Callable[[DeskSession], Sequence[tuple[str, str]]]
    poll_card: Callable[[], IdDocument | None]
    close_reader: Callable[[], None]
    read_picture: Callable[[bytes], IdDocument]
    printing: PrintServices
    register_claimed: _RegisterClaimed | None = None
    claims_wanted: Callable[[VisitDraft, DeskSession], ClaimsWanted] = _no_claims_wanted
    ask_claims: Callable[[ClaimsWanted], Claims] = _no_claims
    elsewhere: Callable[[VisitDraft, DeskSession], tuple[Finding, ...]] | None = None
    pages_to_view: Callable[[bytes], tuple[ViewedPage, ...]] = pages_to_view
    fitting_papers: Callable[[str, DeskSession], tuple[FittingPaper, ...]] = _no_papers
    has_camera: Callable[[], bool] = _not_set
    has_scanner: Callable[[], bool] = _not_set
    grab_frame: Callable[[], Picture | None] = _no_camera
    close_camera: Callable[[], None] = _nothing
    make_watch: Callable[[], FrameWatch] = FrameWatch
    read_frame: Callable[[Picture, Quad], IdDocument] = _no_frame
    read_codes: Callable[[bytes], tuple[str, ...]] = _no_codes
    read_codes_in: Callable[[Picture], tuple[str, ...]] = _no_codes_in
    scan_page: Callable[[Event], bytes] = _no_scanner
    now_s: Callable[[], float] = time.monotonic
