"""Steps in a matter's course recorded at the desk: accepted, replied, review received …"""

from dataclasses import dataclass
from datetime import date, timedelta

import uuid_utils

from app.config import Settings
from app.domain.deadlines import LONGEST_EXTENSION_DAYS
from app.domain.matter import Route
from app.domain.matter_state import (
    OVERDUE_STATES,
    STEPS_ZH,
    MatterDates,
    MatterState,
    derive_state,
    state_or_unsure,
)
from app.domain.matter_terms import RunningTerm
from app.domain.office import StaffRole
from app.domain.record import MatterEventRecord, MatterFile
from app.domain.words import STATES_ZH
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.course import (
    ASSIGNED,
    HEARING,
    SIMPLE,
    SUPERVISED,
    all_terms,
    counting_of,
    course_of,
    course_with,
    dates_of,
)
from app.intake.json_input import cleaned
from app.intake.matter_detail import matter_detail
from app.intake.results import MatterDetail
from app.intake.session import DeskSession
from app.ports import ReadUnit, WriteUnit

EVENT_KINDS = (
    "accepted_on",
    SIMPLE,
    "transferred_on",
    ASSIGNED,
    "extended_to",
    "replied_on",
    "review_received_on",
    "review_opinion_on",
    "recheck_received_on",
    HEARING,
    "recheck_opinion_on",
    "agreement_on",
    "withdrawn_on",
    "refused_on",
    "executed_on",
    "route_ended_on",
    SUPERVISED,
)
NEEDS_SECOND_DATE = {
    "extended_to": "请填写延期后的期限。",
    ASSIGNED: "请填写交办要求反馈结果的日期。",
    HEARING: "请填写听证结束的日期。",
}
"""Kinds with a second date, and the sentence where it is missing."""

SOURCES_ZH = {
    "own": "本单位",
    "handler": "承办单位告知",
    "upstream": "上级单位告知",
    "visitor": "来访人出示文书",
}
"""Whose step it is, or by whom it became known here."""

_LONGEST_TEXT = 200
_MAY_RECORD = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD, StaffRole.REVIEWER})
_REVIEWS = frozenset({"review_received_on", "review_opinion_on", "recheck_received_on", "recheck_opinion_on"})


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


def record_event(
    reg_no: str,
    kind: str,
    on: date,
    session: DeskSession,
    *,
    text: str = "",
    extended_to: date | None = None,
    supported: bool | None = None,
    source: str = "own",
) -> MatterDetail:
    """Add a step; corrections are later steps of the same kind, nothing is overwritten.

    Args:
        extended_to: second date of an extension, an assignment, a hearing, or of the acceptance of an
            Art. 31(5) matter for which a special law sets the day.
        source: a key of `SOURCES_ZH`; kept in the text where it is not this office.

    Raises:
        BadInput: unknown kind, a date ahead of today, an order that cannot be, the same step twice on
            one day, a text that is too long, or any text on a sealed matter: what is said of it belongs
            in its own file [Art. 30(3)].
        NotFound, NotAllowed, DiskFull, DiskFailed.
    """
    if session.user.role not in _MAY_RECORD:
        raise NotAllowed("record_event")
    with session.write() as unit:
        add_step(
            unit,
            reg_no,
            kind,
            on,
            session,
            text=text,
            extended_to=extended_to,
            supported=supported,
            source=source,
        )
        unit.commit()
    return matter_detail(reg_no, session)


def add_step(
    unit: WriteUnit,
    reg_no: str,
    kind: str,
    on: date,
    session: DeskSession,
    *,
    text: str = "",
    extended_to: date | None = None,
    supported: bool | None = None,
    source: str = "own",
) -> None:
    """`record_event` as part of something bigger: nothing is kept before the unit is committed.

    Raises:
        BadInput, NotFound, NotAllowed: as `record_event`.
    """
    file, event = _checked(unit, reg_no, kind, on, session, text, extended_to, supported, source)
    settings = session.rules.settings_of(unit.office())
    if kind == "refused_on" and source == "own":
        _may_refuse(session, settings)
    unit.add_event(reg_no, event)
    derive_state(  # refuses impossible orders
        dates_of(course_with(course_of(unit, file), event)),
        session.clock.today(),
        session.rules.calendar,
        settings,
    )
    unit.note("record_event", reg_no, kind)


def preview_event(
    reg_no: str,
    kind: str,
    on: date,
    session: DeskSession,
    *,
    text: str = "",
    extended_to: date | None = None,
    supported: bool | None = None,
    source: str = "own",
) -> EventPreview:
    """What `record_event` would do, without doing it; looking at it again is not noted.

    Raises:
        BadInput, NotFound, NotAllowed: as `record_event`.
    """
    if session.user.role not in _MAY_RECORD:
        raise NotAllowed("record_event")
    with session.read() as unit:
        file, event = _checked(unit, reg_no, kind, on, session, text, extended_to, supported, source)
        office, known = unit.office(), course_of(unit, file)
    counting = counting_of(office, session.rules)
    if kind == "refused_on" and source == "own":
        _may_refuse(session, counting.settings)
    today, calendar = session.clock.today(), session.rules.calendar
    course = course_with(known, event)
    before_dates, dates = dates_of(known), dates_of(course)
    before = state_or_unsure(before_dates, today, calendar, counting.settings)
    after = derive_state(dates, today, calendar, counting.settings)
    then = state_or_unsure(before_dates, min(on, today), calendar, counting.settings)
    notes = (
        *_same_day(file, known.local_date, event),
        *_replaces(file, event),
        *_out_of_place(kind, before_dates, then, on),
        *_long_extension(event, dates),
        *_still_late(after),
    )
    return EventPreview(STATES_ZH[before], STATES_ZH[after], all_terms(course, after, counting), notes)


