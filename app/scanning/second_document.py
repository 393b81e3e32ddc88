"""Whether another document lies beside the one that was read."""

from collections.abc import Sequence

from app.scanning.id_text import is_document_line, is_document_number
from app.scanning.ocr import OcrEngine, Quad
from app.scanning.page import apart, within
from app.scanning.page_search import Found
from app.scanning.quads import (
    alike,
    aspect_of,
    direction_of,
    height_of,
    legible,
    lengthwise,
    shortened,
    upside_down,
)
from app.scanning.scene import Scene

_LINES = 8
_TALL = 0.6
_LIKE_SIZE = (0.5, 2.0)
_LIKE_TURN = 15.0
_PLAIN = 0.97
_NUMBER_ASPECT = 5.0
_TITLE_ASPECT = 3.0
_TASTE_ASPECT = 5.0
_HINTS = frozenset("<公民身份号码居住证永久留通行")
_LEAST_DIGITS = 4


def another(
    engine: OcrEngine, scene: Scene, taken: Found, pages: Sequence[Found], *, titles: bool = False
) -> bool:
    """Either a second page of like size whose text is a document's, or a document's number or zone
    anywhere outside, printed about as large: titles alone may belong to the document that was read.

    Args:
        titles: let a title outside count too.
    """
    tallest = max((height_of(scene.quads[i]) for i in taken.inside), default=0.0)
    outside = {
        i
        for i, quad in enumerate(scene.quads)
        if height_of(quad) >= _TALL * tallest and not within(quad.mean(axis=0), taken.outline, 1.04)
    }
    if not outside:
        return False
    on_page = {i for page in pages if _beside(page, taken) for i in page.inside if i in outside}
    along = scene.direction(taken.inside)
    loose = {i for i in outside - on_page if alike(direction_of(scene.quads[i]), along, _LIKE_TURN)}
    least = _TITLE_ASPECT if titles else _NUMBER_ASPECT
    loose = {i for i in loose if aspect_of(lengthwise(scene.quads[i])) >= least}
    on_desk = is_document_line if titles else is_document_number
    for chosen, betrays in ((on_page, is_document_line), (loose, on_desk)):
        tallest_first = sorted(chosen, key=lambda i: height_of(scene.quads[i]), reverse=True)[:_LINES]
        if any(betrays(text) for text in _texts(engine, scene, [scene.quads[i] for i in tallest_first])):
            return True
    return False


def _texts(engine: OcrEngine, scene: Scene, quads: Sequence[Quad]) -> list[str]:
    """Lines read either way up; a taste of each first, for most are of no interest."""
    tastes: dict[int, Quad] = {}
    ways = [lengthwise(quad) for quad in quads]
    said = engine.say(scene.picture, [shortened(way, _TASTE_ASPECT, middle=True) for way in ways])
    unclear = [i for i, each in enumerate(said) if legible([each]) < _PLAIN]
    other = engine.say(
        scene.picture, [shortened(upside_down(ways[i]), _TASTE_ASPECT, middle=True) for i in unclear]
    )
    for i, each in enumerate(said):
        if _hints(each.text):
            tastes[i] = ways[i]
    for i, each in zip(unclear, other, strict=True):
        if _hints(each.text) and legible([each]) > legible([said[i]]):
            tastes[i] = upside_down(ways[i])
    return [each.text for each in engine.say(scene.picture, list(tastes.values()))]


def _hints(text: str) -> bool:
    return sum(char.isdigit() for char in text) >= _LEAST_DIGITS or not _HINTS.isdisjoint(text)


def _beside(other: Found, taken: Found) -> bool:
    share = other.outline.area / taken.outline.area
    return apart(taken.outline, other.outline) and _LIKE_SIZE[0] < share < _LIKE_SIZE[1]
