"""Is the store whole."""

from app.domain.office import StaffRole
from app.errors import NotAllowed
from app.intake.session import DeskSession


def verify_store(session: DeskSession) -> tuple[str, ...]:
    """Everything found broken, one Chinese sentence each; nothing = whole.

    Raises:
        NotAllowed: neither lead nor admin.
    """
    if session.user.role not in {StaffRole.LEAD, StaffRole.ADMIN}:
        raise NotAllowed("verify")
    session.note("verify", "", "")
    with session.read() as unit:
        return unit.problems()
