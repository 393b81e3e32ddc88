"""Counts the open terms of matters for the deadlines board, a few hundred at a time."""

import hashlib
from datetime import date, timedelta

from app.domain.deadlines import DeadlineKind
from app.domain.due import PROMISE, CountedMatter, CountedTerm, Nature, Uncounted
from app.domain.handover import settled
from app.domain.matter import MatterDraft
from app.domain.matter_state import MatterState, state_or_unsure
from app.domain.matter_step import FIRST_CONTACT, LEADER_CASE, SUPERVISED, words_without_source
from app.domain.matter_terms import EXECUTION, VISITORS_RIGHTS, Counting, TermEnd, term_ends
from app.domain.record import MatterEventRecord
from app.errors import StillRenewing
from app.intake.course import counting_of, dates_of
from app.intake.session import DeskSession
from app.ports import ReadUnit, WriteUnit

AT_ONCE = 500
"""Matters counted in one go: some thirty milliseconds of the store's lane."""

MOST_AT_ONCE = 10 * AT_ONCE
"""Matters for which whoever asks for the board waits."""

_KEPT_AS = "due_counting"
_LAPSED = frozenset({MatterState.REPLIED_REVIEW_LAPSED, MatterState.REVIEWED_RECHECK_LAPSED})


def count_some(session: DeskSession, most: int = AT_ONCE) -> int:
    """Count the terms of matters to which something happened, or whose day has come.

    Returns:
        About how many are left; 0: the board is whole.

    Raises:
        StoreBusy, DiskFull, DiskFailed.
    """
    today = session.clock.today()
    with session.read() as unit:
        begin = unit.setting(_KEPT_AS) != _standing(unit, today, session)
        if not begin and not unit.uncounted_total(today):
            return 0
    with session.write() as write:
        _begin_anew(write, today, session)
        counting = counting_of(write.office(), session.rules)
        waiting = write.uncounted(today, most)
        write.keep_counted([count_matter(one, today, counting) for one in waiting])
        left = write.uncounted_total(today)
        write.commit()
    return left


def count_all(session: DeskSession) -> None:
    """Go on until the board is whole.

    Raises:
        StillRenewing: a whole year waits, as after an upgrade; it is counted bit by bit (`count_some`).
    """
    while left := count_some(session):
        if left > MOST_AT_ONCE:
            raise StillRenewing(left)


def count_matter(one: Uncounted, today: date, counting: Counting) -> CountedMatter:
    """The open terms of a matter today, and when they may be others.

    A repeat has none: it stands behind the matter it is. A visitor's right that lapsed is nobody's duty any
    more, and not to object in time is no breach: the fifteen days run on.
    """
    events = one.course.events
    ahead = max(
        (day for day in (one.course.local_date, *(e.on for e in events)) if day > today), default=None
    )
    terms = () if one.repeat else _terms(one, today, counting)
    turns = [term.due + timedelta(days=1) for term in terms if term.due >= today]
    return CountedMatter(
        matter_key=one.matter_key,
        terms=terms,
        urged_on=max((e.on for e in events if e.kind == SUPERVISED), default=None),
        unit="" if one.sealed else settled(MatterDraft(), events).lead_unit or one.unit,
        owner=_named(events, FIRST_CONTACT) or one.received_by,
        leader=_named(events, LEADER_CASE),
        turns_on=min(turns, default=None),
        not_before=ahead,
    )


def _terms(one: Uncounted, today: date, counting: Counting) -> tuple[CountedTerm, ...]:
    dates = dates_of(one.course)
    state = state_or_unsure(dates, today, counting.calendar, counting.settings)
    promised = tuple(
        CountedTerm(PROMISE, 0, p.made_on, p.due, Nature.PROMISE, f"{p.leader}：{p.what}")
        for p in one.promises
    )
    if state in _LAPSED:
        return promised
    running = (
        CountedTerm(end.kind, end.step, end.start, end.due, _nature(end))
        for end in term_ends(dates, state, counting)
        if end.kind != DeadlineKind.T5 or end.due >= today
    )
    return (*running, *promised)


def _nature(end: TermEnd) -> Nature:
    if end.kind == EXECUTION:
        return Nature.EXECUTION
    if end.internal:
        return Nature.TARGET
    return Nature.RIGHT if end.kind in VISITORS_RIGHTS else Nature.DUTY


def _named(events: tuple[MatterEventRecord, ...], kind: str) -> str:
    """Whom the last step of a kind names; its words are empty where nobody is to be named any more."""
    return next((words_without_source(e.text) for e in reversed(events) if e.kind == kind), "")


def _begin_anew(unit: WriteUnit, today: date, session: DeskSession) -> None:
    """Count everything again where the office counts differently now, or the clock was set back."""
    standing, kept = _standing(unit, today, session), unit.setting(_KEPT_AS)
    if standing == kept:
        return
    known = kept if isinstance(kept, dict) else {}
    if known.get("by") != standing["by"] or str(known.get("day")) > standing["day"]:
        unit.count_again()
    unit.save_setting(_KEPT_AS, standing)


def _standing(unit: ReadUnit, today: date, session: DeskSession) -> dict[str, str]:
    """By what is counted, in a few letters, and the day."""
    counting = counting_of(unit.office(), session.rules)
    settings, days = counting.settings, sorted(counting.calendar.days.items())
    by = (settings.roll_office_terms, settings.roll_visitor_terms, counting.terms, counting.kind, days)
    return {"by": hashlib.sha256(repr(by).encode()).hexdigest()[:16], "day": today.isoformat()}
