"""Making the papers of a registered matter or visit: asked for, numbered, kept, logged (domain reference 8)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import uuid_utils

from app.domain.id_numbers import masked
from app.domain.matter import Outcome
from app.domain.office import Office, StaffRole
from app.domain.paper_facts import FACTS, FactQuestion, fact_problem
from app.domain.papers import PAPERS, RECEIPT, RECEIPTS, Close, PaperKind, Subject, paper_of
from app.domain.person import PersonDraft, PersonRole
from app.domain.record import FactRecord, MatterFile, PaperRecord, VisitRecord
from app.domain.refusal import Ground, Stage
from app.domain.representatives import GROUP_NEEDS_REPRESENTATIVES
from app.domain.words import ID_TYPES_ZH
from app.errors import BadInput, FactsMissing, NotAllowed, NotFound
from app.intake import paper_tables
from app.intake.course import ASSIGNED, SIMPLE
from app.intake.events import add_step
from app.intake.json_input import cleaned
from app.intake.paper_facts import KnownFacts, counted, known_facts, said, unit_key
from app.intake.paper_templates import letterhead_of, template_of
from app.intake.receipt import large_print
from app.intake.refusals import add_grounds, check_in, may_sign
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.ports import ReadUnit, WriteUnit
from app.receipts.content import IssuingOffice
from app.receipts.document import (
    BLANK,
    DocumentContent,
    Part,
    compose,
    document_from_json,
    document_to_json,
    with_check,
)
from app.receipts.phrases import date_zh
from app.receipts.render import RenderedPaper, render_document
from app.receipts.rights import ARTICLES, rights_of

MAY_MAKE = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD})
_WITHOUT_AUTHORITY = frozenset({"materials_receipt", "agent_authority", "registration_form"})
_LEGAL_AID = (
    "需要法律帮助的，可以拨打12348法律援助热线，或者向当地法律援助机构咨询、申请；经济困难的依法免费。"
)
_ORIGINALS = "原件扫描后当场退还来访人；复印件由我处存入案卷。"
_POWERS = (
    "代表的权限：代为陈述事项、提交材料、接收文书。未经全体共同信访人书面同意，代表不得撤回信访事项，"
    "不得达成调解、和解协议。代表由共同信访人自行推选，工作人员只接收本推选书。"
)
_CONFIRMED = "以上内容已经向来访人宣读，或者由来访人阅看，与其所述一致。来访人不签名的，由两名工作人员注明。"
_SIGNERS: Mapping[str, tuple[str, ...]] = {
    "materials_receipt": ("提交人签名", "接收人签名"),
    "representative_letter": ("接收人签名",),
    "agent_authority": ("委托人签名或者指印", "受托人签名"),
    "registration_form": ("来访人签名或者指印", "接待人签名", "（不签名的）见证人"),
}


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
                kind.id == fitting or (kind.id == "representative_letter" and _needs_letter(visit, reg_no)),
                made.get(kind.id, ""),
                _hindrance(kind, file, visit, office, unit, session),
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
        kind = _kind(paper, office)
        _refuse(_hindrance(kind, file, visit, office, unit, session))
        return known_facts(unit, file, paper, session, given).missing(paper)


def make_document(
    reg_no: str,
    paper: str,
    session: DeskSession,
    *,
    facts: Mapping[str, str] | None = None,
    size: str = "",
    large: bool | None = None,
) -> Paper:
    """Make a paper, or make the one that exists again with 补打.

    Number, content, stated facts and the step in the matter's course are kept in one transaction.

    Args:
        reg_no: registration number; for a paper about the whole visit any of its matters.
        facts: stated by a person just now, see `app.domain.paper_facts`.
        size: paper size; empty = the usual one.
        large: large print; None = as the visitor asked.

    Raises:
        FactsMissing: facts nobody has stated; nothing was kept.
        BadInput: a fact that cannot be, the office does not issue it, or the law stands in the way.
        NotFound, NotAllowed, DiskFull, DiskFailed.
    """
    _require(session)
    given = _checked(facts or {})
    with session.write() as unit:
        file, visit, office = _read(unit, reg_no)
        kind = _kind(paper, office)
        size = _size(kind, size)
        kept = next((p for p in _existing(unit, visit, reg_no) if p.document_id == paper), None)
        if kept is not None and given:
            raise BadInput([f"{kind.name}已经出具（{kept.number}）。要改内容，请先作废，再重新出具。"])
        if kept is None:
            _refuse(_hindrance(kind, file, visit, office, unit, session))
            kept = _enter(unit, kind, file, visit, session, given)
        before = unit.count_print(kept.paper_id, session.clock.now_utc(), session.user.name)
        unit.note("print" if before == 0 else "reprint", kept.number)
        unit.commit()
    wanted = large_print(visit) if large is None else large
    return _rendered(kept, kind, size, wanted, reprint=before > 0)


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
        kind = _kind(paper, office)
        size = _size(kind, size)
        wanted = large_print(visit) if large is None else large
        kept = next((p for p in _existing(unit, visit, reg_no) if p.document_id == paper), None)
        if kept is not None:
            return _rendered(kept, kind, size, wanted, reprint=kept.prints > 0)
        _refuse(_hindrance(kind, file, visit, office, unit, session, preview=True))
        known = known_facts(unit, file, paper, session, given)
        holes = {q.name: BLANK for q in known.missing(paper)}
        content = _content(unit, kind, file, visit, session, known, "", holes)
    made = render_document(content, paper=size, large_print=wanted, preview=True, note_missing=True)
    return _paper(kind.id, "", made, reprint=False)


def blank_form(paper: str, session: DeskSession, *, size: str = "", large: bool = False) -> Paper:
    """An empty form to be filled in by hand: no number, not kept.

    Raises:
        BadInput: there is no such form.
        NotAllowed: the role does not hand out papers.
    """
    _require(session)
    kind = PAPERS.get(paper)
    if kind is None or not kind.blank:
        raise BadInput([f"没有“{paper}”的空白表。有空白表的是：{'、'.join(blank_forms())}。"])
    with session.read() as unit:
        office = unit.office()
        limit = session.rules.settings_of(office).rep_limit_for(GROUP_NEEDS_REPRESENTATIVES)
        values = {name: BLANK for name in ("demand", "reg_no", "people", "principal", "agent", "scope")}
        values |= {"article": ARTICLES.get(paper, ""), "powers": _POWERS, "confirmation": _CONFIRMED}
        values["period"] = "自　　　年　　月　　日起至　　　年　　月　　日止"
        tables = {
            "representatives": paper_tables.blank_representatives(limit),
            "replacements": paper_tables.replacements(None),
            "signatures": paper_tables.member_signatures(),
            "particulars": paper_tables.particulars(None, session),
            "visitors": paper_tables.visitors(None),
            "matters": paper_tables.matters(None, session),
            "materials": paper_tables.blank_materials(),
        }
        content = DocumentContent(
            id=paper,
            office=_issuing(unit, office),
            title=template_of(unit, paper).title,
            number="",
            visit_no="",
            reg_no="",
            query_code="",
            issued_at=session.clock.now_local(),
            issued_by="",
            addressee="",
            addressee_id="",
            parts=compose(template_of(unit, paper), values, tables),
            rights=(),
            close=Close.NONE,
            signers=_SIGNERS[paper],
            slip=False,
            template=template_of(unit, paper).version,
        )
    made = render_document(content, paper=_size(kind, size), large_print=large)
    return _paper(paper, "", made, reprint=False)


def blank_forms() -> Mapping[str, str]:
    """Ids and names of the papers that also exist as empty forms."""
    return {kind.id: kind.name for kind in PAPERS.values() if kind.blank}


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


def _kind(paper: str, office: Office) -> PaperKind:
    kind = PAPERS.get(paper)
    if kind is None or kind.subject is Subject.NOTHING or paper in RECEIPTS:
        raise BadInput([f"没有“{paper}”这种文书。"])
    if office.kind not in kind.issuers:
        raise BadInput([f"{kind.name}由有权处理的机关、单位出具，本单位（信访部门）不出具。"])
    return kind


def _size(kind: PaperKind, size: str) -> str:
    if size and size not in kind.sizes:
        raise BadInput([f"{kind.name}的纸张只能是 {'、'.join(kind.sizes)}。"])
    return size or kind.sizes[0]


def _refuse(hindrance: str) -> None:
    if hindrance:
        raise BadInput([hindrance])


def _checked(facts: Mapping[str, str]) -> dict[str, str]:
    given = {name: str(cleaned(value)).strip() for name, value in facts.items()}
    problems = [problem for name, value in given.items() if (problem := fact_problem(name, value))]
    if problems:
        raise BadInput(problems)
    return given


def _hindrance(
    kind: PaperKind,
    file: MatterFile,
    visit: VisitRecord,
    office: Office,
    unit: ReadUnit,
    session: DeskSession,
    *,
    preview: bool = False,
) -> str:
    """Why the paper cannot be made of this matter by this person, whatever facts are stated."""
    whole = kind.subject is Subject.VISIT
    if whole and visit.sealed and kind.id == "materials_receipt":
        return "这次来访有保密事项：材料名称不列清单，回执上只记页数。"
    if file.record.sealed if not whole else all(m.sealed for m in visit.matters):
        return "保密事项只出具保密回执，不出具载有内容的文书（第三十条第三款）。"
    if kind.id == "materials_receipt" and not visit.stated.materials:
        return "这次来访没有登记材料，不用出具清单。"
    index = _index(file.record.reg_no)
    if kind.id not in _WITHOUT_AUTHORITY and not whole and _only_pending(visit, index):
        return "代理人、监护人还没有提交委托或者监护依据，目前只出具来访登记回执。"
    settings = session.rules.settings_of(office)
    if kind.lead_signs and not preview and not may_sign(session, settings):
        return f"{kind.name}须由带班（有权签字的人员）出具。"
    outcome = Outcome(file.record.outcome)
    if kind.id == "non_acceptance_notice" and outcome is not Outcome.NOT_ACCEPT_PENDING:
        return "登记的处理方式不是“不予受理”，不能出具不予受理告知书。"
    if kind.id == "no_longer_accept_notice" and outcome is not Outcome.NO_LONGER_ACCEPT:
        return "登记的处理方式不是“不再受理”，不能出具不再受理告知书。"
    return ""


def _only_pending(visit: VisitRecord, index: int) -> bool:
    """Whether only agents or guardians without authority raise the matter (domain reference 2.2)."""
    raising = [p for p in visit.participants if p.stated.raises(index) and p.role is not PersonRole.COMPANION]
    standing_in = (PersonRole.AGENT, PersonRole.GUARDIAN)
    return bool(raising) and all(p.role in standing_in and p.stated.authority_doc is None for p in raising)


def _needs_letter(visit: VisitRecord, reg_no: str) -> bool:
    index = _index(reg_no)
    raising = [p for p in visit.participants if p.stated.raises(index) and p.role is not PersonRole.COMPANION]
    return max(visit.stated.present_count or 0, len(raising)) >= GROUP_NEEDS_REPRESENTATIVES


def _index(reg_no: str) -> int:
    return int(reg_no.rpartition("-")[2]) - 1


def _enter(
    unit: WriteUnit,
    kind: PaperKind,
    file: MatterFile,
    visit: VisitRecord,
    session: DeskSession,
    given: Mapping[str, str],
) -> PaperRecord:
    reg_no = file.record.reg_no
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
    _keep(unit, reg_no, known, given, session)
    _record_step(unit, kind.id, reg_no, known, session)
    fresh = unit.matter(reg_no) or file
    if kind.lead_signs:
        gate = check_in(unit, fresh, session).gate
        if not gate.allowed:
            raise BadInput([f"还不能出具{kind.name}：{sentence}" for sentence in gate.sentences])
    known = known_facts(unit, fresh, kind.id, session, given)
    now = session.clock.now_utc()
    number = unit.take_document_number(session.window, session.clock.today().year)
    content = _content(unit, kind, fresh, visit, session, known, number, {})
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


def _keep(
    unit: WriteUnit, reg_no: str, known: KnownFacts, given: Mapping[str, str], session: DeskSession
) -> None:
    target = known.values.get("target_unit", "")
    for name, value in given.items():
        if name in known.recorded:
            continue
        about = unit_key(target) if FACTS[name].of_unit and target else reg_no
        if unit.facts(about).get(name) == value:
            continue
        unit.add_fact(
            FactRecord(
                fact_id=str(uuid_utils.uuid7()),
                about=about,
                name=name,
                value=value,
                by=session.user.name,
                at=session.clock.now_utc(),
            )
        )


def _record_step(
    unit: WriteUnit, paper: str, reg_no: str, known: KnownFacts, session: DeskSession
) -> None:
    """A paper says that something happened: the matter's course must say so too."""
    facts, recorded = known.values, known.recorded

    def day(name: str) -> date | None:
        return date.fromisoformat(facts[name]) if facts.get(name) else None

    def step(kind: str, name: str, *, text: str = "", second: date | None = None) -> None:
        on = day(name)
        if on is not None and name not in recorded:
            add_step(unit, reg_no, kind, on, session, text=text, extended_to=second)

    if paper == "acceptance_notice":
        simple = facts.get("procedure") == "simple"
        step(SIMPLE if simple else "accepted_on", "accepted_on", second=day("act_by"))
    elif paper == "transfer_notice":
        assigned = facts["manner"] == "assign"
        second = day("report_by") if assigned else None
        step(ASSIGNED if assigned else "transferred_on", "transferred_on", second=second)
    elif paper == "extension_notice":
        if "accepted_on" not in recorded:
            step("accepted_on", "accepted_on")
        if "extended_to" not in recorded:
            step("extended_to", "approved_on", text=facts["extended_reason"][:200], second=day("extended_to"))
    elif paper == "review_request_receipt":
        step("review_received_on", "received_on")
    elif paper == "recheck_request_receipt":
        step("recheck_received_on", "received_on")
    elif paper == "no_longer_accept_notice":
        opinion = f"{facts['recheck_organ']} {facts['recheck_number']}"
        step("recheck_opinion_on", "recheck_on", text=opinion)
    elif paper == "non_acceptance_notice" and not {ground.value for ground in Ground} <= recorded:
        add_grounds(
            unit,
            reg_no,
            tuple(Ground),
            session,
            organ=facts["organ"],
            stage=Stage(facts["stage"]),
            since=date.fromisoformat(facts["since"]),
            until=day("until"),
        )


