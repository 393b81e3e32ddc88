"""Chinese line breaking and the filling of pages."""

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.receipts.blocks import Gap
from app.receipts.flow import paginate
from app.receipts.linebreak import Span, break_lines, is_mark


def wide(text: str, bold: bool) -> float:
    """One unit a hanzi, half a unit anything Latin, nothing a combining mark."""
    return sum(0.0 if is_mark(char) else 0.5 if char.isascii() else 1.0 for char in text)


def lines_of(text: str, width: float, **more: float) -> list[str]:
    return [line.text for line in break_lines([Span(text)], width, wide, **more)]


def test_hanzi_break_anywhere():
    assert lines_of("一二三四五六七", 3) == ["一二三", "四五六", "七"]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    assert lines_of("一二三，四五", 3) == ["一二", "三，四", "五"]
    assert lines_of("一二（三）四", 3) == ["一二", "（三）", "四"]
    assert lines_of("一二《三四》", 3) == ["一二", "《三", "四》"]


def test_words_and_numbers_stay_whole_and_blanks_vanish_at_breaks():
    assert lines_of("付 2400.50 元", 4) == ["付", "2400.50", "元"]
    assert lines_of("一二三 四", 3) == ["一二三", "四"]


def test_word_wider_than_a_line_is_cut():
    assert lines_of("一abcdefgh", 2) == ["一ab", "cdef", "gh"]
    assert lines_of("，，，，，", 2) == ["，，", "，，", "，"]


def test_kept_span_moves_whole_to_the_next_line():
    spans = [Span("一二"), Span("骆青崖", bold=True, keep=True), Span("三")]
    lines = break_lines(spans, 4, wide)
    assert [line.text for line in lines] == ["一二", "骆青崖三"]
    assert lines[1].spans == (Span("骆青崖", bold=True), Span("三"))


def test_combining_mark_stays_with_its_letter():
    assert lines_of("一ば\u3099\u3099", 1) == ["一", "ば\u3099\u3099"]
    assert lines_of("abe\u0301c\u20dd", 1.5) == ["abe\u0301", "c\u20dd"]


def test_first_indent_and_last_line():
    lines = break_lines([Span("一二三四")], 3, wide, first_indent=2)
    assert [(line.text, line.goes_on) for line in lines] == [("一", True), ("二三四", False)]


def test_empty_text_is_one_empty_line():
    assert [(line.text, line.width) for line in break_lines([Span("")], 3, wide)] == [("", 0.0)]


@given(st.text(alphabet="一二三，。（《 ab12·\u3099", max_size=60), st.integers(2, 12))
def test_nothing_is_lost_and_nothing_sticks_out(text, width):
    lines = break_lines([Span(text)], width, wide)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    assert all(line.width <= width for line in lines)
    assert all(line.goes_on for line in lines[:-1])
    assert not lines[-1].goes_on


@dataclass(frozen=True)
class Brick:
    """A block of some height that is cut at any whole number."""

    height: float
    whole: bool = True

    def draw(self, pen: object, x: float, y: float) -> None:
        raise AssertionError("pages are filled without drawing")

    def cut(self, room: float):
        if self.whole or room < 1:
            return None
        return Brick(int(room), self.whole), Brick(self.height - int(room), self.whole)


def tops(pages):
    return [[(placed.block.height, placed.top) for placed in page] for page in pages]


def test_closing_stands_at_the_foot():
    assert tops(paginate([Brick(3)], (10, 9), Brick(2), Brick(1))) == [[(3, 0), (2, 3), (1, 9)]]


def test_last_block_goes_where_the_closing_has_room():
    pages = paginate([Brick(6)], (10, 9), Brick(3), Brick(2))
    assert tops(pages) == [[(6, 0)], [(3, 0), (2, 7)]]


def test_the_seal_is_never_alone_on_a_page():
    pages = paginate([Brick(4), Brick(3), Gap(1)], (10, 9), Brick(3), Brick(2))
    assert tops(pages) == [[(4, 0)], [(3, 0), (1, 3), (3, 4), (2, 7)]]
    pages = paginate([Brick(3), Brick(6)], (10, 9), Brick(3), Brick(2))
    assert tops(pages) == [[(3, 0), (6, 3)], [(3, 0), (2, 7)]]


def test_gaps_vanish_at_page_heads():
    pages = paginate([Brick(9), Gap(2), Brick(4), Gap(1), Brick(6)], (10, 9), Brick(1), Brick(1))
    assert tops(pages) == [[(9, 0)], [(4, 0), (1, 4)], [(6, 0), (1, 6), (1, 8)]]


def test_long_block_is_cut_over_pages():
    pages = paginate([Brick(25, whole=False)], (10, 9), Brick(1), Brick(1))
    assert tops(pages) == [[(10, 0)], [(9, 0)], [(6, 0), (1, 6), (1, 8)]]


def test_whole_block_higher_than_a_page_stands_alone():
    pages = paginate([Brick(2), Brick(12), Brick(1)], (10, 9), Brick(1), Brick(1))
    assert tops(pages) == [[(2, 0)], [(12, 0)], [(1, 0), (1, 1), (1, 8)]]


@pytest.mark.parametrize("cut", [True, False])
@given(heights=st.lists(st.integers(1, 30), max_size=12))
def test_heights_add_up_and_pages_are_not_overfull(cut, heights):
    pages = paginate([Brick(height, whole=not cut) for height in heights], (10, 9), Brick(2), Brick(3))
    flat = [placed.block.height for page in pages for placed in page]
    assert sum(flat) == sum(heights) + 5
    assert all(page for page in pages)
    if cut:
        limits = [10] + [9] * len(pages)
        assert all(
            placed.top + placed.block.height <= limit
            for page, limit in zip(pages, limits, strict=False)
            for placed in page
        )


def test_what_is_kept_and_wider_than_a_line_breaks_between_its_words() -> None:
    hours = Span("接待 8:30—12:00、13:00—17:00、18:00—19:00", keep=True)
    lines = [line.text for line in break_lines([hours], 14, wide)]
    assert "".join(lines).replace(" ", "") == hours.text.replace(" ", "")
    assert all(re.fullmatch(r"(接待 )?(\d+:\d\d[—、]?)+", line) for line in lines), lines
    name = Span("〔U+05D0〕" * 5, keep=True)
    told = [line.text for line in break_lines([name], 13, wide)]
    assert told == ["〔U+05D0〕" * 2, "〔U+05D0〕" * 2, "〔U+05D0〕"]


def test_a_wide_blank_neither_ends_nor_begins_a_line_that_was_broken() -> None:
    spans = [Span("页数：1", keep=True), Span("\u3000"), Span("原件", keep=True)]
    assert [line.text for line in break_lines(spans, 4, wide)] == ["页数：1", "原件"]
    assert [line.text for line in break_lines(spans, 5, wide)] == ["页数：1", "原件"]
    assert [line.text for line in break_lines([Span("\u3000您于")], 9, wide)] == ["\u3000您于"]
