"""The bundled fonts: who shows which character, how wide it is, and their place in ReportLab.

Noto Sans SC (regular and bold) shows the common hanzi, HanaMinB those of plane 2; together they
have all 87,887 hanzi of GB 18030-2022 level 3. Asking what can be shown reads only the coverage
tables; ReportLab and whole fonts are loaded when a paper is first made, HanaMinB only when one of
its characters stands on it.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby
from struct import unpack
from typing import Any

from app.paths import resource
from app.receipts.characters import printable
from app.receipts.coverage import Coverage, read_coverage
from app.receipts.linebreak import Measure, is_mark
from app.receipts.quick_face import open_font
from app.receipts.tounicode import to_unicode_cmap


class Face(StrEnum):
    """A font file; the value is its name in the PDF machinery."""

    REGULAR = "NotoSansSC_400Regular"
    BOLD = "NotoSansSC_700Bold"
    RARE = "HanaMinB"


def missing_glyphs(text: str) -> str:
    """The characters of a text that no bundled font can show, each once, in order; empty = fine."""
    return "".join(dict.fromkeys(char for char in _composed(printable(text)) if _shown(char) is None))


@lru_cache(maxsize=512)
def shown(text: str) -> str:
    """The text as it will stand on paper, on one line.

    A character without a glyph that is canonically the same as one with a glyph (most of the CJK
    compatibility ideographs) is shown as that one, and a letter with a mark after it as the letter that
    has the mark. One that nothing can show stands as its code in brackets, 〔U+1F600〕: visible and never
    a silent box.
    """
    return "".join(_shown(char) or f"〔U+{ord(char):04X}〕" for char in _composed(printable(text)))


def runs_of(text: str, bold: bool) -> Iterator[tuple[Face, str]]:
    """Cut a text that went through `shown` into stretches of one font each."""
    main = Face.BOLD if bold else Face.REGULAR
    for common, chars in groupby(text, key=_is_common):
        yield (main if common else Face.RARE), "".join(chars)


@cache
def _is_common(char: str) -> bool:
    return char in _coverage(Face.REGULAR)


def measure_at(size: float) -> Measure:
    """How wide a text is at a type size, in points, whatever fonts it needs."""
    return lambda text, bold: thousandths(text, bold) * size / 1000


def thousandths(text: str, bold: bool) -> float:
    """How wide a text is, in thousandths of the type size."""
    if len(text) == 1:
        return _advance(text, bold)
    return sum(_advance(char, bold) for char in text)


@cache
def _advance(char: str, bold: bool) -> float:
    """Width of a character that went through `shown`, in thousandths of the type size."""
    ((face, _),) = runs_of(char, bold)
    return float(loaded(face).face.charWidths[ord(char)])


@dataclass(frozen=True)
class Ink:
    """Where the ink of a character lies from its origin, and how far the next one is, in thousandths of
    the type size; all 0 for a blank.
    """

    left: float
    bottom: float
    right: float
    top: float
    advance: float


@cache
def ink_of(char: str, bold: bool) -> Ink:
    """Ink of a character that went through `shown`.

    Source: OpenType specification, `glyf`: the header of an outline is its box.
    """
    ((name, _),) = runs_of(char, bold)
    face = loaded(name).face
    glyph = face.charToGlyph[ord(char)]
    start, end = face.glyphPos[glyph], face.glyphPos[glyph + 1]
    if start == end:
        return Ink(0, 0, 0, 0, _advance(char, bold))
    box = unpack(">4h", face.get_table("glyf")[start + 2 : start + 10])
    left, bottom, right, top = (edge * 1000 / face.unitsPerEm for edge in box)
    return Ink(left, bottom, right, top, _advance(char, bold))


@cache
def loaded(face: Face) -> Any:
    """ReportLab's font object, made and registered once a process."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics, ttfonts

    rl_config.useA85 = 0  # pages as they are compressed, not spelled out in letters once more
    ttfonts.makeToUnicodeCMap = to_unicode_cmap
    font = open_font(face.value, str(resource("fonts", f"{face.value}.ttf")))
    pdfmetrics.registerFont(font)
    return font


def warm_up() -> None:
    """Load ReportLab and the common fonts ahead of the first paper (0.3 s), for an idle moment."""
    for face in (Face.REGULAR, Face.BOLD):
        loaded(face)
    _coverage(Face.RARE)


@cache
def _coverage(face: Face) -> Coverage:
    return read_coverage(resource("fonts", f"{face.value}.ttf"))


def _composed(text: str) -> str:
    """Letters that exist with their mark are taken so: the fonts have é but hardly any loose mark.

    Not the whole of NFC, which would exchange compatibility ideographs that have a glyph of their own.
    """
    made: list[str] = []
    for char in text:
        if made and is_mark(char):
            whole = unicodedata.normalize("NFC", made[-1] + char)
            if len(whole) == 1 and _shown(whole) is not None:
                made[-1] = whole
                continue
        made.append(char)
    return "".join(made)


@cache
def _shown(char: str) -> str | None:
    for form in (char, unicodedata.normalize("NFC", char)):
        if all(c in _coverage(Face.REGULAR) or c in _coverage(Face.RARE) for c in form):
            return form
    return None
