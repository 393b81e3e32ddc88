"""How likely two matters are the same: a sum of weighed evidence, so that each reason can be told."""

import math
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from app.duplicates.explain import reasons, shared_stretches
from app.duplicates.features import Features, features
from app.duplicates.news import news_values
from app.duplicates.prepared import Prepared, prepare
from app.duplicates.reading import Reading, read
from app.duplicates.record import Match, MatterText, Verdict
from app.paths import resource

RAISE_FROM = 0.5
"""From this score on a pair is said to be the same matter: the even chance of a calibrated score."""

SHOW_FROM = 0.12
"""Below this score a candidate is not worth a receptionist's look."""


_BRIEF_BELOW = 0.02


class Weights(msgspec.Struct, frozen=True):
    """What was learned from labelled pairs.

    Attributes:
        same, same_bias: evidence → weight of its logit that two matters are one.
        news, news_bias: evidence → weight that a matter told again brings new facts.
        learned: date, data and figures, for people to read.
    """

    same: dict[str, float]
    same_bias: float
    news: dict[str, float]
    news_bias: float
    learned: dict[str, object]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The learned weights."""
    return msgspec.json.decode(resource("duplicates", "weights.json").read_bytes(), type=Weights)


def compare(query: MatterText, known: MatterText) -> Match:
    """Weigh a matter being entered against one already known.

    Pure and quick (well under a millisecond for a matter of everyday length); the caller leaves out
    sealed matters on either side.
    """
    match = compare_prepared(prepare(query), prepare(known))
    marks = shared_stretches(known.demand, query.story)
    return Match(match.score, match.verdict, match.why, marks, match.same_person)


def compare_prepared(query: Prepared, known: Prepared) -> Match:
    """As `compare`, on kept forms; without marks, which belong to the words as they were written."""
    a, b = read(query), read(known)
    return judged(a, b, features(a, b))


def score_of(evidence: Features) -> float:
    """The chance, 0…1, that two matters are the same."""
    learned = weights()
    return round(_chance(learned.same, learned.same_bias, evidence.values), 4)


def judged(query: Reading, known: Reading, evidence: Features) -> Match:
    """The evidence put into a score, a verdict and reasons."""
    learned = weights()
    score = score_of(evidence)
    verdict = Verdict.DIFFERENT
    if score >= RAISE_FROM:
        fresh = _chance(learned.news, learned.news_bias, news_evidence(query, known, evidence))
        verdict = Verdict.SAME_MATTER_NEW_FACTS if fresh >= 0.5 else Verdict.SAME_MATTER
    return Match(
        score=score,
        verdict=verdict,
        why=reasons(evidence, learned.same, query, known, verdict, brief=score < _BRIEF_BELOW),
        marks=(),
        same_person=evidence.values["person"] > 0,
    )


def news_evidence(query: Reading, known: Reading, evidence: Features) -> dict[str, float]:
    """Evidence that the query tells something the known matter lacks."""
    told = query.matter
    return news_values(
        told.demand,
        told.facts,
        told.unit,
        f"{known.matter.unit}\n{known.matter.story}",
        uncovered=evidence.uncovered,
    )


def _chance(learned: Mapping[str, float], bias: float, values: Mapping[str, float]) -> float:
    total = bias + sum(weight * values[name] for name, weight in learned.items())
    return 1.0 / (1.0 + math.exp(-total))
