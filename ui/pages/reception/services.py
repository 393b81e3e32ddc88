"""What the reception page needs done for it: use cases and devices, handed in by the wiring."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.finding import Assessment
from app.domain.identity import IdDocument
from app.domain.office import Office
from app.domain.visit import VisitDraft
from app.intake.results import DraftKept, Paper, QueueEntry, Registration, VisitSummary
from app.intake.session import DeskSession
from app.printing.jobs import PrintJob, PrintReport


@dataclass(frozen=True)
class ReceptionServices:
    """Blocking functions; the presenter calls each on the lane named here, never on Qt's thread.

    Attributes:
        assess … content_classes: lane `store`.
        register: (draft, session, draft_id); removes the kept draft in the same transaction.
        content_classes: (code, name) in table order.
        poll_card: lane `reader`; one bounded step, None = no card yet.
        close_reader: lane `reader`; gives the port back.
        read_picture: lane `camera`; raw bytes of a picture file.
        print_paper: lane `print`; (pdf, title) to the chosen printer.
        look_at_job: lane `print`.
    """

    assess: Callable[[VisitDraft, DeskSession], Assessment]
    register: Callable[[VisitDraft, DeskSession, str], Registration]
    issue_receipt: Callable[[str, DeskSession], Paper]
    keep_draft: Callable[[str, dict[str, object], DeskSession], DraftKept]
    kept_drafts: Callable[[DeskSession], tuple[DraftKept, ...]]
    discard_draft: Callable[[str, DeskSession], None]
    day_visits: Callable[[date, DeskSession], tuple[QueueEntry, ...]]
    visit_summary: Callable[[str, DeskSession], VisitSummary]
    read_office: Callable[[DeskSession], Office]
    content_classes: Callable[[DeskSession], Sequence[tuple[str, str]]]
    poll_card: Callable[[], IdDocument | None]
    close_reader: Callable[[], None]
    read_picture: Callable[[bytes], IdDocument]
    print_paper: Callable[[bytes, str], PrintJob]
    look_at_job: Callable[[PrintJob], PrintReport]
