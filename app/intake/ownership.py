"""Who sees a matter through: whoever received it first (首接首办), and a leader who owns the case (包案).

Both are steps in the matter's course, so that every window of the office knows them; the last one holds.
"""

import uuid_utils

from app.domain.matter_step import FIRST_CONTACT, LEADER_CASE
from app.domain.office import StaffRole
from app.domain.record import MatterEventRecord
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.json_input import cleaned
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST, require

LONGEST_OWNER = 60


def name_first_contact(reg_no: str, name: str, session: DeskSession) -> None:
    """Hand the care for a matter to another member of the staff, say because somebody left.

    Raises:
        NotAllowed: only a lead.
        NotFound: no such matter.
        BadInput: nobody of that name works here, or the matter is sealed.
        DiskFull, DiskFailed.
    """
    _require(session)
    with session.read() as unit:
        staff = [member.name for member in unit.staff() if member.active]
    if name not in staff:
        raise BadInput([f"首接责任人应为本单位在岗人员：{'、'.join(staff)}。"])
    _record(reg_no, FIRST_CONTACT, name, session)


def name_case_leader(reg_no: str, leader: str, session: DeskSession) -> None:
    """Say which leader owns the case; empty = none does any more.

    Raises:
        NotAllowed, NotFound, DiskFull, DiskFailed.
        BadInput: too long, nothing to end, or the matter is sealed.
    """
    _require(session)
    who = str(cleaned(leader)).strip()
    if len(who) > LONGEST_OWNER:
        raise BadInput([f"包案领导最多 {LONGEST_OWNER} 字，现有 {len(who)} 字。"])
    _record(reg_no, LEADER_CASE, who, session)


def staff_names(session: DeskSession) -> tuple[str, ...]:
    """Members of the staff who may be first contacts, by name."""
    require(session, MAY_LIST)
    with session.read() as unit:
        return tuple(
            m.name for m in unit.staff() if m.active and m.role in (StaffRole.RECEPTIONIST, StaffRole.LEAD)
        )


def _require(session: DeskSession) -> None:
    if session.user.role is not StaffRole.LEAD:
        raise NotAllowed("name_owner")


def _record(reg_no: str, kind: str, name: str, session: DeskSession) -> None:
    with session.write() as unit:
        file = unit.matter(reg_no)
        if file is None:
            raise NotFound(reg_no)
        if file.record.sealed:
            raise BadInput(["保密事项由检举控告专办人员办理，不在这里指定责任人。"])
        now = next((e.text for e in reversed(file.events) if e.kind == kind), "")
        if now == name:
            raise BadInput([f"已经是{name}，不用再改。" if name else "这件事项没有包案领导，无需取消。"])
        step = MatterEventRecord(
            event_id=str(uuid_utils.uuid7()),
            kind=kind,
            on=session.clock.today(),
            at=session.clock.now_utc(),
            by=session.user.name,
            text=name,
        )
        unit.add_event(reg_no, step)
        unit.note(kind, reg_no, "")
        unit.commit()
