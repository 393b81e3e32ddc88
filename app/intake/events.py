"""Steps in a matter's course recorded at the desk: accepted, replied, review received …"""

from dataclasses import dataclass

import uuid_utils

from app.config import Settings
from app.domain.handover import handover_problems
from app.domain.matter_state import (
    COURSE,
    OVERDUE_STATES,
    STEPS_ZH,
    MatterState,
    derive_state,
    state_or_unsure,
)
from app.domain.matter_step import (
    LONGEST_STEP_TEXT,
    NEEDS_SECOND_DATE,
    NEEDS_TEXT,
    RATED,
    RATINGS,
    RECEIVED,
    SOURCES_ZH,
    STEP_KINDS,
    SUPERVISED,
    MatterStep,
)
from app.domain.matter_terms import RunningTerm
from app.domain.office import StaffRole
from app.domain.record import MatterCourse, MatterEventRecord, MatterFile
from app.domain.words import STATES_ZH
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.course import all_terms, counting_of, course_of, course_with, dates_of
from app.intake.json_input import cleaned
from app.intake.matter_detail import matter_detail
from app.intake.results import MatterDetail
from app.intake.session import DeskSession
from app.intake.step_notes import (
    late_objection,
    long_extension,
    out_of_place,
    replaces,
    same_day,
    still_late,
    uncovered,
)
from app.ports import ReadUnit, WriteUnit

_MAY_RECORD = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD, StaffRole.REVIEWER})


@dataclass(frozen=True)
class EventPreview:
    """What recording a step would do.

    Attributes:
        before, after: state words as shown.
        terms: what runs afterwards, the leading term first, each explained.
        notes: Chinese sentences a person should read before saving.
    """

    before: str
    after: str
    terms: tuple[RunningTerm, ...]
    notes: tuple[str, ...]


def record_event(reg_no: str, step: MatterStep, session: DeskSession) -> MatterDetail:
    """Add a step; corrections are later steps of the same kind, nothing is overwritten.

    Raises:
        BadInput: unknown kind, a date ahead of today, an order that cannot be, the same step twice on
            one day, words that are missing or too long, a return to which nobody agreed, or any text on
            a sealed matter: what is said of it belongs in its own file [Art. 30(3)].
        NotFound, NotAllowed, DiskFull, DiskFailed.
    """
    if session.user.role not in _MAY_RECORD:
        raise NotAllowed("record_event")
    with session.write() as unit:
        add_step(unit, reg_no, step, session)
        unit.commit()
    return matter_detail(reg_no, session)


def add_step(unit: WriteUnit, reg_no: str, step: MatterStep, session: DeskSession) -> None:
    """`record_event` as part of something bigger: nothing is kept before the unit is committed.

    Raises:
        BadInput, NotFound, NotAllowed: as `record_event`.
    """
    file, known, event = _checked(unit, reg_no, step, session)
    settings = session.rules.settings_of(unit.office())
    before, after = _states(known, event, session, settings)
    _lead_puts_right(file, event, before, after, session)
    unit.add_event(reg_no, event)
    unit.note("record_event", reg_no, step.kind)


def preview_event(reg_no: str, step: MatterStep, session: DeskSession) -> EventPreview:
    """What `record_event` would do, without doing it; looking at it again is not noted.

    Raises:
        BadInput, NotFound, NotAllowed: as `record_event`.
    """
    if session.user.role not in _MAY_RECORD:
        raise NotAllowed("record_event")
    with session.read() as unit:
        file, known, event = _checked(unit, reg_no, step, session)
        counting = counting_of(unit.office(), session.rules)
    today, calendar = session.clock.today(), session.rules.calendar
    course = course_with(known, event)
    before_dates, dates = dates_of(known), dates_of(course)
    before, after = _states(known, event, session, counting.settings)
    _lead_puts_right(file, event, before, after, session)
    then = state_or_unsure(before_dates, min(step.on, today), calendar, counting.settings)
    terms = all_terms(course, after, counting)
    notes = (
        *same_day(file, known.local_date, event),
        *replaces(file, event),
        *out_of_place(step.kind, before_dates, then, step.on),
        *late_objection(event, before_dates, calendar),
        *long_extension(event, dates),
        *still_late(after),
        *uncovered(terms),
    )
    return EventPreview(STATES_ZH[before], STATES_ZH[after], terms, notes)


def _states(
    known: MatterCourse, event: MatterEventRecord, session: DeskSession, settings: Settings
) -> tuple[str, MatterState]:
    """State today before and after the step; an order that cannot be is refused."""
    today, calendar = session.clock.today(), session.rules.calendar
    before = state_or_unsure(dates_of(known), today, calendar, settings)
    return before, derive_state(dates_of(course_with(known, event)), today, calendar, settings)


