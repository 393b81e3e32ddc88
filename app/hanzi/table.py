"""The bundled table of hanzi: one row a character, the most common first.

Columns come from Unihan 15.0 (radicals, strokes, readings, 通用规范汉字表) and from the CJK
Decomposition Data (parts); see resources/hanzi/hanzi-LICENSE.txt. 46,472 characters, nearly all of
them in extensions B to F, have no known reading. The characters of 通用规范汉字表 and, but for a few
dozen simple shapes, those of the basic plane and of extensions B to D are described by their parts. Of
the other 13,235 in E and F 1,237 are; of the rest only the radical is known: they are found by radical
and strokes, by total strokes and by code. No free source covers them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from app.hanzi.charset import ZERO, is_basic, to_gb18030
from app.hanzi.pinyin import Syllable
from app.hanzi.radicals import forms
from app.paths import resource

Rows = npt.NDArray[np.int64]
"""Row numbers, best first."""


@dataclass(frozen=True)
class Hanzi:
    """What is known of one character.

    Attributes:
        char: the character, one code point.
        readings: pinyin, the usual one first; empty if none is known.
        strokes: total, as printed in mainland China.
        radical: number of 康熙字典, 1 to 214.
        rest: strokes beside the radical; can be negative for a few simplified ones.
        parts: what it is made of, at the first cut; empty for a simple shape.
        standard: level 1, 2 or 3 in 通用规范汉字表 (2013), 0 outside.
        level: implementation level of GB 18030-2022 that first asks for it: 1, 2 or 3.
    """

    char: str
    readings: tuple[Syllable, ...]
    strokes: int
    radical: int
    rest: int
    parts: str
    standard: int
    level: int

    @property
    def code(self) -> str:
        """U+9F91."""
        return f"U+{ord(self.char):04X}"

    @property
    def gb18030(self) -> str:
        """The bytes of GB 18030-2022 in hexadecimal: FD9C, 8139EE39."""
        return to_gb18030(self.char).hex().upper()

    @property
    def radical_form(self) -> str:
        """The radical's full form."""
        return forms(self.radical)[0]


class HanziTable:
    """All columns in memory (4 MB). Rows are numbered from 0, common characters first."""

    def __init__(self, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        self.point = columns["point"].astype(np.int64)
        self.radical = columns["radical"]
        self.rest = columns["rest"]
        self.total = columns["total"]
        self.other_radical = columns["other_radical"]
        self.other_total = columns["other_total"]
        self.standard = columns["standard"]
        self.made_of = columns["made_of"]
        self.variant = columns["variant"].astype(np.int64)
        words = columns["syllables"].tobytes().decode("utf-8").split("\n")
        self.syllables = tuple(Syllable(word[:-1], int(word[-1])) for word in words)
        self.reading = columns["reading"]
        self.reading_end = np.cumsum(columns["readings"], dtype=np.int64)
        self.extra = columns["extra"].astype(np.int64)
        self.parent = columns["parent"].astype(np.int64)
        self.part_end = np.cumsum(columns["parts"], dtype=np.int64)
        self.child = columns["child"].astype(np.int64)
        self.times = columns["times"].astype(np.int32)
        self.level = columns["level"].astype(np.int64)
        self._sorted = np.argsort(self.point)
        self._ascending = self.point[self._sorted]

    def __len__(self) -> int:
        return len(self.point)

    def row_of(self, point: int) -> int | None:
        """The row of a code point; None if it is not in the set."""
        place = int(np.searchsorted(self._ascending, point))
        if place < len(self.point) and self._ascending[place] == point:
            return int(self._sorted[place])
        return None

    def node_of(self, char: str) -> int | None:
        """Number of a shape among the parts: a row, or beyond the rows a shape that is no hanzi."""
        row = self.row_of(ord(char))
        if row is not None:
            return row
        places = np.flatnonzero(self.extra == ord(char))
        return len(self) + int(places[0]) if len(places) else None

    def readings_of(self, row: int) -> tuple[Syllable, ...]:
        """The readings of a row, the usual one first."""
        first = int(self.reading_end[row - 1]) if row else 0
        return tuple(self.syllables[n] for n in self.reading[first : int(self.reading_end[row])])

    @cached_property
    def reading_row(self) -> npt.NDArray[np.int64]:
        """For each entry of `reading` its row."""
        return np.repeat(np.arange(len(self)), np.diff(self.reading_end, prepend=0))

    @cached_property
    def part_place(self) -> npt.NDArray[np.int64]:
        """For each node its place in `parent`, -1 if it is not made of anything."""
        places = np.full(len(self) + len(self.extra), -1, np.int64)
        places[self.parent] = np.arange(len(self.parent))
        return places

    def parts_of(self, row: int) -> str:
        """The parts at the first cut that has a character for each."""
        return "" if self.made_of[row] == 1 else "".join(self._parts(row))

    def _parts(self, node: int) -> list[str]:
        place = int(self.part_place[node])
        if place < 0:
            return []
        first = int(self.part_end[place - 1]) if place else 0
        found: list[str] = []
        for at in range(first, int(self.part_end[place])):
            part = int(self.child[at])
            shape = int(self.point[part]) if part < len(self) else int(self.extra[part - len(self)])
            found.extend(([chr(shape)] if shape else self._parts(part)) * int(self.times[at]))
        return found

    def hanzi(self, row: int) -> Hanzi:
        """Everything about one row."""
        point = int(self.point[row])
        standard = int(self.standard[row])
        return Hanzi(
            char=chr(point),
            readings=self.readings_of(row),
            strokes=int(self.total[row]),
            radical=int(self.radical[row]),
            rest=int(self.rest[row]),
            parts=self.parts_of(row),
            standard=standard,
            level=1 if point == ZERO or is_basic(point) else 2 if standard else 3,
        )


@cache
def load_table() -> HanziTable:
    """Read the table, once a process (about 30 ms); call it off the window's thread."""
    with np.load(resource("hanzi", "hanzi.npz"), allow_pickle=False) as columns:
        table = HanziTable({name: columns[name] for name in columns.files})
    _ = table.reading_row, table.part_place
    return table
