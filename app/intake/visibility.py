"""Who sees lists of what is registered, and what stands in for what is not shown."""

from app.domain.office import StaffRole
from app.domain.person import PersonRole
from app.domain.record import MatterFile, VisitRecord
from app.errors import NotAllowed
from app.intake.session import DeskSession

MASK = "●●●"
ANONYMOUS = "匿名"
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


def masked_name(name: str) -> str:
    """A name for a list that leaves the office: its first character, then stars; what is no name stays."""
    if name in (ANONYMOUS, *NOT_SAID.values()):
        return name
    return name[:1] + "*" * min(max(len(name) - 1, 1), 2)


def names_of(file: MatterFile) -> tuple[str, ...]:
    """Who raised a matter, as lists and cards name them: never empty, companions left out.

    Nobody is named who wished to stay anonymous, or whose matter is anonymous.
    """
    if file.record.stated.anonymous:
        return (ANONYMOUS,)
    raising = [p for p in file.people if p.role is not PersonRole.COMPANION and (p.name or p.anonymous)]
    said = (ANONYMOUS if p.anonymous else NOT_SAID.get(p.name, p.name) for p in raising)
    return tuple(said) or (ANONYMOUS,)


def visitors(visit: VisitRecord) -> str:
    """Who came, for a list: first name and 等; masked where the visit is sealed or anonymous."""
    if visit.sealed:
        return MASK
    names = [
        NOT_SAID.get(p.stated.name, p.stated.name)
        for p in visit.participants
        if p.role is not PersonRole.COMPANION and p.stated.name
    ]
    if visit.stated.anonymous or not names:
        return "匿名"
    count = visit.stated.head_count
    return names[0] if count <= 1 else f"{names[0]} 等 {count} 人"
