"""The hub's store: each method one transaction, tried again where two met."""

import contextlib
import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import psycopg
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, exc, func, select, update

from app.domain.office import Office
from app.domain.record import MatterCourse
from app.fault_trace import fault_trace
from app.hub import relayed, wire
from app.hub.ports import BlobAt, EnrolledStation, HubUnready, StandbyMissing
from app.intake.course import state_of, terms_of
from app.rulepacks import RulePack
from db.hub import compare, cursors, enrolment, feeds
from db.hub.blobs import BlobFolder, named_but_missing
from db.hub.claims import Asking, settle
from db.hub.decisions import Decision, counties_of, decide
from db.hub.elsewhere import StateOf, look_elsewhere
from db.hub.hall import desks_of, keep_desk
from db.hub.ingest import take_in
from db.hub.listing import StandingOf
from db.hub.lists import ListsPage
from db.hub.matching import match_page
from db.hub.outbox import Outbox
from db.hub.remembered import Remembered
from db.hub.reread import readable_now, reread
from db.hub.rows import op
from db.hub.sealing_keys import directory_public
from db.hub.settings import CA, INCARNATION, PERSON_KEY, read_setting
from db.hub.standby import committed_alone, standby_missing
from db.hub.witnesses import keep_witnesses

T = TypeVar("T")
_TRIES = 4
_logger = logging.getLogger(__name__)


class _Met(HubUnready):
    """A key was taken each time: by others, or by something that will always be there."""


