"""Matters known elsewhere, taken in so that the duplicate check finds them; never sent upstream."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from app.domain.findable import Findable, ForeignMatter
from app.domain.office import StaffRole
from app.errors import NotAllowed
from app.intake.comparable import Comparing
from app.intake.matter_lines import BadLine, ToldMatter, told_matter
from app.intake.session import DeskSession
from app.ports import WriteUnit

_MAY_IMPORT = frozenset({StaffRole.LEAD, StaffRole.ADMIN})
_A_TRANSACTION = 50_000  # rows
_AT_ONCE = 1000
_TWICE = "编号（id）与前面的行重复，或库中已有。"


class RefusedRow(NamedTuple):
    """A line that was not taken; `row` counts from 1, `why` is a Chinese sentence."""

    row: int
    why: str


@dataclass(frozen=True)
class Imported:
    """How far an import has come; everything counted is durable.

    Attributes:
        row: number of the last line looked at.
        imported: matters taken in.
        refused: lines that were not.
    """

    row: int = 0
    imported: int = 0
    refused: tuple[RefusedRow, ...] = ()


def import_matters(
    lines: Iterable[tuple[int, bytes]],
    session: DeskSession,
    progress: Callable[[int, int], None] = lambda row, imported: None,
) -> Imported:
    """Take in every line that can be, some ten thousand a transaction.

    Broken off, whole transactions are kept: the same file given again goes on where it stopped, and
    names the matters already there as refused by their number.

    Args:
        lines: line number and JSON object, as `matter_lines.lines_of` gives them.
        progress: told (last line, matters imported) after every transaction.

    Raises:
        NotAllowed: the role does not import.
        StoreBusy, DiskFull, DiskFailed: what `progress` was told of is kept.
    """
    if session.user.role not in _MAY_IMPORT:
        raise NotAllowed("import_matters")
    refused: list[RefusedRow] = []
    rows = iter(lines)
    row = imported = 0
    while True:
        told_before, seen, taken = len(refused), 0, 0
        with session.write() as unit:
            comparing = Comparing(unit.secret("person"), session.rules.content_classes)
            while seen < _A_TRANSACTION and (some := list(islice(rows, _AT_ONCE))):
                seen += len(some)
                row = some[-1][0]
                taken += _take(unit, comparing, some, refused)
            if not seen:
                return Imported(row, imported, tuple(sorted(refused)))
            unit.note("import_matters", "", f"imported {taken}, refused {len(refused) - told_before}")
            unit.commit()
        imported += taken
        progress(row, imported)


def _take(
    unit: WriteUnit, comparing: Comparing, lines: Sequence[tuple[int, bytes]], refused: list[RefusedRow]
) -> int:
    """Take in the lines that can be; returns how many."""
    told: list[tuple[int, ToldMatter]] = []
    for row, line in lines:
        try:
            told.append((row, told_matter(line)))
        except BadLine as error:
            refused.append(RefusedRow(row, str(error)))
    used = set(unit.ids_in_use([matter.id for _, matter in told]))
    taken: list[tuple[ForeignMatter, Findable]] = []
    for row, matter in told:
        if matter.id in used:
            refused.append(RefusedRow(row, _TWICE))
            continue
        used.add(matter.id)
        kept = foreign_of(matter, comparing)
        taken.append((kept, comparing.foreign(kept).findable()))
    unit.add_foreign(taken)
    return len(taken)


def foreign_of(told: ToldMatter, comparing: Comparing) -> ForeignMatter:
    """The matter with its person known by digest alone."""
    return ForeignMatter(
        foreign_id=told.id,
        person=comparing.person(told.person_id),
        place=told.place,
        unit=told.unit,
        content_class=told.content_class,
        demand=told.demand,
        facts=told.facts,
        day=told.day,
    )
