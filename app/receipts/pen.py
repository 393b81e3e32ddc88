"""Marks on one PDF page: text in several fonts, lines, boxes, squares. Lengths are points."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from app.receipts.combining import place_of
from app.receipts.fonts import Face, ink_of, loaded, measure_at, runs_of
from app.receipts.linebreak import Line, is_mark
from app.receipts.qr import QUIET_MODULES, QrSymbol

_MOST_STRETCH = 0.08  # of the type size, between two characters; more would look spaced out
_STROKE = {False: 0.012, True: 0.022}  # HanaMinB is light and has no bold: its outline is drawn too
_FILL, _FILL_AND_STROKE, _UNSEEN = 0, 2, 3


class Pen:
    """Draws on a ReportLab canvas; the origin is the lower left corner of the page."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas

    def text(self, x: float, baseline: float, line: Line, size: float, fill_to: float = 0.0) -> None:
        """Write one line.

        Args:
            fill_to: width to which a line that goes on is stretched if it takes little; 0 = as it is.
        """
        stretch = _stretch(line, size, fill_to - line.width)
        # Written as operators: ReportLab's text object costs as much again for every run.
        operators = [f"BT {_number(stretch)} Tc {_at(x, baseline)}"]
        behind = x
        for span in line.spans:
            if not any(is_mark(char) for char in span.text):
                operators += self._shown(span.text, span.bold, size)
                behind += measure_at(size)(span.text, span.bold) + stretch * len(span.text)
                continue
            for cluster in _clusters(span.text):
                operators += self._cluster(cluster, span.bold, size, (behind, baseline), stretch)
                behind += 0.0 if is_mark(cluster[0]) else measure_at(size)(cluster[0], span.bold) + stretch
        operators.append(f"0 Tc {_FILL} Tr ET")
        self._canvas._code.append("\n".join(operators))

    def _shown(self, text: str, bold: bool, size: float, *, unseen: bool = False) -> list[str]:
        """Operators that show a text where the pen is."""
        document = self._canvas._doc
        operators = []
        for face, run in runs_of(text, bold):
            font, rare = loaded(face), face is Face.RARE
            if rare:
                operators.append(f"{_number(size * _STROKE[bold])} w")
            operators.append(f"{_UNSEEN if unseen else _FILL_AND_STROKE if rare else _FILL} Tr")
            operators += [
                f"{font.getSubsetInternalName(subset, document)} {_number(size)} Tf <{codes.hex()}> Tj"
                for subset, codes in font.splitString(run, document)
            ]
        return operators

    def _cluster(
        self, cluster: str, bold: bool, size: float, place: tuple[float, float], stretch: float
    ) -> list[str]:
        """A character with the marks on it, told as one: placed by hand, they would be copied apart.

        Source: PDF 32000-1:2008, 14.9.4 (ActualText).
        """
        if len(cluster) == 1 and not is_mark(cluster):
            return self._shown(cluster, bold, size)
        behind, baseline = place
        whole = cluster.encode("utf-16-be").hex()
        operators = [f"/Span <</ActualText <FEFF{whole}>>> BDC"]
        base = None
        for char in cluster:
            if not is_mark(char):
                operators += self._shown(char, bold, size)
                behind += measure_at(size)(char, bold) + stretch
                base = ink_of(char, bold)
                continue
            on = place_of(char, ink_of(char, bold), base)
            base = on.base
            moved = behind - stretch * (base.advance > 0) + on.right * size / 1000
            operators.append(_at(moved, baseline + on.up * size / 1000))
            operators += self._shown(char, bold, size)
        # Readers take the last glyph's end for the end of it all: an unseen blank ends where the base does.
        blank = measure_at(size)(" ", bold)
        operators += [_at(behind - stretch - blank, baseline), *self._shown(" ", bold, size, unseen=True)]
        return [*operators, "EMC", _at(behind, baseline)]

    def line(
        self, x1: float, y1: float, x2: float, y2: float, weight: float, *, dashed: bool = False
    ) -> None:
        """Draw a straight line."""
        self._canvas.setLineWidth(weight)
        self._canvas.setDash([4, 3] if dashed else [])
        self._canvas.line(x1, y1, x2, y2)
        self._canvas.setDash([])

    def box(self, x: float, y: float, width: float, height: float, weight: float) -> None:
        """Draw an empty box with its upper left corner at (x, y)."""
        self._canvas.setLineWidth(weight)
        self._canvas.rect(x, y - height, width, height, stroke=1, fill=0)

    def hatched(self, x: float, y: float, width: float, height: float, weight: float, pitch: float) -> None:
        """A hatched box with its lower left corner at (x, y): still a bar in a copy of a copy."""
        canvas = self._canvas
        canvas.saveState()
        canvas.setLineWidth(weight)
        path = canvas.beginPath()
        path.rect(x, y, width, height)
        canvas.clipPath(path, stroke=1, fill=0)
        at = -height
        while at < width:
            canvas.line(x + at, y, x + at + height, y + height)
            at += pitch
        canvas.restoreState()
        canvas.setLineWidth(weight)
        canvas.rect(x, y, width, height, stroke=1, fill=0)

    def qr(self, x: float, y: float, symbol: QrSymbol, module: float) -> None:
        """Fill the dark modules; (x, y) is the upper left corner of the quiet zone."""
        side, left, top = _number(module), x + QUIET_MODULES * module, y - QUIET_MODULES * module
        self._canvas._code.append(
            f"q {side} 0 0 -{side} {_number(left)} {_number(top)} cm {_squares(symbol)} f Q"
        )

    def ink(self, start: tuple[float, float], end: tuple[float, float], weight: float) -> None:
        """A stretch of handwriting with round ends."""
        self._canvas.setLineCap(1)
        self._canvas.setLineWidth(weight)
        self._canvas.line(*start, *end)
        self._canvas.setLineCap(0)


def _stretch(line: Line, size: float, slack: float) -> float:
    """By how much each character stands further from the one before it."""
    if not line.goes_on or slack <= 0:
        return 0.0
    gaps = sum(not is_mark(char) for char in line.text) - 1
    return slack / gaps if 0 < slack <= gaps * _MOST_STRETCH * size else 0.0


@lru_cache(maxsize=16)
def _squares(symbol: QrSymbol) -> str:
    """The dark modules as rectangles, lengths in modules, the first row at the top."""
    return " ".join(f"{column} {row} {length} 1 re" for row, column, length in symbol.dark_runs())


def _clusters(text: str) -> Iterator[str]:
    """Each character with the marks that follow it."""
    starts = [at for at, char in enumerate(text) if at == 0 or not is_mark(char)]
    for start, end in pairwise([*starts, len(text)]):
        yield text[start:end]


def _at(x: float, y: float) -> str:
    return f"1 0 0 1 {_number(x)} {_number(y)} Tm"


def _number(value: float) -> str:
    """A length for the page, to a thousandth of a point."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
