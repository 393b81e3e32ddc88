"""The deadlines board of an office: what runs and what is past, by span, kind, unit and person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.due import (
    DATED,
    FURTHEST_DAYS,
    PROMISE,
    DueFilter,
    DueRow,
    DueTotal,
    Nature,
    Span,
)
from app.domain.matter_terms import Counting, RunningTerm
from app.intake.course import all_terms, counting_of
from app.intake.due_counting import count_all
from app.intake.matter_rows import lines_of
from app.intake.results import MatterLine
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST, require
from app.ports import ReadUnit

PAGE_LINES = 100
"""Lines read in one go; more are read as they come into sight."""
_SOON_DAYS = 3
MOST_ALARMS = 100
"""Told as a number up to here; more is "many", and costs no more to find out."""


EVERYTHING = DueFilter()


@dataclass(frozen=True)
class DueLine:
    """A term of a matter that is open.

    Attributes:
        line: the matter.
        term: which one, from when, how counted.
        days_left: negative = past.
        supervised: whether somebody urged it on since it was due.
        unit: who handles it, as the board counts it; empty of a sealed one.
        owner: who received it first and sees it through.
        leader: the leader who owns the case, or empty.
    """

    line: MatterLine
    term: RunningTerm
    days_left: int
    supervised: bool = False
    unit: str = ""
    owner: str = ""
    leader: str = ""

    @property
    def reg_no(self) -> str:
        """The matter's number."""
        return self.line.reg_no

    @property
    def promised(self) -> bool:
        """A leader's promise: no legal term."""
        return self.term.kind == PROMISE

    @property
    def overdue(self) -> bool:
        """Past, and somebody's legal duty: a lapsed right, a missed target or a promise is none."""
        in_law = not self.term.internal and not self.term.visitors_right and not self.promised
        return self.days_left < 0 and in_law


@dataclass(frozen=True)
class DueBoard:
    """What was asked for, and how much else there is.

    Attributes:
        asked: the filter answered; its choices stay even where nothing of them is left.
        lines: the first `PAGE_LINES`, the nearest first.
        count: how many there are.
        spans: how many of each span, by everything else that was asked for.
        kinds, units, owners, leaders: choices with how many legal terms and promises each has.
        alarms: overdue duties and unexecuted opinions of the whole office that nobody has urged on since.
        uncovered_years: years touched whose holidays are not known.
    """

    asked: DueFilter = EVERYTHING
    lines: tuple[DueLine, ...] = ()
    count: int = 0
    spans: Mapping[Span, int] = field(default_factory=dict)
    kinds: tuple[tuple[str, int], ...] = ()
    units: tuple[tuple[str, int], ...] = ()
    owners: tuple[tuple[str, int], ...] = ()
    leaders: tuple[tuple[str, int], ...] = ()
    alarms: int = 0
    uncovered_years: tuple[int, ...] = ()


def due_board(asked: DueFilter, session: DeskSession) -> DueBoard:
    """The board; what has not been counted yet is counted first.

    Raises:
        NotAllowed, StoreBusy, DiskFull, DiskFailed.
    """
    require(session, MAY_LIST)
    count_all(session)
    today = session.clock.today()
    with session.read() as unit:
        totals = unit.due_totals(today)
        lines = _lines(unit, unit.due_rows(asked, today, 0, PAGE_LINES), session)
    spans = {span: _sum(_of(replace(asked, span=span), totals)) for span in Span}
    open_ones = [t for t in totals if t.nature in DATED]
    years = {t.year for t in totals}
    return DueBoard(
        asked=asked,
        lines=lines,
        count=spans[asked.span],
        spans=spans,
        kinds=_by((t.kind, t) for t in open_ones),
        units=_by((t.unit, t) for t in open_ones),
        owners=_by((t.owner, t) for t in open_ones),
        leaders=_by((t.leader, t) for t in open_ones if t.leader),
        alarms=sum(t.unurged for t in totals if _alarming(t)),
        uncovered_years=tuple(sorted(y for y in years if not session.rules.calendar.covers(y))),
    )


@dataclass(frozen=True)
class WorkList:
    """What one person sees through: a first contact, or a leader who owns cases.

    Attributes:
        open: legal terms and promises that run or are past; `late` duties past; `soon` within three days.
    """

    person: str
    leads: bool
    open: int
    late: int
    soon: int


