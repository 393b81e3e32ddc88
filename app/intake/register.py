"""Registering a visit: everything of it in one transaction, before any paper exists."""

import secrets
from dataclasses import replace

import uuid_utils

from app.domain.findable import Findable, Judgement, JudgementRecord
from app.domain.id_numbers import NumberState, check_number
from app.domain.matter import Outcome
from app.domain.matter_rules import splits_off
from app.domain.numbers import QUERY_CODE_LENGTH, query_code
from app.domain.office import StaffRole
from app.domain.person import PersonDraft, PersonRole
from app.domain.print_entry import PrintWish
from app.domain.record import (
    MatterEventRecord,
    MatterLink,
    MatterRecord,
    Participant,
    VisitRecord,
)
from app.domain.representatives import blocked_representatives
from app.domain.signature import Signature, signature_bytes
from app.domain.visit import VisitDraft
from app.errors import BadInput, NotAllowed
from app.intake.assess import Assessed, assess_in
from app.intake.claims import NO_CLAIMS, Claims, claim_findings
from app.intake.comparable import Comparing, has_words
from app.intake.course import EVENT_OF_OUTCOME, course_of, may_begin
from app.intake.papers import enter_receipt
from app.intake.print_queue import check_wish, queue_paper
from app.intake.results import RegisteredMatter, Registration
from app.intake.session import DeskSession
from app.intake.visit_form import missing
from app.ports import WriteUnit

_MAY_REGISTER = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD})


def register_visit(
    draft: VisitDraft,
    session: DeskSession,
    *,
    draft_id: str = "",
    wish: PrintWish | None = None,
    signature: Signature | None = None,
    claims: Claims = NO_CLAIMS,
) -> Registration:
    """Save a visit with its matters, people, receipt number and document number, durably.

    A `block` finding never stops it: a representative beyond the limit is kept as group_member.

    Args:
        draft_id: of the kept form, which leaves the store in the same transaction.
        wish: how the receipt is to be printed; it is queued in the same transaction.
        signature: what the visitor signed on the pad, kept with the visit.
        claims: what the hub said of representatives; beyond the limit they are kept as group_member too.

    Raises:
        BadInput: required fields are empty (each accepts 不详), or `same_as` names no matter.
        NotAllowed: the role does not register visits.
        DiskFull, DiskFailed: nothing was saved.
    """
    if session.user.role not in _MAY_REGISTER:
        raise NotAllowed("register")
    problems = missing(draft)
    if problems:
        raise BadInput(problems)
    if wish is not None:
        check_wish(wish)
    with session.write() as unit:
        assessed = assess_in(unit, draft, session)
        visit = _record(unit, assessed, session, claims)
        unit.add_visit(visit, _findable(unit, visit, session))
        for matter in visit.matters:
            _keep_judgements(unit, visit, matter, session)
            _begin_course(unit, visit, matter, session)
        receipt = enter_receipt(unit, visit, assessed.office, session)
        queued = queue_paper(unit, receipt, wish, visit.registered_at, session.user.name) if wish else None
        if signature is not None:
            unit.add_signature(
                visit.visit_no, signature_bytes(signature), visit.registered_at, session.user.name
            )
            unit.note("sign", visit.visit_no, signature.digest)
        if draft_id:
            unit.drop_draft(draft_id)
        unit.note("register", visit.visit_no)
        unit.commit()
    return Registration(
        visit_no=visit.visit_no,
        registered_at=visit.registered_at,
        matters=tuple(RegisteredMatter(m.reg_no, m.query_code, m.outcome, m.sealed) for m in visit.matters),
        findings=(*assessed.assessment.findings, *claim_findings(claims)),
        print_id=queued.entry_id if queued else "",
    )


def _record(unit: WriteUnit, assessed: Assessed, session: DeskSession, claims: Claims) -> VisitRecord:
    now, today = session.clock.now_utc(), session.clock.today()
    draft = assessed.draft
    visit_no, serial = unit.take_visit_number(draft.window, today)
    stated = replace(
        draft,
        visited_at=draft.visited_at or now,
        received_by=draft.received_by or session.user.name,
        reps_unconfirmed=claims.pending,
    )
    matters = tuple(_matter(assessed, index, visit_no) for index in range(len(draft.matters)))
    blocked = blocked_representatives(draft, assessed.known, assessed.settings)
    blocked |= {person for person, _ in claims.over_limit}
    return VisitRecord(
        visit_id=str(uuid_utils.uuid7()),
        visit_no=visit_no,
        serial=serial,
        local_date=assessed.known.today,
        visited_at=stated.visited_at or now,
        registered_at=now,
        received_by=stated.received_by,
        stated=replace(stated, matters=tuple(m.stated for m in matters)),
        participants=tuple(
            _participant(person, index in blocked, assessed) for index, person in enumerate(draft.people)
        ),
        matters=matters,
    )


