"""What every slip is built of: widths of paper and type, and rows in that type. Lengths are points."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.receipts.blocks import Beside, Block, Boxed, Gap, prose
from app.receipts.content import IssuingOffice
from app.receipts.fonts import measure_at, shown
from app.receipts.linebreak import Span

MM = 72 / 25.4
DOT = 72 / 203.2
"""Heads have 8 dots a millimetre; what lies on whole dots stays sharp."""

_LEAD = 1.35
_FRAME = 1.2
_LEAST = 0.85
"""Of the body's type: a number somewhat smaller is read more surely than one on two lines."""


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
    ("80mm", False): Slip(80 * MM, 4 * MM, 11.5, 16, 7 * DOT),
    ("80mm", True): Slip(80 * MM, 4 * MM, 14.5, 19, 8 * DOT),
    ("58mm", False): Slip(58 * MM, 5 * MM, 10.5, 13, 6 * DOT),
    ("58mm", True): Slip(58 * MM, 5 * MM, 13, 15, 7 * DOT),
}


def pair(label: str, words: str, slip: Slip) -> list[Block]:
    """A label and, under it, what the visitor will be asked for, as large as one line allows."""
    text = shown(words)
    widest = measure_at(1)(text, True) or 1.0
    size = max(slip.body * _LEAST, min(slip.large, slip.text_width / widest * 0.995))
    return [plain(f"{label}：", slip), prose([Span(text, bold=True)], size, slip.text_width, leading=1.25)]


def labelled(label: str, words: str, slip: Slip) -> Block:
    """A bold label and words after it."""
    spans = [Span(f"{shown(label)}：", bold=True), Span(shown(words))]
    return prose(spans, slip.body, slip.text_width, leading=_LEAD)


def plain(words: str, slip: Slip, hang: float = 0.0) -> Block:
    """A paragraph; lines after the first begin `hang` type sizes further in."""
    return prose(shown(words), slip.body, slip.text_width, hang=hang, leading=_LEAD)


def together(words: Sequence[str], slip: Slip, hang: float = 0.0) -> Block:
    """A paragraph of several words, none of them broken that has room in a line."""
    spans = [span for each in words for span in (Span("　"), Span(shown(each), keep=True))][1:]
    return prose(spans, slip.body, slip.text_width, hang=hang, leading=_LEAD)


def bold(words: str, slip: Slip) -> Block:
    """A paragraph in heavy letters."""
    return prose([Span(shown(words), bold=True)], slip.body, slip.text_width, leading=_LEAD)


def centred(words: list[Span] | str, size: float, width: float) -> Block:
    """A paragraph in the middle."""
    return prose(words, size, width, align="centre", leading=_LEAD)


def numbered(items: Sequence[str], slip: Slip) -> list[Block]:
    """Paragraphs with a number before each."""
    return [plain(f"{n}. {words}", slip, hang=1.1) for n, words in enumerate(items, start=1)]


def head(office: str, title: str, number: str, slip: Slip, *, reprint: bool) -> list[Block]:
    """Office, title, mark of a reprint, number."""
    body, width = slip.body, slip.text_width
    made: list[Block] = [
        centred([Span(shown(office), bold=True)], body, width),
        centred([Span(shown(title), bold=True)], slip.large * 1.15, width),
    ]
    if reprint:
        # Inside the text's width: half of the frame's line would fall off the paper's edge.
        mark = centred([Span("补打", bold=True)], body, width - 2 * _FRAME - body * 0.6)
        framed = Boxed(mark, width - 2 * _FRAME, body * 0.3, _FRAME)
        made += [Beside(Gap(0), framed, _FRAME), Gap(body * 0.3)]
    return [*made, centred(shown(number), body, width)] if number else made


def office_rows(office: IssuingOffice, slip: Slip) -> list[Block]:
    """Where to ask."""
    rows = [("地址", office.address), ("电话", office.phone), ("接待时间", office.hours)]
    return [plain(f"{label}：{words}", slip) for label, words in rows if words]


def check_row(check: str, slip: Slip) -> Block:
    """The check code for people, above the QR."""
    return centred(f"校验码 {check[:8]} {check[8:]}", slip.body * 0.9, slip.text_width)
