"""Find hanzi by sound, radical, strokes, parts or code, or by several of these at once.

Every answer is a `Found`: row numbers, best first; what is known of a character is put together only
for the page that is looked at. Common characters come first: 通用规范汉字表 by level, then the rest of
the basic plane, then extensions B to F.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

import numpy as np

from app.domain.private_use import STANDARD_OF
from app.hanzi.charset import from_gb18030
from app.hanzi.parts import rows_with_parts
from app.hanzi.pinyin import read_typed
from app.hanzi.radicals import radical_numbers
from app.hanzi.table import Hanzi, HanziTable, Rows

_SHAPE = "[\u2e80-\u2fdf\u3007\u31c0-\u31ef\u3400-\u9fff\ue000-\ufaff\U00020000-\U0003ffff]"
_WORDS = re.compile(
    rf"""
    (?P<code>(?:u\+|\\u|0x|&\#x)[0-9a-f]{{4,6}};? | &\#\d{{5,6}};?
        | (?<![0-9a-z])[0-9a-f]{{8}}(?![0-9a-z]) | (?<![0-9a-z])[0-9a-f]{{4,6}}(?![0-9a-z]))
    | (?P<radical>{_SHAPE})部?\+?(?P<rest>\d{{1,2}})[画劃]?
    | (?P<strokes>\d{{1,2}})[画劃]?
    | (?P<sound>[a-zêüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ:]+[0-5]?)
    | (?P<shapes>{_SHAPE}+)
    | (?P<between>[\s+,，、/·]+)
    | (?P<unknown>.)
    """,
    re.VERBOSE | re.IGNORECASE,
)


class By(StrEnum):
    """What a search went by; the value is how a person calls it."""

    CODE = "编码"
    RADICAL = "部首"
    STROKES = "总笔画"
    SOUND = "拼音"
    PARTS = "部件"


@dataclass(frozen=True, eq=False)
class Found:
    """An answer: rows best first, and what it went by; `unread` is a sign that means nothing here."""

    table: HanziTable
    rows: Rows
    by: tuple[By, ...] = ()
    unread: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def page(self, first: int, count: int) -> tuple[Hanzi, ...]:
        """Up to `count` characters from place `first` on."""
        return tuple(self.table.hanzi(int(row)) for row in self.rows[first : first + count])

    def __iter__(self) -> Iterator[Hanzi]:
        return (self.table.hanzi(int(row)) for row in self.rows)


def search(table: HanziTable, text: str) -> Found:
    """Whatever somebody typed: `yan3`, `石10`, `15画`, `龙天`, `U+9F91`, `8139EE39`, or `yan 龙` for both.

    Several words narrow each other. Hexadecimal of four or more digits is a code; one or two digits
    are total strokes; a shape with digits behind it is a radical with residual strokes.
    """
    by: list[By] = []
    found: list[Rows] = []
    unread = ""
    for word in _WORDS.finditer(unicodedata.normalize("NFKC", text)):
        kind = word.lastgroup if word.lastgroup != "rest" else "radical"
        if kind == "between":
            continue
        if kind == "unknown":
            unread = unread or word[0]
        elif kind == "radical":
            by.append(By.RADICAL)
            found.append(_radical_rows(table, word["radical"], int(word["rest"])))
        elif kind is not None:
            how, rows_of = _READERS[kind]
            by.append(how)
            found.append(rows_of(table, word[kind]))
    return Found(table, _all_of(found), tuple(dict.fromkeys(by)), unread)


def find_by_pinyin(table: HanziTable, sound: str) -> Found:
    """Characters with a reading: `yan3` or `yǎn`, `yan` in any tone, or the beginning (`zh`)."""
    return Found(table, _sound_rows(table, sound), (By.SOUND,))


def find_by_radical(table: HanziTable, radical: str | int, rest: int | None = None) -> Found:
    """Characters under a radical (its number, or any of its forms), with so many further strokes."""
    return Found(table, _radical_rows(table, radical, rest), (By.RADICAL,))


def find_by_strokes(table: HanziTable, total: int) -> Found:
    """Characters of so many strokes."""
    return Found(table, _stroke_rows(table, str(total)), (By.STROKES,))


def find_by_parts(table: HanziTable, shapes: str) -> Found:
    """Characters that contain every shape, as often as it is given; see `rows_with_parts`."""
    return Found(table, rows_with_parts(table, shapes), (By.PARTS,))


def find_by_code(table: HanziTable, code: str) -> Found:
    """The character at a code: Unicode (`U+9F91`, `9f91`, `&#40849;`), GB 18030 bytes, or 区位码.

    Four digits can be all three: Unicode comes first. A private-use or compatibility code finds the
    standard character it stands for.
    """
    return Found(table, _code_rows(table, code), (By.CODE,))


def of_chars(table: HanziTable, chars: Iterable[str]) -> Found:
    """The given characters in their order, those that the table has."""
    rows = [table.row_of(ord(char)) for char in chars]
    return Found(table, np.array([row for row in rows if row is not None], np.int64))


def _all_of(found: list[Rows]) -> Rows:
    """The rows that every word found, in the order of the most particular one."""
    if not found:
        return np.empty(0, np.int64)
    found = sorted(found, key=len)
    return reduce(lambda kept, other: kept[np.isin(kept, other)], found[1:], found[0])


def _sound_rows(table: HanziTable, sound: str) -> Rows:
    typed = read_typed(sound)
    if typed is None:
        return np.empty(0, np.int64)
    letters, tone = typed
    numbers = [n for n, s in enumerate(table.syllables) if s.letters == letters]
    if not numbers:
        numbers = [n for n, s in enumerate(table.syllables) if s.letters.startswith(letters)]
    if tone is not None:
        numbers = [n for n in numbers if table.syllables[n].tone == tone]
    places = np.flatnonzero(np.isin(table.reading, numbers))
    rows, first = np.unique(table.reading_row[places], return_index=True)
    begins = np.concatenate(([0], table.reading_end))[rows]
    usual = places[first] == begins
    return rows[np.lexsort((rows, ~usual, _tier(table, rows)))]


def _tier(table: HanziTable, rows: Rows) -> Rows:
    """1 to 3 = level in 通用规范汉字表, 4 = other of the basic plane, 5 = beyond."""
    standard = table.standard[rows].astype(np.int64)
    return np.where(standard > 0, standard, 4 + (table.point[rows] > 0xFFFF))


def _radical_rows(table: HanziTable, radical: str | int, rest: int | None) -> Rows:
    numbers = (radical,) if isinstance(radical, int) else radical_numbers(radical)
    fits = np.isin(table.radical, numbers)
    others = table.other_radical[np.isin(table.other_radical[:, 1], numbers)]
    if rest is not None:
        fits &= table.rest == rest
        others = others[others[:, 2] == rest]
    fits[others[:, 0]] = True
    return np.flatnonzero(fits)


def _stroke_rows(table: HanziTable, total: str) -> Rows:
    fits = table.total == int(total)
    fits[table.other_total[table.other_total[:, 1] == int(total), 0]] = True
    return np.flatnonzero(fits)


def _code_rows(table: HanziTable, code: str) -> Rows:
    chars: list[str | None] = []
    code = code.strip().replace(" ", "")
    if code.startswith("&#") and code[2:3] not in "xX":
        chars.append(_char_at(int(code[2:].rstrip(";"))))
    else:
        parts = re.fullmatch(r"(u\+|\\u|&#x)?(?:0x)?([0-9a-f]{4,6}|[0-9a-f]{8});?", code, re.IGNORECASE)
        if parts is None:
            return np.empty(0, np.int64)
        unicode_only, digits = parts.groups()
        if len(digits) <= 6:
            chars.append(_char_at(int(digits, 16)))
        if len(digits) in (4, 8) and not unicode_only:
            chars.append(from_gb18030(bytes.fromhex(digits)))
        if len(digits) == 4 and digits.isdecimal() and not unicode_only:
            chars.append(_at_row_and_cell(int(digits[:2]), int(digits[2:])))
    plain = dict.fromkeys(unicodedata.normalize("NFC", char) for char in chars if char)
    return of_chars(table, (char for char in plain if len(char) == 1)).rows


def _char_at(point: int) -> str | None:
    if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:
        return None
    return STANDARD_OF.get(chr(point), chr(point))


def _at_row_and_cell(row: int, cell: int) -> str | None:
    """区位码 of GB/T 2312: row 16 to 87, cell 1 to 94."""
    if 16 <= row <= 87 and 1 <= cell <= 94:
        return from_gb18030(bytes((0xA0 + row, 0xA0 + cell)))
    return None


_READERS: dict[str, tuple[By, Callable[[HanziTable, str], Rows]]] = {
    "code": (By.CODE, _code_rows),
    "strokes": (By.STROKES, _stroke_rows),
    "sound": (By.SOUND, _sound_rows),
    "shapes": (By.PARTS, rows_with_parts),
}
