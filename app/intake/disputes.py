"""Competence in dispute [Art. 24]: who handles is not settled, and the fifteen days run on."""

from dataclasses import dataclass
from datetime import date

from app.domain.handover import settled
from app.domain.matter_step import CONFERENCE, DISPUTED
from app.domain.record import MatterFile
from app.intake.course import counting_of, course_of, state_of, terms_of
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST, SEALED_TEXT, require

STAGES_ZH = {"agreeing": "有关机关协商", "conference": "已提请联席会议协调"}


@dataclass(frozen=True)
class Dispute:
    """A matter whose competent organ is disputed.

    Attributes:
        lead_unit, co_units: as stated so far; empty of a sealed matter.
        since: when the dispute was written down, or the matter registered with it.
        stage: a key of `STAGES_ZH`.
        due_kind, due_on: the leading term that runs on for the receiving office.
        days_left: negative = past; None = none runs.
    """

    reg_no: str
    demand: str
    lead_unit: str
    co_units: tuple[str, ...]
    since: date
    stage: str
    due_kind: str
    due_on: date | None
    days_left: int | None


def open_disputes(session: DeskSession) -> tuple[Dispute, ...]:
    """Disputes that are not settled, the nearest last day first."""
    require(session, MAY_LIST)
    today = session.clock.today()
    with session.read() as unit:
        office = unit.office()
        counting = counting_of(office, session.rules)
        found = []
        for file in unit.matters(unit.disputed()):
            told = settled(file.record.stated, file.events)
            if not told.in_dispute and not (file.record.sealed and _disputed(file)):
                continue
            course = course_of(unit, file)
            state = state_of(course, today, session.rules, counting.settings)
            kind, due = terms_of(course, state, session.rules, counting.settings, office.kind)
            sealed = file.record.sealed
            found.append(
                Dispute(
                    reg_no=file.record.reg_no,
                    demand=SEALED_TEXT if sealed else told.demand,
                    lead_unit="" if sealed else told.lead_unit or file.record.target_unit,
                    co_units=() if sealed else tuple(told.co_units),
                    since=next((e.on for e in file.events if e.kind == DISPUTED), file.local_date),
                    stage="conference" if _last(file) == CONFERENCE else "agreeing",
                    due_kind=kind,
                    due_on=due,
                    days_left=(due - today).days if due else None,
                )
            )
    return tuple(sorted(found, key=lambda d: (d.due_on or date.max, d.reg_no)))


def _disputed(file: MatterFile) -> bool:
    return _last(file) in (DISPUTED, CONFERENCE)


def _last(file: MatterFile) -> str:
    """The last step about competence."""
    kinds = (DISPUTED, CONFERENCE, "settled_on")
    return next((e.kind for e in reversed(file.events) if e.kind in kinds), "")
