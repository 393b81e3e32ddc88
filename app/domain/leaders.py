"""Leaders who receive, what they promise, and proposals for those who govern [Arts. 14(6), 18(2),(3), 40]."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class AppointmentState(StrEnum):
    """What became of an appointment."""

    BOOKED = "booked"
    RECEIVED = "received"
    ABSENT = "absent"
    CANCELLED = "cancelled"


APPOINTMENT_STATES_ZH: Mapping[str, str] = {
    "booked": "已约访",
    "received": "已接访",
    "absent": "未到",
    "cancelled": "已取消",
}


@dataclass(frozen=True)
class ReceptionDay:
    """A leader's reception, alone or with departments (联合接访).

    Attributes:
        on: local day; `begins`, `ends`: wall clock of the office.
        post: the leader's office, as the published plan names it.
        units: departments that receive together; empty = the leader alone.
        cancelled: why it does not take place; empty while it does.
    """

    day_id: str
    on: date
    begins: time
    ends: time
    leader: str
    post: str
    place: str
    units: tuple[str, ...]
    by: str
    at: datetime
    cancelled: str = ""


@dataclass(frozen=True)
class Appointment:
    """Somebody who is to be received on such a day (约访).

    Attributes:
        reg_no: the matter it is about; empty while nothing is registered.
        visitor: name; empty of a sealed matter, whose visitor stands in its own file only.
        about: what it is about, in a line; empty of a sealed matter.
        result: what was said when it was over.
        closed_by: who wrote down what became of it.
    """

    appointment_id: str
    day_id: str
    reg_no: str
    visitor: str
    about: str
    begins: time
    state: AppointmentState
    by: str
    at: datetime
    result: str = ""
    closed_by: str = ""


@dataclass(frozen=True)
class Promise:
    """What a leader promised to have done by a day; it runs on the deadlines board until it is kept.

    Attributes:
        day_id: of the reception it was made at, or empty.
        kept_on: None while it is open.
    """

    promise_id: str
    reg_no: str
    day_id: str
    leader: str
    what: str
    unit: str
    made_on: date
    due: date
    by: str
    at: datetime
    kept_on: date | None = None
    kept_note: str = ""


class ProposalKind(StrEnum):
    """The three proposals."""

    IMPROVE_WORK = "improve_work"
    IMPROVE_POLICY = "improve_policy"
    HOLD_RESPONSIBLE = "hold_responsible"


PROPOSALS_ZH: Mapping[str, str] = {
    "improve_work": "改进工作",
    "improve_policy": "完善政策",
    "hold_responsible": "追究责任",
}


@dataclass(frozen=True)
class Feedback:
    """A unit's written answer to a proposal; a later one takes its place [Art. 40(4)]."""

    feedback_id: str
    proposal_id: str
    on: date
    adopted: bool
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Proposal:
    """A proposal with its answer, if there is one."""

    proposal_id: str
    kind: ProposalKind
    to_unit: str
    made_on: date
    text: str
    reg_no: str
    by: str
    at: datetime
    feedback: Feedback | None = None


@dataclass(frozen=True)
class ProposalFigures:
    """Of one kind in a period, by the day they were made: made, answered in writing, adopted."""

    kind: ProposalKind
    made: int
    answered: int
    adopted: int
