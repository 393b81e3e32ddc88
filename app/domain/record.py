"""What is registered: a visit with its people and matters as the store keeps it."""

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.matter import Facts, MatterDraft, Outcome, Purpose, Route
from app.domain.person import PersonDraft, PersonRole
from app.domain.visit import VisitDraft


@dataclass(frozen=True)
class Participant:
    """A person in a registered visit.

    `role` is the role kept; `role_asked` what was asked for, which differs when a rule blocked it
    (a sixth representative is kept as group_member). `id_check`: ok | failed | none.
    """

    person_id: str
    stated: PersonDraft
    role: PersonRole
    role_asked: PersonRole
    id_check: str


@dataclass(frozen=True)
class MatterLink:
    """A person's decision that a matter is one already known; can be undone, never overwritten."""

    target_reg_no: str
    facts: Facts


@dataclass(frozen=True)
class MatterRecord:
    """One matter as raised in one visit; `stated` is empty where content is sealed for the reader."""

    matter_id: str
    reg_no: str
    query_code: str
    stated: MatterDraft
    proposed: Outcome
    outcome: Outcome
    rule_id: str
    confirm_by: str
    target_unit: str
    due_on: date | None
    sealed: bool
    link: MatterLink | None = None
    version: int = 1


@dataclass(frozen=True)
class VisitRecord:
    """A registered visit. Times are aware UTC; `local_date` is the office's calendar date."""

    visit_id: str
    visit_no: str
    serial: int
    local_date: date
    visited_at: datetime
    registered_at: datetime
    received_by: str
    stated: VisitDraft
    participants: tuple[Participant, ...]
    matters: tuple[MatterRecord, ...]

    @property
    def sealed(self) -> bool:
        """Whether any of the visit's matters is sealed."""
        return any(m.sealed for m in self.matters)


@dataclass(frozen=True)
class MatterEventRecord:
    """One step in a matter's course. `kind` is a date field of `MatterDates` or `registered`."""

    event_id: str
    kind: str
    on: date
    at: datetime
    by: str
    text: str = ""
    extended_to: date | None = None
    supported: bool | None = None


@dataclass(frozen=True)
class MatterCourse:
    """As much of a matter as its state is derived from."""

    reg_no: str
    local_date: date
    purpose: Purpose
    route: Route | None
    events: tuple[MatterEventRecord, ...]


@dataclass(frozen=True)
class MatterFile:
    """A matter with where it stands: its own record, its visit, and its course.

    `events` are those of the matter it is linked to as the same, if any, else its own.
    """

    record: MatterRecord
    visit_no: str
    registered_at: datetime
    window: int
    received_by: str
    local_date: date
    people: tuple[PersonDraft, ...]
    events: tuple[MatterEventRecord, ...]
    root_reg_no: str

    @property
    def course(self) -> MatterCourse:
        """What its state is derived from."""
        stated = self.record.stated
        return MatterCourse(self.record.reg_no, self.local_date, stated.purpose, stated.route, self.events)


@dataclass(frozen=True)
class AttachmentRecord:
    """A paper the visitor brought; `pictured` when its picture is kept beside the visit."""

    attachment_id: str
    name: str
    pages: int
    original: bool
    pictured: bool


@dataclass(frozen=True)
class PaperRecord:
    """A numbered document. `content` is the JSON it is reproduced from, byte for byte.

    A voided one keeps its number, with who took it back, when and why. `prints` counts the makings of which
    something may have come out: not one that is logged and never left for the printer.
    """

    paper_id: str
    document_id: str
    number: str
    visit_no: str
    reg_no: str
    issued_at: datetime
    issued_by: str
    content: str
    prints: int
    voided: bool
    void_reason: str = ""
    voided_by: str = ""
    voided_at: datetime | None = None


@dataclass(frozen=True)
class FactRecord:
    """A fact for papers that a person stated; a later one of the same name takes its place.

    `about` is a registration number with `/` and the paper's id, or `unit/` and a unit's full name.
    """

    fact_id: str
    about: str
    name: str
    value: str
    by: str
    at: datetime


@dataclass(frozen=True)
class AuditRecord:
    """Who did what about which record, when and why."""

    seq: int
    at: datetime
    who: str
    action: str
    about: str
    why: str
