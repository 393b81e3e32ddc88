"""Tables of the lead's day: open terms as counted, leaders' reception, proposals."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.rows import Row


class DueTermRow(Row):
    """An open term of a matter as it was counted; derived, and counted again when something happens."""

    __tablename__ = "due_term"
    __table_args__ = (Index("ix_due_term_in_order", "due", "matter_key", "nature"),)
    key: Mapped[int] = mapped_column(primary_key=True)
    matter_key: Mapped[int] = mapped_column(ForeignKey("matter.key"), index=True)
    kind: Mapped[str]
    step: Mapped[int]
    start: Mapped[date]
    due: Mapped[date]
    nature: Mapped[str]
    note: Mapped[str]
    unit: Mapped[str]
    owner: Mapped[str]
    leader: Mapped[str]
    urged_on: Mapped[date | None]
    turns_on: Mapped[date | None] = mapped_column(index=True)


class DueStaleRow(Row):
    """A matter to be counted anew, where a day is named not before it; triggers put it here."""

    __tablename__ = "due_stale"
    matter_key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    not_before: Mapped[date | None]


class ReceptionDayRow(Row):
    """A leader's reception; `units` receive together with the leader, `cancelled` says why it is off."""

    __tablename__ = "reception_day"
    day_id: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(index=True)
    begins: Mapped[str]
    ends: Mapped[str]
    leader: Mapped[str]
    post: Mapped[str]
    place: Mapped[str]
    units: Mapped[dict[str, Any]]
    cancelled: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class AppointmentRow(Row):
    """Somebody who is to be received by a leader; nothing of a sealed matter but which it is."""

    __tablename__ = "appointment"
    appointment_id: Mapped[str] = mapped_column(primary_key=True)
    day_id: Mapped[str] = mapped_column(ForeignKey("reception_day.day_id"), index=True)
    matter_id: Mapped[str | None] = mapped_column(ForeignKey("matter.matter_id"))
    visitor: Mapped[str]
    about: Mapped[str]
    begins: Mapped[str]
    state: Mapped[str]
    result: Mapped[str]
    closed_by: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class PromiseRow(Row):
    """What a leader promised about a matter, open until `kept_on`."""

    __tablename__ = "promise"
    promise_id: Mapped[str] = mapped_column(primary_key=True)
    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.matter_id"), index=True)
    day_id: Mapped[str] = mapped_column(index=True)
    leader: Mapped[str]
    what: Mapped[str]
    unit: Mapped[str]
    made_on: Mapped[date]
    due: Mapped[date]
    kept_on: Mapped[date | None]
    kept_note: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class ProposalRow(Row):
    """One of the three proposals to a unit; append-only."""

    __tablename__ = "proposal"
    proposal_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    to_unit: Mapped[str]
    made_on: Mapped[date] = mapped_column(index=True)
    text: Mapped[str]
    matter_id: Mapped[str | None] = mapped_column(ForeignKey("matter.matter_id"))
    by: Mapped[str]
    at: Mapped[datetime]


class FeedbackRow(Row):
    """A unit's answer to a proposal; append-only, the last one holds."""

    __tablename__ = "proposal_feedback"
    feedback_id: Mapped[str] = mapped_column(primary_key=True)
    proposal_id: Mapped[str] = mapped_column(ForeignKey("proposal.proposal_id"), index=True)
    on: Mapped[date]
    adopted: Mapped[bool]
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
