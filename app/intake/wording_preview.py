"""What a paper looks like in a wording that is not in force yet: with the names of facts in their places."""

from app.domain.papers import PAPERS, Close
from app.errors import NotAllowed
from app.intake import paper_tables
from app.intake.document_content import POWERS, SIGNERS, issuing_office
from app.intake.document_gates import MAY_MAKE
from app.intake.paper_templates import MAY_ADAPT, check_wording
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.receipts.content import IssuingOffice
from app.receipts.document import DocumentContent, compose
from app.receipts.render import render_document
from app.receipts.rights import article_of, rights_of
from app.receipts.template import (
    LETTERHEAD,
    PLACEHOLDERS,
    Letterhead,
    bundled,
    fill,
    read_letterhead,
    read_template,
)

_SAMPLE = "referral_notice"
"""Shown with a letterhead, which by itself is no paper."""
_LIMIT = 5


def preview_wording(id_: str, text: str, session: DeskSession) -> Paper:
    """The paper in that wording; nothing is kept.

    Raises:
        BadInput: as `check_wording`.
        NotAllowed: the role neither hands out papers nor changes wording.
    """
    if session.user.role not in MAY_MAKE | MAY_ADAPT:
        raise NotAllowed("print")
    check_wording(id_, text)
    paper = _SAMPLE if id_ == LETTERHEAD else id_
    template = bundled(paper) if id_ == LETTERHEAD else read_template(paper, text)
    own = read_letterhead(text) if id_ == LETTERHEAD else Letterhead("")
    kind = PAPERS[paper]
    with session.read() as unit:
        issuer = unit.office()
        office = issuing_office(unit, issuer)
    issuing = IssuingOffice(
        own.letterhead or office.name,
        own.address or office.address,
        own.phone or office.phone,
        own.hours or office.hours,
    )
    values = {name: f"【{words}】" for name, words in PLACEHOLDERS.items()}
    values |= {"article": article_of(paper, issuer.kind), "powers": POWERS}
    tables = {
        "representatives": paper_tables.blank_representatives(_LIMIT),
        "replacements": paper_tables.replacements(None),
        "signatures": paper_tables.member_signatures(),
        "particulars": paper_tables.particulars(None, session),
        "visitors": paper_tables.visitors(None),
        "matters": paper_tables.matters(None, session),
        "materials": paper_tables.blank_materials(),
    }
    content = DocumentContent(
        id=paper,
        office=issuing,
        title=fill(template.title, values),
        number="",
        visit_no="",
        reg_no=values["reg_no"],
        query_code=values["query_code"],
        issued_at=session.clock.now_local(),
        issued_by=session.user.name,
        addressee=values["addressee"] if kind.close in (Close.SEAL, Close.BOTH) else "",
        addressee_id="",
        parts=compose(template, values, tables),
        rights=rights_of(paper, {"route_key": "", **values}, phone=issuing.phone, coded=True),
        style=kind.style,
        close=kind.close,
        signers=SIGNERS.get(paper, ()),
        slip=kind.close is Close.SEAL,
        template=template.version,
    )
    made = render_document(content, paper=kind.sizes[0], preview=True, note_missing=True)
    return Paper(paper, "", made.pdf, made.pages, made.sha256, reprint=False)
