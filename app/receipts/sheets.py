"""Paper sizes and their type. Lengths are points."""

from dataclasses import dataclass

MM = 72 / 25.4
EDGE = 4 * MM
"""Of the paper, where office printers cannot print."""


@dataclass(frozen=True)
class Sheet:
    """A paper size and its type; points.

    Attributes:
        margins: left, top, right, bottom of the text area; the foot lies inside the bottom margin.
        body: size of the body type; all else follows from it.
        module: side of one QR module; 0.6 mm are 4.8 dots at 203 dpi, the coarsest printer expected.
        leading: line height of the body, in type sizes.
    """

    width: float
    height: float
    margins: tuple[float, float, float, float]
    body: float
    module: float
    leading: float = 1.5

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
    return Sheet(148 * MM, 210 * MM, (12 * MM, 10 * MM, 12 * MM, 19 * MM), body, 0.6 * MM)


def _a4(body: float) -> Sheet:
    return Sheet(210 * MM, 297 * MM, (24 * MM, 20 * MM, 22 * MM, 28 * MM), body, 0.75 * MM)


def _lying(body: float) -> Sheet:
    """A4 on its side, for lists with a number as long as ours in a row."""
    return Sheet(297 * MM, 210 * MM, (18 * MM, 18 * MM, 18 * MM, 22 * MM), body, 0.7 * MM, 1.6)


def _official(body: float, leading: float = 1.75) -> Sheet:
    """A4 after GB/T 9704-2012, 5.2: 天头 37, 订口 28, 版心 156 × 225 mm."""
    return Sheet(210 * MM, 297 * MM, (28 * MM, 37 * MM, 26 * MM, 35 * MM), body, 0.7 * MM, leading)


LEAST_READ = 10.5
"""五号: the least an old person is asked to read."""

# Body sizes to try, largest first, until the paper is one page; if none is enough, that of fewest pages.
RECEIPT_SHEETS = {
    ("a5", False): (_a5(11.5), _a5(11), _a5(10.5)),
    ("a5", True): (_a5(14.5),),
    ("a4", False): (_a4(15.5), _a4(15), _a4(14)),
    ("a4", True): (_a4(19),),
}
# 16 points are 三号, the body size of GB/T 9704-2012, 5.2.2; line pitch and size are given up step by step.
OFFICIAL_SHEETS = {
    ("a4", False): (
        *(_official(16), _official(15, 1.6), _official(14, 1.5), _official(13, 1.45)),
        _official(12, 1.4),
    ),
    ("a4", True): (_official(20, 1.55), _official(18, 1.5)),
    ("a5", False): RECEIPT_SHEETS["a5", False],
    ("a5", True): RECEIPT_SHEETS["a5", True],
}
# The sheet that is kept has the service slip besides, and is read at a desk: it may go on getting smaller.
FILE_SHEETS = {
    "a4": (_official(11, 1.4), _official(10.5, 1.35)),
    "a5": (_a5(10), _a5(9.5), _a5(9)),
}
# One number and two sentences fill a sheet.
TICKET_SHEETS = {
    ("a5", False): (_a5(20), _a5(18), _a5(14.5)),
    ("a5", True): (_a5(24), _a5(21), _a5(18)),
}
LIST_SHEETS = {("a4", False): (_lying(11.5), _lying(10.5))}
FORM_SHEETS = {
    ("a4", False): (_a4(13), _a4(12), _a4(11), _a4(10.5)),
    ("a4", True): (_a4(16.5),),
    ("a5", False): RECEIPT_SHEETS["a5", False],
    ("a5", True): RECEIPT_SHEETS["a5", True],
}
