"""Whether another document lies beside the one that was read."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from app.scanning.id_cards import NUMBER_LABEL
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

_LINES, _LINES_A_WAY = 8, 2
_TALL, _ON_PAGE_TALL, _TURNED_TALL = 0.6, 0.4, 0.8
"""Least height of a line by the tallest that was read: anywhere; on a page of like size and plain outline,
where small print may be what tells while a title was read; and of a title that runs another way."""

_PLAIN_PAGE = 0.9

_LIKE_SIZE = (0.5, 2.0)
_LIKE_TURN, _ONE_WAY = 15.0, 8.0
_PLAIN = 0.97
_NUMBER_ASPECT = 5.0
_TITLE_ASPECT = 3.0
_TASTE_ASPECT = 5.0
_HINTS = frozenset("公民身份号码居住证永久留通行银")
_LEAST_DIGITS, _LEAST_HINTS = 4, 2
_BORNE_ASPECT = 4.0
"""Less than the aspect of a number and of its label."""


def another(
    engine: OcrEngine, scene: Scene, taken: Found, pages: Sequence[Found], *, titles: bool = False
) -> bool:
    """Whether one of these is there, printed about as large as the document that was read:

    - a second page of like size whose text is a document's;
    - within the page that was read, two pages that each bear a number: a copy of two documents;
    - a document's number or zone anywhere outside;
    - a title outside that runs another way than the page's lines. One that runs as they do may be its own.

    Args:
        titles: let every title outside count.
    """
    if any(_bear_numbers(engine, scene, halves) for halves in _halves(taken, pages)):
        return True
    tallest = max((height_of(scene.quads[i]) for i in taken.inside), default=0.0)
    tall = {
        i: height_of(quad) / max(tallest, 1.0)
        for i, quad in enumerate(scene.quads)
        if not within(quad.mean(axis=0), taken.outline, 1.04)
    }
    on_page: set[int] = set()
    for page in pages:
        if _beside(page, taken):
            least_tall = _ON_PAGE_TALL if page.text >= _PLAIN_PAGE else _TALL
            on_page |= {i for i in page.inside if tall.get(i, 0.0) >= least_tall}
    along = scene.direction(taken.inside)
    loose = [i for i in tall.keys() - on_page if tall[i] >= _TALL]
    straight = [i for i in loose if alike(direction_of(scene.quads[i]), along, _LIKE_TURN)]
    turned = [i for i in loose if i not in straight and tall[i] >= _TURNED_TALL]
    least = _TITLE_ASPECT if titles else _NUMBER_ASPECT
    for chosen, aspect, a_way, betrays in (
        (on_page, 0.0, _LINES, is_document_line),
        (straight, least, _LINES, is_document_line if titles else is_document_number),
        (turned, _TITLE_ASPECT, _LINES_A_WAY, is_document_line),
    ):
        quads = [scene.quads[i] for i in chosen if aspect_of(lengthwise(scene.quads[i])) >= aspect]
        if any(betrays(text) for text in _tallest_texts(engine, scene, quads, a_way)):
            return True
    return False


def _halves(taken: Found, pages: Sequence[Found]) -> Iterator[tuple[Found, Found]]:
    """Pairs of plain pages beside each other whose lines are all within the page that was read."""
    inner = [
        page
        for page in pages
        if page is not taken and page.text >= _PLAIN_PAGE and set(page.inside) < set(taken.inside)
    ]
    for one, other in combinations(inner, 2):
        if set(one.inside).isdisjoint(other.inside) and _beside(one, other):
            yield one, other


def _bear_numbers(engine: OcrEngine, scene: Scene, pages: Sequence[Found]) -> bool:
    """Whether each of these pages bears a number of its own: the back of a card bears none.

    A line across one card parts its number from the label, which then stand on a page each.
    """
    said: list[list[str]] = []
    for page in pages:
        quads = [scene.quads[i] for i in page.inside]
        long = [quad for quad in quads if aspect_of(lengthwise(quad)) >= _BORNE_ASPECT]
        said.append(_tallest_texts(engine, scene, long))
        if not any(is_document_number(text) for text in said[-1]):
            return False
    labelled = [any(NUMBER_LABEL.search("".join(text.split())) for text in texts) for texts in said]
    figured = [any(is_document_number(_unlabelled(text)) for text in texts) for texts in said]
    return all(labelled) or all(figured)


def _unlabelled(text: str) -> str:
    return NUMBER_LABEL.sub("", "".join(text.split()))


def _tallest_texts(engine: OcrEngine, scene: Scene, quads: Sequence[Quad], a_way: int = _LINES) -> list[str]:
    """What the tallest lines say, so many of each direction: papers lie about in several."""
    chosen: list[Quad] = []
    for quad in sorted(quads, key=height_of, reverse=True):
        same_way = [each for each in chosen if alike(direction_of(each), direction_of(quad), _ONE_WAY)]
        if len(same_way) < a_way and len(chosen) < _LINES:
            chosen.append(quad)
    return _texts(engine, scene, chosen)


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
    figures = sum(char.isdigit() for char in text)
    return (
        figures >= _LEAST_DIGITS
        or len(_HINTS.intersection(text)) >= _LEAST_HINTS
        or "<" in text
        or "卡" in text
    )


def _beside(other: Found, taken: Found) -> bool:
    share = other.outline.area / taken.outline.area
    return apart(taken.outline, other.outline) and _LIKE_SIZE[0] < share < _LIKE_SIZE[1]
