"""Reading the store: a consistent snapshot for as long as the unit is open."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.config import Settings
from app.domain.amendment import AmendmentRecord
from app.domain.batches import Merged
from app.domain.day_review import DaySignature, LineReview
from app.domain.delivery import DeliveryRecord
from app.domain.due import DueFilter, DueRow, DueTotal, Uncounted
from app.domain.figure_sums import AnswerSum, MatterSum, OpinionSum, RatingSum, SlotSum
from app.domain.findable import ForeignMatter, JudgementRecord, KnownName, LinkRecord
from app.domain.log_filter import LogFilter, LogLine, LogSort, LogTotals, ReviewState
from app.domain.matter import MatterDraft
from app.domain.office import Office, StaffMember, StaffRole
from app.domain.print_entry import PrintEntry
from app.domain.record import (
    AttachmentRecord,
    AuditRecord,
    MatterFile,
    PaperRecord,
    VisitRecord,
)
from app.domain.upstream import Suspicion, SyncFigures
from app.errors import StoreMissing
from db import (
    amendments,
    counted,
    deliveries,
    due_terms,
    figures,
    known,
    links,
    log_lines,
    log_queries,
    matters,
    papers,
    print_queue,
    signatures,
    signed_days,
    visits,
)
from db.checks import problems
from db.codec import from_json, unseal
from db.disk_errors import disk_errors_told, told
from db.journal import VISIT_OP
from db.keyring import Keyring, derive
from db.leaders import SqlLeaderBook
from db.rows import AuditRow, DraftRow, MatterRow, OfficeRow, OpRow, SettingRow, StaffRow, VisitRow
from db.sync import standing
from db.sync.clock import Measured
from db.sync.replica import Sentinel
from db.turn import Turn


@dataclass
class OpenStore:
    """What units work on: the engine, the keys, and who is signed in.

    Attributes:
        turn: held by the unit that writes. SQLite's own waiting knows no order, a thread could starve.
        sentinel: outside the store, says how far it has come; only where it may be written to.
        measured: how far this machine's clock is off, as far as known.
        closed: the lock is given back; whoever still waits for the line must not write any more.
    """

    engine: Engine
    data_key: bytes
    keyring: Keyring
    keyring_path: Path
    user: str
    turn: Turn = field(default_factory=Turn)
    closed: bool = False
    measured: Measured | None = None
    sentinel: Sentinel | None = None


class SqlReadUnit:
    """Fits `app.ports.ReadUnit`."""

    _begin = "DEFERRED"

    def __init__(self, store: OpenStore) -> None:
        self._store = store
        self._folder = store.keyring_path.parent

    def __enter__(self) -> Self:
        if self._store.closed:
            raise StoreMissing
        with disk_errors_told(self._folder):
            self._connection = self._store.engine.connect().execution_options(begin=self._begin)
            self._session = Session(self._connection, expire_on_commit=False)
            try:
                self._session.connection()
            except BaseException:
                self._close()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if error is not None and (known := told(error, self._folder)) is not error:
            raise known from error

    def office(self) -> Office:
        """See the port."""
        return from_json(self._session.scalars(select(OfficeRow)).one().data, Office)

    def setting(self, name: str) -> object:
        """See the port."""
        row = self._session.get(SettingRow, name)
        return row.value["is"] if row else None

    def secret(self, purpose: str) -> bytes:
        """See the port."""
        return derive(self._store.data_key, purpose)

    def staff(self) -> tuple[StaffMember, ...]:
        """See the port."""
        rows = self._session.scalars(select(StaffRow).order_by(StaffRow.name))
        return tuple(StaffMember(r.staff_id, r.name, StaffRole(r.role), r.active) for r in rows)

    def visit(self, visit_no: str) -> VisitRecord | None:
        """See the port."""
        rows = self._session.scalars(select(VisitRow).where(VisitRow.visit_no == visit_no)).all()
        return next(iter(visits.load_visits(self._session, rows)), None)

    def visit_count(self, day: date, window: int) -> int:
        """See the port."""
        of_day = select(func.count()).where(VisitRow.local_date == day, VisitRow.window == window)
        return self._session.scalar(of_day) or 0

    def visits(self, start: date, end: date) -> tuple[VisitRecord, ...]:
        """See the port."""
        return visits.load_visits(self._session, visits.visit_rows(self._session, start, end))

    def all_visits(self) -> Iterator[VisitRecord]:
        """See the port."""
        return visits.all_visits(self._session)

    def matter(self, reg_no: str) -> MatterFile | None:
        """See the port."""
        return next(iter(matters.load_matters(self._session, [reg_no])), None)

    def matters(self, reg_nos: Sequence[str]) -> tuple[MatterFile, ...]:
        """See the port."""
        return matters.load_matters(self._session, reg_nos)

    def matter_numbers(self, words: Sequence[str] = (), *, newest_first: bool = False) -> Iterator[str]:
        """See the port."""
        return matters.matter_numbers(self._session, words, newest_first=newest_first)

    def matter_of_query_code(self, code: str) -> str:
        """See the port."""
        return (
            self._session.scalars(select(MatterRow.reg_no).where(MatterRow.query_code == code)).first() or ""
        )

    def uncounted(self, today: date, most: int) -> tuple[Uncounted, ...]:
        """See the port."""
        return due_terms.uncounted(self._session, today, most)

    def uncounted_total(self, today: date) -> int:
        """See the port."""
        return due_terms.uncounted_total(self._session, today)

    def due_totals(self, today: date) -> tuple[DueTotal, ...]:
        """See the port."""
        return due_terms.due_totals(self._session, today)

    def unurged_total(self, today: date, most: int) -> int:
        """See the port."""
        return due_terms.unurged_total(self._session, today, most)

    def due_rows(self, asked: DueFilter, today: date, offset: int, count: int) -> tuple[DueRow, ...]:
        """See the port."""
        return due_terms.due_rows(self._session, asked, today, offset, count)

    def disputed(self) -> tuple[str, ...]:
        """See the port."""
        return matters.disputed(self._session)

    def leaders(self) -> SqlLeaderBook:
        """See the port."""
        return SqlLeaderBook(self._session)

    def passed_on(self, start: date, end: date) -> tuple[str, ...]:
        """See the port."""
        return matters.passed_on(self._session, start, end)

    def sealed_matter(self, reg_no: str) -> MatterDraft | None:
        """See the port."""
        row = self._session.scalars(select(MatterRow).where(MatterRow.reg_no == reg_no)).first()
        if row is None or row.sealed_content is None:
            return None
        plain = unseal(self.secret("sealed"), row.sealed_content, row.matter_id)
        return msgspec.json.decode(plain, type=MatterDraft)

    def known_total(self) -> int:
        """See the port."""
        return known.known_total(self._session)

    def term_counts(self, terms: Sequence[str]) -> Mapping[str, int]:
        """See the port."""
        return known.term_counts(self._session, terms)

    def known_like(
        self, asked: Sequence[tuple[str, float]], people: Sequence[str], limit: int
    ) -> tuple[tuple[int, bytes], ...]:
        """See the port."""
        return known.known_like(self._session, asked, people, limit)

    def known_names(self, keys: Sequence[int]) -> Mapping[int, KnownName]:
        """See the port."""
        return known.known_names(self._session, keys)

    def foreign_matters(self, foreign_ids: Sequence[str]) -> tuple[ForeignMatter, ...]:
        """See the port."""
        return known.foreign_matters(self._session, foreign_ids)

    def foreign_page(self, after_key: int, count: int) -> Sequence[tuple[int, ForeignMatter]]:
        """See the port."""
        return known.foreign_page(self._session, after_key, count)

    def ids_in_use(self, ids: Sequence[str]) -> frozenset[str]:
        """See the port."""
        return known.ids_in_use(self._session, ids)

    def index_version(self) -> int:
        """See the port."""
        return known.index_version(self._session)

    def index_form(self) -> int:
        """See the port."""
        return known.index_form(self._session)

    def to_index(self, most: int) -> tuple[tuple[str, ...], list[tuple[int, ForeignMatter]]]:
        """See the port."""
        return known.to_index(self._session, most)

    def links(self, reg_no: str) -> tuple[LinkRecord, ...]:
        """See the port."""
        return links.links_of(self._session, reg_no)

    def judgements(self, reg_no: str) -> tuple[JudgementRecord, ...]:
        """See the port."""
        return links.judgements_of(self._session, reg_no)

    def same_day_group(self, reg_nos: Sequence[str], day: date) -> tuple[VisitRecord, ...]:
        """See the port."""
        return visits.load_visits(self._session, matters.same_day_visits(self._session, reg_nos, day))

    def attachments(self, visit_no: str) -> tuple[AttachmentRecord, ...]:
        """See the port."""
        return visits.load_attachments(self._session, visit_no)

    def attachment_content(self, visit_no: str, attachment_id: str) -> bytes:
        """See the port."""
        return visits.load_attached(self._session, visit_no, attachment_id)

    def papers(self, visit_no: str) -> tuple[PaperRecord, ...]:
        """See the port."""
        return papers.load_papers(self._session, [visit_no]).get(visit_no, ())

    def papers_of(self, visit_nos: Sequence[str]) -> Mapping[str, tuple[PaperRecord, ...]]:
        """See the port."""
        return papers.load_papers(self._session, visit_nos)

    def print_entry(self, entry_id: str) -> PrintEntry | None:
        """See the port."""
        return print_queue.load_entry(self._session, entry_id)

    def open_prints(self) -> tuple[PrintEntry, ...]:
        """See the port."""
        return print_queue.open_entries(self._session)

    def prints_of(self, paper_id: str) -> tuple[PrintEntry, ...]:
        """See the port."""
        return print_queue.entries_of(self._session, paper_id)

    def signature(self, visit_no: str) -> bytes:
        """See the port."""
        return signatures.load_signature(self._session, visit_no, self.secret("sealed"))

    def paper(self, number: str) -> PaperRecord | None:
        """See the port."""
        return papers.paper_of_number(self._session, number)

    def papers_between(self, start: datetime, end: datetime) -> Iterator[PaperRecord]:
        """See the port."""
        return papers.papers_between(self._session, start, end)

    def deliveries(self, paper_ids: Sequence[str]) -> Mapping[str, tuple[DeliveryRecord, ...]]:
        """See the port."""
        return deliveries.load_deliveries(self._session, paper_ids)

    def delivery_strokes(self, delivery_id: str) -> bytes:
        """See the port."""
        return deliveries.load_strokes(self._session, delivery_id, self.secret("sealed"))

    def facts(self, about: str) -> Mapping[str, str]:
        """See the port."""
        return papers.facts_about(self._session, about)

    def same_day(self, start: date, end: date, settings: Settings) -> Merged:
        """See the port."""
        return figures.same_day(self._session, start, end, settings)

    def slot_sums(self, start: date, end: date, settings: Settings, same: Merged) -> Iterator[SlotSum]:
        """See the port."""
        return figures.slot_sums(self._session, start, end, settings, same)

    def matter_sums(self, start: date, end: date, same: Merged) -> Iterator[MatterSum]:
        """See the port."""
        return figures.matter_sums(self._session, start, end, same)

    def distinct_matters(self, start: date, end: date) -> int:
        """See the port."""
        return figures.distinct_matters(self._session, start, end)

    def top_units(
        self, start: date, end: date, same: Merged, most: int, *, reported: bool
    ) -> tuple[tuple[str, int], ...]:
        """See the port."""
        return figures.top_units(self._session, start, end, same, most, reported=reported)

    def answer_sums(self, start: date, end: date) -> Iterator[AnswerSum]:
        """See the port."""
        return figures.answer_sums(self._session, start, end)

    def opinion_sums(self, start: date, end: date) -> Iterator[OpinionSum]:
        """See the port."""
        return figures.opinion_sums(self._session, start, end)

    def rating_sums(self, start: date, end: date) -> Iterator[RatingSum]:
        """See the port."""
        return figures.rating_sums(self._session, start, end)

    def first_id_numbers(self, visit_nos: Sequence[str]) -> Mapping[str, str]:
        """See the port."""
        return visits.first_id_numbers(self._session, visit_nos)

    def log_keys(
        self, wanted: LogFilter, sort: LogSort = LogSort.SEQ, *, descending: bool = False
    ) -> "array[int]":
        """See the port."""
        return log_queries.log_keys(self._session, wanted, sort, descending=descending)

    def count_log(self, wanted: LogFilter) -> int:
        """See the port."""
        return log_queries.count_lines(self._session, wanted)

    def count_log_matters(self, wanted: LogFilter) -> int:
        """See the port."""
        return log_queries.count_matters(self._session, wanted)

    def log_totals(self, wanted: LogFilter, most_classes: int) -> LogTotals:
        """See the port."""
        return log_queries.totals(self._session, wanted, most_classes)

    def log_lines(self, keys: Sequence[int]) -> Iterator[LogLine]:
        """See the port."""
        return log_queries.log_lines(self._session, keys)

    def log_choices(self, start: date, end: date) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """See the port."""
        return log_queries.log_choices(self._session, start, end)

    def log_version(self) -> int:
        """See the port."""
        return log_lines.lines_version(self._session)

    def log_left(self, since: date | None = None) -> int:
        """See the port."""
        return log_lines.lines_left(self._session, since)

    def figures_left(self, since: date | None = None) -> int:
        """See the port."""
        return counted.uncounted(self._session, since)

    def asked_visits(self, received_by: str) -> Sequence[str]:
        """See the port."""
        return log_queries.asked_visits(self._session, received_by)

    def review_state(self, visit_id: str) -> ReviewState:
        """See the port."""
        return log_queries.review_state(self._session, visit_id)

    def day_digests(self, day: date) -> Mapping[str, tuple[str, Mapping[str, str]]]:
        """See the port."""
        return signed_days.day_digests(self._session, day)

    def amendments(self, visit_id: str) -> tuple[AmendmentRecord, ...]:
        """See the port."""
        return amendments.of_visits(self._session, [visit_id]).get(visit_id, ())

    def reviews(self, visit_id: str) -> tuple[LineReview, ...]:
        """See the port."""
        return amendments.reviews_of(self._session, [visit_id]).get(visit_id, ())

    def day_signatures(self, start: date, end: date) -> tuple[DaySignature, ...]:
        """See the port."""
        return amendments.signatures_of(self._session, start, end)

    def last_operation(self, about: Sequence[str]) -> str:
        """See the port."""
        return amendments.last_operation(self._session, about)

    def drafts(self) -> tuple[tuple[str, datetime, str], ...]:
        """See the port."""
        rows = self._session.scalars(select(DraftRow).order_by(DraftRow.saved_at))
        return tuple((r.draft_id, r.saved_at, r.form) for r in rows)

    def sync_figures(self) -> SyncFigures:
        """See the port."""
        return standing.figures(self._session)

    def suspicions(self, reg_no: str) -> tuple[Suspicion, ...]:
        """See the port."""
        return standing.suspicions(self._session, reg_no)

    def other_numbers(self, reg_no: str) -> tuple[tuple[str, str], ...]:
        """See the port."""
        return standing.other_numbers(self._session, reg_no)

    def unsent(self) -> frozenset[str]:
        """See the port."""
        return frozenset(self._session.scalars(select(OpRow.about).where(OpRow.acked_at.is_(None))))

    def not_yet_findable(self) -> tuple[str, ...]:
        """See the port."""
        return known.not_yet_findable(self._session)

    def uploaded(self, visit_no: str) -> bool:
        """See the port. A visit without an operation here came from upstream."""
        waiting = select(OpRow.op_id).where(
            OpRow.kind == VISIT_OP, OpRow.about == visit_no, OpRow.acked_at.is_(None)
        )
        return self._session.scalars(waiting.limit(1)).first() is None

    def audit(self, limit: int) -> tuple[AuditRecord, ...]:
        """See the port."""
        rows = self._session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit))
        return tuple(AuditRecord(r.seq, r.at, r.who, r.action, r.about, r.why) for r in rows)

    def audit_about(self, about: Sequence[str], limit: int) -> tuple[AuditRecord, ...]:
        """See the port."""
        rows = self._session.scalars(
            select(AuditRow).where(AuditRow.about.in_(about)).order_by(AuditRow.seq.desc()).limit(limit)
        )
        return tuple(AuditRecord(r.seq, r.at, r.who, r.action, r.about, r.why) for r in rows)

    def problems(self) -> tuple[str, ...]:
        """See the port."""
        return tuple(problems(self._session, self.secret("sealed")))

    def _close(self) -> None:
        # The connection by itself: a session that failed no longer gives it out, and it must not stay open.
        try:
            self._session.close()
        finally:
            self._connection.close()
