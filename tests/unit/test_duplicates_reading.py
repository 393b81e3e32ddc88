"""What people write is read in one way: numerals, quantities, places, units, sounds, kinds of demand."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.duplicates.kinds import kinds_of
from app.duplicates.meaning import meaning_of, nearness
from app.duplicates.names import alike, people_of, place_of, place_parts, units_of
from app.duplicates.news import new_facts
from app.duplicates.numerals import normalise
from app.duplicates.quantities import quantities_of, same_value
from app.duplicates.sounds import by_sound, telling_by_sound


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
        ("360一棵", "360一棵"),
        ("八点六平方", "8.6平方"),
    ],
)
def test_spoken_numbers_become_digits(written: str, read: str) -> None:
    assert normalise(written) == read


@pytest.mark.parametrize("word", ["三官庙镇", "一直", "第三中学", "万一", "一起来", "千万别", "十分"])
def test_words_written_with_numerals_stay(word: str) -> None:
    assert normalise(word) == word


def test_quantities_are_told_apart_by_what_they_count() -> None:
    read = quantities_of(normalise("2022年二期五号楼十二户,每户三万八,拖了六年,种了三亩四分藕"), "", None)
    assert read.years == {2022}
    assert read.labels == {("期", "2"), ("楼", "5")}
    assert read.counted["户"] == {12}
    assert 38000 in read.counted["元"]
    assert 3.4 in read.counted["亩"]


def test_years_told_by_the_day_of_registration() -> None:
    day = date(2025, 3, 1)
    assert quantities_of(normalise("去年修路,零六年征的地"), "", day).years == {2024, 2006}
    assert quantities_of(normalise("去年修路"), "", None).years == frozenset()
    assert quantities_of(normalise("干了十二年"), "", day).years == frozenset()


def test_a_group_in_the_place_counts_and_a_house_number_does_not() -> None:
    read = quantities_of("", normalise("青石镇柳湾村三组2-101"), None)
    assert read.labels == {("组", "3")}
    assert not read.telling


def test_two_buildings_told_together_are_both_read() -> None:
    assert quantities_of(normalise("五六号楼都一样"), "", None).labels == {("楼", "5"), ("楼", "6")}


def test_rounded_sums_agree_and_others_do_not() -> None:
    assert same_value(8550, 8500)
    assert not same_value(8550, 8000)
    assert not same_value(21, 20)


def test_place_is_split_from_large_to_small() -> None:
    assert place_parts("雾泽县青石镇柳湾村3组") == (
        ("county", "雾泽县"),
        ("town", "青石镇"),
        ("village", "柳湾村"),
        ("group", "3组"),
    )
    assert place_parts("雾泽区东桥社区") == (("county", "雾泽区"), ("village", "东桥社区"))


def test_a_county_left_out_is_taken_from_the_unit() -> None:
    assert place_of("青石镇", "雾泽县水务局").counties == place_of("雾泽县青石镇").counties


def test_units_lose_place_names_and_tails() -> None:
    (full,) = units_of("雾泽县水务局", "雾泽县青石镇")
    (short,) = units_of("县水务局", "青石镇")
    assert full == short
    assert full.public


def test_a_firm_is_known_by_its_brand() -> None:
    (full,) = units_of("雾泽县弘毅职业培训学校", "雾泽县")
    (short,) = units_of("弘毅职校", "")
    (other,) = units_of("阳光职业学校", "")
    assert alike(full.brand, short.brand) >= 0.9
    assert alike(full.brand, other.brand) < 0.9
    assert not full.public


def test_names_that_sound_alike_are_one() -> None:
    assert by_sound("上窑村鸿发合作社") == by_sound("上瑶村宏发合作社")
    assert by_sound("𬱖家桥")[0] == "𬱖"
    assert by_sound("第一中学") != by_sound("第三中学")


@given(st.text())
def test_a_text_by_sound_keeps_its_length(text: str) -> None:
    assert len(by_sound(text)) == len(telling_by_sound(text)) == len(text)


def test_people_are_known_by_how_they_are_called() -> None:
    assert people_of("窦经理打了条子") == people_of("找老窦,他不认") == {by_sound("窦")}
    assert people_of("老人和老师都来了") == frozenset()


def test_different_words_for_one_demand_are_one_kind() -> None:
    assert kinds_of("讨薪").asked == kinds_of("血汗钱").asked == {"工资"}
    assert not kinds_of("血汗钱").asked & kinds_of("退押金").asked


def test_meaning_reaches_past_the_words() -> None:
    told = meaning_of("要求退还学费", "幼儿园关门了,孩子没处去")
    near = nearness(told, meaning_of("要求退回学费", "幼儿园停办,娃娃没人管"), frozenset())
    far = nearness(told, meaning_of("要求修桥", "洪水冲垮了便桥,拉水靠人背"), frozenset())
    assert near.share > far.share
    assert near.told > far.told


def test_a_text_covers_itself_and_an_empty_one_nothing() -> None:
    told = meaning_of("要求退还学费", "幼儿园关门了,孩子没处去")
    assert nearness(told, told, frozenset()).uncovered < 0.25
    empty = nearness(told, meaning_of("", ""), frozenset())
    assert (empty.amount, empty.uncovered) == (0.0, 1.0)


def test_new_facts_are_what_the_known_matter_lacks() -> None:
    told = "上周拿到鉴定报告,写明是施工的事。合同在这里。"
    found = new_facts(told, "施工把墙震裂了,有合同")
    assert [told[f.start : f.end] for f in found] == [f.text for f in found]
    assert {"材料", "新发现"} <= {f.kind for f in found}
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert new_facts(told, told) == ()
