"""Making anew, a little at a time, what the store repeats of its registrations in another form.

What can be found, the log's lines, what figures are added up from and the open terms all follow from what
was registered. After an upgrade they may be missing for a whole year: the window works meanwhile, newest
days come first, and whoever asks for days that are not reached yet is told so (`StillRenewing`).
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.intake import reindex
from app.intake.due_counting import count_some
from app.intake.session import DeskSession

LOG_VERSION = 1
"""The form of the log's lines that this program writes."""

_LINES_AT_ONCE, _FIGURES_AT_ONCE, _TERMS_AT_ONCE = 100, 100, 500


class Part(StrEnum):
    """What is made anew, in the order in which it is missed most."""

    FIND = "find"
    LOG = "log"
    FIGURES = "figures"
    TERMS = "terms"


EVERYTHING = tuple(Part)
PARTS_ZH: Mapping[Part, str] = {
    Part.FIND: "查重",
    Part.LOG: "日志",
    Part.FIGURES: "统计",
    Part.TERMS: "期限",
}


@dataclass(frozen=True)
class Left:
    """How many registrations, about, one part still waits for."""

    part: Part
    count: int


def begin_renewal(session: DeskSession) -> None:
    """Put away what is of another form than this program's: what is registered from now on has the right one.

    Raises:
        StoreBusy, DiskFull, DiskFailed.
    """
    with session.read() as reading:
        stale_index = reading.index_form() != reindex.VERSION
        log = reading.log_version()
    if stale_index or log not in (0, LOG_VERSION):
        with session.write() as unit:
            if stale_index:
                unit.clear_index(reindex.VERSION)
            if log not in (0, LOG_VERSION):
                unit.clear_log()
            unit.commit()


def renew_some(session: DeskSession, parts: Collection[Part] = EVERYTHING) -> Left | None:
    """Make a part of what is missing, some tens of milliseconds of the store's lane.

    Returns:
        What is still missing first; None: everything asked for is whole.

    Raises:
        StoreBusy, DiskFull, DiskFailed.
    """
    for part in (*_missed_today(session), *EVERYTHING):
        if part in parts and (left := _STEPS[part](session)):
            return Left(part, left)
    return None


def _missed_today(session: DeskSession) -> tuple[Part, ...]:
    """The day that runs is looked at all the time: it does not wait until everything can be found."""
    today = session.clock.today()
    with session.read() as unit:
        missed = {Part.LOG: unit.log_left(today), Part.FIGURES: unit.figures_left(today)}
    return tuple(part for part, left in missed.items() if left)


def renew_all(
    session: DeskSession,
    parts: Collection[Part] = EVERYTHING,
    told: Callable[[Left], None] = lambda _left: None,
) -> None:
    """Go on until these parts are whole, telling now and then how many are left."""
    while left := renew_some(session, parts):
        told(left)


def renew_for(session: DeskSession, seconds: float) -> bool:
    """Go on for so long at most; returns whether all is whole but the terms, which the board counts."""
    end = time.monotonic() + seconds
    while renew_some(session, (Part.FIND, Part.LOG, Part.FIGURES)):
        if time.monotonic() > end:
            return False
    return True


def _lines(session: DeskSession) -> int:
    with session.read() as reading:
        if not reading.log_left():
            return 0
    with session.write() as unit:
        left = unit.renew_log(_LINES_AT_ONCE)
        unit.commit()
    return left


def _figures(session: DeskSession) -> int:
    with session.read() as reading:
        if not reading.figures_left():
            return 0
    with session.write() as unit:
        left = unit.judge_some(_FIGURES_AT_ONCE)
        unit.commit()
    return left


_STEPS: dict[Part, Callable[[DeskSession], int]] = {
    Part.FIND: reindex.index_some,
    Part.LOG: _lines,
    Part.FIGURES: _figures,
    Part.TERMS: lambda session: count_some(session, _TERMS_AT_ONCE),
}
