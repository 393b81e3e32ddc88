"""Keys and sealed matters: who may make one, who may read what came, each audited [Arts. 30(3), 46(5)]."""

from typing import Any

from app.domain.office import StaffRole
from app.domain.sealed import KeyShown, ReceivedSealed
from app.errors import NotAllowed, NotFound
from app.intake.session import DeskSession
from app.ports import SealedBook

MAY_MAKE_KEYS = frozenset({StaffRole.LEAD, StaffRole.ACCUSATION_HANDLER})
MAY_READ = frozenset({StaffRole.ACCUSATION_HANDLER})


def make_key(book: SealedBook, session: DeskSession) -> KeyShown:
    """A key pair for this office; an earlier one stays, for what was sealed for it.

    Raises:
        NotAllowed: neither the lead nor whoever handles accusations.
    """
    if session.user.role not in MAY_MAKE_KEYS:
        raise NotAllowed("sealing_key")
    return book.new_key(session.user.name, session.clock.now_utc())


def list_received(book: SealedBook, session: DeskSession) -> tuple[ReceivedSealed, ...]:
    """What was received sealed.

    Raises:
        NotAllowed: only whoever handles accusations.
    """
    if session.user.role not in MAY_READ:
        raise NotAllowed("sealed")
    return book.received()


def read_received(book: SealedBook, reg_no: str, why: str, session: DeskSession) -> dict[str, Any]:
    """The content of a sealed matter; audited.

    Raises:
        NotAllowed: only whoever handles accusations.
        NotFound: nothing of that number that a key of this store opens.
    """
    if session.user.role not in MAY_READ:
        raise NotAllowed("sealed")
    found = book.open(reg_no, session.user.name, why, session.clock.now_utc())
    if found is None:
        raise NotFound(reg_no)
    return found
