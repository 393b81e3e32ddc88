"""What the rules say about a visit as it stands; writes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.config import Settings
from app.domain.elsewhere import limits_elsewhere
from app.domain.finding import Assessment, Candidate, Finding, Rule
from app.domain.id_numbers import completed
from app.domain.known import Known, KnownMatter, TodayVisit
from app.domain.local_rules import LocalRules
from app.domain.matter import OfficeRelation
from app.domain.matter_state import MatterDates
from app.domain.office import Office, StaffRole
from app.domain.record import MatterFile, VisitRecord
from app.domain.representatives import member_keys, seat_keys
from app.domain.rules import find_all, propose_all
from app.domain.visit import VisitDraft
from app.errors import BadInput, NotAllowed
from app.intake.course import dates_of
from app.intake.find import by_matter, find_candidates
from app.intake.not_shown import not_shown_findings
from app.intake.session import DeskSession
from app.intake.visit_form import tidy
from app.ports import ReadUnit

_MAY_CHECK = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD, StaffRole.REVIEWER})


@dataclass(frozen=True)
class Assessed:
    """An assessment with what it was made from, for those who go on to register."""

    draft: VisitDraft
    known: Known
    office: Office
    settings: Settings
    assessment: Assessment


def assess_visit(draft: VisitDraft, session: DeskSession) -> Assessment:
    """Findings, candidates and proposals of a draft, which may be incomplete.

    Raises:
        BadInput: `same_as` names a matter this store does not hold.
        NotAllowed: the role does not see what matters say.
    """
    if session.user.role not in _MAY_CHECK:
        raise NotAllowed("check")
    with session.read() as unit:
        return assess_in(unit, draft, session).assessment


def check_visit(draft: VisitDraft, session: DeskSession) -> Assessment:
    """The same asked for once, by itself: it looks people up, so it is audited.

    Raises:
        BadInput, NotAllowed: as `assess_visit`.
    """
    assessment = assess_visit(draft, session)
    session.note("check", "", "")
    return assessment


def assess_in(unit: ReadUnit, draft: VisitDraft, session: DeskSession) -> Assessed:
    """The same inside a unit that is already open."""
    office = unit.office()
    settings = session.rules.settings_of(office)
    today = _visit_day(draft, session)
    clean = tidy(draft)
    people = tuple(completed(replace(p, id_no=_number(p.id_no)), today) for p in clean.people)
    clean = replace(clean, people=people)
    candidates = find_candidates(clean, unit, office, settings, session.rules, today)
    known = _known(unit, clean, candidates, today)
    rules = session.rules
    assessment = Assessment(
        findings=(
            *(
                _with_limits(f, clean, rules.local)
                for f in find_all(clean, known, office, settings, rules.table, rules.calendar)
            ),
            *not_shown_findings(clean),
        ),
        candidates=candidates,
        proposals=propose_all(clean, known, office, settings, rules.table, rules.calendar),
    )
    return Assessed(clean, known, office, settings, assessment)


def _with_limits(finding: Finding, draft: VisitDraft, local: LocalRules) -> Finding:
    """A legal route is told with the limits that go on running meanwhile (domain reference 6)."""
    if finding.rule is not Rule.LEGAL_ROUTE or finding.about.matter is None:
        return finding
    limits = limits_elsewhere(draft.matters[finding.about.matter].route, local)
    return replace(finding, message=finding.message + "".join(limit.sentence for limit in limits))


def _visit_day(draft: VisitDraft, session: DeskSession) -> date:
    if draft.visited_at is None:
        return session.clock.today()
    return draft.visited_at.astimezone(session.clock.now_local().tzinfo).date()


def _number(text: str) -> str:
    return "" if text in {"unknown", "declined"} else text


def _known(unit: ReadUnit, draft: VisitDraft, candidates: tuple[Candidate, ...], today: date) -> Known:
    linked: dict[int, KnownMatter] = {}
    scored: dict[int, tuple[TodayVisit, ...]] = {}
    grouped = by_matter(candidates)
    for index, matter in enumerate(draft.matters):
        if matter.same_as is not None:
            file = unit.matter(matter.same_as.reg_no)
            if file is None:
                linked[index] = _foreign_matter(unit, index, matter.same_as.reg_no)
            else:
                linked[index] = _known_matter(unit, file, today)
            continue
        same = [c.reg_no for c in grouped.get(index, ()) if c.verdict == "same_matter" and not c.foreign_id]
        visits = _today(unit, same, today)
        if visits:
            scored[index] = visits
    return Known(today=today, linked=linked, scored_today=scored)


def _known_matter(unit: ReadUnit, file: MatterFile, today: date) -> KnownMatter:
    root = file if file.root_reg_no == file.record.reg_no else (unit.matter(file.root_reg_no) or file)
    return KnownMatter(
        reg_no=root.record.reg_no,
        dates=dates_of(root.course),
        relation=OfficeRelation.SAME,
        target_unit=root.record.target_unit,
        holder=unit.office().name,
        sealed=root.record.sealed,
        today_visits=_today(unit, [root.record.reg_no], today),
    )


def _foreign_matter(unit: ReadUnit, index: int, foreign_id: str) -> KnownMatter:
    """A matter known from elsewhere: how it went on there is not known, so the lead is asked."""
    if not unit.foreign_matters([foreign_id]):
        raise BadInput([f"matters[{index}].same_as.reg_no：本机没有编号为 {foreign_id} 的事项。"])
    return KnownMatter(
        reg_no=foreign_id,
        dates=MatterDates(unknown_history=True),
        relation=None,
        visited_before=True,
        foreign=True,
    )


def _today(unit: ReadUnit, roots: Sequence[str], today: date) -> tuple[TodayVisit, ...]:
    """Visits of the day that raised one of these matters or a repeat of one."""
    visits = unit.same_day_group(roots, today)
    files = unit.matters([m.reg_no for visit in visits for m in visit.matters])
    theirs = {f.record.reg_no for f in files if f.root_reg_no in roots}
    return tuple(_today_visit(visit, theirs) for visit in visits)


def _today_visit(visit: VisitRecord, numbers: Collection[str]) -> TodayVisit:
    raised = [i for i, m in enumerate(visit.matters) if m.reg_no in numbers]
    # With the roles kept: whom the limit made a group member holds no seat.
    kept = replace(visit.stated, people=tuple(replace(p.stated, role=p.role) for p in visit.participants))
    return TodayVisit(
        visit_no=visit.visit_no,
        window=visit.stated.window,
        head_count=visit.stated.head_count,
        petitioner_keys=frozenset(k for i in raised for k in member_keys(kept, i)),
        representative_keys=frozenset(k for i in raised for k in seat_keys(kept, i)),
    )
