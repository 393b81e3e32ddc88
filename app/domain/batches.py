"""批: which registrations of one day are one appearance (domain reference 10.2).

A group received over two windows and linked, or somebody who comes again on the same day to go on with
the same matter, is one 批: heads count once, and so does the matter. After a new step of the matter it is
another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Appearance:
    """One registration of a matter that was raised more than once on its day.

    Attributes:
        root: the matter it was judged to be; `matter`: as raised here. Both are keys of the store.
        persons: 人次 of the registration by itself.
        noticed: a written notice was made on the spot; sealed: something of it is sealed.
        people: comparable keys of those who can be told apart.
    """

    day: date
    root: int
    matter: int
    visit_id: str
    window: int
    came_at: datetime
    registered_at: datetime
    persons: int
    noticed: bool = False
    sealed: bool = False
    people: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Batch:
    """批: where and when its first registration came, and what holds of all of them together."""

    day: date
    window: int
    came_at: datetime
    persons: int
    noticed: bool
    sealed: bool


@dataclass(frozen=True)
class Merged:
    """What several registrations being one 批 changes.

    Attributes:
        batches: the 批 they make.
        parts: their registrations, each as if it were a 批 by itself, which it is not.
        again: matters raised already in the same 批: no 件次 of their own.
    """

    batches: tuple[Batch, ...] = ()
    parts: tuple[Batch, ...] = ()
    again: frozenset[int] = frozenset()


def merged(
    appearances: Iterable[Appearance],
    steps: Mapping[int, Sequence[datetime]],
    *,
    return_is_same: bool,
) -> Merged:
    """Put registrations of the same day and matter together.

    Args:
        steps: by root, the moments at which a step of the matter was recorded.
        return_is_same: whether coming again at the same window goes on with the same 批; another window
            that takes part of a group always does.
    """
    groups: dict[tuple[date, int], list[Appearance]] = {}
    for one in appearances:
        groups.setdefault((one.day, one.root), []).append(one)
    first: dict[str, str] = {}
    known: dict[str, Appearance] = {}
    together: list[list[Appearance]] = []
    for (_, root), found in groups.items():
        found.sort(key=_order)
        run = [found[0]]
        known[found[0].visit_id] = found[0]
        for before, after in pairwise(found):
            known[after.visit_id] = after
            if _goes_on(before, after, steps.get(root, ()), return_is_same):
                _join(first, before.visit_id, after.visit_id)
                run.append(after)
            else:
                together.append(run)
                run = [after]
        together.append(run)
    batches: dict[str, list[Appearance]] = {}
    for visit_id in first:
        batches.setdefault(_root(first, visit_id), []).append(known[visit_id])
    again = frozenset(one.matter for run in together for one in run[1:] if one.visit_id != run[0].visit_id)
    parts = tuple(_batch([known[visit_id]]) for visit_id in first)
    return Merged(tuple(map(_batch, batches.values())), parts, again)


def _batch(parts: list[Appearance]) -> Batch:
    first = min(parts, key=_order)
    told_apart: frozenset[str] = frozenset()
    if len(parts) > 1:
        told_apart = told_apart.union(*(one.people for one in parts))
    return Batch(
        day=first.day,
        window=first.window,
        came_at=first.came_at,
        persons=max(len(told_apart), *(one.persons for one in parts)),
        noticed=any(one.noticed for one in parts),
        sealed=any(one.sealed for one in parts),
    )


def _order(one: Appearance) -> tuple[datetime, datetime, str, int]:
    return one.came_at, one.registered_at, one.visit_id, one.matter


def _goes_on(before: Appearance, after: Appearance, steps: Sequence[datetime], return_is_same: bool) -> bool:
    if before.visit_id == after.visit_id:
        return True
    if before.window == after.window and not return_is_same:
        return False
    return not any(before.registered_at < step < after.came_at for step in steps)


def _root(first: dict[str, str], visit_id: str) -> str:
    while first.get(visit_id, visit_id) != visit_id:
        visit_id = first[visit_id]
    return visit_id


def _join(first: dict[str, str], one: str, other: str) -> None:
    if one == other:
        return
    first.setdefault(one, one)
    first.setdefault(other, other)
    first[_root(first, other)] = _root(first, one)
