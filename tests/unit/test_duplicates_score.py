"""The same matter told again is raised; its neighbours are not; and it is said why."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.duplicates.record import MatterText, Verdict
from app.duplicates.score import RAISE_FROM, SHOW_FROM, compare

KNOWN = MatterText(
    place="雾泽县青石镇柳湾村",
    unit="雾泽县水务局、青石镇政府",
    content_class="农村农业/土地承包流转",
    demand="要求赔偿修渠冲毁的梨园",
    facts="去年修引水渠没做护坡,七月一场雨渠口垮了,冲掉我家梨园二百三十六棵丰水梨,正是头茬挂果。"
    "水务局来量过,说按苗木每棵四十赔,梨树已经长了六年,实际损失七万四千五。",
    date=date(2026, 9, 3),
    person_keys=frozenset({"p1"}),
)
TOLD_AGAIN = MatterText(
    place="青石镇柳湾",
    unit="县水务局",
    demand="梨树的赔偿",
    facts="还是那个事,渠口垮了冲掉的236棵丰水梨,说好的再来量,到现在没人来。",
    date=date(2026, 11, 2),
    person_keys=frozenset({"p1"}),
)
NEIGHBOUR = MatterText(
    place="雾泽县青石镇柳湾村",
    unit="雾泽县水务局",
    demand="引水渠护坡垮塌冲毁果园",
    facts="我是柳湾的,替我叔问。引水渠没做护坡,下雨渠口垮了,梨园冲掉二百多棵,只肯按苗木四十一棵赔。",
    date=date(2026, 10, 8),
    person_keys=frozenset({"p2"}),
)
OTHER_HOUSEHOLD = MatterText(
    place="雾泽县青石镇柳湾村",
    unit="雾泽县水务局",
    demand="要求接通自来水",
    facts="我们三组十一户至今吃井水,水务局说管网下一批再铺,等了两年,邻组早就通了。",
    date=date(2026, 9, 20),
    person_keys=frozenset({"p3"}),
)
SAME_PERSON_OTHER_DEMAND = MatterText(
    place="雾泽县青石镇柳湾村",
    unit="青石镇民政办",
    demand="申请母亲的高龄津贴",
    facts="我母亲今年八十五,津贴停发四个月,说系统里年龄录错了。",
    date=date(2026, 11, 2),
    person_keys=frozenset({"p1"}),
)


@pytest.mark.parametrize("query", [TOLD_AGAIN, NEIGHBOUR, KNOWN], ids=["again", "neighbour", "itself"])
def test_the_same_matter_is_raised(query: MatterText) -> None:
    match = compare(query, KNOWN)
    assert match.score >= RAISE_FROM
    assert match.verdict is not Verdict.DIFFERENT


@pytest.mark.parametrize("query", [OTHER_HOUSEHOLD, SAME_PERSON_OTHER_DEMAND], ids=["village", "person"])
def test_a_neighbouring_matter_is_not(query: MatterText) -> None:
    match = compare(query, KNOWN)
    assert match.score < RAISE_FROM
    assert match.verdict is Verdict.DIFFERENT


def test_another_village_or_building_phase_weighs_against() -> None:
    elsewhere = replace(
        NEIGHBOUR, place="雾泽县青石镇杨树坪村", facts=NEIGHBOUR.facts.replace("柳湾", "杨树坪")
    )
    assert compare(elsewhere, KNOWN).score < compare(NEIGHBOUR, KNOWN).score
    assert "地点不同：雾泽县青石镇柳湾村" in compare(elsewhere, KNOWN).why

    known = MatterText(demand="要求交付紫藤园房屋", facts="紫藤园一期逾期交房十四个月")
    one = compare(MatterText(demand="紫藤园交房", facts="紫藤园一期逾期"), known)
    two = compare(MatterText(demand="紫藤园交房", facts="紫藤园二期逾期"), known)
    assert two.score < one.score
    assert "本次是2期，已登记的是1期" in two.why


def test_the_visitor_saying_it_is_another_matter_is_heard() -> None:
    denied = replace(NEIGHBOUR, facts=NEIGHBOUR.facts + "跟他家不是一回事。")
    assert compare(denied, KNOWN).score < compare(NEIGHBOUR, KNOWN).score
    assert "有一方说明是另一件事" in compare(denied, KNOWN).why


def test_shared_numbers_count_however_they_are_written() -> None:
    with_number = compare(TOLD_AGAIN, KNOWN)
    without = compare(replace(TOLD_AGAIN, facts=TOLD_AGAIN.facts.replace("236棵", "")), KNOWN)
    assert with_number.score > without.score
    assert any("236" in reason for reason in with_number.why)


def test_shared_words_are_told_as_they_were_written() -> None:
    (words,) = [r for r in compare(NEIGHBOUR, KNOWN).why if r.startswith("所述内容相近：")]
    assert "引水渠" in words
    told = words.partition("：")[2].split("、")
    assert all(word.rstrip("…") in KNOWN.demand + KNOWN.facts for word in told)


def test_new_facts_are_noticed() -> None:
    query = replace(
        TOLD_AGAIN, facts=TOLD_AGAIN.facts + "现在找到了当年的施工图,写明要做护坡,鉴定报告也下来了。"
    )
    assert compare(query, KNOWN).verdict is Verdict.SAME_MATTER_NEW_FACTS
    assert "本次提到新的材料或情况：现在找到、施工图、写明" in compare(query, KNOWN).why
    assert compare(TOLD_AGAIN, KNOWN).verdict is Verdict.SAME_MATTER


def test_same_person_is_told_from_the_keys_and_never_enough_alone() -> None:
    assert compare(TOLD_AGAIN, KNOWN).same_person
    assert not compare(NEIGHBOUR, KNOWN).same_person
    assert "同一信访人" in compare(SAME_PERSON_OTHER_DEMAND, KNOWN).why
    for query in (KNOWN, replace(KNOWN, facts=f"{KNOWN.facts}9月20日又寄了鉴定报告。")):
        match = compare(query, KNOWN)  # however much else speaks for it
        assert "同一信访人" in match.why
        assert len(match.why) <= 5
    nobody = replace(TOLD_AGAIN, person_keys=frozenset())
    assert not compare(nobody, replace(KNOWN, person_keys=frozenset())).same_person


def test_marks_point_at_shared_words_of_the_known_demand() -> None:
    match = compare(MatterText(demand="赔我的梨园", facts="修渠冲的"), KNOWN)
    assert [KNOWN.demand[start:end] for start, end in match.marks] == ["修渠冲", "梨园"]


def test_marks_count_code_points_above_the_basic_plane() -> None:
    known = MatterText(demand="𬱖家桥加固")
    match = compare(MatterText(demand="请加固𬱖家桥"), known)
    assert [known.demand[start:end] for start, end in match.marks] == ["𬱖家桥", "加固"]


def test_two_empty_matters_are_not_the_same() -> None:
    match = compare(MatterText(), MatterText())
    assert match.score < SHOW_FROM
    assert match.verdict is Verdict.DIFFERENT
    assert match.why
    assert match.marks == ()


_texts = st.text(alphabet="梨园渠赔要求三百万0 ,。期组号楼\t<>&𠮷A", max_size=80)


@given(_texts, _texts, _texts, _texts)
def test_any_text_gives_an_orderly_answer(place: str, unit: str, demand: str, facts: str) -> None:
    match = compare(
        MatterText(place=place, unit=unit, demand=facts, facts=demand), replace(KNOWN, demand=demand)
    )
    assert 0.0 <= match.score <= 1.0
    assert (match.verdict is Verdict.DIFFERENT) == (match.score < RAISE_FROM)
    assert match.why
    edges = [edge for mark in match.marks for edge in mark]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(demand) for edge in edges)
