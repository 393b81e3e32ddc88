"""A document beside the one that was read, told from papers on the desk."""

from dataclasses import replace

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


def test_papers_with_one_sign_of_a_title_are_not_read_to_their_end():
    found, engine = beside(["方号计请条经数方补", "算登证知登算须预", "事果算签公门知排知"])
    assert not found
    assert len(engine.read) == 3


@pytest.mark.parametrize("title", ["样例银行", "借记卡", "港澳居民居住证", "P<UTOCESHI<<JIA<YI<<"])
def test_titles_of_cards_and_zones_tell_by_a_taste(title):
    assert beside([title, "方知计"], pages=True)[0]


def test_small_print_beside_the_card_is_not_looked_at():
    found, engine = beside([NUMBER], height=20.0)
    assert not found
    assert engine.read == []


def scene_of(lines):
    engine = PrintedLines(lines)
    return engine, Scene(engine, BLANK, 544)


FRONT = [(level_quad(60, 60 + 80 * k, 300), text) for k, text in enumerate(("姓名 甲某", NUMBER))]
UPRIGHT = np.array([[1000, 500], [1000, 200], [1040, 200], [1040, 500]], np.float32)


@pytest.mark.parametrize(("text", "other"), [("居民身份证", True), ("事项登记", False)])
def test_a_title_that_runs_another_way_belongs_to_another_document(text, other):
    engine, scene = scene_of([*FRONT, (UPRIGHT, text)])
    taken = page(20, 20, (0, 1))
    assert another(engine, scene, taken, [taken]) is other


def test_of_papers_in_several_directions_the_tallest_lines_of_each_are_tasted():
    slanted = np.array([[0, 0], [300, 300], [270, 330], [-30, 30]], np.float32) * 1.1
    papers = [(slanted + np.float32([700 + 20 * k, 20 + 60 * k]), "方知计请条经数") for k in range(9)]
    engine, scene = scene_of([*FRONT, *papers, (UPRIGHT, "居民身份证")])
    taken = page(20, 20, (0, 1))
    assert another(engine, scene, taken, [taken])


def test_small_print_on_a_second_page_tells_beside_a_tall_title():
    lines = [(level_quad(60, 60, 300, 80), "居民身份证")]
    lines += [(level_quad(800, 60 + 80 * k, 500), text) for k, text in enumerate(("姓名 甲某", NUMBER))]
    engine, scene = scene_of(lines)
    taken = page(20, 20, (0,))
    assert another(engine, scene, taken, [taken, page(760, 20, (1, 2))])
    assert not another(engine, scene, taken, [taken, replace(page(760, 20, (1, 2)), text=0.7)])


@pytest.mark.parametrize(
    ("below", "other"), [("6217 0000 1234 5678 901", True), ("签发机关 某县公安局", False)]
)
def test_a_sheet_with_two_cards_is_two_documents_unless_they_are_two_sides_of_one(below, other):
    engine, scene = scene_of([*FRONT, (level_quad(60, 500, 500), below)])
    sheet = np.array([[10, 10], [640, 10], [640, 850], [10, 850]], np.float32)
    taken = replace(page(20, 20, (0, 1, 2)), outline=Outline(sheet, 630 * 840.0, 840 / 630))
    upper, lower = page(20, 20, (0, 1)), page(20, 430, (2,))
    assert another(engine, scene, taken, [taken, upper, lower]) is other
    assert not another(engine, scene, taken, [taken, upper, replace(lower, text=0.3)])


@pytest.mark.parametrize(
    ("left", "right", "two"),
    [
        (NUMBER, NUMBER, True),
        ("公民身份号码", "110199199003070017", False),  # a line across one card parts them
        ("11019919900307005X", "110199199003070017", True),
        ("姓名 甲某", NUMBER, False),
    ],
)
def test_two_halves_of_a_page_are_two_documents_if_each_has_a_number(left, right, two):
    lines = [(level_quad(40, 200, 400), left), (level_quad(700, 200, 400), right)]
    engine = PrintedLines(lines)
    scene = Scene(engine, BLANK, 544)
    wide = replace(outline(20, 20), area=1200 * 380.0, corners=np.array(
        [[20, 20], [1240, 20], [1240, 400], [20, 400]], np.float32))  # fmt: skip
    whole = Found(wide, 0.9, 1.0, 1.0, (0, 1), upright=True)
    assert another(engine, scene, whole, (whole, page(20, 20, (0,)), page(640, 20, (1,)))) is two
