"""Which of many known matters is the one now told: a cheap look at all, a full comparison of the best."""

from collections import Counter
from collections.abc import Sequence
from math import log
from typing import TypeVar

from app.duplicates.features import features
from app.duplicates.prepared import Prepared
from app.duplicates.reading import read
from app.duplicates.record import Match
from app.duplicates.score import judged, score_of
from app.duplicates.sounds import telling_by_sound

_K = TypeVar("_K")

_COMPARED = 20
"""So many of the candidates are compared in full."""

_APART = "\x00"


def rank(
    query: Prepared,
    known: Sequence[tuple[_K, Prepared]],
    limit: int = 10,
    asked: Sequence[tuple[str, float]] | None = None,
) -> list[tuple[_K, Match]]:
    """The known matters likeliest to be the one told, best first, at most `limit`.

    The matches carry no marks: those belong to the words as written, see `explain.shared_stretches` and
    `contrast`.

    Args:
        query: the matter being entered.
        known: candidates with any key; a few hundred, as an inverted index gives them.
        asked: the terms `plan` gave, with how rare each is in the store; None where nothing was counted.
    """
    rare = dict(asked) if asked is not None else None
    mine = read(query)
    compared = []
    for i in shortlist(query, [candidate for _, candidate in known], _COMPARED):
        theirs = read(known[i][1])
        evidence = features(mine, theirs, rare)
        compared.append((score_of(evidence), known[i][0], theirs, evidence))
    compared.sort(key=lambda one: -one[0])
    return [(key, judged(mine, theirs, evidence)) for _, key, theirs, evidence in compared[:limit]]


def shortlist(query: Prepared, known: Sequence[Prepared], most: int) -> list[int]:
    """Places in `known` of the `most` candidates that share most with the query, best first.

    A pair of hanzi that many of the candidates hold counts little.
    """
    if not known:
        return []
    mine = read(query)
    asked = {**dict.fromkeys(mine.names, 0.6), **mine.means.words}
    # One pass over all texts: a sign that no text holds keeps them apart.
    texts = telling_by_sound(_APART.join(f"{k.place}\n{k.unit}\n{k.story}" for k in known)).split(_APART)
    shared = [[pair for pair in asked if pair in text] for text in texts]
    held = Counter(pair for pairs in shared for pair in pairs)
    total = len(known)
    weight = {pair: asked[pair] * log(1.0 + total / n) for pair, n in held.items()}
    scored = []
    for i, (one, pairs) in enumerate(zip(known, shared, strict=True)):
        score = sum(map(weight.__getitem__, pairs)) / (40 + len(one.facts)) ** 0.3
        scored.append((-score - 2.0 * (not query.persons.isdisjoint(one.persons)), i))
    scored.sort()
    return [i for _, i in scored[:most]]
