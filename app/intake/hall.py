"""How this window stands, for the hall's hub: numbers and the name of who sits there, nobody else's."""

from app.hub.wire import DeskState, HallReport
from app.intake.session import DeskSession


def hall_report(session: DeskSession, *, receiving: bool) -> HallReport:
    """This window now.

    Args:
        receiving: whether a form is being filled in.
    """
    today = session.clock.today()
    with session.read() as unit:
        unfinished, visits = len(unit.drafts()), unit.visit_count(today, session.window)
    state = DeskState.RECEIVING if receiving else DeskState.FREE
    return HallReport(session.window, session.user.name, state, unfinished, visits)


def away_report(session: DeskSession) -> HallReport:
    """This window while it is locked: nobody sits there."""
    return HallReport(session.window, "", DeskState.AWAY, 0, 0)
