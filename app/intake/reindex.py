"""Making everything findable anew when what the index holds has another form than this program reads."""

from app.duplicates.prepared import VERSION
from app.intake.comparable import Comparing, has_words
from app.intake.session import DeskSession

__all__ = ["VERSION", "index_arrived", "index_some"]

_AT_ONCE, _LITTLE = 2000, 100


def index_some(session: DeskSession) -> int:
    """Make a hundred more matters findable, own ones first; broken off, it goes on where it stood.

    Returns:
        About how many are left; 0: everything can be found.

    Raises:
        StoreBusy, DiskFull, DiskFailed.
    """
    with session.read() as reading:
        if reading.index_version() == VERSION:
            return 0
    with session.write() as unit:
        comparing = Comparing(unit.secret("person"), session.rules.content_classes)
        numbers, foreign = unit.to_index(_LITTLE)
        own = {
            f.record.reg_no: comparing.registered(f).findable()
            for f in unit.matters(numbers)
            if has_words(f.record.stated)
        }
        unit.find_again(own, [(key, comparing.foreign(m).findable()) for key, m in foreign])
        left = unit.indexed_to(numbers, [key for key, _ in foreign])
        if not left:
            unit.set_index_version(VERSION)
        unit.commit()
    return left


def index_arrived(session: DeskSession) -> int:
    """Make findable what other windows of the office registered; returns how many matters."""
    with session.read() as reading:
        if reading.index_version() != VERSION:
            return 0  # while it is made anew, everything is taken up in its turn
        numbers = reading.not_yet_findable()
        comparing = Comparing(reading.secret("person"), session.rules.content_classes)
    done = 0
    for start in range(0, len(numbers), _AT_ONCE):
        with session.write() as unit:
            own = {
                f.record.reg_no: comparing.registered(f).findable()
                for f in unit.matters(numbers[start : start + _AT_ONCE])
                if has_words(f.record.stated)
            }
            unit.find_again(own, ())
            unit.commit()
        done += len(own)
    return done