def _lead_puts_right(
    file: MatterFile, event: MatterEventRecord, before: str, after: str, session: DeskSession
) -> None:
    """A term that has run out does not begin anew because its start is recorded again [Arts. 34, 40, 45(1)].

    If the day was wrong, the lead says so in words; a receptionist cannot make an alarm go away.
    """
    again = any(earlier.kind == event.kind for earlier in file.events)
    if not again or before not in OVERDUE_STATES or after in OVERDUE_STATES:
        return
    if session.user.role is not StaffRole.LEAD:
        raise BadInput(
            [
                f"这件事项{STATES_ZH[before]}，这一步此前已经记录过：再记一次不能使期限重新起算。"
                "原来的日期有误的，请带班更正；来访照常登记。"
            ]
        )
    if not event.text and not file.record.sealed:
        raise BadInput(
            [f"这件事项{STATES_ZH[before]}，这样更正后不再显示超期：请在说明里写明更正了什么、依据是什么。"]
        )


def _may_refuse(session: DeskSession, settings: Settings) -> None:
    if session.user.role is not StaffRole.LEAD and session.user.role.value != settings.sign_refusals:
        raise NotAllowed("refuse")


def _checked(
    unit: ReadUnit, reg_no: str, step: MatterStep, session: DeskSession
) -> tuple[MatterFile, MatterCourse, MatterEventRecord]:
    """The matter, its course, the step as it would be kept; what a person must put right is refused."""
    kind, on, second = step.kind, step.on, step.extended_to
    if kind not in STEP_KINDS or step.source not in SOURCES_ZH:
        raise BadInput(["没有这种进展。请从列表中选择。"])
    if kind in NEEDS_SECOND_DATE and second is None:
        raise BadInput([NEEDS_SECOND_DATE[kind]])
    if on > session.clock.today():
        raise BadInput(["日期在将来，请核对。"])
    if second is not None and second < on and kind != "extended_to":
        raise BadInput(["后一个日期早于前一个日期，请核对。"])
    said = str(cleaned(step.text)).strip()
    if len(said) > LONGEST_STEP_TEXT:
        raise BadInput([f"说明最多 {LONGEST_STEP_TEXT} 字，现有 {len(said)} 字。"])
    file = unit.matter(reg_no)
    if file is None:
        raise NotFound(reg_no)
    if kind in NEEDS_TEXT and not said and not file.record.sealed:
        raise BadInput([NEEDS_TEXT[kind]])
    if kind in RATED and said not in RATINGS:
        raise BadInput(["保密事项不作满意度评价。" if file.record.sealed else NEEDS_TEXT[kind]])
    if said and file.record.sealed:
        raise BadInput(["保密事项的进展不填写说明，请记入专办人员的案卷。清空说明后可以保存。"])
    if kind == "refused_on" and step.source == "own":
        _may_refuse(session, session.rules.settings_of(unit.office()))
    if step.source != "own" and not file.record.sealed:
        said = f"{SOURCES_ZH[step.source]}{'：' if said else ''}{said}"
    known = course_of(unit, file)
    dates = dates_of(known)
    if problems := handover_problems(kind, on, dates):
        raise BadInput(list(problems))
    if kind in COURSE and kind != RECEIVED and dates.received_on is not None and on < dates.received_on:
        raise BadInput(
            [
                f"{STEPS_ZH[kind]}（{on}）早于收到（登记）日期（{dates.received_on}）。"
                "别的单位收到在先的，请先补记“此前已在别处登记（收到）”的日期，再记这一步。"
            ]
        )
    event = MatterEventRecord(
        event_id=str(uuid_utils.uuid7()),
        kind=kind,
        on=on,
        at=session.clock.now_utc(),
        by=session.user.name,
        text=said,
        extended_to=second,
        supported=step.supported,
    )
    _refuse_twice(file, event)
    return file, known, event


def _refuse_twice(file: MatterFile, event: MatterEventRecord) -> None:
    for earlier in file.events:
        if (earlier.kind, earlier.on) != (event.kind, event.on) or event.kind == SUPERVISED:
            continue
        same = (earlier.text, earlier.extended_to, earlier.supported) == (
            event.text,
            event.extended_to,
            event.supported,
        )
        if same:
            raise BadInput([f"{event.on}已经记录过同样的进展，不用再记一次。"])
        if not event.text and not file.record.sealed:
            raise BadInput([f"{event.on}已经记录过这项进展。如要更正，请在说明里写明更正了什么。"])
