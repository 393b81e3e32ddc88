"""Any paper but the visit receipt as a slip: notices, lists, and the ticket of those who wait."""

from app.domain.papers import Style
from app.receipts.blocks import Block, FormRow, Gap, Rule, Stack
from app.receipts.document import BLANK, DocumentContent, Part, PartKind, told_cells
from app.receipts.fonts import measure_at, shown
from app.receipts.linebreak import Span
from app.receipts.phrases import date_zh
from app.receipts.slip_rows import (
    Slip,
    bold,
    centred,
    check_row,
    head,
    labelled,
    numbered,
    office_rows,
    pair,
    plain,
    together,
)


def document_rows(content: DocumentContent, slip: Slip, reprint: bool) -> list[Block]:
    """Top down, without the QR. Tables are told row by row: a slip has no columns."""
    body, width = slip.body, slip.text_width
    made = [
        *head(content.office.name, content.title, content.number, slip, reprint=reprint),
        Rule(width, body * 0.8, 1.0),
    ]
    for label, words in (("登记编号", content.reg_no), ("查询码", content.query_code)):
        if words:
            made += pair(label, words, slip)
    if content.addressee:
        paper = f"（{content.addressee_id}）" if content.addressee_id else ""
        made.append(plain(f"{content.addressee}{paper}：", slip))
    for part in content.parts:
        made += _part(part, slip)
    if content.rights:
        made += [
            Rule(width, body * 0.8, 0.6, dashed=True),
            bold("您的权利（《信访工作条例》）", slip),
            *numbered(content.rights, slip),
        ]
    for signer in content.signers:
        made += [Gap(body * 0.4), _to_write_on(signer, slip)]
    made += [Rule(width, body * 0.8, 1.0), *office_rows(content.office, slip)]
    if content.style is not Style.TICKET:  # whose words say the minute
        made.append(centred(date_zh(content.issued_at), body, width))
    if content.check:
        made.append(check_row(content.check, slip))
    return made


def _part(part: Part, slip: Slip) -> list[Block]:
    body, width = slip.body, slip.text_width
    match part.kind:
        case PartKind.TEXT:
            return [plain(part.text, slip)]
        case PartKind.HEADING:
            return [Gap(body * 0.3), bold(part.text, slip)]
        case PartKind.BIG:
            return [centred([Span(shown(part.text), bold=True)], slip.large * 3, width)]
        case PartKind.FIELDS:
            return [_field(row[0], row[1], slip) for row in part.rows]
        case _:
            return _told(part, slip)


def _field(label: str, words: str, slip: Slip) -> Block:
    if words == BLANK:
        return _to_write_on(label, slip)
    return labelled(label, words, slip)


def _to_write_on(label: str, slip: Slip) -> Block:
    """A label and a line after it, or under it where it leaves no room."""
    words, body, width = f"{shown(label)}：", slip.body, slip.text_width
    if measure_at(body)(words, False) < width * 0.6:
        return FormRow(((words, 1.0),), body, width)
    return Stack((plain(f"{label}：", slip), FormRow((("", 1.0),), body, width)))


def _told(part: Part, slip: Slip) -> list[Block]:
    """Each row of a table as one paragraph, every cell after the name of its column.

    Without a head its cells are names and what belongs to them, by turns.
    """
    made: list[Block] = [bold(part.text, slip)] if part.text else []
    if not part.head:
        pairs = [pair for row in part.rows for pair in zip(row[::2], row[1::2], strict=True)]
        return [*made, *(labelled(name, cell, slip) for name, cell in pairs if name)]
    names, *rows = part.rows or ((),)
    for row in rows:
        cells = told_cells(names, row)
        if len(cells) > 1:  # a row that is only counted waits for words, and a slip has no room for them
            made.append(together(cells, slip, hang=1.0))
    return made
