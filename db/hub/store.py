"""The hub's store: each method one transaction, tried again where two met."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, exc, func, select

from app.hub import wire
from app.hub.ports import EnrolledStation, HubUnready
from db.hub import compare, enrolment, feeds
from db.hub.ingest import take_in
from db.hub.rows import op
from db.hub.settings import CA, INCARNATION, read_setting

T = TypeVar("T")
_TRIES = 4


class SqlHub:
    """Fits `app.hub.ports.HubStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def incarnation(self) -> str:
        """See the port."""
        return self._read(lambda c: read_setting(c, INCARNATION))

    def ca(self) -> str:
        """See the port."""
        return self._read(lambda c: read_setting(c, CA))

    def station(self, station_id: str) -> EnrolledStation | None:
        """See the port."""
        return self._read(lambda c: enrolment.station(c, station_id))

    def enrol(self, request: wire.Enrol, now: datetime) -> wire.EnrolAnswer:
        """See the port."""
        return self._write(lambda c: enrolment.enrol(c, request, now))

    def hello(self, station: EnrolledStation, request: wire.Hello, now: datetime) -> wire.HelloAnswer:
        """See the port."""

        def ask(connection: Connection) -> wire.HelloAnswer:
            followed = feeds.channels_of(station)
            parked = select(func.count()).where(
                op.c.county == station.county, op.c.office == station.office, op.c.parked != ""
            )
            return wire.HelloAnswer(
                incarnation=read_setting(connection, INCARNATION),
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
                missing_blobs=[],
            )

        return self._read(ask)

    def compare(self, station: EnrolledStation, request: wire.CompareRequest) -> wire.CompareAnswer:
        """See the port."""
        return self._read(
            lambda c: wire.CompareAnswer(compare.list_block(c, station, request.epoch, request.block))
        )

    def push(
        self, station: EnrolledStation, request: wire.Push, now: datetime, *, raw: bool = False
    ) -> wire.PushAnswer:
        """See the port."""

        def keep(connection: Connection) -> wire.PushAnswer:
            results, fork = take_in(connection, station, request.ops, now, raw=raw)
            return wire.PushAnswer(read_setting(connection, INCARNATION), now, results, fork)

        return self._write(keep)

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

        def ask(connection: Connection) -> wire.FeedPage:
            in_step = feeds.chain_at(connection, station.county, channel, after) == chain
            return wire.FeedPage(
                incarnation=read_setting(connection, INCARNATION),
                hub_time=now,
                channel=channel,
                in_step=in_step,
                head=feeds.head_of(connection, station.county, channel),
                events=feeds.events_after(connection, station.county, channel, after, limit, own)
                if in_step
                else [],
            )

        return self._read(ask)

    def _read(self, ask: Callable[[Connection], T]) -> T:
        return self._run(ask, "DEFERRED")

    def _write(self, change: Callable[[Connection], T]) -> T:
        return self._run(change, "IMMEDIATE")

    def _run(self, work: Callable[[Connection], T], begin: str) -> T:
        """One transaction; two that met on a key or in a circle are run again, one after the other."""
        for left in range(_TRIES - 1, -1, -1):
            try:
                with (
                    self._engine.connect().execution_options(begin=begin) as connection,
                    connection.begin(),
                ):
                    return work(connection)
            except exc.IntegrityError as error:
                if not left:
                    raise HubUnready("two transactions keep meeting") from error
            except (
                exc.OperationalError,
                exc.InternalError,
                exc.TimeoutError,
                sqlite.OperationalError,
            ) as error:
                if not (left and _met(error)):
                    raise HubUnready(type(error).__name__) from error
        raise AssertionError("unreachable")


def _met(error: Exception) -> bool:
    """Whether the database ended one of two transactions that waited for each other."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return state in {"40001", "40P01"}
