"""All text of one page of a picture, upright, each line read as often as it needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.scanning.deadline import Deadline
from app.scanning.id_text import document_words, is_document_line, is_document_word, is_other_paper
from app.scanning.ocr import OcrEngine, Quad, Said, from_left_top, placed
from app.scanning.page import Frame
from app.scanning.picture import Picture
from app.scanning.quads import aspect_of, grown, height_of, is_level
from app.scanning.scene import Scene
from app.scanning.text_line import TextLine, agreed

LEAST_LINES = 3
PAGE_LINES = 50
LOOSE_LINES = 40
_SIDES_PX = (544, 672)
_SEEN_PX = (400, 620)
_FINER_PX = 800
_PASSPORT_ASPECT = 1.5
_PRINT_PX = 19.0
_GATE_LINES = 8
_MORE_LINES = 4
_LINES_A_WORD = 11
"""More lines for each different word of documents, and the page is a form."""

_LONGEST = 2
_ZONE_LINES = 3
_ZONE_ASPECT = 14.0
_SMALL_BLOCK = 0.66
_NUMBER_FIGURES = 7
_SURE = 0.95
_SPECK_CHARS = 2
_SPECK_BELOW = 0.85
_FOLLOWS = 1.5

Enough = Callable[[Sequence[TextLine], int], bool]
"""Whether the lines read so far, of so many on the page, say all that can be said."""


@dataclass(frozen=True)
class PageText:
    """The lines read on a page the right way up.

    Attributes:
        picture: where the strips are cut from.
        quads: of each line, in pixels of `picture`, in reading direction.
        lines: what they say, placed on the upright page; as many as `quads`.
    """

    picture: Picture
    quads: Sequence[Quad]
    lines: Sequence[TextLine]


class PageReader:
    """Finds and reads the lines of one page."""

    def __init__(self, engine: OcrEngine) -> None:
        self._engine = engine

    def as_seen(
        self, scene: Scene, frame: Frame, inside: Sequence[int], said: Mapping[int, Said], enough: Enough,
        deadline: Deadline,
    ) -> PageText | None:  # fmt: skip
        """The page by the lines found in the whole picture, when they were seen large enough.

        Args:
            frame: the page, the right way up.
            said: what some of the lines are known to say.
        Returns:
            None when the text is no document's, or a small block on a larger sheet.
        """
        level = [from_left_top(frame.onto(scene.quads[i])) for i in inside]
        if not LEAST_LINES <= len(level) <= PAGE_LINES or _small_block(frame.size, level) is not None:
            return None
        cut = [frame.back(quad) for quad in level]
        known = {at: said[i] for at, i in enumerate(inside) if i in said}
        return self._read(scene.picture, cut, level, known, enough, deadline)

    def afresh(
        self, picture: Picture, frame: Frame, print_px: float, enough: Enough, deadline: Deadline,
        *, finer: bool = False, loose: bool = False,
    ) -> PageText | None:  # fmt: skip
        """The page cut out and searched for lines.

        Args:
            print_px: middle height of its lines as found so far, in pixels of the page; 0 not known.
            finer: look for smaller print than there seems to be.
            loose: text without an outline, of whose lines only the tallest are read; a page with as
                many lines is no document's.
        """
        page = frame.cut(picture)
        side = _side(frame.size, print_px) if not finer else _FINER_PX
        quads = self._engine.find_lines(page, side)
        block = _small_block(frame.size, quads)
        if block is not None:
            left, top, right, bottom = block
            page = np.ascontiguousarray(page[top:bottom, left:right])
            quads = self._engine.find_lines(page, side)
        quads = [quad for quad in quads if is_level(quad)]
        if loose:
            quads = sorted(quads, key=height_of, reverse=True)[:LOOSE_LINES]
        if not LEAST_LINES <= len(quads) <= PAGE_LINES:
            return None
        return self._read(page, quads, quads, {}, enough, deadline)

    def again(self, text: PageText, some: Sequence[int]) -> PageText:
        """The same page with some of its lines read once more, each with a little more room around it."""
        answers = self._engine.say(text.picture, [grown(text.quads[i]) for i in some])
        lines = list(text.lines)
        for i, each in zip(some, answers, strict=True):
            lines[i] = replace(
                lines[i], text=each.text, marks=each.marks, options=each.options, places=each.places
            )
        return replace(text, lines=lines)

    def _read(
        self, picture: Picture, cut: Sequence[Quad], level: Sequence[Quad], said: Mapping[int, Said],
        enough: Enough, deadline: Deadline,
    ) -> PageText | None:  # fmt: skip
        """What is known first, then the longest and the tallest, the rest while they may tell more."""
        rest = sorted((i for i in range(len(level)) if i not in said), key=lambda i: -height_of(level[i]))
        longest = sorted(rest, key=lambda i: -float(np.ptp(level[i][:, 0])))[:_ZONE_LINES]
        zone = all(aspect_of(level[i]) > _ZONE_ASPECT for i in longest[:_LONGEST])
        longest = [i for i in longest if aspect_of(level[i]) > _ZONE_ASPECT] if zone else longest[:_LONGEST]
        order = [*said, *longest, *(i for i in rest if i not in longest)]
        lines = [placed(level[i], said[i]) for i in order[: len(said)]]

        def read_on(count: int) -> None:
            some = order[len(lines) : len(lines) + count]
            answers = self._engine.say(picture, [cut[i] for i in some])
            lines.extend(placed(level[i], each) for i, each in zip(some, answers, strict=True))

        read_on(len(longest) if zone else _GATE_LINES)
        if zone and not enough(lines, len(order)):
            read_on(_GATE_LINES - len(longest))
        if not any(is_document_word(line.text) for line in lines):
            return None
        while len(lines) < len(order) and not enough(lines, len(order)) and not deadline.passed:
            if _form(lines):
                return None
            read_on(_MORE_LINES)
        idle = deadline.passed or is_other_paper(lines)
        doubted = [] if idle else [i for i, line in enumerate(lines) if _worth_again(line)]
        again = self._engine.say(picture, [grown(cut[order[i]]) for i in doubted])
        for i, each in zip(doubted, again, strict=True):
            lines[i] = agreed(lines[i], placed(level[order[i]], each))
        kept = [i for i, line in enumerate(lines) if not _speck(line, lines)]
        return PageText(picture, [cut[order[i]] for i in kept], [lines[i] for i in kept])


def _form(lines: Sequence[TextLine]) -> bool:
    """Whether so many lines hold so few of a document's words that the others will be no document's."""
    few = document_words(lines) * _LINES_A_WORD < len(lines)
    return few and not any("<<" in line.text or is_document_line(line.text) for line in lines)


def _worth_again(line: TextLine) -> bool:
    """Whether a second look may settle what the first one doubts: words, and numbers without a check."""
    if line.doubted:
        return True
    figures = sum(char.isdigit() for char in line.text)
    seen = [mark for char, mark in zip(line.text, line.marks, strict=False) if not char.isspace()]
    return figures >= _NUMBER_FIGURES and "<" not in line.text and min(seen, default=1.0) < _SURE


def _speck(line: TextLine, lines: Sequence[TextLine]) -> bool:
    """Whether a line is a piece of a portrait or of a pattern taken for a letter or two.

    What follows closely on another line may be its last character, badly read: the doubt must stay.
    """
    text = "".join(line.text.split())
    if len(text) > _SPECK_CHARS or not text.isascii() or line.certainty >= _SPECK_BELOW:
        return False
    return not any(
        other is not line
        and abs(other.middle - line.middle) < 0.5 * other.height
        and abs(line.left - other.right) < _FOLLOWS * other.height
        for other in lines
    )


def large_enough(size: tuple[int, int], seen_px: float) -> bool:
    """Whether a page that took so many pixels in a search has been searched finely enough."""
    return seen_px >= (_SEEN_PX[1] if is_large_page(size) else _SEEN_PX[0])


def is_large_page(size: tuple[int, int]) -> bool:
    """Whether a page has the shape of a passport's, 125 mm wide with print as small as a card's."""
    return max(size) < _PASSPORT_ASPECT * min(size)


def _side(size: tuple[int, int], print_px: float) -> int:
    """Longer side at which a page is searched: so that its middle print is well seen."""
    least = _SIDES_PX[1] if is_large_page(size) else _SIDES_PX[0]
    if print_px <= 0:
        return least
    return int(np.clip(max(size) * _PRINT_PX / print_px, least, _FINER_PX))


def _small_block(size: tuple[int, int], quads: Sequence[Quad]) -> tuple[int, int, int, int] | None:
    """The part of a page that its text takes, when that is small: a copy of a card on a sheet."""
    if len(quads) < LEAST_LINES:
        return None
    points = np.concatenate(list(quads))
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    width, height = size
    if right - left > _SMALL_BLOCK * width or bottom - top > _SMALL_BLOCK * height:
        return None
    room = 0.08 * float(right - left)
    return max(0, int(left - room)), max(0, int(top - room)), int(right + room) + 1, int(bottom + room) + 1
