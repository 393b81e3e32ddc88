"""Every one of the 87,887 hanzi can be found, and shown."""

from collections import defaultdict

import numpy as np
import pytest

from app.hanzi.charset import ZERO, from_gb18030, level_3_hanzi, to_gb18030
from app.hanzi.radicals import forms
from app.hanzi.search import find_by_code, find_by_pinyin, find_by_radical, find_by_strokes
from app.hanzi.table import HanziTable, load_table
from app.paths import resource
from app.receipts.coverage import read_coverage


@pytest.fixture(scope="module")
def table() -> HanziTable:
    return load_table()


def test_the_table_is_level_3_and_the_zero(table: HanziTable) -> None:
    hanzi = level_3_hanzi()
    assert len(hanzi) == len(set(hanzi)) == 87_887
    assert sorted(table.point.tolist()) == sorted([*hanzi, ZERO])


def test_each_is_found_by_its_unicode_and_by_its_bytes(table: HanziTable) -> None:
    for row, point in enumerate(table.point.tolist()):
        code = to_gb18030(chr(point))
        assert find_by_code(table, f"U+{point:X}").rows.tolist() == [row]
        assert row in find_by_code(table, code.hex()).rows


def test_bytes_and_characters_are_one_to_one() -> None:
    codes = {to_gb18030(chr(point)) for point in level_3_hanzi()}
    assert len(codes) == 87_887
    assert {len(code) for code in codes} == {2, 4}
    assert all(to_gb18030(from_gb18030(code) or "") == code for code in codes)


def test_each_is_found_under_its_radical_and_strokes(table: HanziTable) -> None:
    under: dict[tuple[int, int], set[int]] = defaultdict(set)
    for row, pair in enumerate(zip(table.radical.tolist(), table.rest.tolist(), strict=True)):
        under[pair].add(row)
    for row, radical, rest in table.other_radical.tolist():
        under[radical, rest].add(row)
    assert {radical for radical, _ in under} == set(range(1, 215))
    for (radical, rest), rows in under.items():
        assert set(find_by_radical(table, radical, rest).rows.tolist()) == rows
        assert rows <= set(find_by_radical(table, forms(radical)[0], rest).rows.tolist())


def test_each_is_found_by_its_strokes(table: HanziTable) -> None:
    assert table.total.min() == 1
    for total in np.unique(table.total).tolist():
        assert set(np.flatnonzero(table.total == total)) <= set(find_by_strokes(table, total).rows)


def test_each_is_found_by_each_of_its_readings(table: HanziTable) -> None:
    read: dict[int, set[int]] = defaultdict(set)
    for row, number in zip(table.reading_row.tolist(), table.reading.tolist(), strict=True):
        read[number].add(row)
    assert len(read) == len(table.syllables) > 1400
    for number, rows in read.items():
        letters, tone = table.syllables[number]
        assert set(find_by_pinyin(table, f"{letters}{tone}").rows.tolist()) == rows
        assert rows <= set(find_by_pinyin(table, table.syllables[number].marked).rows.tolist())


def test_each_has_a_glyph_in_the_bundled_fonts(table: HanziTable) -> None:
    common = read_coverage(resource("fonts", "NotoSansSC_400Regular.ttf"))
    rare = read_coverage(resource("fonts", "HanaMinB.ttf"))
    chars = {*map(chr, table.point.tolist()), *"".join(forms(number) for number in range(1, 215))}
    assert not [char for char in chars if char not in common and char not in rare]


def test_the_standard_list_is_whole(table: HanziTable) -> None:
    """通用规范汉字表: 3,500 and 3,000 and 1,605 characters."""
    assert np.bincount(table.standard).tolist() == [87_888 - 8_105, 3_500, 3_000, 1_605]
    levels = [table.hanzi(row).level for row in np.flatnonzero(table.standard)]
    assert (levels.count(1), levels.count(2)) == (8_105 - 196, 196)


def test_every_character_of_the_standard_list_is_known_by_more_than_its_radical(table: HanziTable) -> None:
    assert not np.count_nonzero((table.standard > 0) & (table.made_of == 1))
    assert np.count_nonzero(table.made_of == 0) < 70


def test_what_the_file_costs() -> None:
    assert resource("hanzi", "hanzi.npz").stat().st_size < 3_000_000
