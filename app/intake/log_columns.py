"""Which columns of the log a person chose to see; kept with the store, for the next time they sign in."""

from collections.abc import Sequence

from app.intake.session import DeskSession
from app.intake.visibility import require
from app.intake.visit_log import MAY_SEE_LOG

_NAME = "log_columns/"
USUAL = (
    *("seq", "time_in", "window", "visitors", "present", "purpose", "content_class", "demand", "raising"),
    *("outcome", "documents", "receptionist", "synced", "review"),
)
"""Ids of the columns that are shown, and written to a table, while nobody chose others."""


def chosen_columns(session: DeskSession) -> tuple[str, ...]:
    """Ids of the columns this person chose; empty if they never did."""
    require(session, MAY_SEE_LOG)
    with session.read() as unit:
        kept = unit.setting(_NAME + session.user.staff_id)
    return tuple(str(name) for name in kept) if isinstance(kept, list) else ()


def choose_columns(names: Sequence[str], session: DeskSession) -> None:
    """Keep the columns this person wants to see.

    Raises:
        NotAllowed, DiskFull, DiskFailed.
    """
    require(session, MAY_SEE_LOG)
    with session.write() as unit:
        unit.save_setting(_NAME + session.user.staff_id, list(names))
        unit.commit()
