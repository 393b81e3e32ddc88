"""How the visit receipt looks: its content as blocks (domain reference 8, after GB/T 9704 habits)."""

from dataclasses import dataclass, replace

from app.domain.signature import Signature
from app.receipts.blocks import (
    LEADING,
    Barred,
    Beside,
    Block,
    Boxed,
    FormRow,
    Gap,
    Kept,
    Lines,
    Qr,
    Rule,
    Stack,
    prose,
)
from app.receipts.checks import qr_payload
from app.receipts.content import TITLE, MatterText, ReceiptContent
from app.receipts.fonts import shown
from app.receipts.linebreak import Span
from app.receipts.phrases import date_zh, time_zh
from app.receipts.qr import QUIET_MODULES, make_qr
from app.receipts.signature_block import Signed

_MM = 72 / 25.4
_NAME_IN_CELL = 8  # characters; a longer name stands above in full and is signed by hand here
_EDGE = 4 * _MM  # of the paper, where office printers cannot print


@dataclass(frozen=True)
class Sheet:
    """A paper size and its type; points.

    Attributes:
        margins: left, top, right, bottom of the text area; the foot lies inside the bottom margin.
        body: size of the body type; all else follows from it.
        module: side of one QR module; 0.6 mm are 4.8 dots at 203 dpi, the coarsest printer expected.
    """

    width: float
    height: float
    margins: tuple[float, float, float, float]
    body: float
    module: float

    @property
    def text_width(self) -> float:
        """Width of the text area."""
        return self.width - self.margins[0] - self.margins[2]

    @property
    def text_height(self) -> float:
        """Height of the text area."""
        return self.height - self.margins[1] - self.margins[3]

    @property
    def small(self) -> float:
        """Size of notes, foot and service slip."""
        return self.body * 0.84


def _a5(body: float) -> Sheet:
    return Sheet(148 * _MM, 210 * _MM, (12 * _MM, 10 * _MM, 12 * _MM, 19 * _MM), body, 0.6 * _MM)


def _a4(body: float) -> Sheet:
    return Sheet(210 * _MM, 297 * _MM, (24 * _MM, 20 * _MM, 22 * _MM, 28 * _MM), body, 0.75 * _MM)


# Body sizes to try, largest first, until the receipt is one page; if none is enough, the first.
# 10.5 points (五号) is the least an old person is asked to read.
SHEETS = {
    ("a5", False): (_a5(11.5), _a5(11), _a5(10.5)),
    ("a5", True): (_a5(14.5),),
    ("a4", False): (_a4(15.5), _a4(15), _a4(14)),
    ("a4", True): (_a4(19),),
}


def fitted(content: ReceiptContent, sheet: Sheet) -> Sheet:
    """The sheet with a bottom margin that holds this office's foot, however long its lines are."""
    left, top, right, bottom = sheet.margins
    needed = foot(content, sheet, 1, 1).height + _EDGE
    return replace(sheet, margins=(left, top, right, max(bottom, needed)))


def text_blocks(content: ReceiptContent, sheet: Sheet, *, reprint: bool) -> list[Block]:
    """Head, particulars, addressee and matters, top down."""
    blocks: list[Block] = [*_head(content, sheet, reprint), *_greeting(content, sheet)]
    for index, matter in enumerate(content.matters, start=1):
        blocks += [_matter(matter, index, len(content.matters), sheet), Gap(sheet.body * 0.5)]
    if content.matters and content.sealed_numbers:
        numbers = "、".join(content.sealed_numbers)
        blocks += [_plain(f"其他登记编号：{numbers}。", sheet), Gap(sheet.body * 0.5)]
    return blocks


def last_block(content: ReceiptContent, sheet: Sheet) -> Block:
    """Box of rights, office and date."""
    return Stack((_rights(content, sheet), Gap(sheet.body * 0.4), *_seal(content, sheet)))


