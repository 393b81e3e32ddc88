"""Which words of a known matter are marked as shared: numbers whole or not at all."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.duplicates.explain import shared_stretches

_TEXTS = st.text(alphabet="请求补发拖欠工资的八千三百0123456789,.，。 ", max_size=40)


def marked(shown: str, other: str) -> list[str]:
    return [shown[start:end] for start, end in shared_stretches(shown, other)]


@pytest.mark.parametrize(
    ("shown", "other", "words"),
    [
        ("拖欠工资8300元", "拖欠工资83元，另有00号", ["拖欠工资"]),
        ("拖欠工资8300元", "拖欠工资8300元", ["拖欠工资8300元"]),
        ("拖欠工资8300元", "拖欠工资8,300元", ["拖欠工资8300元"]),
        ("拖欠工资８３００元", "拖欠工资8300元", ["拖欠工资８３００元"]),
        ("征收水田18.6亩", "征收水田18.6亩", ["征收水田18.6亩"]),
        ("征收水田18.6亩", "征收水田18亩", ["征收水田"]),
        ("征收水田八千三百亩", "征收水田八千亩", ["征收水田"]),
        ("住在3号楼", "住在13号楼", ["住在", "号楼"]),
        ("统一征地补偿", "唯一的征地补偿", ["征地补偿"]),
    ],
)
def test_a_number_is_marked_whole_or_not_at_all(shown: str, other: str, words: list[str]) -> None:
    assert marked(shown, other) == words


@given(_TEXTS, _TEXTS)
def test_no_number_is_cut(shown: str, other: str) -> None:
    places = {i for start, end in shared_stretches(shown, other) for i in range(start, end)}
    for number in re.finditer(r"[0-9]+(?:[.,][0-9]+)*", shown):
        inside = [i in places for i in range(number.start(), number.end())]
        assert all(inside) or not any(inside)


@given(_TEXTS)
def test_stretches_are_in_order_and_do_not_overlap(text: str) -> None:
    stretches = shared_stretches(text, text[::-1] + text)
    assert all(start < end <= len(text) for start, end in stretches)
    assert all(one[1] <= other[0] for one, other in pairwise(stretches))
