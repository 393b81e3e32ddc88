"""Office settings: names, defaults and bounds.

Each setting is something the domain reference marks `setting`. A store holds only what an office
changed; `Settings.of` lays it over the defaults and refuses unknown names and values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

MOST_REPRESENTATIVES = 5
"""The regulation's own limit [Art. 20(3)]; local rules may only lower it."""


@dataclass(frozen=True)
class Settings:
    """Effective settings of an office.

    Attributes:
        id_required_for: none | petitioner | representative; changes a warning only (domain 2, step 2).
        rep_limit: representatives per matter, 1…5, may only be lowered [Art. 20(3)]; or steps
            `((up_to_persons, limit), …)` in rising order, 5 above the last step.
        large_group: persons from which the lead is told.
        group_from: persons from which a visit counts as 集体访.
        talk_needs_reps: local rule that the talk waits for representatives; never the registration.
        review_lapsed: ask | decline: what is proposed after a missed review (domain 4.2).
        registered_counts_as_pending: whether a mere registration bars a superior under 19(3).
        roll_office_terms / roll_visitor_terms: last day on a holiday moves on (domain 7).
        timezone: IANA name of the office's wall clock.
        receipt_paper: a5 | a4.
        sign_refusals: role that signs the two refusals.
        sealed_receiver: code of the office that receives what is sealed here, where the unit a matter goes to
            has no key at the hub.
        own_names: other names of this office, and names of its leaders; an accusation against one of them
            goes over the office's head.
        same_day_return: same | new: whether coming again on the same day for the same matter is the same 批.
        agent_in_place: whether an agent and the one acted for are one of 人次.
        count_companions: whether companions count in 人次.
        spot_notice: paper | notice: what counts as written notice on the spot: any numbered paper, receipts
            too, or only one that answers what becomes of the matter.
        rule_packs: bundled local packs the office goes by, in order; the last one of a rule wins.
    """

    id_required_for: str = "none"
    rep_limit: int | tuple[tuple[int, int], ...] = MOST_REPRESENTATIVES
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
    sealed_receiver: str = ""
    own_names: tuple[str, ...] = ()
    same_day_return: str = "same"
    agent_in_place: bool = True
    count_companions: bool = False
    spot_notice: str = "paper"
    rule_packs: tuple[str, ...] = ()

    def rep_limit_for(self, present_count: int) -> int:
        """Representatives allowed for one matter of a group of that many persons."""
        if isinstance(self.rep_limit, int):
            return self.rep_limit
        return next((most for up_to, most in self.rep_limit if present_count <= up_to), MOST_REPRESENTATIVES)

    @classmethod
    def of(cls, changed: Mapping[str, object]) -> "Settings":
        """Lay an office's changes over the defaults.

        `rep_limit` may also be a list of `[up_to_persons, limit]` as JSON writes it.

        Raises:
            ValueError: unknown name, wrong type, or out of bounds; the message is the name.
        """
        known = {f.name: f for f in fields(cls)}
        values = dict(changed)
        if isinstance(values.get("rep_limit"), list | tuple):
            values["rep_limit"] = _steps(values["rep_limit"])
        for name in ("rule_packs", "own_names"):
            if name in values:
                values[name] = _names(name, values[name])
        for name, value in values.items():
            if name not in known:
                raise ValueError(name)
            if type(value) is not type(getattr(cls, name)) and not isinstance(value, tuple):
                raise ValueError(name)
            if isinstance(value, tuple) and name not in ("rep_limit", "rule_packs", "own_names"):
                raise ValueError(name)
        made = cls(**values)  # type: ignore[arg-type]
        for name, allowed in _CHOICES.items():
            if getattr(made, name) not in allowed:
                raise ValueError(name)
        if isinstance(made.rep_limit, int) and not 1 <= made.rep_limit <= MOST_REPRESENTATIVES:
            raise ValueError("rep_limit")
        if made.large_group < 6:
            raise ValueError("large_group")
        if made.group_from < 2:
            raise ValueError("group_from")
        return made


def _steps(value: object) -> tuple[tuple[int, int], ...]:
    steps: list[tuple[int, int]] = []
    for step in value if isinstance(value, list | tuple) else ():
        if not isinstance(step, list | tuple) or [type(part) for part in step] != [int, int]:
            raise ValueError("rep_limit")
        up_to, most = step
        if not 1 <= most <= MOST_REPRESENTATIVES or up_to <= (steps[-1][0] if steps else 0):
            raise ValueError("rep_limit")
        steps.append((up_to, most))
    if not steps:
        raise ValueError("rep_limit")
    return tuple(steps)


def _names(setting: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise ValueError(setting)
    return tuple(dict.fromkeys(value))


_CHOICES: Mapping[str, frozenset[str]] = {
    "id_required_for": frozenset({"none", "petitioner", "representative"}),
    "review_lapsed": frozenset({"ask", "decline"}),
    "receipt_paper": frozenset({"a5", "a4"}),
    "sign_refusals": frozenset({"lead", "receptionist"}),
    "same_day_return": frozenset({"same", "new"}),
    "spot_notice": frozenset({"notice", "paper"}),
}
