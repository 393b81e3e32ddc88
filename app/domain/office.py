"""The office, its staff and its settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.matter import Level


class OfficeKind(StrEnum):
    """信访部门, other organ, or township: decides which papers are issued (domain 8)."""

    XINFANG = "xinfang"
    ORGAN = "organ"
    TOWNSHIP = "township"


class StaffRole(StrEnum):
    """Roles of domain reference section 9."""

    RECEPTIONIST = "receptionist"
    LEAD = "lead"
    ACCUSATION_HANDLER = "accusation_handler"
    REVIEWER = "reviewer"
    READER = "reader"
    ADMIN = "admin"


@dataclass(frozen=True)
class StaffMember:
    """Somebody who signs in; `name` is both login and the name on papers."""

    staff_id: str
    name: str
    role: StaffRole
    active: bool = True


@dataclass(frozen=True)
class Office:
    """OFFICE.json. `settings` holds only what differs from the defaults of `app.config`."""

    code: str
    name: str
    short: str
    kind: OfficeKind
    level: Level
    division_code: str
    parent_code: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    windows: int = 1
    seq3: str = "001"
    settings: Mapping[str, object] = field(default_factory=dict)
