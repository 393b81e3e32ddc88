"""The three proposals: improve work, improve policy, hold responsible [Arts. 14(6), 40(4)]."""

from dataclasses import dataclass
from datetime import date

import uuid_utils

from app.domain.leaders import Feedback, Proposal, ProposalFigures, ProposalKind
from app.domain.office import StaffRole
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.json_input import cleaned
from app.intake.session import DeskSession
from app.intake.visibility import require
from app.ports import ReadUnit

LONGEST_PROPOSAL, LONGEST_UNIT = 500, 100
_MAY_NOTE = frozenset({StaffRole.LEAD})
_MAY_SEE = frozenset({StaffRole.LEAD, StaffRole.REVIEWER})
_MAY_COUNT = _MAY_SEE | {StaffRole.READER}


@dataclass(frozen=True)
class ProposalDraft:
    """What is stated of a proposal; `reg_no` is the matter that led to it, where it was one."""

    kind: ProposalKind
    to_unit: str
    made_on: date
    text: str
    reg_no: str = ""


def note_proposal(draft: ProposalDraft, session: DeskSession) -> Proposal:
    """Keep a proposal.

    Raises:
        NotAllowed: only a lead.
        NotFound: no such matter.
        BadInput: no unit, no words, a day ahead, or a sealed matter: a proposal goes to a unit, and the
            matter must not come there with it [Art. 30(3)].
        DiskFull, DiskFailed.
    """
    if session.user.role not in _MAY_NOTE:
        raise NotAllowed("note_proposal")
    to_unit = _words(draft.to_unit, "建议对象", LONGEST_UNIT)
    text = _words(draft.text, "建议内容", LONGEST_PROPOSAL)
    problems = []
    if not to_unit:
        problems.append("请填写向哪个单位提出建议。")
    if not text:
        problems.append("请填写建议内容。")
    if draft.made_on > session.clock.today():
        problems.append("提出日期在将来，请核对。")
    if problems:
        raise BadInput(problems)
    with session.write() as unit:
        if draft.reg_no:
            file = unit.matter(draft.reg_no)
            if file is None:
                raise NotFound(draft.reg_no)
            if file.record.sealed:
                raise BadInput(["保密事项不能写进建议。请不填登记编号，只写建议本身。"])
        proposal = Proposal(
            proposal_id=str(uuid_utils.uuid7()),
            kind=draft.kind,
            to_unit=to_unit,
            made_on=draft.made_on,
            text=text,
            reg_no=draft.reg_no,
            by=session.user.name,
            at=session.clock.now_utc(),
        )
        unit.leaders().add_proposal(proposal)
        unit.note("note_proposal", draft.reg_no, draft.kind.value)
        unit.commit()
    return proposal


def note_feedback(proposal_id: str, on: date, adopted: bool, text: str, session: DeskSession) -> Proposal:
    """Keep the unit's written answer; a later one takes its place, the earlier stays kept.

    Raises:
        NotAllowed, NotFound, DiskFull, DiskFailed.
        BadInput: no words, a day ahead or before the proposal.
    """
    if session.user.role not in _MAY_NOTE:
        raise NotAllowed("note_proposal")
    said = _words(text, "反馈内容", LONGEST_PROPOSAL)
    with session.write() as unit:
        known = unit.leaders().proposal(proposal_id)
        if known is None:
            raise NotFound(proposal_id)
        if not said:
            raise BadInput(["请填写书面反馈的内容。"])
        if on > session.clock.today():
            raise BadInput(["反馈日期在将来，请核对。"])
        if on < known.made_on:
            raise BadInput([f"反馈日期早于提出建议的日期（{known.made_on}），请核对。"])
        unit.leaders().add_feedback(
            Feedback(
                feedback_id=str(uuid_utils.uuid7()),
                proposal_id=proposal_id,
                on=on,
                adopted=adopted,
                text=said,
                by=session.user.name,
                at=session.clock.now_utc(),
            )
        )
        unit.note("note_feedback", known.reg_no, known.kind.value)
        made = unit.leaders().proposal(proposal_id)
        unit.commit()
    if made is None:
        raise NotFound(proposal_id)
    return made


def proposals_of_year(year: int, session: DeskSession) -> tuple[Proposal, ...]:
    """Proposals made in a year, the newest first."""
    require(session, _MAY_SEE)
    with session.read() as unit:
        return unit.leaders().proposals(date(year, 1, 1), date(year, 12, 31))


def proposal_figures(year: int, session: DeskSession) -> tuple[ProposalFigures, ...]:
    """For the annual report [Arts. 40(4), 41]: of each kind how many were made, answered, adopted."""
    require(session, _MAY_COUNT)
    with session.read() as unit:
        return figures_between(unit, date(year, 1, 1), date(year, 12, 31))


def figures_between(unit: ReadUnit, start: date, end: date) -> tuple[ProposalFigures, ...]:
    """The same of any period, as part of a bigger report; every kind is there, also with none."""
    made = unit.leaders().proposals(start, end)
    return tuple(
        ProposalFigures(
            kind,
            sum(p.kind is kind for p in made),
            sum(p.kind is kind and p.feedback is not None for p in made),
            sum(p.kind is kind and p.feedback is not None and p.feedback.adopted for p in made),
        )
        for kind in ProposalKind
    )


def _words(text: str, what: str, most: int) -> str:
    said = str(cleaned(text)).strip()
    if len(said) > most:
        raise BadInput([f"{what}最多 {most} 字，现有 {len(said)} 字。"])
    return said
