"""Which characters a font file can show, read from its `cmap` table alone."""

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from struct import unpack, unpack_from
from typing import BinaryIO

_UNICODE_FULL = frozenset({(3, 10), (0, 4), (0, 6)})


@dataclass(frozen=True)
class Coverage:
    """Sorted, disjoint ranges of code points, both ends included."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, char: str) -> bool:
        place = bisect_right(self.starts, ord(char)) - 1
        return place >= 0 and ord(char) <= self.ends[place]


def read_coverage(font: Path) -> Coverage:
    """Ranges of a TrueType font with a format 12 `cmap`; reads some kilobytes of the file.

    Raises:
        ValueError: the font has no such table.
    Source: OpenType specification, `cmap`, format 12 (segmented coverage).
    """
    with font.open("rb") as file:
        table = _table(file, b"cmap")
    (count,) = unpack_from(">H", table, 2)
    for index in range(count):
        platform, encoding, offset = unpack_from(">HHL", table, 4 + 8 * index)
        if (platform, encoding) in _UNICODE_FULL and unpack_from(">H", table, offset) == (12,):
            return _format_12(table, offset)
    raise ValueError("no format 12 cmap")


def _table(file: BinaryIO, wanted: bytes) -> bytes:
    (count,) = unpack(">4xH6x", file.read(12))
    for _ in range(count):
        tag, offset, length = unpack(">4s4xLL", file.read(16))
        if tag == wanted:
            file.seek(offset)
            return file.read(length)
    raise ValueError("no table " + wanted.decode("ascii"))


def _format_12(table: bytes, offset: int) -> Coverage:
    (groups,) = unpack_from(">L", table, offset + 12)
    ranges = []
    for index in range(groups):
        start, end, glyph = unpack_from(">LLL", table, offset + 16 + 12 * index)
        start += glyph == 0  # glyph 0 is the box for "missing", never a picture of the character
        if start <= end:
            ranges.append((start, end))
    ranges.sort()
    return Coverage(tuple(start for start, _ in ranges), tuple(end for _, end in ranges))
