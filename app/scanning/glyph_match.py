"""Rare ideographs by their shape, where the recogniser was in doubt.

The recogniser knows rare characters but has seldom seen them: of 𫖯 it makes 頫. So a doubted
character of a name is compared with drawings of the characters beyond GB 2312 in the bundled face,
and with drawings of what the recogniser thought of. What follows from that is said in `name_shapes`.

Source: GB 2312-80 for what counts as common; Dalal and Triggs (2005) for comparing shapes by the
directions of their strokes.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.paths import resource

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Shape = NDArray[np.float32]
"""Unit vector of `_CELLS` × `_CELLS` × `_DIRECTIONS` stroke strengths."""

_FACE = "NotoSansSC_400Regular.ttf"
_DRAWN_PX = 40
_SIDE_PX = 32
_CELLS = 8
_DIRECTIONS = 4
_INK = 0.35
_AT_ONCE = 512
_LOOKED_AT, _RANKED = 400, 3
_AXES = 48
_STROKE = 0.45
_STANDARD_BONUS = 0.012
_ALIKE = 0.925
_APART = 0.02
_RARE_ALIKE = 0.94
_RARE_APART = 0.03


def shape_of(ink: NDArray[np.float32]) -> Shape | None:
    """Describe one character.

    Args:
        ink: darkness 0…1, shape (height_px, width_px), paper 0.
    Returns:
        None when there is no ink.
    """
    square = _square(ink)
    return None if square is None else _shapes(square[None])[0]


def drawn(chars: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
    """The characters that the bundled face has, and their shapes row by row."""
    found, squares = [], []
    for char in chars:
        mask = _face().getmask(char)
        pixels = bytes(mask)
        if not pixels or pixels == _missing():
            continue
        ink = np.frombuffer(pixels, np.uint8).reshape(mask.size[1], mask.size[0])
        square = _square(np.asarray(ink / 255, np.float32))
        if square is not None:
            found.append(char)
            squares.append(square)
    if not squares:
        return [], np.zeros((0, _CELLS * _CELLS * _DIRECTIONS), np.float32)
    parts = [_shapes(np.stack(squares[i : i + _AT_ONCE])) for i in range(0, len(squares), _AT_ONCE)]
    return found, np.concatenate(parts)


def _square(ink: NDArray[np.float32]) -> NDArray[np.float32] | None:
    import cv2

    if not ink.size:
        return None
    dark = ink > _INK
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not len(rows):
        return None
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.asarray(cv2.resize(cut, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_AREA), np.float32)


def _shapes(squares: NDArray[np.float32]) -> NDArray[np.float32]:
    """Strength of strokes by cell and direction; shape (n, 32, 32) to (n, 256)."""
    soft = np.pad(squares, ((0, 0), (2, 2), (2, 2)))
    for axis in (1, 2):
        low, high = np.roll(soft, 1, axis), np.roll(soft, -1, axis)
        soft = 0.25 * low + 0.5 * soft + 0.25 * high
    dx = soft[:, 1:-1, 2:] - soft[:, 1:-1, :-2]
    dy = soft[:, 2:, 1:-1] - soft[:, :-2, 1:-1]
    dx, dy = dx[:, 1:-1, 1:-1], dy[:, 1:-1, 1:-1]
    strength = np.hypot(dx, dy)
    layers = []
    for k in range(_DIRECTIONS):
        angle = np.pi * k / _DIRECTIONS
        along = np.abs(dx * np.cos(angle) + dy * np.sin(angle))
        layers.append(np.clip(along - 0.7 * strength, 0, None))
    step = _SIDE_PX // _CELLS
    cells = np.stack(layers, axis=1).reshape(len(squares), _DIRECTIONS, _CELLS, step, _CELLS, step)
    flat = np.sqrt(cells.sum(axis=(3, 5)).reshape(len(squares), -1))
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6), np.float32)


def is_common(char: str) -> bool:
    """Whether GB 2312 has the character."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


class RareShapes:
    """Shapes of rare characters, from a file that `write_shapes` made ahead: drawing takes seconds."""

    def __init__(self) -> None:
        with np.load(resource("scan", "rare_shapes.npz")) as kept:
            self._chars = "".join(map(chr, kept["codes"].tolist()))
            self._shapes = kept["shapes"].astype(np.float32)
            self._bonus = kept["standard"].astype(np.float32) * _STANDARD_BONUS
        self._shapes /= np.linalg.norm(self._shapes, axis=1, keepdims=True)
        # The directions in which shapes vary most tell which ones are worth comparing wholly.
        self._axes = np.linalg.eigh(self._shapes.T @ self._shapes)[1][:, -_AXES:].astype(np.float32)
        self._short = self._shapes @ self._axes

    def likeness(self, strip: NDArray[np.uint8]) -> "Likeness":
        """Compare places on one line of text."""
        return Likeness(self, _ink(strip))

    def ranked(self, seen: NDArray[np.float32]) -> list[tuple[str, float]]:
        """The likeliest rare characters, best first, each with its greatest likeness.

        Args:
            seen: several looks at one character, shape (n, 256).
        """
        mean = self._short @ (seen.mean(axis=0) @ self._axes) + self._bonus
        some = np.argpartition(-mean, _LOOKED_AT)[:_LOOKED_AT]
        like = (seen @ self._shapes[some].T).max(axis=0)
        order = np.argsort(-(like + self._bonus[some]))[:_RANKED]
        return [(self._chars[some[i]], float(like[i])) for i in order]


