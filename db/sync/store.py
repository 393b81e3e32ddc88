"""The store's side of the conversation with the hub: each method one short transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.upstream import ParkedItem, Suspicion, SyncFigures
from app.hub import wire
from app.intake.drafts import window_of
from app.sync.ports import Binding, Identity
from db.journal import append_audit, current_epoch
from db.keyring import derive
from db.read_unit import OpenStore, SqlReadUnit
from db.rows import AttachmentRow, FeedRow, OpRow
from db.sync import bound, epochs, feed, other_papers, outgoing, standing, states
from db.sync.replica import mark_of
from db.sync.rows import (
    BlobRow,
    ClaimRow,
    FingerprintRow,
    HandoverRow,
    ParkedRow,
    TaskRow,
    WitnessRow,
)
from db.sync.sealed_book import SealedBook
from db.unit_of_work import SqlWriteUnit

DAMAGED = "damaged_here"
_ASK_AGAIN = timedelta(minutes=10)


class _Unit(SqlWriteUnit):
    """A write unit whose session this module may use."""

    @property
    def session(self) -> Session:
        return self._session


class _Snapshot(SqlReadUnit):
    @property
    def session(self) -> Session:
        return self._session


class SqlSyncStore:
    """Fits `app.sync.ports.SyncStore`. May be used from any thread: writers take turns."""

    def __init__(self, store: OpenStore) -> None:
        self._store = store
        self._sealing_key = derive(store.data_key, "sealed")

    def identity(self) -> Identity:
        """See the port."""
        with _Snapshot(self._store) as unit:
            office = unit.office()
            station_id = unit.session.scalars(select(FeedRow.station_id).where(FeedRow.current)).one()
            return Identity(station_id, office.division_code, office.code, window_of(unit.setting("window")))

    def binding(self) -> Binding | None:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return bound.binding_of(unit.session)

    def sealed(self) -> SealedBook:
        """See the port."""
        return SealedBook(self._store)

    def new_private_key(self) -> bytes:
        """See the port."""
        with self._writing() as session:
            return bound.waiting_key(session)

    def bind(self, binding: Binding, now: datetime) -> None:
        """See the port."""
        with self._writing() as session:
            bound.bind(session, binding, now)
            self._store.measured = bound.measured_clock(session)
            append_audit(
                session, at=now, who=self._store.user, action="enrol", about=binding.url, why=binding.hub
            )

    def epoch(self) -> str:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return current_epoch(unit.session)

    def last_seq(self) -> int:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return mark_of(unit.session).seq

    def states(
        self, with_blocks: frozenset[str] = frozenset(), *, whole: bool = True
    ) -> list[wire.ReplicaState]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return states.replica_states(unit.session, with_blocks, whole=whole)

    def channels(self, names: Sequence[str]) -> list[wire.ChannelState]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return [feed.channel_state(unit.session, name) for name in names]

    def chains_at(self, channel: str, cursors: Sequence[int]) -> list[wire.ChannelState]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return feed.chains_at(unit.session, channel, cursors)

    def keep_hello(self, answer: wire.HelloAnswer, offset: timedelta, now: datetime) -> None:
        """See the port."""
        with self._writing() as session:
            bound.keep_hello(session, answer, offset, now)
            self._store.measured = bound.measured_clock(session)

    def reconcile(self, epoch: str, block: int, held: Sequence[wire.HeldOp]) -> list[wire.HeldOp]:
        """See the port."""
        with self._writing() as session:
            return outgoing.reconcile(session, epoch, block, held)

    def place_of(self, op_id: str) -> tuple[str, int, str] | None:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return feed.place_of(unit.session, op_id)

    def missing_ops(self) -> list[str]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return feed.missing_ops(unit.session)

    def restore_op(self, event: wire.FeedEvent) -> None:
        """See the port."""
        with self._writing() as session:
            feed.restore_op(session, self._sealing_key, event, datetime.now(UTC))

    def begin_epoch(self, why: str, now: datetime) -> str:
        """See the port."""
        with self._writing() as session:
            epoch = epochs.begin_epoch(session, why, now)
            mark = mark_of(session)
        if self._store.sentinel is not None:
            self._store.sentinel.keep(mark)
        return epoch

    def pending(self, most: int, most_bytes: int) -> list[wire.Op]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            ops, damaged = outgoing.next_ops(unit.session, most, most_bytes)
        for op_id in damaged:
            self.park(op_id, DAMAGED, datetime.now(UTC))
        return ops

    def acknowledge(self, answers: Sequence[wire.OpAnswer], now: datetime) -> int:
        """See the port."""
        with self._writing() as session:
            return outgoing.acknowledge(session, answers, now)

    def park(self, op_id: str, why: str, now: datetime) -> None:
        """See the port."""
        with self._writing() as session:
            standing.park(session, op_id, why, now, at_hub=False)

    def offer_again(self, op_id: str) -> None:
        """See the port."""
        with self._writing() as session:
            session.execute(delete(ParkedRow).where(ParkedRow.op_id == op_id, ParkedRow.at_hub.is_(False)))

    def apply(self, channel: str, events: Sequence[wire.FeedEvent], head: int, now: datetime) -> int:
        """See the port."""
        with self._writing() as session:
            return feed.apply_page(session, self._sealing_key, channel, events, head, now)

    def apply_waiting(self, now: datetime) -> int:
        """See the port."""
        with self._writing() as session:
            return feed.apply_waiting(session, self._sealing_key, now)

    def rewind(self, channel: str, cursor: int) -> int:
        """See the port."""
        with self._writing() as session:
            return feed.rewind(session, channel, cursor, bound.bound_row(session).incarnation)

    def witnesses(self, most: int) -> list[tuple[int, str, str, wire.FeedEvent]]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            rows = unit.session.scalars(select(WitnessRow).order_by(WitnessRow.key).limit(most))
            return [
                (row.key, row.incarnation, row.channel, msgspec.json.decode(row.event, type=wire.FeedEvent))
                for row in rows
            ]

    def drop_witnesses(self, keys: Sequence[int]) -> None:
        """See the port."""
        with self._writing() as session:
            session.execute(delete(WitnessRow).where(WitnessRow.key.in_(list(keys))))

    def blobs_waiting(self, most: int) -> list[tuple[str, int]]:
        """See the port."""
        unsent = select(OpRow.about).where(OpRow.acked_at.is_(None), OpRow.kind == "visit")
        with _Snapshot(self._store) as unit:
            found = unit.session.execute(
                select(BlobRow.sha256, BlobRow.size)
                .where(BlobRow.complete_at.is_(None), BlobRow.named_in.not_in(unsent))
                .order_by(BlobRow.named_in, BlobRow.sha256)
                .limit(most)
            )
            return [(sha256, size) for sha256, size in found]

    def blob_content(self, sha256: str) -> bytes:
        """See the port."""
        with _Snapshot(self._store) as unit:
            named = unit.session.get(BlobRow, sha256)
            kept = unit.session.get(AttachmentRow, named.attachment_id) if named else None
            return (kept.content or b"") if kept else b""

    def blob_complete(self, sha256: str, now: datetime) -> None:
        """See the port."""
        with self._writing() as session:
            named = session.get(BlobRow, sha256)
            if named is not None:
                named.complete_at = now

    def pictures_wanted(self, now: datetime, most: int) -> list[tuple[str, int]]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return other_papers.pictures_wanted(unit.session, now - _ASK_AGAIN, most)

    def keep_picture(self, sha256: str, content: bytes, now: datetime) -> None:
        """See the port."""
        with self._writing() as session:
            other_papers.keep_picture(session, sha256, content, now)

    def note_push_failed(self) -> int:
        """See the port."""
        with self._writing() as session:
            row = bound.bound_row(session)
            row.push_failures += 1
            return row.push_failures

    def note_push_done(self) -> None:
        """See the port."""
        with self._writing() as session:
            bound.bound_row(session).push_failures = 0

    def note_ok(self, next_at: datetime, now: datetime) -> None:
        """See the port."""
        with self._writing() as session:
            bound.round_ended(session, next_at, now)

    def note_failure(self, word: str, next_at: datetime) -> None:
        """See the port."""
        with self._writing() as session:
            bound.round_broken(session, word, next_at)

    def figures(self) -> SyncFigures:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return standing.figures(unit.session)

    def parked_items(self) -> tuple[ParkedItem, ...]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return tuple(standing.parked_items(unit.session))

    def settle(self, item_id: str, who: str, now: datetime) -> None:
        """See the port."""
        with self._writing() as session:
            task = session.get(TaskRow, item_id)
            if task is not None and task.done_at is None:
                task.done_by, task.done_at = who, now
            handover = session.get(HandoverRow, item_id)
            if handover is not None and not handover.key_id:
                handover.settled_by = who
            parked = session.get(ParkedRow, item_id)
            if parked is not None and parked.at_hub and parked.seen_at is None:
                parked.seen_by, parked.seen_at = who, now
            append_audit(session, at=now, who=who, action="settle_task", about=item_id, why="")

    def suspicions(self, reg_no: str) -> tuple[Suspicion, ...]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return standing.suspicions(unit.session, reg_no)

    def keep_claims(self, outcomes: Sequence[wire.ClaimOutcome]) -> None:
        """See the port."""
        with self._writing() as session:
            for one in outcomes:
                session.merge(
                    ClaimRow(
                        matter_id=one.matter,
                        person=one.person,
                        claim_id=one.claim_id,
                        outcome=one.outcome,
                        slot=one.slot,
                    )
                )

    def fingerprinted(self, prefixes: Sequence[str]) -> tuple[Mapping[str, str], datetime | None]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            rows = unit.session.scalars(select(FingerprintRow).where(FingerprintRow.fp.in_(list(prefixes))))
            found = {row.matter: row.office for row in rows}
            return found, feed.read_at(unit.session, wire.COUNTY_CHANNEL)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with _Unit(self._store) as unit:
            yield unit.session
            unit.commit()
