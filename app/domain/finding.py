"""What the rules say about a visit: findings and proposals, with their articles."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.matter import Outcome


class Effect(StrEnum):
    """`block` stops only the action it names; a visit can always be saved."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Rule(StrEnum):
    """The fixed rule words of the outside interface."""

    REP_LIMIT = "rep_limit"
    REPS_PENDING = "reps_pending"
    REP_OUTSIDER = "rep_outsider"
    REP_MINOR = "rep_minor"
    GROUP_SPLIT = "group_split"
    LARGE_GROUP = "large_group"
    SAME_GROUP_OTHER_WINDOW = "same_group_other_window"
    ID_CHECK_FAILED = "id_check_failed"
    ID_REPEATED = "id_repeated"
    ID_EXPIRED = "id_expired"
    LEVEL_SKIPPING = "level_skipping"
    LEGAL_ROUTE = "legal_route"
    REPEAT_VISIT = "repeat_visit"
    NOT_ACCEPT_PENDING = "not_accept_pending"
    NO_LONGER_ACCEPT = "no_longer_accept"
    OVERDUE = "overdue"
    SEALED = "sealed"
    AUTHORITY_PENDING = "authority_pending"
    REPS_UNCONFIRMED = "reps_unconfirmed"
    HELD_ELSEWHERE = "held_elsewhere"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True)
class About:
    """What a finding points at: a person, a matter, or the visit as a whole."""

    person: int | None = None
    matter: int | None = None


@dataclass(frozen=True)
class Finding:
    """One thing a rule says.

    Attributes:
        article: as the outside interface writes it, for example `20(3)`; empty if none.
        message: one Chinese sentence for the receptionist: what is the case and what goes on.
        remedies: words of what can be done, for example `group_member`, `replace`; their Chinese
            labels are in `REMEDIES_ZH`.
    """

    rule: Rule
    effect: Effect
    article: str
    message: str
    about: About = About()
    remedies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What the program proposes for one matter; a person decides.

    `outcome` is never ACCEPT_OR_ROUTE here: sections 5 and 6 have been applied.
    """

    matter: int
    state: str
    rule_id: str
    outcome: Outcome
    notices: tuple[str, ...]
    articles: tuple[str, ...]
    confirm_by: str
    target_unit: str
    due_on: date | None = None
    tell_visitor: str = ""
    right_remaining: str = ""


@dataclass(frozen=True)
class Candidate:
    """A matter already known that may be the same; never a sealed one.

    `matter` is the index of the draft's matter it was found for; `score` 0…1; `petitioners` are
    names for display to staff; `marks` are the stretches of `demand` that match. `if_same` and
    `if_new` are what would be proposed if a person judged it to be the matter now raised, with the
    same facts or with new ones; None where nobody asked.
    """

    matter: int
    reg_no: str
    score: float
    verdict: str
    why: tuple[str, ...]
    state: str
    due_on: date | None
    office: str
    foreign_id: str = ""
    demand: str = ""
    facts: str = ""
    petitioners: tuple[str, ...] = ()
    registered_on: date | None = None
    target_unit: str = ""
    days_left: int | None = None
    same_person: bool = False
    marks: tuple[tuple[int, int], ...] = ()
    if_same: Proposal | None = None
    if_new: Proposal | None = None


@dataclass(frozen=True)
class Assessment:
    """Everything the right-hand side of the window shows, and `station check` prints."""

    findings: tuple[Finding, ...]
    candidates: tuple[Candidate, ...]
    proposals: tuple[Proposal, ...]
