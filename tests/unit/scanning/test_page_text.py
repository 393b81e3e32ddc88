"""Reading the lines of one page."""

import numpy as np
import pytest

from app.scanning.deadline import Deadline
from app.scanning.ocr import Said
from app.scanning.page import Frame
from app.scanning.page_text import PageReader
from app.scanning.quads import upside_down
from app.scanning.scene import Scene
from tests.unit.scanning.printed_lines import PrintedLines, level_quad, said

BLANK = np.zeros((900, 1200, 3), np.uint8)
WHOLE = Frame(np.eye(3), (1200, 760))
CARD = {
    "姓名 甲某": 60,
    "住址 北京市样例区虚构街道": 220,
    "1号院2号楼303室": 300,
    "公民身份号码 110199199003070017": 640,
}


def never(lines, on_page) -> bool:
    return False


class Marked(PrintedLines):
    """Some lines are read with less certainty."""

    def __init__(self, lines) -> None:
        super().__init__(lines)
        self.marks: dict[str, float] = {}

    def say(self, picture, quads) -> list[Said]:
        return [said(each.text, self.marks.get(each.text, 0.99)) for each in super().say(picture, quads)]


def page(texts, **marks):
    engine = Marked([(level_quad(60, top, 34 * len(text)), text) for text, top in texts.items()])
    engine.marks = dict(zip(texts, marks.values(), strict=False))
    return engine


def read(engine, *, enough=never, deadline=None):
    return PageReader(engine).afresh(BLANK, WHOLE, 40.0, enough, deadline or Deadline())


def test_every_line_is_read_once():
    engine = page(CARD)
    text = read(engine)
    assert {line.text for line in text.lines} == set(CARD)
    assert sorted(engine.read) == sorted(CARD)
    assert len(text.quads) == len(text.lines)


def test_papers_are_left_after_the_first_lines():
    engine = page({text: 40 + 55 * k for k, text in enumerate(f"方知计请条经数{n}" for n in range(12))})
    assert read(engine) is None
    assert len(engine.read) == 8


def test_a_form_with_one_date_is_left_when_no_other_word_of_a_document_follows():
    texts = {"2026年5月3日报表": 30} | {f"方知计请条{n}": 66 + 36 * n for n in range(19)}
    engine = page(texts)
    assert read(engine) is None
    assert len(engine.read) == 12


@pytest.mark.parametrize("told", ["P<UTOCESHI<<JIA<YI<<<<<<", "中华人民共和国外国人永久居留身份证"])
def test_a_page_with_a_zone_or_a_title_is_read_to_its_end(told):
    texts = {told: 30} | {f"TOWN {n}": 66 + 36 * n for n in range(18)}
    engine = page(texts)
    assert len(read(engine).lines) == 19


def test_of_a_bank_card_no_line_is_read_twice():
    texts = {"样例银行": 60, "6200000000000000": 220, "VALID THRU 08/31": 300, "持卡": 380}
    engine = page(texts, a=0.94, b=0.94, c=0.94, d=0.94)
    assert len(read(engine).lines) == 4
    assert len(engine.read) == 4


def test_reading_ends_when_nothing_can_be_added():
    texts = {f"Birth {n}": 30 + 36 * n for n in range(20)}
    engine = page(texts)
    assert len(read(engine, enough=lambda lines, on_page: len(lines) >= 12 and on_page == 20).lines) == 12


def test_after_the_deadline_no_further_lines_are_read():
    engine = page({f"Birth {n}": 30 + 36 * n for n in range(20)})
    assert len(read(engine, deadline=Deadline(0)).lines) == 8


@pytest.mark.parametrize(("mark", "looks"), [(0.99, 1), (0.7, 2)])
def test_a_doubted_number_is_looked_at_again_and_agreement_counts(mark, looks):
    texts = {"UTO110185112202": 60, "Birth": 220, "证件号码/ID No.": 300}
    engine = page(texts, number=mark)
    number = next(line for line in read(engine).lines if line.text == "UTO110185112202")
    assert engine.read.count("UTO110185112202") == looks
    assert min(number.marks) > 0.9


def test_a_speck_alone_is_dropped_and_one_behind_a_line_is_kept():
    quads = [level_quad(60, top, 34 * len(text)) for text, top in CARD.items()]
    lines = [*zip(quads, CARD, strict=True), (level_quad(800, 420, 40), "2")]
    behind = float(quads[2][1, 0])
    alone, following = Marked(lines), Marked([*lines[:-1], (level_quad(behind + 8, 300, 40), "W")])
    alone.marks, following.marks = {"2": 0.5}, {"W": 0.5}
    assert "2" not in {line.text for line in read(alone).lines}
    assert "W" in {line.text for line in read(following).lines}


def test_lines_seen_well_enough_are_read_from_the_picture_itself():
    engine = PrintedLines(
        [(upside_down(level_quad(60, top, 34 * len(text))), text) for text, top in CARD.items()]
    )
    scene = Scene(engine, BLANK, 544)
    text = PageReader(engine).as_seen(
        scene, WHOLE.headlong(), range(4), {0: said("姓名 甲某")}, never, Deadline()
    )
    assert text.picture is BLANK
    assert "姓名 甲某" not in engine.read
    assert not any(each.startswith("?") for each in engine.read)
    assert [line.text for line in sorted(text.lines, key=lambda line: -line.middle)] == list(CARD)
