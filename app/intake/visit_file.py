"""A visit opened from the log: as registered, with its papers, corrections, review and who looked at it."""

from dataclasses import dataclass
from datetime import date

from app.domain.amendment import AmendmentRecord
from app.domain.day_review import LineReview
from app.domain.office import StaffRole
from app.domain.record import AuditRecord
from app.errors import NotAllowed, NotFound
from app.intake.lists import visit_summary
from app.intake.results import VisitSummary
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST, require

_MOST_LOOKS = 200


@dataclass(frozen=True)
class VisitFile:
    """A visit with its history.

    Attributes:
        summary: what was registered, as far as this person may see it; corrections do not touch it.
        looks: who did or looked at what of it, newest first; for the team lead alone (domain 9).
        about: by id of the visit or a matter, the number it is known by.
        day: of the log in which it stands.
    """

    summary: VisitSummary
    amendments: tuple[AmendmentRecord, ...]
    reviews: tuple[LineReview, ...]
    looks: tuple[AuditRecord, ...]
    about: dict[str, str]
    day: date


def visit_file(visit_no: str, session: DeskSession) -> VisitFile:
    """Open a visit to read; looking at it is noted.

    Raises:
        NotAllowed: the role does not look at visits, or a receptionist asks for one that somebody else
            received on another day.
        NotFound: no such visit.
    """
    require(session, MAY_LIST)
    with session.read() as unit:
        visit = unit.visit(visit_no)
    if visit is None:
        raise NotFound(visit_no)
    mine = visit.received_by == session.user.name or visit.local_date == session.clock.today()
    if session.user.role is StaffRole.RECEPTIONIST and not mine:
        raise NotAllowed("visit")
    summary = visit_summary(visit_no, session)
    numbers = [visit_no, *(m.reg_no for m in visit.matters), *(p.number for p in summary.papers)]
    with session.read() as unit:
        amendments, reviews = unit.amendments(visit.visit_id), unit.reviews(visit.visit_id)
        lead = session.user.role is StaffRole.LEAD
        looks = unit.audit_about(numbers, _MOST_LOOKS) if lead else ()
    about = {visit.visit_id: visit_no, **{m.matter_id: m.reg_no for m in visit.matters}}
    return VisitFile(summary, amendments, reviews, looks, about, visit.local_date)
