"""What is raised: purposes, routes, outcomes, states (domain reference 1, 4, 6)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Purpose(StrEnum):
    """信访目的 [Arts. 29, 30, 31]."""

    SUGGESTION = "suggestion"
    ACCUSATION = "accusation"
    CLAIM = "claim"
    OTHER = "other"
    UNKNOWN = "unknown"
    DECLINED = "declined"


class Route(StrEnum):
    """The six routes of Art. 31."""

    COURT = "31.1"
    ARBITRATION = "31.2"
    PARTY_APPEAL = "31.3"
    RECONSIDERATION = "31.4"
    DUTY = "31.5"
    OTHER = "31.6"


LEGAL_ROUTES = frozenset({Route.COURT, Route.ARBITRATION, Route.PARTY_APPEAL, Route.RECONSIDERATION})


class Procedure(StrEnum):
    """已走途径."""

    LITIGATION = "litigation"
    ARBITRATION = "arbitration"
    RECONSIDERATION = "reconsideration"
    REVIEW = "review"
    NONE = "none"
    UNKNOWN = "unknown"
    DECLINED = "declined"


class Level(StrEnum):
    """Administrative level, lowest first."""

    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    NATIONAL = "national"

    @property
    def rank(self) -> int:
        """0 = township … 4 = national."""
        return list(Level).index(self)


class Outcome(StrEnum):
    """What follows: the decision table's words and those a person may choose."""

    ACCEPT_OR_ROUTE = "ACCEPT_OR_ROUTE"
    ACCEPT = "ACCEPT"
    ANSWERED_ON_SPOT = "ANSWERED_ON_SPOT"
    ASSIGN = "ASSIGN"
    CONTINUE_LINK = "CONTINUE_LINK"
    ADD_TO_FILE = "ADD_TO_FILE"
    TRANSFER = "TRANSFER"
    REFER = "REFER"
    SUPERVISE = "SUPERVISE"
    GUIDE_LEGAL_ROUTE = "GUIDE_LEGAL_ROUTE"
    GUIDE_REVIEW = "GUIDE_REVIEW"
    GUIDE_RECHECK = "GUIDE_RECHECK"
    RECEIVE_REVIEW = "RECEIVE_REVIEW"
    RECEIVE_RECHECK = "RECEIVE_RECHECK"
    HUMAN_DECIDE = "HUMAN_DECIDE"
    NOT_ACCEPT_PENDING = "NOT_ACCEPT_PENDING"
    NO_LONGER_ACCEPT = "NO_LONGER_ACCEPT"


REFUSALS = frozenset({Outcome.NOT_ACCEPT_PENDING, Outcome.NO_LONGER_ACCEPT})


class Facts(StrEnum):
    """A person's decision: the same facts and reasons, or new ones."""

    SAME = "same"
    NEW = "new"


class OfficeRelation(StrEnum):
    """Where this office stands to the one holding the matter (4.3)."""

    SAME = "same"
    SUPERIOR = "superior"
    UNRELATED = "unrelated"


@dataclass(frozen=True)
class SameAs:
    """A person's decision that this is a matter already known here."""

    reg_no: str
    facts: Facts


@dataclass(frozen=True)
class MatterDraft:
    """One matter of a visit as it stands in the form; texts as the visitor said them.

    `about_own_office`: a person says that an accusation is about this office or somebody of it.
    `same_as`, `not_same` and `unsure` are a person's words on known matters, by number.
    """

    purpose: Purpose = Purpose.CLAIM
    content_code: str = ""
    place_code: str = ""
    place: str = ""
    demand: str = ""
    facts: str = ""
    summary: str = ""
    oral: bool | None = None
    procedures: frozenset[Procedure] = field(default_factory=frozenset)
    route: Route | None = None
    competent_level: Level | None = None
    reported_unit: str = ""
    reported_person: str = ""
    first_here: bool | None = None
    first_nationwide: bool | None = None
    linked_matter: str = ""
    same_as: SameAs | None = None
    not_same: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    outcome: Outcome | None = None
    reason: str = ""
    target_unit: str = ""
    due_on: date | None = None
    affected_count: int | None = None
    joint_signed: bool = False
    anonymous: bool = False
    sealed: bool = False
    urgent: bool = False
    lead_unit: str = ""
    co_units: tuple[str, ...] = ()
    in_dispute: bool = False
    about_own_office: bool = False

    @property
    def is_sealed(self) -> bool:
        """Accusations are sealed whether or not somebody ticked it [Art. 30(3)]."""
        return self.sealed or self.purpose is Purpose.ACCUSATION
