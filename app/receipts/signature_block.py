"""A signature on paper: its strokes as ink, drawn as lines so that it stays sharp at any size."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.signature import Signature
from app.receipts.blocks import FormRow, Whole, prose
from app.receipts.fonts import measure_at
from app.receipts.pen import Pen

_LINES_HIGH = 3.2  # of the room for a signature, in type sizes
_SIGNED_ROWS = 1.5
_THINNEST, _THICKEST = 0.05, 0.13  # of the type size, with no and with full pressure


@dataclass(frozen=True)
class SignatureInk(Whole):
    """The strokes, as large as they fit into `width` × `height`, at the left; points."""

    signature: Signature
    width: float
    height: float
    size: float

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw every stroke; the width of the line follows the pressure."""
        left, top, right, bottom = self.signature.bounds
        wide, high = max(right - left, 1e-6), max(bottom - top, 1e-6)
        scale = min(self.width / wide, self.height / high)
        for stroke in self.signature.strokes:
            dots = [
                (x + (dot.x - left) * scale, y - (dot.y - top) * scale, self._weight(dot.pressure))
                for dot in stroke
            ]
            for before, after in _steps(dots):
                pen.ink(before[:2], after[:2], (before[2] + after[2]) / 2)

    def _weight(self, pressure: float) -> float:
        return self.size * (_THINNEST + (_THICKEST - _THINNEST) * pressure)


@dataclass(frozen=True)
class SignatureLine(Whole):
    """A label with a signature after it."""

    label: str
    signature: Signature
    size: float
    width: float

    @property
    def height(self) -> float:
        """Room for a name written by hand."""
        return self.size * _LINES_HIGH

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw label and ink."""
        label = prose(self.label, self.size, self.width)
        label.draw(pen, x, y - (self.height - label.height) / 2)
        offset = label.lines[0].width + self.size * 0.5
        room = max(self.width - offset, self.size)
        SignatureInk(self.signature, room, self.height * 0.92, self.size).draw(pen, x + offset, y)


@dataclass(frozen=True)
class Signed(Whole):
    """A row of a form with a signature on the line after its first label; None leaves the line empty.

    The ink stands over the line as handwriting does, a little higher than the row.
    """

    row: FormRow
    signature: Signature | None

    @property
    def height(self) -> float:
        """Of the row; with a signature more, so that ink meets no other words."""
        return self.row.height * (_SIGNED_ROWS if self.signature else 1)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw the row at the foot of the room, and the ink on it."""
        self.row.draw(pen, x, y - (self.height - self.row.height))
        if self.signature is None:
            return
        size = self.row.size
        label, share = self.row.cells[0]
        offset = measure_at(size)(label, False) + size * 0.3
        room = self.row.width * share / sum(s for _, s in self.row.cells) - offset
        SignatureInk(self.signature, room, self.height * 0.9, size).draw(pen, x + offset, y)


def _steps(
    dots: Sequence[tuple[float, float, float]],
) -> Sequence[tuple[tuple[float, float, float], tuple[float, float, float]]]:
    """Neighbours; a single dot is a step to itself."""
    return [(dots[0], dots[0])] if len(dots) == 1 else list(pairwise(dots))
