"""The two append-only journals: operations for upstream, and the audit chain."""

import hashlib
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import uuid_utils
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.rows import AuditRow, FeedRow, OpRow

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_OP_VERSION = 1
VISIT_OP = "visit"
"""The kind of operation that registers a visit; it is about the visit's number."""


def new_id() -> str:
    """UUIDv7 from the operating system's random source; never read as a time."""
    return str(uuid_utils.uuid7())


def boot_id() -> str:
    """Which run of the machine this is; on systems without one, which run of the program."""
    if _BOOT_ID.exists():
        return _BOOT_ID.read_text("ascii").strip()
    return _PROGRAM_RUN


_PROGRAM_RUN = str(uuid.uuid4())


def current_epoch(session: Session) -> str:
    """The epoch of this store's present life."""
    return session.scalars(select(FeedRow.epoch).where(FeedRow.current)).one()


def append_op(
    session: Session, *, kind: str, body: bytes, county: str, office: str, about: str, wall: datetime
) -> OpRow:
    """Add one operation; `seq` is gapless in the epoch because the transaction is the only writer."""
    epoch = current_epoch(session)
    last = session.scalar(select(func.max(OpRow.seq)).where(OpRow.epoch == epoch)) or 0
    row = OpRow(
        op_id=new_id(),
        epoch=epoch,
        seq=last + 1,
        county=county,
        office=office,
        kind=kind,
        v=_OP_VERSION,
        body=body,
        digest=hashlib.sha256(body).hexdigest(),
        wall=wall,
        boot_id=boot_id(),
        about=about,
        acked_at=None,
    )
    session.add(row)
    session.flush()
    return row


def append_audit(session: Session, *, at: datetime, who: str, action: str, about: str, why: str) -> None:
    """Add one row to the audit chain."""
    last = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1)).first()
    row = AuditRow(seq=(last.seq if last else 0) + 1, at=at, who=who, action=action, about=about, why=why)
    row.hash = _link(last.hash if last else "", row)
    session.add(row)
    session.flush()


def broken_audit(session: Session) -> Iterator[int]:
    """Sequence numbers at which the audit chain is broken: removed, changed or added rows."""
    before, expected = "", 1
    for row in session.scalars(select(AuditRow).order_by(AuditRow.seq).execution_options(yield_per=1000)):
        if row.seq != expected or row.hash != _link(before, row):
            yield row.seq
        before, expected = row.hash, row.seq + 1


def broken_ops(session: Session) -> Iterator[str]:
    """Identifiers of operations whose bytes or numbering are not as written.

    Only the present life is numbered without gaps: what an earlier one had not handed over was taken
    along. Of earlier lives the hub's compare of digests tells.
    """
    current, last = current_epoch(session), 0
    whole = select(OpRow).order_by(OpRow.epoch, OpRow.seq).execution_options(yield_per=200)
    for row in session.scalars(whole):
        gap = row.epoch == current and row.seq != last + 1
        if gap or hashlib.sha256(row.body).hexdigest() != row.digest:
            yield row.op_id
        if row.epoch == current:
            last = row.seq


def _link(before: str, row: AuditRow) -> str:
    parts = (before, str(row.seq), row.at.isoformat(), row.who, row.action, row.about, row.why)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
