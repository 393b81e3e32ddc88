"""The visit log: its lines by filter and order, and whom it shows what (domain reference 9, 10.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.config import Settings
from app.domain.log_filter import LogFilter, LogLine, LogSort, LogTotals, SearchWord
from app.domain.matter import Level
from app.domain.office import Office, StaffRole
from app.domain.period import Period
from app.domain.words import DOCUMENTS_ZH, OUTCOMES_ZH, PROCEDURES_ZH, PURPOSES_ZH
from app.errors import StillRenewing
from app.intake.figures import figures_in, require_judged
from app.intake.results import LogRow
from app.intake.session import DeskSession
from app.intake.visibility import MASK, MAY_LIST, NOT_SAID, require
from app.ports import ReadUnit
from app.rulepacks import RulePack

MAY_SEE_LOG = MAY_LIST | {StaffRole.READER}
_AT_ONCE = 1000
_MOST_CLASSES = 6
_NOTHING = "—"


@dataclass(frozen=True)
class LogIndex:
    """What a filter found: keys of lines in order, to be read a page at a time with `log_rows`.

    Attributes:
        group_from: from how many persons a visit is a 集体访 here.
    """

    keys: Sequence[int]
    group_from: int


@dataclass(frozen=True)
class LogChoices:
    """What there is to choose from in a span of days."""

    windows: tuple[int, ...]
    receptionists: tuple[str, ...]


def log_index(
    wanted: LogFilter,
    session: DeskSession,
    *,
    search: str = "",
    sort: LogSort = LogSort.SEQ,
    descending: bool = False,
) -> LogIndex:
    """Which lines of the log pass, in order; looking is noted.

    Args:
        search: words in names, demands, places, units, remarks, names of classes and outcomes, or a
            number; all of them must be found.

    Raises:
        NotAllowed: the role does not see the log.
    """
    _note(wanted, session, search)
    with session.read() as unit:
        held = _held(wanted, session, unit, search)
        return LogIndex(unit.log_keys(held, sort, descending=descending), held.group_from)


def log_rows(keys: Sequence[int], session: DeskSession) -> tuple[LogRow, ...]:
    """The lines of these keys, as this person may see them.

    Raises:
        NotAllowed: the role does not see the log.
    """
    require(session, MAY_SEE_LOG)
    with session.read() as unit:
        return tuple(_rows(unit, keys, session))


def count_log(wanted: LogFilter, session: DeskSession, *, search: str = "") -> int:
    """How many lines pass.

    Raises:
        NotAllowed: the role does not see the log.
    """
    require(session, MAY_SEE_LOG)
    with session.read() as unit:
        return unit.count_log(_held(wanted, session, unit, search))


def log_totals(wanted: LogFilter, session: DeskSession, *, search: str = "") -> LogTotals:
    """Counts over the lines that pass.

    Raises:
        NotAllowed: the role does not see the log.
    """
    require(session, MAY_SEE_LOG)
    with session.read() as unit:
        counted = unit.log_totals(_held(wanted, session, unit, search), _MOST_CLASSES)
        own_alone = session.user.role is StaffRole.RECEPTIONIST and not _is_today(wanted, session)
        if search or own_alone or wanted != LogFilter(wanted.start, wanted.end):
            return counted
        return by_the_rules(counted, unit, wanted.start, wanted.end, session)


def by_the_rules(
    counted: LogTotals, unit: ReadUnit, start: date, end: date, session: DeskSession
) -> LogTotals:
    """The counts of whole days as statistics give them: several registrations can be one 批 (domain 10.2)."""
    require_whole(unit, start)
    figures = figures_in(unit, Period(start, end), session)

    def value(name: str) -> int:
        return int(figures[name].value or 0)

    return replace(
        counted,
        visits=value("visit_count"),
        persons=value("person_count"),
        matters=value("matter_times"),
        first=value("first_visit"),
        repeat=value("repeat_visit"),
        group_visits=value("group_visit"),
        group_persons=value("group_person_count"),
        told=figures["notice_on_spot_rate"].numerator or 0,
        per_hour=tuple((int(p.key), p.counts[1]) for p in figures.by("by_hour").parts if p.counts[1]),
        per_class=tuple((p.key, p.counts[0]) for p in figures.by("by_subclass").parts if p.key)[
            :_MOST_CLASSES
        ],
    )


def require_whole(unit: ReadUnit, since: date) -> None:
    """Go on only where lines and figures of a day and all later ones are there.

    Raises:
        StillRenewing: after an upgrade they are made anew and that day is not reached yet.
    """
    _require_lines(unit, since)
    require_judged(unit, since)


def each_log_row(
    wanted: LogFilter,
    session: DeskSession,
    *,
    search: str = "",
    sort: LogSort = LogSort.SEQ,
    descending: bool = False,
) -> Iterator[LogRow]:
    """Every line that passes, in order, some hundreds held at a time; for whole tables, noted like a look.

    Raises:
        NotAllowed: the role does not see the log.
    """
    _note(wanted, session, search)
    with session.read() as unit:
        held = _held(wanted, session, unit, search)
        yield from _rows(unit, unit.log_keys(held, sort, descending=descending), session)


def visit_log(start: date, end: date, session: DeskSession, search: str = "") -> tuple[LogRow, ...]:
    """The log of a span of local dates, whole."""
    return tuple(each_log_row(LogFilter(start, end), session, search=search))


def log_choices(start: date, end: date, session: DeskSession) -> LogChoices:
    """Windows and receptionists of a span of days.

    Raises:
        NotAllowed: the role does not see the log.
    """
    require(session, MAY_SEE_LOG)
    with session.read() as unit:
        windows, people = unit.log_choices(start, end)
    if session.user.role is StaffRole.RECEPTIONIST:
        people = tuple(name for name in people if name == session.user.name)
    return LogChoices(windows, people)


def levels_skipped(office: Office) -> frozenset[str]:
    """Competent levels that make a visit here 越级走访: two or more below this office [Art. 20(1)]."""
    return frozenset(level.value for level in Level if office.level.rank - level.rank >= 2)


def may_see_line(line: LogLine, session: DeskSession) -> bool:
    """A receptionist sees the lines of visits they received themselves, and the day that runs."""
    if session.user.role is not StaffRole.RECEPTIONIST:
        return True
    return line.received_by == session.user.name or line.local_date == session.clock.today()


def _require_lines(unit: ReadUnit, since: date) -> None:
    if left := unit.log_left(since):
        raise StillRenewing(left)


def _note(wanted: LogFilter, session: DeskSession, search: str) -> None:
    require(session, MAY_SEE_LOG)
    session.note("view_log", f"{wanted.start}/{wanted.end}", "search" if search else "")


def _held(wanted: LogFilter, session: DeskSession, unit: ReadUnit, search: str) -> LogFilter:
    """The filter with what the office sets and what the role may ask.

    Raises:
        StillRenewing: after an upgrade the lines of these days are not made anew yet.
    """
    _require_lines(unit, wanted.start)
    office = unit.office()
    held = replace(
        wanted,
        group_from=session.rules.settings_of(office).group_from,
        words=(*wanted.words, *(_word(w, session.rules) for w in search.split())),
        names_hidden=session.user.role is StaffRole.READER,
    )
    if session.user.role is StaffRole.RECEPTIONIST and not _is_today(wanted, session):
        return replace(held, received_by=frozenset({session.user.name}))
    return held


def _is_today(wanted: LogFilter, session: DeskSession) -> bool:
    today = session.clock.today()
    return wanted.start == wanted.end == today


def _word(text: str, rules: RulePack) -> SearchWord:
    return SearchWord(
        text,
        classes=frozenset(code for code, names in rules.content_classes.items() if text in names[1]),
        outcomes=frozenset(code for code, name in OUTCOMES_ZH.items() if text in name),
        purposes=frozenset(code for code, name in PURPOSES_ZH.items() if text in name),
    )


def _rows(unit: ReadUnit, keys: Sequence[int], session: DeskSession) -> Iterator[LogRow]:
    office = unit.office()
    settings, skipped = session.rules.settings_of(office), levels_skipped(office)
    masked = session.user.role is StaffRole.READER
    for start in range(0, len(keys), _AT_ONCE):
        for line in unit.log_lines(keys[start : start + _AT_ONCE]):
            if may_see_line(line, session):
                row = _row(line, session.rules, settings, skipped)
                yield replace(row, visitors=MASK) if masked else row


def _row(line: LogLine, rules: RulePack, settings: Settings, skipped: frozenset[str]) -> LogRow:
    more = f"（共 {line.matters} 件）" if line.matters > 1 and not line.sealed else ""
    return LogRow(
        key=line.key,
        visit_no=line.visit_no,
        seq=line.seq,
        day=line.local_date,
        time_in=line.visited_at,
        time_out=line.left_at,
        window=line.window,
        visitors=line.visitors,
        present=line.present,
        representatives=line.representatives,
        purpose=PURPOSES_ZH[line.purpose],
        content_class=_NOTHING if line.sealed else _class(line.content_code, rules),
        place=line.place or _NOTHING,
        demand=line.demand + more,
        first_or_repeat="重复" if line.repeats else "初访",
        group=line.present >= settings.group_from,
        level_skipping=line.competent_level in skipped,
        procedures="、".join(PROCEDURES_ZH[p] for p in line.procedures) or _NOTHING,
        outcome=OUTCOMES_ZH.get(line.outcome, _NOTHING),
        target_unit=line.target_unit or (_NOTHING if line.sealed else ""),
        documents="、".join(DOCUMENTS_ZH.get(d, d) for d in line.documents),
        due_on=line.due_on,
        notice_on_spot=line.told,
        receptionist=line.received_by,
        synced=line.synced,
        review=line.review,
        reviewed_by=line.reviewed_by,
        reviewed_at=line.reviewed_at,
        amended=line.amended,
        confirmed=line.confirmed,
        remark=line.remark,
        sealed=line.sealed,
    )


def _class(code: str, rules: RulePack) -> str:
    known = rules.content_classes.get(code)
    return known[1] if known else NOT_SAID.get(code, code)
