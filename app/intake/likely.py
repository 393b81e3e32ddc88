"""Asks the index for the matters likeliest to be the one told."""

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.findable import KnownName
from app.duplicates.prepared import VERSION, plan, prepare, unpack
from app.duplicates.ranking import rank
from app.duplicates.record import Match
from app.errors import StoreBusy
from app.intake.comparable import Comparable
from app.ports import ReadUnit

_ASKED_FOR = 150
_FEWEST_READ, _MOST_READ, _SHARE_READ = 20_000, 60_000, 10
"""Entries of the index read for a query: the more matters, the more share even their rare terms."""

_MORE = 20
"""Ranked beyond what is wanted: some stand behind another or were judged already."""


@dataclass(frozen=True)
class Likely:
    """A known matter and how it stands to the one told."""

    name: KnownName
    match: Match


def require_index(unit: ReadUnit) -> None:
    """Go on only where the index has this program's form; after an upgrade it may not be whole yet.

    Raises:
        StoreBusy: another version of the program has the store open.
    """
    if unit.index_form() != VERSION:
        raise StoreBusy


def likeliest(
    unit: ReadUnit, told: Comparable, limit: int, passed_over: Collection[str] = ()
) -> list[Likely]:
    """At most `limit` known matters, best first; sealed ones are never among them.

    Args:
        passed_over: ids that are not wanted.
    """
    query = prepare(told.text)
    total = unit.known_total()
    read = max(_FEWEST_READ, min(total // _SHARE_READ, _MOST_READ))
    asked = plan(query, unit.term_counts, total, most_postings=read)
    found = unit.known_like(asked, sorted(told.people(query)), _ASKED_FOR)
    ranked = rank(query, [(key, unpack(packed)) for key, packed in found], limit + _MORE, asked)
    names = unit.known_names([key for key, _ in ranked])
    likely = [Likely(names[key], match) for key, match in ranked if key in names]
    return [one for one in likely if one.name.id not in passed_over][:limit]
