"""How the visit receipt looks: its content as blocks (domain reference 8, after GB/T 9704 habits)."""

from dataclasses import dataclass

from app.receipts.blocks import Barred, Beside, Block, Boxed, FormRow, Gap, Lines, Qr, Rule, Stack, prose
from app.receipts.checks import qr_payload
from app.receipts.content import TITLE, MatterText, ReceiptContent
from app.receipts.fonts import shown
from app.receipts.linebreak import Span
from app.receipts.phrases import date_zh, time_zh
from app.receipts.qr import make_qr

_MM = 72 / 25.4
QR_MODULE = 0.6 * _MM  # 4.8 dots at 203 dpi, the coarsest printer we expect


@dataclass(frozen=True)
class Sheet:
    """A paper size and its type; points.

    Attributes:
        margins: left, top, right, bottom of the text area; the foot lies inside the bottom margin.
        body: size of the body type; all else follows from it.
    """

    width: float
    height: float
    margins: tuple[float, float, float, float]
    body: float

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


def _sheet(width_mm: float, height_mm: float, margins_mm: tuple[float, ...], body: float) -> Sheet:
    left, top, right, bottom = (margin * _MM for margin in margins_mm)
    return Sheet(width_mm * _MM, height_mm * _MM, (left, top, right, bottom), body)


_A5_MARGINS = (12.0, 11.0, 12.0, 20.0)
_A4_MARGINS = (24.0, 20.0, 22.0, 30.0)
SHEETS = {
    ("a5", False): _sheet(148, 210, _A5_MARGINS, 11.5),
    ("a5", True): _sheet(148, 210, _A5_MARGINS, 14.5),
    ("a4", False): _sheet(210, 297, _A4_MARGINS, 15),
    ("a4", True): _sheet(210, 297, _A4_MARGINS, 19),
}


def opening_blocks(content: ReceiptContent, sheet: Sheet) -> list[Block]:
    """Everything above the service slip, top down."""
    blocks: list[Block] = [*_head(content, sheet), *_greeting(content, sheet)]
    for index, matter in enumerate(content.matters, start=1):
        blocks += [_matter(matter, index, sheet), Gap(sheet.body * 0.5)]
    if content.matters and content.sealed_numbers:
        numbers = "、".join(content.sealed_numbers)
        blocks.append(prose(shown(f"其他登记编号：{numbers}。"), sheet.body, sheet.text_width))
    blocks += [Gap(sheet.body * 0.2), _rights(content, sheet), Gap(sheet.body * 0.5), _seal(content, sheet)]
    return blocks


