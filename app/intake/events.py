"""Steps in a matter's course recorded at the desk: accepted, replied, review received …"""

from datetime import date

import uuid_utils

from app.config import Settings
from app.domain.matter_state import derive_state
from app.domain.office import StaffRole
from app.domain.record import MatterEventRecord
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.course import dates_of
from app.intake.json_input import cleaned
from app.intake.matter_lists import matter_detail
from app.intake.results import MatterDetail
from app.intake.session import DeskSession

EVENT_KINDS = (
    "accepted_on",
    "transferred_on",
    "extended_to",
    "replied_on",
    "review_received_on",
    "review_opinion_on",
    "recheck_received_on",
    "recheck_opinion_on",
    "agreement_on",
    "withdrawn_on",
    "refused_on",
    "executed_on",
    "route_ended_on",
)
_LONGEST_TEXT = 200
_MAY_RECORD = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD, StaffRole.REVIEWER})


def record_event(
    reg_no: str,
    kind: str,
    on: date,
    session: DeskSession,
    *,
    text: str = "",
    extended_to: date | None = None,
    supported: bool | None = None,
) -> MatterDetail:
    """Add a step; corrections are later steps of the same kind, nothing is overwritten.

    Raises:
        BadInput: unknown kind, a date ahead of today, an order that cannot be, a text that is too long,
            or any text on a sealed matter: what is said of it belongs in its own file [Art. 30(3)].
        NotFound, NotAllowed, DiskFull, DiskFailed.
    """
    if session.user.role not in _MAY_RECORD:
        raise NotAllowed("record_event")
    if kind not in EVENT_KINDS:
        raise BadInput(["没有这种进展。请从列表中选择。"])
    if kind == "extended_to" and extended_to is None:
        raise BadInput(["请填写延期后的期限。"])
    today = session.clock.today()
    if on > today:
        raise BadInput(["日期在将来，请核对。"])
    said = str(cleaned(text))
    if len(said) > _LONGEST_TEXT:
        raise BadInput([f"说明最多 {_LONGEST_TEXT} 字，现有 {len(said)} 字。"])
    with session.write() as unit:
        file = unit.matter(reg_no)
        if file is None:
            raise NotFound(reg_no)
        if said and file.record.sealed:
            raise BadInput(["保密事项的进展不填写说明，请记入专办人员的案卷。清空说明后可以保存。"])
        event = MatterEventRecord(
            event_id=str(uuid_utils.uuid7()),
            kind=kind,
            on=on,
            at=session.clock.now_utc(),
            by=session.user.name,
            text=said,
            extended_to=extended_to,
            supported=supported,
        )
        unit.add_event(reg_no, event)
        after = unit.matter(reg_no)
        if after is not None:
            settings = Settings.of(unit.office().settings)
            derive_state(
                dates_of(after.course), today, session.rules.calendar, settings
            )  # refuses impossible orders
        unit.note("record_event", reg_no, kind)
        unit.commit()
    return matter_detail(reg_no, session)
