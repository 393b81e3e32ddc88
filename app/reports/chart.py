"""Bars on paper: one ink, hatched, each with its number, so that no colour has to be told apart.

Lengths are points. A chart is a block like any other and draws itself below and to the right of (x, y).
"""

from dataclasses import dataclass

from app.receipts.blocks import Block, Whole
from app.receipts.fonts import measure_at, shown
from app.receipts.linebreak import Line, Span
from app.receipts.pen import Pen
from app.reports.content import Section, Shape

_WORDS = 8.0
_TITLE = 10.0
_HATCH = 3.0
_WEIGHT = 0.6
_ROW = 15.0
_UPRIGHT_HEIGHT = 118.0
_EMPTY = "本期没有可统计的内容"


@dataclass(frozen=True)
class Chart(Whole):
    """The bars of a section under its name."""

    section: Section
    width: float

    @property
    def height(self) -> float:
        """Title and bars."""
        bars = len(self.section.bars)
        return _TITLE * 2.2 + (_UPRIGHT_HEIGHT if self._upright else max(bars, 2) * _ROW + 6)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw title and bars."""
        title = f"{self.section.label}（{self.section.bars_of}）"
        pen.text(x, y - _TITLE * 1.3, _line(title, _TITLE, bold=True), _TITLE)
        below = y - _TITLE * 2.2
        if not self.section.bars:
            pen.text(x, below - _ROW, _line(_EMPTY), _WORDS)
        elif self._upright:
            self._stand(pen, x, below)
        else:
            self._lie(pen, x, below)

    @property
    def _upright(self) -> bool:
        return self.section.shape is Shape.UPRIGHT

    def _stand(self, pen: Pen, x: float, y: float) -> None:
        bars = self.section.bars
        most = max(number for _, number in bars) or 1
        step = self.width / max(len(bars), 7)
        floor, room = y - _UPRIGHT_HEIGHT + _WORDS * 2, _UPRIGHT_HEIGHT - _WORDS * 4
        pen.line(x, floor, x + self.width, floor, _WEIGHT)
        for place, (label, number) in enumerate(bars):
            left, tall = x + place * step, room * number / most
            if number:
                pen.hatched(left + step * 0.2, floor, step * 0.6, tall, _WEIGHT, _HATCH)
                _centred(pen, f"{number:,}", left + step / 2, floor + tall + 2.5, step * 1.6)
            _centred(pen, label, left + step / 2, floor - _WORDS * 1.3, step)

    def _lie(self, pen: Pen, x: float, y: float) -> None:
        bars = self.section.bars
        most = max(number for _, number in bars) or 1
        words, figures = self.width * 0.42, _WORDS * 4.5
        for place, (label, number) in enumerate(bars):
            base = y - (place + 1) * _ROW
            said = _cut(label, words - 6)
            pen.text(x + words - 6 - said.width, base + _ROW * 0.32, said, _WORDS)
            long = (self.width - words - figures) * number / most
            pen.hatched(x + words, base + _ROW * 0.16, long, _ROW * 0.68, _WEIGHT, _HATCH)
            pen.text(x + words + long + 4, base + _ROW * 0.32, _line(f"{number:,}"), _WORDS)
        pen.line(x + words, y - len(bars) * _ROW, x + words, y, _WEIGHT)


@dataclass(frozen=True)
class Beside(Whole):
    """Two blocks next to each other, as high as the higher one."""

    left: Block
    right: Block
    offset: float

    @property
    def height(self) -> float:
        """The higher of the two."""
        return max(self.left.height, self.right.height)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw both from one line down."""
        self.left.draw(pen, x, y)
        self.right.draw(pen, x + self.offset, y)


def _centred(pen: Pen, text: str, middle: float, baseline: float, room: float) -> None:
    said = _cut(text, room)
    pen.text(middle - said.width / 2, baseline, said, _WORDS)


def _cut(text: str, room: float) -> Line:
    """The text as far as it fits."""
    line, kept = _line(text), text
    while line.width > room and len(kept) > 1:
        kept = kept[:-1]
        line = _line(f"{kept}…")
    return line


def _line(text: str, size: float = _WORDS, *, bold: bool = False) -> Line:
    said = shown(text)
    return Line((Span(said, bold=bold),), measure_at(size)(said, bold), False)
