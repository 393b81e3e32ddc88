"""Making the log's lines anew when the store holds them in another form than this program writes."""

from app.intake.session import DeskSession

LOG_VERSION = 1
_AT_ONCE = 1000


def renew_log(session: DeskSession) -> bool:
    """Write the lines if they are not of this program's form; returns whether anything was done.

    Some hundred visits a transaction; broken off, it goes on the next time.
    """
    with session.read() as reading:
        found = reading.log_version()
    if found == LOG_VERSION:
        return False
    if found:
        with session.write() as unit:
            unit.clear_log()
            unit.commit()
    while True:
        with session.write() as unit:
            written = unit.renew_log(_AT_ONCE)
            unit.commit()
        if written < _AT_ONCE:
            return True
