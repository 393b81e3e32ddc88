"""Pieces a page is built of: typeset already, each knows its height and draws itself.

Lengths are points. `draw` gets the upper left corner; y grows upwards, as in PDF.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from app.receipts.fonts import measure_at, thousandths
from app.receipts.linebreak import Line, Span, break_lines
from app.receipts.pen import Pen
from app.receipts.qr import QrSymbol

LEADING = 1.5  # line height in type sizes
_LEAST_LINES = 2  # of a paragraph on either side of a page break


class Block(Protocol):
    """Something with a height."""

    @property
    def height(self) -> float:
        """Height."""

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw with the upper left corner at (x, y)."""

    def cut(self, room: float) -> "tuple[Block, Block] | None":
        """Two blocks, the first at most `room` high; None = cannot be cut so."""


class Whole:
    """A block that is never cut."""

    def cut(self, room: float) -> tuple[Block, Block] | None:
        """Never."""
        return None


@dataclass(frozen=True)
class Gap(Whole):
    """White space."""

    height: float

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Rule(Whole):
    """A horizontal line in the middle of `height`."""

    width: float
    height: float
    weight: float
    dashed: bool = False

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw the line."""
        middle = y - self.height / 2
        pen.line(x, middle, x + self.width, middle, self.weight, dashed=self.dashed)


@dataclass(frozen=True)
class Lines:
    """A paragraph broken into lines.

    Attributes:
        shifts: how far the first line and the others begin inside, points.
        align: left (filled to both edges where that takes little), centre or right.
    """

    lines: tuple[Line, ...]
    size: float
    width: float
    align: str = "left"
    shifts: tuple[float, float] = (0.0, 0.0)
    leading: float = LEADING

    @property
    def height(self) -> float:
        """Lines times line height."""
        return len(self.lines) * self.size * self.leading

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw every line."""
        step = self.size * self.leading
        baseline = y - step / 2 - self.size * 0.36  # hanzi stand in the middle of the line
        for index, line in enumerate(self.lines):
            shift = self.shifts[min(index, 1)]
            spare = self.width - shift - line.width
            moved = shift + {"left": 0.0, "centre": spare / 2, "right": spare}[self.align]
            fill_to = self.width - shift if self.align == "left" else 0.0
            pen.text(x + moved, baseline, line, self.size, fill_to)
            baseline -= step

    def cut(self, room: float) -> tuple[Block, Block] | None:
        """Between lines, at least two of them on either side."""
        fitting = min(int(room / (self.size * self.leading)), len(self.lines) - _LEAST_LINES)
        if fitting < _LEAST_LINES:
            return None
        rest = (self.shifts[1], self.shifts[1])
        return replace(self, lines=self.lines[:fitting]), replace(
            self, lines=self.lines[fitting:], shifts=rest
        )


def prose(
    spans: Sequence[Span] | str,
    size: float,
    width: float,
    *,
    align: str = "left",
    indent: float = 0.0,
    hang: float = 0.0,
    leading: float = LEADING,
) -> Lines:
    """Typeset a paragraph; `indent` (first line) and `hang` (the others) in type sizes."""
    whole = (Span(spans),) if isinstance(spans, str) else tuple(spans)
    return _set(whole, size, width, align, indent * size, hang * size, leading)


@lru_cache(maxsize=512)  # the copy for the file, and what all papers say, is not set once more
def _set(
    spans: tuple[Span, ...],
    size: float,
    width: float,
    align: str,
    first: float,
    others: float,
    leading: float,
) -> Lines:
    lines = break_lines(spans, width - others, thousandths, first_indent=first - others, unit=size / 1000)
    return Lines(tuple(lines), size, width, align, (first, others), leading)


@dataclass(frozen=True)
class Stack:
    """Blocks under each other; cut between them, or through one that can be cut."""

    blocks: tuple[Block, ...]

    @property
    def height(self) -> float:
        """The sum."""
        return sum(block.height for block in self.blocks)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw all."""
        for block in self.blocks:
            block.draw(pen, x, y)
            y -= block.height

    def cut(self, room: float) -> "tuple[Block, Block] | None":
        """As much as fits before, the rest after."""
        for index, block in enumerate(self.blocks):
            if block.height <= room:
                room -= block.height
                continue
            parts = block.cut(room)
            head = self.blocks[:index] + ((parts[0],) if parts else ())
            tail = ((parts[1],) if parts else (block,)) + self.blocks[index + 1 :]
            return (Stack(head), Stack(tail)) if head else None
        return None


@dataclass(frozen=True)
class Kept:
    """A block that moves to the next page whole, unless it is higher than `limit`."""

    inner: Block
    limit: float

    @property
    def height(self) -> float:
        """Inner height."""
        return self.inner.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw the inside."""
        self.inner.draw(pen, x, y)

    def cut(self, room: float) -> tuple[Block, Block] | None:
        """Where the inside can be cut, if it is that high."""
        return self.inner.cut(room) if self.height > self.limit else None


