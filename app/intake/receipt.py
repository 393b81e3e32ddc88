"""The visit receipt of a registered visit: from the record to what the paper says."""

from datetime import date, datetime, timedelta

from app.domain.matter import Outcome
from app.domain.office import Office
from app.domain.person import PersonDraft, PersonRole
from app.domain.record import VisitRecord
from app.ports import Clock
from app.receipts.content import ReceiptContent, ReceiptMatter, receipt_content

_NOTICE_DAYS = 15  # Arts. 22, 23(2): on the spot, else within 15 days
_TOLD_NOW = frozenset({Outcome.ANSWERED_ON_SPOT})


def receipt_of(
    visit: VisitRecord, number: str, office: Office, clock: Clock, key: bytes, *, issued_at: datetime
) -> ReceiptContent:
    """What the receipt says; sealed matters by number only."""
    zone = clock.now_local().tzinfo
    stated = visit.stated
    latest = visit.local_date + timedelta(days=_NOTICE_DAYS)
    return receipt_content(
        office=office,
        number=number,
        visit_no=visit.visit_no,
        visited_at=visit.visited_at.astimezone(zone),
        issued_at=issued_at.astimezone(zone),
        window=stated.window,
        receptionist=stated.received_by,
        addressee=addressee(visit),
        present=stated.head_count,
        unconfirmed=stated.reps_unconfirmed,
        representatives=sum(p.role is PersonRole.REPRESENTATIVE for p in visit.participants),
        matters=[
            ReceiptMatter(
                reg_no=m.reg_no,
                query_code=m.query_code,
                demand=m.stated.demand,
                outcome=Outcome(m.outcome),
                target_unit=m.target_unit,
                notice_by=_notice_by(m.outcome, latest),
                sealed=m.sealed,
            )
            for m in visit.matters
        ],
        material_pages=sum(m.pages for m in stated.materials),
        key=key,
    )


def addressee(visit: VisitRecord, index: int | None = None) -> PersonDraft | None:
    """主访人 of the open matters: the first petitioner or representative, else whoever is named first.

    Args:
        index: of the one matter meant; None = all of the visit.


    Nobody is named who raised only sealed matters, or who wished to stay anonymous.
    """
    if visit.stated.anonymous:
        return None
    open_matters = [
        i
        for i, m in enumerate(visit.matters)
        if not m.sealed and not m.stated.anonymous and index in (None, i)
    ]
    named = [
        p
        for p in visit.participants
        if p.role is not PersonRole.COMPANION
        and not p.stated.anonymous
        and any(p.stated.raises(i) for i in open_matters)
    ]
    speaking = [p for p in named if p.role in {PersonRole.PETITIONER, PersonRole.REPRESENTATIVE}]
    return next((p.stated for p in [*speaking, *named]), None)


def large_print(visit: VisitRecord) -> bool:
    """Whether the visitor asked for large print."""
    return any(word.replace("_", " ") == "large print" for word in visit.stated.assistance)


def _notice_by(outcome: Outcome, latest: date) -> date | None:
    return None if outcome in _TOLD_NOW else latest
