"""What `app` needs from outside, as Protocols; `db` fits them, tests fake them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from app.config import Settings
from app.domain.amendment import AmendmentRecord
from app.domain.batches import Merged
from app.domain.day_review import DaySignature, LineReview
from app.domain.delivery import DeliveryRecord
from app.domain.due import CountedMatter, DueFilter, DueRow, DueTotal, Uncounted
from app.domain.figure_sums import AnswerSum, MatterSum, OpinionSum, RatingSum, SlotSum
from app.domain.findable import Findable, ForeignMatter, JudgementRecord, KnownName, LinkRecord
from app.domain.leaders import Appointment, Feedback, Promise, Proposal, ReceptionDay
from app.domain.log_filter import LogFilter, LogLine, LogSort, LogTotals, ReviewState
from app.domain.matter import MatterDraft
from app.domain.office import Office, StaffMember, StaffRole
from app.domain.print_entry import PrintEntry
from app.domain.record import (
    AttachmentRecord,
    AuditRecord,
    FactRecord,
    MatterEventRecord,
    MatterFile,
    PaperRecord,
    VisitRecord,
)
from app.domain.sealed import KeyShown, OpenedSealed, ReceivedSealed
from app.domain.upstream import Suspicion, SyncFigures


class Clock(Protocol):
    """Time from one place, so that tests can set it."""

    def now_utc(self) -> datetime:
        """Aware UTC time."""

    def now_local(self) -> datetime:
        """Aware time on the office's wall clock."""

    def today(self) -> date:
        """Local calendar date."""


class LeaderBook(Protocol):
    """Leaders' reception and proposals, as read."""

    def days(self, start: date, end: date) -> tuple[ReceptionDay, ...]:
        """Reception days of start…end, also those that were called off, by day and hour."""

    def day(self, day_id: str) -> ReceptionDay | None:
        """One of them, or None."""

    def appointments(self, day_ids: Sequence[str]) -> tuple[Appointment, ...]:
        """The appointments of some days, by hour."""

    def appointment(self, appointment_id: str) -> Appointment | None:
        """One of them, or None."""

    def promises(self, day_ids: Sequence[str]) -> tuple[Promise, ...]:
        """What was promised on some days, kept or not."""

    def promises_of(self, reg_no: str) -> tuple[Promise, ...]:
        """What was promised about a matter, oldest first."""

    def promise(self, promise_id: str) -> Promise | None:
        """One of them, or None."""

    def proposals(self, start: date, end: date) -> tuple[Proposal, ...]:
        """Proposals made on a day of start…end, the newest first, each with its last answer."""

    def proposal(self, proposal_id: str) -> Proposal | None:
        """One of them, or None."""


class LeaderWriting(LeaderBook, Protocol):
    """The same, and what is written; the protocol with the hub knows none of it, so it stays here."""

    def add_day(self, day: ReceptionDay) -> None:
        """Keep a reception day."""

    def cancel_day(self, day_id: str, why: str) -> None:
        """Call a day off; it stays in the calendar."""

    def add_appointment(self, appointment: Appointment) -> None:
        """Keep an appointment; its matter, where it names one, is registered."""

    def close_appointment(self, appointment: Appointment) -> None:
        """Keep what became of it, and the matter it turned out to be about."""

    def add_promise(self, promise: Promise) -> None:
        """Keep a promise about a registered matter."""

    def keep_promise(self, promise_id: str, on: date, note: str) -> None:
        """Say that a promise was kept."""

    def add_proposal(self, proposal: Proposal) -> None:
        """Keep a proposal."""

    def add_feedback(self, feedback: Feedback) -> None:
        """Keep an answer."""


