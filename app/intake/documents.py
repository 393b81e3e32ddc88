"""Making papers: facts asked for, then numbered, kept, logged (domain reference 8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import uuid_utils

from app.domain.matter import Outcome
from app.domain.office import Office
from app.domain.paper_facts import FACTS, FactQuestion, fact_problem
from app.domain.papers import PAPERS, RECEIPTS, PaperKind, Subject, paper_of
from app.domain.record import MatterFile, PaperRecord, VisitRecord
from app.errors import BadInput, FactsMissing, NotAllowed, NotFound, SignatureMissing
from app.intake.document_content import document_content
from app.intake.document_gates import (
    MAY_MAKE,
    hindrance,
    kind_of,
    needs_letter,
    size_of,
    unfit_choices,
    untenable,
)
from app.intake.json_input import cleaned
from app.intake.paper_facts import known_facts
from app.intake.paper_making import came_out, log_making, log_written
from app.intake.paper_signing import key_for_file, signed
from app.intake.paper_steps import keep_facts, record_step
from app.intake.printable import ROLLS, printable
from app.intake.receipt import large_print
from app.intake.refusal_signing import add_signature, is_signed
from app.intake.refusals import check_in
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.ports import ReadUnit, WriteUnit
from app.receipts.document import BLANK, document_to_json, with_check, words_of
from app.receipts.fonts import missing_glyphs
from app.receipts.render import render_document
from app.receipts.slip_layout import render_document_slip


@dataclass(frozen=True)
class Offer:
    """A paper that could be made of a matter.

    Attributes:
        paper: document id.
        fitting: it is the one the outcome ends with.
        number: of the one that exists and is not voided; empty = none yet.
        hindrance: why it cannot be made, one sentence; empty = it can, perhaps after questions.
    """

    paper: str
    name: str
    fitting: bool
    number: str
    hindrance: str


@dataclass(frozen=True)
class FittingPaper:
    """A paper that a matter just registered ends with besides the receipt."""

    reg_no: str
    paper: str
    name: str


def fitting_papers(visit_no: str, session: DeskSession) -> tuple[FittingPaper, ...]:
    """What a visit ends with besides its receipt, by matter; nothing for a sealed one.

    Raises:
        NotFound, NotAllowed.
    """
    _require(session)
    with session.read() as unit:
        visit = unit.visit(visit_no)
        if visit is None:
            raise NotFound(visit_no)
        found: list[FittingPaper] = []
        for matter in visit.matters:
            file, _, office = _read(unit, matter.reg_no)
            fitting = paper_of(Outcome(matter.outcome), matter.stated.purpose, office.kind)
            letter = "representative_letter" if needs_letter(visit, matter.reg_no) else ""
            for id_ in filter(None, (fitting, letter)):
                if not hindrance(PAPERS[id_], file, visit, office, unit, session):
                    found.append(FittingPaper(matter.reg_no, id_, PAPERS[id_].name))
    return tuple(found)


def offers(reg_no: str, session: DeskSession) -> tuple[Offer, ...]:
    """Papers this office issues, for one matter; the fitting one first.

    Raises:
        NotFound, NotAllowed.
    """
    _require(session)
    with session.read() as unit:
        file, visit, office = _read(unit, reg_no)
        made = {p.document_id: p.number for p in _existing(unit, visit, reg_no)}
        fitting = paper_of(Outcome(file.record.outcome), file.record.stated.purpose, office.kind)
        found = [
            Offer(
                kind.id,
                kind.name,
                kind.id == fitting or (kind.id == "representative_letter" and needs_letter(visit, reg_no)),
                made.get(kind.id, ""),
                hindrance(kind, file, visit, office, unit, session),
            )
            for kind in PAPERS.values()
            if kind.id not in RECEIPTS and kind.subject is not Subject.NOTHING and office.kind in kind.issuers
        ]
    return tuple(sorted(found, key=lambda offer: not offer.fitting))


def questions(
    reg_no: str, paper: str, session: DeskSession, *, facts: Mapping[str, str] | None = None
) -> tuple[FactQuestion, ...]:
    """What must still be stated before the paper can be made, given the facts stated so far.

    Raises:
        BadInput: the office does not issue it, or something other than a fact stands in the way.
        NotFound, NotAllowed.
    """
    _require(session)
    given = _checked(facts or {})
    with session.read() as unit:
        file, visit, office = _read(unit, reg_no)
        kind = kind_of(paper, office)
        _refuse(hindrance(kind, file, visit, office, unit, session))
        return known_facts(unit, file, paper, session, given).missing(paper)


def make_document(
    reg_no: str,
    paper: str,
    session: DeskSession,
    *,
    facts: Mapping[str, str] | None = None,
    size: str = "",
    large: bool | None = None,
    unsigned: bool = False,
    sign: bool = False,
    keep: Callable[[bytes], None] | None = None,
) -> Paper:
    """Make a paper, or make the one that exists again with 补打.

    Number, content, stated facts and the step in the matter's course are kept in one transaction.

    Args:
        reg_no: registration number; for a paper about the whole visit any of its matters.
        facts: stated by a person just now, see `app.domain.paper_facts`.
        size: paper size; empty = the usual one.
        large: large print; None = as the visitor asked.
        unsigned: a person wants the file without the office's signature, or paper only.
        sign: who makes a refusal signs it now, unless it is signed already (domain reference 4.2).
        keep: writes the file; it counts as made only when that went well.

    Raises:
        FactsMissing: facts nobody has stated; nothing was kept.
        SignatureMissing: only the signature under a refusal is missing; `sign` gives it.
        BadInput: a fact that cannot be, the office does not issue it, or the law stands in the way.
        NotFound, NotAllowed, DiskFull, DiskFailed.
        SigningKeyOutOfTime: nothing was made; `unsigned` makes it all the same.
        OSError: of `keep`.
    """
    _require(session)
    given = _checked(facts or {})
    with session.write() as unit:
        file, visit, office = _read(unit, reg_no)
        kind = kind_of(paper, office)
        size = size_of(kind, size)
        kept = next((p for p in _existing(unit, visit, reg_no) if p.document_id == paper), None)
        if kept is not None and given:
            raise BadInput([f"{kind.name}已经出具（{kept.number}）。要改内容，请先作废，再重新出具。"])
        if kept is None:
            _refuse(hindrance(kind, file, visit, office, unit, session))
            kept = _enter(unit, kind, file, visit, session, given, sign=sign)
        again = log_making(unit, kept, session) if keep is None else came_out(kept)
        key = key_for_file(unit, session, unsigned=unsigned)
        unit.commit()
    with session.read() as reading:
        made = signed(printable(reading, kept, size, reprint=again, large=large), key)
    if keep is not None:
        keep(made.pdf)
        log_written(kept, session, reprint=again)
    return made


def preview_document(
    reg_no: str,
    paper: str,
    session: DeskSession,
    *,
    facts: Mapping[str, str] | None = None,
    size: str = "",
    large: bool | None = None,
) -> Paper:
    """The paper as it would be: without number, not kept, not logged; what is missing stays a line.

    Raises:
        BadInput, NotFound, NotAllowed: as `make_document`.
    """
    _require(session)
    given = _checked(facts or {})
    with session.read() as unit:
        file, visit, office = _read(unit, reg_no)
        kind = kind_of(paper, office)
        size = size_of(kind, size)
        wanted = large_print(visit) if large is None else large
        kept = next((p for p in _existing(unit, visit, reg_no) if p.document_id == paper), None)
        if kept is not None:
            return printable(unit, kept, size, reprint=came_out(kept), large=large)
        _refuse(hindrance(kind, file, visit, office, unit, session, preview=True))
        known = known_facts(unit, file, paper, session, given)
        holes = {q.name: BLANK for q in known.missing(paper) if not q.known}
        content = document_content(unit, kind, file, visit, session, known, "", holes)
    made = (
        render_document_slip(content, paper=size, large_print=wanted, note_missing=True)
        if size in ROLLS
        else render_document(content, paper=size, large_print=wanted, preview=True, note_missing=True)
    )
    return Paper(kind.id, "", made.pdf, made.pages, made.sha256, False, missing_glyphs(words_of(content)))


def _require(session: DeskSession) -> None:
    if session.user.role not in MAY_MAKE:
        raise NotAllowed("print")


def _read(unit: ReadUnit, reg_no: str) -> tuple[MatterFile, VisitRecord, Office]:
    file = unit.matter(reg_no)
    visit = unit.visit(file.visit_no) if file is not None else None
    if file is None or visit is None:
        raise NotFound(reg_no)
    return file, visit, unit.office()


def _existing(unit: ReadUnit, visit: VisitRecord, reg_no: str) -> list[PaperRecord]:
    """Papers of the matter and of the whole visit that are in force."""
    return [p for p in unit.papers(visit.visit_no) if not p.voided and p.reg_no in ("", reg_no)]


def _refuse(hindrance: str) -> None:
    if hindrance:
        raise BadInput([hindrance])


def _checked(facts: Mapping[str, str]) -> dict[str, str]:
    given = {name: str(cleaned(value)).strip() for name, value in facts.items()}
    problems = [problem for name, value in given.items() if (problem := fact_problem(name, value))]
    if problems:
        raise BadInput(problems)
    return given


def _enter(
    unit: WriteUnit,
    kind: PaperKind,
    file: MatterFile,
    visit: VisitRecord,
    session: DeskSession,
    given: Mapping[str, str],
    *,
    sign: bool,
) -> PaperRecord:
    reg_no = file.record.reg_no
    if barred := unfit_choices(kind, given):
        raise BadInput(barred)
    known = known_facts(unit, file, kind.id, session, given)
    clash = [name for name in given if name in known.recorded and known.values[name] != given[name]]
    if clash:
        raise BadInput(
            [
                f"{FACTS[name].label}已经记录为“{known.values[name]}”。要更正，请先在事项里记录进展。"
                for name in clash
            ]
        )
    missing = known.missing(kind.id)
    if missing:
        raise FactsMissing(missing)
    if problems := untenable(kind, known.values, unit.office(), session):
        raise BadInput(problems)
    keep_facts(unit, kind.id, reg_no, known, given, session)
    record_step(unit, kind.id, reg_no, known, session)
    fresh = unit.matter(reg_no) or file
    if kind.lead_signs:
        gate = check_in(unit, fresh, session).gate
        if not gate.allowed:
            raise BadInput([f"还不能出具{kind.name}：{sentence}" for sentence in gate.sentences])
        if not is_signed(unit, visit, reg_no):
            if not sign:
                raise SignatureMissing(kind.name)
            add_signature(unit, visit, reg_no, session)
    known = known_facts(unit, fresh, kind.id, session, given)
    now = session.clock.now_utc()
    number = unit.take_document_number(session.window, session.clock.today().year)
    content = document_content(unit, kind, fresh, visit, session, known, number, {})
    content = with_check(content, unit.secret("document-check"))
    record = PaperRecord(
        paper_id=str(uuid_utils.uuid7()),
        document_id=kind.id,
        number=number,
        visit_no=visit.visit_no,
        reg_no=reg_no if kind.subject is Subject.MATTER else "",
        issued_at=now,
        issued_by=session.user.name,
        content=document_to_json(content),
        prints=0,
        voided=False,
    )
    unit.add_paper(record)
    return record
