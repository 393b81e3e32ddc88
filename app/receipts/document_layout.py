"""How notices, lists, forms and letters look: A4 after the habits of GB/T 9704-2012, or A5."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.papers import Close, Style
from app.receipts.blocks import Beside, Block, FormRow, Gap, Headed, Kept, Rule, Stack, prose
from app.receipts.document import BLANK, DocumentContent, Part, PartKind, words_of
from app.receipts.fonts import measure_at, shown
from app.receipts.linebreak import Span
from app.receipts.phrases import date_zh
from app.receipts.pieces import (
    FILE_COPY,
    VISITORS_COPY,
    Marks,
    foot,
    labelled,
    number_row,
    qr_block,
    rights_box,
    running_head,
    seal_rows,
)
from app.receipts.service_slip import service_slip
from app.receipts.sheets import (
    EDGE,
    FILE_SHEETS,
    FORM_SHEETS,
    LEAST_READ,
    LIST_SHEETS,
    OFFICIAL_SHEETS,
    TICKET_SHEETS,
    Sheet,
)
from app.receipts.tables import grid

_SHEETS: Mapping[Style, Mapping[tuple[str, bool], tuple[Sheet, ...]]] = {
    Style.FORM: FORM_SHEETS,
    Style.LETTER: OFFICIAL_SHEETS,
    Style.LIST: LIST_SHEETS,
    Style.TICKET: TICKET_SHEETS,
}
_NOT_MADE = "（预览，尚未编号）"


@dataclass(frozen=True)
class DocumentForm:
    """Fits `app.receipts.forms.PaperForm`.

    Attributes:
        preview: it shows what is not made yet: no number, no QR.
    """

    content: DocumentContent
    preview: bool = False

    @property
    def title(self) -> str:
        """See the protocol."""
        return f"{shown(self.content.title)} {shown(self.content.number)}".strip()

    @property
    def author(self) -> str:
        """See the protocol."""
        return self.content.office.name

    @property
    def words(self) -> str:
        """See the protocol."""
        return words_of(self.content)

    def sheets(self, paper: str, large_print: bool, marks: Marks) -> Sequence[Sheet]:
        """See the protocol."""
        sheets = _SHEETS[self.content.style]
        if (paper, large_print) not in sheets:
            raise ValueError("paper")
        tried = sheets[paper, large_print]
        if marks.copy != FILE_COPY:
            return tried
        # Large print is for the visitor; what is kept should be one sheet.
        return (*tried, *(sheets[paper, False] if large_print else ()), *FILE_SHEETS[paper])

    def fitted(self, sheet: Sheet) -> Sheet:
        """See the protocol."""
        left, top, right, bottom = sheet.margins
        needed = self.foot(sheet, 1, 1).height + EDGE
        return replace(sheet, margins=(left, top, right, max(bottom, needed)))

    def blocks(self, sheet: Sheet, marks: Marks) -> list[Block]:
        """Head, addressee, parts, box of rights."""
        made = _head(self.content, sheet, marks, self.preview)
        for part in self.content.parts:
            made += _part(part, sheet)
        if self.content.rights:
            box = rights_box(self.content.rights, sheet)
            made += [Gap(sheet.body * 0.3), box, Gap(sheet.body * 0.5)]
        return made

    def last(self, sheet: Sheet) -> Block:
        """QR, office and date, lines to sign on."""
        return _ending(self.content, sheet)

    def closing(self, sheet: Sheet, marks: Marks) -> Block:
        """The service slip, on the sheet that is kept."""
        content = self.content
        if not content.slip or marks.copy == VISITORS_COPY:
            return Gap(0)
        return service_slip(content.title, content.number, content.issued_by, sheet, marks)

    def foot(self, sheet: Sheet, page: int, pages: int) -> Block:
        """See the protocol."""
        return foot(self.content.office, sheet, page, pages)

    def running_head(self, sheet: Sheet, marks: Marks) -> Block:
        """See the protocol."""
        content = self.content
        return running_head((content.office.name, content.title, content.number), sheet, marks)


def _head(content: DocumentContent, sheet: Sheet, marks: Marks, preview: bool) -> list[Block]:
    size, width = sheet.body, sheet.text_width
    number = _NOT_MADE if preview and not content.number else content.number
    office = shown(content.office.name)
    rows: list[Block] = [
        prose([Span(office, bold=True)], size * 1.1, width, align="centre", leading=1.5),
        prose([Span(shown(content.title), bold=True)], size * 1.375, width, align="centre", leading=1.6),
    ]
    if number or marks.copy or marks.reprint:
        rows.append(number_row(number, sheet, marks))
    rows += [Rule(width, size * 0.8, 1.2), Gap(size * 0.2)]
    keys = [
        (label, words)
        for label, words in (
            ("来访编号", content.visit_no),
            ("登记编号", content.reg_no),
            ("查询码", content.query_code),
        )
        if words and (label != "来访编号" or (content.addressee and not content.reg_no))
    ]
    if keys:
        spans = [
            Span(text, keep=True) for label, words in keys for text in (f"{label}：{shown(words)}", "　")
        ]
        rows += [prose(spans[:-1], sheet.small, width, leading=1.5), Gap(size * 0.2)]
    if content.addressee:
        who = [Span(shown(content.addressee), bold=True, keep=True)]
        if content.addressee_id:
            who.append(Span(f"（{shown(content.addressee_id)}）"))
        rows.append(prose([*who, Span("：")], size, width, leading=sheet.leading))
    return rows


def _part(part: Part, sheet: Sheet) -> list[Block]:
    size, width = sheet.body, sheet.text_width
    if part.kind is PartKind.TEXT:
        return [prose(shown(part.text), size, width, indent=2, leading=sheet.leading)]
    if part.kind is PartKind.HEADING:
        words = [Span(shown(part.text), bold=True)]
        return [Gap(size * 0.3), prose(words, size, width, leading=1.5)]
    if part.kind is PartKind.BIG:
        words = [Span(shown(part.text), bold=True)]
        return [prose(words, size * 5, width, align="centre", leading=1.5)]
    if part.kind is PartKind.TABLE:
        small = max(sheet.small, min(sheet.body, LEAST_READ))
        table = grid(part.rows, part.shares, small, width, head=part.head, tallest=sheet.text_height / 2)
        if not part.text:
            return [table]
        return [Headed(prose([Span(shown(part.text), bold=True)], small, width, leading=1.6), table)]
    return [_field(row[0], row[1], part, sheet) for row in part.rows]


def _field(label: str, words: str, part: Part, sheet: Sheet) -> Block:
    size = sheet.body
    inset = size * 2
    width = sheet.text_width - inset
    if words and not words.replace(BLANK, ""):
        first = FormRow(((f"{shown(label)}：" if label.strip() else "", 1.0),), size, width, bold=True)
        more = [FormRow((("", 1.0),), size, width)] * (words.count(BLANK) - 1)
        inner: Block = Stack((first, *more))
    else:
        measure = measure_at(size)
        wide = max(measure(f"{shown(row[0])}：", True) for row in part.rows) / size
        inner = labelled(shown(label), words, size, width, min(sheet.leading, 1.6), wide=min(wide, 8.0))
    return Kept(Beside(Gap(0), inner, inset), sheet.text_height / 2)


def _ending(content: DocumentContent, sheet: Sheet) -> Block:
    """On the left the QR, on the right lines to sign on and the place of the seal."""
    size, offset = sheet.body, 0.0
    symbol: Block = Gap(0)
    if content.check:
        made = qr_block(content.visit_no, content.number, content.check, sheet.module * 0.86, size * 0.5)
        symbol, offset = made, made.blocks[0].height + size * 0.5
    width = sheet.text_width - offset
    rows: list[Block] = [
        FormRow(
            ((f"{shown(label)}：", 3.0), ("", 0.7), ("年", 0.6), ("月", 0.6), ("日", 0.0)),
            sheet.small,
            width,
            leading=2.2,
        )
        for label in content.signers
    ]
    if content.close in (Close.SEAL, Close.BOTH):
        seal = seal_rows(content.office.name, date_zh(content.issued_at), sheet, width)
        used = sum(row.height for row in (*rows, *seal))
        # The seal covers name and date and rises over them: the room beside the QR is given to it.
        rows += [Gap(max(size * 1.2, min(size * 3, symbol.height - used))), *seal]
    return Beside(symbol, Stack(tuple(rows)), offset)
