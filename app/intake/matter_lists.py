"""What screens and commands list of matters: all, one with its course, those with a term running."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

from app.config import Settings
from app.domain.matter import Purpose
from app.domain.matter_state import MatterState
from app.domain.office import Office
from app.domain.person import PersonRole
from app.domain.record import MatterFile
from app.domain.words import PURPOSES_ZH, STATES_ZH
from app.errors import NotFound
from app.intake.course import state_of, terms_of
from app.intake.results import MatterDetail, MatterEvent, MatterLine
from app.intake.session import DeskSession
from app.intake.visibility import MASK, MAY_LIST, NOT_SAID, SEALED_TEXT, require
from app.ports import ReadUnit
from app.rulepacks import RulePack

MOST_SHOWN = 500
"""Lines a page of the window shows; who needs older ones searches."""

_READ_AT_ONCE = 200
_LONG_ANSWERED_DAYS = 60  # longer than T8 with any holidays rolled over
_LAPSED = frozenset({MatterState.REPLIED_REVIEW_LAPSED, MatterState.REVIEWED_RECHECK_LAPSED})
# Words of a line that stand in no column of the store.
_DERIVED = (*STATES_ZH.values(), *NOT_SAID.values(), MASK, SEALED_TEXT, "等", "人")


def list_matters(session: DeskSession) -> tuple[MatterLine, ...]:
    """Every matter, in order of registration; sealed ones without content."""
    require(session, MAY_LIST)
    session.note("view_matters", "", "")
    with session.read() as unit:
        return tuple(_read(unit, unit.matter_numbers(), session))


def matter_list(session: DeskSession, search: str = "") -> tuple[MatterLine, ...]:
    """The newest matters, at most `MOST_SHOWN`; every word of the search occurs in a visible column."""
    require(session, MAY_LIST)
    session.note("view_matters", "", "search" if search else "")
    words = search.split()
    kept = [w for w in words if "、" not in w and not any(w in said for said in _DERIVED)]
    with session.read() as unit:
        numbers = unit.matter_numbers(kept, newest_first=True)
        found = (line for line in _read(unit, numbers, session) if all(_shows(line, w) for w in words))
        return tuple(islice(found, MOST_SHOWN))


def matter_detail(reg_no: str, session: DeskSession) -> MatterDetail:
    """A matter with its whole course.

    Raises:
        NotFound: no such matter.
    """
    require(session, MAY_LIST)
    session.note("view_matter", reg_no, "")
    with session.read() as unit:
        file = unit.matter(reg_no)
        if file is None:
            raise NotFound(reg_no)
        (line,) = _lines(unit, (file,), session)
    registered = MatterEvent(
        file.registered_at, "registered", f"来访登记，编号 {file.record.reg_no}", file.received_by
    )
    linked = file.root_reg_no != file.record.reg_no
    repeat = (
        (
            MatterEvent(
                file.registered_at, "linked", f"认定与 {file.root_reg_no} 为同一事项", file.received_by
            ),
        )
        if linked
        else ()
    )
    sealed = file.record.sealed
    steps = tuple(MatterEvent(e.at, e.kind, "" if sealed else e.text, e.by) for e in file.events)
    facts = SEALED_TEXT if sealed else file.record.stated.facts
    return MatterDetail(line, facts, tuple(sorted((registered, *repeat, *steps), key=lambda e: e.at)))


def open_deadlines(session: DeskSession) -> tuple[MatterLine, ...]:
    """Matters with a term running or overdue, the nearest first, at most `MOST_SHOWN`.

    Repeats stand behind the matter they are. A visitor's right that lapsed is nobody's duty any more.
    """
    require(session, MAY_LIST)
    today = session.clock.today()
    due: list[tuple[date, str]] = []
    with session.read() as unit:
        office = unit.office()
        settings = Settings.of(office.settings)
        for course in unit.courses(today - timedelta(days=_LONG_ANSWERED_DAYS)):
            state = state_of(course, today, session.rules, settings)
            _, due_on = terms_of(course, state, session.rules, settings, office.kind)
            if due_on is not None and state not in _LAPSED:
                due.append((due_on, course.reg_no))
        first = sorted(due)[:MOST_SHOWN]
        lines = {line.reg_no: line for line in _read(unit, [reg_no for _, reg_no in first], session)}
    return tuple(lines[reg_no] for _, reg_no in first)


def _read(unit: ReadUnit, reg_nos: Iterable[str], session: DeskSession) -> Iterator[MatterLine]:
    """Lines in the order of the numbers, some hundreds held at a time."""
    numbers = iter(reg_nos)
    while part := tuple(islice(numbers, _READ_AT_ONCE)):
        lines = {line.reg_no: line for line in _lines(unit, unit.matters(part), session)}
        yield from (lines[reg_no] for reg_no in part)


def _shows(line: MatterLine, word: str) -> bool:
    shown = (line.reg_no, line.demand, line.petitioners, line.target_unit, line.state_zh)
    return any(word in text for text in shown)


def _lines(unit: ReadUnit, files: Sequence[MatterFile], session: DeskSession) -> tuple[MatterLine, ...]:
    office: Office = unit.office()
    settings = Settings.of(office.settings)
    today = session.clock.today()
    return tuple(_line(f, office, settings, session.rules, today) for f in files)


def _line(file: MatterFile, office: Office, settings: Settings, rules: RulePack, today: date) -> MatterLine:
    record = file.record
    state = state_of(file.course, today, rules, settings)
    due_kind, due_on = terms_of(file.course, state, rules, settings, office.kind)
    names = [
        NOT_SAID.get(p.name, p.name) for p in file.people if p.role is not PersonRole.COMPANION and p.name
    ]
    return MatterLine(
        reg_no=record.reg_no,
        visit_no=file.visit_no,
        state=state,
        state_zh=STATES_ZH[state],
        version=record.version,
        purpose=PURPOSES_ZH[Purpose(record.stated.purpose)],
        content_code="" if record.sealed else record.stated.content_code,
        demand=SEALED_TEXT if record.sealed else record.stated.demand,
        petitioners=MASK
        if record.sealed
        else "、".join(names[:3]) + (f" 等 {len(names)} 人" if len(names) > 3 else "") or "匿名",
        target_unit="" if record.sealed else record.target_unit,
        registered_at=file.registered_at,
        due_kind=due_kind,
        due_on=due_on,
        days_left=(due_on - today).days if due_on else None,
        sealed=record.sealed,
        outcome=record.outcome,
        same_as=file.root_reg_no if file.root_reg_no != record.reg_no else "",
    )
