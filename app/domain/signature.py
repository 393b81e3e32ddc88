"""A signature given on a pad: strokes of a pen, a finger or a mouse."""

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_FORM = 1
_LEAST_LENGTH = 0.35
"""Of all strokes together, in widths of the pad: a dot or a slip of the hand is shorter, and so is a tick."""

_LEAST_HEIGHT = 0.04
"""Of the whole, in widths of the pad: a flat line is no name."""

_MOST_POINTS = 20_000


@dataclass(frozen=True)
class Dot:
    """Where the pen was: x to the right and y down, in widths of the pad; pressure 0…1."""

    x: float
    y: float
    pressure: float = 0.5


Stroke = tuple[Dot, ...]


@dataclass(frozen=True)
class Signature:
    """Strokes in the order they were drawn; empty ones are never kept."""

    strokes: tuple[Stroke, ...]

    @property
    def length(self) -> float:
        """Of all strokes, in widths of the pad."""
        return sum(math.dist((a.x, a.y), (b.x, b.y)) for s in self.strokes for a, b in pairwise(s))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom; all 0 without a stroke."""
        dots = [dot for stroke in self.strokes for dot in stroke]
        if not dots:
            return (0.0, 0.0, 0.0, 0.0)
        xs, ys = [dot.x for dot in dots], [dot.y for dot in dots]
        return (min(xs), min(ys), max(xs), max(ys))

    @property
    def enough(self) -> bool:
        """Whether it can be a name: long enough, and no flat line. Nobody judges what it says."""
        _, top, _, bottom = self.bounds
        return self.length >= _LEAST_LENGTH and bottom - top >= _LEAST_HEIGHT

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes, hexadecimal."""
        return hashlib.sha256(signature_bytes(self)).hexdigest()


def signature_of(strokes: Iterable[Iterable[Dot]]) -> Signature:
    """A signature of what was drawn, rounded to a ten-thousandth of the pad, without empty strokes."""
    kept = (tuple(_rounded(dot) for dot in stroke) for stroke in strokes)
    return Signature(tuple(stroke for stroke in kept if stroke))


def signature_bytes(signature: Signature) -> bytes:
    """Compact JSON, the same for equal signatures; whole numbers of ten-thousandths."""
    strokes = [
        [n for dot in stroke for n in (_whole(dot.x), _whole(dot.y), round(dot.pressure * 100))]
        for stroke in signature.strokes
    ]
    return json.dumps({"form": _FORM, "strokes": strokes}, separators=(",", ":")).encode("ascii")


def signature_from(data: bytes) -> Signature:
    """Read back what `signature_bytes` wrote.

    Raises:
        ValueError: no such bytes, of another form, or more points than a hand draws.
    """
    try:
        read = json.loads(data)
        if read["form"] != _FORM or sum(map(len, read["strokes"])) > 3 * _MOST_POINTS:
            raise ValueError("no signature of this form")
        return signature_of(
            (Dot(x / 10_000, y / 10_000, p / 100) for x, y, p in zip(s[::3], s[1::3], s[2::3], strict=True))
            for s in read["strokes"]
        )
    except (KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError("no signature") from error


def _rounded(dot: Dot) -> Dot:
    pressure = min(1.0, max(0.0, dot.pressure))
    return Dot(_whole(dot.x) / 10_000, _whole(dot.y) / 10_000, round(pressure * 100) / 100)


def _whole(part: float) -> int:
    return round(part * 10_000)
