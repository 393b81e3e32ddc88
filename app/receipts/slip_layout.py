"""The receipt as a slip of a roll: one page as wide as the paper and as long as its text.

The same `ReceiptContent` as on A5 and A4, so it says the same. Number and query code stand first and
largest, the QR last, where nothing is folded over it.
"""

import hashlib
import io
from dataclasses import dataclass

from app.domain.signature import Signature
from app.errors import UnsupportedGlyph
from app.receipts.blocks import Block, Boxed, Gap, Qr, Rule, Stack, prose
from app.receipts.checks import qr_payload
from app.receipts.content import TITLE, MatterText, ReceiptContent, visible_text
from app.receipts.fonts import Face, loaded, measure_at, missing_glyphs, shown
from app.receipts.linebreak import Span
from app.receipts.pen import Pen
from app.receipts.phrases import date_zh, time_zh
from app.receipts.qr import make_qr
from app.receipts.render import RenderedPaper, one_at_a_time
from app.receipts.signature_block import SignatureLine

_MM = 72 / 25.4
_DOT = 72 / 203.2  # heads have 8 dots a millimetre; what lies on whole dots stays sharp
_LEAD = 1.35


@dataclass(frozen=True)
class Slip:
    """A roll and its type; points.

    Attributes:
        width: of the paper.
        margin: on either side, out of the print head's reach.
        body, large: sizes of the text and of what must be found at once.
        module: side of one QR module, a whole number of dots.
    """

    width: float
    margin: float
    body: float
    large: float
    module: float

    @property
    def text_width(self) -> float:
        """Between the margins."""
        return self.width - 2 * self.margin


SLIPS = {
    ("80mm", False): Slip(80 * _MM, 4 * _MM, 11.5, 16, 7 * _DOT),
    ("80mm", True): Slip(80 * _MM, 4 * _MM, 14.5, 19, 8 * _DOT),
    ("58mm", False): Slip(58 * _MM, 5 * _MM, 10.5, 13, 6 * _DOT),
    ("58mm", True): Slip(58 * _MM, 5 * _MM, 13, 15, 7 * _DOT),
}
_HEAD_MM, _TAIL_MM = 3, 6


def render_slip(
    content: ReceiptContent,
    *,
    paper: str = "80mm",
    reprint: bool = False,
    large_print: bool = False,
    note_missing: bool = False,
    signature: Signature | None = None,
) -> RenderedPaper:
    """Make the slip's PDF, one page; equal arguments give equal bytes.

    Args:
        paper: 80mm or 58mm.
        reprint: mark it 补打.
        large_print: type a quarter larger, for who asked for it.
        note_missing: print 〔U+1F600〕 for a character without glyph instead of refusing.
        signature: the visitor's, as it was given on the pad.
    Raises:
        UnsupportedGlyph: some character has no glyph, and `note_missing` is not set.
        ValueError: unknown paper.
    """
    if (paper, large_print) not in SLIPS:
        raise ValueError("paper")
    missing = missing_glyphs(visible_text(content))
    if missing and not note_missing:
        raise UnsupportedGlyph(missing)
    with one_at_a_time:
        pdf = _drawn(content, SLIPS[paper, large_print], reprint, signature)
    return RenderedPaper(pdf, 1, hashlib.sha256(pdf).hexdigest())


def _drawn(content: ReceiptContent, slip: Slip, reprint: bool, signature: Signature | None) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    whole = Stack(tuple(_blocks(content, slip, reprint, signature)))
    dots = round(whole.height / _DOT) + 1
    height = dots * _DOT + (_HEAD_MM + _TAIL_MM) * _MM
    loaded(Face.REGULAR)
    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=(slip.width, height),
        invariant=1,
        pageCompression=1,
        initialFontName=Face.REGULAR.value,
        initialFontSize=slip.body,
        lang="zh-CN",
    )
    canvas.setTitle(f"{TITLE} {shown(content.number)}")
    canvas.setAuthor(shown(content.office.name))
    canvas.setCreator("接访台")
    pen = Pen(canvas)
    symbol = _symbol(content, slip)
    # The QR stands at the foot, measured from the page's edges in whole dots.
    foot = _TAIL_MM * _MM + symbol.height
    whole.draw(pen, slip.margin, height - _HEAD_MM * _MM)
    left = slip.margin + round((slip.text_width - symbol.height) / 2 / _DOT) * _DOT
    symbol.draw(pen, left, foot)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _symbol(content: ReceiptContent, slip: Slip) -> Qr:
    return Qr(make_qr(qr_payload(content.visit_no, content.number, content.check)), slip.module)


