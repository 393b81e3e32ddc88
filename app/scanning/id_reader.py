"""A picture to an identity document: find the page, turn it upright, read it, judge it."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from itertools import chain

import numpy as np

from app.domain.identity import DocType, IdDocument
from app.scanning.crops import with_crops
from app.scanning.deadline import Deadline
from app.scanning.glyph_match import RareShapes
from app.scanning.id_cards import lines_of_first
from app.scanning.id_evidence import expected_fields, judge
from app.scanning.id_text import enough, is_other_paper, read_document
from app.scanning.name_doubt import named_by_shape
from app.scanning.ocr import OcrEngine
from app.scanning.page import PAGE_GROWTH, Corners, Frame, page_frame, text_directions, text_frame
from app.scanning.page_edges import Edges
from app.scanning.page_search import LEAST_TEXT, Found, fit_page, search_pages
from app.scanning.page_text import LEAST_LINES, Enough, PageReader, PageText, large_enough
from app.scanning.picture import Picture, decode_pages
from app.scanning.printed_page import PrintedPaper, read_printed
from app.scanning.quads import alike, direction_of, height_of
from app.scanning.scene import Glance, Scene
from app.scanning.second_document import another
from app.scanning.sides import merge_sides
from app.scanning.text_line import TextLine
from app.scanning.zone_noughts import with_noughts
from app.scanning.zone_twins import twin

LONGEST_PX = 2200
SCENE_SIDE_PX = 544
FINE_SCENE_SIDE_PX = 960
_MOST_PAGES = 3
_MOST_HINTS = 2
_MOST_DIRECTIONS = 2
_LIKE_TURN = 10.0
_CLEAR_TEXT = 0.97
_FINE_PRINT_PX = 14.0
_SHRUNK = 0.8
_WORTH_ANOTHER_LOOK = ("sex", "ethnicity", "birth_date", "valid_to", "issuer")
_BY_ZONE = ("number_uncertain", "mrz_check_failed", "number_check_failed")
_PLAIN_LINE = 0.6
_TAKES_BACK = ("number_check_failed", "number_uncertain", "mrz_check_failed", "multiple")

_SEVERAL = IdDocument(DocType.NONE, warnings=("multiple",))
NOT_A_DOCUMENT = IdDocument(DocType.NONE, warnings=("not_a_document",))
UNREADABLE = IdDocument(DocType.NONE, warnings=("unreadable",))
"""Time ran out; bytes that are no picture raise `PictureUnreadable` instead."""

Place = tuple[float, float]


def _today_in_china() -> date:
    return datetime.now(timezone(timedelta(hours=8))).date()


@dataclass(frozen=True)
class _Look:
    """A document as judged, with the text it was judged by."""

    found: IdDocument
    text: PageText


class IdReader:
    """Reads identity documents from pictures; one per program, its models are loaded once.

    Safe to use from several threads: the engine takes one call at a time.
    """

    def __init__(
        self,
        engine: OcrEngine | None = None,
        today: Callable[[], date] = _today_in_china,
        deadline: Callable[[], Deadline] = Deadline,
    ) -> None:
        self._engine = engine or OcrEngine()
        self._pages = PageReader(self._engine)
        self._today = today
        self._deadline = deadline
        self._rare: RareShapes | None = None

    def read_printed(self, data: bytes) -> PrintedPaper:
        """Read a paper of ours that is brought back, with the same models.

        Raises:
            PictureUnreadable: neither a PDF nor a picture.
        """
        return read_printed(data, self._engine)

    def warm_up(self) -> None:
        """Load models and shapes ahead of the first picture."""
        self._engine.warm_up()
        self._rare = self._rare or RareShapes()

    def read(self, data: bytes) -> IdDocument:
        """Read the document in an image file, or on the pages of a PDF or a TIFF.

        Sides of one card on several pages are one document, and so is the same page twice.

        Returns:
            `none` with `not_a_document` when no known document stands in the picture, with
            `unreadable` when the time for one picture ran out before that was known. Two
            documents give `multiple`, also when they stand on two pages.

        Raises:
            PictureUnreadable: the bytes are no picture.
        """
        deadline = self._deadline()
        found = NOT_A_DOCUMENT
        with closing(decode_pages(data, LONGEST_PX)) as pages:
            for picture in pages:
                if deadline.passed:
                    return UNREADABLE if found == NOT_A_DOCUMENT else found
                found = _with_page(found, self._read(picture, (), deadline))
                if "multiple" in found.warnings:
                    break
        return found

    def read_picture(self, picture: Picture, corners: Sequence[Place] = ()) -> IdDocument:
        """The same for pixels, for example a frame of the desk camera.

        Args:
            corners: of the document in pixels, in any order, where they are known; when nothing is
                read between them the whole picture is searched.
        """
        return self._read(picture, corners, self._deadline())

    def _read(self, picture: Picture, corners: Sequence[Place], deadline: Deadline) -> IdDocument:
        today = self._today()
        known = np.array(corners, np.float32) if len(corners) == 4 else None
        # Edges and text are looked for side by side; with known corners edges may never be needed.
        with ThreadPoolExecutor(1, thread_name_prefix="edges") as hand:
            ahead = None if known is not None else hand.submit(Edges.of, picture)
            scene = Scene(self._engine, picture, SCENE_SIDE_PX)
            edges = None if ahead is None else ahead.result()
        if known is not None:
            look = self._between(scene, known, today, deadline)
            if look is not None:
                return with_crops(look.found, look.text)
        edges = edges or Edges.of(picture)
        best = self._searched(scene, edges, today, deadline)
        if best is None and _print_too_fine(scene) and not deadline.passed:
            best = self._searched(Scene(self._engine, picture, FINE_SCENE_SIDE_PX), edges, today, deadline)
        if best is not None:
            return with_crops(best.found, best.text)
        return UNREADABLE if deadline.passed else NOT_A_DOCUMENT

    def _between(self, scene: Scene, known: Corners, today: date, deadline: Deadline) -> _Look | None:
        """A document between known corners, if it is read whole and nothing hints at another one."""
        page = fit_page(scene.picture.shape[:2], known, scene.quads)
        glance = None if page is None else self._glance(scene, page)
        if page is None or glance is None or not glance.document:
            return None
        look = self._page(scene, page, glance, today, deadline)
        if look is None or not _settled(look.found):
            return None
        return None if another(self._engine, scene, page, (page,), titles=True) else look

    def _searched(self, scene: Scene, edges: Edges, today: date, deadline: Deadline) -> _Look | None:
        """The best look at any outlined page, else at any text."""
        pages = search_pages(edges, scene.quads)
        best, hints = self._best_page(scene, pages, today, deadline)
        if best is not None and _settled(best.found):
            return best
        for text in self._loose(scene, hints, today, deadline):
            best = _better(best, self._judged(text, today))
            if best is not None and _complete(best.found):
                break
        return best

    def _best_page(
        self, scene: Scene, pages: Sequence[Found], today: date, deadline: Deadline
    ) -> tuple[_Look | None, list[float]]:
        """The first outlined page that is read as far as it shows, else the best of them.

        Returns:
            Besides, in which directions documents seem to be written whose outline was of no use.
        """
        best: _Look | None = None
        hints: list[float] = []
        for page in pages[:_MOST_PAGES]:
            if deadline.passed or len(hints) == _MOST_HINTS:
                break
            if len(scene.untold(page.inside)) < min(LEAST_TEXT, len(page.inside)):
                continue
            glance = self._glance(scene, page)
            if not glance.document:
                continue
            look = self._page(scene, page, glance, today, deadline, once=best is not None)
            if look is None and len(scene.untold(page.inside)) < min(LEAST_LINES, len(page.inside)):
                continue
            if look is None:
                hints.append(scene.direction(page.inside))
                continue
            alone = "multiple" not in look.found.warnings and not deadline.passed
            if alone and another(self._engine, scene, page, pages):
                look = replace(look, found=_with_warning(look.found, "multiple"))
            best = _better(best, look)
            if best is not None and _settled(best.found):
                break
        return best, hints

    def _glance(self, scene: Scene, page: Found) -> Glance:
        return scene.glance(
            page_frame(page.outline, quarter=not page.upright), page.inside, whole=_clearly_seen(scene, page)
        )

    def _page(
        self,
        scene: Scene,
        page: Found,
        glance: Glance,
        today: date,
        deadline: Deadline,
        *,
        once: bool = False,
    ) -> _Look | None:
        """One outlined page, looked at again more finely when something is missing.

        Args:
            once: not again: another outline of the document was looked at finely before.
        """
        no_more = _enough(today)
        text = None
        if _clearly_seen(scene, page):
            text = self._pages.as_seen(scene, glance.frame, page.inside, glance.said, no_more, deadline)
        if text is None:
            print_px = _print_px(scene, page.inside, glance.frame)
            text = self._pages.afresh(scene.picture, glance.frame, print_px, no_more, deadline)
        look = self._judged(text, today)
        if look is None and text is not None and is_other_paper(text.lines):
            scene.set_aside(page.outline)
        if look is None or once or _complete(look.found) or deadline.passed:
            return look
        if zone := _zone_in_doubt(look):
            second = self._pages.again(look.text, zone)
            if _plainly_alike(look.text, second, zone):
                return look
            other = self._judged(second, today)
            if other is not None and _complete(other.found):
                return _agreed(look, other)
        nothing_new = _zone_again(no_more, look.text.lines)
        again = self._pages.afresh(scene.picture, glance.frame, 0, nothing_new, deadline, finer=True)
        return _agreed(look, self._judged(again, today))

    def _loose(
        self, scene: Scene, hints: Sequence[float], today: date, deadline: Deadline
    ) -> Iterator[PageText | None]:
        """Text of the picture level in one direction, for documents without a visible outline."""
        tried: list[float] = []
        for direction in (*hints, *text_directions(scene.quads)):
            if len(tried) == _MOST_DIRECTIONS or any(alike(direction, each, _LIKE_TURN) for each in tried):
                continue
            tried.append(direction)
            along = [
                i
                for i in scene.untold(range(len(scene.quads)))
                if alike(direction_of(scene.quads[i]), direction, _LIKE_TURN)
            ]
            if len(along) < LEAST_LINES or deadline.passed:
                continue
            frame = text_frame(scene.picture, [scene.quads[i] for i in along], direction)
            glance = scene.glance(frame, along, whole=False)
            if glance.document:
                print_px = _print_px(scene, along, glance.frame)
                yield self._pages.afresh(
                    scene.picture, glance.frame, print_px, _enough(today), deadline, loose=True
                )

    def _judged(self, text: PageText | None, today: date) -> _Look | None:
        if text is None:
            return None
        text = with_noughts(text)
        reading = read_document(text.lines, today)
        if reading is None:
            return None
        alone = read_document(lines_of_first(text.lines), today) if reading.others else reading
        if alone is None or alone.others:
            return _Look(_SEVERAL, text)
        found = judge(alone, today)
        if found.fields.name and not found.fields.name.isascii():
            self._rare = self._rare or RareShapes()
            found = named_by_shape(text, found, self._rare)
        if reading.others:
            found = _with_warning(found, "multiple") if _faultless(found) else _SEVERAL
        return _Look(found, text)


def _with_page(found: IdDocument, on_page: IdDocument) -> IdDocument:
    """What is known of a document after one more page."""
    if on_page.doc_type is DocType.NONE and "multiple" not in on_page.warnings:
        return on_page if found == NOT_A_DOCUMENT else found
    if found in (NOT_A_DOCUMENT, UNREADABLE):
        return on_page
    if "multiple" not in on_page.warnings and (both := merge_sides(found, on_page)) is not None:
        return both
    return _with_warning(found, "multiple")


def _enough(today: date) -> Enough:
    return lambda lines, on_page: enough(lines, on_page, today)


def _zone_in_doubt(look: _Look) -> list[int]:
    """The lines of the zone when nothing but the zone keeps a document from being complete."""
    found = replace(look.found, warnings=tuple(w for w in look.found.warnings if w not in _BY_ZONE))
    if not _complete(found):
        return []
    return [i for i, line in enumerate(look.text.lines) if "<<" in line.text]


def _plainly_alike(one: PageText, other: PageText, some: Sequence[int]) -> bool:
    """Whether some lines say the same at two looks, without doubt: then it is printed so.

    But for O and 0, which no look by the reader tells apart; a sign has to be plain at one of the looks.
    """
    looks = [[text.lines[i] for i in some] for text in (one, other)]
    said = [[line.text.upper().replace("O", "0") for line in lines] for lines in looks]
    if said[0] != said[1]:
        return False
    chars, first, second = (
        list(chain(*parts))
        for parts in (
            (line.text for line in looks[0]),
            (line.marks for line in looks[0]),
            (line.marks for line in looks[1]),
        )
    )
    marks = [max(pair) for char, *pair in zip(chars, first, second, strict=False) if not twin(char)]
    return min(marks, default=0.0) >= _PLAIN_LINE


def _zone_again(no_more: Enough, before: Sequence[TextLine]) -> Enough:
    """Enough also when a zone that did not hold is read to the letter as it was before."""
    zone = {line.text for line in before if "<<" in line.text}
    return lambda lines, on_page: (
        no_more(lines, on_page) or (bool(zone) and zone <= {line.text for line in lines})
    )


def _clearly_seen(scene: Scene, page: Found) -> bool:
    """Whether the lines found in the whole picture will do for reading a page."""
    size = page_frame(page.outline, quarter=not page.upright).size
    seen_px = max(size) / PAGE_GROWTH * scene.side_px / max(scene.picture.shape[:2])
    return large_enough(size, seen_px) and page.text >= _CLEAR_TEXT


def _print_px(scene: Scene, inside: Sequence[int], frame: Frame) -> float:
    """Middle height of some lines in pixels of a page; 0 for none."""
    heights = [height_of(frame.onto(scene.quads[i])) for i in inside]
    return float(np.median(heights)) if heights else 0.0


def _print_too_fine(scene: Scene) -> bool:
    """Whether a document may have been missed because its print was too small to be seen as such."""
    shrunk = scene.side_px / max(scene.picture.shape[:2])
    heights = [height_of(quad) * shrunk for quad in scene.quads]
    return shrunk < _SHRUNK and (len(heights) < LEAST_LINES or float(np.median(heights)) < _FINE_PRINT_PX)


def _whole(found: IdDocument) -> bool:
    """Whether a document was read as far as it shows; a failing check is told, not looked past."""
    return (
        found.doc_type is not DocType.NONE
        and not (expected_fields(found.doc_type) - found.fields.present().keys())
        and bool(found.fields.number or found.fields.document_number or found.fields.issuer)
    )


def _faultless(found: IdDocument) -> bool:
    """Whether a card was read whole and nothing of it is doubted, so that no other's lines are in it."""
    return _whole(found) and not set(found.warnings) - {"expired"}