class SqlHub:
    """Fits `app.hub.ports.HubStore`."""

    def __init__(self, engine: Engine, rules: RulePack, blobs: Path, papers_key: bytes | None = None) -> None:
        """Make a store.

        Args:
            rules: by which a matter's state is told.
            blobs: folder for pictures of papers, shared by all processes of a hub.
            papers_key: under which these are encrypted; None: that of this computer's user.
        """
        self._engine = engine
        self._blobs = BlobFolder(blobs, papers_key)
        self._rules = rules
        self._settings = rules.local.settings_under({})
        self._unread = True
        self._stations: Remembered[EnrolledStation] = Remembered()
        self._lives: Remembered[str] = Remembered()
        self._standby: Remembered[bool] = Remembered()

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def incarnation(self, *, fresh: bool = False) -> str:
        """See the port."""
        life = self._lives.get(
            INCARNATION, lambda: self.read(lambda c: read_setting(c, INCARNATION)), fresh=fresh
        )
        return life or ""

    def require_writable(self) -> None:
        """See the port."""

        def there() -> bool | None:
            return None if self.read(standby_missing) else True

        if self._engine.dialect.name == "postgresql" and not self._standby.get("standby", there):
            raise StandbyMissing("no synchronous standby")
        self.incarnation()

    def ca(self) -> str:
        """See the port."""
        return self.read(lambda c: read_setting(c, CA))

    def source_key(self) -> bytes:
        """Under which places that guess codes are kept; the same in every process."""
        key = self.read(lambda c: read_setting(c, PERSON_KEY))
        return hashlib.sha256(b"source" + bytes.fromhex(key)).digest()

    def station(self, station_id: str, *, fresh: bool = False) -> EnrolledStation | None:
        """See the port."""
        return self._stations.get(
            station_id, lambda: self.read(lambda c: enrolment.station(c, station_id)), fresh=fresh
        )

    def enrol(self, request: wire.Enrol, now: datetime) -> wire.EnrolAnswer:
        """See the port."""
        return self.write(lambda c: enrolment.enrol(c, request, now))

    def hello(self, station: EnrolledStation, request: wire.Hello, now: datetime) -> wire.HelloAnswer:
        """See the port."""

        incarnation = self.incarnation(fresh=True)  # of all answers the one that is compared

        def ask(connection: Connection) -> wire.HelloAnswer:
            followed = feeds.channels_of(station)
            parked = select(func.count()).where(
                op.c.county == station.county, op.c.office == station.office, op.c.parked != ""
            )
            return wire.HelloAnswer(
                incarnation=incarnation,
                hub_time=now,
                protocols=[wire.PROTOCOL],
                station_id=station.station_id,
                office=station.office,
                revoked=station.revoked,
                epochs=[compare.compare_epoch(connection, station, state) for state in request.epochs],
                channels=[
                    feeds.verdict(connection, station.county, state)
                    for state in request.channels
                    if state.channel in followed
                ],
                parked=connection.scalar(parked) or 0,
                missing_blobs=named_but_missing(connection, station),
                directory_key=directory_public(connection),
            )

        return self.read(ask)

    def compare(self, station: EnrolledStation, request: wire.CompareRequest) -> wire.CompareAnswer:
        """See the port."""
        return self.read(
            lambda c: wire.CompareAnswer(compare.list_block(c, station, request.epoch, request.block))
        )

    def push(
        self, station: EnrolledStation, request: wire.Push, now: datetime, *, raw: bool = False
    ) -> wire.PushAnswer:
        """See the port."""

        incarnation = self.incarnation()

        def keep(connection: Connection) -> wire.PushAnswer:
            results, fork = take_in(connection, station, request.ops, now, raw=raw)
            return wire.PushAnswer(incarnation, now, results, fork)

        return self.write(keep)

    def relay(self, station: EnrolledStation, request: wire.Relay, now: datetime) -> wire.PushAnswer:
        """See the port."""
        incarnation = self.incarnation()

        def keep(connection: Connection) -> wire.PushAnswer:
            results: list[wire.OpAnswer] = []
            forked = False
            # Whoever stands next to each other in the order came from one window as a rule.
            for station_id, some in groupby(request.ops, key=lambda one: one.station_id):
                of = replace(station, station_id=station_id)
                told, fork = take_in(connection, of, [one.op for one in some], now, raw=request.raw)
                results += told
                forked = forked or fork
            return wire.PushAnswer(incarnation, now, results, forked)

        return self.write(keep)

    def relay_hello(self, station: EnrolledStation, request: relayed.RelayedLives) -> relayed.RelayedVerdicts:
        """See the port."""

        def ask(connection: Connection) -> relayed.RelayedVerdicts:
            return relayed.RelayedVerdicts(
                [
                    compare.compare_epoch(connection, replace(station, station_id=one.station_id), one.state)
                    for one in request.lives
                ]
            )

        return self.read(ask)

    def relay_compare(self, station: EnrolledStation, request: relayed.RelayedBlock) -> wire.CompareAnswer:
        """See the port."""
        of = replace(station, station_id=request.station_id)
        return self.read(
            lambda c: wire.CompareAnswer(compare.list_block(c, of, request.epoch, request.block))
        )

    def feed(
        self,
        station: EnrolledStation,
        channel: str,
        after: int,
        chain: str,
        limit: int,
        own: str,
        now: datetime,
    ) -> wire.FeedPage | None:
        """See the port."""
        if channel not in feeds.channels_of(station):
            return None

        incarnation = self.incarnation()

        def ask(connection: Connection) -> wire.FeedPage:
            head, head_chain = feeds.head_of(connection, station.county, channel)
            events: list[wire.FeedEvent] = []
            if after == head:  # nothing new, which is what a poll mostly finds: one statement
                in_step = head_chain == chain
            else:
                in_step = feeds.chain_at(connection, station.county, channel, after) == chain
                if in_step:
                    events = feeds.events_after(connection, station.county, channel, after, limit, own)
            return wire.FeedPage(incarnation, now, channel, in_step, head, events)

        return self.read(ask)

    def claim(self, station: EnrolledStation, request: wire.Claim, now: datetime) -> wire.ClaimAnswer:
        """See the port."""

        def give(connection: Connection) -> wire.ClaimAnswer:
            outbox = Outbox(connection, station.county, now)
            asked = [
                Asking(request.claim_id, request.matter, request.day, person, station.office)
                for person in request.persons
            ]
            outcomes = settle(connection, station.county, asked, outbox, now)
            outbox.send()
            return wire.ClaimAnswer(outcomes, now)

        return self.write(give)

    def check(self, station: EnrolledStation, request: wire.Check, now: datetime) -> wire.CheckAnswer:
        """See the port."""
        return self.read(
            lambda c: wire.CheckAnswer(
                look_elsewhere(
                    c,
                    station.county,
                    station.office,
                    request.persons,
                    request.words,
                    request.limit,
                    self.state_of(now),
                ),
                now,
            )
        )

    def hall(self, station: EnrolledStation, request: wire.HallReport, now: datetime) -> wire.Hall:
        """See the port."""

        def tell(connection: Connection) -> wire.Hall:
            keep_desk(connection, station, request, now)
            return wire.Hall(now, desks_of(connection, station, now))

        return self.write(tell)

    def witness(self, station: EnrolledStation, request: wire.Witness, now: datetime) -> wire.WitnessAnswer:
        """See the port."""
        return self.write(lambda c: wire.WitnessAnswer(keep_witnesses(c, station, request, now)))

    def begin_blob(self, station: EnrolledStation, sha256: str, length: int, now: datetime) -> BlobAt:
        """See the port."""
        return self.write(lambda c: self._blobs.begin(c, station, sha256, length, now))

    def append_blob(
        self, station: EnrolledStation, sha256: str, offset: int, part: bytes, now: datetime
    ) -> BlobAt:
        """See the port."""
        return self.write(lambda c: self._blobs.append(c, station, sha256, offset, part, now))

    def blob(self, station: EnrolledStation, sha256: str) -> BlobAt | None:
        """See the port."""
        return self.read(lambda c: self._blobs.look(c, self._blobs.reader(c, station, sha256), sha256))

    def blob_content(self, station: EnrolledStation, sha256: str) -> bytes:
        """See the port."""
        return self._blobs.content(self.read(lambda c: self._blobs.reader(c, station, sha256)), sha256)

    def encrypt_papers(self) -> int:
        """Encrypt pictures that an earlier program had kept readable; returns how many there were."""
        return self._blobs.encrypt_old()

    def decide(self, reg_no: str, decision: Decision, now: datetime) -> tuple[str, int]:
        """Write a step decided upstream; (number of the matter it was written to, its version).

        Raises:
            LookupError: no such matter.
        """

        def write(connection: Connection) -> tuple[str, int]:
            counties = counties_of(connection, reg_no)
            if not counties:
                raise LookupError(reg_no)
            return decide(connection, counties[0], reg_no, decision, now)

        return self.write(write)

    def work(self, now: datetime) -> bool:
        """See the port. Lists come first: matching reads them."""
        if self._unread:
            self._reread(now)
        for stage in (cursors.LISTS, cursors.MATCH):
            behind = self.read(lambda c, stage=stage: cursors.offices_moved(c, stage))  # type: ignore[misc]
            worked = [self._work_up(county, office, stage, now) for county, office in behind]
            if any(worked):
                return True
        return False

    def _reread(self, now: datetime) -> None:
        """Once in a process's life: only another program reads more."""
        for county, op_id in self.read(readable_now):
            self.write(lambda c, of=county, which=op_id: self._reread_one(c, of, which, now))  # type: ignore[misc]
        self._unread = False

    def _reread_one(self, connection: Connection, county: str, op_id: str, now: datetime) -> None:
        key = bytes.fromhex(read_setting(connection, PERSON_KEY))
        reread(connection, county, op_id, key, self.state_of(now), now)

    def _work_up(self, county: str, office: str, stage: str, now: datetime) -> bool:
        """One page; where something in it cannot be worked up, operations one by one, and that one parked."""
        try:
            return self.write(lambda c: self._page(c, county, office, stage, now, cursors.AT_ONCE))
        except _Met:
            pass
        except HubUnready:
            raise
        except Exception as error:
            _logger.error("a page of %s %s cannot be worked up\n%s", stage, office, fault_trace(error))
        try:
            return self.write(lambda c: self._page(c, county, office, stage, now, 1))
        except _Met as error:
            _logger.error("an operation of %s %s is parked\n%s", stage, office, fault_trace(error))
        except HubUnready:
            raise
        except Exception as error:
            _logger.error("an operation of %s %s is parked\n%s", stage, office, fault_trace(error))
        return self.write(lambda c: self._pass_over(c, county, office, stage))

    def _page(
        self, connection: Connection, county: str, office: str, stage: str, now: datetime, limit: int
    ) -> bool:
        taken = cursors.take_next(connection, county, office, stage, limit)
        if taken is None:
            return False
        rows, fseq = taken
        if rows and stage == cursors.LISTS:
            key = bytes.fromhex(read_setting(connection, PERSON_KEY))
            ListsPage(connection, county, office, key, now).work_up(rows)
        elif rows:
            match_page(connection, county, rows, self.state_of(now), now)
        cursors.move_to(connection, county, office, stage, fseq)
        return True

    def _pass_over(self, connection: Connection, county: str, office: str, stage: str) -> bool:
        taken = cursors.take_next(connection, county, office, stage, 1)
        if taken is None:
            return False
        rows, fseq = taken
        for row in rows:
            connection.execute(
                update(op).where(op.c.county == county, op.c.op_id == row.op_id).values(parked="unworkable")
            )
        cursors.move_to(connection, county, office, stage, fseq)
        return True

    def standing_of(self, now: datetime) -> StandingOf:
        """By which an office's own list is told at a moment: its settings, not those of the hub."""

        def standing(course: MatterCourse, office: Office) -> tuple[str, date | None]:
            settings = self._rules.settings_of(office)
            today = now.astimezone(ZoneInfo(settings.timezone)).date()
            state = state_of(course, today, self._rules, settings)
            return state, terms_of(course, state, self._rules, settings, office.kind)[1]

        return standing

    def state_of(self, now: datetime) -> StateOf:
        """By which the state of a matter is told at a moment."""
        today = now.astimezone(ZoneInfo(self._settings.timezone)).date()

        def state(course: MatterCourse) -> str:
            return state_of(course, today, self._rules, self._settings)

        return state

    def read(self, ask: Callable[[Connection], T]) -> T:
        """Statements that only read, each seeing what was committed when it began."""
        return self._run(ask, {"begin": "DEFERRED"} | self._alone)

    def write(self, change: Callable[[Connection], T]) -> T:
        """One transaction that changes something.

        Raises:
            StandbyMissing: nothing was changed, or the primary alone has it and that must not be told.
        """
        self.require_writable()
        return self._run(change, {"begin": "IMMEDIATE"})

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot to read long lists from."""
        options = {"begin": "DEFERRED"}
        if self._engine.dialect.name == "postgresql":
            options["isolation_level"] = "REPEATABLE READ"
        with self._engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @property
    def _alone(self) -> dict[str, str]:
        """On PostgreSQL a reading transaction of the usual kind gives nothing but two more round trips."""
        return {"isolation_level": "AUTOCOMMIT"} if self._engine.dialect.name == "postgresql" else {}

    def _run(self, work: Callable[[Connection], T], options: dict[str, str]) -> T:
        """One transaction; two that met on a key or in a circle are run again, one after the other."""
        for left in range(_TRIES - 1, -1, -1):
            try:
                with self._engine.connect().execution_options(**options) as connection:
                    with connection.begin():
                        made = work(connection)
                    if committed_alone(connection):
                        raise StandbyMissing("the wait for the standby was ended")
                    return made
            except (exc.IntegrityError, psycopg.IntegrityError) as error:
                if not left:
                    raise _Met("two transactions keep meeting") from error
            except (
                exc.OperationalError,
                exc.InternalError,
                exc.TimeoutError,
                psycopg.OperationalError,
                sqlite.OperationalError,
            ) as error:
                if not (left and _met(error)):
                    raise HubUnready(type(error).__name__) from error
        raise AssertionError("unreachable")


def _met(error: Exception) -> bool:
    """Whether the database ended one of two transactions that waited for each other."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return state in {"40001", "40P01"}
