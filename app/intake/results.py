"""What use cases answer: frozen shapes for screens and commands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.elsewhere import LimitElsewhere
from app.domain.finding import Finding
from app.domain.jurisdiction import Step
from app.domain.log_filter import ReviewState
from app.domain.matter_terms import RunningTerm


@dataclass(frozen=True)
class RegisteredMatter:
    """One matter of a registered visit."""

    reg_no: str
    query_code: str
    outcome: str
    sealed: bool = False


@dataclass(frozen=True)
class Registration:
    """A visit that is durably in the store; only now may paper be made.

    `print_id` is the entry of its receipt in the queue of papers to be printed; empty = none was asked for.
    """

    visit_no: str
    registered_at: datetime
    matters: tuple[RegisteredMatter, ...]
    findings: tuple[Finding, ...]
    print_id: str = ""


@dataclass(frozen=True)
class Paper:
    """A document as issued: numbered, logged, reproducible.

    Attributes:
        id: document id of domain 8, for example `visit_receipt`.
        number: short〔year〕window-serial.
        reprint: carries 补打.
        not_shown: characters that stand on it as their codes, as no font has them.
    """

    id: str
    number: str
    pdf: bytes
    pages: int
    sha256: str
    reprint: bool
    not_shown: str = ""


@dataclass(frozen=True)
class QueueEntry:
    """One line of 今日来访. `title` is already masked for sealed visits.

    `head_count` is what the visit adds to 人次: companions are not counted (domain 10.2).
    """

    visit_no: str
    serial: int
    title: str
    detail: str
    window: int
    at: datetime
    sealed: bool
    head_count: int = 0


@dataclass(frozen=True)
class SummaryPerson:
    """One person of a registered visit; the number is masked, in a sealed visit the name too."""

    name: str
    role: str
    id_type: str
    id_no: str
    id_state: str


@dataclass(frozen=True)
class SummaryMatter:
    """One matter of a registered visit; a sealed one comes without content, outcome and unit.

    `lead_signs`: the decision needs the signature of the lead.
    """

    reg_no: str
    purpose: str
    demand: str
    outcome: str
    target_unit: str
    due_on: date | None
    reason: str
    same_as: str
    lead_signs: bool
    sealed: bool


@dataclass(frozen=True)
class SummaryPaper:
    """A numbered document of a visit; `prints` counts how often it was made, 0 = not yet."""

    document: str
    number: str
    prints: int
    voided: bool


@dataclass(frozen=True)
class SummaryAttachment:
    """A paper the visitor brought; `pictured` when its picture can be looked at."""

    attachment_id: str
    name: str
    pages: int
    original: bool
    pictured: bool


@dataclass(frozen=True)
class VisitSummary:
    """A registered visit to look at again at the window.

    `acknowledged` are (rule word, reason); it, `attachments`, `assistance` and `remark` are empty in a
    sealed visit.
    """

    visit_no: str
    visited_at: datetime
    registered_at: datetime
    window: int
    received_by: str
    head_count: int
    people: tuple[SummaryPerson, ...]
    matters: tuple[SummaryMatter, ...]
    papers: tuple[SummaryPaper, ...]
    assistance: tuple[str, ...]
    acknowledged: tuple[tuple[str, str], ...]
    notify_by: str
    left_early: bool
    remark: str
    sealed: bool
    attachments: tuple[SummaryAttachment, ...] = ()


@dataclass(frozen=True)
class VisitLine:
    """One visit in a plain list; `people` in file order, with the roles that were kept."""

    visit_no: str
    registered_at: datetime
    visited_at: datetime
    window: int
    received_by: str
    present_count: int
    visitors: str
    people: tuple[SummaryPerson, ...]
    sealed: bool
    matters: tuple[RegisteredMatter, ...]


@dataclass(frozen=True)
class LogRow:
    """One line of the visit log, columns of domain 10.1; sealed lines are masked already.

    Attributes:
        key: of the line in this store.
        notice_on_spot: a paper was printed for the visitor on the day of the visit.
        amended: corrected after it was registered; the line shows what holds now.
    """

    visit_no: str
    seq: int
    day: date
    time_in: datetime
    time_out: datetime | None
    window: int
    visitors: str
    present: int
    representatives: int
    purpose: str
    content_class: str
    place: str
    demand: str
    first_or_repeat: str
    group: bool
    level_skipping: bool
    procedures: str
    outcome: str
    target_unit: str
    documents: str
    due_on: date | None
    notice_on_spot: bool
    receptionist: str
    synced: bool
    remark: str
    sealed: bool
    review: ReviewState = ReviewState.OPEN
    reviewed_by: str = ""
    reviewed_at: datetime | None = None
    amended: bool = False
    confirmed: bool = True
    key: int = 0


@dataclass(frozen=True)
class MatterLine:
    """One matter in a list. Sealed matters come without content."""

    reg_no: str
    visit_no: str
    state: str
    state_zh: str
    version: int
    purpose: str
    content_code: str
    demand: str
    petitioners: str
    target_unit: str
    registered_at: datetime
    due_kind: str
    due_on: date | None
    days_left: int | None
    sealed: bool
    outcome: str = ""
    same_as: str = ""


@dataclass(frozen=True)
class ListedMatter:
    """A matter in a plain list, which a station and its hub give alike; made by `listed_matter`."""

    reg_no: str
    visit_no: str
    office: str
    state: str
    version: int
    same_as: str
    outcome: str
    demand: str
    due_on: date | None
    sealed: bool


@dataclass(frozen=True)
class MatterEvent:
    """One step in a matter's course: `on` is when it happened, `at` when it was written down."""

    at: datetime
    kind: str
    text: str
    by: str
    on: date | None = None


@dataclass(frozen=True)
class MatterDetail:
    """A matter with its whole course, oldest step first.

    Attributes:
        terms: what runs now, each with its explanation.
        steps: the steps of domain reference 5 with their answers; empty where it is sealed.
        root: the number of the matter it was judged to be; its own if none.
        repeats: numbers of the raisings judged to be that matter.
        limits: of other procedures, which go on running meanwhile.
        refusal: one of the two refusals was chosen for this raising.
        new_facts_of: the matter it was judged to be with new facts, its course kept apart; empty if none.
    """

    line: MatterLine
    facts: str
    events: tuple[MatterEvent, ...]
    terms: tuple[RunningTerm, ...] = ()
    steps: tuple[Step, ...] = ()
    root: str = ""
    repeats: tuple[str, ...] = ()
    limits: tuple[LimitElsewhere, ...] = ()
    refusal: bool = False
    new_facts_of: str = ""


@dataclass(frozen=True)
class DraftKept:
    """A form that was being filled in when it was last kept; `form` is plain JSON data."""

    draft_id: str
    saved_at: datetime
    window: int
    form: Mapping[str, object]
