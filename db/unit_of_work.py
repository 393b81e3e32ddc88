"""A unit of work = one click: everything of it is durable when `commit` returns, or nothing is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import exc, func, select

from app.domain.amendment import AmendmentRecord
from app.domain.day_review import DaySignature, LineReview
from app.domain.delivery import DeliveryRecord
from app.domain.due import CountedMatter
from app.domain.findable import Findable, ForeignMatter, JudgementRecord, LinkRecord
from app.domain.numbers import document_number, receipt_number
from app.domain.office import Office, StaffMember, StaffRole
from app.domain.print_entry import PrintEntry
from app.domain.record import FactRecord, MatterEventRecord, PaperRecord, VisitRecord
from app.errors import StoreBusy
from app.intake.renew_log import LOG_VERSION
from db import (
    amendments,
    deliveries,
    due_terms,
    known,
    links,
    log_lines,
    matters,
    papers,
    print_queue,
    signatures,
    visits,
)
from db.codec import to_bytes, to_json
from db.counted import count_changed
from db.disk_errors import told
from db.journal import VISIT_OP, append_audit, append_op, current_epoch, new_id
from db.keyring import Keyring
from db.known import IndexWriter
from db.new_visits import add_visits, matter_keys
from db.number_gaps import begin_series
from db.read_unit import OpenStore, SqlReadUnit
from db.rows import (
    AuditRow,
    CounterRow,
    DraftRow,
    MatterRow,
    OfficeRow,
    OpRow,
    SettingRow,
    StaffRow,
)
from db.sync.replica import Mark
from db.sync.sealed_out import hand_over, sealed_words

_PATIENCE_S = 30.0
_NOT_SENT = frozenset({"prints", "void_reason", "voided_by", "voided_at"})
"""Of a document: other windows of the office get what they need to make it again, unless its visit is
sealed; taking it back is an operation of its own."""


class SqlWriteUnit(SqlReadUnit):
    """Fits `app.ports.WriteUnit`."""

    _begin = "IMMEDIATE"

    def __init__(self, store: OpenStore) -> None:
        super().__init__(store)
        self._keyring: Keyring | None = None
        self._ops: list[str] = []
        self._mark: Mark | None = None
        self._index: IndexWriter | None = None

    def __enter__(self) -> Self:
        if not self._store.turn.acquire(timeout=_PATIENCE_S):
            raise StoreBusy
        try:
            return super().__enter__()
        except BaseException:
            self._store.turn.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            super().__exit__(kind, error, trace)
        finally:
            self._store.turn.release()

    def commit(self) -> None:
        """See the port. A new key file is written before: a slot without its staff row opens nothing."""
        if self._index is not None:
            self._index.flush()
        if self._keyring is not None:
            self._keyring.save(self._store.keyring_path)
        try:
            count_changed(self._session)
            self._session.commit()
        except exc.DBAPIError as error:
            # After a failed COMMIT the state is unknown: read it again before anyone is told anything.
            if not (self._ops and self._all_there(self._ops)):
                if self._keyring is not None:
                    self._store.keyring.save(self._store.keyring_path)
                raise told(error, self._folder) from error
        if self._keyring is not None:
            self._store.keyring = self._keyring
        if self._mark is not None and self._store.sentinel is not None:
            self._store.sentinel.keep(self._mark)

    def take_visit_number(self, window: int, day: date) -> tuple[str, int]:
        """See the port."""
        office = self.office()
        epoch = current_epoch(self._session)
        serial = self._count_up(f"visit/{epoch}/{day.isoformat()}/{window}")
        number = receipt_number(office.division_code, office.seq3, day, window, epoch, serial)
        return number, serial

    def take_document_number(self, window: int, year: int) -> str:
        """See the port."""
        series = f"document/{year}/{window}"
        begin_series(self._session, series)
        number = document_number(self.office().short, year, window, self._count_up(series))
        papers.make_room(self._session, number)
        return number

    def add_visit(self, visit: VisitRecord, findable: Mapping[str, Findable]) -> None:
        """See the port."""
        key = self.secret("sealed")
        add_visits(self._session, [visit], key)
        for reg_no, matter_key in matter_keys(self._session, visit).items():
            if reg_no in findable:
                self._indexed.add_own(matter_key, findable[reg_no])
        log_lines.add_lines(self._session, [visit])
        self._op(VISIT_OP, visit.visit_no, visits.op_body(self._session, visit, key), visit.registered_at)
        hand_over(self._session, visit.visit_id, key, self._op, visit.registered_at)

    def add_foreign(self, matters: Sequence[tuple[ForeignMatter, Findable]]) -> None:
        """See the port."""
        self._indexed.add_foreign(matters)

    def clear_index(self) -> None:
        """See the port."""
        known.clear_index(self._session)

    def find_again(self, own: Mapping[str, Findable], foreign: Sequence[tuple[int, Findable]]) -> None:
        """See the port."""
        for reg_no, findable in own.items():
            row = links.matter_row(self._session, reg_no)
            if not row.sealed:
                self._indexed.add_own(row.key, findable)
        self._indexed.add_foreign_again(foreign)

    def set_index_version(self, version: int) -> None:
        """See the port."""
        known.set_index_version(self._session, version)

    def add_link(self, link: LinkRecord) -> None:
        """See the port."""
        matter_id, target_id = links.add_link(self._session, link)
        log_lines.write_lines_of_matter(self._session, matter_id)
        body = {"matter_id": matter_id, "target_id": target_id, **to_json(link)}
        self._op("link", link.reg_no, body, link.at)

    def undo_link(self, link_id: str, by: str, at: datetime) -> LinkRecord:
        """See the port."""
        undone = links.undo_link(self._session, link_id, by, at)
        log_lines.write_lines_of_matter(
            self._session, links.matter_row(self._session, undone.reg_no).matter_id
        )
        self._op("unlink", undone.reg_no, to_json(undone), at)
        return undone

    def add_judgement(self, judgement: JudgementRecord) -> None:
        """See the port."""
        matter_id = links.add_judgement(self._session, judgement)
        body = {"matter_id": matter_id, **to_json(judgement)}
        self._op("judgement", judgement.reg_no, body, judgement.at)

    def add_event(self, reg_no: str, event: MatterEventRecord) -> None:
        """See the port."""
        root_id = matters.root_of(self._session, links.matter_row(self._session, reg_no).matter_id)
        root = self._session.scalars(select(MatterRow).where(MatterRow.matter_id == root_id)).one()
        matters.add_event(self._session, root_id, event)
        root.version += 1
        body = {"matter_id": root_id, **to_json(event)}
        if root.sealed and event.text:
            body["text"] = ""
            body["sealed"] = sealed_words(self._session, root, self.secret("sealed"), event)
        self._op("event", root.reg_no, body, event.at)

    def keep_counted(self, counted: Sequence[CountedMatter]) -> None:
        """See the port."""
        due_terms.keep_counted(self._session, counted)

    def count_again(self) -> None:
        """See the port."""
        due_terms.count_again(self._session)

    def add_amendment(self, amendment: AmendmentRecord, visit: VisitRecord) -> None:
        """See the port."""
        amendments.add_amendment(self._session, amendment)
        log_lines.write_lines(self._session, [amendment.visit_id])
        body = to_json(amendment)
        del body["changes"]
        shown = (
            amendment.changes if not visit.sealed else [c for c in amendment.changes if c.field != "remark"]
        )
        body["fields"] = {change.field: change.new for change in shown}
        body["before"] = {change.field: change.old for change in shown}
        if visit.sealed:
            body["reason"] = ""  # free words stay with the sealed file
        self._op("amend", visit.visit_no, body, amendment.at)

    def add_review(self, review: LineReview, visit: VisitRecord) -> None:
        """See the port."""
        amendments.add_review(self._session, review)
        log_lines.write_lines(self._session, [review.visit_id])
        body = to_json(review)
        if visit.sealed:
            body["text"] = ""
        self._op("review", visit.visit_no, body, review.at)

    def add_day_signature(self, signature: DaySignature) -> None:
        """See the port."""
        amendments.add_signature(self._session, signature)
        body = {**to_json(signature), "content": signature.content.decode()}
        self._op("day_signature", signature.day.isoformat(), body, signature.at)

    def renew_log(self, most: int) -> int:
        """See the port."""
        waiting = log_lines.lines_missing(self._session, most)
        log_lines.write_lines(self._session, waiting)
        if len(waiting) < most:
            log_lines.set_lines_version(self._session, LOG_VERSION)
        return len(waiting)

    def clear_log(self) -> None:
        """See the port."""
        log_lines.clear_lines(self._session)

    def add_paper(self, paper: PaperRecord) -> None:
        """See the port."""
        visit_id, sealed = papers.add_paper(self._session, paper)
        body = {k: v for k, v in to_json(paper).items() if k not in _NOT_SENT}
        body["visit_id"] = visit_id
        if sealed:
            del body["content"]
        self._op("document", paper.number, body, paper.issued_at)

    def void_paper(self, paper: PaperRecord, reason: str, by: str, at: datetime) -> None:
        """See the port."""
        papers.void_paper(self._session, paper.paper_id, reason, by, at)
        log_lines.line_written_anew(self._session, paper.visit_no)
        body = {"paper_id": paper.paper_id, "number": paper.number, "reason": reason, "by": by, "at": at}
        self._op("document_void", paper.number, to_json(body), at)

    def add_delivery(self, number: str, record: DeliveryRecord, strokes: bytes) -> None:
        """See the port."""
        sealed = deliveries.add_delivery(self._session, record, strokes, self.secret("sealed"))
        body = {"number": number, **to_json(record)}
        if sealed:
            body["delivery"] = {**body["delivery"], "note": ""}  # free words stay with the sealed file
        self._op("document_delivery", number, body, record.at)

    def add_fact(self, fact: FactRecord) -> None:
        """See the port."""
        papers.add_fact(self._session, fact)
        self._op("paper_fact", fact.about, to_json(fact), fact.at)

    def take_queue_number(self, day: date) -> int:
        """See the port."""
        return self._count_up(f"queue/{day.isoformat()}")

    def count_print(self, paper_id: str, at: datetime, by: str) -> int:
        """See the port."""
        before = papers.count_print(self._session, paper_id, at, by)
        log_lines.write_lines(self._session, [papers.visit_of(self._session, paper_id)])
        return before

    def add_print(self, entry: PrintEntry) -> None:
        """See the port."""
        print_queue.add_entry(self._session, entry)

    def change_print(self, entry: PrintEntry) -> None:
        """See the port."""
        print_queue.change_entry(self._session, entry)

    def add_signature(self, visit_no: str, strokes: bytes, at: datetime, by: str) -> None:
        """See the port."""
        signatures.add_signature(self._session, visit_no, strokes, at, by, self.secret("sealed"))

    def keep_draft(self, draft_id: str, window: int, saved_at: datetime, form: str) -> None:
        """See the port."""
        self._session.merge(DraftRow(draft_id=draft_id, window=window, saved_at=saved_at, form=form))
        self._session.flush()

    def drop_draft(self, draft_id: str) -> None:
        """See the port."""
        row = self._session.get(DraftRow, draft_id)
        if row is not None:
            self._session.delete(row)

    def save_office(self, office: Office) -> None:
        """See the port."""
        self._session.scalars(select(OfficeRow)).one().data = to_json(
            replace(office, settings=dict(office.settings))
        )

    def save_setting(self, name: str, value: object) -> None:
        """See the port."""
        self._session.merge(SettingRow(name=name, value={"is": value}))

    def add_staff(self, name: str, role: StaffRole, password: str) -> StaffMember:
        """See the port."""
        row = StaffRow(
            staff_id=new_id(), name=name, role=role, active=True, since=datetime.now(UTC), left_at=None
        )
        self._session.add(row)
        self._session.flush()
        self._keyring = self._keys().with_password(name, password, self._store.data_key)
        return StaffMember(row.staff_id, name, role)

    def set_password(self, name: str, password: str) -> None:
        """See the port."""
        self._keyring = self._keys().with_password(name, password, self._store.data_key)

    def deactivate_staff(self, name: str) -> None:
        """See the port."""
        row = self._session.scalars(select(StaffRow).where(StaffRow.name == name)).one()
        row.active, row.left_at = False, datetime.now(UTC)
        self._keyring = self._keys().without(name)

    def new_recovery_code(self) -> str:
        """See the port."""
        self._keyring, code = self._keys().with_recovery(self._store.data_key)
        return code

    def note(
        self, action: str, about: str, why: str = "", *, at: datetime | None = None, who: str = ""
    ) -> None:
        """See the port."""
        moment = at or datetime.now(UTC)
        append_audit(
            self._session, at=moment, who=who or self._store.user, action=action, about=about, why=why
        )

    def noted(self, action: str, at: datetime, who: str) -> bool:
        """Whether the audit chain has this row; times are kept to the microsecond."""
        same = select(AuditRow.seq).where(AuditRow.at == at, AuditRow.action == action, AuditRow.who == who)
        return self._session.scalars(same).first() is not None

    @property
    def _indexed(self) -> IndexWriter:
        if self._index is None:
            self._index = IndexWriter(self._session)
        return self._index

    def _keys(self) -> Keyring:
        return self._keyring or self._store.keyring

    def _count_up(self, series: str) -> int:
        row = self._session.get(CounterRow, series)
        if row is None:
            row = CounterRow(series=series, last=0)
            self._session.add(row)
        row.last += 1
        self._session.flush()
        return row.last

    def _op(self, kind: str, about: str, body: Mapping[str, object], wall: datetime) -> None:
        office = self.office()
        op = append_op(
            self._session,
            kind=kind,
            body=to_bytes(body),
            county=office.division_code,
            office=office.code,
            about=about,
            wall=wall,
        )
        self._ops.append(op.op_id)
        self._mark = Mark(op.epoch, op.seq)

    def _all_there(self, op_ids: Sequence[str]) -> bool:
        self._session.rollback()
        try:
            with self._store.engine.connect().execution_options(begin="DEFERRED") as connection:
                found = connection.scalar(select(func.count()).where(OpRow.op_id.in_(list(op_ids))))
        except (exc.DBAPIError, sqlcipher.Error):
            return False
        return found == len(op_ids)