def _participant(person: PersonDraft, blocked: bool, assessed: Assessed) -> Participant:
    state = "none"
    if person.id_no:
        failed = check_number(person.id_type, person.id_no, assessed.known.today).state is NumberState.FAILED
        state = "failed" if failed else "ok"
    return Participant(
        person_id=str(uuid_utils.uuid7()),
        stated=person,
        role=PersonRole.GROUP_MEMBER if blocked else person.role,
        role_asked=person.role,
        id_check=state,
    )


def _matter(assessed: Assessed, index: int, visit_no: str) -> MatterRecord:
    stated = assessed.draft.matters[index]
    proposal = assessed.assessment.proposals[index]
    known = assessed.known.linked.get(index)
    if known is not None and splits_off(stated, known):
        known = None
    # Whoever calls it the same as a sealed matter speaks of what is sealed.
    sealed = stated.is_sealed or (known is not None and known.sealed)
    foreign = known.reg_no if known and known.foreign else ""
    link = None
    if known and stated.same_as and not foreign:
        link = MatterLink(known.reg_no, stated.same_as.facts)
    return MatterRecord(
        matter_id=str(uuid_utils.uuid7()),
        reg_no=f"{visit_no}-{index + 1}",
        query_code=query_code(secrets.token_bytes(QUERY_CODE_LENGTH)),
        stated=replace(
            stated,
            sealed=sealed,
            summary=stated.summary or stated.demand[:100],
            first_here=stated.first_here if stated.first_here is not None else link is None,
            first_nationwide=False if foreign else stated.first_nationwide,
            linked_matter=foreign or stated.linked_matter,
        ),
        proposed=proposal.outcome,
        outcome=stated.outcome or proposal.outcome,
        rule_id=proposal.rule_id,
        confirm_by=proposal.confirm_by,
        target_unit=stated.target_unit or proposal.target_unit,
        due_on=stated.due_on or proposal.due_on,
        sealed=sealed,
        link=link,
    )


def _findable(unit: WriteUnit, visit: VisitRecord, session: DeskSession) -> dict[str, Findable]:
    """What later matters are compared with; nothing of a sealed one."""
    comparing = Comparing(unit.secret("person"), session.rules.content_classes)
    return {
        matter.reg_no: comparing.own(
            matter.stated, [p for p in visit.stated.people if p.raises(index)], visit.local_date
        ).findable()
        for index, matter in enumerate(visit.matters)
        if not matter.sealed and has_words(matter.stated)
    }


def _keep_judgements(unit: WriteUnit, visit: VisitRecord, matter: MatterRecord, session: DeskSession) -> None:
    """Words given while the form was filled in; about a sealed matter none is told apart from it."""
    if matter.sealed:
        return
    stated = matter.stated
    known = unit.foreign_matters([stated.same_as.reg_no]) if stated.same_as else ()
    words = [
        *((known_id, Judgement.NOT_SAME) for known_id in stated.not_same),
        *((known_id, Judgement.UNSURE) for known_id in stated.unsure),
        *((one.foreign_id, Judgement.SAME) for one in known),
    ]
    for known_id, judgement in words:
        unit.add_judgement(
            JudgementRecord(
                judgement_id=str(uuid_utils.uuid7()),
                reg_no=matter.reg_no,
                known_id=known_id,
                judgement=judgement,
                by=session.user.name,
                at=visit.registered_at,
            )
        )


def _begin_course(unit: WriteUnit, visit: VisitRecord, matter: MatterRecord, session: DeskSession) -> None:
    """What the outcome chosen today means for the matter (of a repeat: for the matter it is).

    The choice itself stays with the visit also where it begins nothing.
    """
    kind = EVENT_OF_OUTCOME.get(Outcome(matter.outcome))
    if kind is None:
        return
    event = MatterEventRecord(
        event_id=str(uuid_utils.uuid7()),
        kind=kind,
        on=visit.local_date,
        at=visit.registered_at,
        by=session.user.name,
        text="",
    )
    file = unit.matter(matter.reg_no)
    if file is not None and file.root_reg_no != matter.reg_no:
        settings = session.rules.settings_of(unit.office())
        if not may_begin(course_of(unit, file), event, session.clock.today(), session.rules, settings):
            return
    unit.add_event(matter.reg_no, event)