def service_slip(content: ReceiptContent, sheet: Sheet) -> Block:
    """What the visitor signs; torn off or kept on the file copy."""
    size, width = sheet.small, sheet.text_width
    staff = f"接待人：{shown(content.receptionist)}" if content.receptionist else "接待人："
    return Stack(
        (
            Gap(size * 0.4),
            Rule(width, size * 0.9, 0.6, dashed=True),
            prose([Span("送达回证　", bold=True), Span(f"{TITLE}　{shown(content.number)}")], size, width),
            FormRow((("□ 已签收　签名：", 3.0), ("送达日期：", 1.35), ("年", 0.55), ("月", 0.55), ("日", 0.3)), size, width),
            FormRow((("□ 拒绝签收　见证人：", 3.0), ("见证人：", 2.75)), size, width),
            FormRow((("送达方式：□ 当面　□ 邮寄　□ 其他：", 3.0), (staff, 2.0)), size, width),
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


def running_head(content: ReceiptContent, sheet: Sheet) -> Block:
    """Head of the second and later pages."""
    size, width = sheet.small, sheet.text_width
    words = f"{shown(content.office.name)}　{TITLE}　{shown(content.number)}"
    return Stack((prose(words, size, width), Rule(width, size, 0.6)))


def reprint_mark(sheet: Sheet) -> Lines:
    """The word in the upper right corner of every page of a later copy."""
    width = sheet.body * 3
    return prose([Span("补打", bold=True)], sheet.body, width, align="centre", leading=1.4)


def _head(content: ReceiptContent, sheet: Sheet) -> list[Block]:
    size, width = sheet.body, sheet.text_width
    return [
        prose([Span(shown(content.office.name), bold=True)], size * 1.2, width, align="centre"),
        prose([Span(TITLE, bold=True)], size * 2.0, width, align="centre", leading=1.45),
        prose(shown(content.number), size, width, align="right", leading=1.3),
        Rule(width, size * 0.9, 1.2),
        _particulars(content, sheet),
        Gap(size * 0.3),
    ]


def _particulars(content: ReceiptContent, sheet: Sheet) -> Block:
    """Number, time and place on the left, the QR with its check code on the right."""
    size = sheet.body
    symbol = Qr(make_qr(qr_payload(content.visit_no, content.number, content.check)), QR_MODULE)
    offset = sheet.text_width - symbol.height
    rows = [
        ("来访编号", content.visit_no),
        ("来访时间", time_zh(content.visited_at)),
        ("接待窗口", f"{content.window}号窗口" if content.window else ""),
        ("接 待 人", content.receptionist),
        ("来访人数", _heads(content)),
        ("收到材料", f"{content.material_pages}页" if content.material_pages else ""),
        ("登记状态", "已登记、已上传信访信息系统" if content.uploaded else "已登记"),
    ]
    left = [
        prose(
            [Span(f"{label.replace(' ', '')}　", bold=True), Span(shown(value), keep=label == "来访编号")],
            size,
            offset - size * 0.5,
            hang=5,
            leading=1.45,
        )
        for label, value in rows
        if value
    ]
    groups = " ".join(content.check[start : start + 4] for start in range(0, len(content.check), 4))
    caption = prose(groups, size * 0.62, symbol.height, align="centre", leading=1.0)
    return Beside(Stack(tuple(left)), Stack((symbol, caption)), offset)


def _heads(content: ReceiptContent) -> str:
    if not content.present:
        return ""
    chosen = f"，其中代表{content.representatives}人" if content.representatives else ""
    return f"{content.present}人{chosen}"


def _greeting(content: ReceiptContent, sheet: Sheet) -> list[Block]:
    size, width = sheet.body, sheet.text_width
    day = date_zh(content.visited_at)
    if content.sealed_form:
        numbers = "、".join(content.sealed_numbers)
        words = f"您于{day}来访，已经登记，登记编号：{numbers}。请妥善保管本回执，凭编号查询。"
        return [prose(shown(words), size, width, indent=2), Gap(size * 0.3)]
    who = [Span(shown(content.addressee) or "来访人", bold=True, keep=True)]
    if content.addressee_id:
        who.append(Span(f"（{shown(content.addressee_id)}）"))
    count = len(content.matters)
    words = f"您于{day}来本机关走访，反映的{'下列问题' if count == 1 else f'{count}个问题'}已经登记。"
    return [
        prose([*who, Span("：")], size, width),
        prose(words, size, width, indent=2),
        Gap(size * 0.3),
    ]


def _matter(matter: MatterText, index: int, sheet: Sheet) -> Block:
    size, width, inset = sheet.body, sheet.text_width, sheet.body * 0.8
    inside = width - inset
    rows = [
        prose(
            [
                Span(f"{index}．", bold=True),
                Span(f"登记编号 {shown(matter.reg_no)}", keep=True),
                Span("　"),
                Span(f"查询码 {shown(matter.query_code)}", bold=True, keep=True),
            ],
            size,
            inside,
        ),
        _labelled("诉求", matter.demand, size, inside),
        _labelled("下一步", matter.next_step, size, inside),
    ]
    if matter.notice_by:
        by = [Span("书面告知："), Span(f"最迟{date_zh(matter.notice_by)}", bold=True, keep=True)]
        rows.append(prose([Span(by[0].text, bold=True), by[1]], size, inside))
    return Barred(Stack(tuple(rows)), inset, size * 0.18)


def _labelled(label: str, words: str, size: float, width: float) -> Lines:
    return prose([Span(f"{label}：", bold=True), Span(shown(words))], size, width, hang=len(label) + 1)


def _rights(content: ReceiptContent, sheet: Sheet) -> Block:
    """What remains to the visitor, whatever happens next [Arts. 18, 21, 23, 28]."""
    size, padding = sheet.small, sheet.body * 0.6
    width = sheet.text_width - 2 * padding
    by = "登记编号和查询码" if content.matters else "编号"
    phone = f"，或者拨打{shown(content.office.phone)}" if content.office.phone else ""
    items = (
        f"凭{by}，可以到本窗口{phone}查询办理情况；办理后可以作满意度评价（第二十一条）。",
        "本回执证明来访已经登记；受理或者不予受理、转送去向，都应当书面告知您（第二十三条）。",
        "认为工作人员与您的事项有利害关系的，可以要求其回避（第二十八条）。",
        "任何组织和个人不得打击报复信访人（第十八条）。",
    )
    rows: list[Block] = [prose([Span("您的权利", bold=True), Span("（《信访工作条例》）")], size, width)]
    rows += [
        prose(f"{number}. {words}", size, width, hang=1.1, leading=1.4)
        for number, words in enumerate(items, start=1)
    ]
    return Boxed(Stack(tuple(rows)), sheet.text_width, padding, 0.8)


def _seal(content: ReceiptContent, sheet: Sheet) -> Block:
    size, width = sheet.body, sheet.text_width
    return Stack(
        (
            prose(shown(content.office.name), size, width, align="right"),
            prose(date_zh(content.issued_at), size, width, align="right"),
        )
    )
