"""All lines of text in a picture before any document is known, and a first taste of what they say.

A glance at a few short lines tells which way up a page lies and whether it can be a document at
all. Desks are full of other papers: what fails the glance costs neither a straightened page nor
another search for text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.scanning.id_text import is_document_word
from app.scanning.ocr import OcrEngine, Quad, Said, from_left_top
from app.scanning.page import Frame, Outline, within
from app.scanning.picture import Picture
from app.scanning.quads import aspect_of, direction_of, height_of, legible, shortened, upside_down

_FIRST, _MORE, _MOST = 2, 3, 8
_GLANCE_ASPECT = 7.0
_BEST_ASPECT = 4.5
_PLAINLY_UPRIGHT = 0.93
_READABLE = 0.6
_LONGEST = 2
_ASIDE_GROWTH = 1.04
_ZONE_ASPECT = 14.0
_FILLERS_HEADLONG = ">>>"
_RUNNING_CHARS, _RUNNING_LINES = 6, 4
"""So many plainly read lines of so many ideographs without a document's word make a paper: a card has three
such lines at most, its address."""

_FOREIGN_WORD = re.compile(
    r"\d(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)|[月/]\d*[A-Z]{3}\d{4}|IDENTIT|PASS|^[PIAC]<|"
    r"(?<!\d)[0-3]\d[./][01]\d[./](?:19|20)\d\d(?!\d)"
)
"""What a travel document says beside the words of `is_document_word`; a glance may be wrong."""


@dataclass(frozen=True)
class Glance:
    """What a few lines told about a page.

    Attributes:
        frame: the page, the right way up.
        document: whether one of the lines said what documents say.
        said: by the index of the line in the scene, as far as a line was read to its end.
    """

    frame: Frame
    document: bool
    said: dict[int, Said]


class Scene:
    """A picture and the lines of text found in it.

    Attributes:
        side_px: longer side at which the lines were looked for.
        quads: in pixels of the picture, top to bottom.
    """

    def __init__(self, engine: OcrEngine, picture: Picture, side_px: int) -> None:
        self._engine = engine
        self._said: dict[tuple[int, int, bool], Said] = {}
        self._told: set[int] = set()
        self.picture = picture
        self.side_px = min(side_px, max(picture.shape[:2]))
        self.quads: list[Quad] = engine.find_lines(picture, side_px)

    def set_aside(self, outline: Outline) -> None:
        """Remember that the lines within an outline were read and are another paper's."""
        self._told |= {
            i for i, quad in enumerate(self.quads) if within(quad.mean(axis=0), outline, _ASIDE_GROWTH)
        }

    def untold(self, inside: Sequence[int]) -> list[int]:
        """Those of some lines that were not set aside."""
        return [i for i in inside if i not in self._told]

    def direction(self, inside: Sequence[int]) -> float:
        """Degrees of the longest of some lines."""
        return direction_of(self.quads[max(inside, key=lambda i: float(np.ptp(self.quads[i])))])

    def glance(self, frame: Frame, inside: Sequence[int], *, whole: bool) -> Glance:
        """Read a few of the lines inside a page: short and tall ones first.

        Args:
            inside: which lines of the scene are the page's.
            whole: read to the end of each line; else long ones are only begun.
        """
        upright = {i: from_left_top(frame.onto(self.quads[i])) for i in inside}
        order = _glance_order(upright)
        back = {i: frame.back(upright[i]) for i in order}
        known = self._read(back, order[:_FIRST], turned=False, whole=whole)
        turned = False
        if legible(known.values()) < _PLAINLY_UPRIGHT:
            other = self._read(back, order[:_FIRST], turned=True, whole=whole)
            turned = legible(other.values()) > legible(known.values())
            known = other if turned else known
        document = _tells(known)
        at = _FIRST
        while not document and at < len(order) and not _runs_on(known):
            # One line as long as a zone's tells more than three others.
            count = 1 if at == _FIRST and aspect_of(back[order[at]]) > _ZONE_ASPECT else _MORE
            more = self._read(back, order[at : at + count], turned=turned, whole=whole)
            document = _tells(more)
            known |= more
            at += count
        headlong = any(_FILLERS_HEADLONG in each.text for each in known.values())
        if not document and (headlong or legible(known.values()) < _READABLE):
            # Too poor to tell one way up from the other by two lines, or a zone seen upside down.
            other = self._read(back, order, turned=not turned, whole=whole)
            if document := _tells(other):
                turned, known = not turned, other
        ended = {i: said for i, said in known.items() if whole or aspect_of(back[i]) <= _GLANCE_ASPECT}
        return Glance(frame.headlong() if turned else frame, document, ended)

    def _read(
        self, back: dict[int, Quad], wanted: Sequence[int], *, turned: bool, whole: bool
    ) -> dict[int, Said]:
        """Lines in the picture's own pixels; each is read once a way."""
        ways = {i: upside_down(back[i]) if turned else back[i] for i in wanted}
        keys = {i: (i, _rightward(ways[i]), whole) for i in wanted}
        new = [i for i in wanted if keys[i] not in self._said]
        cut = [ways[i] if whole else _begun(ways[i]) for i in new]
        for i, said in zip(new, self._engine.say(self.picture, cut), strict=True):
            self._said[keys[i]] = said
        return {i: self._said[keys[i]] for i in wanted}


def _glance_order(quads: dict[int, Quad]) -> list[int]:
    """Two short and tall lines, which tell the way up; then the longest, which may be zone or number."""
    order = sorted(quads, key=lambda i: _telling(quads[i]), reverse=True)
    longest = sorted(order[_FIRST:], key=lambda i: float(np.ptp(quads[i][:, 0])), reverse=True)[:_LONGEST]
    return [*order[:_FIRST], *longest, *(i for i in order[_FIRST:] if i not in longest)][:_MOST]


def _telling(quad: Quad) -> float:
    """Tall lines of a few characters tell most for their time."""
    return float(height_of(quad) ** 0.5 - abs(np.log(max(aspect_of(quad), 0.1) / _BEST_ASPECT)))


def _begun(quad: Quad) -> Quad:
    """As much of a line as a glance takes in; the end of a very long one, where a zone has its fillers."""
    if aspect_of(quad) <= _ZONE_ASPECT:
        return shortened(quad, _GLANCE_ASPECT)
    return upside_down(shortened(upside_down(quad), _GLANCE_ASPECT))


def _tells(said: dict[int, Said]) -> bool:
    texts = ("".join(each.text.split()) for each in said.values())
    return any(is_document_word(text) or _FOREIGN_WORD.search(text) for text in texts)


def _runs_on(said: dict[int, Said]) -> bool:
    """Whether what was read is the running text of a paper."""
    running = [each for each in said.values() if sum(char > "\u2e80" for char in each.text) >= _RUNNING_CHARS]
    return len(running) >= _RUNNING_LINES and legible(running) >= _PLAINLY_UPRIGHT


def _rightward(quad: Quad) -> int:
    """Which of four ways a line runs."""
    run = quad[1] - quad[0]
    return round(float(np.degrees(np.arctan2(run[1], run[0]))) / 90) % 4