class ReadUnit(Protocol):
    """A consistent snapshot of the store. Texts and times as in `app.domain.record`."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def office(self) -> Office:
        """The office of this store."""

    def setting(self, name: str) -> object:
        """A station setting kept beside the office's (devices, window); None if never set."""

    def secret(self, purpose: str) -> bytes:
        """32 bytes derived from the data key for one purpose."""

    def staff(self) -> tuple[StaffMember, ...]:
        """All staff, also those who left, by name."""

    def visit(self, visit_no: str) -> VisitRecord | None:
        """One visit whole, or None."""

    def visit_count(self, day: date, window: int) -> int:
        """How many visits of a local date were registered at a window."""

    def visits(self, start: date, end: date) -> tuple[VisitRecord, ...]:
        """Visits whose local date lies in start…end, in order of registration."""

    def all_visits(self) -> Iterator[VisitRecord]:
        """Every visit, in order of registration, read on as they are asked for."""

    def matter(self, reg_no: str) -> MatterFile | None:
        """One matter, or None."""

    def matters(self, reg_nos: Sequence[str]) -> tuple[MatterFile, ...]:
        """The matters named (unknown numbers are left out), in order of registration."""

    def matter_numbers(self, words: Sequence[str] = (), *, newest_first: bool = False) -> Iterator[str]:
        """Numbers of all matters, read on as they are asked for.

        Args:
            words: each must occur in the number or, of unsealed matters, in demand, unit or a name.
        """

    def matter_of_query_code(self, code: str) -> str:
        """Registration number of the matter with that query code; empty if none has it."""

    def uncounted(self, today: date, most: int) -> tuple[Uncounted, ...]:
        """Matters whose terms the board has to count, at most so many."""

    def uncounted_total(self, today: date) -> int:
        """About how many there are; 0 if there is none."""

    def due_totals(self, today: date) -> tuple[DueTotal, ...]:
        """How many terms are open, by everything the board is asked for by."""

    def unurged_total(self, today: date, most: int) -> int:
        """How many overdue duties and unexecuted opinions nobody has urged on, at most so many."""

    def due_rows(self, asked: DueFilter, today: date, offset: int, count: int) -> tuple[DueRow, ...]:
        """A part of what was asked for, by last day and then in order of registration."""

    def disputed(self) -> tuple[str, ...]:
        """Numbers of matters, no repeats, with a dispute over competence in course or registration."""

    def leaders(self) -> LeaderBook:
        """Leaders' reception and proposals."""

    def passed_on(self, start: date, end: date) -> tuple[str, ...]:
        """Numbers of the matters transferred or assigned on a day of start…end, in order of registration."""

    def sealed_matter(self, reg_no: str) -> MatterDraft | None:
        """The content of a sealed matter; whether the reader may have it is the caller's duty."""

    def known_total(self) -> int:
        """How many matters can be found: unsealed ones registered here, and foreign ones."""

    def term_counts(self, terms: Sequence[str]) -> Mapping[str, int]:
        """In how many of them each term stands; terms that stand in none are left out."""

    def known_like(
        self, asked: Sequence[tuple[str, float]], people: Sequence[str], limit: int
    ) -> tuple[tuple[int, bytes], ...]:
        """Keys and packed forms of those holding the most weight of the terms asked for, in no order.

        Args:
            asked: terms, each with its weight.
            people: terms of people, whose newest matters come besides.
            limit: of those found by `asked`.
        """

    def known_names(self, keys: Sequence[int]) -> Mapping[int, KnownName]:
        """What keys of `known_like` stand for."""

    def foreign_matters(self, foreign_ids: Sequence[str]) -> tuple[ForeignMatter, ...]:
        """The foreign matters named; unknown numbers are left out."""

    def foreign_page(self, after_key: int, count: int) -> Sequence[tuple[int, ForeignMatter]]:
        """Foreign matters with their keys, in order of import."""

    def ids_in_use(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids by which a matter, foreign or own, is known here already."""

    def not_yet_findable(self) -> tuple[str, ...]:
        """Numbers of unsealed matters that are not in the index, say because another window told of them."""

    def sync_figures(self) -> SyncFigures:
        """How this store stands with its hub."""

    def suspicions(self, reg_no: str) -> tuple[Suspicion, ...]:
        """The hub's advice about a matter, strongest first."""

    def other_numbers(self, reg_no: str) -> tuple[tuple[str, str], ...]:
        """(receipt or matter, number) by which the hub knows a matter or its visit besides."""

    def unsent(self) -> frozenset[str]:
        """What operations tell of that the hub has not acknowledged: numbers of visits and matters."""

    def index_version(self) -> int:
        """The form of what can be found; 0 while it is not whole."""

    def links(self, reg_no: str) -> tuple[LinkRecord, ...]:
        """Every link from or to a matter, undone ones too, in the order they were made."""

    def judgements(self, reg_no: str) -> tuple[JudgementRecord, ...]:
        """Every word given on a pair the matter is part of, from either side, oldest first."""

    def same_day_group(self, reg_nos: Sequence[str], day: date) -> tuple[VisitRecord, ...]:
        """Visits of that local date raising one of the matters or one linked to it as the same."""

    def attachments(self, visit_no: str) -> tuple[AttachmentRecord, ...]:
        """The papers brought to a visit, in the order listed, without their pictures."""

    def attachment_content(self, visit_no: str, attachment_id: str) -> bytes:
        """The picture of a paper of an unsealed visit; empty where none is kept."""

    def papers(self, visit_no: str) -> tuple[PaperRecord, ...]:
        """Documents of a visit, voided ones too, in order of number."""

    def papers_of(self, visit_nos: Sequence[str]) -> Mapping[str, tuple[PaperRecord, ...]]:
        """The same of many visits, by visit number; visits without documents are left out."""

    def print_entry(self, entry_id: str) -> PrintEntry | None:
        """One making of a paper that was queued for printing, or None."""

    def open_prints(self) -> tuple[PrintEntry, ...]:
        """Makings that may still need a person, oldest first."""

    def prints_of(self, paper_id: str) -> tuple[PrintEntry, ...]:
        """Every making of a paper that was queued for printing, oldest first."""

    def signature(self, visit_no: str) -> bytes:
        """Strokes of the visitor's signature (`app.domain.signature`); empty if none was given."""

    def paper(self, number: str) -> PaperRecord | None:
        """The document with that number, or None."""

    def papers_between(self, start: datetime, end: datetime) -> Iterator[PaperRecord]:
        """Documents issued from `start` until before `end`, voided ones too, in order of issue."""

    def deliveries(self, paper_ids: Sequence[str]) -> Mapping[str, tuple[DeliveryRecord, ...]]:
        """How documents were handed over, by document, the record that holds last; without any: left out."""

    def delivery_strokes(self, delivery_id: str) -> bytes:
        """Strokes of the signature given with a service; empty if none was given."""

    def facts(self, about: str) -> Mapping[str, str]:
        """What was last stated for a paper of a matter, or about a unit, by name of the fact."""

    def same_day(self, start: date, end: date, settings: Settings) -> Merged:
        """Which registrations of a day are one 批 with another; spans are of local dates, ends included."""

    def slot_sums(self, start: date, end: date, settings: Settings, same: Merged) -> Iterator[SlotSum]:
        """Visits by day, window and quarter hour."""

    def matter_sums(self, start: date, end: date, same: Merged) -> Iterator[MatterSum]:
        """件次 by what they are and what became of them."""

    def distinct_matters(self, start: date, end: date) -> int:
        """件: matters raised in a span, however often."""

    def top_units(
        self, start: date, end: date, same: Merged, most: int, *, reported: bool
    ) -> tuple[tuple[str, int], ...]:
        """Units by 件次, most first: those complained of, or those that handle; sealed matters left out."""

    def answer_sums(self, start: date, end: date) -> Iterator[AnswerSum]:
        """Matters received in a span that are owed an answer within fifteen days."""

    def opinion_sums(self, start: date, end: date) -> Iterator[OpinionSum]:
        """Matters accepted in a span that are owed an opinion."""

    def rating_sums(self, start: date, end: date) -> Iterator[RatingSum]:
        """Matters accepted in a span of which somebody can be asked."""

    def first_id_numbers(self, visit_nos: Sequence[str]) -> Mapping[str, str]:
        """By visit number, the document number of who is named first; none of sealed or anonymous ones."""

    def log_keys(
        self, wanted: LogFilter, sort: LogSort = LogSort.SEQ, *, descending: bool = False
    ) -> Sequence[int]:
        """Keys of the log's lines that pass, in order; a compact array, a year of them may be held."""

    def count_log(self, wanted: LogFilter) -> int:
        """How many lines of the log pass."""

    def count_log_matters(self, wanted: LogFilter) -> int:
        """How many matter-times (件次) pass, of the lines that pass."""

    def log_totals(self, wanted: LogFilter, most_classes: int) -> LogTotals:
        """Counts over the lines that pass, the most frequent content classes among them."""

    def log_lines(self, keys: Sequence[int]) -> Iterator[LogLine]:
        """Lines by key, in the order asked for, read on as they are asked for."""

    def log_choices(self, start: date, end: date) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """(windows, receptionists) that occur in the log of a span of days."""

    def log_version(self) -> int:
        """The form of the log's lines; 0 while they are not whole."""

    def asked_visits(self, received_by: str) -> Sequence[str]:
        """Visits about which a question waits; of one receptionist, or of all where none is named."""

    def review_state(self, visit_id: str) -> ReviewState:
        """How far the lead is with the line of a visit."""

    def day_digests(self, day: date) -> Mapping[str, tuple[str, Mapping[str, str]]]:
        """By visit id, the digest of a registration of that day, and by id those of its corrections."""

    def amendments(self, visit_id: str) -> tuple[AmendmentRecord, ...]:
        """Corrections of a visit and its matters, oldest first."""

    def reviews(self, visit_id: str) -> tuple[LineReview, ...]:
        """Steps of the review of a visit's line, oldest first."""

    def day_signatures(self, start: date, end: date) -> tuple[DaySignature, ...]:
        """Signatures of the days of a span, oldest first."""

    def last_operation(self, about: Sequence[str]) -> str:
        """The last operation written here about one of these numbers; empty if there is none."""

    def drafts(self) -> tuple[tuple[str, datetime, str], ...]:
        """(draft id, saved at, form as JSON) of every form kept in this store, oldest first."""

    def uploaded(self, visit_no: str) -> bool:
        """Whether upstream has the registration of a visit, by its own acknowledgement."""

    def audit(self, limit: int) -> tuple[AuditRecord, ...]:
        """The newest audit rows, newest first."""

    def audit_about(self, about: Sequence[str], limit: int) -> tuple[AuditRecord, ...]:
        """The newest audit rows about one of these numbers, newest first."""

    def problems(self) -> tuple[str, ...]:
        """Everything found broken: pages, audit chain, operations, numbers; Chinese sentences."""


class WriteUnit(ReadUnit, Protocol):
    """One click. Nothing is kept unless `commit` returns; afterwards it survives a power cut."""

    def commit(self) -> None:
        """Make everything durable.

        Raises:
            DiskFull, DiskFailed: nothing of this unit is in the store (it was read again to know).
        """

    def take_visit_number(self, window: int, day: date) -> tuple[str, int]:
        """The next receipt number of the window and its serial of the day."""

    def take_document_number(self, window: int, year: int) -> str:
        """The next document number, short〔year〕window-serial, without gap."""

    def add_visit(self, visit: VisitRecord, findable: Mapping[str, Findable]) -> None:
        """Keep a visit, its people, matters and links, and its one operation.

        Args:
            findable: by registration number; a sealed matter is never indexed, whatever stands here.
        """

    def add_foreign(self, matters: Sequence[tuple[ForeignMatter, Findable]]) -> None:
        """Keep foreign matters, whose numbers are not in use, and make them findable."""

    def clear_index(self) -> None:
        """Make nothing findable any more, to begin anew with `find_again`."""

    def find_again(self, own: Mapping[str, Findable], foreign: Sequence[tuple[int, Findable]]) -> None:
        """Make matters findable that are kept: own by number, foreign ones by key."""

    def set_index_version(self, version: int) -> None:
        """Say that the index is whole and of which form it is."""

    def add_link(self, link: LinkRecord) -> None:
        """Keep a link between registered matters and its operation."""

    def undo_link(self, link_id: str, by: str, at: datetime) -> LinkRecord:
        """End a link, which stays in the history; with its operation."""

    def add_judgement(self, judgement: JudgementRecord) -> None:
        """Keep a word on a pair and its operation."""

    def add_event(self, reg_no: str, event: MatterEventRecord) -> None:
        """Add a step to the course of the matter (or of the one it is linked to) and its operation."""

    def leaders(self) -> LeaderWriting:
        """Leaders' reception and proposals, to be written."""

    def keep_counted(self, counted: Sequence[CountedMatter]) -> None:
        """Put open terms as counted in the place of those that stood there; derived, so no operation."""

    def count_again(self) -> None:
        """Let the terms of every matter be counted anew."""

    def add_amendment(self, amendment: AmendmentRecord, visit: VisitRecord) -> None:
        """Keep a correction of a visit, and its operation; of a sealed visit no words leave."""

    def add_review(self, review: LineReview, visit: VisitRecord) -> None:
        """Keep a step of the review of a visit's line, and its operation; words as `add_amendment`."""

    def add_day_signature(self, signature: DaySignature) -> None:
        """Keep the signature of a day, and its operation."""

    def renew_log(self, most: int) -> int:
        """Write lines of visits that have none, so many at most; returns how many were written.

        When none is left the log is whole.
        """

    def clear_log(self) -> None:
        """Leave no line, to begin anew with `renew_log`."""

    def add_paper(self, paper: PaperRecord) -> None:
        """Enter a document in the register."""

    def void_paper(self, paper: PaperRecord, reason: str, by: str, at: datetime) -> None:
        """Take a document back; its number stays in the register; with its operation."""

    def add_delivery(self, number: str, record: DeliveryRecord, strokes: bytes) -> None:
        """Keep how a document was handed over, with what was signed on the pad, and its operation."""

    def add_fact(self, fact: FactRecord) -> None:
        """Keep a fact for papers, and its operation."""

    def take_queue_number(self, day: date) -> int:
        """The next number of those who wait on a day."""

    def count_print(self, paper_id: str, at: datetime, by: str) -> int:
        """Log one more making of a document; returns how many there were before."""

    def add_print(self, entry: PrintEntry) -> None:
        """Queue a making of a paper for printing."""

    def change_print(self, entry: PrintEntry) -> None:
        """Keep where a queued making stands now."""

    def add_signature(self, visit_no: str, strokes: bytes, at: datetime, by: str) -> None:
        """Keep the signature of a visit; there is one at most."""

    def keep_draft(self, draft_id: str, window: int, saved_at: datetime, form: str) -> None:
        """Insert or replace a draft."""

    def drop_draft(self, draft_id: str) -> None:
        """Forget a draft; unknown ids are ignored."""

    def save_office(self, office: Office) -> None:
        """Replace the office's data."""

    def save_setting(self, name: str, value: object) -> None:
        """Keep a station setting (JSON data)."""

    def add_staff(self, name: str, role: StaffRole, password: str) -> StaffMember:
        """Add a member whose password opens the store."""

    def set_password(self, name: str, password: str) -> None:
        """Give a member a new password."""

    def deactivate_staff(self, name: str) -> None:
        """Take a member's way into the store away."""

    def new_recovery_code(self) -> str:
        """Replace the recovery code; the old one stops working once this unit is committed."""

    def note(self, action: str, about: str, why: str = "") -> None:
        """Append to the audit chain as the signed-in person."""


class SealedBook(Protocol):
    """The store's side; each method is one transaction."""

    def new_key(self, by: str, now: datetime) -> KeyShown:
        """Make a key pair of this office; the public half goes to the hub with the next round."""

    def office_keys(self) -> tuple[KeyShown, ...]:
        """Keys of this office and of others, the present one of each first."""

    def export_keys(self, file: Path, passphrase: str, by: str, now: datetime) -> int:
        """Write the private keys that lie here into a file that only the passphrase opens; how many."""

    def import_keys(self, file: Path, passphrase: str, by: str, now: datetime) -> int:
        """Keep the private keys of such a file; how many were not here.

        Raises:
            StoreDamaged: no such file; WrongPassword: not its passphrase.
        """

    def received(self) -> tuple[ReceivedSealed, ...]:
        """What other offices sealed for this one, in order of arrival."""

    def open(self, reg_no: str, by: str, why: str, now: datetime) -> OpenedSealed | None:
        """What is in a box; None: there is none that a key of this store opens."""
