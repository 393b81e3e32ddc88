"""Pieces that all papers have in common: foot, head of later pages, marks, QR, the box of rights."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.delivery import Delivery
from app.domain.signature import Signature
from app.receipts.blocks import LEADING, Beside, Block, Boxed, Gap, Qr, Rule, Stack, prose
from app.receipts.checks import qr_payload
from app.receipts.content import IssuingOffice
from app.receipts.fonts import measure_at, shown
from app.receipts.linebreak import Span
from app.receipts.qr import make_qr
from app.receipts.sheets import Sheet

VISITORS_COPY, FILE_COPY = "交来访人联", "存档联"
"""For whom a sheet is, where a paper is made twice."""


@dataclass(frozen=True)
class Marks:
    """What is true of one sheet and not of the paper.

    Attributes:
        reprint: carries 补打.
        copy: for whom the sheet is; empty where there is one copy only.
        signature: what the visitor signed on the pad; stands on the service slip.
        served: how the paper was handed over, as far as that is recorded; fills the service slip.
    """

    reprint: bool = False
    copy: str = ""
    signature: Signature | None = None
    served: Delivery | None = None


def foot(office: IssuingOffice, sheet: Sheet, page: int, pages: int) -> Block:
    """Foot of every page: where to ask, and which page this is."""
    size = sheet.body * 0.74
    parts = [("地址", office.address), ("电话", office.phone), ("接待时间", office.hours)]
    spans = [
        Span(text, keep=label != "地址")
        for label, value in parts
        if value
        for text in (f"{label}：{shown(value)}", "　")
    ]
    width = sheet.text_width
    return Stack(
        (
            Rule(width, size * 0.8, 0.4),
            prose(spans[:-1], size, width, align="centre", leading=1.35),
            prose(f"第 {page} 页　共 {pages} 页", size, width, align="centre", leading=1.45),
        )
    )


def running_head(words: Sequence[str], sheet: Sheet, marks: Marks) -> Block:
    """Head of the second and later pages; neither a name nor a number is broken in it."""
    size, width = sheet.small, sheet.text_width
    spans = [span for word in words if word for span in (Span("　"), Span(shown(word), keep=True))][1:]
    if marks.copy:
        spans.append(Span(f"　{marks.copy}", keep=True))
    if marks.reprint:
        spans.append(Span("　补打", bold=True, keep=True))
    return Stack((prose(spans, size, width), Rule(width, size, 0.6), Gap(size * 0.4)))


def number_row(number: str, sheet: Sheet, marks: Marks) -> Block:
    """For whom the sheet is and whether it is made again on the left, the number on the right."""
    size, width = sheet.body, sheet.text_width
    words: Block = prose(shown(number), size, width, align="right", leading=1.4)
    offset = 0.0
    for text, bold in ((marks.copy, False), ("补打" if marks.reprint else "", True)):
        if text:
            room = size * (len(text) * 0.84 + 0.6)
            mark = prose([Span(text, bold=bold)], size * 0.84, room, align="centre", leading=1.5)
            words = Beside(Gap(0), words, 0)
            words = Beside(Stack((words,)), Boxed(mark, room, 0, 1.0 if bold else 0.5), offset)
            offset += room + size * 0.4
    return words


def qr_block(visit_no: str, number: str, check: str, module: float, size: float) -> Stack:
    """The QR and under it its check code for people."""
    symbol = Qr(make_qr(qr_payload(visit_no, number, check)), module)
    half = len(check) // 2
    caption = [
        prose(words, size, symbol.height, align="centre", leading=1.15)
        for words in ("校验码", *(f"{part[:4]} {part[4:]}" for part in (check[:half], check[half:])))
    ]
    return Stack((symbol, *caption))


def rights_box(items: Sequence[str], sheet: Sheet) -> Block:
    """What remains to the visitor, whatever happens next."""
    size, padding = sheet.small, sheet.body * 0.5
    width = sheet.text_width - 2 * padding
    offset = size * 1.2
    title = [Span("您的权利", bold=True), Span("（《信访工作条例》）")]
    rows: list[Block] = [prose(title, size, width)]
    rows += [
        Beside(
            prose(f"{number}.", size, offset, leading=1.4),
            prose(shown(words), size, width - offset, leading=1.4),
            offset,
        )
        for number, words in enumerate(items, start=1)
    ]
    return Boxed(Stack(tuple(rows)), sheet.text_width, padding, 0.8)


def seal_rows(office: str, day: str, sheet: Sheet, width: float = 0.0) -> list[Block]:
    """Name of the office and date, where the seal is set [GB/T 9704-2012, 7.3.5.1].

    The date stands four characters from the right, the name centred over it; a name too long for that
    ends at the margin, with the date under its middle.

    Args:
        width: 0 = of the text area.
    """
    size, width = sheet.body, width or sheet.text_width
    measure = measure_at(size)
    widest = max(measure(shown(text), False) for text in (office, day)) * 1.001
    inset = max(0.0, min(size * 4 - (widest - measure(day, False)) / 2, width - widest))
    room = min(widest, width)
    return [
        Beside(
            Gap(0),
            prose(shown(text), size, room, align="centre", leading=1.4),
            max(0.0, width - inset - room),
        )
        for text in (office, day)
    ]


def labelled(
    label: str, words: str, size: float, width: float, leading: float = LEADING, *, wide: float = 5.0
) -> Block:
    """A label and a colon, then words. No gap between them: a gap reads as two columns when copied.

    Args:
        wide: room of label and colon, in type sizes.
    """
    offset = size * wide
    name = prose([Span(f"{label}：", bold=True)], size, offset, leading=leading)
    return Beside(name, prose(shown(words), size, width - offset, leading=leading), offset)
