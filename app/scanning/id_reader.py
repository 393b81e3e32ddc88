"""A picture to an identity document: find the page, turn it upright, read it, judge it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

import numpy as np

from app.domain.identity import DocType, IdDocument
from app.scanning.id_evidence import expected_fields, judge
from app.scanning.id_text import is_document_line, read_document
from app.scanning.ocr import OcrEngine, Quad
from app.scanning.page import Outline, apart, covered, find_outlines, straighten, text_directions, turned
from app.scanning.picture import Picture, decode_picture
from app.scanning.text_line import TextLine

LONGEST_PX = 2200
PAGE_SIDE_PX = 960
WHOLE_SIDE_PX = 1280
_MOST_OUTLINES = 3
_MOST_DIRECTIONS = 2
_LIKE_SIZE = (0.55, 1.8)
_CARD_LINES = 3
_ROOM_BESIDE = 1.1
_PAGE_LINES = 50
_BESIDE_LINES = 14
_WORTH_ANOTHER_LOOK = ("sex", "ethnicity", "birth_date", "valid_to", "issuer")
_TAKES_BACK = ("number_check_failed", "number_uncertain", "mrz_check_failed", "multiple")

NOT_A_DOCUMENT = IdDocument(DocType.NONE, warnings=("not_a_document",))
UNREADABLE = IdDocument(DocType.NONE, warnings=("unreadable",))


def _today_in_china() -> date:
    return datetime.now(timezone(timedelta(hours=8))).date()


@dataclass(frozen=True)
class _Upright:
    """A page the right way up with its text."""

    picture: Picture
    lines: list[TextLine]


class IdReader:
    """Reads identity documents from pictures; one per program, its models are loaded once.

    Safe to use from several threads: the engine takes one call at a time.
    """

    def __init__(self, engine: OcrEngine | None = None, today: Callable[[], date] = _today_in_china) -> None:
        self._engine = engine or OcrEngine()
        self._today = today

    def warm_up(self) -> None:
        """Load the models ahead of the first picture."""
        self._engine.warm_up()

    def read(self, data: bytes) -> IdDocument:
        """Read the document in an image file.

        Returns:
            `none` with `not_a_document` when no known document stands in the picture. Two
            documents give `multiple`.

        Raises:
            PictureUnreadable: the bytes are no picture.
        """
        return self.read_picture(decode_picture(data, LONGEST_PX))

    def read_picture(self, picture: Picture) -> IdDocument:
        """The same for pixels, for example a frame of the desk camera."""
        today = self._today()
        outlines = find_outlines(picture)[:_MOST_OUTLINES]
        best: IdDocument | None = None
        for outline in outlines:
            page = self._upright(straighten(picture, outline))
            found = self._judged(page, today)
            if found is None:
                continue
            if self._another(picture, outline, outlines, today):
                found = _with_warning(found, "multiple")
            if _complete(found):
                return found
            best = _better(best, found)
        for page in self._whole(picture):
            found = self._judged(page, today)
            if found is not None:
                best = _better(best, found)
                if _complete(best):
                    break
        return best or NOT_A_DOCUMENT

    def _judged(self, page: _Upright | None, today: date) -> IdDocument | None:
        if page is None:
            return None
        reading = read_document(page.lines, today)
        if reading is None:
            return None
        if reading.others:
            return IdDocument(DocType.NONE, warnings=("multiple",))
        return judge(reading, today)

    def _upright(self, page: Picture) -> _Upright | None:
        """Turn a straightened page by quarters until its text stands, then read it."""
        quads = self._engine.find_lines(page, PAGE_SIDE_PX)
        if not _CARD_LINES <= len(quads) <= _PAGE_LINES:
            return None
        if _upended(quads):
            page = turned(page, 90)
            quads = self._engine.find_lines(page, PAGE_SIDE_PX)
        return self._right_way_up(page, quads)

    def _right_way_up(self, page: Picture, quads: Sequence[Quad]) -> _Upright | None:
        """Read some lines both ways: text on its head is read with far less certainty."""
        if not quads:
            return None
        probes = sorted(quads, key=_evidence, reverse=True)[:4]
        size = np.array([page.shape[1], page.shape[0]], dtype=np.float32)
        straight = self._engine.read_lines(page, probes)
        headlong = self._engine.read_lines(page, [_upside_down(quad) for quad in probes])
        if _legible(headlong) > _legible(straight):
            page = turned(page, 180)
            quads = [_upside_down(size - quad) for quad in quads]
        return _Upright(page, self._engine.read_lines(page, quads))

    def _whole(self, picture: Picture) -> Iterator[_Upright]:
        """The whole picture, turned so that its lines of text run level; most text first."""
        quads = self._engine.find_lines(picture, WHOLE_SIDE_PX)
        for direction in text_directions(quads)[:_MOST_DIRECTIONS]:
            level = picture if abs(direction) < 1 else turned(picture, direction)
            page = self._right_way_up(level, self._engine.find_lines(level, WHOLE_SIDE_PX))
            if page is not None:
                yield page

    def _another(self, picture: Picture, taken: Outline, outlines: Sequence[Outline], today: date) -> bool:
        """Whether a second card lies beside the one that was read.

        Either a second outline of like size with text on it, or text of a document where the
        picture is large enough to hold one beside the first.
        """
        for other in outlines:
            if other is taken or not apart(taken, other):
                continue
            if not _LIKE_SIZE[0] < other.area / taken.area < _LIKE_SIZE[1]:
                continue
            if len(self._engine.find_lines(straighten(picture, other), PAGE_SIDE_PX // 2)) >= _CARD_LINES:
                return True
        if picture.shape[0] * picture.shape[1] - taken.area < _ROOM_BESIDE * taken.area:
            return False
        rest = covered(picture, taken)
        quads = self._engine.find_lines(rest, PAGE_SIDE_PX)
        for direction in text_directions(quads)[:1]:
            level = rest if abs(direction) < 1 else turned(rest, direction)
            found = self._engine.find_lines(level, PAGE_SIDE_PX)
            tallest = sorted(found, key=_evidence, reverse=True)[:_BESIDE_LINES]
            if any(is_document_line(line.text) for line in self._engine.read_lines(level, tallest)):
                return True
        return False


def _upended(quads: Sequence[Quad]) -> bool:
    across = down = 0.0
    for quad in quads:
        width, height = np.ptp(quad[:, 0]), np.ptp(quad[:, 1])
        if width > height:
            across += float(width)
        else:
            down += float(height)
    return down > across


def _evidence(quad: Quad) -> float:
    """Long lines tell the way up best, but not endless ones, which cost time."""
    width = float(np.linalg.norm(quad[0] - quad[1]))
    height = max(float(np.linalg.norm(quad[0] - quad[3])), 1.0)
    return float(min(width / height, 14.0) * height**0.5)


def _upside_down(quad: Quad) -> Quad:
    return np.ascontiguousarray(np.roll(quad, 2, axis=0))


def _legible(lines: Sequence[TextLine]) -> float:
    return sum(line.certainty * min(len(line.text), 12) for line in lines if line.marks)


def _complete(found: IdDocument | None) -> bool:
    return (
        found is not None
        and found.doc_type is not DocType.NONE
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