def _blocks(content: ReceiptContent, slip: Slip, reprint: bool, signature: Signature | None) -> list[Block]:
    """Top down; the last gap keeps the QR's place."""
    body, width = slip.body, slip.text_width
    blocks: list[Block] = [
        _centred([Span(shown(content.office.name), bold=True)], body, width),
        _centred([Span(TITLE, bold=True)], slip.large * 1.15, width),
    ]
    if reprint:
        mark = _centred([Span("补打", bold=True)], body, width - body)
        blocks += [Boxed(mark, width, body * 0.3, 1.2), Gap(body * 0.3)]
    blocks += [
        _centred(shown(content.number), body, width),
        Rule(width, body * 0.8, 1.0),
        *_pair("来访编号", content.visit_no, slip),
        *_particulars(content, slip),
        Rule(width, body * 0.8, 0.6, dashed=True),
        _greeting(content, slip),
    ]
    for index, matter in enumerate(content.matters, start=1):
        blocks += _matter(matter, index, len(content.matters), slip)
    if content.matters and content.sealed_numbers:
        blocks.append(_plain(f"其他登记编号：{'、'.join(content.sealed_numbers)}。", slip))
    blocks += [Rule(width, body * 0.8, 0.6, dashed=True), *_rights(content, slip)]
    if signature is not None:
        blocks += [
            Rule(width, body * 0.8, 0.6, dashed=True),
            SignatureLine("来访人签名：", signature, body, width),
        ]
    blocks += [
        Rule(width, body * 0.8, 1.0),
        *_office(content, slip),
        _centred(f"校验码 {content.check[:8]} {content.check[8:]}", body * 0.9, width),
        Gap(_symbol(content, slip).height),
    ]
    return blocks


def _particulars(content: ReceiptContent, slip: Slip) -> list[Block]:
    staff = f"　接待人{content.receptionist}" if content.receptionist else ""
    chosen = f"，其中代表{content.representatives}人" if content.representatives else ""
    rows = [
        ("来访时间", time_zh(content.visited_at)),
        ("接待窗口", f"{content.window}号窗口{staff}" if content.window else ""),
        ("来访人数", f"{content.present}人{chosen}" if content.present else ""),
        ("收到材料", f"{content.material_pages}页" if content.material_pages else ""),
        ("登记状态", "已登记，已上传信访信息系统" if content.uploaded else "已登记"),
    ]
    made: list[Block] = [_plain(f"{label}：{words}", slip) for label, words in rows if words]
    if content.sealed_form:
        for number in content.sealed_numbers:
            made += _pair("登记编号", number, slip)
    return made


def _greeting(content: ReceiptContent, slip: Slip) -> Block:
    day = date_zh(content.visited_at)
    if content.sealed_form:
        return _plain(f"您于{day}来访，已经登记。请妥善保管本回执，凭编号查询。", slip)
    count = len(content.matters)
    who = [Span(shown(content.addressee) or "来访人", bold=True, keep=True)]
    if content.addressee_id:
        who.append(Span(f"（{shown(content.addressee_id)}）"))
    several = f"{count}个" if count > 1 else ""
    return prose(
        [*who, Span(f"：您来访反映的下列{several}问题已经登记。")], slip.body, slip.text_width, leading=_LEAD
    )


def _matter(matter: MatterText, index: int, count: int, slip: Slip) -> list[Block]:
    place = f"（第{index}项）" if count > 1 else ""
    made: list[Block] = [
        Gap(slip.body * 0.5),
        *_pair(f"登记编号{place}", matter.reg_no, slip),
        *_pair("查询码", matter.query_code, slip),
        _labelled("您的诉求", matter.demand, slip),
        _labelled("处理情况", matter.next_step, slip),
    ]
    if matter.notice_by:
        made.append(_bold(f"最迟{date_zh(matter.notice_by)}书面告知您", slip))
    return made


def _rights(content: ReceiptContent, slip: Slip) -> list[Block]:
    """What remains to the visitor, as on the sheet [Arts. 18, 21, 23, 28]."""
    by = "登记编号和查询码" if content.matters else "编号"
    phone = f"，或者拨打{shown(content.office.phone)}" if content.office.phone else ""
    items = (
        f"凭{by}，可以到本窗口{phone}查询办理情况；办理后可以作满意度评价（第二十一条）。",
        "受理、不予受理或者转送的去向，都应当书面告知您（第二十三条）。",
        "认为工作人员与您的事项有利害关系的，可以要求其回避（第二十八条）。",
        "任何组织和个人不得打击报复信访人（第十八条）。",
    )
    rows: list[Block] = [_bold("您的权利（《信访工作条例》）", slip)]
    return rows + [
        _plain(f"{number}. {words}", slip, hang=1.1) for number, words in enumerate(items, start=1)
    ]


def _office(content: ReceiptContent, slip: Slip) -> list[Block]:
    office = content.office
    rows = [("地址", office.address), ("电话", office.phone), ("接待时间", office.hours)]
    made: list[Block] = [_plain(f"{label}：{words}", slip) for label, words in rows if words]
    return [*made, _centred(date_zh(content.issued_at), slip.body, slip.text_width)]


def _pair(label: str, words: str, slip: Slip) -> list[Block]:
    """A label and, under it, what the visitor will be asked for, as large as one line allows."""
    text = shown(words)
    widest = measure_at(1)(text, True) or 1.0
    size = max(slip.body, min(slip.large, slip.text_width / widest * 0.995))
    return [_plain(f"{label}：", slip), prose([Span(text, bold=True)], size, slip.text_width, leading=1.25)]


def _labelled(label: str, words: str, slip: Slip) -> Block:
    spans = [Span(f"{label}：", bold=True), Span(shown(words))]
    return prose(spans, slip.body, slip.text_width, leading=_LEAD)


def _plain(words: str, slip: Slip, hang: float = 0.0) -> Block:
    return prose(shown(words), slip.body, slip.text_width, hang=hang, leading=_LEAD)


def _bold(words: str, slip: Slip) -> Block:
    return prose([Span(shown(words), bold=True)], slip.body, slip.text_width, leading=_LEAD)


def _centred(words: list[Span] | str, size: float, width: float) -> Block:
    return prose(words, size, width, align="centre", leading=_LEAD)
