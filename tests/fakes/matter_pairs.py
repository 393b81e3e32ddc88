"""Pairs of invented matters with what a person would say of them, from `matter_pairs.txt`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.duplicates.record import MatterText, Verdict

_SAID = {"S": Verdict.SAME_MATTER, "N": Verdict.SAME_MATTER_NEW_FACTS, "D": Verdict.DIFFERENT}


@dataclass(frozen=True)
class MatterPair:
    """A later visit and a matter already known."""

    query: MatterText
    known: MatterText
    trait: str
    said: Verdict


def matter_pairs() -> tuple[MatterPair, ...]:
    """All pairs: each later visit with the known matter above it."""
    pairs: list[MatterPair] = []
    known = MatterText()
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        tag, trait, person, place, unit, topic, demand, day, facts = line.split("|")
        matter = MatterText(place, unit, topic, demand, facts, date.fromisoformat(day), frozenset({person}))
        if tag == "K":
            known = matter
        else:
            pairs.append(MatterPair(matter, known, trait, _SAID[tag]))
    return tuple(pairs)
