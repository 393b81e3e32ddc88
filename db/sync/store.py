"""The store's side of the conversation with the hub: each method one short transaction."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.domain.upstream import ParkedItem, Suspicion, SyncFigures
from app.hub import wire
from app.intake.drafts import window_of
from app.sync.ports import Binding, Identity
from db.journal import append_audit
from db.keyring import derive
from db.read_unit import OpenStore, SqlReadUnit
from db.rows import AttachmentRow, FeedRow, OpRow, SettingRow
from db.sync import epochs, feed, standing, states
from db.sync.replica import mark_of
from db.sync.rows import (
    BindingRow,
    BlobRow,
    ClaimRow,
    FingerprintRow,
    HandoverRow,
    ParkedRow,
    ProofRow,
    TaskRow,
    WitnessRow,
)
from db.sync.sealed_book import SealedBook
from db.unit_of_work import SqlWriteUnit

_WAITING_KEY = "hub_private_key"
DAMAGED, QUARANTINED = "damaged_here", "quarantined"


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
            row = unit.session.get(BindingRow, 1)
        if row is None:
            return None
        return Binding(
            url=row.url,
            ca=row.ca,
            hub=row.hub,
            county=row.county,
            office=row.office,
            station_id=row.station_id,
            private_key=row.private_key,
            person_key=row.person_key,
            incarnation=row.incarnation,
            offset=timedelta(milliseconds=row.offset_ms or 0),
            revoked=row.revoked,
            push_failures=row.push_failures,
            failures=row.failures,
            hello_at=row.hello_at,
            directory_key=row.directory_key,
        )

    def sealed(self) -> SealedBook:
        """See the port."""
        return SealedBook(self._store)

    def new_private_key(self) -> bytes:
        """See the port."""
        with self._writing() as session:
            row = session.get(SettingRow, _WAITING_KEY)
            if row is None:
                key = Ed25519PrivateKey.generate().private_bytes_raw()
                row = SettingRow(name=_WAITING_KEY, value={"is": key.hex()})
                session.add(row)
            return bytes.fromhex(row.value["is"])

    def bind(self, binding: Binding, now: datetime) -> None:
        """See the port."""
        with self._writing() as session:
            session.merge(
                BindingRow(
                    key=1,
                    url=binding.url,
                    ca=binding.ca,
                    hub=binding.hub,
                    county=binding.county,
                    office=binding.office,
                    station_id=binding.station_id,
                    private_key=binding.private_key,
                    person_key=binding.person_key,
                    enrolled_at=now,
                    incarnation="",
                    revoked=False,
                    offset_ms=_ms(binding.offset),
                    offset_at=now,
                    hello_at=None,
                    ok_at=None,
                    next_at=None,
                    failure="",
                    failures=0,
                    push_failures=0,
                    directory_key=binding.directory_key,
                )
            )
            session.execute(
                delete(ParkedRow).where(ParkedRow.why == QUARANTINED, ParkedRow.at_hub.is_(False))
            )
            session.execute(delete(SettingRow).where(SettingRow.name == _WAITING_KEY))
            append_audit(
                session, at=now, who=self._store.user, action="enrol", about=binding.url, why=binding.hub
            )

    def states(self, with_blocks: frozenset[str] = frozenset()) -> list[wire.ReplicaState]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            return states.replica_states(unit.session, with_blocks)

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
            row = _binding(session)
            row.incarnation, row.revoked, row.hello_at = answer.incarnation, answer.revoked, now
            # A store enrolled before keys were vouched for learns it once; another one needs a new enrolment.
            row.directory_key = row.directory_key or answer.directory_key
            # A restored hub may have lost pictures it once had whole.
            session.execute(
                update(BlobRow).where(BlobRow.sha256.in_(answer.missing_blobs)).values(complete_at=None)
            )
            row.offset_ms, row.offset_at = _ms(offset), now
            for verdict in answer.epochs:
                proof = session.get(ProofRow, verdict.epoch)
                if verdict.in_step:
                    held = verdict.held - states.moved_total(session, verdict.epoch)
                    session.merge(ProofRow(epoch=verdict.epoch, held=held, at=now))
                elif proof is not None:
                    session.delete(proof)
            for channel in answer.channels:
                feed.keep_head(session, channel.channel, channel.head)

    def reconcile(self, epoch: str, block: int, held: Sequence[wire.HeldOp]) -> list[wire.HeldOp]:
        """See the port."""
        with self._writing() as session:
            lacking, lost = states.unheld(session, epoch, block, held)
            if lacking:
                session.execute(update(OpRow).where(OpRow.op_id.in_(lacking)).values(acked_at=None))
            return lost

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
        aside = select(ParkedRow.op_id).where(ParkedRow.at_hub.is_(False))
        waiting = (
            select(OpRow)
            .join(FeedRow, FeedRow.epoch == OpRow.epoch)
            .where(OpRow.acked_at.is_(None), OpRow.op_id.not_in(aside))
            .order_by(FeedRow.began_at, OpRow.seq)
            .limit(most)
        )
        damaged: list[str] = []
        ops: list[wire.Op] = []
        size = 0
        with _Snapshot(self._store) as unit:
            bound = unit.session.get(BindingRow, 1)
            for row in unit.session.scalars(waiting):
                if hashlib.sha256(row.body).hexdigest() != row.digest:
                    damaged.append(row.op_id)
                    continue
                made = _as_sent(row, bound)
                size += len(made.body.text)
                if ops and size > most_bytes:
                    break
                ops.append(made)
        for op_id in damaged:
            self.park(op_id, DAMAGED, datetime.now(UTC))
        return ops

    def acknowledge(self, answers: Sequence[wire.OpAnswer], now: datetime) -> int:
        """See the port."""
        held = [a for a in answers if a.result in wire.ACKNOWLEDGED]
        with self._writing() as session:
            for answer in answers:
                if answer.result not in wire.ACKNOWLEDGED:
                    standing.park(session, answer.op_id, answer.result.value, now, at_hub=False)
                elif answer.result is wire.OpResult.PARKED:
                    standing.park(session, answer.op_id, answer.why, now, at_hub=True)
            ids = [a.op_id for a in held]
            standing.release(session, ids)
            changed = session.execute(
                update(OpRow).where(OpRow.op_id.in_(ids), OpRow.acked_at.is_(None)).values(acked_at=now)
            )
            return int(changed.rowcount)  # type: ignore[attr-defined]

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
            return feed.rewind(session, channel, cursor, _binding(session).incarnation)

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

    def note_push_failed(self) -> int:
        """See the port."""
        with self._writing() as session:
            row = _binding(session)
            row.push_failures += 1
            return row.push_failures

    def note_push_done(self) -> None:
        """See the port."""
        with self._writing() as session:
            _binding(session).push_failures = 0

    def note_ok(self, next_at: datetime, now: datetime) -> None:
        """See the port."""
        with self._writing() as session:
            row = _binding(session)
            row.ok_at, row.next_at, row.failure, row.failures = now, next_at, "", 0
            session.execute(update(FeedRow).where(FeedRow.current).values(last_ok_at=now))

    def note_failure(self, word: str, next_at: datetime) -> None:
        """See the port."""
        with self._writing() as session:
            row = _binding(session)
            row.failure, row.next_at = word, next_at
            row.failures += 1

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


def _binding(session: Session) -> BindingRow:
    return session.scalars(select(BindingRow)).one()


def _ms(offset: timedelta) -> int:
    return round(offset / timedelta(milliseconds=1))


def _as_sent(row: OpRow, bound: BindingRow | None) -> wire.Op:
    measured = bound.offset_at if bound is not None else None
    return wire.Op(
        op_id=row.op_id,
        epoch=row.epoch,
        seq=row.seq,
        county=row.county,
        office=row.office,
        kind=row.kind,
        v=row.v,
        body=wire.Body.of(row.body),
        digest=row.digest,
        wall=row.wall,
        boot_id=row.boot_id,
        about=row.about,
        offset_ms=bound.offset_ms if bound is not None and measured is not None else None,
        offset_age_s=round(abs((row.wall - measured).total_seconds())) if measured is not None else None,
    )
