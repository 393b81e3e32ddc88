"""The register of papers: what was issued, taken back with a reason, and every number once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.delivery import Delivery, DeliveryRecord
from app.domain.office import StaffRole
from app.domain.record import PaperRecord
from app.domain.words import DOCUMENTS_ZH
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.json_input import cleaned
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST, require
from app.ports import ReadUnit

_MAY_VOID = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD})
_LONGEST_REASON = 100


@dataclass(frozen=True)
class RegisteredPaper:
    """One line of the register; nothing of what the paper says, nobody's name but staff's.

    Attributes:
        prints: how often it was made; the second and later ones carry 补打.
        delivery: how it was handed over; None = that is not recorded.
    """

    number: str
    paper: str
    name: str
    visit_no: str
    reg_no: str
    issued_at: datetime
    issued_by: str
    prints: int
    voided: bool
    void_reason: str = ""
    voided_by: str = ""
    delivery: Delivery | None = None


def paper_register(start: date, end: date, session: DeskSession) -> tuple[RegisteredPaper, ...]:
    """Papers issued on the office's days from `start` to `end`, voided ones too, in order.

    Raises:
        NotAllowed: the role does not look at papers.
    """
    require(session, MAY_LIST)
    with session.read() as unit:
        zone = ZoneInfo(session.rules.settings_of(unit.office()).timezone)
        begin = datetime.combine(start, time(), zone)
        until = datetime.combine(end + timedelta(days=1), time(), zone)
        return _lines(unit, tuple(unit.papers_between(begin, until)))


def papers_of_matter(reg_no: str, session: DeskSession) -> tuple[RegisteredPaper, ...]:
    """Papers of a matter and of its visit as a whole, in order of issue.

    Raises:
        NotFound, NotAllowed.
    """
    require(session, MAY_LIST)
    with session.read() as unit:
        file = unit.matter(reg_no)
        if file is None:
            raise NotFound(reg_no)
        return _lines(unit, [p for p in unit.papers(file.visit_no) if p.reg_no in ("", reg_no)])


def void_paper(number: str, reason: str, session: DeskSession) -> RegisteredPaper:
    """Take a paper back. Its number stays in the register and is never given again.

    Raises:
        BadInput: no reason, or it is voided already.
        NotFound: no such number.
        NotAllowed, DiskFull, DiskFailed.
    """
    if session.user.role not in _MAY_VOID:
        raise NotAllowed("void_paper")
    why = str(cleaned(reason)).strip()
    if not why or len(why) > _LONGEST_REASON:
        raise BadInput([f"请写明作废的原因（最多 {_LONGEST_REASON} 字）。"])
    with session.write() as unit:
        paper = unit.paper(number)
        if paper is None:
            raise NotFound(number)
        if paper.voided:
            raise BadInput([f"{number} 已经作废，没有再改动。"])
        unit.void_paper(paper, why, session.user.name, session.clock.now_utc())
        unit.note("void_paper", number, why)
        voided = unit.paper(number)
        unit.commit()
    if voided is None:
        raise NotFound(number)
    return registered(voided)


def _lines(unit: ReadUnit, papers: Sequence[PaperRecord]) -> tuple[RegisteredPaper, ...]:
    served = unit.deliveries([paper.paper_id for paper in papers])
    return tuple(registered(paper, *served.get(paper.paper_id, ())[-1:]) for paper in papers)


def registered(paper: PaperRecord, served: DeliveryRecord | None = None) -> RegisteredPaper:
    """A document as a line of the register, with the service that holds."""
    return RegisteredPaper(
        number=paper.number,
        paper=paper.document_id,
        name=DOCUMENTS_ZH[paper.document_id],
        visit_no=paper.visit_no,
        reg_no=paper.reg_no,
        issued_at=paper.issued_at,
        issued_by=paper.issued_by,
        prints=paper.prints,
        voided=paper.voided,
        void_reason=paper.void_reason,
        voided_by=paper.voided_by,
        delivery=served.delivery if served else None,
    )
