"""What is compared and what comes out: plain shapes, no store, no clock."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What the program thinks of a pair; only ever a suggestion to a person."""

    SAME_MATTER = "same_matter"
    SAME_MATTER_NEW_FACTS = "same_matter_new_facts"
    DIFFERENT = "different"


_COMPARED = 4000
"""Code points of the facts that are compared: what follows is papers read aloud, and would cost seconds."""


@dataclass(frozen=True)
class MatterText:
    """One matter as told, with everything the comparison may look at.

    Attributes:
        place: 问题属地 as written, with or without the county.
        unit: 被反映单位 as written, several joined by any mark.
        content_class: code or words of 内容分类; only ever weak evidence.
        demand: 诉求.
        facts: 事实与理由.
        date: local day of registration; None when not known.
        person_keys: opaque comparable keys of the petitioners (principals, for agents).
    """

    place: str = ""
    unit: str = ""
    content_class: str = ""
    demand: str = ""
    facts: str = ""
    date: datetime.date | None = None
    person_keys: frozenset[str] = frozenset()

    @property
    def story(self) -> str:
        """Demand and facts as one text to compare, shortened to what can be read in time."""
        return f"{self.demand}\n{self.facts[:_COMPARED]}"


@dataclass(frozen=True)
class Match:
    """How a matter being entered stands to one already known.

    Attributes:
        score: 0…1, higher is likelier the same matter.
        why: short Chinese reasons for and against, the weightiest first; never empty.
        marks: stretches (start, end) of the known matter's `demand`, in code points, end exclusive,
            that the new text shares; sorted, not overlapping.
        same_person: at least one petitioner in common.
    """

    score: float
    verdict: Verdict
    why: tuple[str, ...]
    marks: tuple[tuple[int, int], ...]
    same_person: bool