def service_slip(content: ReceiptContent, sheet: Sheet, signature: Signature | None = None) -> Block:
    """What the visitor signs; stays with the file copy. A signature given on the pad stands on its line."""
    size, width = sheet.small, sheet.text_width
    staff = content.receptionist if len(content.receptionist) <= _NAME_IN_CELL else ""
    date_cells = (("送达日期：", 1.25), ("年", 0.62), ("月", 0.62), ("日", 0.15))
    title = [Span("送达回证", bold=True), Span(f"（{TITLE} {shown(content.number)}）")]
    return Stack(
        (
            Rule(width, size * 1.3, 0.6, dashed=True),
            prose(title, size, width),
            Signed(FormRow((("□ 已签收　签名：", 3.0), *date_cells), size, width), signature),
            FormRow((("□ 拒绝签收　见证人：", 3.0), ("见证人：", 2.64)), size, width),
            FormRow(
                (
                    ("送达方式：□ 当面　□ 邮寄　□ 其他：", 3.5),
                    (f"接待人：{shown(staff)}", 2.25),
                ),
                size,
                width,
            ),
            Gap(size * 0.3),
        )
    )


def foot(content: ReceiptContent, sheet: Sheet, page: int, pages: int) -> Block:
    """Foot of every page: where to ask, and which page this is."""
    size = sheet.body * 0.74
    office = content.office
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


def running_head(content: ReceiptContent, sheet: Sheet, *, reprint: bool) -> Block:
    """Head of the second and later pages."""
    size, width = sheet.small, sheet.text_width
    words = [Span(f"{shown(content.office.name)}　{TITLE}　{shown(content.number)}")]
    if reprint:
        words.append(Span("　补打", bold=True))
    return Stack((prose(words, size, width), Rule(width, size, 0.6), Gap(size * 0.4)))


def _head(content: ReceiptContent, sheet: Sheet, reprint: bool) -> list[Block]:
    size, width = sheet.body, sheet.text_width
    number: Block = prose(shown(content.number), size, width, align="right", leading=1.4)
    if reprint:
        mark = prose([Span("补打", bold=True)], size, size * 3, align="centre", leading=1.4)
        number = Beside(Boxed(mark, size * 3, 0, 1.0), number, 0)
    return [
        prose([Span(shown(content.office.name), bold=True)], size * 1.15, width, align="centre", leading=1.4),
        prose([Span(TITLE, bold=True)], size * 1.9, width, align="centre", leading=1.35),
        number,
        Rule(width, size * 0.8, 1.2),
        _particulars(content, sheet),
        Gap(size * 0.4),
    ]


def _particulars(content: ReceiptContent, sheet: Sheet) -> Block:
    """Number, time and place on the left, the QR with its check code on the right."""
    size = sheet.body
    symbol = Qr(make_qr(qr_payload(content.visit_no, content.number, content.check)), sheet.module)
    quiet = QUIET_MODULES * sheet.module  # the page margin and the rule's space serve as quiet zone
    offset = sheet.text_width - symbol.height + quiet
    room = offset - size * 0.5
    staff = f"　接待人{content.receptionist}" if content.receptionist else ""
    rows = [
        ("来访编号", content.visit_no),
        *(("登记编号", number) for number in content.sealed_numbers if content.sealed_form),
        ("来访时间", time_zh(content.visited_at)),
        ("接待窗口", f"{content.window}号窗口{staff}" if content.window else ""),
        ("来访人数", _heads(content)),
        ("收到材料", f"{content.material_pages}页" if content.material_pages else ""),
        ("登记状态", "已登记，已上传信访信息系统" if content.uploaded else "已登记"),
    ]
    left = [_labelled(label, value, size, room, leading=1.45) for label, value in rows if value]
    check = content.check
    half = len(check) // 2
    caption = [
        prose(words, size * 0.62, symbol.height, align="centre", leading=1.15)
        for words in ("校验码", *(f"{part[:4]} {part[4:]}" for part in (check[:half], check[half:])))
    ]
    return Beside(Stack(tuple(left)), Stack((symbol, *caption)), offset)


