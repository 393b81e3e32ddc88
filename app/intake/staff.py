"""Staff: who may sign in, with which role; passwords and the recovery code."""

from app.domain.office import StaffMember, StaffRole
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.session import DeskSession
from app.ports import ReadUnit

SHORTEST_PASSWORD = 8
_LONGEST_NAME = 30


def list_staff(session: DeskSession) -> tuple[StaffMember, ...]:
    """Everybody, also those who left."""
    with session.read() as unit:
        return unit.staff()


def add_staff(
    name: str, role: StaffRole, password: str, session: DeskSession, *, weak_is_fine: bool = False
) -> StaffMember:
    """Add a member; a lead may while the office has no admin.

    Args:
        weak_is_fine: take any password but an empty one; for scripted set-up, which warns instead.

    Raises:
        BadInput: empty or taken name, weak password.
        NotAllowed: neither admin nor a lead of an office without admin.
    """
    name = name.strip()
    problems = _problems(password, name) if not (weak_is_fine and password) else []
    if said := unfit_name(name):
        problems.append(said)
    with session.write() as unit:
        _require_staff_right(unit, session)
        if any(m.name == name for m in unit.staff()):
            problems.append("已有同名人员。请在姓名后加注以示区别，或重置其密码。")
        if problems:
            raise BadInput(problems)
        member = unit.add_staff(name, role, password)
        unit.note("add_staff", name, role)
        unit.commit()
    return member


def reset_password(name: str, new_password: str, session: DeskSession) -> None:
    """Give a member who forgot it a new password; a lead or admin may.

    Raises:
        BadInput: weak password. NotFound: no such active member. NotAllowed.
    """
    if session.user.role not in {StaffRole.LEAD, StaffRole.ADMIN}:
        raise NotAllowed("reset_password")
    _set_password(name.strip(), new_password, session)


def change_own_password(new_password: str, session: DeskSession) -> None:
    """Change one's own password; the window has asked for the old one (`StationGate.unlock`).

    Raises:
        BadInput: weak password.
    """
    _set_password(session.user.name, new_password, session)


def deactivate(name: str, session: DeskSession) -> None:
    """Take a member's way in away; what they registered stays under their name.

    Raises:
        BadInput: oneself, or the last one who could manage staff. NotFound, NotAllowed.
    """
    with session.write() as unit:
        _require_staff_right(unit, session)
        if name == session.user.name:
            raise BadInput(["不能停用自己。请由另一名负责人操作。"])
        if not any(m.name == name and m.active for m in unit.staff()):
            raise NotFound(name)
        unit.deactivate_staff(name)
        unit.note("deactivate_staff", name)
        unit.commit()


def new_recovery_code(session: DeskSession) -> str:
    """A new recovery code to print and lock away; the old one no longer works.

    Raises:
        NotAllowed: neither lead nor admin.
    """
    if session.user.role not in {StaffRole.LEAD, StaffRole.ADMIN}:
        raise NotAllowed("new_recovery_code")
    with session.write() as unit:
        code = unit.new_recovery_code()
        unit.note("new_recovery_code", "")
        unit.commit()
    return code


def unfit_name(name: str) -> str:
    """Why nobody can sign in under this name, as a Chinese sentence; empty = it will do."""
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        return f"姓名不能为空，最多 {_LONGEST_NAME} 字，不能含控制字符。"
    return ""


def weakness(password: str, name: str) -> str:
    """What is weak about a password, as a Chinese sentence; empty = nothing."""
    if len(password) < SHORTEST_PASSWORD:
        return f"密码至少 {SHORTEST_PASSWORD} 位。"
    if name and password == name:
        return "密码不能与姓名相同。"
    if len(set(password)) < 3:
        return "密码过于简单，请换一个。"
    return ""


def _set_password(name: str, password: str, session: DeskSession) -> None:
    problems = _problems(password, name)
    if problems:
        raise BadInput(problems)
    with session.write() as unit:
        if not any(m.name == name and m.active for m in unit.staff()):
            raise NotFound(name)
        unit.set_password(name, password)
        unit.note("set_password", name)
        unit.commit()


def _problems(password: str, name: str) -> list[str]:
    said = weakness(password, name)
    return [said] if said else []


def _require_staff_right(unit: ReadUnit, session: DeskSession) -> None:
    role = session.user.role
    has_admin = any(m.role is StaffRole.ADMIN and m.active for m in unit.staff())
    if role is StaffRole.ADMIN or (role is StaffRole.LEAD and not has_admin):
        return
    raise NotAllowed("staff")
