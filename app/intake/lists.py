"""What screens and commands list of visits: the day, the log, one visit, how far they are upstream."""

from dataclasses import replace
from datetime import date

from app.domain.id_numbers import masked
from app.domain.matter import REFUSALS
from app.domain.office import StaffRole
from app.domain.record import MatterRecord, Participant, VisitRecord
from app.domain.upstream import SyncFigures
from app.domain.words import DOCUMENTS_ZH, OUTCOMES_ZH, PURPOSES_ZH, SEALED_STATE_ZH
from app.errors import NotAllowed, NotFound
from app.intake.results import (
    QueueEntry,
    RegisteredMatter,
    SummaryAttachment,
    SummaryMatter,
    SummaryPaper,
    SummaryPerson,
    VisitLine,
    VisitSummary,
)
from app.intake.session import DeskSession
from app.intake.visibility import MASK, MAY_LIST, NOT_SAID, SEALED_TEXT, require, visitors

_MAY_SEE_LOG = MAY_LIST | {StaffRole.READER}


def day_visits(day: date, session: DeskSession) -> tuple[QueueEntry, ...]:
    """今日来访 of this station, in order of registration."""
    require(session, _MAY_SEE_LOG)
    with session.read() as unit:
        visits = unit.visits(day, day)
    return tuple(
        QueueEntry(
            visit_no=v.visit_no,
            serial=order,
            title=MASK if session.user.role is StaffRole.READER else visitors(v),
            detail=" · ".join(dict.fromkeys(OUTCOMES_ZH[m.outcome] for m in v.matters))
            if not v.sealed
            else "保密",
            window=v.stated.window,
            at=v.registered_at,
            sealed=v.sealed,
            head_count=v.stated.head_count,
        )
        for order, v in enumerate(visits, 1)
    )


def visit_summary(visit_no: str, session: DeskSession) -> VisitSummary:
    """One registered visit as the window shows it again; looking at it is noted.

    Raises:
        NotAllowed: the role does not look at visits.
        NotFound: no such visit.
    """
    require(session, MAY_LIST)
    session.note("view_visit", visit_no, "")
    with session.read() as unit:
        visit = unit.visit(visit_no)
        papers = unit.papers(visit_no)
        brought = unit.attachments(visit_no)
    if visit is None:
        raise NotFound(visit_no)
    stated, sealed = visit.stated, visit.sealed
    return VisitSummary(
        visit_no=visit_no,
        visited_at=visit.visited_at,
        registered_at=visit.registered_at,
        window=stated.window,
        received_by=visit.received_by,
        head_count=stated.head_count,
        people=tuple(_summary_person(p, hidden=sealed) for p in visit.participants),
        matters=tuple(_summary_matter(m) for m in visit.matters),
        papers=tuple(
            SummaryPaper(DOCUMENTS_ZH.get(p.document_id, p.document_id), p.number, p.prints, p.voided)
            for p in papers
        ),
        assistance=() if sealed else stated.assistance,
        acknowledged=() if sealed else tuple((a.rule, a.reason) for a in stated.acknowledged),
        notify_by=stated.notify_by,
        left_early=stated.left_early,
        remark="" if sealed else stated.remark,
        sealed=sealed,
        attachments=()
        if sealed
        else tuple(
            SummaryAttachment(a.attachment_id, a.name, a.pages, a.original, a.pictured) for a in brought
        ),
    )


def attached_picture(visit_no: str, attachment_id: str, session: DeskSession) -> bytes:
    """The picture of a paper the visitor brought, for a person to look at; looking is noted.

    Returns:
        The picture file as it was attached. It is handed out in memory and written nowhere.

    Raises:
        NotAllowed: the role does not look at visits, or the visit is sealed.
        NotFound: no such visit, or no picture of such a paper.
    """
    require(session, MAY_LIST)
    with session.read() as unit:
        visit = unit.visit(visit_no)
    if visit is None:
        raise NotFound(visit_no)
    session.note("view_attachment", visit_no, attachment_id)
    if visit.sealed:
        raise NotAllowed("sealed")
    with session.read() as unit:
        content = unit.attachment_content(visit_no, attachment_id)
    if not content:
        raise NotFound(visit_no)
    return content


def list_visits(session: DeskSession) -> tuple[VisitLine, ...]:
    """Every visit, in order of registration; sealed ones masked."""
    require(session, MAY_LIST)
    session.note("list_visits", "", "")
    with session.read() as unit:
        return tuple(visit_line(v) for v in unit.all_visits())


def sync_figures(session: DeskSession) -> SyncFigures:
    """How much is registered here and how much of it is upstream."""
    with session.read() as unit:
        return unit.sync_figures()


def visit_line(visit: VisitRecord) -> VisitLine:
    """One visit in a plain list; masked where it is sealed."""
    return VisitLine(
        visit_no=visit.visit_no,
        registered_at=visit.registered_at,
        visited_at=visit.visited_at,
        window=visit.stated.window,
        received_by=visit.received_by,
        present_count=visit.stated.head_count,
        visitors=visitors(visit),
        people=tuple(_listed_person(p, visit) for p in visit.participants),
        sealed=visit.sealed,
        matters=tuple(
            RegisteredMatter(m.reg_no, m.query_code, "" if m.sealed else m.outcome, m.sealed)
            for m in visit.matters
        ),
    )


def _listed_person(person: Participant, visit: VisitRecord) -> SummaryPerson:
    """As the visit shows it, but nobody of an anonymous visit is named in a list."""
    shown = _summary_person(person, hidden=visit.sealed)
    return replace(shown, name="匿名") if visit.stated.anonymous and not visit.sealed else shown


def _summary_person(person: Participant, *, hidden: bool) -> SummaryPerson:
    stated = person.stated
    anonymous = stated.anonymous or not stated.name
    name = "匿名" if anonymous else NOT_SAID.get(stated.name, stated.name)
    return SummaryPerson(
        name=MASK if hidden else name,
        role=person.role,
        id_type="" if hidden else stated.id_type or "",
        id_no="" if hidden else NOT_SAID.get(stated.id_no, masked(stated.id_no)),
        id_state="" if hidden else stated.id_state,
    )


def _summary_matter(matter: MatterRecord) -> SummaryMatter:
    stated, sealed = matter.stated, matter.sealed
    return SummaryMatter(
        reg_no=matter.reg_no,
        purpose=SEALED_STATE_ZH if sealed else PURPOSES_ZH[stated.purpose],
        demand=SEALED_TEXT if sealed else NOT_SAID.get(stated.demand, stated.demand),
        outcome="" if sealed else OUTCOMES_ZH[matter.outcome],
        target_unit="" if sealed else matter.target_unit,
        due_on=None if sealed else matter.due_on,
        reason="" if sealed else stated.reason,
        same_as=matter.link.target_reg_no if matter.link else "",
        lead_signs=matter.outcome in REFUSALS
        or (matter.confirm_by == "lead" and matter.outcome == matter.proposed),
        sealed=sealed,
    )
