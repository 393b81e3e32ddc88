"""What the station already knows and the rules need to hear of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.matter import OfficeRelation
from app.domain.matter_state import MatterDates


@dataclass(frozen=True)
class TodayVisit:
    """Another visit of the same local day that raised a matter.

    Person keys are opaque and comparable (`app.domain.rules.person_key`).
    """

    visit_no: str
    window: int
    head_count: int
    petitioner_keys: frozenset[str] = frozenset()
    representative_keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class KnownMatter:
    """A matter a person has judged to be the one now raised.

    `relation` None = not known where this office stands to the holder: asked, never guessed.
    `foreign`: registered elsewhere; `reg_no` is its number there.
    """

    reg_no: str
    dates: MatterDates
    relation: OfficeRelation | None = OfficeRelation.SAME
    target_unit: str = ""
    holder: str = ""
    sealed: bool = False
    visited_before: bool = True
    today_visits: tuple[TodayVisit, ...] = ()
    foreign: bool = False


@dataclass(frozen=True)
class Known:
    """Everything known besides the draft, by index of the draft's matter.

    Attributes:
        linked: matters judged the same by a person (`same_as`).
        scored_today: other visits of today whose matter merely scored as the same.
    """

    today: date
    linked: Mapping[int, KnownMatter] = field(default_factory=dict)
    scored_today: Mapping[int, tuple[TodayVisit, ...]] = field(default_factory=dict)
