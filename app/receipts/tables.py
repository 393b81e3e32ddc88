"""Tables with ruled cells. They are cut between rows, and the head comes again on the next page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from app.receipts.blocks import Block, Gap, Lines, Stack, prose
from app.receipts.fonts import shown
from app.receipts.linebreak import Span
from app.receipts.pen import Pen

_PADDING = 0.3  # of the type size, around a cell's words
_LEADING = 1.4
_WEIGHT = 0.5
_SHORT = 4  # characters; a column of such words is centred, any other begins at the left in every row


@dataclass(frozen=True)
class Row:
    """One row; cells side by side, as high as the highest."""

    cells: tuple[Lines, ...]
    edges: tuple[float, ...]
    padding: float
    least: float

    @property
    def height(self) -> float:
        """The highest cell and its padding."""
        return max(self.least, max(cell.height for cell in self.cells) + 2 * self.padding)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw cells and frames."""
        height = self.height
        for cell, left, right in zip(self.cells, self.edges, self.edges[1:], strict=False):
            pen.box(x + left, y, right - left, height, _WEIGHT)
            cell.draw(pen, x + left + self.padding, y - (height - cell.height) / 2)

    def cut(self, room: float) -> "tuple[Block, Block] | None":
        """Through every cell that is too high for the room; a row of short cells stays whole."""
        inner = room - 2 * self.padding
        parts = [(cell, None) if cell.height <= inner else cell.cut(inner) for cell in self.cells]
        if any(part is None for part in parts):
            return None
        rest = tuple(
            part[1] if part and isinstance(part[1], Lines) else replace(cell, lines=cell.lines[:0])
            for cell, part in zip(self.cells, parts, strict=True)
        )
        first = tuple(part[0] for part in parts if part and isinstance(part[0], Lines))
        if len(first) != len(self.cells) or not any(cell.lines for cell in rest):
            return None
        return replace(self, cells=first), replace(self, cells=rest)


@dataclass(frozen=True)
class Grid:
    """Rows under each other; `head` stands above the first row of every page."""

    rows: tuple[Block, ...]
    head: Row | None
    tallest: float

    @property
    def height(self) -> float:
        """All rows and the head."""
        return self._head_height + sum(row.height for row in self.rows)

    @property
    def _head_height(self) -> float:
        return self.head.height if self.head else 0.0

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw head and rows."""
        for row in (*((self.head,) if self.head else ()), *self.rows):
            row.draw(pen, x, y)
            y -= row.height

    def cut(self, room: float) -> "tuple[Block, Block] | None":
        """Between rows; through a row only if it is higher than half a page."""
        left = room - self._head_height
        for index, row in enumerate(self.rows):
            if row.height <= left:
                left -= row.height
                continue
            parts = row.cut(left) if row.height > self.tallest else None
            first = self.rows[:index] + ((parts[0],) if parts else ())
            rest = ((parts[1],) if parts else (row,)) + self.rows[index + 1 :]
            return (replace(self, rows=first), replace(self, rows=rest)) if first else None
        return None


def grid(
    rows: Sequence[Sequence[str]],
    shares: Sequence[int],
    size: float,
    width: float,
    *,
    head: bool,
    tallest: float,
    centred: Collection[int] = (),
) -> Block:
    """Set a table.

    Args:
        shares: of the width, a column each.
        head: the first row is bold and comes again on every page.
        tallest: a row higher than this may itself be cut.
        centred: columns whose cells stand in the middle; short ones do anyway.
    """
    if not rows:
        return Gap(0)
    total = sum(shares)
    edges = [0.0]
    for share in shares:
        edges.append(edges[-1] + width * share / total)
    padding = size * _PADDING
    listed = rows[1:] if head else rows
    short = [all(len(cell) <= _SHORT for cell in column) for column in zip(*listed, strict=True)]

    def is_label(column: int) -> bool:
        return not head and column % 2 == 0

    def set_row(cells: Sequence[str], bold: bool) -> Row:
        made = tuple(
            prose(
                [Span(shown(cell), bold=bold or is_label(index))],
                size,
                right - left - 2 * padding,
                align="centre" if bold or is_label(index) or short[index] or index in centred else "left",
                leading=_LEADING,
            )
            for index, (cell, left, right) in enumerate(zip(cells, edges, edges[1:], strict=False))
        )
        return Row(made, tuple(edges), padding, size * 1.9)

    top = set_row(rows[0], True) if head else None
    body = tuple(set_row(row, False) for row in listed)
    if top is not None and top.height > tallest / 3:
        body = (top, *body)  # repeated, it would leave no room for rows on the pages that follow
        top = None
    return Stack((Grid(body, top, tallest), Gap(size * 0.5)))
