"""Making everything findable anew when what the index holds has another form than this program reads."""

from app.duplicates.prepared import VERSION
from app.intake.comparable import Comparing, has_words
from app.intake.session import DeskSession

_AT_ONCE = 2000


def renew_index(session: DeskSession) -> bool:
    """Fill the index if it is not of this program's form; returns whether anything was done.

    Some thousand matters a transaction; broken off, it begins anew the next time.
    """
    with session.read() as reading:
        if reading.index_version() == VERSION:
            return False
        comparing = Comparing(reading.secret("person"), session.rules.content_classes)
        numbers = list(reading.matter_numbers())
    with session.write() as unit:
        unit.clear_index()
        unit.commit()
    for start in range(0, len(numbers), _AT_ONCE):
        with session.write() as unit:
            files = unit.matters(numbers[start : start + _AT_ONCE])
            own = {
                f.record.reg_no: comparing.registered(f).findable()
                for f in files
                if not f.record.sealed and has_words(f.record.stated)
            }
            unit.find_again(own, ())
            unit.commit()
    after = 0
    while True:
        with session.write() as unit:
            page = unit.foreign_page(after, _AT_ONCE)
            if not page:
                unit.set_index_version(VERSION)
                unit.commit()
                return True
            unit.find_again({}, [(key, comparing.foreign(m).findable()) for key, m in page])
            unit.commit()
        after = page[-1][0]


def index_arrived(session: DeskSession) -> int:
    """Make findable what other windows of the office registered; returns how many matters."""
    with session.read() as reading:
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
