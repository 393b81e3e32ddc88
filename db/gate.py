"""Making a store, and the way into it."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.domain.office import Office, StaffMember, StaffRole
from app.duplicates.prepared import VERSION
from app.errors import StoreBusy, StoreExists, StoreMissing, StoreUnwritable, WrongPassword
from app.intake.clock import OfficeClock
from app.intake.drafts import window_of
from app.intake.renewal import LOG_VERSION, begin_renewal, renew_for
from app.intake.session import DeskSession
from app.paths import replica_marks
from app.ports import ReadUnit, WriteUnit
from app.rulepacks import RulePack
from db import inbox
from db.codec import to_json
from db.counted import begin_backlog
from db.disk_errors import disk_errors_told
from db.engine import open_engine
from db.journal import append_audit, append_op, new_id
from db.keyring import Keyring, derive
from db.known import set_index_version
from db.lock import StoreLock
from db.log_lines import set_lines_version
from db.migrate import migrate, stored_revision
from db.read_unit import OpenStore, SqlReadUnit
from db.rows import FeedRow, OfficeRow, StaffRow
from db.sync.bound import measured_clock
from db.sync.replica import Sentinel, mark_of, notice_another_life
from db.sync.store import SqlSyncStore
from db.unit_of_work import SqlWriteUnit

_DATABASE = "station.db"
_KEYS = "keys.json"
_MAKING_ANEW_S = 0.5
"""How much longer signing in may take after an upgrade; the rest goes on behind the window."""


def create_store(folder: Path, office: Office, user: str, password: str) -> tuple[str, str]:
    """Make an encrypted store with its office and first lead.

    Returns:
        (station id, recovery code); the code is shown once and kept nowhere.

    Raises:
        StoreExists: there is one already; it is never touched.
        StoreBusy: another program is making one here.
        StoreUnwritable: the folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, ValueError) as error:
        raise StoreUnwritable(type(error).__name__) from error
    lock = StoreLock(folder, "command")
    try:
        with disk_errors_told(folder):
            return _create(folder, office, user, password)
    finally:
        lock.close()


def _create(folder: Path, office: Office, user: str, password: str) -> tuple[str, str]:
    if (folder / _KEYS).exists():
        raise StoreExists
    # The key file is written last: a database without one is the rest of a broken attempt. It is put
    # aside, not removed: should somebody have lost the key file alone, a copy of it still opens it.
    stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
    for rest in folder.glob(_DATABASE + "*"):
        rest.rename(folder / f"without-keys-{stamp}-{rest.name}")
    data_key = secrets.token_bytes(32)
    station_id = new_id()
    engine = open_engine(folder / _DATABASE, derive(data_key, "database"))
    try:
        migrate(engine, folder / _DATABASE)
        with Session(engine) as session:
            _first_rows(session, office, user, station_id)
            session.commit()
    finally:
        engine.dispose()
    keyring, code = Keyring.fresh().with_password(user, password, data_key).with_recovery(data_key)
    keyring.save(folder / _KEYS)
    return station_id, code


def _first_rows(session: Session, office: Office, user: str, station_id: str) -> None:
    now = datetime.now(UTC)
    session.add(OfficeRow(code=office.code, data=to_json(office)))
    session.add(
        StaffRow(staff_id=new_id(), name=user, role=StaffRole.LEAD, active=True, since=now, left_at=None)
    )
    session.add(
        FeedRow(
            epoch=secrets.token_hex(8),
            began_at=now,
            current=True,
            station_id=station_id,
            incarnation="",
            cursor=0,
            chain="",
            last_ok_at=None,
        )
    )
    session.flush()
    set_index_version(session, VERSION)  # whole, there being nothing to find yet
    set_lines_version(session, LOG_VERSION)
    append_op(
        session,
        kind="begin",
        body=b"{}",
        county=office.division_code,
        office=office.code,
        about=office.code,
        wall=now,
    )
    append_audit(session, at=now, who=user, action="create_store", about=office.code, why="")


