"""Leaders' reception days, appointments and promises; proposals and their answers."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.due import KeptPromise
from app.domain.leaders import (
    Appointment,
    AppointmentState,
    Feedback,
    Promise,
    Proposal,
    ProposalKind,
    ReceptionDay,
)
from db.board_rows import AppointmentRow, FeedbackRow, PromiseRow, ProposalRow, ReceptionDayRow
from db.rows import MatterRow
from db.visits import chunks


class SqlLeaderBook:
    """Fits `app.ports.LeaderWriting`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def days(self, start: date, end: date) -> tuple[ReceptionDay, ...]:
        """See the port."""
        rows = self._session.scalars(
            select(ReceptionDayRow)
            .where(ReceptionDayRow.on.between(start, end))
            .order_by(ReceptionDayRow.on, ReceptionDayRow.begins, ReceptionDayRow.day_id)
        )
        return tuple(_day(row) for row in rows)

    def day(self, day_id: str) -> ReceptionDay | None:
        """See the port."""
        row = self._session.get(ReceptionDayRow, day_id)
        return _day(row) if row else None

    def appointments(self, day_ids: Sequence[str]) -> tuple[Appointment, ...]:
        """See the port."""
        rows = [
            row
            for chunk in chunks(day_ids)
            for row in self._session.scalars(select(AppointmentRow).where(AppointmentRow.day_id.in_(chunk)))
        ]
        rows.sort(key=lambda row: (row.begins, row.appointment_id))
        numbers = self._numbers([row.matter_id for row in rows if row.matter_id])
        return tuple(_appointment(row, numbers.get(row.matter_id or "", "")) for row in rows)

    def appointment(self, appointment_id: str) -> Appointment | None:
        """See the port."""
        row = self._session.get(AppointmentRow, appointment_id)
        return _appointment(row, self._number(row.matter_id)) if row else None

    def promises(self, day_ids: Sequence[str]) -> tuple[Promise, ...]:
        """See the port."""
        rows = [
            row
            for chunk in chunks(day_ids)
            for row in self._session.scalars(select(PromiseRow).where(PromiseRow.day_id.in_(chunk)))
        ]
        rows.sort(key=lambda row: (row.due, row.promise_id))
        numbers = self._numbers([row.matter_id for row in rows])
        return tuple(_promise(row, numbers[row.matter_id]) for row in rows)

    def promises_of(self, reg_no: str) -> tuple[Promise, ...]:
        """See the port."""
        rows = self._session.scalars(
            select(PromiseRow)
            .join(MatterRow, MatterRow.matter_id == PromiseRow.matter_id)
            .where(MatterRow.reg_no == reg_no)
            .order_by(PromiseRow.at)
        )
        return tuple(_promise(row, reg_no) for row in rows)

    def promise(self, promise_id: str) -> Promise | None:
        """See the port."""
        row = self._session.get(PromiseRow, promise_id)
        return _promise(row, self._number(row.matter_id)) if row else None

    def proposals(self, start: date, end: date) -> tuple[Proposal, ...]:
        """See the port."""
        rows = self._session.scalars(
            select(ProposalRow)
            .where(ProposalRow.made_on.between(start, end))
            .order_by(ProposalRow.made_on.desc(), ProposalRow.at.desc())
        ).all()
        return self._proposals(rows)

    def proposal(self, proposal_id: str) -> Proposal | None:
        """See the port."""
        row = self._session.get(ProposalRow, proposal_id)
        return self._proposals([row])[0] if row else None

    def add_day(self, day: ReceptionDay) -> None:
        """See the port."""
        self._session.add(
            ReceptionDayRow(
                day_id=day.day_id,
                on=day.on,
                begins=_clock(day.begins),
                ends=_clock(day.ends),
                leader=day.leader,
                post=day.post,
                place=day.place,
                units={"names": list(day.units)},
                cancelled="",
                by=day.by,
                at=day.at,
            )
        )
        self._session.flush()

    def cancel_day(self, day_id: str, why: str) -> None:
        """See the port."""
        self._session.get_one(ReceptionDayRow, day_id).cancelled = why
        self._session.flush()

    def add_appointment(self, appointment: Appointment) -> None:
        """See the port."""
        self._session.add(
            AppointmentRow(
                appointment_id=appointment.appointment_id,
                day_id=appointment.day_id,
                matter_id=self._matter_id(appointment.reg_no),
                visitor=appointment.visitor,
                about=appointment.about,
                begins=_clock(appointment.begins),
                state=appointment.state.value,
                result="",
                closed_by="",
                by=appointment.by,
                at=appointment.at,
            )
        )
        self._session.flush()

    def close_appointment(self, appointment: Appointment) -> None:
        """See the port."""
        row = self._session.get_one(AppointmentRow, appointment.appointment_id)
        row.state, row.result = appointment.state.value, appointment.result
        row.closed_by, row.matter_id = appointment.closed_by, self._matter_id(appointment.reg_no)
        row.visitor, row.about = appointment.visitor, appointment.about
        self._session.flush()

    def add_promise(self, promise: Promise) -> None:
        """See the port."""
        self._session.add(
            PromiseRow(
                promise_id=promise.promise_id,
                matter_id=self._matter_id(promise.reg_no),
                day_id=promise.day_id,
                leader=promise.leader,
                what=promise.what,
                unit=promise.unit,
                made_on=promise.made_on,
                due=promise.due,
                kept_on=None,
                kept_note="",
                by=promise.by,
                at=promise.at,
            )
        )
        self._session.flush()

    def keep_promise(self, promise_id: str, on: date, note: str) -> None:
        """See the port."""
        row = self._session.get_one(PromiseRow, promise_id)
        row.kept_on, row.kept_note = on, note
        self._session.flush()

    def add_proposal(self, proposal: Proposal) -> None:
        """See the port."""
        self._session.add(
            ProposalRow(
                proposal_id=proposal.proposal_id,
                kind=proposal.kind.value,
                to_unit=proposal.to_unit,
                made_on=proposal.made_on,
                text=proposal.text,
                matter_id=self._matter_id(proposal.reg_no),
                by=proposal.by,
                at=proposal.at,
            )
        )
        self._session.flush()

    def add_feedback(self, feedback: Feedback) -> None:
        """See the port."""
        self._session.add(
            FeedbackRow(
                feedback_id=feedback.feedback_id,
                proposal_id=feedback.proposal_id,
                on=feedback.on,
                adopted=feedback.adopted,
                text=feedback.text,
                by=feedback.by,
                at=feedback.at,
            )
        )
        self._session.flush()

    def _proposals(self, rows: Sequence[ProposalRow]) -> tuple[Proposal, ...]:
        answers: dict[str, Feedback] = {}
        for chunk in chunks([row.proposal_id for row in rows]):
            said = select(FeedbackRow).where(FeedbackRow.proposal_id.in_(chunk)).order_by(FeedbackRow.at)
            for one in self._session.scalars(said):
                answers[one.proposal_id] = Feedback(
                    one.feedback_id, one.proposal_id, one.on, one.adopted, one.text, one.by, one.at
                )
        numbers = self._numbers([row.matter_id for row in rows if row.matter_id])
        return tuple(
            Proposal(
                row.proposal_id,
                ProposalKind(row.kind),
                row.to_unit,
                row.made_on,
                row.text,
                numbers.get(row.matter_id or "", ""),
                row.by,
                row.at,
                answers.get(row.proposal_id),
            )
            for row in rows
        )

    def _matter_id(self, reg_no: str) -> str | None:
        if not reg_no:
            return None
        return self._session.scalars(select(MatterRow.matter_id).where(MatterRow.reg_no == reg_no)).one()

    def _number(self, matter_id: str | None) -> str:
        return self._numbers([matter_id])[matter_id] if matter_id else ""

    def _numbers(self, matter_ids: Sequence[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for chunk in chunks(sorted(set(matter_ids))):
            pairs = select(MatterRow.matter_id, MatterRow.reg_no).where(MatterRow.matter_id.in_(chunk))
            found |= {row[0]: row[1] for row in self._session.execute(pairs)}
        return found


def open_promises(session: Session, matter_ids: Sequence[str]) -> Mapping[str, tuple[KeptPromise, ...]]:
    """Promises that are not kept yet, by matter."""
    found: dict[str, tuple[KeptPromise, ...]] = {}
    for chunk in chunks(matter_ids):
        rows = session.scalars(
            select(PromiseRow)
            .where(PromiseRow.matter_id.in_(chunk), PromiseRow.kept_on.is_(None))
            .order_by(PromiseRow.due, PromiseRow.promise_id)
        )
        for row in rows:
            one = KeptPromise(row.what, row.leader, row.made_on, row.due)
            found[row.matter_id] = (*found.get(row.matter_id, ()), one)
    return found


def _day(row: ReceptionDayRow) -> ReceptionDay:
    return ReceptionDay(
        row.day_id,
        row.on,
        time.fromisoformat(row.begins),
        time.fromisoformat(row.ends),
        row.leader,
        row.post,
        row.place,
        tuple(row.units["names"]),
        row.by,
        row.at,
        row.cancelled,
    )


def _appointment(row: AppointmentRow, reg_no: str) -> Appointment:
    return Appointment(
        row.appointment_id,
        row.day_id,
        reg_no,
        row.visitor,
        row.about,
        time.fromisoformat(row.begins),
        AppointmentState(row.state),
        row.by,
        row.at,
        row.result,
        row.closed_by,
    )


def _promise(row: PromiseRow, reg_no: str) -> Promise:
    return Promise(
        row.promise_id,
        reg_no,
        row.day_id,
        row.leader,
        row.what,
        row.unit,
        row.made_on,
        row.due,
        row.by,
        row.at,
        row.kept_on,
        row.kept_note,
    )


def _clock(when: time) -> str:
    return when.strftime("%H:%M")
