"""What the visit receipt says, apart from how it looks (domain reference 8).

A sealed matter [Arts. 30(3), 46(5)] reaches the content as its bare number only, whatever the
caller hands in; a visit with nothing but sealed matters gives the sealed form of the receipt,
which holds number, time and pages and cannot hold more.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from app.domain.id_numbers import masked
from app.domain.matter import Outcome
from app.domain.office import Office
from app.domain.person import PersonDraft
from app.receipts.checks import make_check, reference_of
from app.receipts.kept import canonical, digest_of
from app.receipts.phrases import ID_TYPE_ZH, next_step

TITLE = "来访登记回执"
FORM_VERSION = 1


@dataclass(frozen=True)
class ReceiptMatter:
    """What is known of one matter when its receipt is made.

    Attributes:
        outcome: the one stored.
        notice_by: latest date of the written notice; None = no such date is owed.
        sealed: then nothing but `reg_no` is used.
    """

    reg_no: str
    query_code: str
    demand: str
    outcome: Outcome
    target_unit: str = ""
    notice_by: date | None = None
    sealed: bool = False


@dataclass(frozen=True)
class MatterText:
    """One open matter as the receipt words it."""

    reg_no: str
    query_code: str
    demand: str
    next_step: str
    notice_by: date | None


@dataclass(frozen=True)
class IssuingOffice:
    """Head and foot of every paper."""

    name: str
    address: str
    phone: str
    hours: str


@dataclass(frozen=True)
class ReceiptContent:
    """Everything one receipt says; equal contents make equal papers.

    Attributes:
        number: short〔year〕window-serial.
        visited_at, issued_at: on the office's wall clock.
        window: 0 in the sealed form, which does not tell it.
        addressee, addressee_id: name, and kind and masked number of the paper shown; may be empty.
        present, representatives: heads; 0 = not told.
        sealed_numbers: registration numbers told without anything else.
        material_pages: pages of papers received; 0 = none.
        unconfirmed: whether the hub has still to confirm the representatives.
        uploaded: whether the matters have reached the information system [Art. 21(2)].
        check: code of `checks.make_check`; not part of the digest.
    """

    office: IssuingOffice
    number: str
    visit_no: str
    visited_at: datetime
    issued_at: datetime
    window: int
    receptionist: str
    addressee: str
    addressee_id: str
    present: int
    representatives: int
    matters: tuple[MatterText, ...]
    sealed_numbers: tuple[str, ...]
    material_pages: int
    uploaded: bool
    check: str = ""
    unconfirmed: bool = False

    @property
    def sealed_form(self) -> bool:
        """Whether this is the receipt that tells number, time and pages only."""
        return not self.matters


def receipt_content(
    *,
    office: Office,
    number: str,
    visit_no: str,
    visited_at: datetime,
    issued_at: datetime,
    window: int,
    receptionist: str,
    addressee: PersonDraft | None,
    present: int,
    representatives: int,
    matters: Sequence[ReceiptMatter],
    key: bytes,
    material_pages: int = 0,
    uploaded: bool = False,
    unconfirmed: bool = False,
) -> ReceiptContent:
    """Word the receipt of one visit, with its check code.

    Args:
        number: document number, short〔year〕window-serial.
        visited_at, issued_at: aware, on the office's wall clock.
        addressee: the lead petitioner, the only person named; None or anonymous = nobody is.
        present: persons with the demand; representatives: 0 when it is no group.
        matters: at least one, in the order of the visit.
        key: secret of the store for the check code.
        material_pages: pages of papers handed in.
    Raises:
        ValueError: no matter, or a time without zone.
    """
    if not matters:
        raise ValueError("a receipt needs a matter")
    if visited_at.tzinfo is None or issued_at.tzinfo is None:
        raise ValueError("times must be aware")
    open_matters = tuple(_worded(matter) for matter in matters if not matter.sealed)
    named = addressee if open_matters and addressee and not addressee.anonymous else None
    tells = bool(open_matters)
    content = ReceiptContent(
        office=IssuingOffice(office.name, office.address, office.phone, office.hours),
        number=number,
        visit_no=visit_no,
        visited_at=visited_at,
        issued_at=issued_at,
        window=window if tells else 0,
        receptionist=receptionist if tells else "",
        addressee=named.name if named else "",
        addressee_id=_paper_shown(named) if named else "",
        present=present if tells else 0,
        representatives=representatives if tells else 0,
        unconfirmed=unconfirmed and tells and representatives > 0,
        matters=open_matters,
        sealed_numbers=tuple(matter.reg_no for matter in matters if matter.sealed),
        material_pages=material_pages,
        uploaded=uploaded,
    )
    check = make_check(key, visit_no, reference_of(number), content_digest(content))
    return replace(content, check=check)


def content_digest(content: ReceiptContent) -> str:
    """SHA-256, hexadecimal, over everything the paper says except the check code."""
    return digest_of(content_to_json(content))


def content_to_json(content: ReceiptContent) -> str:
    """One line of JSON, the same for equal contents; kept so that a reprint says the same."""
    data = asdict(content) | {"form": FORM_VERSION}
    if not content.unconfirmed:
        del data["unconfirmed"]  # papers of before it was told stay as they were, to the byte
    return canonical(data)


def content_from_json(text: str) -> ReceiptContent:
    """Read back what `content_to_json` wrote.

    Raises:
        ValueError: not such a text, or of another form version.
    """
    try:
        data: dict[str, Any] = json.loads(text)
        if data.pop("form") != FORM_VERSION:
            raise ValueError("form version")
        data["office"] = IssuingOffice(**data["office"])
        data["matters"] = tuple(_matter_from(row) for row in data["matters"])
        data["sealed_numbers"] = tuple(data["sealed_numbers"])
        for name in ("visited_at", "issued_at"):
            data[name] = datetime.fromisoformat(data[name])
        return ReceiptContent(**data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a receipt content") from error


def visible_text(content: ReceiptContent) -> str:
    """Every word of the paper that comes from data: what must have glyphs."""
    office = content.office
    words = [office.name, office.address, office.phone, office.hours, content.number, content.visit_no]
    words += [content.receptionist, content.addressee, content.addressee_id, *content.sealed_numbers]
    for matter in content.matters:
        words += [matter.reg_no, matter.query_code, matter.demand, matter.next_step]
    return "\n".join(words)


def _worded(matter: ReceiptMatter) -> MatterText:
    return MatterText(
        matter.reg_no,
        matter.query_code,
        matter.demand,
        next_step(matter.outcome, matter.target_unit),
        matter.notice_by,
    )


def _paper_shown(person: PersonDraft) -> str:
    if not person.id_no:
        return ""
    kind = ID_TYPE_ZH[person.id_type] if person.id_type else "证件"
    return f"{kind} {masked(person.id_no)}"


def _matter_from(row: Mapping[str, Any]) -> MatterText:
    day = row["notice_by"]
    return MatterText(**{**row, "notice_by": date.fromisoformat(day) if day else None})
