"""Matters already known that may be the one now raised. Candidates only; a person decides."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from app.config import Settings
from app.domain.findable import ForeignMatter, Judgement
from app.domain.finding import Candidate
from app.domain.matter_state import MatterState
from app.domain.office import Office
from app.domain.record import MatterFile
from app.domain.visit import VisitDraft
from app.duplicates.explain import shared_stretches
from app.duplicates.score import SHOW_FROM
from app.errors import NotFound
from app.intake.comparable import Comparable, Comparing, has_words
from app.intake.course import state_of, terms_of
from app.intake.likely import Likely, likeliest, require_index
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST, names_of, require
from app.ports import ReadUnit
from app.rulepacks import RulePack

_SHOWN = 10


def find_candidates(
    draft: VisitDraft, unit: ReadUnit, office: Office, settings: Settings, rules: RulePack, today: date
) -> tuple[Candidate, ...]:
    """Candidates for every unsealed matter of the draft that nobody has judged yet, best first."""
    comparing = Comparing(unit.secret("person"), rules.content_classes)
    shown = _Shown(unit, office, settings, rules, today)
    found: list[Candidate] = []
    for index, matter in enumerate(draft.matters):
        if matter.same_as is not None or not has_words(matter):
            continue
        people = [p for p in draft.people if p.raises(index)]
        found += shown.candidates(index, comparing.own(matter, people, today), matter.not_same)
    return tuple(found)


def similar_matters(reg_no: str, session: DeskSession) -> tuple[Candidate, ...]:
    """Known matters that may be this registered one, best first, without those linked to it and those a
    person has judged not to be; empty for a sealed one.

    Raises:
        NotFound: no such matter.
        NotAllowed: the role does not see what matters say.
    """
    require(session, MAY_LIST)
    session.note("similar_matters", reg_no, "")
    with session.read() as unit:
        file = unit.matter(reg_no)
        if file is None:
            raise NotFound(reg_no)
        if file.record.sealed or not has_words(file.record.stated):
            return ()
        comparing = Comparing(unit.secret("person"), session.rules.content_classes)
        office = unit.office()
        settings = session.rules.settings_of(office)
        shown = _Shown(unit, office, settings, session.rules, session.clock.today())
        apart = {reg_no, *_judged(unit, reg_no)}
        found = shown.candidates(0, comparing.registered(file), apart)
        return tuple(c for c in found if c.reg_no != file.root_reg_no)


def _judged(unit: ReadUnit, reg_no: str) -> set[str]:
    """What a person has said not to be this matter; the last word on a pair holds."""
    last: dict[str, Judgement] = {}
    for word in unit.judgements(reg_no):
        last[word.known_id if word.reg_no == reg_no else word.reg_no] = word.judgement
    return {other for other, word in last.items() if word is Judgement.NOT_SAME}


class _Shown:
    """Makes candidates of likely matters: state, terms and texts as staff see them."""

    def __init__(
        self, unit: ReadUnit, office: Office, settings: Settings, rules: RulePack, today: date
    ) -> None:
        require_index(unit)
        self._unit, self._office, self._settings = unit, office, settings
        self._rules, self._today = rules, today

    def candidates(self, index: int, told: Comparable, passed_over: Collection[str]) -> list[Candidate]:
        likely = [
            one
            for one in likeliest(self._unit, told, 3 * _SHOWN, passed_over)
            if one.match.score >= SHOW_FROM
        ]
        # One line per matter: those judged to be the same as another stand behind their root.
        best: dict[str, Candidate] = {}
        for start in range(0, len(likely), _SHOWN):
            for candidate in self._shown(index, likely[start : start + _SHOWN], told):
                if candidate.reg_no not in passed_over:
                    best.setdefault(candidate.reg_no, candidate)
            if len(best) >= _SHOWN:
                break
        return list(best.values())[:_SHOWN]

    def _shown(self, index: int, likely: Sequence[Likely], told: Comparable) -> Iterator[Candidate]:
        own = {f.record.reg_no: f for f in self._unit.matters([one.name.reg_no for one in likely])}
        ids = [one.name.foreign_id for one in likely if one.name.foreign_id]
        foreign = {m.foreign_id: m for m in self._unit.foreign_matters(ids)}
        for one in likely:
            if one.name.reg_no:
                yield self._own(index, one, own[one.name.reg_no], told)
            else:
                yield self._foreign(index, one, foreign[one.name.foreign_id], told)

    def _own(self, index: int, one: Likely, file: MatterFile, told: Comparable) -> Candidate:
        state = state_of(file.course, self._today, self._rules, self._settings)
        _, due_on = terms_of(file.course, state, self._rules, self._settings, self._office.kind)
        stated = file.record.stated
        return Candidate(
            matter=index,
            reg_no=file.root_reg_no,
            score=round(one.match.score, 3),
            verdict=one.match.verdict,
            why=one.match.why,
            state=state,
            due_on=due_on,
            office=self._office.code,
            demand=stated.demand,
            facts=stated.facts,
            petitioners=names_of(file),
            registered_on=file.local_date,
            target_unit=file.record.target_unit,
            days_left=(due_on - self._today).days if due_on else None,
            same_person=one.match.same_person,
            marks=shared_stretches(stated.demand, told.text.story),
        )

    def _foreign(self, index: int, one: Likely, matter: ForeignMatter, told: Comparable) -> Candidate:
        """What is known of it ends with its text: how it went on there has to be asked."""
        return Candidate(
            matter=index,
            reg_no=matter.foreign_id,
            score=round(one.match.score, 3),
            verdict=one.match.verdict,
            why=one.match.why,
            state=MatterState.UNSURE,
            due_on=None,
            office="",
            foreign_id=matter.foreign_id,
            demand=matter.demand,
            facts=matter.facts,
            registered_on=matter.day,
            same_person=one.match.same_person,
            marks=shared_stretches(matter.demand, told.text.story),
        )


def by_matter(candidates: Sequence[Candidate]) -> Mapping[int, tuple[Candidate, ...]]:
    """Candidates grouped by the index of the draft's matter."""
    grouped: dict[int, tuple[Candidate, ...]] = {}
    for candidate in candidates:
        grouped[candidate.matter] = (*grouped.get(candidate.matter, ()), candidate)
    return grouped
