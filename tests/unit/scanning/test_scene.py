"""What a glance at a few lines tells, and what it costs."""

import numpy as np
import pytest

from app.scanning.page import Frame, Outline
from app.scanning.quads import (
    alike,
    aspect_of,
    direction_of,
    grown,
    height_of,
    lengthwise,
    shortened,
    upside_down,
)
from app.scanning.scene import Scene
from tests.unit.scanning.printed_lines import PrintedLines, level_quad, said

CARD = (
    "姓名 甲某",
    "性别 男",
    "出生 1990 年 3 月 7 日",
    "住址 北京市样例区",
    "公民身份号码 110199199003070017",
)
SLIP = (
    "方知计请条",
    "算登数",
    "事果算签注门知排",
    "效签方补算同",
    "议知学结联有口",
    "服受部章盖",
    "联号联部",
)
WHOLE = Frame(np.eye(3), (1200, 900))
BLANK = np.zeros((900, 1200, 3), np.uint8)


def printed(texts, *, headlong=False) -> PrintedLines:
    quads = [level_quad(100, 60 + 90 * k, 34 * len(text)) for k, text in enumerate(texts)]
    return PrintedLines(
        [(upside_down(quad) if headlong else quad, text) for quad, text in zip(quads, texts, strict=True)]
    )


@pytest.mark.parametrize("headlong", [False, True])
def test_a_card_is_known_by_two_lines_whichever_way_up_it_lies(headlong):
    engine = printed(CARD, headlong=headlong)
    scene = Scene(engine, BLANK, 544)
    seen = scene.glance(WHOLE, range(5), whole=False)
    assert seen.document
    assert len({text.lstrip("?") for text in engine.read}) == 2
    first = seen.frame.onto(np.array([[0, 0]], np.float32))[0]
    assert tuple(first) == ((1200, 900) if headlong else (0, 0))


def test_what_was_read_once_is_not_read_again_for_another_outline():
    engine = printed(SLIP)
    scene = Scene(engine, BLANK, 544)
    assert not scene.glance(WHOLE, range(7), whole=False).document
    before = len(engine.read)
    assert not scene.glance(Frame(np.diag([1.1, 1.1, 1.0]), (1320, 990)), range(6), whole=False).document
    assert len(engine.read) == before


def test_running_text_ends_the_glance_before_its_last_line():
    engine = printed([f"方知计请条经数{n}" for n in "甲乙丙丁戊己庚辛"])
    scene = Scene(engine, BLANK, 544)
    assert not scene.glance(WHOLE, range(8), whole=False).document
    assert len(engine.read) == 5


@pytest.mark.parametrize("date", ["31.07.2029", "31/07/2029"])
def test_a_date_as_passports_abroad_print_it_tells_a_document(date):
    scene = Scene(printed(["SAMPLETOWN", "N00000000", date]), BLANK, 544)
    assert scene.glance(WHOLE, range(3), whole=False).document


def test_lines_of_a_paper_that_was_read_are_set_aside():
    scene = Scene(printed(SLIP), BLANK, 544)
    corners = np.array([[80, 40], [700, 40], [700, 290], [80, 290]], np.float32)
    scene.set_aside(Outline(corners, 620 * 250.0, 2.48))
    assert scene.untold(range(7)) == [3, 4, 5, 6]


def test_only_lines_read_to_their_end_are_handed_on():
    scene = Scene(printed(["公民身份号码 110199199003070017", "姓名 甲某", "性别 男"]), BLANK, 544)
    assert 0 not in scene.glance(WHOLE, range(3), whole=False).said
    longer = Scene(printed(["姓名 甲某", "性别 男"]), BLANK, 544)
    assert {i: each.text for i, each in longer.glance(WHOLE, range(2), whole=True).said.items()} == {
        0: "姓名 甲某",
        1: "性别 男",
    }


def test_a_blurred_page_is_tried_both_ways_up():
    texts = ("口口口", "口口目", "姓名 甲某", "住址 北京市")
    quads = [level_quad(100, 60 + 90 * k, 34 * len(text)) for k, text in enumerate(texts)]
    engine = PrintedLines(
        [(quad, text) for quad, text in zip(quads[:2], texts[:2], strict=True)]
        + [(upside_down(quad), text) for quad, text in zip(quads[2:], texts[2:], strict=True)],
        mark=0.5,
    )
    seen = Scene(engine, BLANK, 544).glance(WHOLE, range(4), whole=False)
    assert seen.document


def test_measures_of_a_line():
    quad = level_quad(10, 20, 200)
    assert (height_of(quad), aspect_of(quad), direction_of(quad)) == (40, 5, 0)
    upended = np.roll(quad, 1, axis=0)
    assert aspect_of(lengthwise(upended)) == 5
    assert alike(direction_of(quad), 178, 5)
    assert not alike(direction_of(quad), 90, 45)


def test_a_part_of_a_line():
    quad = level_quad(10, 20, 400)
    assert shortened(quad, 20) is quad
    assert shortened(quad, 4)[:, 0].tolist() == [10, 170, 170, 10]
    assert shortened(quad, 4, middle=True)[:, 0].tolist() == [130, 290, 290, 130]
    assert grown(quad, 0.1)[:, 1].tolist() == [12, 12, 68, 68]


class Headlong(PrintedLines):
    """A zone's fillers are as plain upside down."""

    def say(self, picture, quads):
        answers = super().say(picture, quads)
        return [said(">" * 20 + "0801") if "口" * 20 in each.text else each for each in answers]


def test_a_zone_upside_down_is_turned_by_its_fillers():
    zone = (
        "CTUTO00000012<1<<<<<<<<<<<<<<<",
        "9003071M3501069UTO<<<<<<<<<<<0",
        "CESHI<<JIA<<<<<<<<<<<<<<<<<<<<",
    )
    quads = [level_quad(100, 60 + 90 * k, 900) for k in range(3)]
    engine = Headlong([(upside_down(quad), text) for quad, text in zip(quads, zone, strict=True)])
    scene = Scene(engine, BLANK, 544)
    glance = scene.glance(WHOLE, range(3), whole=True)
    assert glance.document
    assert np.allclose(glance.frame.onto(np.array([[0, 0]], np.float32)), [[1200, 900]])
