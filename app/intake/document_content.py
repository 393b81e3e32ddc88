"""From a registered matter and the facts stated for a paper to what the paper says."""

from collections.abc import Mapping

from app.domain.id_numbers import masked
from app.domain.office import Office
from app.domain.papers import Close, PaperKind, Subject
from app.domain.person import PersonDraft
from app.domain.record import MatterFile, VisitRecord
from app.domain.words import ID_TYPES_ZH
from app.intake import paper_tables
from app.intake.paper_facts import KnownFacts, counted, said
from app.intake.paper_templates import letterhead_of, template_of
from app.intake.receipt import addressee
from app.intake.session import DeskSession
from app.ports import ReadUnit
from app.receipts.content import IssuingOffice
from app.receipts.document import BLANK, DocumentContent, Part, compose
from app.receipts.phrases import date_zh
from app.receipts.rights import article_of, rights_of

_LEGAL_AID = (
    "需要法律帮助的，可以拨打12348法律援助热线，或者向当地法律援助机构咨询、申请；经济困难的依法免费。"
)
_ORIGINALS = "原件扫描后当场退还来访人；复印件由我处存入案卷。"
POWERS = (
    "代表的权限：代为陈述事项、提交材料、接收文书。未经全体共同信访人书面同意，代表不得撤回信访事项，"
    "不得达成调解、和解协议。代表由共同信访人自行推选，工作人员只接收本推选书。"
)
CONFIRMED = "以上内容已经向来访人宣读，或者由来访人阅看，与其所述一致。来访人不签名的，由两名工作人员注明。"
SIGNERS: Mapping[str, tuple[str, ...]] = {
    "materials_receipt": ("提交人签名", "接收人签名"),
    "representative_letter": ("接收人签名",),
    "agent_authority": ("委托人签名或者指印", "受托人签名"),
    "registration_form": ("来访人签名或者指印", "接待人签名", "（不签名的）见证人"),
}


def index_of(reg_no: str) -> int:
    """Place of a matter in its visit, from 0."""
    return int(reg_no.rpartition("-")[2]) - 1


def document_content(
    unit: ReadUnit,
    kind: PaperKind,
    file: MatterFile,
    visit: VisitRecord,
    session: DeskSession,
    known: KnownFacts,
    number: str,
    holes: Mapping[str, str],
) -> DocumentContent:
    """Word one paper.

    Args:
        number: empty for a preview.
        holes: stand-ins for facts that are not known, on a preview.
    """
    office = unit.office()
    template = template_of(unit, kind.id)
    zone = session.clock.now_local().tzinfo
    index = index_of(file.record.reg_no)
    matter = file.record
    about_matter = kind.subject is Subject.MATTER
    words = {**said(known.values), **counted(kind.id, known.values, unit, session), **holes}
    if kind.id == "agent_authority" and not holes:
        words["period"] = f"自{words['valid_from']}起至{words['valid_to']}止"
    who = addressee(visit, index if about_matter else None)
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
        "article": article_of(kind.id, office.kind, words.get("route_key", "")),
        "legal_aid": _LEGAL_AID,
        "registered": f"您今天的来访已经登记，登记编号为{matter.reg_no}。",
        "originals": _ORIGINALS,
        "people": paper_tables.people_counted(file, visit),
        "powers": POWERS,
        "confirmation": CONFIRMED,
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
    issuing = issuing_office(unit, office)
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
        style=kind.style,
        close=kind.close,
        signers=SIGNERS.get(kind.id, ()),
        slip=kind.close is Close.SEAL,
        template=template.version,
    )


def _title(title: str, words: Mapping[str, str]) -> str:
    for name in ("manner",):
        title = title.replace(f"{{{name}}}", words.get(name, "").replace(BLANK, "转送（交办）"))
    return title


def issuing_office(unit: ReadUnit, office: Office) -> IssuingOffice:
    """Head and foot: the office's data, over them its own letterhead."""
    own = letterhead_of(unit)
    return IssuingOffice(
        own.letterhead or office.name,
        own.address or office.address,
        own.phone or office.phone,
        own.hours or office.hours,
    )


def _shown_paper(person: PersonDraft) -> str:
    if not person.id_no:
        return ""
    kind = ID_TYPES_ZH[person.id_type.value] if person.id_type else "证件"
    return f"{kind} {masked(person.id_no)}"
