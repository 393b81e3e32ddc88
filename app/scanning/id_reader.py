"""A picture to an identity document: find the page, turn it upright, read it, judge it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType

import numpy as np

from app.domain.id_numbers import normal_name
from app.domain.identity import DocType, IdDocument
from app.scanning.glyph_match import RareShapes
from app.scanning.id_evidence import NAME_CERTAIN, expected_fields, judge
from app.scanning.id_text import enough, is_document_line, is_document_number, is_document_word, read_document
from app.scanning.name_shapes import NameGlyph, checked_name
from app.scanning.ocr import OcrEngine, Quad, from_left_top, strip_of
from app.scanning.page import PAGE_GROWTH, apart, carried, straighten, text_directions, turned, within
from app.scanning.page_search import Found, search_pages
from app.scanning.picture import Picture, decode_pages
from app.scanning.text_line import TextLine, agreed

LONGEST_PX = 2200
SCENE_SIDE_PX = 736
PAGE_SIDE_PX = 640
AGAIN_SIDE_PX = 960
LOOSE_SIDE_PX = 1120
_MOST_PAGES = 3
_MOST_DIRECTIONS = 2
_LEAST_LINES = 3
_PAGE_LINES = 50
_LOOSE_LINES = 40
_GATE_LINES = 6
_LONGEST = 2
_MORE_LINES = 8
_LARGE_PX = 540
_SMALL_PRINT_PX = 16.0
_ROOM_AGAIN = 0.05
_CLEAR_TEXT = 0.97
_PROBES = 2
_PLAINLY_UPRIGHT = 0.93
_PLAIN = 0.97
_SMALL_BLOCK = 0.66
_BESIDE_LINES = 8
_BESIDE_TALL = 0.6
_LIKE_SIZE = (0.5, 2.0)
_LIKE_TURN = 15.0
_WORTH_ANOTHER_LOOK = ("sex", "ethnicity", "birth_date", "valid_to", "issuer")
_TAKES_BACK = ("number_check_failed", "number_uncertain", "mrz_check_failed", "multiple")

NOT_A_DOCUMENT = IdDocument(DocType.NONE, warnings=("not_a_document",))
UNREADABLE = IdDocument(DocType.NONE, warnings=("unreadable",))


def _today_in_china() -> date:
    return datetime.now(timezone(timedelta(hours=8))).date()


@dataclass(frozen=True)
class _Text:
    """The lines read on a page the right way up, each with where it stands."""

    page: Picture
    quads: Sequence[Quad]
    lines: Sequence[TextLine]


class IdReader:
    """Reads identity documents from pictures; one per program, its models are loaded once.

    Safe to use from several threads: the engine takes one call at a time.
    """

    def __init__(self, engine: OcrEngine | None = None, today: Callable[[], date] = _today_in_china) -> None:
        self._engine = engine or OcrEngine()
        self._today = today
        self._rare: RareShapes | None = None

    def warm_up(self) -> None:
        """Load the models ahead of the first picture."""
        self._engine.warm_up()

    def read(self, data: bytes) -> IdDocument:
        """Read the document in an image file, or on the pages of a scanned PDF.

        Returns:
            `none` with `not_a_document` when no known document stands in the picture. Two
            documents give `multiple`, also when they stand on two pages.

        Raises:
            PictureUnreadable: the bytes are no picture.
        """
        found = NOT_A_DOCUMENT
        for picture in decode_pages(data, LONGEST_PX):
            on_page = self.read_picture(picture)
            if on_page == NOT_A_DOCUMENT:
                continue
            if found != NOT_A_DOCUMENT:
                return _with_warning(found, "multiple")
            found = on_page
        return found

    def read_picture(self, picture: Picture) -> IdDocument:
        """The same for pixels, for example a frame of the desk camera."""
        today = self._today()
        scene = self._engine.find_lines(picture, SCENE_SIDE_PX)
        best: IdDocument | None = None
        pages = search_pages(picture, scene)
        for page in pages[:_MOST_PAGES]:
            found = self._judged(self._page(picture, page, scene, today), today)
            if found is None:
                continue
            if not _complete(found):
                again = self._judged(self._page(picture, page, (), today, AGAIN_SIDE_PX), today)
                found = _agreed(found, again)
            if self._another(picture, page, pages, scene):
                found = _with_warning(found, "multiple")
            best = _better(best, found)
            if _complete(best) or _whole(best):
                return best
        for text in self._loose(picture, scene, today):
            found = self._judged(text, today)
            if found is not None:
                best = _better(best, found)
                if _complete(best):
                    break
        return best or NOT_A_DOCUMENT

    def _judged(self, text: _Text | None, today: date) -> IdDocument | None:
        reading = None if text is None else read_document(text.lines, today)
        if text is None or reading is None:
            return None
        if reading.others:
            return IdDocument(DocType.NONE, warnings=("multiple",))
        found = judge(reading, today)
        return self._named_by_shape(text, found)

    def _named_by_shape(self, text: _Text, found: IdDocument) -> IdDocument:
        """A name in ideographs after a second look: borne out, or mended, or doubted."""
        name = found.fields.name
        if not name or name.isascii():
            return found
        at = next((i for i, line in enumerate(text.lines) if _dotted(line)[0].endswith(name)), None)
        if at is None or not text.lines[at].places:
            return _with_warning(found, "name_uncertain") if len(name) < 2 else found
        self._rare = self._rare or RareShapes()
        line, strip = text.lines[at], strip_of(text.page, text.quads[at])
        places = _dotted(line)[1][-len(name) :]
        glyphs = [NameGlyph(name[k], line.mark(i), line.places[i]) for k, i in enumerate(places)]
        seen = checked_name(self._rare, glyphs, strip, NAME_CERTAIN)
        if seen.doubted:
            return _with_warning(
                replace(found, fields=replace(found.fields, name=seen.name)), "name_uncertain"
            )
        if not seen.borne_out:
            return found
        return replace(
            found,
            confidence=MappingProxyType({**found.confidence, "name": NAME_CERTAIN}),
            warnings=tuple(warning for warning in found.warnings if warning != "name_uncertain"),
        )

    def _page(
        self,
        picture: Picture,
        found: Found,
        scene: Sequence[Quad],
        today: date,
        side_px: int = PAGE_SIDE_PX,
    ) -> _Text | None:
        """The text of an outlined page, None when it is no document's.

        The lines found in the whole picture serve where they were seen large enough and none
        crosses a side; else lines are looked for again on the page alone.
        """
        page, matrix = straighten(picture, found.outline, quarter=not found.upright)
        seen_px = max(page.shape[:2]) * SCENE_SIDE_PX / max(picture.shape[:2]) / PAGE_GROWTH
        if scene and seen_px >= _LARGE_PX and found.text >= _CLEAR_TEXT:
            quads = [from_left_top(carried(scene[i], matrix)) for i in found.inside]
        else:
            tall = float(np.median([_height(scene[i]) for i in found.inside])) * PAGE_GROWTH if scene else 0.0
            if scene and tall * side_px / max(page.shape[:2]) < _SMALL_PRINT_PX:
                side_px = AGAIN_SIDE_PX
            quads = self._engine.find_lines(page, side_px)
        block = _small_block(page, quads)
        if block is not None:
            page = block
            quads = self._engine.find_lines(page, side_px)
        if not _LEAST_LINES <= len(quads) <= _PAGE_LINES:
            return None
        return self._read(page, quads, today)

    def _loose(self, picture: Picture, scene: Sequence[Quad], today: date) -> Iterator[_Text | None]:
        """Text of the whole picture, for documents without a visible outline; most text first."""
        for direction in text_directions(scene)[:_MOST_DIRECTIONS]:
            level = picture if abs(direction) < 1 else turned(picture, direction)
            quads = [quad for quad in self._engine.find_lines(level, LOOSE_SIDE_PX) if _level(quad)]
            quads = sorted(quads, key=_height, reverse=True)[:_LOOSE_LINES]
            if len(quads) >= _LEAST_LINES:
                yield self._read(level, quads, today)

    def _read(self, page: Picture, quads: Sequence[Quad], today: date) -> _Text | None:
        """Read level lines, whichever way up; a few first, the rest while they may still tell more."""
        order = sorted(range(len(quads)), key=lambda i: _telling(quads[i]), reverse=True)
        first = [quads[i] for i in order[:_PROBES]]
        known = self._engine.read_lines(page, first)
        if _legible(known) < _PLAINLY_UPRIGHT:
            headlong = self._engine.read_lines(page, [_upside_down(quad) for quad in first])
            if _legible(headlong) > _legible(known):
                size = np.array([page.shape[1], page.shape[0]], dtype=np.float32)
                page = turned(page, 180)
                quads = [_upside_down(size - quad) for quad in quads]
                known = self._engine.read_lines(page, [quads[i] for i in order[:_PROBES]])
        rest = sorted(order[_PROBES:], key=lambda i: _height(quads[i]), reverse=True)
        longest = sorted(rest, key=lambda i: float(np.ptp(quads[i][:, 0])), reverse=True)[:_LONGEST]
        rest = [*longest, *(i for i in rest if i not in longest)]
        taken = [quads[i] for i in (*order[:_PROBES], *rest)]
        known += self._engine.read_lines(page, taken[len(known) : len(known) + _GATE_LINES])
        if not any(is_document_word(line.text) for line in known):
            return None
        while len(known) < len(taken) and not enough(known, len(quads), today):
            known += self._engine.read_lines(page, taken[len(known) : len(known) + _MORE_LINES])
        doubted = [i for i, line in enumerate(known) if line.doubted]
        again = self._engine.read_lines(page, [_grown(taken[i]) for i in doubted])
        for i, line in zip(doubted, again, strict=True):
            known[i] = agreed(known[i], line)
        return _Text(page, taken[: len(known)], known)

    def _another(self, picture: Picture, taken: Found, pages: Sequence[Found], scene: Sequence[Quad]) -> bool:
        """Whether a second document lies beside the one read.

        Either a second page of like size whose text is a document's, or a number or a zone of one
        anywhere outside, printed about as large: titles alone may belong to the document read.
        """
        tallest = max((_height(scene[i]) for i in taken.inside), default=0.0)
        outside = {
            i
            for i, quad in enumerate(scene)
            if _height(quad) >= _BESIDE_TALL * tallest and not within(quad.mean(axis=0), taken.outline, 1.04)
        }
        if not outside:
            return False
        second = [page for page in pages if _beside(page, taken)]
        on_page = [i for page in second for i in page.inside if i in outside]
        loose = sorted(outside - set(on_page), key=lambda i: _height(scene[i]), reverse=True)
        along = _direction(scene[max(taken.inside, key=lambda i: float(np.ptp(scene[i])))])
        loose = [i for i in loose if abs((_direction(scene[i]) - along + 90) % 180 - 90) < _LIKE_TURN]
        for chosen, betrays in ((on_page, is_document_line), (loose, is_document_number)):
            ways = [_lengthwise(scene[i]) for i in chosen[:_BESIDE_LINES]]
            lines = self._engine.read_lines(picture, ways)
            headlong = [way for way, line in zip(ways, lines, strict=True) if _legible([line]) < _PLAIN]
            lines += self._engine.read_lines(picture, [_upside_down(way) for way in headlong])
            if any(betrays(line.text) for line in lines):
                return True
        return False


def _dotted(line: TextLine) -> tuple[str, list[int]]:
    """A line without spaces and with its dots as names have them; and where each character stood."""
    at = [i for i, char in enumerate(line.text) if not char.isspace()]
    return "".join(normal_name(line.text[i]) for i in at), at


def _beside(other: Found, taken: Found) -> bool:
    share = other.outline.area / taken.outline.area
    return apart(taken.outline, other.outline) and _LIKE_SIZE[0] < share < _LIKE_SIZE[1]


def _direction(quad: Quad) -> float:
    run = _lengthwise(quad)[1] - _lengthwise(quad)[0]
    return float(np.degrees(np.arctan2(run[1], run[0])))


def _whole(found: IdDocument) -> bool:
    """Whether a document was read as far as it shows; a failing check is told, not looked past."""
    return (
        found.doc_type is not DocType.NONE
        and not (expected_fields(found.doc_type) - found.fields.present().keys())
        and bool(found.fields.number or found.fields.document_number or found.fields.issuer)
    )


def _agreed(one: IdDocument, other: IdDocument | None) -> IdDocument:
    """The better of two looks at one page; two numbers that both pass are one too many."""
    if other is None or other.doc_type is DocType.NONE:
        return one
    chosen = other if _complete(other) and not _complete(one) else _better(one, other)
    numbers = {each.fields.number or each.fields.document_number for each in (one, other)} - {""}
    if len(numbers) > 1:
        return _with_warning(chosen, "number_uncertain")
    return chosen


def _small_block(page: Picture, quads: Sequence[Quad]) -> Picture | None:
    """The part of a page that its text takes, when that is small: a copy of a card on a sheet."""
    if len(quads) < _LEAST_LINES:
        return None
    points = np.concatenate(list(quads))
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    height, width = page.shape[:2]
    if right - left > _SMALL_BLOCK * width or bottom - top > _SMALL_BLOCK * height:
        return None
    room = 0.08 * float(right - left)
    x, y = max(0, int(left - room)), max(0, int(top - room))
    return np.ascontiguousarray(page[y : int(bottom + room) + 1, x : int(right + room) + 1])


def _height(quad: Quad) -> float:
    return float(min(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[0] - quad[1])))


def _level(quad: Quad) -> bool:
    width, height = np.ptp(quad[:, 0]), np.ptp(quad[:, 1])
    return bool(width > 0.8 * height)


def _lengthwise(quad: Quad) -> Quad:
    """The corners such that the text runs from the first to the second, one way or the other."""
    if np.linalg.norm(quad[1] - quad[0]) >= np.linalg.norm(quad[3] - quad[0]):
        return quad
    return np.ascontiguousarray(np.roll(quad, -1, axis=0))


def _telling(quad: Quad) -> float:
    """Tall lines of middling length tell the way up best; endless ones cost time."""
    width = float(np.linalg.norm(quad[0] - quad[1]))
    height = max(float(np.linalg.norm(quad[0] - quad[3])), 1.0)
    return float(min(width / height, 8.0, 24.0 * height / max(width, 1.0) + 4.0) * height**0.5)


def _grown(quad: Quad) -> Quad:
    """The same line with more room around it: another look at its characters."""
    down = (quad[3] - quad[0] + quad[2] - quad[1]) * _ROOM_AGAIN
    along = (quad[1] - quad[0]) / max(float(np.linalg.norm(quad[1] - quad[0])), 1.0)
    aside = along * float(np.linalg.norm(down))
    return np.stack([quad[0] - down - aside, quad[1] - down + aside, quad[2] + down + aside,
                     quad[3] + down - aside]).astype(np.float32)  # fmt: skip


def _upside_down(quad: Quad) -> Quad:
    return np.ascontiguousarray(np.roll(quad, 2, axis=0))


def _legible(lines: Sequence[TextLine]) -> float:
    """Mean certainty by character, 0…1; lines without any character count as illegible."""
    marks = [mark for line in lines for mark in line.marks[:12]] + [0.0] * sum(not ln.marks for ln in lines)
    return sum(marks) / len(marks) if marks else 0.0


def _complete(found: IdDocument | None) -> bool:
    return (
        found is not None
        and (found.doc_type is not DocType.NONE or "multiple" in found.warnings)
        and not any(w in found.warnings for w in ("number_uncertain", "mrz_check_failed"))
        and not any(f"field_uncertain:{name}" in found.warnings for name in _WORTH_ANOTHER_LOOK)
        and not ({"name", "address"} & (expected_fields(found.doc_type) - found.fields.present().keys()))
    )


def _better(one: IdDocument | None, other: IdDocument) -> IdDocument:
    if one is None:
        return other
    return max((one, other), key=_worth)


def _worth(found: IdDocument) -> tuple[bool, bool, int, float]:
    taken_back = any(warning in found.warnings for warning in _TAKES_BACK)
    present = found.fields.present()
    return (
        found.doc_type is not DocType.NONE,
        bool(present) and not taken_back,
        len(present),
        sum(found.confidence.values()),
    )


def _with_warning(found: IdDocument, warning: str) -> IdDocument:
    return replace(found, warnings=tuple(dict.fromkeys((*found.warnings, warning))))