class StoreGate:
    """Fits `app.intake.sign_in.StationGate`."""

    def __init__(
        self, folder: Path, rules: Callable[[Office], RulePack], *, holder: str, beside: bool = False
    ) -> None:
        """Name the store; nothing is opened yet.

        Args:
            holder: `window` or `command`, told to others who want in.
            beside: reading only; opens also while another program holds the store.
        """
        self._folder = folder
        self._rules = rules
        self._holder = holder
        self._beside = beside
        self._lock: StoreLock | None = None
        self._store: OpenStore | None = None

    def sign_in(self, user: str, password: str) -> DeskSession:
        """See the port."""
        user = user.strip()
        if not (self._folder / _KEYS).exists():
            raise StoreMissing
        self.close()
        keyring = Keyring.load(self._folder / _KEYS)
        data_key = keyring.unlock(user, password)
        return self._open(user, data_key, keyring, "sign_in")

    def unlock(self, session: DeskSession, password: str) -> None:
        """See the port."""
        Keyring.load(self._folder / _KEYS).unlock(session.user.name, password)
        session.note("unlock", "", "")

    def recover(self, user: str, recovery_code: str, new_password: str) -> None:
        """See the port."""
        user = user.strip()
        if not (self._folder / _KEYS).exists():
            raise StoreMissing
        self.close()
        keyring = Keyring.load(self._folder / _KEYS)
        data_key = keyring.unlock_with_recovery(recovery_code)
        session = self._open(user, data_key, keyring, "recover")
        try:
            with session.write() as unit:
                unit.set_password(user, new_password)
                unit.note("set_password", user, "recovery code")
                unit.commit()
        finally:
            self.close()

    def sync_store(self) -> SqlSyncStore:
        """See `app.sync.ports.SyncGate`."""
        if self._store is None:
            raise StoreMissing
        return SqlSyncStore(self._store)

    def close(self) -> None:
        """See the port."""
        if self._store is not None:
            with self._store.turn:  # what is being written is finished first
                self._store.closed = True
            self._store.engine.dispose()
            self._store = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _open(self, user: str, data_key: bytes, keyring: Keyring, action: str) -> DeskSession:
        try:
            self._lock = StoreLock(self._folder, self._holder, wait_s=0.0 if self._beside else 10.0)
        except StoreBusy:
            if not self._beside:
                raise
        try:
            return self._opened(user, data_key, keyring, action)
        except BaseException:
            self.close()
            raise

    def _opened(self, user: str, data_key: bytes, keyring: Keyring, action: str) -> DeskSession:
        database = self._folder / _DATABASE
        engine = open_engine(database, derive(data_key, "database"))
        self._store = store = OpenStore(engine, data_key, keyring, self._folder / _KEYS, user)
        if self._lock is not None:
            migrate(engine, database)
        else:
            stored_revision(engine)
        with SqlReadUnit(store) as unit:
            office = unit.office()
            window = window_of(unit.setting("window"))
            member = next((m for m in unit.staff() if m.name == user and m.active), None)
        if member is None:
            raise WrongPassword
        session = self._session(store, member, office, window)
        if self._lock is not None:
            self._count(store)
            self._take_up(store)
            begin_renewal(session)
            renew_for(session, _MAKING_ANEW_S)
        session.note(action, "", "")
        return session

    def _count(self, store: OpenStore) -> None:
        """What an earlier version of the program left unjudged for the figures is judged bit by bit."""
        with disk_errors_told(self._folder), Session(store.engine) as session:
            begin_backlog(session)
            session.commit()

    def _take_up(self, store: OpenStore) -> None:
        """Go on with this store as it was left, or under a new epoch where it is not the one left."""
        with disk_errors_told(self._folder), Session(store.engine) as session:
            station_id = session.scalars(select(FeedRow.station_id).where(FeedRow.current)).one()
            sentinel = Sentinel(replica_marks(), station_id, self._folder)
            notice_another_life(session, sentinel, datetime.now(UTC))
            mark = mark_of(session)
            store.measured = measured_clock(session)
            session.commit()
        store.sentinel = sentinel
        sentinel.keep(mark)

    def _session(self, store: OpenStore, member: StaffMember, office: Office, window: int) -> DeskSession:
        box, key = self._folder / "audit-inbox", derive(store.data_key, "audit-inbox")

        def write() -> WriteUnit:
            if self._lock is None:
                raise StoreBusy
            return SqlWriteUnit(store)

        def read() -> ReadUnit:
            return SqlReadUnit(store)

        def note(action: str, about: str, why: str) -> None:
            if self._lock is None:
                with disk_errors_told(self._folder):
                    inbox.leave(box, key, member.name, action, about, why)
                return
            with SqlWriteUnit(store) as unit:
                waiting = inbox.take_in(box, key, unit)
                unit.note(action, about, why)
                unit.commit()
            for path in waiting:
                path.unlink()

        def correction() -> timedelta:
            return store.measured.correction() if store.measured is not None else timedelta(0)

        clock = OfficeClock(Settings.of(office.settings).timezone, correction)
        return DeskSession(member, write, read, note, clock, self._rules(office), window)
