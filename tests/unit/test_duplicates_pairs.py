"""Invented pairs the weights never saw: what a person calls the same is raised, its neighbours are not."""

from dataclasses import replace

import pytest

from app.duplicates.record import MatterText, Verdict
from app.duplicates.score import RAISE_FROM, compare
from tests.fakes.matter_pairs import MatterPair, matter_pairs

PAIRS = matter_pairs()


def test_most_retellings_are_raised_and_few_neighbours() -> None:
    raised = [p for p in PAIRS if compare(p.query, p.known).score >= RAISE_FROM]
    same = [p for p in PAIRS if p.said is not Verdict.DIFFERENT]
    right = [p for p in raised if p.said is not Verdict.DIFFERENT]
    assert len(right) >= 0.9 * len(same)
    assert len(right) >= 0.9 * len(raised)


def test_new_facts_are_told_from_a_reminder() -> None:
    same = [p for p in PAIRS if p.said is not Verdict.DIFFERENT]
    said = {p: compare(p.query, p.known).verdict for p in same}
    news = [p for p in same if p.said is Verdict.SAME_MATTER_NEW_FACTS]
    found = [p for p in same if said[p] is Verdict.SAME_MATTER_NEW_FACTS]
    assert sum(p in found for p in news) >= 0.7 * len(news)
    assert sum(p in news for p in found) >= 0.7 * len(found)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p.trait}: {p.query.demand}")
def test_every_pair_has_reasons_and_an_orderly_answer(pair: MatterPair) -> None:
    match = compare(pair.query, pair.known)
    assert match.why
    assert len(match.why) == len(set(match.why)) <= 5
    assert (match.verdict is Verdict.DIFFERENT) == (match.score < RAISE_FROM)
    assert all(0 <= start < end <= len(pair.known.demand) for start, end in match.marks)


@pytest.mark.parametrize(
    ("mine", "theirs", "clash"),
    [
        ("紫藤园一期9号楼外墙渗水", "紫藤园二期9号楼外墙渗水", "本次是1期，已登记的是2期"),
        ("一组的水渠被填了", "五组的水渠被填了", "本次是1组，已登记的是5组"),
        ("3标段的工钱没给", "4标段的工钱没给", "本次是3标段，已登记的是4标段"),
        ("初一班主任打孩子", "初三班主任打孩子", "本次是初一，已登记的是初三"),
        ("砍了我家194棵杏树", "砍了我家88棵杏树", "数目不同：本次194棵，已登记88棵"),
        ("2021年的补贴没发", "2023年的补贴没发", "所说年份不同"),
        ("窦经理欠我的工资", "鲍经理欠我的工资", "提到的人不同"),
    ],
)
def test_a_clash_in_equal_text_counts_against_and_is_told(mine: str, theirs: str, clash: str) -> None:
    known = MatterText(place="雾泽县", demand="要求解决", facts=theirs)
    other = compare(MatterText(place="雾泽县", demand="要求解决", facts=mine), known)
    assert other.score < compare(known, known).score
    assert clash in other.why


def test_another_county_is_another_matter() -> None:
    pair = next(p for p in PAIRS if p.said is Verdict.SAME_MATTER)
    moved = replace(pair.query, place="霜岭县" + pair.query.place.removeprefix("沂川县"))
    assert compare(moved, pair.known).score < compare(pair.query, pair.known).score


def test_one_wants_what_the_other_wants_stopped() -> None:
    facts = "6栋二单元加装电梯,手续齐全"
    known = MatterText(place="雾泽县紫藤园", demand="反对加装电梯", facts=facts)
    match = compare(MatterText(place="雾泽县紫藤园", demand="要求恢复加装电梯施工", facts=facts), known)
    assert "诉求相反" in match.why
    assert match.score < compare(known, known).score


def test_wrong_picks_of_a_pinyin_keyboard_change_nothing() -> None:
    known = MatterText(place="青石镇上窑村", unit="鸿发合作社", demand="返还存款", facts="存了三万,取不出来")
    typed = MatterText(place="青石镇上瑶村", unit="宏发合作社", demand="返还存款", facts="存了三万,取不出来")
    assert compare(typed, known).score == compare(known, known).score


@pytest.mark.parametrize(
    ("mine", "theirs", "clash"),
    [
        ("要求补录车位产权", "要求补录储藏间产权", "所求的对象不同"),
        ("要求发放桥隧二标段监理工资", "要求发放桥隧三标段监理工资", "本次是2标段，已登记的是3标段"),
    ],
)
def test_a_demand_of_the_same_frame_for_another_thing(mine: str, theirs: str, clash: str) -> None:
    facts = "合同写得清清楚楚,交了钱三年办不下来,窗口说图纸上没有。"
    known = MatterText(place="雾泽县紫藤园", demand=theirs, facts=facts)
    other = compare(MatterText(place="雾泽县紫藤园", demand=mine, facts=facts), known)
    assert other.score < compare(known, known).score
    assert clash in other.why


def test_what_somebody_else_denies_disclaims_nothing() -> None:
    facts = "车棚充电一度要一块九,物业说价是第三方定的,跟他们没关系。"
    told = MatterText(place="雾泽县紫藤园", demand="车棚充电加价", facts=facts)
    assert "有一方说明是另一件事" not in compare(told, told).why
    apart = replace(told, facts=f"{facts}跟东门停车不是一回事。")
    assert "有一方说明是另一件事" in compare(apart, told).why


def test_a_numbered_house_is_not_the_one_without_a_number() -> None:
    known = MatterText(
        place="雾泽县", unit="雾泽县人民医院", demand="复印病历", facts="只给首页,手术记录不给。"
    )
    fourth = compare(replace(known, unit="雾泽县第四人民医院"), known)
    assert "涉及同一单位" not in fourth.why
    assert fourth.score < compare(known, known).score