@dataclass(frozen=True)
class Headed:
    """A line that never stands alone at a page's foot, and what it announces."""

    head: Block
    body: Block

    @property
    def height(self) -> float:
        """Both."""
        return self.head.height + self.body.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw both."""
        self.head.draw(pen, x, y)
        self.body.draw(pen, x, y - self.head.height)

    def cut(self, room: float) -> tuple[Block, Block] | None:
        """Where the body can be cut."""
        parts = self.body.cut(room - self.head.height)
        return (replace(self, body=parts[0]), parts[1]) if parts else None


@dataclass(frozen=True)
class Boxed(Whole):
    """A stack in a frame."""

    inner: Block
    width: float
    padding: float
    weight: float

    @property
    def height(self) -> float:
        """Inner height and padding."""
        return self.inner.height + 2 * self.padding

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw frame and inside."""
        pen.box(x, y, self.width, self.height, self.weight)
        self.inner.draw(pen, x + self.padding, y - self.padding)


@dataclass(frozen=True)
class Barred:
    """A stack with a bar along its left side, `inset` to the left of it."""

    inner: Block
    inset: float
    weight: float

    @property
    def height(self) -> float:
        """Inner height."""
        return self.inner.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw bar and inside."""
        middle = x + self.weight / 2
        pen.line(middle, y, middle, y - self.height, self.weight)
        self.inner.draw(pen, x + self.inset, y)

    def cut(self, room: float) -> tuple[Block, Block] | None:
        """Where the inside can be cut; both parts keep the bar."""
        parts = self.inner.cut(room)
        return (replace(self, inner=parts[0]), replace(self, inner=parts[1])) if parts else None


@dataclass(frozen=True)
class Beside:
    """Two blocks side by side, upper edges level; the second begins at `offset`."""

    left: Block
    right: Block
    offset: float

    @property
    def height(self) -> float:
        """The higher of the two."""
        return max(self.left.height, self.right.height)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw both."""
        self.left.draw(pen, x, y)
        self.right.draw(pen, x + self.offset, y)

    def cut(self, room: float) -> tuple[Block, Block] | None:
        """Where the right one can be cut, if the left one stays whole."""
        parts = self.right.cut(room) if self.left.height <= room else None
        if parts is None:
            return None
        return replace(self, right=parts[0]), replace(self, left=Gap(0), right=parts[1])


@dataclass(frozen=True)
class Qr(Whole):
    """A QR symbol with its quiet zone."""

    symbol: QrSymbol
    module: float

    @property
    def height(self) -> float:
        """Side of the square, quiet zone included."""
        return self.symbol.side_modules * self.module

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Fill the modules."""
        pen.qr(x, y, self.symbol, self.module)


@dataclass(frozen=True)
class FormRow(Whole):
    """Labels with a line to write on after each.

    The line is made of low lines, as text: copied or read aloud, the row stays one row.

    Attributes:
        cells: label, short enough for its cell, and share of the width; a share that ends with its
            label has no line.
        bold: labels are heavy, as those of the rows around.
    """

    cells: tuple[tuple[str, float], ...]
    size: float
    width: float
    leading: float = 1.9
    bold: bool = False

    @property
    def height(self) -> float:
        """One line, with room for handwriting."""
        return self.size * self.leading

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw labels and writing lines."""
        measure = measure_at(self.size)
        baseline = y - self.height + self.size * 0.42
        for (label, _), room in zip(self.cells, self._rooms(), strict=True):
            blank = room - measure(label, self.bold) - self.size * 0.15
            line = "_" * max(0, int(blank / measure("_", False)))
            if not label + line:
                x += room
                continue
            spans = (
                [Span(label, bold=self.bold, keep=True), Span(line, keep=True)]
                if self.bold
                else [Span(label + line, keep=True)]
            )
            pen.text(x, baseline, break_lines(spans, self.width, measure)[0], self.size)
            x += room

    def _rooms(self) -> list[float]:
        """Widths of the cells: by their shares, but a label wider than that takes what others can spare."""
        measure = measure_at(self.size)
        total = sum(share for _, share in self.cells)
        rooms = [self.width * share / total for _, share in self.cells]
        needs = [measure(label, self.bold) for label, _ in self.cells]
        for index, need in enumerate(needs):
            while rooms[index] < need:
                giver = max(range(len(rooms)), key=lambda at: rooms[at] - needs[at])
                spare = min(need - rooms[index], (rooms[giver] - needs[giver]) / 2)
                if spare < self.size * 0.01:
                    break
                rooms[index] += spare
                rooms[giver] -= spare
        return rooms