def _may_refuse(session: DeskSession, settings: Settings) -> None:
    if session.user.role is not StaffRole.LEAD and session.user.role.value != settings.sign_refusals:
        raise NotAllowed("refuse")


def _checked(
    unit: ReadUnit,
    reg_no: str,
    kind: str,
    on: date,
    session: DeskSession,
    text: str,
    second: date | None,
    supported: bool | None,
    source: str,
) -> tuple[MatterFile, MatterEventRecord]:
    """The matter and the step as it would be kept; what a person must put right is refused."""
    if kind not in EVENT_KINDS or source not in SOURCES_ZH:
        raise BadInput(["没有这种进展。请从列表中选择。"])
    if kind in NEEDS_SECOND_DATE and second is None:
        raise BadInput([NEEDS_SECOND_DATE[kind]])
    if on > session.clock.today():
        raise BadInput(["日期在将来，请核对。"])
    if second is not None and second < on and kind != "extended_to":
        raise BadInput(["后一个日期早于前一个日期，请核对。"])
    said = str(cleaned(text))
    if len(said) > _LONGEST_TEXT:
        raise BadInput([f"说明最多 {_LONGEST_TEXT} 字，现有 {len(said)} 字。"])
    file = unit.matter(reg_no)
    if file is None:
        raise NotFound(reg_no)
    if said and file.record.sealed:
        raise BadInput(["保密事项的进展不填写说明，请记入专办人员的案卷。清空说明后可以保存。"])
    if source != "own" and not file.record.sealed:
        said = f"{SOURCES_ZH[source]}{'：' if said else ''}{said}"
    event = MatterEventRecord(
        event_id=str(uuid_utils.uuid7()),
        kind=kind,
        on=on,
        at=session.clock.now_utc(),
        by=session.user.name,
        text=said,
        extended_to=second,
        supported=supported,
    )
    _refuse_twice(file, event)
    return file, event


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


def _same_day(file: MatterFile, received: date, event: MatterEventRecord) -> list[str]:
    """Which comes first among the steps of one day is never left to be guessed."""
    kinds = {e.kind for e in file.events if e.on == event.on and e.kind != event.kind}
    if event.on == received:
        kinds.add("received_on")
    named = [words for name, words in STEPS_ZH.items() if name in kinds | {event.kind}]
    if not kinds or len(named) < 2:
        return []
    order = "、".join(words.removesuffix("日期") for words in named)
    return [f"{event.on}这一天有不止一项进展，按程序先后计算：{order}。先后不是这样的，请核对日期。"]


def _replaces(file: MatterFile, event: MatterEventRecord) -> list[str]:
    if event.kind in (SUPERVISED, HEARING, ASSIGNED):
        return []
    earlier = [e.on for e in file.events if e.kind == event.kind]
    if not earlier:
        return []
    counted = max((*earlier, event.on))
    return [f"此前记录过同一项进展（{earlier[-1]}），原记录保留；以后按{counted}的一项计算。"]


def _out_of_place(kind: str, dates: MatterDates, state: str, on: date) -> list[str]:
    """A step the procedure does not foresee here: recorded all the same, but a person is told."""
    notes = []
    if kind in _REVIEWS and dates.route is Route.DUTY:
        notes.append("复查、复核只适用于第三十一条第六项的处理意见，这件事项按第三十一条第五项办理，请核对。")
    if kind == "review_received_on" and dates.replied_on is None:
        notes.append("没有送达处理意见的记录：复查以收到书面答复为前提，请先补记答复。")
    if kind == "recheck_received_on" and dates.review_opinion_on is None:
        notes.append("没有送达复查意见的记录：复核以收到复查意见为前提，请先补记复查意见。")
    if kind == "recheck_opinion_on" and dates.recheck_received_on is None:
        notes.append("没有收到复核申请的记录，请核对。")
    if kind == "review_received_on" and state == MatterState.REPLIED_REVIEW_LAPSED:
        notes.append("复查申请期已过：照常登记接收，是否复查由带班研究决定，不得当场拒绝。")
    if kind == "recheck_received_on" and state == MatterState.REVIEWED_RECHECK_LAPSED:
        notes.append("复核申请期已过：照常登记接收，是否复核由带班研究决定，不得当场拒绝。")
    if kind == "extended_to" and state == MatterState.OVERDUE_NO_REPLY:
        notes.append(f"{on}时六十日已经届满：期满后才批准的延期，请带班核对。")
    if kind == "recheck_opinion_on":
        notes.append("复核意见送达后，同一事实和理由不再受理；有新的事实、理由的，作为新事项。")
    return notes


def _long_extension(event: MatterEventRecord, dates: MatterDates) -> list[str]:
    if event.kind != "extended_to" or dates.accepted_on is None or event.extended_to is None:
        return []
    furthest = dates.accepted_on + timedelta(days=60 + LONGEST_EXTENSION_DAYS)
    if event.extended_to <= furthest:
        return []
    return [f"延期最多三十日：只计到{furthest}。"]


def _still_late(after: str) -> list[str]:
    if after not in OVERDUE_STATES:
        return []
    return ["记录以后仍是超期：请今天报告带班并督办；来访照常登记，不得以此拒绝。"]
