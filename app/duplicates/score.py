"""How likely two matters are the same: a sum of weighed evidence, so that each reason can be told."""

import math
from collections.abc import Mapping
from types import MappingProxyType

from app.duplicates.explain import reasons, shared_stretches
from app.duplicates.features import Features, features, tells_news
from app.duplicates.record import Match, MatterText, Verdict

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "person": 1.1,
        "text": 0.4,
        "text_amount": 4.0,
        "demand": 0.5,
        "number": 1.9,
        "years_apart": -2.0,
        "place": 1.5,
        "place_apart": -1.3,
        "unit_apart": -0.6,
        "class": 1.0,
        "label_apart": -1.1,
        "disclaimer": -2.1,
        "reference": 0.9,
    }
)
BIAS = -4.2

RAISE_FROM = 0.25
"""From this score on a pair is said to be the same matter: rather one too many, a person decides."""

SHOW_FROM = 0.16
"""Below this score a candidate is not worth a receptionist's look."""


def compare(query: MatterText, known: MatterText) -> Match:
    """Weigh a matter being entered against one already known.

    Pure and quick (well under a millisecond for a matter of everyday length); the caller leaves out
    sealed matters on either side. Weights: logistic regression over hand-labelled pairs, rounded.
    """
    evidence = features(query, known)
    score = _score(evidence)
    verdict = Verdict.DIFFERENT
    if score >= RAISE_FROM:
        verdict = Verdict.SAME_MATTER_NEW_FACTS if tells_news(query) else Verdict.SAME_MATTER
    return Match(
        score=round(score, 4),
        verdict=verdict,
        why=reasons(evidence, WEIGHTS, query, known, verdict),
        marks=shared_stretches(known.demand, query.story),
        same_person=evidence.values["person"] > 0,
    )


def _score(evidence: Features) -> float:
    total = BIAS + sum(weight * evidence.values[name] for name, weight in WEIGHTS.items())
    return 1.0 / (1.0 + math.exp(-total))
