"""What screens and commands list of matters: all of them, those found, those with a term running."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from app.domain.deadlines import DeadlineKind
from app.domain.matter_state import MatterState, state_or_unsure
from app.domain.matter_step import SUPERVISED
from app.domain.matter_terms import EXECUTION, Counting, RunningTerm, TermEnd, term_ends
from app.domain.words import STATES_ZH
from app.intake.course import all_terms, counting_of, dates_of
from app.intake.matter_detail import matter_detail
from app.intake.matter_rows import READ_AT_ONCE, lines_of, read_lines
from app.intake.results import MatterLine
from app.intake.session import DeskSession
from app.intake.visibility import MASK, MAY_LIST, NOT_SAID, SEALED_TEXT, require
from app.ports import ReadUnit

__all__ = [
    "MOST_ALARMS",
    "MOST_SHOWN",
    "DueGroup",
    "DueLine",
    "DueList",
    "list_matters",
    "matter_detail",
    "matter_index",
    "matter_lines",
    "matter_list",
    "open_alarms",
    "open_deadlines",
]

MOST_SHOWN = 500
"""Lines that are read in one go; more are read as they come into sight."""

MOST_ALARMS = 100
"""Told as a number up to here; more is "many", and costs no more to find out."""

_GROUPS = ("overdue", "today", "week", "later", "targets", "unexecuted")
_ALARMING = ("overdue", "unexecuted")
_LONG_ANSWERED_DAYS = 60  # longer than T8 with any holidays rolled over
_LAPSED = frozenset({MatterState.REPLIED_REVIEW_LAPSED, MatterState.REVIEWED_RECHECK_LAPSED})
# Words of a line that stand in no column of the store.
_DERIVED = (*STATES_ZH.values(), *NOT_SAID.values(), MASK, SEALED_TEXT, "等", "人")


@dataclass(frozen=True)
class DueLine:
    """A term of a matter that is open.

    Attributes:
        line: the matter.
        term: which one, from when, how counted.
        days_left: negative = past.
        supervised: whether somebody urged it on since it was due.
    """

    line: MatterLine
    term: RunningTerm
    days_left: int
    supervised: bool = False

    @property
    def reg_no(self) -> str:
        """The matter's number."""
        return self.line.reg_no

    @property
    def overdue(self) -> bool:
        """Past, and somebody's legal duty: a lapsed right or a missed target is neither."""
        return self.days_left < 0 and not self.term.internal and not self.term.visitors_right


