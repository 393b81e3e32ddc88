"""The four ticks of Art. 19(3), set by a person and kept, and whether a refusal may be printed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import uuid_utils

from app.config import Settings
from app.domain.matter import Facts, OfficeRelation, Outcome
from app.domain.matter_state import latest_step
from app.domain.matter_step import GROUNDS
from app.domain.office import StaffRole
from app.domain.record import MatterCourse, MatterEventRecord, MatterFile
from app.domain.refusal import (
    Ground,
    GroundsTicked,
    PrintGate,
    Stage,
    may_print_no_longer_accept,
    may_print_non_acceptance,
    period_end,
)
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.course import course_of, dates_of, state_of
from app.intake.json_input import cleaned
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST, require
from app.ports import ReadUnit, WriteUnit

_MAY_TICK = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD})
_LONGEST_ORGAN = 60
_BAR = "｜"
_WORDS = {
    Ground.SUPERIOR: "上级",
    Ground.SAME_MATTER: "同一事项",
    Ground.ACCEPTED: "已受理",
    Ground.IN_PERIOD: "期限内",
}
_STAGES = {Stage.ACCEPTED: "办理", Stage.REVIEW: "复查", Stage.RECHECK: "复核", Stage.DUTY: "履职"}
_SIGNED, _UNSIGNED = "有权签字", "待签字"


@dataclass(frozen=True)
class RefusalCheck:
    """Where a refusal chosen for a raising stands.

    Attributes:
        outcome: which of the two refusals; None = the raising is no refusal, and nothing is to be checked.
        gate: whether its notice may be printed, and what is missing.
        ticked: the latest ticks of this raising, None if there are none.
    """

    outcome: Outcome | None
    gate: PrintGate
    ticked: GroundsTicked | None


def refusal_check(reg_no: str, session: DeskSession) -> RefusalCheck:
    """Whether the refusal chosen for this raising may be printed today.

    Raises:
        NotFound, NotAllowed.
    """
    require(session, MAY_LIST)
    with session.read() as unit:
        return check_in(unit, _file(unit, reg_no), session)


def tick_grounds(
    reg_no: str,
    grounds: Collection[Ground],
    session: DeskSession,
    *,
    organ: str,
    stage: Stage,
    since: date,
    until: date | None = None,
) -> RefusalCheck:
    """Keep what a person ticked, with who and when; unticking is a later entry, nothing is overwritten.

    Args:
        organ: the accepting or handling organ, as the notice will name it.
        since: acceptance, or receipt of the request.
        until: last day of its period; None = as the regulation counts.

    Raises:
        BadInput: no organ, a date ahead of today, no last day where only a special law knows it.
        NotFound, NotAllowed, DiskFull, DiskFailed.
    """
    with session.write() as unit:
        add_grounds(unit, reg_no, grounds, session, organ=organ, stage=stage, since=since, until=until)
        checked = check_in(unit, _file(unit, reg_no), session)
        unit.commit()
    return checked


def add_grounds(
    unit: WriteUnit,
    reg_no: str,
    grounds: Collection[Ground],
    session: DeskSession,
    *,
    organ: str,
    stage: Stage,
    since: date,
    until: date | None = None,
) -> None:
    """`tick_grounds` as part of something bigger: nothing is kept before the unit is committed.

    Raises:
        BadInput, NotFound, NotAllowed: as `tick_grounds`.
    """
    if session.user.role not in _MAY_TICK:
        raise NotAllowed("tick_grounds")
    named = str(cleaned(organ)).replace(_BAR, "|").strip()
    today = session.clock.today()
    if not named or len(named) > _LONGEST_ORGAN:
        raise BadInput([f"请写明受理、办理的机关、单位（最多 {_LONGEST_ORGAN} 字）。"])
    if since > today:
        raise BadInput(["受理（收到申请）日期在将来，请核对。"])
    _file(unit, reg_no)
    settings = session.rules.settings_of(unit.office())
    end = until or period_end(stage, since, session.rules.calendar, settings)
    if end is None:
        raise BadInput(["依法履职、查处事项的期限由特别法规定，请填写届满日期。"])
    if end < since:
        raise BadInput(["届满日期早于受理（收到申请）日期，请核对。"])
    ticked = GroundsTicked(
        reg_no=reg_no,
        grounds=frozenset(grounds),
        organ=named,
        stage=stage,
        since=since,
        until=end,
        by=session.user.name,
        at=session.clock.now_utc(),
        may_sign=may_sign(session, settings),
    )
    event = MatterEventRecord(
        event_id=str(uuid_utils.uuid7()),
        kind=GROUNDS,
        on=today,
        at=session.clock.now_utc(),
        by=session.user.name,
        text=_written(ticked),
    )
    unit.add_event(reg_no, event)
    unit.note("tick_grounds", reg_no, " ".join(sorted(ticked.grounds)))


def check_in(unit: ReadUnit, file: MatterFile, session: DeskSession) -> RefusalCheck:
    """Where a refusal stands, read in a unit that is open."""
    settings = session.rules.settings_of(unit.office())
    outcome = file.record.outcome
    link = file.record.link
    facts = link.facts if link else Facts.SAME
    today = session.clock.today()
    ticked = _latest(file, file.record.reg_no)
    course = course_of(unit, file)
    if outcome is Outcome.NOT_ACCEPT_PENDING:
        gate = may_print_non_acceptance(
            ticked,
            today=today,
            outcome=outcome,
            facts=facts,
            relation=_relation(file, course),
            calendar=session.rules.calendar,
            settings=settings,
        )
        return RefusalCheck(outcome, gate, ticked)
    if outcome is Outcome.NO_LONGER_ACCEPT:
        gate = may_print_no_longer_accept(
            dates_of(course),
            state_of(course, today, session.rules, settings),
            outcome=outcome,
            facts=facts,
            opinion=next((e.text for e in reversed(file.events) if e.kind == "recheck_opinion_on"), ""),
            signed=may_sign(session, settings),
        )
        return RefusalCheck(outcome, gate, None)
    return RefusalCheck(None, PrintGate(), ticked)


def _relation(file: MatterFile, course: MatterCourse) -> OfficeRelation | None:
    """`same` where the store shows that this office itself holds or passed on the matter, else unknown."""
    ours = file.root_reg_no != file.record.reg_no or latest_step(dates_of(course)) != "received_on"
    return OfficeRelation.SAME if ours else None


def may_sign(session: DeskSession, settings: Settings) -> bool:
    """Whether the signed-in person may sign refusals."""
    role = session.user.role
    return role is StaffRole.LEAD or role.value == settings.sign_refusals


def _file(unit: ReadUnit, reg_no: str) -> MatterFile:
    file = unit.matter(reg_no)
    if file is None:
        raise NotFound(reg_no)
    return file


def _written(ticked: GroundsTicked) -> str:
    """One line that people read and `_read` understands."""
    words = "、".join(_WORDS[ground] for ground in Ground if ground in ticked.grounds) or "无"
    signed = _SIGNED if ticked.may_sign else _UNSIGNED
    stage = _STAGES[ticked.stage]
    return _BAR.join(
        (ticked.reg_no, words, stage, str(ticked.since), str(ticked.until), signed, ticked.organ)
    )


def _read(event: MatterEventRecord) -> GroundsTicked | None:
    parts = event.text.split(_BAR)
    if len(parts) != 7:
        return None
    reg_no, words, stage, since, until, signed, organ = parts
    stages = {word: each for each, word in _STAGES.items()}
    said = words.split("、")
    return GroundsTicked(
        reg_no=reg_no,
        grounds=frozenset(ground for ground, word in _WORDS.items() if word in said),
        organ=organ,
        stage=stages[stage],
        since=date.fromisoformat(since),
        until=date.fromisoformat(until),
        by=event.by,
        at=event.at,
        may_sign=signed == _SIGNED,
    )


def _latest(file: MatterFile, reg_no: str) -> GroundsTicked | None:
    kept = (_read(event) for event in reversed(file.events) if event.kind == GROUNDS)
    return next((ticked for ticked in kept if ticked is not None and ticked.reg_no == reg_no), None)
