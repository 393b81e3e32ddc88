"""What this store keeps of the hub it is bound to: enrolment, the last hello, how the last rounds went."""

from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.hub import wire
from app.sync.ports import Binding
from db.rows import FeedRow, SettingRow
from db.sync import feed, states
from db.sync.clock import Measured
from db.sync.rows import BindingRow, BlobRow, ParkedRow, ProofRow

QUARANTINED = "quarantined"
_WAITING_KEY = "hub_private_key"


def binding_of(session: Session) -> Binding | None:
    """The hub this store is bound to."""
    row = session.get(BindingRow, 1)
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


def measured_clock(session: Session) -> Measured | None:
    """How far the clock was off when the hub last told it."""
    row = session.get(BindingRow, 1)
    if row is None or row.offset_ms is None:
        return None
    return Measured(timedelta(milliseconds=row.offset_ms), row.offset_boot, row.offset_base_s)


def waiting_key(session: Session) -> bytes:
    """Raw Ed25519 key made for an enrolment; the same one until `bind`."""
    row = session.get(SettingRow, _WAITING_KEY)
    if row is None:
        key = Ed25519PrivateKey.generate().private_bytes_raw()
        row = SettingRow(name=_WAITING_KEY, value={"is": key.hex()})
        session.add(row)
    return bytes.fromhex(row.value["is"])


def bind(session: Session, binding: Binding, now: datetime) -> None:
    """Keep a new binding; what an earlier one had quarantined is offered again."""
    measured = Measured.now(binding.offset)
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
            offset_boot=measured.boot,
            offset_base_s=measured.base_s,
        )
    )
    _offer_quarantined(session)
    session.execute(delete(SettingRow).where(SettingRow.name == _WAITING_KEY))


def bound_row(session: Session) -> BindingRow:
    """The binding of a store that is known to have one."""
    return session.scalars(select(BindingRow)).one()


def _offer_quarantined(session: Session) -> None:
    """What a hub put aside that did not trust this station is offered again to one that does."""
    session.execute(delete(ParkedRow).where(ParkedRow.why == QUARANTINED, ParkedRow.at_hub.is_(False)))


def keep_hello(session: Session, answer: wire.HelloAnswer, offset: timedelta, now: datetime) -> None:
    """Keep what the hub said of itself, and which epochs are proven."""
    row = bound_row(session)
    row.incarnation, row.revoked = answer.incarnation, answer.revoked
    if not any(verdict.since for verdict in answer.epochs):
        row.hello_at = now
    if not answer.revoked:  # also where the hub was restored from before the revocation
        _offer_quarantined(session)
    # A store enrolled before keys were vouched for learns it once; another one needs a new enrolment.
    row.directory_key = row.directory_key or answer.directory_key
    # A restored hub may have lost pictures it once had whole.
    session.execute(update(BlobRow).where(BlobRow.sha256.in_(answer.missing_blobs)).values(complete_at=None))
    measured = Measured.now(offset)
    row.offset_ms, row.offset_at = _ms(offset), now
    row.offset_boot, row.offset_base_s = measured.boot, measured.base_s
    for verdict in answer.epochs:
        proof = session.get(ProofRow, verdict.epoch)
        if verdict.in_step:
            held = verdict.held - states.moved_total(session, verdict.epoch)
            session.merge(ProofRow(epoch=verdict.epoch, held=held, at=now))
        elif proof is not None:
            session.delete(proof)
    for channel in answer.channels:
        feed.keep_head(session, channel.channel, channel.head)


def round_ended(session: Session, next_at: datetime, now: datetime) -> None:
    """A round came to its end."""
    row = bound_row(session)
    row.ok_at, row.next_at, row.failure, row.failures = now, next_at, "", 0
    session.execute(update(FeedRow).where(FeedRow.current).values(last_ok_at=now))


def round_broken(session: Session, word: str, next_at: datetime) -> None:
    """A round did not; `word` says why."""
    row = bound_row(session)
    row.failure, row.next_at = word, next_at
    row.failures += 1


def _ms(offset: timedelta) -> int:
    return round(offset / timedelta(milliseconds=1))