def work_lists(session: DeskSession) -> tuple[WorkList, ...]:
    """Everybody's, the leaders' first, whoever has most to catch up with before the others.

    Raises:
        NotAllowed, StoreBusy, DiskFull, DiskFailed.
    """
    require(session, MAY_LIST)
    count_all(session)
    with session.read() as unit:
        totals = [t for t in unit.due_totals(session.clock.today()) if t.nature in DATED]
    made = []
    for leads in (True, False):
        people = {(t.leader if leads else t.owner): None for t in totals}
        for person in filter(None, people):
            mine = [t for t in totals if person == (t.leader if leads else t.owner)]
            late = sum(t.count for t in mine if t.nature is Nature.DUTY and t.days < 0)
            soon = sum(t.count for t in mine if 0 <= t.days <= _SOON_DAYS)
            made.append(WorkList(person, leads, _sum(mine), late, soon))
    return tuple(sorted(made, key=lambda w: (not w.leads, -w.late, -w.open, w.person)))


def due_lines(
    asked: DueFilter, first: int, session: DeskSession, count: int = PAGE_LINES
) -> tuple[DueLine, ...]:
    """Lines of the board from one on, for reading on."""
    require(session, MAY_LIST)
    today = session.clock.today()
    with session.read() as unit:
        return _lines(unit, unit.due_rows(asked, today, first, count), session)


def all_deadlines(session: DeskSession, asked: DueFilter = EVERYTHING) -> Iterator[DueLine]:
    """Every line of the board, a page at a time.

    Raises:
        NotAllowed, StoreBusy, DiskFull, DiskFailed.
    """
    board = due_board(asked, session)
    yield from board.lines
    for first in range(PAGE_LINES, board.count, PAGE_LINES):
        yield from due_lines(asked, first, session)


def open_alarms(session: DeskSession, most: int = MOST_ALARMS) -> int:
    """How many overdue duties nobody has urged on, at most so many: what the lead is told [Art. 40]."""
    require(session, MAY_LIST)
    count_all(session)
    with session.read() as unit:
        return unit.unurged_total(session.clock.today(), most)


def _of(asked: DueFilter, totals: Iterable[DueTotal]) -> Iterable[DueTotal]:
    """Those of the totals that the filter lets through."""
    for total in totals:
        if (
            total.nature in asked.natures
            and _in_span(asked, total.days)
            and asked.kind in ("", total.kind)
            and asked.unit in (None, total.unit)
            and asked.owner in ("", total.owner)
            and asked.leader in ("", total.leader)
        ):
            yield total


def _in_span(asked: DueFilter, days: int) -> bool:
    match asked.span:
        case Span.OVERDUE:
            return days < 0
        case Span.TODAY:
            return days == 0
        case Span.TOMORROW:
            return days == 1
        case Span.WITHIN:
            return 0 <= days <= min(asked.within_days, FURTHEST_DAYS)
    return True


def _alarming(total: DueTotal) -> bool:
    return total.nature is Nature.EXECUTION or (total.nature is Nature.DUTY and total.days < 0)


def _sum(totals: Iterable[DueTotal]) -> int:
    return sum(total.count for total in totals)


def _by(pairs: Iterable[tuple[str, DueTotal]]) -> tuple[tuple[str, int], ...]:
    """Counts by a word, the word with most first; those without one come last."""
    found: Counter[str] = Counter()
    for word, total in pairs:
        found[word] += total.count
    return tuple(sorted(found.items(), key=lambda item: (not item[0], -item[1], item[0])))


def _lines(unit: ReadUnit, rows: Sequence[DueRow], session: DeskSession) -> tuple[DueLine, ...]:
    numbers = tuple(dict.fromkeys(row.reg_no for row in rows))
    files = unit.matters(numbers)
    today, counting = session.clock.today(), counting_of(unit.office(), session.rules)
    lines: dict[str, MatterLine] = {}
    terms: dict[tuple[str, str], RunningTerm] = {}
    for file, line in zip(files, lines_of(unit, files, session), strict=True):
        lines[line.reg_no] = line
        for term in all_terms(file.course, line.state, counting):
            terms[line.reg_no, term.kind] = term
    return tuple(
        DueLine(
            lines[row.reg_no],
            terms.get((row.reg_no, row.term.kind)) or _plain(row, counting),
            (row.term.due - today).days,
            row.urged_on is not None and row.urged_on > row.term.due,
            row.unit,
            row.owner,
            row.leader,
        )
        for row in rows
    )


def _plain(row: DueRow, counting: Counting) -> RunningTerm:
    """A term as it was counted: a promise, or one that ended while the list was being read on."""
    term = row.term
    said = f"领导接访时承诺（{term.start}），{term.note}。" if term.kind == PROMISE else ""
    return RunningTerm(
        kind=term.kind,
        step=term.step,
        start=term.start,
        due=term.due,
        internal=term.nature is Nature.TARGET,
        visitors_right=term.nature is Nature.RIGHT,
        how=said,
        uncovered_years=tuple(y for y in {term.due.year} if not counting.calendar.covers(y)),
    )
