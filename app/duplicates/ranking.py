"""Which of many known matters is the one now told: a cheap look at all, a full comparison of the best."""

from collections.abc import Sequence
from operator import add
from typing import TypeVar

from app.duplicates.common import COMMON
from app.duplicates.prepared import Prepared
from app.duplicates.record import Match, MatterText
from app.duplicates.score import compare

_K = TypeVar("_K")

_COMPARED = 30
"""So many of the candidates are compared in full."""


def rank(query: Prepared, known: Sequence[tuple[_K, Prepared]], limit: int = 10) -> list[tuple[_K, Match]]:
    """The known matters likeliest to be the one told, best first, at most `limit`.

    Args:
        query: the matter being entered.
        known: candidates with any key; a few hundred, as an inverted index gives them.
    """
    said = _pairs(query.story)
    names = _pairs(query.place + " " + query.unit)

    def glance(candidate: Prepared) -> float:
        shared = said & _pairs(candidate.story)
        around = names & _pairs(candidate.place + " " + candidate.unit)
        same_person = bool(query.persons & candidate.persons)
        return len(shared) / (10 + len(candidate.story)) ** 0.3 + 0.3 * len(around) + 2.0 * same_person

    glanced = sorted(
        ((glance(candidate), i) for i, (_, candidate) in enumerate(known)), key=lambda x: (-x[0], x[1])
    )
    mine = _told(query)
    compared = [(known[i][0], compare(mine, _told(known[i][1]))) for _, i in glanced[:_COMPARED]]
    compared.sort(key=lambda pair: -pair[1].score)
    return compared[:limit]


def _pairs(text: str) -> frozenset[str]:
    return frozenset(map(add, text, text[1:])) - COMMON


def _told(one: Prepared) -> MatterText:
    keys = frozenset(p.hex() for p in one.persons)
    return MatterText(one.place, one.unit, one.topic, one.demand, one.facts, one.day, keys)
