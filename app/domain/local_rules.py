"""Rules that differ from place to place, each with where it comes from (domain reference 3, 4.2, 7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from app.config import Settings


class Basis(StrEnum):
    """What a value rests on."""

    REGULATION = "regulation"
    STATUTE = "statute"
    RULE = "rule"
    LOCAL_RULE = "local_rule"
    PRACTICE = "practice_unverified"
    OFFICE = "office"


BASES_ZH: Mapping[str, str] = {
    "regulation": "信访工作条例",
    "statute": "法律",
    "rule": "部门规定",
    "local_rule": "地方规定",
    "practice_unverified": "通行做法（未核实原文）",
    "office": "本单位规定",
}


@dataclass(frozen=True)
class RuleValue:
    """One value of a rule pack.

    Attributes:
        name: a setting of `app.config.Settings`, or a field of `Terms`.
        source: the provision it is taken from, as a person would look it up.
        pack, version: the file it came with.
        note: what a person should know about it; may be empty.
    """

    name: str
    value: object
    source: str
    basis: Basis
    pack: str
    version: str
    note: str = ""


@dataclass(frozen=True)
class Terms:
    """Lengths that no article of the regulation fixes.

    Attributes:
        simple_steps: T13: working days for pass-on, acceptance, opinion.
        fast_track_days: T14: days for hand-over, acceptance, completion; empty = the office has none.
        review_decision_days: T15: working days to decide whether to take a review; 0 = no such rule.
        duty_months: T12 where no special law says otherwise.
        reconsideration_days, suit_months, suit_after_reconsideration_days, labour_arbitration_years:
            limits of other procedures, which go on running during a petition (domain reference 6).
    """

    simple_steps: tuple[int, ...] = (1, 3, 10)
    fast_track_days: tuple[int, ...] = ()
    review_decision_days: int = 0
    duty_months: int = 2
    reconsideration_days: int = 60
    suit_months: int = 6
    suit_after_reconsideration_days: int = 15
    labour_arbitration_years: int = 1


@dataclass(frozen=True)
class LocalRules:
    """The values in force, the last one of a name wins.

    Attributes:
        values: by name, with source.
        terms: those of them that are lengths.
    """

    values: Mapping[str, RuleValue] = field(default_factory=lambda: MappingProxyType({}))
    terms: Terms = field(default_factory=Terms)

    def settings_under(self, changed: Mapping[str, object]) -> Settings:
        """Effective settings: the packs' values, over them what the office set in its own file.

        Raises:
            ValueError: as `Settings.of`.
        """
        packed = {v.name: v.value for v in self.values.values() if v.name in SETTING_NAMES}
        return Settings.of({**packed, **changed})

    def source_of(self, name: str) -> str:
        """Where a value comes from; empty if no pack states it."""
        return self.values[name].source if name in self.values else ""


SETTING_NAMES = frozenset(
    {
        "id_required_for",
        "rep_limit",
        "large_group",
        "group_from",
        "talk_needs_reps",
        "review_lapsed",
        "registered_counts_as_pending",
        "roll_office_terms",
        "roll_visitor_terms",
        "sign_refusals",
        "same_day_return",
        "agent_in_place",
        "count_companions",
        "spot_notice",
    }
)
"""Settings that are rules; paper size and time zone are the desk's own affair."""
