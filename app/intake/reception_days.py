"""Leaders' reception: days planned, visitors appointed, who received whom, what was promised by when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

import uuid_utils

from app.domain.leaders import Appointment, AppointmentState, Promise, ReceptionDay
from app.domain.office import StaffRole
from app.domain.record import MatterFile
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.json_input import cleaned
from app.intake.session import DeskSession
from app.intake.visibility import MASK, MAY_LIST, SEALED_TEXT, require
from app.ports import ReadUnit, WriteUnit

LONGEST_NAME, LONGEST_LINE, LONGEST_RESULT = 60, 100, 500
_MAY_BOOK = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD})
_MAY_PLAN = frozenset({StaffRole.LEAD})


@dataclass(frozen=True)
class DayLine:
    """A reception day with its appointments and promises, by hour and by last day."""

    day: ReceptionDay
    appointments: tuple[Appointment, ...]
    promises: tuple[Promise, ...]


@dataclass(frozen=True)
class DayPlan:
    """What is stated to plan a day; `units` receive together with the leader (联合接访)."""

    on: date
    begins: time
    ends: time
    leader: str
    post: str = ""
    place: str = ""
    units: tuple[str, ...] = ()


def reception_days(start: date, end: date, session: DeskSession) -> tuple[DayLine, ...]:
    """The calendar of a span of days; looking at it is noted, for names stand in it.

    Raises:
        NotAllowed.
    """
    require(session, MAY_LIST)
    session.note("view_reception_days", f"{start.isoformat()}/{end.isoformat()}", "")
    with session.read() as unit:
        book = unit.leaders()
        days = book.days(start, end)
        ids = [day.day_id for day in days]
        appointments, promises = book.appointments(ids), book.promises(ids)
        sealed = _sealed(unit, [a.reg_no for a in appointments if a.reg_no])
    return tuple(
        DayLine(
            day,
            tuple(_shown(a, a.reg_no in sealed) for a in appointments if a.day_id == day.day_id),
            tuple(p for p in promises if p.day_id == day.day_id),
        )
        for day in days
    )


def plan_day(plan: DayPlan, session: DeskSession) -> ReceptionDay:
    """Put a reception day into the calendar; a past one may be written down afterwards.

    Raises:
        NotAllowed: only a lead plans.
        BadInput: no leader, hours that end before they begin, the same leader at the same time.
        DiskFull, DiskFailed.
    """
    _require(session, _MAY_PLAN, "plan_reception")
    leader = _words(plan.leader, "接访领导", LONGEST_NAME)
    if not leader:
        raise BadInput(["请填写接访领导的姓名。"])
    if plan.ends <= plan.begins:
        raise BadInput(["结束时间应晚于开始时间，请核对。"])
    day = ReceptionDay(
        day_id=str(uuid_utils.uuid7()),
        on=plan.on,
        begins=plan.begins,
        ends=plan.ends,
        leader=leader,
        post=_words(plan.post, "职务", LONGEST_NAME),
        place=_words(plan.place, "地点", LONGEST_LINE),
        units=tuple(dict.fromkeys(w for u in plan.units if (w := _words(u, "联合接访单位", LONGEST_LINE)))),
        by=session.user.name,
        at=session.clock.now_utc(),
    )
    with session.write() as unit:
        book = unit.leaders()
        for other in book.days(day.on, day.on):
            meet = other.begins < day.ends and day.begins < other.ends
            if not other.cancelled and other.leader == day.leader and meet:
                hours = f"{other.begins:%H:%M}—{other.ends:%H:%M}"
                raise BadInput([f"{day.leader}当天{hours}已安排接访，时间重叠，请调整。"])
        book.add_day(day)
        unit.note("plan_reception", day.on.isoformat(), "")
        unit.commit()
    return day


def cancel_day(day_id: str, why: str, session: DeskSession) -> int:
    """Call a day off with the reason; those who were appointed have to be told.

    Returns:
        How many appointments were open.

    Raises:
        NotAllowed, NotFound, DiskFull, DiskFailed.
        BadInput: no reason, or called off already.
    """
    _require(session, _MAY_PLAN, "plan_reception")
    reason = _words(why, "取消原因", LONGEST_LINE)
    if not reason:
        raise BadInput(["请写明取消的原因，并通知已约的来访人。"])
    with session.write() as unit:
        book = unit.leaders()
        day = _day(unit, day_id)
        if day.cancelled:
            raise BadInput(["这次接访已经取消。"])
        waiting = [a for a in book.appointments([day_id]) if a.state is AppointmentState.BOOKED]
        book.cancel_day(day_id, reason)
        unit.note("cancel_reception", day.on.isoformat(), reason)
        unit.commit()
    return len(waiting)


def book_appointment(
    day_id: str, begins: time, session: DeskSession, *, reg_no: str = "", visitor: str = "", about: str = ""
) -> Appointment:
    """Appoint somebody (约访). Of a sealed matter only its number is kept.

    Args:
        reg_no: the matter it is about; without one, a name is needed.

    Raises:
        NotAllowed, DiskFull, DiskFailed.
        NotFound: no such day, or no such matter.
        BadInput: the day is called off or past, outside its hours, neither matter nor name, or the matter is
            appointed that day already.
    """
    _require(session, _MAY_BOOK, "book_appointment")
    with session.write() as unit:
        day, file = _day(unit, day_id), _matter(unit, reg_no)
        if day.cancelled:
            raise BadInput(["这次接访已经取消，请另选一天。"])
        if day.on < session.clock.today():
            raise BadInput(["这次接访的日期已过，请另选一天。"])
        if not day.begins <= begins < day.ends:
            raise BadInput([f"约访时间应在 {day.begins:%H:%M}—{day.ends:%H:%M} 之间。"])
        sealed = file is not None and file.record.sealed
        appointment = Appointment(
            appointment_id=str(uuid_utils.uuid7()),
            day_id=day_id,
            reg_no=reg_no,
            visitor="" if sealed else _words(visitor, "来访人", LONGEST_NAME) or _first_name(file),
            about="" if sealed else _words(about, "事由", LONGEST_LINE) or _summary(file),
            begins=begins,
            state=AppointmentState.BOOKED,
            by=session.user.name,
            at=session.clock.now_utc(),
        )
        if not reg_no and not appointment.visitor:
            raise BadInput(["请填写登记编号或者来访人姓名。"])
        same = [a for a in unit.leaders().appointments([day_id]) if reg_no and a.reg_no == reg_no]
        if any(a.state is AppointmentState.BOOKED for a in same):
            raise BadInput(["这件事项当天已经约访，不用再约。"])
        unit.leaders().add_appointment(appointment)
        unit.note("book_appointment", reg_no, "")
        unit.commit()
    return _shown(appointment, sealed)


def close_appointment(
    appointment_id: str,
    state: AppointmentState,
    session: DeskSession,
    *,
    result: str = "",
    reg_no: str = "",
) -> Appointment:
    """Write down what became of it: received by the leader, did not come, or cancelled.

    Args:
        reg_no: the matter that was registered; a visitor who was received is registered as any other
            [Arts. 22, 23].

    Raises:
        NotAllowed: only a lead says that a leader received somebody; a receptionist may cancel.
        NotFound, DiskFull, DiskFailed.
        BadInput: it is closed already; received without a registered matter; words about a sealed matter.
    """
    received = state is AppointmentState.RECEIVED
    _require(session, _MAY_PLAN if received else _MAY_BOOK, "close_appointment")
    if state is AppointmentState.BOOKED:
        raise BadInput(["请选择接访结果。"])
    with session.write() as unit:
        known = unit.leaders().appointment(appointment_id)
        if known is None:
            raise NotFound(appointment_id)
        if known.state is not AppointmentState.BOOKED:
            raise BadInput([f"这次约访已经有结果，由{known.closed_by}记录。"])
        number = reg_no or known.reg_no
        file = _matter(unit, number)
        if received and file is None:
            raise BadInput(["接访的来访应当登记：请先登记来访，再在这里填写登记编号。"])
        sealed = file is not None and file.record.sealed
        said = _words(result, "接访情况", LONGEST_RESULT)
        if said and sealed:
            raise BadInput(["保密事项的接访情况请记入专办人员的案卷，不在这里填写。清空后可以保存。"])
        closed = replace(
            known,
            reg_no=number,
            visitor="" if sealed else known.visitor,
            about="" if sealed else known.about,
            state=state,
            result=said,
            closed_by=session.user.name,
        )
        unit.leaders().close_appointment(closed)
        unit.note("close_appointment", number, state.value)
        unit.commit()
    return _shown(closed, sealed)


def make_promise(
    reg_no: str,
    what: str,
    due: date,
    session: DeskSession,
    *,
    leader: str = "",
    day_id: str = "",
    unit_name: str = "",
) -> Promise:
    """Write down what a leader promised, by when; it runs on the deadlines board until it is kept.

    Raises:
        NotAllowed: only a lead.
        NotFound: no such matter or day.
        BadInput: no words, no leader, a day that has passed, or a sealed matter.
        DiskFull, DiskFailed.
    """
    _require(session, _MAY_PLAN, "make_promise")
    said = _words(what, "承诺事项", LONGEST_LINE)
    today = session.clock.today()
    if not said:
        raise BadInput(["请写明承诺了什么。"])
    if due < today:
        raise BadInput(["兑现期限早于今天，请核对。"])
    with session.write() as unit:
        file = _matter(unit, reg_no)
        if file is None:
            raise BadInput(["承诺要记在已登记的事项上，请填写登记编号。"])
        if file.record.sealed:
            raise BadInput(["保密事项的承诺请记入专办人员的案卷，不在期限页列出。"])
        day = _day(unit, day_id) if day_id else None
        who = _words(leader, "领导", LONGEST_NAME) or (day.leader if day else "")
        if not who:
            raise BadInput(["请填写作出承诺的领导。"])
        promise = Promise(
            promise_id=str(uuid_utils.uuid7()),
            reg_no=file.root_reg_no,
            day_id=day_id,
            leader=who,
            what=said,
            unit=_words(unit_name, "承办单位", LONGEST_LINE),
            made_on=day.on if day else today,
            due=due,
            by=session.user.name,
            at=session.clock.now_utc(),
        )
        unit.leaders().add_promise(promise)
        unit.note("make_promise", promise.reg_no, due.isoformat())
        unit.commit()
    return promise


def keep_promise(promise_id: str, note: str, session: DeskSession) -> Promise:
    """Say that a promise was kept today, and how.

    Raises:
        NotAllowed: only a lead.
        NotFound, DiskFull, DiskFailed.
        BadInput: it was kept already.
    """
    _require(session, _MAY_PLAN, "make_promise")
    said, today = _words(note, "兑现情况", LONGEST_LINE), session.clock.today()
    with session.write() as unit:
        known = unit.leaders().promise(promise_id)
        if known is None:
            raise NotFound(promise_id)
        if known.kept_on is not None:
            raise BadInput([f"这项承诺已于{known.kept_on}记为兑现。"])
        unit.leaders().keep_promise(promise_id, today, said)
        unit.note("keep_promise", known.reg_no, "")
        unit.commit()
    return replace(known, kept_on=today, kept_note=said)


def _require(session: DeskSession, roles: frozenset[StaffRole], what: str) -> None:
    if session.user.role not in roles:
        raise NotAllowed(what)


def _words(text: str, what: str, most: int) -> str:
    said = str(cleaned(text)).strip()
    if len(said) > most:
        raise BadInput([f"{what}最多 {most} 字，现有 {len(said)} 字。"])
    return said


def _day(unit: WriteUnit, day_id: str) -> ReceptionDay:
    day = unit.leaders().day(day_id)
    if day is None:
        raise NotFound(day_id)
    return day


def _matter(unit: ReadUnit, reg_no: str) -> MatterFile | None:
    if not reg_no:
        return None
    file = unit.matter(reg_no)
    if file is None:
        raise NotFound(reg_no)
    return file


def _sealed(unit: ReadUnit, numbers: Sequence[str]) -> frozenset[str]:
    return frozenset(file.record.reg_no for file in unit.matters(numbers) if file.record.sealed)


def _first_name(file: MatterFile | None) -> str:
    if file is None or file.record.stated.anonymous:
        return ""
    return next((p.name for p in file.people if p.name and not p.anonymous), "")


def _summary(file: MatterFile | None) -> str:
    return file.record.stated.demand[:LONGEST_LINE] if file is not None else ""


def _shown(appointment: Appointment, sealed: bool) -> Appointment:
    return replace(appointment, visitor=MASK, about=SEALED_TEXT, result="") if sealed else appointment
