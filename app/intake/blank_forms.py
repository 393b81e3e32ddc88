"""Empty forms for power failures and for what visitors fill in themselves."""

from collections.abc import Mapping

from app.domain.papers import PAPERS, Close
from app.domain.representatives import GROUP_NEEDS_REPRESENTATIVES
from app.errors import BadInput, NotAllowed
from app.intake import paper_tables
from app.intake.document_content import CONFIRMED, POWERS, SIGNERS, issuing_office
from app.intake.document_gates import MAY_MAKE, size_of
from app.intake.paper_templates import template_of
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.receipts.document import BLANK, DocumentContent, compose
from app.receipts.render import render_document
from app.receipts.rights import article_of


def blank_form(paper: str, session: DeskSession, *, size: str = "", large: bool = False) -> Paper:
    """An empty form to be filled in by hand: no number, not kept.

    Raises:
        BadInput: there is no such form.
        NotAllowed: the role does not hand out papers.
    """
    if session.user.role not in MAY_MAKE:
        raise NotAllowed("print")
    kind = PAPERS.get(paper)
    if kind is None or not kind.blank:
        raise BadInput([f"没有“{paper}”的空白表。有空白表的是：{'、'.join(blank_forms())}。"])
    with session.read() as unit:
        office = unit.office()
        limit = session.rules.settings_of(office).rep_limit_for(GROUP_NEEDS_REPRESENTATIVES)
        values = dict.fromkeys(("demand", "reg_no", "people", "principal", "agent", "scope"), BLANK)
        values |= dict.fromkeys(("demand", "scope"), 2 * BLANK)
        values |= {"article": article_of(paper, office.kind), "powers": POWERS, "confirmation": CONFIRMED}
        values["period"] = "自　　年　月　日起至　　年　月　日止"
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
            office=issuing_office(unit, office),
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
            style=kind.style,
            close=Close.NONE,
            signers=SIGNERS[paper],
            slip=False,
            template=template_of(unit, paper).version,
        )
    made = render_document(content, paper=size_of(kind, size), large_print=large)
    return Paper(paper, "", made.pdf, made.pages, made.sha256, reprint=False)


def blank_forms() -> Mapping[str, str]:
    """Ids and names of the papers that also exist as empty forms."""
    return {kind.id: kind.name for kind in PAPERS.values() if kind.blank}
