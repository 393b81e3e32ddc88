"""What screens and commands list of matters: all of them, or those found."""

from collections.abc import Sequence
from itertools import islice

from app.domain.words import STATES_ZH
from app.intake.matter_detail import matter_detail
from app.intake.matter_rows import listed_matter, read_lines
from app.intake.results import ListedMatter, MatterLine
from app.intake.session import DeskSession
from app.intake.visibility import MASK, MAY_LIST, NOT_SAID, SEALED_TEXT, require

__all__ = [
    "MOST_SHOWN",
    "list_matters",
    "listed_matters",
    "matter_detail",
    "matter_index",
    "matter_lines",
    "matter_list",
]

MOST_SHOWN = 500
"""Lines that are read in one go; more are read as they come into sight."""

# Words of a line that stand in no column of the store.
_DERIVED = (*STATES_ZH.values(), *NOT_SAID.values(), MASK, SEALED_TEXT, "等", "人")


def list_matters(session: DeskSession) -> tuple[MatterLine, ...]:
    """Every matter, in order of registration; sealed ones without content."""
    require(session, MAY_LIST)
    session.note("view_matters", "", "")
    with session.read() as unit:
        return tuple(read_lines(unit, unit.matter_numbers(), session))


def listed_matters(session: DeskSession) -> tuple[ListedMatter, ...]:
    """Every matter for a plain list, in order of registration, as the hub lists it too."""
    lines = list_matters(session)
    with session.read() as unit:
        office = unit.office().code
    return tuple(
        listed_matter(
            ListedMatter(
                reg_no=line.reg_no,
                visit_no=line.visit_no,
                office=office,
                state=line.state,
                version=line.version,
                same_as=line.same_as,
                outcome=line.outcome,
                demand=line.demand,
                due_on=line.due_on,
                sealed=line.sealed,
            )
        )
        for line in sorted(lines, key=lambda line: (line.registered_at, line.visit_no))
    )


def matter_list(session: DeskSession, search: str = "") -> tuple[MatterLine, ...]:
    """The newest matters, at most `MOST_SHOWN`; every word of the search occurs in a visible column."""
    require(session, MAY_LIST)
    session.note("view_matters", "", "search" if search else "")
    words = search.split()
    with session.read() as unit:
        numbers = unit.matter_numbers(_kept(words), newest_first=True)
        found = (line for line in read_lines(unit, numbers, session) if all(_shows(line, w) for w in words))
        return tuple(islice(found, MOST_SHOWN))


def matter_index(session: DeskSession, search: str = "") -> tuple[str, ...]:
    """Numbers of all matters that `matter_list` begins with, the newest first, for reading on.

    Empty where the search asks for words that only the lines themselves hold.
    """
    require(session, MAY_LIST)
    words = search.split()
    if _kept(words) != words:
        return ()
    with session.read() as unit:
        return tuple(unit.matter_numbers(words, newest_first=True))


def matter_lines(numbers: Sequence[str], session: DeskSession) -> tuple[MatterLine, ...]:
    """The lines of some numbers of `matter_index`, in that order."""
    require(session, MAY_LIST)
    with session.read() as unit:
        return tuple(read_lines(unit, numbers, session))


def _kept(words: list[str]) -> list[str]:
    """The words that the store itself can look for."""
    return [w for w in words if "、" not in w and not any(w in said for said in _DERIVED)]


def _shows(line: MatterLine, word: str) -> bool:
    shown = (line.reg_no, line.demand, line.petitioners, line.target_unit, line.state_zh)
    return any(word in text for text in shown)
