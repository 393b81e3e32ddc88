"""Matters never used for learning, from `matters_apart.txt`, as families of one affair and its neighbours."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.duplicates.record import MatterText, Verdict

_SAID = {"S": Verdict.SAME_MATTER, "N": Verdict.SAME_MATTER_NEW_FACTS, "D": Verdict.DIFFERENT}


@dataclass(frozen=True)
class Told:
    """One matter as somebody told it.

    Attributes:
        tag: K known, S same, N same with new facts, D different, F a matter of nobody.
        trait: who tells it again, or what parts it from the known matter; `-` for K and F.
    """

    tag: str
    trait: str
    text: MatterText

    @property
    def said(self) -> Verdict:
        """What a person says of it against the known matter of its family."""
        return _SAID.get(self.tag, Verdict.DIFFERENT)


def families() -> tuple[tuple[Told, ...], ...]:
    """Every known matter with what belongs to it, the known one first; matters of nobody stand alone."""
    found: list[list[Told]] = []
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        tag, trait, person, place, unit, topic, demand, day, facts = line.split("|")
        one = Told(
            tag,
            trait,
            MatterText(place, unit, topic, demand, facts, date.fromisoformat(day), frozenset({person})),
        )
        if tag in "KF":
            found.append([])
        found[-1].append(one)
    return tuple(map(tuple, found))
