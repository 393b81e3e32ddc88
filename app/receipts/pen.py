"""Marks on one PDF page: text in several fonts, lines, boxes, squares. Lengths are points."""

from itertools import groupby
from typing import Any

from app.receipts.combining import place_of
from app.receipts.fonts import Face, ink_of, loaded, measure_at, runs_of
from app.receipts.linebreak import Line, is_mark
from app.receipts.qr import QUIET_MODULES, QrSymbol

_MOST_STRETCH = 0.08  # of the type size, between two characters; more would look spaced out
_STROKE = {False: 0.012, True: 0.022}  # HanaMinB is light and has no bold: its outline is drawn too
_FILL, _FILL_AND_STROKE = 0, 2


class Pen:
    """Draws on a ReportLab canvas; the origin is the lower left corner of the page."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas

    def text(self, x: float, baseline: float, line: Line, size: float, fill_to: float = 0.0) -> None:
        """Write one line.

        Args:
            fill_to: width to which a line that goes on is stretched if it takes little; 0 = as it is.
        """
        gaps = sum(not is_mark(char) for char in line.text) - 1
        slack = fill_to - line.width
        stretch = (
            slack / gaps if line.goes_on and gaps > 0 and 0 < slack <= gaps * _MOST_STRETCH * size else 0.0
        )
        writing = self._canvas.beginText(x, baseline)
        writing.setCharSpace(stretch)
        behind, base = x, None
        for span in line.spans:
            for face, run in runs_of(span.text, span.bold):
                loaded(face)
                writing.setFont(face.value, size)
                rare = face is Face.RARE
                if rare:
                    self._canvas.setLineWidth(size * _STROKE[span.bold])
                writing.setTextRenderMode(_FILL_AND_STROKE if rare else _FILL)
                for marks, chars in groupby(run, key=is_mark):
                    text = "".join(chars)
                    if not marks:
                        writing.textOut(text)
                        behind += measure_at(size)(text, span.bold) + stretch * len(text)
                        base = ink_of(text[-1], span.bold)
                        continue
                    for mark in text:
                        place = place_of(mark, ink_of(mark, span.bold), base)
                        base = place.base
                        moved = behind - stretch * (base.advance > 0) + place.right * size / 1000
                        writing.setTextOrigin(moved, baseline + place.up * size / 1000)
                        writing.textOut(mark)
                    writing.setTextOrigin(behind, baseline)
        writing.setCharSpace(0)
        writing.setTextRenderMode(_FILL)
        self._canvas.drawText(writing)

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
        path = self._canvas.beginPath()
        for row, column, length in symbol.dark_runs():
            left = x + (column + QUIET_MODULES) * module
            path.rect(left, y - (row + QUIET_MODULES + 1) * module, length * module, module)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def ink(self, start: tuple[float, float], end: tuple[float, float], weight: float) -> None:
        """A stretch of handwriting with round ends."""
        self._canvas.setLineCap(1)
        self._canvas.setLineWidth(weight)
        self._canvas.line(*start, *end)
        self._canvas.setLineCap(0)
