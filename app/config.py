"""Office settings: names, defaults and bounds, versioned.

Each setting is something the domain reference marks `setting`. A store holds only what an office
changed; `Settings.of` lays it over the defaults and refuses unknown names and values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

SETTINGS_VERSION = 1


@dataclass(frozen=True)
class Settings:
    """Effective settings of an office.

    Attributes:
        id_required_for: none | petitioner | representative; changes a warning only (domain 2, step 2).
        rep_limit: representatives per matter, 1…5; may only be lowered [Art. 20(3)].
        large_group: persons from which the lead is told.
        group_from: persons from which a visit counts as 集体访.
        talk_needs_reps: local rule that the talk waits for representatives; never the registration.
        review_lapsed: ask | no: what happens after a missed review (domain 4.2).
        registered_counts_as_pending: whether a mere registration bars a superior under 19(3).
        roll_office_terms / roll_visitor_terms: last day on a holiday moves on (domain 7).
        timezone: IANA name of the office's wall clock.
        receipt_paper: a5 | a4.
        sign_refusals: role that signs the two refusals.
    """

    id_required_for: str = "none"
    rep_limit: int = 5
    large_group: int = 50
    group_from: int = 5
    talk_needs_reps: bool = False
    review_lapsed: str = "ask"
    registered_counts_as_pending: bool = False
    roll_office_terms: bool = False
    roll_visitor_terms: bool = True
    timezone: str = "Asia/Shanghai"
    receipt_paper: str = "a5"
    sign_refusals: str = "lead"

    @classmethod
    def of(cls, changed: Mapping[str, object]) -> "Settings":
        """Lay an office's changes over the defaults.

        Raises:
            ValueError: unknown name, wrong type, or out of bounds; the message is the name.
        """
        known = {f.name: f for f in fields(cls)}
        for name, value in changed.items():
            if name not in known or type(value) is not type(getattr(cls, name)):
                raise ValueError(name)
        made = cls(**changed)  # type: ignore[arg-type]
        for name, allowed in _CHOICES.items():
            if getattr(made, name) not in allowed:
                raise ValueError(name)
        if not 1 <= made.rep_limit <= 5:
            raise ValueError("rep_limit")
        if made.large_group < 6:
            raise ValueError("large_group")
        if made.group_from < 2:
            raise ValueError("group_from")
        return made


_CHOICES: Mapping[str, frozenset[str]] = {
    "id_required_for": frozenset({"none", "petitioner", "representative"}),
    "review_lapsed": frozenset({"ask", "no"}),
    "receipt_paper": frozenset({"a5", "a4"}),
    "sign_refusals": frozenset({"lead", "receptionist"}),
}
