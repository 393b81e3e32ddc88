"""How the visit receipt looks: its content as blocks (domain reference 8, after GB/T 9704 habits)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.receipts.blocks import Barred, Beside, Block, Gap, Kept, Lines, Rule, Stack, prose
from app.receipts.content import TITLE, MatterText, ReceiptContent, visible_text
from app.receipts.fonts import shown
from app.receipts.linebreak import Span
from app.receipts.phrases import date_zh, time_zh
from app.receipts.pieces import (
    Marks,
    foot,
    labelled,
    number_row,
    qr_block,
    rights_box,
    running_head,
    seal_rows,
)
from app.receipts.qr import QUIET_MODULES
from app.receipts.service_slip import service_slip
from app.receipts.sheets import EDGE, RECEIPT_SHEETS, Sheet


@dataclass(frozen=True)
class ReceiptForm:
    """Fits `app.receipts.forms.PaperForm`."""

    content: ReceiptContent

    @property
    def title(self) -> str:
        """See the protocol."""
        return f"{TITLE} {shown(self.content.number)}"

    @property
    def author(self) -> str:
        """See the protocol."""
        return self.content.office.name

    @property
    def words(self) -> str:
        """See the protocol."""
        return visible_text(self.content)

    def sheets(self, paper: str, large_print: bool, marks: Marks) -> Sequence[Sheet]:
        """See the protocol."""
        if (paper, large_print) not in RECEIPT_SHEETS:
            raise ValueError("paper")
        return RECEIPT_SHEETS[paper, large_print]

    def fitted(self, sheet: Sheet) -> Sheet:
        """The sheet with a bottom margin that holds this office's foot, however long its lines are."""
        left, top, right, bottom = sheet.margins
        needed = self.foot(sheet, 1, 1).height + EDGE
        return replace(sheet, margins=(left, top, right, max(bottom, needed)))

    def blocks(self, sheet: Sheet, marks: Marks) -> list[Block]:
        """Head, particulars, addressee, matters and box of rights, top down."""
        content = self.content
        blocks: list[Block] = [*_head(content, sheet, marks), *_greeting(content, sheet)]
        for index, matter in enumerate(content.matters, start=1):
            blocks += [_matter(matter, index, len(content.matters), sheet), Gap(sheet.body * 0.5)]
        if content.matters and content.sealed_numbers:
            numbers = "、".join(content.sealed_numbers)
            blocks += [_plain(f"其他登记编号：{numbers}。", sheet), Gap(sheet.body * 0.5)]
        return [*blocks, rights_box(_rights(content), sheet), Gap(sheet.body * 0.4)]

    def last(self, sheet: Sheet) -> Block:
        """Office and date."""
        content = self.content
        return Stack(tuple(seal_rows(content.office.name, date_zh(content.issued_at), sheet)))

    def closing(self, sheet: Sheet, marks: Marks) -> Block:
        """The service slip."""
        return service_slip(TITLE, self.content.number, self.content.receptionist, sheet, marks)

    def foot(self, sheet: Sheet, page: int, pages: int) -> Block:
        """See the protocol."""
        return foot(self.content.office, sheet, page, pages)

    def running_head(self, sheet: Sheet, marks: Marks) -> Block:
        """See the protocol."""
        content = self.content
        return running_head((content.office.name, TITLE, content.number), sheet, marks)


def _head(content: ReceiptContent, sheet: Sheet, marks: Marks) -> list[Block]:
    size, width = sheet.body, sheet.text_width
    return [
        prose([Span(shown(content.office.name), bold=True)], size * 1.15, width, align="centre", leading=1.4),
        prose([Span(TITLE, bold=True)], size * 1.9, width, align="centre", leading=1.35),
        number_row(content.number, sheet, marks),
        Rule(width, size * 0.8, 1.2),
        _particulars(content, sheet),
        Gap(size * 0.4),
    ]


def _particulars(content: ReceiptContent, sheet: Sheet) -> Block:
    """Number, time and place on the left, the QR with its check code on the right."""
    size = sheet.body
    symbol = qr_block(content.visit_no, content.number, content.check, sheet.module, size * 0.62)
    quiet = QUIET_MODULES * sheet.module  # the page margin and the rule's space serve as quiet zone
    side = symbol.blocks[0].height
    offset = sheet.text_width - side + quiet
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
    left = [labelled(label, value, size, room, leading=1.45) for label, value in rows if value]
    return Beside(Stack(tuple(left)), symbol, offset)


def _heads(content: ReceiptContent) -> str:
    if not content.present:
        return ""
    chosen = f"，其中代表{content.representatives}人" if content.representatives else ""
    waiting = "（代表人选待确认）" if content.unconfirmed else ""
    return f"{content.present}人{chosen}{waiting}"


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
        labelled("登记编号", f"{matter.reg_no}{place}", size, width),
        labelled("您的诉求", matter.demand, size, width),
        labelled("处理情况", matter.next_step, size, width),
        prose(keys, size, width),
    ]
    return Kept(Barred(Stack(tuple(rows)), inset, size * 0.18), sheet.text_height / 2)


def _rights(content: ReceiptContent) -> tuple[str, ...]:
    """What remains to the visitor, whatever happens next [Arts. 18, 21, 23, 28]."""
    by = "登记编号和查询码" if content.matters else "编号"
    phone = f"，或者拨打{content.office.phone}" if content.office.phone else ""
    return (
        f"凭{by}，可以到本窗口{phone}查询办理情况；办理后可以作满意度评价（第二十一条）。",
        "受理、不予受理或者转送的去向，都应当书面告知您（第二十三条）。",
        "认为工作人员与您的事项有利害关系的，可以要求其回避（第二十八条）。",
        "任何组织和个人不得打击报复信访人（第十八条）。",
    )
