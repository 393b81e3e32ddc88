"""The quick way into a font file gives what ReportLab's own gives."""

import random
from struct import unpack_from

import pytest
from reportlab.pdfbase import ttfonts

from app.paths import resource
from app.receipts.fonts import Face
from app.receipts.quick_face import open_font


def tables(font: bytes) -> dict[str, bytes]:
    (count,) = unpack_from(">H", font, 4)
    rows = (unpack_from(">4sLLL", font, 12 + 16 * index) for index in range(count))
    return {tag.decode(): font[at : at + size] for tag, _, at, size in rows if tag != b"head"}


@pytest.mark.parametrize("face", list(Face))
def test_glyphs_widths_and_subsets_are_those_of_reportlab(face):
    path = str(resource("fonts", f"{face.value}.ttf"))
    slow, quick = ttfonts.TTFontFace(path), open_font(face.value, path).face
    known = {code: glyph for code, glyph in slow.charToGlyph.items() if glyph}
    assert {code: quick.charToGlyph[code] for code in known} == known
    assert {code: quick.charWidths[code] for code in known} == {c: slow.charWidths[c] for c in known}
    assert (quick.defaultWidth, quick.bbox, quick.ascent) == (slow.defaultWidth, slow.bbox, slow.ascent)
    accents = [ord(char) for char in "éàüñçÅ·—《" if ord(char) in known]
    some = [0, *random.Random(5).sample(sorted(known), 200), *accents]
    made, expected = tables(quick.makeSubset(some)), tables(slow.makeSubset(some))
    assert made["glyf"] == expected["glyf"]
    assert made["loca"] == expected["loca"]
    if slow.unitsPerEm == 1000:  # else ReportLab scales the advances of the last glyphs twice
        assert made == {tag: table for tag, table in expected.items() if tag != "name"}
    assert 0x1F600 not in quick.charToGlyph
