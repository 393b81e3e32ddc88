"""What screens and commands list: the day, the log, matters, deadlines."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date

from app.config import Settings
from app.domain.id_numbers import masked
from app.domain.matter import REFUSALS, MatterDraft, Purpose
from app.domain.office import Office, StaffRole
from app.domain.person import PersonRole
from app.domain.record import MatterFile, MatterRecord, Participant, VisitRecord
from app.domain.words import DOCUMENTS_ZH, OUTCOMES_ZH, PROCEDURES_ZH, PURPOSES_ZH, STATES_ZH
from app.errors import NotAllowed, NotFound
from app.intake.course import state_of, terms_of
from app.intake.results import (
    LogRow,
    MatterDetail,
    MatterEvent,
    MatterLine,
    QueueEntry,
    RegisteredMatter,
    SummaryMatter,
    SummaryPaper,
    SummaryPerson,
    SyncFigures,
    VisitLine,
    VisitSummary,
)
from app.intake.session import DeskSession
from app.ports import ReadUnit
from app.rulepacks import RulePack

MASK = "●●●"
SEALED_TEXT = "按权限可见"
_MAY_LIST = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD, StaffRole.REVIEWER})
_MAY_SEE_LOG = _MAY_LIST | {StaffRole.READER}
_NOT_SAID = {"unknown": "不详", "declined": "未提供"}


def day_visits(day: date, session: DeskSession) -> tuple[QueueEntry, ...]:
    """今日来访 of this station, in order of registration."""
    _require(session, _MAY_SEE_LOG)
    with session.read() as unit:
        visits = unit.visits(day, day)
    return tuple(
        QueueEntry(
            visit_no=v.visit_no,
            serial=order,
            title=visitors(v),
            detail=" · ".join(dict.fromkeys(OUTCOMES_ZH[m.outcome] for m in v.matters))
            if not v.sealed
            else "涉密",
            window=v.stated.window,
            at=v.registered_at,
            sealed=v.sealed,
            head_count=v.stated.head_count,
        )
        for order, v in enumerate(visits, 1)
    )


def visit_summary(visit_no: str, session: DeskSession) -> VisitSummary:
    """One registered visit as the window shows it again; looking at it is noted.

    Raises:
        NotAllowed: the role does not look at visits.
        NotFound: no such visit.
    """
    _require(session, _MAY_LIST)
    session.note("view_visit", visit_no, "")
    with session.read() as unit:
        visit = unit.visit(visit_no)
        papers = unit.papers(visit_no)
    if visit is None:
        raise NotFound(visit_no)
    stated, sealed = visit.stated, visit.sealed
    return VisitSummary(
        visit_no=visit_no,
        visited_at=visit.visited_at,
        registered_at=visit.registered_at,
        window=stated.window,
        received_by=visit.received_by,
        head_count=stated.head_count,
        people=tuple(_summary_person(p, hidden=sealed) for p in visit.participants),
        matters=tuple(_summary_matter(m) for m in visit.matters),
        papers=tuple(
            SummaryPaper(DOCUMENTS_ZH.get(p.document_id, p.document_id), p.number, p.prints, p.voided)
            for p in papers
        ),
        assistance=() if sealed else stated.assistance,
        acknowledged=() if sealed else tuple((a.rule, a.reason) for a in stated.acknowledged),
        notify_by=stated.notify_by,
        left_early=stated.left_early,
        remark="" if sealed else stated.remark,
        sealed=sealed,
    )


def visit_log(start: date, end: date, session: DeskSession, search: str = "") -> tuple[LogRow, ...]:
    """The visit log of a span of local dates; a search matches names, demands, numbers, units."""
    _require(session, _MAY_SEE_LOG)
    session.note("view_log", f"{start.isoformat()}/{end.isoformat()}", "search" if search else "")
    with session.read() as unit:
        settings = Settings.of(unit.office().settings)
        _, acked, _ = unit.op_figures()
        rows = tuple(
            _log_row(unit, visit, order, session.rules, settings, synced=bool(acked))
            for visit, order in _in_order(unit.visits(start, end))
        )
    if session.user.role is StaffRole.READER:
        rows = tuple(replace(r, visitors=MASK) for r in rows)
    words = search.split()
    return tuple(r for r in rows if all(_matches(r, w) for w in words))


def list_visits(session: DeskSession) -> tuple[VisitLine, ...]:
    """Every visit, in order of registration; sealed ones masked."""
    _require(session, _MAY_LIST)
    session.note("list_visits", "", "")
    with session.read() as unit:
        visits = unit.all_visits()
    return tuple(
        VisitLine(
            visit_no=v.visit_no,
            registered_at=v.registered_at,
            visited_at=v.visited_at,
            window=v.stated.window,
            received_by=v.received_by,
            present_count=v.stated.head_count,
            visitors=visitors(v),
            sealed=v.sealed,
            matters=tuple(RegisteredMatter(m.reg_no, m.query_code, m.outcome, m.sealed) for m in v.matters),
        )
        for v in visits
    )


def list_matters(session: DeskSession) -> tuple[MatterLine, ...]:
    """Every matter, in order of registration; sealed ones without content."""
    return tuple(reversed(matter_list(session)))


def matter_list(session: DeskSession, search: str = "") -> tuple[MatterLine, ...]:
    """Matters, newest first; every word of the search must occur in a visible column."""
    _require(session, _MAY_LIST)
    session.note("view_matters", "", "search" if search else "")
    with session.read() as unit:
        lines = _lines(unit, unit.matters(), session)
    words = search.split()
    return tuple(
        line
        for line in reversed(lines)
        if all(
            any(w in t for t in (line.reg_no, line.demand, line.petitioners, line.target_unit, line.state_zh))
            for w in words
        )
    )


def matter_detail(reg_no: str, session: DeskSession) -> MatterDetail:
    """A matter with its whole course.

    Raises:
        NotFound: no such matter.
    """
    _require(session, _MAY_LIST)
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
    steps = tuple(MatterEvent(e.at, e.kind, e.text, e.by) for e in file.events)
    facts = SEALED_TEXT if file.record.sealed else file.record.stated.facts
    return MatterDetail(line, facts, tuple(sorted((registered, *repeat, *steps), key=lambda e: e.at)))


def open_deadlines(session: DeskSession) -> tuple[MatterLine, ...]:
    """Matters with a term running, the nearest first; repeats stand behind the matter they are."""
    _require(session, _MAY_LIST)
    with session.read() as unit:
        files = tuple(f for f in unit.matters() if f.root_reg_no == f.record.reg_no)
        lines = _lines(unit, files, session)
    return tuple(sorted((x for x in lines if x.due_on), key=lambda x: (x.due_on or date.max, x.reg_no)))


def sync_figures(session: DeskSession) -> SyncFigures:
    """How much is registered here and how much of it is upstream."""
    with session.read() as unit:
        written, acked, last_ok_at = unit.op_figures()
    return SyncFigures(registered=written, at_hub=acked, proven=acked, parked=0, last_ok_at=last_ok_at)


def visitors(visit: VisitRecord) -> str:
    """Who came, for a list: first name and 等; masked where the visit is sealed or anonymous."""
    if visit.sealed:
        return MASK
    names = [
        _NOT_SAID.get(p.stated.name, p.stated.name)
        for p in visit.participants
        if p.role is not PersonRole.COMPANION and p.stated.name
    ]
    if visit.stated.anonymous or not names:
        return "匿名"
    count = visit.stated.head_count
    return names[0] if count <= 1 else f"{names[0]} 等 {count} 人"


def _summary_person(person: Participant, *, hidden: bool) -> SummaryPerson:
    stated = person.stated
    anonymous = stated.anonymous or not stated.name
    name = "匿名" if anonymous else _NOT_SAID.get(stated.name, stated.name)
    return SummaryPerson(
        name=MASK if hidden else name,
        role=person.role,
        id_type="" if hidden else stated.id_type or "",
        id_no="" if hidden else _NOT_SAID.get(stated.id_no, masked(stated.id_no)),
        id_state="" if hidden else stated.id_state,
    )


def _summary_matter(matter: MatterRecord) -> SummaryMatter:
    stated, sealed = matter.stated, matter.sealed
    return SummaryMatter(
        reg_no=matter.reg_no,
        purpose=PURPOSES_ZH[stated.purpose],
        demand=SEALED_TEXT if sealed else _NOT_SAID.get(stated.demand, stated.demand),
        outcome="" if sealed else OUTCOMES_ZH[matter.outcome],
        target_unit="" if sealed else matter.target_unit,
        due_on=None if sealed else matter.due_on,
        reason="" if sealed else stated.reason,
        same_as=matter.link.target_reg_no if matter.link else "",
        lead_signs=matter.outcome in REFUSALS
        or (matter.confirm_by == "lead" and matter.outcome == matter.proposed),
        sealed=sealed,
    )


def _in_order(visits: Sequence[VisitRecord]) -> Iterator[tuple[VisitRecord, int]]:
    """Each visit with its place in its day, over all windows of this store."""
    day, order = None, 0
    for visit in visits:
        order = order + 1 if visit.local_date == day else 1
        day = visit.local_date
        yield visit, order


def _require(session: DeskSession, roles: frozenset[StaffRole]) -> None:
    if session.user.role not in roles:
        raise NotAllowed("list")


def _matches(row: LogRow, word: str) -> bool:
    return any(
        word in text
        for text in (
            row.visit_no,
            row.visitors,
            row.demand,
            row.target_unit,
            row.content_class,
            row.place,
            row.outcome,
        )
    )


def _log_row(
    unit: ReadUnit, visit: VisitRecord, order: int, rules: RulePack, settings: Settings, *, synced: bool
) -> LogRow:
    open_matters = [m for m in visit.matters if not m.sealed]
    sealed = visit.sealed
    first = open_matters[0] if open_matters else visit.matters[0]
    papers = unit.papers(visit.visit_no)
    count = len(visit.matters)
    more = f"（共 {count} 件）" if count > 1 else ""
    return LogRow(
        visit_no=visit.visit_no,
        seq=order,
        time_in=visit.visited_at.astimezone(UTC),
        time_out=None,
        window=visit.stated.window,
        visitors=visitors(visit),
        present=visit.stated.head_count,
        representatives=sum(p.role is PersonRole.REPRESENTATIVE for p in visit.participants),
        purpose=PURPOSES_ZH[first.stated.purpose],
        content_class="—" if sealed else _class(first.stated, rules),
        place="—"
        if sealed
        else first.stated.place or _NOT_SAID.get(first.stated.place_code, first.stated.place_code),
        demand=SEALED_TEXT if sealed else first.stated.demand + more,
        first_or_repeat="重复" if any(m.link for m in visit.matters) else "初访",
        group=visit.stated.head_count >= settings.group_from,
        level_skipping=False,
        procedures="—" if sealed else "、".join(PROCEDURES_ZH[p] for p in sorted(first.stated.procedures)),
        outcome="—" if sealed else OUTCOMES_ZH[first.outcome],
        target_unit="—" if sealed else first.target_unit,
        documents="、".join(DOCUMENTS_ZH[p.document_id] for p in papers if p.prints),
        due_on=None if sealed else _earliest(visit.matters),
        notice_on_spot=any(p.prints for p in papers),
        receptionist=visit.received_by,
        synced=synced,
        reviewed="",
        remark="" if sealed else visit.stated.remark,
        sealed=sealed,
    )


def _class(matter: MatterDraft, rules: RulePack) -> str:
    known = rules.content_classes.get(matter.content_code)
    return known[1] if known else _NOT_SAID.get(matter.content_code, matter.content_code)


def _earliest(matters: Sequence[MatterRecord]) -> date | None:
    return min((m.due_on for m in matters if m.due_on), default=None)


def _lines(unit: ReadUnit, files: Sequence[MatterFile], session: DeskSession) -> tuple[MatterLine, ...]:
    office: Office = unit.office()
    settings = Settings.of(office.settings)
    today = session.clock.today()
    return tuple(_line(f, office, settings, session.rules, today) for f in files)


def _line(file: MatterFile, office: Office, settings: Settings, rules: RulePack, today: date) -> MatterLine:
    record = file.record
    state = state_of(file, today, rules, settings)
    due_kind, due_on = terms_of(file, state, rules, settings, office.kind)
    names = [
        _NOT_SAID.get(p.name, p.name) for p in file.people if p.role is not PersonRole.COMPANION and p.name
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
        else "、".join(names[:3]) + (f" 等 {len(names)} 人" if len(names) > 3 else ""),
        target_unit="" if record.sealed else record.target_unit,
        registered_at=file.registered_at,
        due_kind=due_kind,
        due_on=due_on,
        days_left=(due_on - today).days if due_on else None,
        sealed=record.sealed,
        outcome=record.outcome,
        same_as=file.root_reg_no if file.root_reg_no != record.reg_no else "",
    )
