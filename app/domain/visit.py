"""One appearance at the window, before it is registered."""

from dataclasses import dataclass, field
from datetime import datetime

from app.domain.finding import About
from app.domain.matter import MatterDraft
from app.domain.person import PersonDraft, PersonRole


@dataclass(frozen=True)
class Material:
    """A paper the visitor brought (材料).

    `content` is a picture of it where the visitor wants one attached; kept beside the visit, never
    among what was stated.
    """

    name: str
    pages: int = 1
    original: bool = False
    scanned: bool = False
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Confirmation:
    """How the visitor confirmed what was recorded; None on the visit = still open."""

    how: str  # signature | thumb | declined
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Acknowledged:
    """A warning the receptionist saw and went on from (domain reference 3: the reason is kept).

    Attributes:
        rule: the rule word of the finding.
        about: person and matter of the visit it points at.
        reason: why it was gone on, in the receptionist's words.
    """

    rule: str
    about: About
    reason: str = ""


@dataclass(frozen=True)
class VisitDraft:
    """What the form holds. Indices of people and matters count from 0 in this order.

    `reps_unconfirmed`: the hub could not be asked whether other windows hold the representatives' seats.
    `present_count` None means unknown or declined; then the people listed count.
    """

    people: tuple[PersonDraft, ...]
    matters: tuple[MatterDraft, ...]
    present_count: int | None = None
    affected_count: int | None = None
    visited_at: datetime | None = None
    window: int = 1
    received_by: str = ""
    notify_by: str = "paper"
    is_group: bool | None = None
    joint_signed: bool = False
    anonymous: bool = False
    sealed: bool = False
    urgent: bool = False
    left_early: bool = False
    materials: tuple[Material, ...] = ()
    assistance: tuple[str, ...] = ()
    confirmed: Confirmation | None = None
    remark: str = ""
    acknowledged: tuple[Acknowledged, ...] = ()
    reps_unconfirmed: bool = False

    @property
    def head_count(self) -> int:
        """Persons present with the demand: companions are not counted (domain 10.2)."""
        listed = sum(1 for p in self.people if p.role is not PersonRole.COMPANION)
        return max(self.present_count or 0, listed)
