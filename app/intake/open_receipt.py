"""From a receipt somebody hands over to its matters: is it ours, is it unaltered, what does it open."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.finding import Candidate
from app.domain.matter import MatterDraft
from app.domain.numbers import is_receipt_number
from app.domain.scanned_text import ScannedKind, is_number, read_scanned
from app.errors import BadInput, ReceiptAltered, ReceiptUnknown, ReceiptUnreadable
from app.intake.course import state_of, terms_of
from app.intake.matter_lists import matter_list
from app.intake.results import MatterLine
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST, names_of, require
from app.ports import ReadUnit
from app.receipts.checks import Payload, parse_payload, reference_of
from app.receipts.kept import proves

CHECK_PURPOSE = "document-check"
"""What the key of the check codes is derived for."""


class Proof(StrEnum):
    """How much is known of the paper: its code belongs to it; the same of one since voided; only a
    number was given.
    """

    GENUINE = "genuine"
    VOIDED = "voided"
    NUMBER = "number"


@dataclass(frozen=True)
class OpenedReceipt:
    """What a receipt or number leads to.

    Attributes:
        visit_no: the visit.
        reg_nos: its matters in order; a registration number opens that one alone.
        paper: number of the document, empty unless its code was read.
    """

    visit_no: str
    reg_nos: tuple[str, ...]
    proof: Proof
    paper: str = ""


@dataclass(frozen=True)
class KnownMatterShown:
    """A matter a visitor came about before.

    Attributes:
        candidate: as the finder would show it; a repeat leads to the matter it is.
        stated: what was said last time and need not be said again.
    """

    candidate: Candidate
    stated: MatterDraft


def open_receipt(text: str, session: DeskSession) -> OpenedReceipt:
    """Find the matters of a receipt code, visit number or registration number; noted in the audit chain.

    Nothing of their content is told here: who may see it is decided where it is shown.

    Raises:
        ReceiptUnreadable: neither a whole code nor a number whose check character fits.
        ReceiptAltered: the code does not belong to the document it names.
        ReceiptUnknown: this store holds no such visit or matter.
        NotAllowed: the role does not look at matters.
    """
    require(session, MAY_LIST)
    read = read_scanned(text)
    if read.kind is not ScannedKind.RECEIPT:
        raise ReceiptUnreadable
    payload = None if is_number(read.value) else parse_payload(read.value)
    if payload is None and not is_number(read.value):
        raise ReceiptUnreadable
    visit_no, _, index = (payload.visit_no if payload else read.value).partition("-")
    if not is_receipt_number(visit_no):
        raise ReceiptUnreadable
    try:
        with session.read() as unit:
            opened = _opened(unit, visit_no, index, payload)
    except (ReceiptAltered, ReceiptUnknown) as refused:
        session.note(
            "open_receipt", visit_no, "altered" if isinstance(refused, ReceiptAltered) else "unknown"
        )
        raise
    session.note("open_receipt", visit_no, opened.proof)
    return opened


def search_matters(session: DeskSession, search: str = "") -> tuple[MatterLine, ...]:
    """`matter_list`, which also finds a number in any case or width and a matter by its query code."""
    read = read_scanned(search)
    if read.kind is ScannedKind.RECEIPT and is_number(read.value):
        return matter_list(session, read.value)
    if read.kind is ScannedKind.QUERY_CODE:
        require(session, MAY_LIST)
        with session.read() as unit:
            reg_no = unit.matter_of_query_code(read.value)
        if reg_no:
            return tuple(line for line in matter_list(session, reg_no) if line.reg_no == reg_no)
    return matter_list(session, search)


def known_matter(reg_no: str, session: DeskSession) -> KnownMatterShown:
    """A matter somebody now comes about again; looking at it is noted.

    Raises:
        ReceiptUnknown: no such matter.
        BadInput: it is sealed; a sealed matter is nobody's known matter.
        NotAllowed: the role does not look at matters.
    """
    require(session, MAY_LIST)
    session.note("view_matter", reg_no, "repeat")
    today = session.clock.today()
    with session.read() as unit:
        file = unit.matter(reg_no)
        if file is None:
            raise ReceiptUnknown(reg_no)
        root = unit.matter(file.root_reg_no) or file
        office = unit.office()
    if file.record.sealed or root.record.sealed:
        raise BadInput(["保密事项不能认定为同一事项。请按检举控告另行登记。"])
    settings = session.rules.settings_of(office)
    state = state_of(root.course, today, session.rules, settings)
    _, due_on = terms_of(root.course, state, session.rules, settings, office.kind)
    stated = file.record.stated
    candidate = Candidate(
        matter=0,
        reg_no=root.record.reg_no,
        score=1.0,
        verdict="same_matter",
        why=("接待员按登记编号指定",),
        state=state,
        due_on=due_on,
        office=office.code,
        demand=stated.demand,
        facts=stated.facts,
        petitioners=names_of(file),
        registered_on=file.local_date,
        target_unit=file.record.target_unit,
        days_left=(due_on - today).days if due_on else None,
    )
    return KnownMatterShown(candidate, stated)


def _opened(unit: ReadUnit, visit_no: str, index: str, payload: Payload | None) -> OpenedReceipt:
    visit = unit.visit(visit_no)
    if visit is None:
        raise ReceiptUnknown(visit_no)
    reg_nos = tuple(m.reg_no for m in visit.matters)
    if payload is None:
        wanted = f"{visit_no}-{index}" if index else ""
        if wanted and wanted not in reg_nos:
            raise ReceiptUnknown(wanted)
        return OpenedReceipt(visit_no, (wanted,) if wanted else reg_nos, Proof.NUMBER)
    named = [p for p in unit.papers(visit_no) if reference_of(p.number) == payload.reference]
    key = unit.secret(CHECK_PURPOSE)
    paper = next((p for p in named if proves(payload, p.content, key)), None)
    if paper is None:
        raise ReceiptAltered(visit_no)
    proof = Proof.VOIDED if paper.voided else Proof.GENUINE
    return OpenedReceipt(visit_no, reg_nos, proof, paper.number)