def _heads(content: ReceiptContent) -> str:
    if not content.present:
        return ""
    chosen = f"，其中代表{content.representatives}人" if content.representatives else ""
    return f"{content.present}人{chosen}"


def _plain(words: str, sheet: Sheet, indent: float = 0.0) -> Lines:
    return prose(shown(words), sheet.body, sheet.text_width, indent=indent)


def _greeting(content: ReceiptContent, sheet: Sheet) -> list[Block]:
    day = date_zh(content.visited_at)
    gap = Gap(sheet.body * 0.3)
    if content.sealed_form:
        return [_plain(f"您于{day}来访，已经登记。请妥善保管本回执，凭编号查询。", sheet, indent=2), gap]
    who = [Span(shown(content.addressee) or "来访人", bold=True, keep=True)]
    if content.addressee_id:
        who.append(Span(f"（{shown(content.addressee_id)}）"))
    count = len(content.matters)
    words = f"您于{day}来访反映的下列{f'{count}个' if count > 1 else ''}问题已经登记。"
    name = prose([*who, Span("：")], sheet.body, sheet.text_width)
    return [name, _plain(words, sheet, indent=2), gap]


def _matter(matter: MatterText, index: int, count: int, sheet: Sheet) -> Block:
    size, inset = sheet.body, sheet.body * 0.8
    width = sheet.text_width - inset
    place = f"（第{index}项）" if count > 1 else ""
    keys = [Span(f"查询码：{shown(matter.query_code)}", bold=True, keep=True)]
    if matter.notice_by:
        keys += [Span("　　"), Span(f"最迟{date_zh(matter.notice_by)}书面告知", bold=True, keep=True)]
    rows: list[Block] = [
        _labelled("登记编号", f"{matter.reg_no}{place}", size, width),
        _labelled("您的诉求", matter.demand, size, width),
        _labelled("处理情况", matter.next_step, size, width),
        prose(keys, size, width),
    ]
    return Kept(Barred(Stack(tuple(rows)), inset, size * 0.18), sheet.text_height / 2)


def _labelled(label: str, words: str, size: float, width: float, leading: float = LEADING) -> Block:
    """Four hanzi and a colon, then words. No gap between them: a gap reads as two columns when copied."""
    offset = size * 5
    name = prose([Span(f"{label}：", bold=True)], size, offset, leading=leading)
    return Beside(name, prose(shown(words), size, width - offset, leading=leading), offset)


def _rights(content: ReceiptContent, sheet: Sheet) -> Block:
    """What remains to the visitor, whatever happens next [Arts. 18, 21, 23, 28]."""
    size, padding = sheet.small, sheet.body * 0.5
    width = sheet.text_width - 2 * padding
    by = "登记编号和查询码" if content.matters else "编号"
    phone = f"，或者拨打{shown(content.office.phone)}" if content.office.phone else ""
    items = (
        f"凭{by}，可以到本窗口{phone}查询办理情况；办理后可以作满意度评价（第二十一条）。",
        "受理、不予受理或者转送的去向，都应当书面告知您（第二十三条）。",
        "认为工作人员与您的事项有利害关系的，可以要求其回避（第二十八条）。",
        "任何组织和个人不得打击报复信访人（第十八条）。",
    )
    offset = size * 1.2
    title = [Span("您的权利", bold=True), Span("（《信访工作条例》）")]
    rows: list[Block] = [prose(title, size, width)]
    rows += [
        Beside(
            prose(f"{number}.", size, offset, leading=1.4),
            prose(words, size, width - offset, leading=1.4),
            offset,
        )
        for number, words in enumerate(items, start=1)
    ]
    return Boxed(Stack(tuple(rows)), sheet.text_width, padding, 0.8)


def _seal(content: ReceiptContent, sheet: Sheet) -> list[Block]:
    size, width = sheet.body, sheet.text_width
    words = (shown(content.office.name), date_zh(content.issued_at))
    return [prose(text, size, width, align="right", leading=1.4) for text in words]
