"""The bundled fonts: who shows which character, how wide it is, and their place in ReportLab.

Noto Sans SC (regular and bold) shows the common hanzi, HanaMinB those of plane 2; together they
have all 87,887 hanzi of GB 18030-2022 level 3. Asking what can be shown reads only the coverage
tables; ReportLab and whole fonts are loaded when a paper is first made, HanaMinB only when one of
its characters stands on it.
"""

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any

from app.paths import resource
from app.receipts.characters import printable
from app.receipts.coverage import Coverage, read_coverage
from app.receipts.linebreak import Measure
from app.receipts.quick_face import open_font
from app.receipts.tounicode import to_unicode_cmap


class Face(StrEnum):
    """A font file; the value is its name in the PDF machinery."""

    REGULAR = "NotoSansSC_400Regular"
    BOLD = "NotoSansSC_700Bold"
    RARE = "HanaMinB"


def missing_glyphs(text: str) -> str:
    """The characters of a text that no bundled font can show, each once, in order; empty = fine."""
    return "".join(dict.fromkeys(char for char in printable(text) if _shown(char) is None))


def shown(text: str) -> str:
    """The text as it will stand on paper, on one line.

    A character without a glyph that is canonically the same as one with a glyph (most of the CJK
    compatibility ideographs) is shown as that one. One that nothing can show stands as its code in
    brackets, 〔U+1F600〕: visible and never a silent box.
    """
    return "".join(_shown(char) or f"〔U+{ord(char):04X}〕" for char in printable(text))


def runs_of(text: str, bold: bool) -> Iterator[tuple[Face, str]]:
    """Cut a text that went through `shown` into stretches of one font each."""
    main = Face.BOLD if bold else Face.REGULAR
    common = _coverage(Face.REGULAR)
    for is_common, chars in groupby(text, key=lambda char: char in common):
        yield (main if is_common else Face.RARE), "".join(chars)


def measure_at(size: float) -> Measure:
    """How wide a text is at a type size, in points, whatever fonts it needs."""
    return lambda text, bold: sum(_advance(char, bold) for char in text) * size / 1000


@cache
def _advance(char: str, bold: bool) -> float:
    """Width of a character that went through `shown`, in thousandths of the type size."""
    ((face, _),) = runs_of(char, bold)
    return float(loaded(face).face.charWidths[ord(char)])


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


@cache
def _shown(char: str) -> str | None:
    for form in (char, unicodedata.normalize("NFC", char)):
        if all(c in _coverage(Face.REGULAR) or c in _coverage(Face.RARE) for c in form):
            return form
    return None
