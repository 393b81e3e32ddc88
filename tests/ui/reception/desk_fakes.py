"""A desk with everything behind it faked: what was asked of the store and the devices is recorded."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from threading import Event
from types import SimpleNamespace
from typing import Any

import numpy as np

from app.domain.finding import Assessment
from app.domain.identity import DocType, IdDocument, IdFields
from app.domain.matter import Level
from app.domain.office import Office, OfficeKind, StaffMember, StaffRole
from app.domain.print_entry import PrintWish
from app.domain.signature import Signature
from app.domain.visit import VisitDraft
from app.errors import NotFound, ScanFailed
from app.intake.compare import Comparison
from app.intake.documents import FittingPaper
from app.intake.print_queue import Prepared
from app.intake.results import (
    DraftKept,
    QueueEntry,
    RegisteredMatter,
    Registration,
    VisitSummary,
)
from app.printing.jobs import PrintJob, PrintOrder, PrintReport, PrintState
from app.rulepacks import load_rulepack
from app.scanning.frame_watch import FrameWatch, Quad, Sight, SightState
from app.scanning.picture import Picture
from tests.fakes.print_queue import FakeQueue
from ui.pages.reception import ReceptionServices
from ui.print_services import PrintServices

LOCAL = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, 2, 43, 8, tzinfo=UTC)
OFFICE = Office(
    code="110199001",
    name="雾泽县人民来访接待中心",
    short="雾接",
    kind=OfficeKind.XINFANG,
    level=Level.COUNTY,
    division_code="110199",
)
CLASSES = [("0201", "征地补偿"), ("0203", "违法占地"), ("0401", "拖欠工资"), ("0110", "宅基地管理")]


class FixedClock:
    def now_utc(self) -> datetime:
        return NOW

    def now_local(self) -> datetime:
        return NOW.astimezone(LOCAL)

    def today(self) -> date:
        return self.now_local().date()


def session(window: int = 2) -> Any:
    user = StaffMember("s1", "林知夏", StaffRole.RECEPTIONIST)
    return SimpleNamespace(user=user, clock=FixedClock(), window=window, rules=load_rulepack())


def card(name: str, number: str, address: str = "云岭省雾泽县柏溪镇上坞村七组19号") -> IdDocument:
    fields = IdFields(
        name=name, sex="male", ethnicity="汉", birth_date="1990-03-07", number=number, address=address
    )
    return IdDocument(DocType.PRC_ID_FRONT, fields, source="chip")


def picture(name: str, number: str, *warnings: str) -> IdDocument:
    return replace(card(name, number), source="ocr", warnings=warnings)


FRAME: Picture = np.full((90, 160, 3), 96, np.uint8)
CORNERS: Quad = ((40.0, 20.0), (120.0, 20.0), (120.0, 70.0), (40.0, 70.0))


def sight(state: SightState, documents: int = 1) -> Sight:
    corners = () if state is SightState.EMPTY else CORNERS
    return Sight(state, corners, 0.9, documents if corners else 0, (corners,) * documents if corners else ())


class PlayedWatch(FrameWatch):
    """Sees what is next in the list, the last for ever; counts how often it was asked to look again."""

    def __init__(self, sights: list[Sight]) -> None:
        self._sights = sights
        self.agains = 0
        self.dismissed: list[Picture] = []

    def look(self, frame: Picture, at_s: float) -> Sight:
        return self._sights.pop(0) if len(self._sights) > 1 else self._sights[0]

    def again(self) -> None:
        self.agains += 1

    def dismiss(self, frame: Picture) -> None:
        self.dismissed.append(frame)


@dataclass
class Backstage:
    """Records what is asked; the answers can be replaced before the page asks."""

    assessment: Assessment | Callable[[VisitDraft], Assessment] = field(
        default_factory=lambda: Assessment((), (), ())
    )
    assessed: list[VisitDraft] = field(default_factory=list)
    registered: list[tuple[VisitDraft, str]] = field(default_factory=list)
    drafts: dict[str, DraftKept] = field(default_factory=dict)
    visits: list[QueueEntry] = field(default_factory=list)
    summaries: dict[str, VisitSummary] = field(default_factory=dict)
    issued: list[str] = field(default_factory=list)
    printed: list[tuple[bytes, str]] = field(default_factory=list)
    polled: int = 0
    closed: int = 0
    cards: list[IdDocument | Exception | None] = field(default_factory=list)
    picture_answer: IdDocument | Exception | None = None
    register_error: Exception | None = None
    keep_error: Exception | None = None
    print_error: Exception | None = None
    reports: list[PrintState] = field(default_factory=lambda: [PrintState.PRINTED])
    looks: int = 0
    findings_at_registration: tuple[Any, ...] = ()
    calls: list[str] = field(default_factory=list)
    camera: bool = False
    scanner: bool = False
    camera_error: Exception | None = None
    camera_closed: int = 0
    grabbed: int = 0
    sights: list[Sight] = field(default_factory=lambda: [sight(SightState.EMPTY)])
    watches: list[PlayedWatch] = field(default_factory=list)
    pictures: list[IdDocument | Exception] = field(default_factory=list)
    read_from: list[Quad] = field(default_factory=list)
    codes: tuple[str, ...] = ()
    at_s: float = 0.0
    ticks_s: float = 1.0
    attached: dict[str, bytes] = field(default_factory=dict)
    looked_at: list[tuple[str, str]] = field(default_factory=list)
    comparison: Comparison | Exception | None = None
    queue: FakeQueue = field(default_factory=FakeQueue)
    signatures: list[Signature | None] = field(default_factory=list)
    compared: list[tuple[VisitDraft, int, str]] = field(default_factory=list)
    papers: tuple[FittingPaper, ...] = ()

    def services(self) -> ReceptionServices:
        return ReceptionServices(
            assess=self._assess,
            compare=self._compare,
            register=self._register,
            keep_draft=self._keep,
            kept_drafts=lambda _: tuple(self.drafts.values()),
            discard_draft=lambda draft_id, _: void(self.drafts.pop(draft_id, None)),
            day_visits=lambda _day, _session: tuple(self.visits),
            visit_summary=self._summary,
            attached_picture=self._attached,
            read_office=lambda _: OFFICE,
            content_classes=lambda _: CLASSES,
            poll_card=self._poll,
            close_reader=self._close,
            read_picture=self._picture,
            fitting_papers=lambda _visit_no, _session: self.papers,
            printing=self.printing(),
            has_camera=lambda: self.camera,
            has_scanner=lambda: self.scanner,
            grab_frame=self._grab,
            close_camera=self._close_camera,
            make_watch=self._watch,
            read_frame=self._frame,
            read_codes=lambda _: self.codes,
            read_codes_in=lambda _: self.codes,
            scan_page=self._scan,
            now_s=self._now_s,
        )

    def _now_s(self) -> float:
        """A clock that goes on by a step whenever it is looked at."""
        self.at_s += self.ticks_s
        return self.at_s

    def _assess(self, draft: VisitDraft, _session: Any) -> Assessment:
        self.assessed.append(draft)
        return self.assessment(draft) if callable(self.assessment) else self.assessment

    def _compare(self, draft: VisitDraft, matter: int, number: str, _session: Any) -> Comparison:
        self.compared.append((draft, matter, number))
        if self.comparison is None:
            raise NotFound(number)
        if isinstance(self.comparison, Exception):
            raise self.comparison
        return self.comparison

    def _register(
        self, draft: VisitDraft, _session: Any, draft_id: str, signature: Signature | None
    ) -> Registration:
        self.calls.append("register")
        if self.register_error is not None:
            raise self.register_error
        self.registered.append((draft, draft_id))
        self.signatures.append(signature)
        self.drafts.pop(draft_id, None)
        number = f"110199001-20261123-00{len(self.registered)}"
        self.visits.append(
            QueueEntry(number, len(self.registered), draft.people[0].name, "初访 · 已登记", 2, NOW, False)
        )
        matters = tuple(
            RegisteredMatter(f"{number}-{i + 1}", "QC", "TRANSFER") for i in range(len(draft.matters))
        )
        entry = self.queue.queue(number, PrintWish())
        return Registration(number, NOW, matters, self.findings_at_registration, entry.entry_id)

    def printing(self) -> PrintServices:
        """The queue, and a printer that says what `reports` and `print_error` tell it to."""
        return replace(
            self.queue.services(),
            prepare=self._prepare,
            begin=self._begin,
            send=self._send,
            look=self._look,
        )

    def _prepare(self, entry_id: str, session: Any) -> Prepared:
        self.calls.append("issue")
        prepared = self.queue.prepare(entry_id, session)
        self.issued.append(prepared.entry.visit_no)
        return prepared

    def _begin(self, order: PrintOrder) -> PrintJob:
        if self.print_error is not None:
            self.calls.append("print")
            raise self.print_error
        return PrintJob("desk", len(self.printed) + 1, order.title)

    def _send(self, job: PrintJob, pdf: bytes) -> None:
        self.calls.append("print")
        self.printed.append((pdf, job.title))

    def _keep(self, draft_id: str, form: dict[str, object], _session: Any) -> DraftKept:
        if self.keep_error is not None:
            raise self.keep_error
        kept = DraftKept(draft_id, NOW, 2, form)
        self.drafts[draft_id] = kept
        return kept

    def _summary(self, visit_no: str, _session: Any) -> VisitSummary:
        if visit_no not in self.summaries:
            raise NotFound(visit_no)
        return self.summaries[visit_no]

    def _attached(self, visit_no: str, attachment_id: str, _session: Any) -> bytes:
        self.looked_at.append((visit_no, attachment_id))
        return self.attached[attachment_id]

    def _poll(self) -> IdDocument | None:
        self.polled += 1
        found = self.cards.pop(0) if self.cards else None
        if isinstance(found, Exception):
            raise found
        return found

    def _close(self) -> None:
        self.closed += 1

    def _grab(self) -> Picture | None:
        self.grabbed += 1
        if self.camera_error is not None:
            raise self.camera_error
        return FRAME

    def _close_camera(self) -> None:
        self.camera_closed += 1

    def _watch(self) -> PlayedWatch:
        self.watches.append(PlayedWatch(self.sights))
        return self.watches[-1]

    def _frame(self, _frame: Picture, corners: Quad) -> IdDocument:
        self.read_from.append(corners)
        return self._picture(b"")

    def _picture(self, _data: bytes) -> IdDocument:
        if self.pictures:
            found = self.pictures.pop(0)
            if isinstance(found, Exception):
                raise found
            return found
        if isinstance(self.picture_answer, Exception):
            raise self.picture_answer
        assert self.picture_answer is not None
        return self.picture_answer

    def _scan(self, stop: Event) -> bytes:
        if stop.is_set():
            self.calls.append("scan stopped")
            raise ScanFailed("stopped")
        return b"page"

    def _look(self, _job: PrintJob) -> PrintReport:
        self.looks += 1
        state = self.reports.pop(0) if len(self.reports) > 1 else self.reports[0]
        return PrintReport(state)


def void(_value: object) -> None:
    return None
