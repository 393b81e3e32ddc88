"""ReportLab's view of a font file without reading every glyph of it first.

ReportLab walks through all characters and widths of a font when it is opened: a quarter of a second
for each of ours. A paper needs some two hundred of its forty thousand glyphs; they are looked up in
the tables when asked for.

Source: OpenType specification, `cmap` format 12, `hmtx`, `loca`.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from struct import unpack_from
from typing import Any


class _Glyphs(Mapping[int, int]):
    """Glyph of a code point; sorted groups of `cmap` format 12."""

    def __init__(self, cmap: bytes) -> None:
        (count,) = unpack_from(">H", cmap, 2)
        at = next(
            offset
            for platform, encoding, offset in (
                unpack_from(">HHL", cmap, 4 + 8 * index) for index in range(count)
            )
            if (platform, encoding) in {(3, 10), (0, 4), (0, 6)} and unpack_from(">H", cmap, offset) == (12,)
        )
        (groups,) = unpack_from(">L", cmap, at + 12)
        flat = unpack_from(f">{groups * 3}L", cmap, at + 16)
        self._starts, self._ends, self._first = flat[::3], flat[1::3], flat[2::3]
        self._known: dict[int, int] = {}

    def __getitem__(self, code: int) -> int:
        known = self._known.get(code)
        if known is None:
            known = self._known[code] = self._looked_up(0x20 if code == 0xA0 else code)
        return known

    def _looked_up(self, code: int) -> int:
        place = bisect_right(self._starts, code) - 1
        if place < 0 or code > self._ends[place]:
            raise KeyError(code)
        return int(self._first[place]) + code - int(self._starts[place])

    def __iter__(self) -> Iterator[int]:
        for start, end in zip(self._starts, self._ends, strict=True):
            yield from range(start, end + 1)

    def __len__(self) -> int:
        return sum(end - start + 1 for start, end in zip(self._starts, self._ends, strict=True))


class _Metrics:
    """Advance and side bearing of a glyph, in units of the font."""

    def __init__(self, hmtx: bytes, full: int) -> None:
        self._hmtx, self._full = hmtx, full

    def __getitem__(self, glyph: int) -> tuple[int, int]:
        if glyph < self._full:
            advance, bearing = unpack_from(">HH", self._hmtx, 4 * glyph)
            return int(advance), int(bearing)
        (advance,) = unpack_from(">H", self._hmtx, 4 * (self._full - 1))
        (bearing,) = unpack_from(">H", self._hmtx, 4 * self._full + 2 * (glyph - self._full))
        return int(advance), int(bearing)


class _Widths(Mapping[int, float]):
    """Advance of a code point in thousandths of the type size."""

    def __init__(self, glyphs: _Glyphs, metrics: _Metrics, units: int) -> None:
        self._glyphs, self._metrics, self._scale = glyphs, metrics, 1000 / units
        self._known: dict[int, float] = {}

    def __getitem__(self, code: int) -> float:
        known = self._known.get(code)
        if known is None:
            advance = self._metrics[self._glyphs[code]][0]
            known = self._known[code] = advance if self._scale == 1 else advance * self._scale
        return known

    def __iter__(self) -> Iterator[int]:
        return iter(self._glyphs)

    def __len__(self) -> int:
        return len(self._glyphs)


class _Outlines:
    """The table `glyf`, of which only slices are taken."""

    def __init__(self, font: bytes, position: int) -> None:
        self._font, self._position = font, position

    def __getitem__(self, part: slice) -> bytes:
        return self._font[self._position + part.start : self._position + part.stop]


class _Places:
    """Where a glyph's outline begins in `glyf`."""

    def __init__(self, loca: bytes, wide: bool) -> None:
        self._loca, self._wide = loca, wide

    def __getitem__(self, glyph: int) -> int:
        if self._wide:
            return int(unpack_from(">L", self._loca, 4 * glyph)[0])
        return int(unpack_from(">H", self._loca, 2 * glyph)[0]) * 2


def open_font(name: str, path: str) -> Any:
    """A ReportLab font of that name, ready to be registered."""
    from reportlab.pdfbase import ttfonts

    class QuickFace(ttfonts.TTFontFace):  # type: ignore[misc]
        """Looks characters up instead of listing them."""

        opened = False

        def get_table(self, tag: str) -> Any:
            """As ReportLab does, but the outlines are ten megabytes: no copy of them for every paper."""
            if tag == "name" and self.opened:
                raise KeyError(tag)  # names and licence are no part of an embedded subset
            position, length = self.get_table_pos(tag)
            if tag == "glyf":
                return _Outlines(self._ttf_data, position)
            return self._ttf_data[position : position + length]

        def extractInfo(self, charInfo: int = 1) -> None:  # noqa: N803  ReportLab names it so
            super().extractInfo(0)
            self.charToGlyph = _Glyphs(self.get_table("cmap"))
            (full,) = unpack_from(">H", self.get_table("hhea"), 34)
            (wide,) = unpack_from(">H", self.get_table("head"), 50)
            self.hmetrics = _Metrics(self.get_table("hmtx"), int(full))
            self.charWidths = _Widths(self.charToGlyph, self.hmetrics, self.unitsPerEm)
            self.defaultWidth = self.hmetrics[0][0] * 1000 / self.unitsPerEm
            self.glyphPos = _Places(self.get_table("loca"), bool(wide))
            self.opened = True

    class QuickFont(ttfonts.TTFont):  # type: ignore[misc]
        """A font over such a face."""

        def __init__(self) -> None:
            listed = ttfonts.TTFontFace
            ttfonts.TTFontFace = QuickFace
            try:
                super().__init__(name, path, shapable=False, asciiReadable=False)
            finally:
                ttfonts.TTFontFace = listed

    return QuickFont()
