"""Papers as slips of a roll: one page as wide as the paper and as long as its text.

The same contents as on A5 and A4, so they say the same. Number and query code stand first and
largest, the QR last, where nothing is folded over it.
"""

import hashlib
import io

from app.domain.signature import Signature
from app.errors import UnsupportedGlyph
from app.receipts.blocks import Block, Gap, Qr, Rule, Stack, prose
from app.receipts.checks import qr_payload
from app.receipts.content import TITLE, MatterText, ReceiptContent, visible_text
from app.receipts.document import DocumentContent, words_of
from app.receipts.fonts import Face, loaded, missing_glyphs, shown
from app.receipts.linebreak import Span
from app.receipts.pen import Pen
from app.receipts.phrases import date_zh, time_zh
from app.receipts.qr import make_qr
from app.receipts.render import RenderedPaper, one_at_a_time
from app.receipts.signature_block import SignatureLine
from app.receipts.slip_document import document_rows
from app.receipts.slip_rows import (
    DOT,
    MM,
    SLIPS,
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
)

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
    slip = SLIPS[paper, large_print]
    symbol = qr_payload(content.visit_no, content.number, content.check)
    title = f"{TITLE} {shown(content.number)}"
    return _page(_blocks(content, slip, reprint, signature), slip, symbol, title, content.office.name)


def render_document_slip(
    content: DocumentContent,
    *,
    paper: str = "80mm",
    reprint: bool = False,
    large_print: bool = False,
    note_missing: bool = False,
) -> RenderedPaper:
    """Make the slip of any other paper, the ticket of those who wait too; as `render_slip`."""
    if (paper, large_print) not in SLIPS:
        raise ValueError("paper")
    missing = missing_glyphs(words_of(content))
    if missing and not note_missing:
        raise UnsupportedGlyph(missing)
    slip = SLIPS[paper, large_print]
    symbol = qr_payload(content.visit_no, content.number, content.check) if content.check else ""
    title = f"{content.title} {content.number}".strip()
    return _page(document_rows(content, slip, reprint), slip, symbol, shown(title), content.office.name)


def _page(rows: list[Block], slip: Slip, payload: str, title: str, author: str) -> RenderedPaper:
    with one_at_a_time:
        pdf = _drawn(rows, slip, payload, title, author)
    return RenderedPaper(pdf, 1, hashlib.sha256(pdf).hexdigest())


def _drawn(rows: list[Block], slip: Slip, payload: str, title: str, author: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    symbol = Qr(make_qr(payload), slip.module) if payload else None
    whole = Stack((*rows, Gap(symbol.height if symbol else 0.0)))
    dots = round(whole.height / DOT) + 1
    height = dots * DOT + (_HEAD_MM + _TAIL_MM) * MM
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
    canvas.setTitle(title)
    canvas.setAuthor(shown(author))
    canvas.setCreator("接访台")
    pen = Pen(canvas)
    whole.draw(pen, slip.margin, height - _HEAD_MM * MM)
    if symbol is not None:
        # It stands at the foot, measured from the page's edges in whole dots.
        left = slip.margin + round((slip.text_width - symbol.height) / 2 / DOT) * DOT
        symbol.draw(pen, left, _TAIL_MM * MM + symbol.height)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _blocks(content: ReceiptContent, slip: Slip, reprint: bool, signature: Signature | None) -> list[Block]:
    """Top down, without the QR."""
    body, width = slip.body, slip.text_width
    blocks: list[Block] = [
        *head(content.office.name, TITLE, content.number, slip, reprint=reprint),
        Rule(width, body * 0.8, 1.0),
        *pair("来访编号", content.visit_no, slip),
        *_particulars(content, slip),
        Rule(width, body * 0.8, 0.6, dashed=True),
        _greeting(content, slip),
    ]
    for index, matter in enumerate(content.matters, start=1):
        blocks += _matter(matter, index, len(content.matters), slip)
    if content.matters and content.sealed_numbers:
        blocks.append(plain(f"其他登记编号：{'、'.join(content.sealed_numbers)}。", slip))
    blocks += [Rule(width, body * 0.8, 0.6, dashed=True), *_rights(content, slip)]
    if signature is not None:
        blocks += [
            Rule(width, body * 0.8, 0.6, dashed=True),
            SignatureLine("来访人签名：", signature, body, width),
        ]
    blocks += [
        Rule(width, body * 0.8, 1.0),
        *office_rows(content.office, slip),
        centred(date_zh(content.issued_at), body, width),
        check_row(content.check, slip),
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
    made: list[Block] = [plain(f"{label}：{words}", slip) for label, words in rows if words]
    if content.sealed_form:
        for number in content.sealed_numbers:
            made += pair("登记编号", number, slip)
    return made


def _greeting(content: ReceiptContent, slip: Slip) -> Block:
    day = date_zh(content.visited_at)
    if content.sealed_form:
        return plain(f"您于{day}来访，已经登记。请妥善保管本回执，凭编号查询。", slip)
    count = len(content.matters)
    who = [Span(shown(content.addressee) or "来访人", bold=True, keep=True)]
    if content.addressee_id:
        who.append(Span(f"（{shown(content.addressee_id)}）"))
    several = f"{count}个" if count > 1 else ""
    return prose(
        [*who, Span(f"：您来访反映的下列{several}问题已经登记。")], slip.body, slip.text_width, leading=1.35
    )


def _matter(matter: MatterText, index: int, count: int, slip: Slip) -> list[Block]:
    place = f"（第{index}项）" if count > 1 else ""
    made: list[Block] = [
        Gap(slip.body * 0.5),
        *pair(f"登记编号{place}", matter.reg_no, slip),
        *pair("查询码", matter.query_code, slip),
        labelled("您的诉求", matter.demand, slip),
        labelled("处理情况", matter.next_step, slip),
    ]
    if matter.notice_by:
        made.append(bold(f"最迟{date_zh(matter.notice_by)}书面告知您", slip))
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
    return [bold("您的权利（《信访工作条例》）", slip), *numbered(items, slip)]
