"""What any paper but the visit receipt says, apart from how it looks (domain reference 8)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import msgspec

from app.domain.papers import Close, Style
from app.receipts.checks import make_check, reference_of
from app.receipts.content import IssuingOffice
from app.receipts.kept import canonical, digest_of
from app.receipts.template import Template, fill

FORM_VERSION = 1
BLANK = "____"
"""Stands for what is written by hand."""
_HAND = "_" * 12
COUNTED = "序号"
"""Head of the column that numbers the rows of a table."""


class PartKind(StrEnum):
    """What a part looks like."""

    TEXT = "text"
    FIELDS = "fields"
    TABLE = "table"
    HEADING = "heading"
    BIG = "big"


@dataclass(frozen=True)
class Part:
    """One part of a paper.

    Attributes:
        text: of a paragraph, a heading, or the words above a table.
        rows: label and words of fields; cells of a table, the first row being its head if `head`.
        shares: of the width, a column each.
    """

    kind: PartKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    shares: tuple[int, ...] = ()
    head: bool = True


@dataclass(frozen=True)
class DocumentContent:
    """Everything one paper says; equal contents make equal papers.

    Attributes:
        id: document id.
        number: short〔year〕window-serial; empty on an empty form and on a preview of what is not made.
        reg_no, query_code: of the matter; empty where the paper is about the whole visit.
        addressee, addressee_id: name, and kind and masked number of the paper shown; may be empty.
        rights: of the box 您的权利; empty = no box.
        signers: what stands before the lines to sign on, where people sign.
        slip: whether the service slip stands below.
        template: version of the wording.
        check: code of `checks.make_check`; not part of the digest.
    """

    id: str
    office: IssuingOffice
    title: str
    number: str
    visit_no: str
    reg_no: str
    query_code: str
    issued_at: datetime
    issued_by: str
    addressee: str
    addressee_id: str
    parts: tuple[Part, ...]
    rights: tuple[str, ...]
    style: Style
    close: Close
    signers: tuple[str, ...]
    slip: bool
    template: str
    check: str = ""


def with_check(content: DocumentContent, key: bytes) -> DocumentContent:
    """The content with its check code, once it has its number."""
    digest = digest_of(document_to_json(replace(content, check="")))
    check = make_check(key, content.visit_no, reference_of(content.number), digest)
    return replace(content, check=check)


def document_to_json(content: DocumentContent) -> str:
    """Canonical JSON; kept so that a reprint says the same."""
    return canonical({**msgspec.to_builtins(content), "form": FORM_VERSION})


def document_from_json(text: str) -> DocumentContent:
    """Read back what `document_to_json` wrote.

    Raises:
        ValueError: not such a text, or of another form version.
    """
    data = json.loads(text)
    if not isinstance(data, dict) or data.pop("form", None) != FORM_VERSION:
        raise ValueError("form version")
    try:
        return msgspec.convert(data, type=DocumentContent, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError("not a document content") from error


def compose(
    template: Template, values: Mapping[str, str], tables: Mapping[str, Sequence[Part]]
) -> tuple[Part, ...]:
    """The parts of a template with facts and tables in place; what has no facts is left out."""
    made: list[Part] = []
    for part in template.parts:
        if part.table:
            made += tables.get(part.table, ())
        elif part.text:
            if words := fill(part.text, values):
                made.append(Part(PartKind.TEXT, words.replace(BLANK, _HAND)))
        else:
            rows = tuple((fill(label, values), fill(words, values)) for label, words in part.rows)
            rows = tuple((label, words) for label, words in rows if label and words)
            if rows:
                made.append(Part(PartKind.FIELDS, rows=rows))
    return tuple(made)


def told_cells(names: Sequence[str], row: Sequence[str]) -> tuple[str, ...]:
    """A row of a table with a head, for a reader who sees no columns: every cell after the name of its own.

    A row that sums up has a word where others have their number: it tells what stands in the next cell.
    """
    cells = list(zip(names, row, strict=True))
    if len(row) > 1 and names[0] == COUNTED and row[0] and not row[0].isdecimal():
        cells = [(row[0], row[1]), *cells[2:]]
    return tuple(f"{name}：{cell}" if name else cell for name, cell in cells if cell)


def words_of(content: DocumentContent) -> str:
    """Every word of the paper that comes from data: what must have glyphs."""
    office = content.office
    words = [office.name, office.address, office.phone, office.hours, content.title, content.number]
    words += [content.visit_no, content.reg_no, content.query_code, content.issued_by]
    words += [content.addressee, content.addressee_id, *content.rights, *content.signers]
    for part in content.parts:
        words += [part.text, *(cell for row in part.rows for cell in row)]
    return "\n".join(words)
