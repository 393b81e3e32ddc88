"""Which known matters may be the ones asked about: reads only."""

import gc
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.office import StaffRole
from app.errors import NotAllowed
from app.intake.comparable import Comparing, says_something
from app.intake.import_matters import foreign_of
from app.intake.likely import Likely, likeliest, require_index
from app.intake.matter_lines import BadLine, ToldMatter, told_matter
from app.intake.session import DeskSession

_MAY_MATCH = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD, StaffRole.REVIEWER})
_WARMING = b'{"id": "-", "place": "-", "demand": "1", "facts": "-"}'


@dataclass(frozen=True)
class Matched:
    """The answer to one query.

    Attributes:
        row: line of the query, from 1.
        query: its id; empty where `problem` says in Chinese why it could not be asked.
        ms: milliseconds from the line read to the results ranked.
        wordless: nothing but punctuation was said, so there was nothing to look for.
    """

    row: int
    query: str
    results: tuple[Likely, ...] = ()
    ms: float = 0.0
    problem: str = ""
    wordless: bool = False


def match_matters(
    lines: Iterable[tuple[int, bytes]], session: DeskSession, *, limit: int = 10
) -> Iterator[Matched]:
    """Answer the queries one by one, each from the whole store; sealed matters are never found.

    Args:
        lines: line number and JSON object, shaped as for an import.
        limit: most results of a query.

    Raises:
        NotAllowed: the role does not see what matters say.
        StoreBusy: the index has to be renewed by the window that has the store open.
    """
    if session.user.role not in _MAY_MATCH:
        raise NotAllowed("match")
    session.note("match", "", "")
    with session.read() as unit:
        require_index(unit)
        comparing = Comparing(unit.secret("person"), session.rules.content_classes)

        def ask(line: bytes) -> tuple[ToldMatter, list[Likely]]:
            told = told_matter(line)
            return told, likeliest(unit, comparing.foreign(foreign_of(told, comparing)), limit)

        ask(_WARMING)  # loads libraries and tables, which is start-up and nobody's query
        gc.freeze()  # and what was loaded stays: no collection need walk it in the middle of a query
        for row, line in lines:
            began = time.perf_counter()
            try:
                told, results = ask(line)
            except BadLine as error:
                yield Matched(row, "", problem=str(error))
                continue
            ms = round((time.perf_counter() - began) * 1000, 3)
            wordless = not says_something(told.demand, told.facts)
            yield Matched(row, told.id, tuple(results), ms, wordless=wordless)
