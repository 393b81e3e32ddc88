"""Where everything of a paper stands, without drawing it: what overflows or overlaps can be seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.receipts.forms import PaperForm
from app.receipts.linebreak import Line
from app.receipts.pieces import Marks
from app.receipts.qr import QrSymbol
from app.receipts.render import draw_page, paged


@dataclass(frozen=True)
class Placed:
    """One mark on a page; points from the lower left corner.

    Attributes:
        kind: text, line, box or qr.
        text: what a text says.
    """

    kind: str
    left: float
    bottom: float
    right: float
    top: float
    text: str = ""


@dataclass(frozen=True)
class PlacedPage:
    """A page and its marks; `area` is left, bottom, right, top of what a printer can print."""

    width: float
    height: float
    area: tuple[float, float, float, float]
    marks: tuple[Placed, ...]

    @property
    def outside(self) -> tuple[Placed, ...]:
        """Marks that leave the area."""
        left, bottom, right, top = self.area
        slack = 0.5  # half a point: rounding
        return tuple(
            mark
            for mark in self.marks
            if mark.left < left - slack
            or mark.right > right + slack
            or mark.bottom < bottom - slack
            or mark.top > top + slack
        )

    @property
    def overlapping(self) -> tuple[tuple[Placed, Placed], ...]:
        """Pairs of texts or codes that stand on each other."""
        solid = sorted(
            (mark for mark in self.marks if mark.kind in ("text", "qr")), key=lambda mark: mark.bottom
        )
        pairs = []
        for index, one in enumerate(solid):
            for other in solid[index + 1 :]:
                if other.bottom >= one.top - 0.5:
                    break
                if other.left < one.right - 0.5 and one.left < other.right - 0.5:
                    pairs.append((one, other))
        return tuple(pairs)


class BoxPen:
    """Takes the marks of `app.receipts.pen.Pen` and keeps where they stand."""

    def __init__(self) -> None:
        self.marks: list[Placed] = []

    def text(self, x: float, baseline: float, line: Line, size: float, fill_to: float = 0.0) -> None:
        """One line of text; its ink reaches from a fifth below the baseline to four fifths above."""
        if line.text.strip():
            ink = (x, baseline - size * 0.12, x + line.width, baseline + size * 0.8)
            self.marks.append(Placed("text", *ink, line.text))

    def line(
        self, x1: float, y1: float, x2: float, y2: float, weight: float, *, dashed: bool = False
    ) -> None:
        """A straight line."""
        self.marks.append(Placed("line", min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))

    def box(self, x: float, y: float, width: float, height: float, weight: float) -> None:
        """An empty box."""
        self.marks.append(Placed("box", x, y - height, x + width, y))

    def qr(self, x: float, y: float, symbol: QrSymbol, module: float) -> None:
        """A symbol without its quiet zone."""
        quiet, side = 4 * module, symbol.side_modules * module
        self.marks.append(Placed("qr", x + quiet, y - side + quiet, x + side - quiet, y - quiet))


def placed(
    form: PaperForm, *, paper: str, large_print: bool = False, marks: Sequence[Marks] = (Marks(),)
) -> tuple[PlacedPage, ...]:
    """Every page as `render_form` draws it.

    Raises:
        ValueError: a paper it is not made for.
    """
    pages = []
    for mark in marks:
        sheet, filled = paged(form, paper, large_print, mark)
        left, _, right, _ = sheet.margins
        area = (left, 0.0, sheet.width - right, sheet.height)
        for index, page in enumerate(filled):
            pen = BoxPen()
            draw_page(form, sheet, mark, page, (index, len(filled)), pen)
            pages.append(PlacedPage(sheet.width, sheet.height, area, tuple(pen.marks)))
    return tuple(pages)
