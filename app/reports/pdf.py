"""A report of figures as PDF, with charts; the daily one with the day's log before them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from app.receipts.blocks import Block, Gap, Rule, Stack, Whole, prose
from app.receipts.flow import Placed, paginate
from app.receipts.fonts import Face, loaded, measure_at, shown
from app.receipts.linebreak import Line, Span
from app.receipts.pen import Pen
from app.receipts.render import one_at_a_time
from app.receipts.sheets import MM, Sheet
from app.receipts.tables import grid
from app.reports.chart import Beside, Chart
from app.reports.content import FIGURE_HEAD, Report, Section

_PORTRAIT = Sheet(210 * MM, 297 * MM, (18 * MM, 16 * MM, 18 * MM, 18 * MM), 10, 0.0)
_LANDSCAPE = Sheet(297 * MM, 210 * MM, (14 * MM, 14 * MM, 14 * MM, 16 * MM), 9, 0.0)
_GAP = 9 * MM
_FIGURE_SHARES = (29, 8, 13, 17, 12, 20, 13, 20)
_NUMBERS = range(1, 8)
_CHARTED = 2  # words and the number that the bars show; what has more stands in a table as well
_NEVER_CUT = 10_000.0
_SIGN = "制表：____________　　审核：____________　　日期：____________"


@dataclass(frozen=True)
class Kept(Whole):
    """Blocks under each other that stay on one page."""

    blocks: tuple[Block, ...]

    @property
    def height(self) -> float:
        """All of them."""
        return sum(block.height for block in self.blocks)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw one below the other."""
        for block in self.blocks:
            block.draw(pen, x, y)
            y -= block.height


@dataclass(frozen=True)
class LogSheet:
    """Lines of the log as they stand on the daily sheet, the header first.

    Attributes:
        shares: of the width, a column each.
    """

    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]
    note: str = ""


def report_pdf(report: Report, log: LogSheet | None = None) -> bytes:
    """The report on A4: upright, or lying where it holds the day's log."""
    sheet = _LANDSCAPE if log is not None else _PORTRAIT
    width = sheet.text_width
    blocks: list[Block] = [*_head(report, sheet)]
    if log is not None:
        blocks += _log(log, sheet)
    rows = (FIGURE_HEAD, *report.figures)
    blocks += [
        _title("统计数字", sheet),
        grid(
            rows,
            _FIGURE_SHARES,
            sheet.body - 1,
            width,
            head=True,
            tallest=sheet.text_height / 2,
            centred=_NUMBERS,
        ),
        Gap(6),
    ]
    charts = [section for section in report.sections if section.bars]
    half = (width - _GAP) / 2
    for left, right in zip_longest(charts[::2], charts[1::2]):
        pair = Chart(left, half), Chart(right, half) if right else Gap(0)
        blocks += [Beside(*pair, half + _GAP), Gap(8)]
    tables = [_rows(s, half, sheet.body - 1) for s in report.sections if s.rows and len(s.head) > _CHARTED]
    for table, other in zip_longest(tables[::2], tables[1::2]):
        blocks += [Beside(table, other or Gap(0), half + _GAP), Gap(6)]
    blocks += [_title("统计口径", sheet), *_rules(report.rules, sheet)]
    sign = prose([Span(_SIGN)], sheet.body, width, align="right")
    pages = paginate(blocks, (sheet.text_height, sheet.text_height), Gap(8), sign)
    return _drawn(report, sheet, pages)


def _head(report: Report, sheet: Sheet) -> list[Block]:
    width, body = sheet.text_width, sheet.body
    period = f"统计期间：{report.period}"
    made = f"{report.office}　{report.made}"
    lines: list[Block] = [
        prose([Span(shown(report.title), bold=True)], body * 2, width, align="centre"),
        Gap(3),
        prose([Span(shown(period))], body, width, align="centre"),
        prose([Span(shown(made))], body - 1, width, align="centre"),
    ]
    if report.basis:
        lines.append(prose([Span(shown(report.basis))], body - 1, width, align="centre"))
    return [*lines, Rule(width, 10, 0.8)]


def _title(words: str, sheet: Sheet) -> Block:
    return Stack((Gap(4), prose([Span(words, bold=True)], sheet.body + 2, sheet.text_width), Gap(2)))


def _log(log: LogSheet, sheet: Sheet) -> list[Block]:
    made: list[Block] = [_title("来访登记", sheet)]
    if len(log.rows) > 1:
        made.append(
            grid(
                log.rows,
                log.shares,
                sheet.body - 1.5,
                sheet.text_width,
                head=True,
                tallest=sheet.text_height / 2,
            )
        )
    else:
        made.append(prose([Span("本期没有登记的来访。")], sheet.body, sheet.text_width))
    if log.note:
        made.append(prose([Span(shown(log.note))], sheet.body - 1, sheet.text_width))
    return made


def _rows(section: Section, width: float, size: float) -> Block:
    """A section as a small table under its name, never parted from it."""
    shares = (30, *[20] * (len(section.head) - 1))
    table = grid((section.head, *section.rows), shares, size, width, head=True, tallest=_NEVER_CUT)
    return Kept((prose([Span(shown(section.label), bold=True)], size + 2, width), Gap(2), table))


def _rules(rules: Sequence[str], sheet: Sheet) -> list[Block]:
    return [
        prose([Span(shown(f"{number}. {rule}"))], sheet.body - 1.5, sheet.text_width, leading=1.35)
        for number, rule in enumerate(rules, 1)
    ]


@dataclass(frozen=True)
class _Foot(Whole):
    """Page number and what the page belongs to, on one line."""

    words: str
    number: str
    width: float
    size: float = 8.0

    @property
    def height(self) -> float:
        """One line."""
        return self.size * 1.5

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Words on the left, number on the right."""
        words, number = (_foot_line(t, self.size) for t in (self.words, self.number))
        pen.text(x, y - self.size, words, self.size)
        pen.text(x + self.width - number.width, y - self.size, number, self.size)


def _foot_line(text: str, size: float) -> Line:
    said = shown(text)
    return Line((Span(said),), measure_at(size)(said, False), False)


def _drawn(report: Report, sheet: Sheet, pages: Sequence[Sequence[Placed]]) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    with one_at_a_time:
        loaded(Face.REGULAR)
        canvas = Canvas(
            out,
            pagesize=(sheet.width, sheet.height),
            invariant=1,
            pageCompression=1,
            initialFontName=Face.REGULAR.value,
            initialFontSize=sheet.body,
            lang="zh-CN",
        )
        canvas.setTitle(f"{report.title} {report.period}")
        canvas.setAuthor(shown(report.office))
        canvas.setCreator("接访台")
        pen = Pen(canvas)
        left, top, _, bottom = sheet.margins
        for number, page in enumerate(pages, 1):
            for placed in page:
                placed.block.draw(pen, left, sheet.height - top - placed.top)
            foot = _Foot(
                f"{report.title}　{report.period}", f"第 {number} 页 共 {len(pages)} 页", sheet.text_width
            )
            foot.draw(pen, left, bottom - 6)
            canvas.showPage()
        canvas.save()
    return out.getvalue()