def _content(
    unit: ReadUnit,
    kind: PaperKind,
    file: MatterFile,
    visit: VisitRecord,
    session: DeskSession,
    known: KnownFacts,
    number: str,
    holes: Mapping[str, str],
) -> DocumentContent:
    office = unit.office()
    template = template_of(unit, kind.id)
    zone = session.clock.now_local().tzinfo
    index = _index(file.record.reg_no)
    matter = file.record
    about_matter = kind.subject is Subject.MATTER
    words = {**said(known.values), **counted(kind.id, known.values, unit, session), **holes}
    if kind.id == "agent_authority" and not holes:
        words["period"] = f"自{words['valid_from']}起至{words['valid_to']}止"
    who = _addressee(visit, index if about_matter else None)
    values = {
        **words,
        "visited_on": date_zh(visit.visited_at.astimezone(zone)),
        "demand": matter.stated.demand,
        "reg_no": matter.reg_no if about_matter else "",
        "visit_no": visit.visit_no,
        "query_code": matter.query_code if about_matter else "",
        "addressee": who.name if who else "",
        "office": office.name,
        "issued_on": date_zh(session.clock.now_local()),
        "article": ARTICLES.get(kind.id, ""),
        "legal_aid": _LEGAL_AID,
        "registered": "您今天的来访已经登记，" if kind.id == "referral_notice" else "您的来访已经登记。",
        "originals": _ORIGINALS,
        "people": paper_tables.people_counted(file, visit),
        "powers": _POWERS,
        "confirmation": _CONFIRMED,
    }
    values.setdefault("period", BLANK)
    limit = session.rules.settings_of(office).rep_limit_for(visit.stated.head_count)
    tables: Mapping[str, tuple[Part, ...]] = {
        "materials": () if visit.sealed else paper_tables.materials(visit),
        "representatives": paper_tables.representatives(visit, index, limit),
        "replacements": paper_tables.replacements(visit, index),
        "signatures": paper_tables.member_signatures(),
        "particulars": paper_tables.particulars(visit, session),
        "visitors": paper_tables.visitors(visit),
        "matters": paper_tables.matters(visit, session),
    }
    issuing = _issuing(unit, office)
    served = kind.close in (Close.SEAL, Close.BOTH) and kind.id != "registration_form"
    addressed = served and who is not None
    return DocumentContent(
        id=kind.id,
        office=issuing,
        title=_title(template.title, words),
        number=number,
        visit_no=visit.visit_no,
        reg_no=values["reg_no"],
        query_code=values["query_code"],
        issued_at=session.clock.now_local(),
        issued_by=session.user.name,
        addressee=(who.name if who and addressed else "来访人") if served else "",
        addressee_id=_shown_paper(who) if who and addressed else "",
        parts=compose(template, values, tables),
        rights=rights_of(kind.id, words, phone=issuing.phone, coded=about_matter),
        close=kind.close,
        signers=_SIGNERS.get(kind.id, ()),
        slip=served,
        template=template.version,
    )


