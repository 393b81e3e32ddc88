"""Keys of other offices, and what they sealed for this one, as the feed brings them."""

import base64
import binascii
from datetime import datetime

from sqlalchemy.orm import Session

from app.hub import wire
from app.hub.sealing_wire import OfficeKey, SealedDelivery, vouched_for
from db.sync.rows import BindingRow, OfficeKeyRow, OwnKeyRow, ReceivedRow, SealedPaperRow, TaskRow


def keep_key(session: Session, event: wire.FeedEvent, told: OfficeKey, _now: datetime) -> None:
    """An office's key, if the highest hub vouched for it; any other is never sealed for, and told."""
    bound = session.get(BindingRow, 1)
    if bound is None or not vouched_for(told, bound.directory_key):
        _tell(session, event, "key_refused", told.office_name)
    elif session.get(OfficeKeyRow, told.key_id) is None:
        session.add(
            OfficeKeyRow(
                key_id=told.key_id,
                office=told.office,
                office_name=told.office_name,
                public_key=told.public_key,
                since=told.since,
            )
        )
    session.flush()


def keep_sealed(session: Session, event: wire.FeedEvent, told: SealedDelivery, _now: datetime) -> None:
    """A matter sealed for this office: kept as it came, told where the key to it lies."""
    try:
        box = base64.b64decode(told.box, validate=True)
    except binascii.Error:
        box = b""
    if session.get(ReceivedRow, (told.matter_id, told.key_id)) is not None:
        return
    session.add(
        ReceivedRow(
            matter_id=told.matter_id,
            key_id=told.key_id,
            reg_no=told.reg_no,
            visit_no=told.visit_no,
            from_office=told.from_office,
            from_name=told.from_name,
            box=box,
            at=told.at,
        )
    )
    for one in told.attachments:
        if session.get(SealedPaperRow, one.sha256) is None:
            session.add(
                SealedPaperRow(
                    sha256=one.sha256, key_id=told.key_id, size=one.size, content=None, asked_at=None
                )
            )
    if session.get(OwnKeyRow, told.key_id) is not None:
        _tell(session, event, "sealed_received", told.reg_no)
    session.flush()


def _tell(session: Session, event: wire.FeedEvent, what: str, about: str) -> None:
    if session.get(TaskRow, event.ref) is None:
        session.add(
            TaskRow(
                task_id=event.ref, what=what, about=about, detail={}, at=event.at, done_by="", done_at=None
            )
        )
