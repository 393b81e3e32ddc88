"""What the feed tells becomes rows: added, never laid over what stands here.

Operations of the office's other windows bring their visits, links and steps; the hub's own events bring
statuses, aliases, claims, tasks and advice. What cannot be applied yet is kept as it came.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.amendment import MATTER_FIELDS, VISIT_FIELDS, AmendmentRecord, Change
from app.domain.day_review import DaySignature, LineReview, ReviewKind
from app.domain.record import MatterEventRecord
from app.hub import contents, wire
from app.hub.contents import Unreadable, read_body
from app.hub.sealing_wire import OfficeKey, SealedDelivery
from db import amendments, log_lines, matters
from db.rows import EventRow, JudgementRow, LinkRow, MatterRow, VisitRow
from db.sync import sealed_in
from db.sync.other_papers import apply_paper, want_pictures
from db.sync.other_visits import NotYet, apply_visit, keys_here, opened
from db.sync.rows import AliasRow, ClaimRow, FingerprintRow, SuspectRow, TaskRow
from db.sync.withdrawals import withdraw


def apply_operation(session: Session, key: bytes, event: wire.FeedEvent) -> None:
    """An operation of another window of this office, or of an earlier life of this store.

    Raises:
        NotYet.
    """
    if event.origin is None or event.body is None:
        raise NotYet
    content = event.body.content()
    try:
        body = read_body(event.origin.kind, event.origin.v, content)
    except Unreadable as error:
        raise NotYet from error
    match body:
        case contents.VisitBody():
            apply_visit(session, key, content, body)
            want_pictures(session, body.visit_id, body.attachments)
        case contents.EventBody():
            _step(session, key, body, content)
        case contents.LinkBody():
            _link(session, body)
        case contents.UnlinkBody():
            _unlink(session, body)
        case contents.JudgementBody():
            _judgement(session, body)
        case contents.Amendment() if event.origin.kind == wire.OpKind.AMEND:
            _amendment(session, body, content)
        case contents.Amendment():
            withdraw(session, body)
        case contents.ReviewBody():
            _review(session, body)
        case contents.DaySignatureBody():
            _day_signature(session, body)
        case contents.PaperBody():
            apply_paper(session, key, event.origin.kind, content)
        case _:
            pass  # nothing of it has rows here


def apply_event(session: Session, event: wire.FeedEvent, now: datetime) -> None:
    """Something the hub says itself.

    Raises:
        NotYet.
    """
    if event.body is None or event.kind not in _EVENTS:
        raise NotYet
    shape, do = _EVENTS[event.kind]
    try:
        told = msgspec.json.decode(event.body.content(), type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NotYet from error
    do(session, event, told, now)


# --- operations ------------------------------------------------------------------------------------


def _step(session: Session, key: bytes, body: contents.EventBody, content: bytes) -> None:
    if session.get(EventRow, body.event_id) is not None:
        return
    matter = _matter(session, body.matter_id)
    told = msgspec.json.decode(content)
    if sealed := told.get("sealed"):
        told |= opened(keys_here(session, key), sealed, body.event_id) or {}
    matters.add_event(session, body.matter_id, msgspec.convert(told, MatterEventRecord))
    matter.version += 1


def _link(session: Session, body: contents.LinkBody) -> None:
    if session.get(LinkRow, body.link_id) is not None:
        return
    source, _ = _matter(session, body.matter_id), _matter(session, body.target_id)
    session.add(
        LinkRow(
            link_id=body.link_id,
            matter_id=body.matter_id,
            target_id=body.target_id,
            facts=body.facts,
            decided_by=body.by,
            decided_at=body.at,
            undone_by=None,
            undone_at=None,
        )
    )
    source.version += 1
    session.flush()
    log_lines.write_lines_of_matter(session, body.matter_id)


def _unlink(session: Session, body: contents.UnlinkBody) -> None:
    link = session.get(LinkRow, body.link_id)
    if link is None:
        raise NotYet
    if link.undone_at is None:
        link.undone_by, link.undone_at = body.undone_by, body.undone_at
        _matter(session, link.matter_id).version += 1
    session.flush()
    log_lines.write_lines_of_matter(session, link.matter_id)


def _judgement(session: Session, body: contents.JudgementBody) -> None:
    if session.get(JudgementRow, body.judgement_id) is not None:
        return
    _matter(session, body.matter_id)
    session.add(
        JudgementRow(
            judgement_id=body.judgement_id,
            matter_id=body.matter_id,
            known_id=body.known_id,
            judgement=body.judgement,
            by=body.by,
            at=body.at,
        )
    )
    session.flush()


def _amendment(session: Session, body: contents.Amendment, content: bytes) -> None:
    """A correction another window made; one whose fields this version does not know waits."""
    told: dict[str, Any] = msgspec.json.decode(content)
    before = told.get("before", {})
    visit_id = _visit_of(session, body.about_id)
    if not {*VISIT_FIELDS, *MATTER_FIELDS} >= body.fields.keys():
        raise NotYet
    changes = tuple(Change(name, str(before.get(name, "")), str(new)) for name, new in body.fields.items())
    amendments.add_amendment(
        session,
        AmendmentRecord(
            body.amend_id, visit_id, body.about_id, changes, body.reason, body.by, _utc(body.at), body.base
        ),
    )
    try:
        log_lines.write_lines(session, [visit_id])
    except ValueError as error:
        raise NotYet from error


def _review(session: Session, body: contents.ReviewBody) -> None:
    if session.get(VisitRow, body.visit_id) is None or body.kind not in set(ReviewKind):
        raise NotYet
    kind = ReviewKind(body.kind)
    review = LineReview(body.review_id, body.visit_id, kind, body.text, body.by, _utc(body.at))
    amendments.add_review(session, review)
    log_lines.write_lines(session, [body.visit_id])


def _day_signature(session: Session, body: contents.DaySignatureBody) -> None:
    amendments.add_signature(
        session,
        DaySignature(
            signature_id=body.signature_id,
            day=body.day,
            content=body.content.encode(),
            digest=body.digest,
            reason=body.reason,
            by=body.by,
            at=_utc(body.at),
            here=False,
        ),
    )


def _visit_of(session: Session, about_id: str) -> str:
    if session.get(VisitRow, about_id) is not None:
        return about_id
    return _matter(session, about_id).visit_id


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _matter(session: Session, matter_id: str) -> MatterRow:
    row = session.scalars(select(MatterRow).where(MatterRow.matter_id == matter_id)).first()
    if row is None:
        raise NotYet
    return row


# --- events ----------------------------------------------------------------------------------------


def _status(session: Session, _event: wire.FeedEvent, told: wire.StatusEvent, _now: datetime) -> None:
    if session.get(EventRow, told.event_id) is not None:
        return
    matter = _matter(session, told.matter_id)
    try:
        step = MatterEventRecord(
            event_id=told.event_id,
            kind=told.kind,
            on=date.fromisoformat(told.on),
            at=datetime.fromisoformat(told.at),
            by=told.by,
            text=told.text,
            extended_to=date.fromisoformat(told.extended_to) if told.extended_to else None,
            supported=told.supported,
        )
    except ValueError as error:
        raise NotYet from error
    matters.add_event(session, told.matter_id, step)
    matter.version += 1
    session.flush()


def _alias(session: Session, event: wire.FeedEvent, told: wire.AliasEvent, _now: datetime) -> None:
    if told.what == "receipt":
        visit = session.get(VisitRow, told.about_id)
        if visit is None:
            raise NotYet
        _rename(session, visit, told.alias)
    session.merge(
        AliasRow(
            ref=event.ref,
            what=told.what,
            about_id=told.about_id,
            number=told.number,
            alias=told.alias,
            ended=told.ended,
        )
    )
    session.flush()


_HUB = "上级"


def _claim(session: Session, _event: wire.FeedEvent, told: wire.ClaimOutcome, now: datetime) -> None:
    session.merge(
        ClaimRow(
            matter_id=told.matter,
            person=told.person,
            claim_id=told.claim_id,
            outcome=told.outcome,
            slot=told.slot,
        )
    )
    if told.outcome is wire.ClaimWord.CONFIRMED:
        _no_longer_over(session, told, now)
    session.flush()


def _no_longer_over(session: Session, told: wire.ClaimOutcome, now: datetime) -> None:
    """A hall had given out its slots alone; the county has one for this person after all."""
    for task in session.scalars(
        select(TaskRow).where(
            TaskRow.what == "over_limit", TaskRow.about == told.matter, TaskRow.done_at.is_(None)
        )
    ):
        if task.detail.get("person") == told.person:
            task.done_by, task.done_at = _HUB, now


def _task(session: Session, event: wire.FeedEvent, told: wire.TaskEvent, _now: datetime) -> None:
    if session.get(TaskRow, told.task_id) is None:
        session.add(
            TaskRow(
                task_id=told.task_id,
                what=told.what,
                about=told.about,
                detail=told.detail,
                at=event.at,
                done_by="",
                done_at=None,
            )
        )
        session.flush()


def _suspect(session: Session, event: wire.FeedEvent, told: wire.SuspectEvent, _now: datetime) -> None:
    session.merge(SuspectRow(ref=event.ref, at=event.at, **msgspec.to_builtins(told)))
    session.flush()


def _fingerprints(session: Session, _event: wire.FeedEvent, told: wire.Fingerprints, _now: datetime) -> None:
    for one in told.added:
        session.merge(FingerprintRow(fp=one.fp, matter=one.matter, office=one.office))
    session.flush()


_Do = Callable[[Session, wire.FeedEvent, Any, datetime], None]
_EVENTS: Mapping[str, tuple[type[msgspec.Struct], _Do]] = {
    wire.FeedKind.STATUS: (wire.StatusEvent, _status),
    wire.FeedKind.ALIAS: (wire.AliasEvent, _alias),
    wire.FeedKind.CLAIM: (wire.ClaimOutcome, _claim),
    wire.FeedKind.TASK: (wire.TaskEvent, _task),
    wire.FeedKind.SUSPECT_SAME: (wire.SuspectEvent, _suspect),
    wire.FeedKind.FINGERPRINTS: (wire.Fingerprints, _fingerprints),
    wire.FeedKind.SEALING_KEY: (OfficeKey, sealed_in.keep_key),
    wire.FeedKind.SEALED: (SealedDelivery, sealed_in.keep_sealed),
}

# --- numbers ---------------------------------------------------------------------------------------


def _rename(session: Session, visit: VisitRow, number: str) -> None:
    """Call a visit by the hub's number; who bears it here takes this one's."""
    if visit.visit_no == number:
        return
    before = visit.visit_no
    other = session.scalars(select(VisitRow).where(VisitRow.visit_no == number)).first()
    if other is not None:
        _number(session, other, f"{number}~")
    _number(session, visit, number)
    if other is not None:
        _number(session, other, before)


def _number(session: Session, visit: VisitRow, number: str) -> None:
    before, visit.visit_no = visit.visit_no, number
    for matter in session.scalars(select(MatterRow).where(MatterRow.visit_id == visit.visit_id)):
        matter.reg_no = number + matter.reg_no.removeprefix(before)
    session.flush()
    log_lines.write_lines(session, [visit.visit_id])
