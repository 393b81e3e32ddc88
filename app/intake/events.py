"""Steps in a matter's course recorded at the desk: accepted, replied, review received …"""

from datetime import date

import uuid_utils

from app.config import Settings
from app.domain.matter_state import derive_state
from app.domain.office import StaffRole
from app.domain.record import MatterEventRecord
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.course import dates_of
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
        BadInput: unknown kind, a date ahead of today, or an order that cannot be.
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
    with session.write() as unit:
        if unit.matter(reg_no) is None:
            raise NotFound(reg_no)
        event = MatterEventRecord(
            event_id=str(uuid_utils.uuid7()),
            kind=kind,
            on=on,
            at=session.clock.now_utc(),
            by=session.user.name,
            text=text.strip(),
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
