"""What the bundled fonts can show, and how a text becomes fit for paper."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.paths import resource
from app.receipts.characters import printable
from app.receipts.coverage import read_coverage
from app.receipts.fonts import Face, missing_glyphs, runs_of, shown
from app.receipts.tounicode import to_unicode_cmap

# GB 18030-2022, implementation level 3: hanzi by block, as far as the standard has them.
LEVEL_3 = (
    *range(0x3400, 0x4DB6),
    *range(0x4E00, 0x9FF0),
    *range(0x20000, 0x2A6D7),
    *range(0x2A700, 0x2B735),
    *range(0x2B740, 0x2B81E),
    *range(0x2B820, 0x2CEA2),
    *range(0x2CEB0, 0x2EBE1),
)


def test_every_hanzi_of_gb_18030_level_3_has_a_glyph():
    assert missing_glyphs("".join(map(chr, LEVEL_3))) == ""


def test_bold_shows_what_regular_shows():
    regular, bold = (
        read_coverage(resource("fonts", f"{face.value}.ttf")) for face in (Face.REGULAR, Face.BOLD)
    )
    assert regular == bold


def test_coverage_is_what_the_font_says():
    coverage = read_coverage(resource("fonts", "HanaMinB.ttf"))
    assert "𠮷" in coverage
    assert "𪚥" in coverage
    assert "丁" not in coverage
    assert "\U0001f600" not in coverage


def test_file_that_is_no_font_is_refused(tmp_path):
    path = tmp_path / "x.ttf"
    path.write_bytes(bytes(64))
    with pytest.raises(ValueError, match="cmap"):
        read_coverage(path)


def test_missing_characters_once_each_in_order():
    assert missing_glyphs("甲😀乙ي😀ق") == "😀يق"
    assert missing_glyphs("骆青崖·䶮㛃𬱖𠮷𪚥 Ａ１，。") == ""
    assert missing_glyphs("\ue000") == "\ue000"


def test_missing_characters_are_shown_as_their_code():
    assert shown("甲😀乙") == "甲〔U+1F600〕乙"
    assert missing_glyphs(shown("😀ي\ue000")) == ""


@pytest.mark.parametrize(
    ("typed", "paper"),
    [
        ("a\nb\tc\r\nd", "a b c d"),
        ("  前 　后  ", "前 　后"),
        ("\u202e反\u202c向\u2066\u2069\u200f", "反向"),
        ("零\u200b宽\u200d连\ufeff接\u00ad", "零宽连接"),
        ("葛\U000e0100\ufe00", "葛"),
        ("\x00\x07甲\x7f\x9b", "甲"),
        ("不\u00a0断\u2003空", "不 断 空"),
        ("半\ud83d边", "半\ufffd边"),
        ("全角１２３ＡＢ", "全角１２３ＡＢ"),
        ("", ""),
    ],
)
def test_printable(typed, paper):
    assert printable(typed) == paper


def test_compatibility_ideograph_without_glyph_is_shown_as_the_unified_one():
    lacking = next(chr(code) for code in range(0xF900, 0xFAD0) if shown(chr(code)) != chr(code))
    assert shown(lacking) == unicodedata.normalize("NFC", lacking)
    assert missing_glyphs(lacking) == ""


def test_runs_go_by_font():
    assert list(runs_of("甲𠮷𪚥·a", bold=False)) == [
        (Face.REGULAR, "甲"),
        (Face.RARE, "𠮷𪚥"),
        (Face.REGULAR, "·a"),
    ]
    assert next(runs_of("甲", bold=True)) == (Face.BOLD, "甲")


@given(st.text())
def test_what_is_shown_has_glyphs_and_is_stable(text):
    made = shown(text)
    assert missing_glyphs(made) == ""
    assert shown(made) == made
    assert "\n" not in made


def test_tounicode_writes_utf16_in_blocks_of_at_most_100():
    cmap = to_unicode_cmap("F", [0, *range(0x4E00, 0x4E00 + 150), 0x2CC56])
    assert "<97> <D873DC56>" in cmap
    assert "<01> <4E00>" in cmap
    assert "<00> <0000>" not in cmap
    assert [line for line in cmap.splitlines() if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "51 beginbfchar",
    ]