@dataclass(frozen=True)
class DueGroup:
    """Terms of one span: the first `MOST_SHOWN` lines, and how many there are."""

    lines: tuple[DueLine, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class DueList:
    """Open terms of an office, the nearest first in every group.

    Attributes:
        overdue, today, week, later: legal terms; `week` is tomorrow to Sunday.
        targets: the office's own targets, whenever they end.
        unexecuted: opinions that support the visitor and were not carried out; no day is fixed for it.
        alarms: overdue duties and unexecuted opinions that nobody has urged on since.
        kinds: how many open legal terms there are of each kind.
        uncovered_years: years touched whose holidays are not known.
    """

    overdue: DueGroup = DueGroup()
    today: DueGroup = DueGroup()
    week: DueGroup = DueGroup()
    later: DueGroup = DueGroup()
    targets: DueGroup = DueGroup()
    unexecuted: DueGroup = DueGroup()
    alarms: int = 0
    kinds: tuple[tuple[str, int], ...] = ()
    uncovered_years: tuple[int, ...] = ()

    @property
    def lines(self) -> tuple[DueLine, ...]:
        """Legal terms in order of due date."""
        return (*self.overdue.lines, *self.today.lines, *self.week.lines, *self.later.lines)


def list_matters(session: DeskSession) -> tuple[MatterLine, ...]:
    """Every matter, in order of registration; sealed ones without content."""
    require(session, MAY_LIST)
    session.note("view_matters", "", "")
    with session.read() as unit:
        return tuple(read_lines(unit, unit.matter_numbers(), session))


def matter_list(session: DeskSession, search: str = "") -> tuple[MatterLine, ...]:
    """The newest matters, at most `MOST_SHOWN`; every word of the search occurs in a visible column."""
    require(session, MAY_LIST)
    session.note("view_matters", "", "search" if search else "")
    words = search.split()
    with session.read() as unit:
        numbers = unit.matter_numbers(_kept(words), newest_first=True)
        found = (line for line in read_lines(unit, numbers, session) if all(_shows(line, w) for w in words))
        return tuple(islice(found, MOST_SHOWN))


def matter_index(session: DeskSession, search: str = "") -> tuple[str, ...]:
    """Numbers of all matters that `matter_list` begins with, the newest first, for reading on.

    Empty where the search asks for words that only the lines themselves hold.
    """
    require(session, MAY_LIST)
    words = search.split()
    if _kept(words) != words:
        return ()
    with session.read() as unit:
        return tuple(unit.matter_numbers(words, newest_first=True))


def matter_lines(numbers: Sequence[str], session: DeskSession) -> tuple[MatterLine, ...]:
    """The lines of some numbers of `matter_index`, in that order."""
    require(session, MAY_LIST)
    with session.read() as unit:
        return tuple(read_lines(unit, numbers, session))


def open_deadlines(session: DeskSession) -> DueList:
    """Terms that run or are past, by when they end.

    Repeats stand behind the matter they are. A visitor's right that lapsed is nobody's duty any more.
    """
    require(session, MAY_LIST)
    today = session.clock.today()
    sunday = today + timedelta(days=6 - today.weekday())
    groups: dict[str, list[tuple[date, str, TermEnd, bool]]] = {name: [] for name in _GROUPS}
    counted: dict[str, int] = {}
    years: set[int] = set()
    with session.read() as unit:
        counting = counting_of(unit.office(), session.rules)
        for reg_no, end, urged in _open_ends(unit, today, counting):
            groups[_group(end, today, sunday)].append((end.due, reg_no, end, urged))
            years.add(end.due.year)
            if not end.internal and end.kind != EXECUTION:
                counted[end.kind] = counted.get(end.kind, 0) + 1
        for rows in groups.values():
            rows.sort(key=lambda row: row[:2])
        shown = dict.fromkeys(row[1] for rows in groups.values() for row in rows[:MOST_SHOWN])
        lines, terms = _explained(unit, tuple(shown), session, counting)
    made = {
        name: DueGroup(
            tuple(
                DueLine(lines[reg_no], terms[reg_no, end.kind], (due - today).days, urged)
                for due, reg_no, end, urged in rows[:MOST_SHOWN]
            ),
            len(rows),
        )
        for name, rows in groups.items()
    }
    return DueList(
        **made,
        alarms=sum(not urged for name in _ALARMING for *_, urged in groups[name]),
        kinds=tuple(sorted(counted.items(), key=lambda kind: int(kind[0][1:]))),
        uncovered_years=tuple(sorted(y for y in years if not counting.calendar.covers(y))),
    )


def open_alarms(session: DeskSession, most: int = MOST_ALARMS) -> int:
    """How many overdue duties nobody has urged on, at most so many: what the lead is told [Art. 40]."""
    require(session, MAY_LIST)
    today = session.clock.today()
    with session.read() as unit:
        counting = counting_of(unit.office(), session.rules)
        alarming = (
            reg_no
            for reg_no, end, urged in _open_ends(unit, today, counting)
            if not urged and _group(end, today, today) in _ALARMING
        )
        return sum(1 for _ in islice(alarming, most))


def _open_ends(unit: ReadUnit, today: date, counting: Counting) -> Iterator[tuple[str, TermEnd, bool]]:
    """Every open term with its matter's number and whether somebody urged it on since it was due."""
    for course in unit.courses(today - timedelta(days=_LONG_ANSWERED_DAYS)):
        dates = dates_of(course)
        state = state_or_unsure(dates, today, counting.calendar, counting.settings)
        if state in _LAPSED:
            continue
        urged = max((e.on for e in course.events if e.kind == SUPERVISED), default=date.min)
        for end in term_ends(dates, state, counting):
            if end.kind == DeadlineKind.T5 and end.due < today:
                continue  # not to object is no breach; the fifteen days run on
            yield course.reg_no, end, urged > end.due


def _group(end: TermEnd, today: date, sunday: date) -> str:
    if end.kind == EXECUTION:
        return "unexecuted"
    if end.internal:
        return "targets"
    if end.due < today:
        return "overdue"
    if end.due == today:
        return "today"
    return "week" if end.due <= sunday else "later"


def _explained(
    unit: ReadUnit, numbers: Sequence[str], session: DeskSession, counting: Counting
) -> tuple[dict[str, MatterLine], dict[tuple[str, str], RunningTerm]]:
    """Lines and explanations of those that are shown."""
    lines: dict[str, MatterLine] = {}
    terms: dict[tuple[str, str], RunningTerm] = {}
    for first in range(0, len(numbers), READ_AT_ONCE):
        files = unit.matters(numbers[first : first + READ_AT_ONCE])
        for file, line in zip(files, lines_of(unit, files, session), strict=True):
            lines[line.reg_no] = line
            for term in all_terms(file.course, line.state, counting):
                terms[line.reg_no, term.kind] = term
    return lines, terms


def _kept(words: list[str]) -> list[str]:
    """The words that the store itself can look for."""
    return [w for w in words if "、" not in w and not any(w in said for said in _DERIVED)]


def _shows(line: MatterLine, word: str) -> bool:
    shown = (line.reg_no, line.demand, line.petitioners, line.target_unit, line.state_zh)
    return any(word in text for text in shown)
