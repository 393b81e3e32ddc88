"""A document beside the one that was read, told from papers on the desk."""

import numpy as np
import pytest

from app.scanning.page import Outline
from app.scanning.page_search import Found
from app.scanning.quads import upside_down
from app.scanning.scene import Scene
from app.scanning.second_document import another
from tests.unit.scanning.printed_lines import PrintedLines, level_quad

BLANK = np.zeros((900, 1600, 3), np.uint8)
NUMBER = "公民身份号码 110199199003070017"


def outline(left, top):
    corners = np.array(
        [[left, top], [left + 600, top], [left + 600, top + 380], [left, top + 380]], np.float32
    )
    return Outline(corners, 600 * 380.0, 600 / 380)


def page(left, top, inside) -> Found:
    return Found(outline(left, top), 0.9, 1.0, 1.0, tuple(inside), upright=True)


def beside(texts, *, headlong=False, height=40.0, pages=False) -> tuple[bool, PrintedLines]:
    """Whether other texts right of a card are a document's."""
    inside = [(level_quad(60, 60 + 80 * k, 300), text) for k, text in enumerate(("姓名 甲某", NUMBER))]
    outside = [(level_quad(800, 60 + 80 * k, 14 * height, height), text) for k, text in enumerate(texts)]
    if headlong:
        outside = [(upside_down(quad), text) for quad, text in outside]
    engine = PrintedLines([*inside, *outside])
    scene = Scene(engine, BLANK, 544)
    taken = page(20, 20, (0, 1))
    found = [taken, page(760, 20, range(2, 2 + len(texts)))] if pages else [taken]
    return another(engine, scene, taken, found), engine


@pytest.mark.parametrize("headlong", [False, True])
def test_a_second_number_is_another_document(headlong):
    assert beside([NUMBER], headlong=headlong)[0]


def test_a_title_counts_on_a_second_page_only():
    assert beside(["中华人民共和国", "居民身份证"], pages=True)[0]
    assert not beside(["中华人民共和国", "居民身份证"])[0]


def test_papers_are_tasted_but_not_read():
    found, engine = beside(["方知计请条经数方补", "算登数知登算须预", "事果算签注门知排知"])
    assert not found
    assert len(engine.read) == 3


def test_small_print_beside_the_card_is_not_looked_at():
    found, engine = beside([NUMBER], height=20.0)
    assert not found
    assert engine.read == []
