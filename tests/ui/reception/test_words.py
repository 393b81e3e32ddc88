"""Articles in full form, masks, highlighted words."""

import pytest

from ui.pages.reception.marked_text import marked_html, shortened
from ui.pages.reception.words import article_zh, masked_phone, number_zh


@pytest.mark.parametrize(
    ("article", "shown"),
    [
        ("20(3)", "《信访工作条例》第二十条第三款"),
        ("31(6)", "《信访工作条例》第三十一条第六项"),
        ("22", "《信访工作条例》第二十二条"),
        ("20(3),44(1)", "《信访工作条例》第二十条第三款、第四十四条第一项"),
        ("", ""),
        ("民法典19", "民法典19"),
    ],
)
def test_articles_are_cited_in_full(article: str, shown: str) -> None:
    assert article_zh(article) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (47, "四十七")]
)
def test_numerals(number: int, shown: str) -> None:
    assert number_zh(number) == shown


def test_telephones_are_masked() -> None:
    assert masked_phone("13912342210") == "139****2210"


def test_what_was_said_is_never_markup() -> None:
    html = marked_html("<b>上坞</b>村", [(3, 5), (99, 120), (4, 5)])
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
    assert html.count("<span") == 1
    assert ">上坞</span>" in html


def test_a_long_demand_is_shown_around_its_first_match() -> None:
    text = "前" * 100 + "青苗费" + "后" * 100
    cut, marks = shortened(text, [(100, 103)], 40)
    assert len(cut) <= 42
    start, end = marks[0]
    assert cut[start:end] == "青苗费"
