"""Division names as evidence: addresses, authorities, codes."""

import pytest

from app.scanning.regions import issuer_place, known_code, place_of, same_place
from app.scanning.thresholds import thresholds


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("湖南省湘西土家族苗族自治州吉首市样例路1号", "湖南省湘西土家族苗族自治州吉首市"),
        ("新疆维吾尔自治区伊宁市样例路1号", "新疆维吾尔自治区伊宁市"),
        ("北京市样例区虚构街道1号", "北京市"),
        ("杭州市西湖区样例路1号", "杭州市西湖区"),
        ("四川省重庆市江北区样例路1号", "四川省重庆市江北区"),  # until 1997
        ("样例省虚构市1号", ""),
    ],
)
def test_the_divisions_an_address_begins_with(address, known):
    assert address[: place_of(address).length] == known


def test_codes_of_the_past_are_known_and_the_unassigned_one_is_not():
    assert known_code("110103")
    assert known_code("513426")
    assert not known_code("110199")


@pytest.mark.parametrize(
    ("issuer", "is_authority", "place_known"),
    [
        ("福州市公安局鼓楼分局", True, True),
        ("雷山县公安局", True, True),
        ("国家移民管理局", True, True),
        ("样例市公安局", True, False),
        ("郑州市公女局", False, False),
    ],
)
def test_an_authority_is_a_place_and_its_police(issuer, is_authority, place_known):
    place = issuer_place(issuer)
    assert (place is not None) is is_authority
    assert bool(place and place.length) is place_known


@pytest.mark.parametrize(
    ("issuer", "address", "same"),
    [
        ("安顺市公安局西秀分局", "贵州省安顺市西秀区样例路1号", True),
        ("上海市公安局浦东分局", "上海市浦东新区样例路1号", True),
        ("北京市公安局样例分局", "北京市样例区虚构街道1号", True),
        ("福州市公安局台江分局", "福建省福州市鼓楼区样例路1号", False),
        ("雷山县公安局", "新疆维吾尔自治区喀什市样例路1号", False),
        ("广东省公安厅", "广东省广州市天河区样例路1号", False),
    ],
)
def test_front_and_back_belong_together_when_the_authority_is_that_of_the_address(issuer, address, same):
    assert same_place(issuer, address) is same


def test_what_a_certainty_is_worth_never_falls_and_stays_a_probability():
    for field in ("name", "address", "number", "birth_date"):
        worth = [thresholds().probability(field, step / 50) for step in range(51)]
        assert worth == sorted(worth)
        assert 0 <= worth[0] <= worth[-1] <= 1
