"""Matters already known that may be the one now raised. Candidates only; a person decides."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.config import Settings
from app.domain.finding import Candidate
from app.domain.matter import MatterDraft
from app.domain.office import Office
from app.domain.person import PersonDraft, PersonRole
from app.domain.representatives import person_key
from app.domain.visit import VisitDraft
from app.duplicates.keys import index_text, query_terms
from app.duplicates.record import MatterText
from app.duplicates.score import SHOW_FROM, compare
from app.intake.course import state_of, terms_of
from app.ports import ReadUnit
from app.rulepacks import RulePack

_SEARCHED = 60
_SHOWN = 10


def searchable(matter: MatterDraft) -> str:
    """The text a matter is found by; empty for a sealed one, which nobody ever finds."""
    if matter.is_sealed:
        return ""
    return index_text(matter.place, matter.reported_unit, matter.demand, matter.facts)


def find_candidates(
    draft: VisitDraft, unit: ReadUnit, office: Office, settings: Settings, rules: RulePack, today: date
) -> tuple[Candidate, ...]:
    """Candidates for every unsealed matter of the draft that nobody has judged yet, best first."""
    found: list[Candidate] = []
    for index, matter in enumerate(draft.matters):
        if (
            matter.is_sealed
            or matter.same_as is not None
            or not (matter.demand.strip() or matter.facts.strip())
        ):
            continue
        people = [p for p in draft.people if p.raises(index) and p.role is not PersonRole.COMPANION]
        names = {"place": matter.place, "unit": matter.reported_unit}
        terms = query_terms(names["place"], names["unit"], matter.demand, matter.facts)
        numbers = dict.fromkeys(
            (*unit.matters_like(terms, _SEARCHED), *unit.matters_of_people(*_identifying(people)))
        )
        query = _text(matter, people, None)
        scored = [
            (compare(query, _text(file.record.stated, file.people, file.local_date)), file)
            for file in unit.matters(tuple(numbers))
            if not file.record.sealed
        ]
        # One line per matter: those judged to be the same as another stand behind their root.
        best: dict[str, Candidate] = {}
        for match, file in sorted(scored, key=lambda pair: -pair[0].score):
            if match.score < SHOW_FROM or file.root_reg_no in best:
                continue
            state = state_of(file.course, today, rules, settings)
            _, due_on = terms_of(file.course, state, rules, settings, office.kind)
            best[file.root_reg_no] = Candidate(
                matter=index,
                reg_no=file.root_reg_no,
                score=round(match.score, 3),
                verdict=match.verdict,
                why=match.why,
                state=state,
                due_on=due_on,
                office=office.code,
                demand=file.record.stated.demand,
                facts=file.record.stated.facts,
                petitioners=tuple(p.name for p in file.people if p.role is not PersonRole.COMPANION),
                registered_on=file.local_date,
                target_unit=file.record.target_unit,
                days_left=(due_on - today).days if due_on else None,
                same_person=match.same_person,
                marks=match.marks,
            )
        found += list(best.values())[:_SHOWN]
    return tuple(found)


def _text(matter: MatterDraft, people: Sequence[PersonDraft], on: date | None) -> MatterText:
    return MatterText(
        place=matter.place,
        unit=matter.reported_unit,
        content_class=matter.content_code,
        demand=matter.demand,
        facts=matter.facts,
        date=on,
        person_keys=frozenset(person_key(p) for p in people if p.name or p.id_no),
    )


def _identifying(people: Sequence[PersonDraft]) -> tuple[list[str], list[str], list[str]]:
    said = {"", "unknown", "declined"}
    return (
        [p.id_no for p in people if p.id_no not in said],
        [p.name for p in people if p.name not in said],
        [p.phone for p in people if p.phone not in said],
    )


def by_matter(candidates: Sequence[Candidate]) -> Mapping[int, tuple[Candidate, ...]]:
    """Candidates grouped by the index of the draft's matter."""
    grouped: dict[int, tuple[Candidate, ...]] = {}
    for candidate in candidates:
        grouped[candidate.matter] = (*grouped.get(candidate.matter, ()), candidate)
    return grouped
