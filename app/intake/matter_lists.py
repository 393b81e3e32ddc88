"""What screens and commands list of matters: all of them, those found, those with a term running."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from app.domain.matter_state import MatterState
from app.domain.matter_terms import EXECUTION, RunningTerm
from app.domain.words import STATES_ZH
from app.intake.course import SUPERVISED, all_terms, counting_of, state_of
from app.intake.matter_detail import matter_detail
from app.intake.matter_rows import read_lines
from app.intake.results import MatterLine
from app.intake.session import DeskSession
from app.intake.visibility import MASK, MAY_LIST, NOT_SAID, SEALED_TEXT, require

__all__ = [
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
    found: list[tuple[date, str, RunningTerm, bool]] = []
    with session.read() as unit:
        counting = counting_of(unit.office(), session.rules)
        for course in unit.courses(today - timedelta(days=_LONG_ANSWERED_DAYS)):
            state = state_of(course, today, session.rules, counting.settings)
            if state in _LAPSED:
                continue
            urged = max((e.on for e in course.events if e.kind == SUPERVISED), default=date.min)
            found += [
                (term.due, course.reg_no, term, urged > term.due)
                for term in all_terms(course, state, counting)
            ]
        found.sort(key=lambda each: each[:2])
        undated = [each for each in found if each[2].kind == EXECUTION]
        legal = [each for each in found if not each[2].internal and each[2].kind != EXECUTION]
        groups = {
            "overdue": [each for each in legal if each[0] < today],
            "today": [each for each in legal if each[0] == today],
            "week": [each for each in legal if today < each[0] <= sunday],
            "later": [each for each in legal if each[0] > sunday],
            "unexecuted": undated,
            "targets": [each for each in found if each[2].internal],
        }
        shown = dict.fromkeys(each[1] for rows in groups.values() for each in rows[:MOST_SHOWN])
        lines = {line.reg_no: line for line in read_lines(unit, shown, session)}
    made = {
        name: DueGroup(
            tuple(
                DueLine(lines[reg_no], term, (due - today).days, urged)
                for due, reg_no, term, urged in rows[:MOST_SHOWN]
            ),
            len(rows),
        )
        for name, rows in groups.items()
    }
    counted: dict[str, int] = {}
    for _, _, term, _ in legal:
        counted[term.kind] = counted.get(term.kind, 0) + 1
    return DueList(
        **made,
        alarms=sum(not urged for _, _, _, urged in (*groups["overdue"], *undated)),
        kinds=tuple(sorted(counted.items(), key=lambda kind: int(kind[0][1:]))),
        uncovered_years=tuple(sorted({year for *_, term, _ in found for year in term.uncovered_years})),
    )


def open_alarms(session: DeskSession) -> int:
    """How many overdue duties nobody has urged on: what the lead is told on signing in [Art. 40]."""
    return open_deadlines(session).alarms


def _kept(words: list[str]) -> list[str]:
    """The words that the store itself can look for."""
    return [w for w in words if "、" not in w and not any(w in said for said in _DERIVED)]


def _shows(line: MatterLine, word: str) -> bool:
    shown = (line.reg_no, line.demand, line.petitioners, line.target_unit, line.state_zh)
    return any(word in text for text in shown)