def _title(title: str, words: Mapping[str, str]) -> str:
    for name in ("manner",):
        title = title.replace(f"{{{name}}}", words.get(name, "").replace(BLANK, "转送（交办）"))
    return title


def _issuing(unit: ReadUnit, office: Office) -> IssuingOffice:
    own = letterhead_of(unit)
    return IssuingOffice(
        own.letterhead or office.name,
        own.address or office.address,
        own.phone or office.phone,
        own.hours or office.hours,
    )


def _addressee(visit: VisitRecord, index: int | None) -> PersonDraft | None:
    """主访人 of the matter, or of the open matters of the visit; nobody who wished to stay anonymous."""
    if visit.stated.anonymous:
        return None
    wanted = [
        i
        for i, m in enumerate(visit.matters)
        if not m.sealed and not m.stated.anonymous and index in (None, i)
    ]
    named = [
        p
        for p in visit.participants
        if p.role is not PersonRole.COMPANION
        and not p.stated.anonymous
        and any(p.stated.raises(i) for i in wanted)
    ]
    speaking = [p for p in named if p.role in {PersonRole.PETITIONER, PersonRole.REPRESENTATIVE}]
    return next((p.stated for p in [*speaking, *named]), None)


def _shown_paper(person: PersonDraft) -> str:
    if not person.id_no:
        return ""
    kind = ID_TYPES_ZH[person.id_type.value] if person.id_type else "证件"
    return f"{kind} {masked(person.id_no)}"


def _rendered(kept: PaperRecord, kind: PaperKind, size: str, large: bool, *, reprint: bool) -> Paper:
    made = render_document(
        document_from_json(kept.content),
        paper=size,
        large_print=large,
        reprint=reprint,
        copies=kind.copies,
        note_missing=True,
    )
    return _paper(kept.document_id, kept.number, made, reprint=reprint)


def _paper(paper: str, number: str, made: RenderedPaper, *, reprint: bool) -> Paper:
    return Paper(paper, number, made.pdf, made.pages, made.sha256, reprint)
