"""What people write is brought to one form before it is searched and compared."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.duplicates.keys import index_text, place_parts, query_terms, terms, unit_cores
from app.duplicates.numerals import normalise, numbers_of


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("十九万三", "193000"),
        ("三万八", "38000"),
        ("五千一", "5100"),
        ("一百零五", "105"),
        ("一万零三百", "10300"),
        ("一百九十四棵", "194棵"),
        ("3.7万元", "37000元"),
        ("39,800元", "39800元"),
        ("二〇二二年", "2022年"),
        ("三组", "3组"),
        ("AI主播", "ai主播"),
        ("两户", "2户"),
    ],
)
def test_spoken_numbers_become_digits(written: str, read: str) -> None:
    assert normalise(written) == read


@pytest.mark.parametrize("word", ["三官庙镇", "一直", "第三中学", "万一", "一起来", "千万别", "十分"])
def test_words_written_with_numerals_stay(word: str) -> None:
    assert normalise(word) == word


def test_numbers_are_told_apart_by_what_they_count() -> None:
    numbers = numbers_of(normalise("2022年二期五号楼十二户,每户三万八,拖了六年"))
    assert numbers.years == {"2022"}
    assert numbers.labels == {("期", "2"), ("号楼", "5")}
    assert set(numbers.amounts) == {"12", "38000"}


def test_a_rounder_number_tells_less() -> None:
    amounts = numbers_of("100000 26 19436").amounts
    assert amounts["100000"] < amounts["26"] < amounts["19436"]


def test_place_is_split_from_large_to_small() -> None:
    assert place_parts("雾泽县青石镇柳湾村三组") == (
        ("county", "雾泽县"),
        ("town", "青石镇"),
        ("village", "柳湾村"),
        ("group", "3组"),
    )
    assert place_parts("雾泽区东桥社区") == (("county", "雾泽区"), ("village", "东桥社区"))


def test_units_lose_place_names_and_tails() -> None:
    assert unit_cores("雾泽县水务局", "雾泽县青石镇") == unit_cores("县水务局", "青石镇") == ("水务",)
    assert unit_cores("宏盛劳务公司、三建", "") == ("宏盛劳务", "三建")


def test_terms_find_two_hanzi_and_whole_numbers() -> None:
    assert terms("杏树赔194棵") == ["杏树", "树赔", "194", "棵"]


def test_index_and_query_agree_on_differently_written_texts() -> None:
    kept = set(index_text("青石镇柳湾村三组", "水务局", "要求赔偿19.3万元", "").split())
    asked = set(query_terms("柳湾村3组", "", "", "赔十九万三"))
    assert {"193000", "柳湾", "湾村"} <= kept & asked


def test_telling_terms_come_first() -> None:
    ordered = query_terms("", "", "要求赔偿杏树", "我们没有拿到38500元")
    assert ordered[0] == "38500"
    assert ordered.index("杏树") < ordered.index("要求")
    assert query_terms("", "", "要求赔偿杏树", "我们没有拿到38500元", limit=2) == ordered[:2]


@given(st.text(max_size=60))
def test_terms_are_safe_in_a_full_text_query(text: str) -> None:
    for term in query_terms(text, text, text, text):
        assert re.fullmatch(r"\w+", term)
        assert term in index_text(text, text, text, text).split(" ")
