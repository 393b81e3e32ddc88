"""What would follow in law from judging a candidate to be the matter now raised, told before anyone does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.finding import Assessment, Candidate
from app.domain.known import Known, KnownMatter
from app.domain.matter import Facts, MatterDraft, OfficeRelation, SameAs
from app.domain.matter_state import MatterDates
from app.domain.record import MatterFile
from app.domain.rules import propose_all
from app.domain.visit import VisitDraft
from app.intake.assess import assess_visit
from app.intake.course import dates_of
from app.intake.session import DeskSession
from app.ports import ReadUnit


def assess_with_consequences(draft: VisitDraft, session: DeskSession) -> Assessment:
    """`assess_visit`, and for each candidate what would be proposed with the same and with new facts.

    The rules that judge the visit are asked themselves, so what is told beforehand is what comes.

    Raises:
        BadInput, NotAllowed: as `assess_visit`.
    """
    assessment = assess_visit(draft, session)
    if not assessment.candidates:
        return assessment
    told: list[Candidate] = []
    with session.read() as unit:
        files = {f.record.reg_no: f for f in unit.matters([c.reg_no for c in assessment.candidates])}
        for index, matter in enumerate(draft.matters):
            mine = [c for c in assessment.candidates if c.matter == index]
            told += _told(unit, matter, mine, files, session)
    return replace(assessment, candidates=tuple(told))


def _told(
    unit: ReadUnit,
    matter: MatterDraft,
    candidates: Sequence[Candidate],
    files: Mapping[str, MatterFile],
    session: DeskSession,
) -> list[Candidate]:
    """All are judged in one go, each as a matter of its own in a visit that nobody makes."""
    office, rules = unit.office(), session.rules
    bare = replace(matter, demand="", facts="", outcome=None, reason="")
    both = (Facts.SAME, Facts.NEW)
    supposed = tuple(replace(bare, same_as=SameAs(c.reg_no, f)) for c in candidates for f in both)
    linked = [_known(files.get(c.reg_no), c.reg_no, office.name) for c in candidates for _ in both]
    proposed = propose_all(
        VisitDraft(people=(), matters=supposed),
        Known(session.clock.today(), dict(enumerate(linked))),
        office,
        rules.settings_of(office),
        rules.table,
        rules.calendar,
    )
    return [
        replace(c, if_same=same, if_new=new)
        for c, same, new in zip(candidates, proposed[::2], proposed[1::2], strict=True)
    ]


def _known(file: MatterFile | None, number: str, office: str) -> KnownMatter:
    """A matter registered here; one registered elsewhere (None), whose course is not known."""
    if file is None:
        return KnownMatter(number, MatterDates(unknown_history=True), relation=None)
    return KnownMatter(
        number,
        dates_of(file.course),
        relation=OfficeRelation.SAME,
        target_unit=file.record.target_unit,
        holder=office,
        sealed=file.record.sealed,
    )