def _complete(found: IdDocument) -> bool:
    """Whether another look could add nothing."""
    return (
        (found.doc_type is not DocType.NONE or "multiple" in found.warnings)
        and not any(w in found.warnings for w in ("number_uncertain", "mrz_check_failed"))
        and not any(f"field_uncertain:{name}" in found.warnings for name in _WORTH_ANOTHER_LOOK)
        and not ({"name", "address"} & (expected_fields(found.doc_type) - found.fields.present().keys()))
    )


def _settled(found: IdDocument) -> bool:
    """Whether no other page needs a look; with two documents a person has to choose anyway."""
    return "multiple" in found.warnings or _complete(found) or _whole(found)


def _agreed(one: _Look, other: _Look | None) -> _Look:
    """The better of two looks at one page; two numbers that both pass are one too many."""
    if other is None or other.found.doc_type is DocType.NONE:
        return one
    first = _complete(other.found) and not _complete(one.found)
    chosen = other if first else _better(one, other) or one
    numbers = {each.found.fields.number or each.found.fields.document_number for each in (one, other)} - {""}
    if len(numbers) > 1:
        return replace(chosen, found=_with_warning(chosen.found, "number_uncertain"))
    return chosen


def _better(one: _Look | None, other: _Look | None) -> _Look | None:
    looks = [look for look in (one, other) if look is not None]
    return max(looks, key=lambda look: _worth(look.found)) if looks else None


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
