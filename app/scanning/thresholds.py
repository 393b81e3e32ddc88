"""Calibrated thresholds: what a reader's own certainty is worth, measured on rendered pictures.

Kept as data in `resources/scan/thresholds.json`, written by `tests/bench/calibrate_scan.py`, which
notes there from which pictures the figures come.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from app.paths import resource

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "name": "name", "name_zh": "name", "sex": "word", "ethnicity": "word", "birth_date": "date",
        "address": "address", "number": "number", "issuer": "address", "valid_from": "date",
        "valid_to": "date", "nationality": "word", "document_number": "number",
    }
)  # fmt: skip
"""Fields that are read alike share their figures."""


@dataclass(frozen=True)
class Thresholds:
    """Figures by kind of field.

    Attributes:
        least: the reader's certainty 0…1 from which a value is stated without a warning.
        reliability: per kind rising points (certainty, share that was right), between which the
            share is interpolated.
    """

    least: Mapping[str, float]
    reliability: Mapping[str, Sequence[tuple[float, float]]]

    def probability(self, field: str, certainty: float) -> float:
        """The chance 0…1 that a field read with a certainty is right."""
        points = self.reliability.get(KINDS.get(field, ""), ())
        if not points:
            return certainty
        if certainty <= points[0][0]:
            return min(certainty, points[0][1])
        if certainty >= points[-1][0]:
            return points[-1][1]
        at = bisect_right([point[0] for point in points], certainty)
        (low, below), (high, above) = points[at - 1], points[at]
        return below + (above - below) * (certainty - low) / (high - low)


@lru_cache(maxsize=1)
def thresholds() -> Thresholds:
    """The figures of the bundled file.

    Raises:
        ValueError: the file's points do not rise.
    """
    kept = json.loads(resource("scan", "thresholds.json").read_text(encoding="utf-8"))
    curves = {kind: tuple((p[0], p[1]) for p in points) for kind, points in kept["reliability"].items()}
    for points in curves.values():
        if any(one[0] >= other[0] or one[1] > other[1] for one, other in pairwise(points)):
            raise ValueError("thresholds.json")
    return Thresholds(MappingProxyType(kept["least"]), MappingProxyType(curves))
