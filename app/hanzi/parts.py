"""Characters by what they are made of: 龙天 finds 䶮 and 龑, 石石石 finds 磊."""

from collections import Counter
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from app.hanzi.radicals import plain_shape, sister_forms
from app.hanzi.table import HanziTable, Rows

Counts = npt.NDArray[np.int32]


def rows_with_parts(table: HanziTable, shapes: str) -> Rows:
    """Rows that contain every shape, as often as it is given.

    A shape also stands for the other forms of the same radical (水 for 氵) and for its simplified or
    traditional form (龙 for 龍). First what is made of just these shapes, then what has them as they
    were typed, then the rest; common characters first within each. A single shape comes first itself.

    Args:
        shapes: hanzi or radical shapes; one that nothing contains finds nothing.
    """
    wanted = Counter(plain_shape(char) for char in shapes)
    fits = np.ones(len(table), bool)
    as_typed = np.ones(len(table), bool)
    strokes = np.zeros(len(table), np.int32)
    node: int | None = None
    for char, times in wanted.items():
        node = table.node_of(char)
        if node is None:
            return np.empty(0, np.int64)
        exact = _count(table, (node,))
        loose = _count(table, _others(table, char, node))
        taken = np.minimum(exact, times)
        fits &= exact + loose >= times
        as_typed &= taken == times
        strokes += taken * _strokes(table, (node,))
        strokes += (times - taken) * _strokes(table, _others(table, char, node))
    rows = np.flatnonzero(fits)
    first = table.total[rows].astype(np.int32) == strokes[rows]
    if wanted.total() == 1:
        first &= rows == node
    return rows[np.lexsort((rows, ~as_typed[rows], ~first))]


def _others(table: HanziTable, char: str, node: int) -> tuple[int, ...]:
    found = [table.node_of(form) for form in sister_forms(char)]
    found += table.variant[table.variant[:, 0] == node, 1].tolist()
    return tuple(n for n in dict.fromkeys(found) if n is not None and n != node)


def _strokes(table: HanziTable, nodes: tuple[int, ...]) -> int:
    known = [int(table.total[node]) for node in nodes if node < len(table)]
    return min(known, default=0)


@lru_cache(maxsize=16)
def _count(table: HanziTable, nodes: tuple[int, ...]) -> Counts:
    """How often one of the shapes stands in each row: one pass over the parts, simple shapes first.

    Kept for the next letter typed; nobody may write into it.
    """
    chosen = list(nodes)
    counts = np.zeros(len(table) + len(table.extra), np.int32)
    if not nodes:
        return counts[: len(table)]
    counts[chosen] = 1
    first = 0
    for last in table.level[1:].tolist():
        if last > first:
            start = int(table.part_end[first - 1]) if first else 0
            end = int(table.part_end[last - 1])
            inside = counts[table.child[start:end]] * table.times[start:end]
            begins = np.concatenate(([0], table.part_end[first : last - 1] - start))
            parents = table.parent[first:last]
            counts[parents] = np.maximum(np.add.reduceat(inside, begins), counts[parents] > 0)
        first = last
    counts[chosen] = 1
    return counts[: len(table)]
