"""The service slip (送达回证): what the visitor signs; stays with the file copy."""

from app.domain.delivery import Delivery, How, Received
from app.receipts.blocks import Block, FormRow, Gap, Rule, Stack, prose
from app.receipts.fonts import measure_at, shown
from app.receipts.linebreak import Span
from app.receipts.phrases import date_zh
from app.receipts.pieces import Marks
from app.receipts.sheets import Sheet
from app.receipts.signature_block import Signed

_IN_CELL = 8
"""Characters; longer words stand in a row of their own."""
_TIGHT = 12
"""Type sizes; with less to spare two lines to write on would both be too short."""
_EMPTY, _TICKED = "□", "■"
_THUMB = "（按手印）"


def service_slip(title: str, number: str, staff: str, sheet: Sheet, marks: Marks) -> Block:
    """The slip, empty or with what is recorded of the service.

    Args:
        staff: who handed the paper out.
        marks: a signature given on the pad stands on its line.
    """
    size, width = sheet.small, sheet.text_width
    served = marks.served
    spans = [Span("送达回证", bold=True), Span(f"（{title} {shown(number)}）")]
    rows: list[Block] = [
        Rule(width, size * 1.3, 0.6, dashed=True),
        prose(spans, size, width),
        Signed(FormRow(_received(served), size, width), marks.signature),
        *_declined(served, size, width),
        *_delivered(served, staff, size, width),
        Gap(size * 0.3),
    ]
    return Stack(tuple(rows))


def slip_words(served: Delivery) -> tuple[str, ...]:
    """What a filled slip says beside an empty one."""
    return (date_zh(served.on), *map(shown, served.witnesses), shown(served.note), _THUMB, "、")


def _received(served: Delivery | None) -> tuple[tuple[str, float], ...]:
    taken = served is not None and served.received in (Received.SIGNED, Received.THUMB)
    thumb = _THUMB if served is not None and served.received is Received.THUMB else ""
    label = (f"{_TICKED if taken else _EMPTY} 已签收{thumb}　签名：", 2.72)
    if served is None:
        return (label, ("送达日期：", 1.7), ("年", 0.6), ("月", 0.6), ("日", 0.0))
    return (label, (f"送达日期：{date_zh(served.on)}", 2.97))


def _declined(served: Delivery | None, size: float, width: float) -> list[Block]:
    witnesses = [shown(name) for name in served.witnesses] if served else []
    box = _TICKED if served is not None and served.received is Received.DECLINED else _EMPTY
    label = f"{box} 拒绝签收　见证人："
    if any(len(name) > _IN_CELL for name in witnesses):
        return [prose(label + "、".join(witnesses), size, width, hang=1.0)]
    first, second = witnesses if len(witnesses) > 1 else ("", "")
    return [FormRow(((label + first, 3.0), (f"见证人：{second}", 2.64)), size, width)]


def _delivered(served: Delivery | None, staff: str, size: float, width: float) -> list[Block]:
    how = served.how if served else None
    boxes = {way: _TICKED if how is way else _EMPTY for way in How}
    note = shown(served.note) if served is not None and how is How.OTHER else ""
    beside = note if len(note) <= _IN_CELL else ""
    way = f"送达方式：{boxes[How.IN_PERSON]} 当面　{boxes[How.POST]} 邮寄　{boxes[How.OTHER]} 其他：{beside}"
    name = shown(staff)
    # A longer name stands above in full and is signed by hand here.
    by = f"{'　' if beside else ''}接待人："
    measure = measure_at(size)
    spare = width - measure(f"{way}{by}{name}", False)
    fits = spare >= 0 and len(name) <= _IN_CELL
    shares = (3.5, 2.25)
    if fits and name and not beside and spare < size * _TIGHT:
        needed = measure(f"{by}{name}", False)
        shares = (width - needed, needed)  # the line belongs to what is written there, not to the name
    rows: list[Block] = [FormRow(((way, shares[0]), (f"{by}{name if fits else ''}", shares[1])), size, width)]
    return [*rows, prose(note, size, width, indent=2, hang=2)] if note and not beside else rows