@dataclass(frozen=True)
class Best:
    """The rare character most alike at a place.

    Attributes:
        like: its likeness 0…1.
        read: the likeness of the character that was read there, 0 for none.
        next: that of the rare character that is most alike after it.
    """

    char: str
    like: float
    read: float
    next: float


class Likeness:
    """One level line of text whose places are compared with how characters are drawn."""

    def __init__(self, rare: RareShapes, ink: Shape) -> None:
        self._rare, self._ink = rare, ink

    def best(self, char: str, place: float) -> Best | None:
        """Compare a place with a character as read and with every rare one.

        Args:
            char: as read; empty when nothing was.
            place: middle of the character along the line, 0…1.
        Returns:
            None where there is no ink.
        """
        cuts = list(_cuts(self._ink, place))
        if not cuts:
            return None
        seen = _shapes(np.stack(cuts))
        usual = _usual(char) if char else None
        read = 0.0 if usual is None else float((seen @ usual).max())
        (best, like), (_, after) = [each for each in self._rare.ranked(seen) if each[0] != char][:2]
        return Best(best, like, read, after)

    def ahead(self, others: Sequence[str], char: str, place: float) -> float:
        """By how much the best of some characters is more alike than another one; negative where it is less.

        −1 where there is no ink, or where one side is not in the face.
        """
        cuts = list(_cuts(self._ink, place))
        usual = _usual(char)
        rivals = [shape for other in others if (shape := _usual(other)) is not None]
        if not cuts or usual is None or not rivals:
            return -1.0
        seen = _shapes(np.stack(cuts))
        return float((seen @ np.stack(rivals).T).max() - (seen @ usual).max())

    def bears_out(self, char: str, best: Best) -> bool:
        """Whether a character that was doubted looks like itself and like no other; a rare one plainly.

        Reader and shape err in different ways: where both name the same rare character it is that.
        """
        ahead = best.read - best.like
        if is_common(char):
            return best.read >= _ALIKE and ahead >= _APART / 2
        return best.read >= _RARE_ALIKE and ahead >= _RARE_APART


@lru_cache(maxsize=512)
def _usual(char: str) -> Shape | None:
    shapes = drawn([char])[1]
    return np.asarray(shapes[0], np.float32) if len(shapes) else None


def write_shapes(alphabet: Sequence[str], path: Path, standard: Collection[str] = ()) -> int:
    """Draw the rare ideographs of an alphabet and keep their shapes; returns how many.

    Args:
        standard: characters of the 通用规范汉字表, which names of today have sooner than others.
    """
    chars, shapes = drawn([char for char in alphabet if _ideograph(char) and not is_common(char)])
    codes = np.array([ord(char) for char in chars], np.uint32)
    known = np.array([char in standard for char in chars], np.uint8)
    np.savez_compressed(
        path, codes=codes, standard=known, shapes=np.rint(shapes * 255 / shapes.max()).astype(np.uint8)
    )
    return len(chars)


def _ink(strip: NDArray[np.uint8]) -> NDArray[np.float32]:
    grey = strip.astype(np.float32).mean(axis=2)
    paper, print_ = np.percentile(grey, 80), np.percentile(grey, 3)
    ink = np.clip((paper - grey) / max(float(paper - print_), 1.0), 0, 1)
    rows = np.flatnonzero((ink > _STROKE).sum(axis=1) > 1)
    return np.asarray(ink[rows[0] : rows[-1] + 1] if len(rows) else ink, np.float32)


def _cuts(ink: NDArray[np.float32], place: float) -> Iterator[NDArray[np.float32]]:
    """A character cut out at several widths and places: its neighbours stand close."""
    height, width = ink.shape
    for aside in (-0.16, -0.08, 0.0, 0.08, 0.16):
        for wide in (0.9, 1.0, 1.12):
            middle = place * width + aside * height
            left, right = max(0, round(middle - wide * height / 2)), round(middle + wide * height / 2)
            square = _square(ink[:, left:right]) if right > left else None
            if square is not None:
                yield square


def _ideograph(char: str) -> bool:
    return len(char) == 1 and ("\u3400" <= char <= "\u9fff" or char > "\U0001ffff")


@cache
def _face() -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(resource("fonts", _FACE)), _DRAWN_PX, layout_engine=ImageFont.Layout.BASIC)


@cache
def _missing() -> bytes:
    return bytes(_face().getmask("\U000e0fff"))
