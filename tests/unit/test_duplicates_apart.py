"""Sixty-two affairs the weights never saw, in other counties and on other topics: what is raised of them.

The bars stand a little below what was reached, so that a change that costs more than a pair or two is seen.
"""

from functools import lru_cache

import pytest

from app.duplicates.record import Match, Verdict
from app.duplicates.score import RAISE_FROM, compare
from tests.fakes.matters_apart import Told, families


@lru_cache(maxsize=1)
def judged() -> tuple[tuple[Told, Match], ...]:
    """Every retelling and every neighbour, held against the known matter of its family."""
    return tuple((one, compare(one.text, family[0].text)) for family in families() for one in family[1:])


def raised(*tags: str, trait: str = "") -> float:
    """Share raised of those with one of the tags."""
    some = [m.score >= RAISE_FROM for one, m in judged() if one.tag in tags and trait in one.trait]
    return sum(some) / len(some)


def test_the_set_is_large_and_of_every_kind() -> None:
    assert sum(family[0].tag == "K" for family in families()) >= 60
    traits = [one.trait for one, _ in judged() if one.tag == "D"]
    for kind in ("plot", "household", "phase", "year", "building", "employer", "same person other demand"):
        assert any(kind in trait for trait in traits), kind


def test_what_is_raised_is_mostly_right_and_most_of_it_is_raised() -> None:
    right = [one.tag != "D" for one, m in judged() if m.score >= RAISE_FROM]
    assert sum(right) / len(right) >= 0.88
    assert raised("S", "N") >= 0.82
    assert raised("D") <= 0.14


@pytest.mark.parametrize(("trait", "least"), [("again", 0.9), ("other", 0.7), ("agent", 0.8), ("short", 0.7)])
def test_whoever_tells_it(trait: str, least: float) -> None:
    assert raised("S", trait=trait) >= least


def test_new_facts_are_told_from_a_reminder() -> None:
    said = [one.tag for one, m in judged() if m.verdict is Verdict.SAME_MATTER_NEW_FACTS]
    assert said.count("N") >= 0.7 * sum(one.tag == "N" for one, _ in judged())
    assert said.count("N") >= 0.7 * len(said)


def test_matters_of_nobody_are_raised_with_none() -> None:
    nobodys = [family[0] for family in families() if family[0].tag == "F"]
    known = [family[0] for family in families() if family[0].tag == "K"]
    assert not [
        (one.text.demand, k.text.demand)
        for one in nobodys
        for k in known
        if compare(one.text, k.text).score >= RAISE_FROM
    ]
