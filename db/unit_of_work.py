"""A unit of work = one click: everything of it is durable when `commit` returns, or nothing is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, exc, func, select
from sqlalchemy.orm import Session

from app.domain.matter import MatterDraft
from app.domain.numbers import document_number, receipt_number
from app.domain.office import Office, StaffMember, StaffRole
from app.domain.record import (
    AuditRecord,
    MatterCourse,
    MatterEventRecord,
    MatterFile,
    PaperRecord,
    VisitRecord,
)
from app.errors import NotFound
from db import matters, papers, visits
from db.checks import problems
from db.codec import from_json, to_bytes, to_json, unseal
from db.disk_errors import disk_errors_told, told
from db.journal import append_audit, append_op, current_epoch, new_id
from db.keyring import Keyring, derive
from db.rows import (
    AuditRow,
    CounterRow,
    DraftRow,
    FeedRow,
    MatterRow,
    OfficeRow,
    OpRow,
    SettingRow,
    StaffRow,
    VisitRow,
)


@dataclass
class OpenStore:
    """What units work on: the engine, the keys, and who is signed in."""

    engine: Engine
    data_key: bytes
    keyring: Keyring
    keyring_path: Path
    user: str


class SqlReadUnit:
    """Fits `app.ports.ReadUnit`."""

    _begin = "DEFERRED"

    def __init__(self, store: OpenStore) -> None:
        self._store = store
        self._folder = store.keyring_path.parent

    def __enter__(self) -> Self:
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

    def courses(self, settled_before: date) -> Iterator[MatterCourse]:
        """See the port."""
        return matters.courses(self._session, settled_before)

    def sealed_matter(self, reg_no: str) -> MatterDraft | None:
        """See the port."""
        row = self._session.scalars(select(MatterRow).where(MatterRow.reg_no == reg_no)).first()
        if row is None or row.sealed_content is None:
            return None
        plain = unseal(self.secret("sealed"), row.sealed_content, row.matter_id)
        return msgspec.json.decode(plain, type=MatterDraft)

    def matters_like(self, terms: Sequence[str], limit: int) -> tuple[str, ...]:
        """See the port."""
        return matters.matters_like(self._session, terms, limit)

    def matters_of_people(
        self, numbers: Sequence[str], names: Sequence[str], phones: Sequence[str]
    ) -> tuple[str, ...]:
        """See the port."""
        return matters.matters_of_people(self._session, numbers, names, phones)

    def same_day_group(self, reg_no: str, day: date) -> tuple[VisitRecord, ...]:
        """See the port."""
        return visits.load_visits(self._session, matters.same_day_visits(self._session, reg_no, day))

    def papers(self, visit_no: str) -> tuple[PaperRecord, ...]:
        """See the port."""
        return papers.load_papers(self._session, [visit_no]).get(visit_no, ())

    def papers_of(self, visit_nos: Sequence[str]) -> Mapping[str, tuple[PaperRecord, ...]]:
        """See the port."""
        return papers.load_papers(self._session, visit_nos)

    def drafts(self) -> tuple[tuple[str, datetime, str], ...]:
        """See the port."""
        rows = self._session.scalars(select(DraftRow).order_by(DraftRow.saved_at))
        return tuple((r.draft_id, r.saved_at, r.form) for r in rows)

    def op_figures(self) -> tuple[int, int, datetime | None]:
        """See the port."""
        written = self._session.scalar(select(func.count()).select_from(OpRow)) or 0
        acked = self._session.scalar(select(func.count()).where(OpRow.acked_at.is_not(None))) or 0
        return written, acked, self._session.scalar(select(FeedRow.last_ok_at).where(FeedRow.current))

    def audit(self, limit: int) -> tuple[AuditRecord, ...]:
        """See the port."""
        rows = self._session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit))
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


class SqlWriteUnit(SqlReadUnit):
    """Fits `app.ports.WriteUnit`."""

    _begin = "IMMEDIATE"

    def __init__(self, store: OpenStore) -> None:
        super().__init__(store)
        self._keyring: Keyring | None = None
        self._ops: list[str] = []

    def commit(self) -> None:
        """See the port. A new key file is written before: a slot without its staff row opens nothing."""
        if self._keyring is not None:
            self._keyring.save(self._store.keyring_path)
        try:
            self._session.commit()
        except exc.DBAPIError as error:
            # After a failed COMMIT the state is unknown: read it again before anyone is told anything.
            if not (self._ops and self._all_there(self._ops)):
                if self._keyring is not None:
                    self._store.keyring.save(self._store.keyring_path)
                raise told(error, self._folder) from error
        if self._keyring is not None:
            self._store.keyring = self._keyring

    def take_visit_number(self, window: int, day: date) -> tuple[str, int]:
        """See the port."""
        office = self.office()
        epoch = current_epoch(self._session)
        serial = self._count_up(f"visit/{epoch}/{day.isoformat()}/{window}")
        number = receipt_number(office.division_code, office.seq3, day, window, epoch, serial)
        return number, serial

    def take_document_number(self, window: int, year: int) -> str:
        """See the port."""
        serial = self._count_up(f"document/{year}/{window}")
        return document_number(self.office().short, year, window, serial)

    def add_visit(self, visit: VisitRecord, index_texts: Mapping[str, str]) -> None:
        """See the port."""
        key = self.secret("sealed")
        visits.add_visit(self._session, visit, index_texts, key)
        self._op("visit", visit.visit_no, visits.op_body(self._session, visit, key), visit.registered_at)

    def add_event(self, reg_no: str, event: MatterEventRecord) -> None:
        """See the port."""
        row = self._session.scalars(select(MatterRow).where(MatterRow.reg_no == reg_no)).first()
        if row is None:
            raise NotFound(reg_no)
        root_id = matters.root_of(self._session, row.matter_id)
        root = self._session.scalars(select(MatterRow).where(MatterRow.matter_id == root_id)).one()
        matters.add_event(self._session, root_id, event)
        root.version += 1
        self._op("event", root.reg_no, {"matter_id": root_id, **to_json(event)}, event.at)

    def add_paper(self, paper: PaperRecord) -> None:
        """See the port."""
        papers.add_paper(self._session, paper)
        body = {k: v for k, v in to_json(paper).items() if k not in ("content", "prints")}
        self._op("document", paper.number, body, paper.issued_at)

    def count_print(self, paper_id: str, at: datetime, by: str) -> int:
        """See the port."""
        return papers.count_print(self._session, paper_id, at, by)

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

    def _all_there(self, op_ids: Sequence[str]) -> bool:
        self._session.rollback()
        try:
            with self._store.engine.connect().execution_options(begin="DEFERRED") as connection:
                found = connection.scalar(select(func.count()).where(OpRow.op_id.in_(list(op_ids))))
        except (exc.DBAPIError, sqlcipher.Error):
            return False
        return found == len(op_ids)
