"""What people type, and what they mean by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hanzi.pinyin import Syllable, read_marked, read_typed
from app.hanzi.radicals import radical_numbers, sister_forms
from app.hanzi.search import (
    By,
    Found,
    find_by_code,
    find_by_parts,
    find_by_pinyin,
    find_by_radical,
    of_chars,
    search,
)
from app.hanzi.table import load_table

TABLE = load_table()


def chars(found: Found, most: int = 100_000) -> str:
    return "".join(hanzi.char for hanzi in found.page(0, most))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("龙天", "䶮龑"),
        ("龍天", "龑䶮"),
        ("石石石", "磊"),
        ("火火火火", "燚"),
        ("马马马", "骉驫"),
        ("吉吉", "喆"),
        ("由页", "𬱖頔"),
    ],
)
def test_parts_find_the_character_made_of_just_them(typed: str, first: str) -> None:
    assert chars(find_by_parts(TABLE, typed)).startswith(first)


def test_a_part_stands_for_its_other_forms() -> None:
    assert {"河", "泰", "漿"} <= set(chars(find_by_parts(TABLE, "水")))
    assert "江" not in chars(find_by_parts(TABLE, "氺"), 40)
    assert "说" in chars(find_by_parts(TABLE, "言兑"))


def test_a_part_must_stand_as_often_as_typed() -> None:
    two, three = find_by_parts(TABLE, "木木"), find_by_parts(TABLE, "木木木")
    assert chars(two).startswith("林")
    assert chars(three).startswith("森")
    assert set(chars(three)) < set(chars(two)) < set(chars(find_by_parts(TABLE, "木")))


def test_a_single_part_comes_first_itself() -> None:
    assert chars(find_by_parts(TABLE, "阝"), 1) == "阝"
    assert chars(search(TABLE, "𬱖"), 1) == "𬱖"


@given(st.integers(0, len(TABLE) - 1))
def test_whatever_has_described_parts_is_found_by_them(row: int) -> None:
    hanzi = TABLE.hanzi(row)
    if len(hanzi.parts) > 1:
        assert row in find_by_parts(TABLE, hanzi.parts).rows


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("U+9F91", "龑"),
        ("u+20bb7", "𠮷"),
        ("9f91", "龑煈"),
        ("0x9F91", "龑煈"),
        ("２０ＢＢ７", "𠮷"),
        ("&#x9f91;", "龑"),
        ("&#40849;", "龑"),
        ("8139EE39", "㐀"),
        ("1601", "啊"),
        ("FE9F", "䶮"),
        ("9933C336", "𬱖"),
    ],
)
def test_codes_of_every_kind(typed: str, found: str) -> None:
    assert search(TABLE, typed).by == (By.CODE,)
    assert chars(search(TABLE, typed)) == found


def test_old_codes_find_the_standard_character() -> None:
    assert chars(find_by_code(TABLE, "U+E863")) == "䶮"
    assert chars(find_by_code(TABLE, "FE51")) == "𠂇"
    assert chars(find_by_code(TABLE, "FE59")) == chars(find_by_code(TABLE, "82359037")) == "龴"
    assert chars(find_by_code(TABLE, "FD9C")) == "郎"  # U+F92C, the same as U+90CE


@pytest.mark.parametrize("typed", ["U+110000", "U+D800", "U+0041", "FFFFFFFF", "9", "龑", "", "99999999"])
def test_codes_of_nothing(typed: str) -> None:
    assert not len(find_by_code(TABLE, typed))


def test_pinyin_with_and_without_tone() -> None:
    assert {"龑", "䶮", "演"} <= set(chars(find_by_pinyin(TABLE, "yan3")))
    assert "严" not in chars(find_by_pinyin(TABLE, "yǎn"))
    assert {"严", "龑"} <= set(chars(find_by_pinyin(TABLE, "YAN")))
    assert "张" not in chars(find_by_pinyin(TABLE, "yan"))
    assert {"张", "朱", "卓"} <= set(chars(find_by_pinyin(TABLE, "zh")))
    assert not len(find_by_pinyin(TABLE, "xyz"))


@pytest.mark.parametrize("typed", ["lv3", "lü3", "lǚ", "lyu3", "lu:3", "LYU3", "ｌｖ３"])
def test_every_way_to_type_a_u_with_dots(typed: str) -> None:
    assert "吕" in chars(search(TABLE, typed))
    assert "鲁" not in chars(search(TABLE, typed))


def test_common_characters_and_their_usual_reading_come_first() -> None:
    found = chars(find_by_pinyin(TABLE, "yan3"))
    assert found.index("眼") < found.index("广") < found.index("琰") < found.index("龑")
    assert [ord(c) > 0xFFFF for c in found[-5:]] == [True] * 5


def test_radicals_in_any_form() -> None:
    assert "磊" in chars(find_by_radical(TABLE, "石", 10))
    assert {"邱", "陈"} <= set(chars(find_by_radical(TABLE, "阝", 5)))
    assert chars(find_by_radical(TABLE, "氵", 8)) == chars(find_by_radical(TABLE, "水", 8))
    assert chars(search(TABLE, "⽔8")) == chars(search(TABLE, "氵8画")) == chars(search(TABLE, "水部8画"))
    assert not len(find_by_radical(TABLE, "们", 3))
    assert radical_numbers("月") == (74, 130)
    assert set(sister_forms("水")) == {"氵", "氺"}


def test_several_words_narrow_each_other() -> None:
    assert chars(search(TABLE, "yan 龙")) == chars(search(TABLE, "yan龙")) == "䶮龑"
    assert chars(search(TABLE, "石石石，15画")) == "磊"
    both = search(TABLE, "zhang1 弓 7")
    assert (chars(both), both.by) == ("张弡", (By.SOUND, By.PARTS, By.STROKES))


@pytest.mark.parametrize("typed", ["", "   ", "+", "？", "😀", "abc😀"])
def test_what_means_nothing_finds_nothing_and_says_so(typed: str) -> None:
    found = search(TABLE, typed)
    assert (len(found) == 0) or found.unread == "😀"
    assert found.unread == ("😀" if "😀" in typed else "?" if typed == "？" else "")


@given(st.text(max_size=12))
def test_no_text_is_too_strange(text: str) -> None:
    found = search(TABLE, text)
    assert all(0 <= row < len(TABLE) for row in found.rows)
    assert len(set(found.rows.tolist())) == len(found)


def test_pages_are_looked_up_one_by_one() -> None:
    found = search(TABLE, "15画")
    pages = [found.page(first, 9) for first in range(0, 27, 9)]
    assert [h.char for page in pages for h in page] == [h.char for h in found.page(0, 27)]
    assert found.page(len(found) - 2, 9) == found.page(len(found) - 2, 2)
    assert found.page(len(found), 9) == ()


def test_everything_about_one_character() -> None:
    (hanzi,) = of_chars(TABLE, "𬱖")
    assert (hanzi.code, hanzi.gb18030, hanzi.strokes) == ("U+2CC56", "9933C336", 11)
    assert (hanzi.radical_form, hanzi.rest, hanzi.parts) == ("頁", 5, "由页")
    assert (hanzi.standard, hanzi.level) == (3, 2)
    assert [s.marked for s in hanzi.readings] == ["dí"]
    assert chars(of_chars(TABLE, "龑A𬱖")) == "龑𬱖"


@pytest.mark.parametrize(
    ("marked", "syllable"),
    [
        ("lǜ", ("lü", 4)),
        ("guǎi", ("guai", 3)),
        ("liú", ("liu", 2)),
        ("guī", ("gui", 1)),
        ("de", ("de", 5)),
        ("ń", ("n", 2)),
    ],
)
def test_tone_marks_go_where_the_scheme_puts_them(marked: str, syllable: tuple[str, int]) -> None:
    assert read_marked(marked) == Syllable(*syllable)
    assert Syllable(*syllable).marked == marked


@pytest.mark.parametrize("typed", ["", "3", "yan6", "龙", "ya n", "-"])
def test_what_is_no_pinyin(typed: str) -> None:
    assert read_typed(typed) is None
