"""Who sees lists of what is registered, and what stands in for what is not shown."""

from app.domain.office import StaffRole
from app.errors import NotAllowed
from app.intake.session import DeskSession

MASK = "●●●"
SEALED_TEXT = "按权限可见"
NOT_SAID = {"unknown": "不详", "declined": "未提供"}
MAY_LIST = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD, StaffRole.REVIEWER})


def require(session: DeskSession, roles: frozenset[StaffRole]) -> None:
    """Go on only with one of these roles.

    Raises:
        NotAllowed: the signed-in person has another.
    """
    if session.user.role not in roles:
        raise NotAllowed("list")
